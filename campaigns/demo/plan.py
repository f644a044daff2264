"""Invented rows of the campaign, its plan and everybody's part in it."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

from campaigns.models import Campaign, PartyPlan
from campaigns.services import campaigns, party_plans, plans
from communes.demo.accounts import Accounts
from communes.demo.attachments import as_pdf
from communes.models import AdministrativeUnit, Agency
from communes.reference.files import Row, read
from communes.services.register_papers import Scan
from kbang_ntm.core.models import User

FILE = Path(__file__).resolve().parent.parent / "data" / "demo" / "plan.json"


def load(accounts: Accounts) -> None:
    """Fill an empty portal; called once, on the day before the one shown."""
    content = read(FILE)
    campaign = Campaign.objects.get(code=content["campaign"])
    units = {unit.key: unit for unit in AdministrativeUnit.objects.all()}
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    for row in content["parts"]:
        actor = accounts.by_name[row["by"]]
        whose = (
            party_plans.Whose(unit_id=units[row["unit"]].pk)
            if "unit" in row
            else party_plans.Whose(agency_id=agencies[row["agency"]].pk)
        )
        for paper in row["papers"]:
            _record(campaign, whose, paper, actor)
    PartyPlan.objects.filter(campaign=campaign).update(illustrative=True)
    _amend(campaign, content["amendment"], accounts.by_name["dieuphoi"])
    _commune(campaign, content["commune"], units, accounts)


def _record(campaign: Campaign, whose: party_plans.Whose, row: Row, actor: User) -> None:
    title = row.get("scan", "")
    file = io.BytesIO(as_pdf(title, ("Bản minh họa",))) if title else None
    party_plans.record_paper(
        campaign=campaign,
        whose=whose,
        text=party_plans.PaperText(
            kind=row["kind"],
            on=date.fromisoformat(row["on"]),
            number=row.get("number", ""),
            words=row.get("words", ""),
        ),
        scan=Scan(name=f"{title}.pdf", stream=file) if file else None,
        actor=actor,
    )


def _amend(campaign: Campaign, row: Row, actor: User) -> None:
    """A draft amendment, so that the pages of drafting and comparing show something."""
    version = plans.begin_version(campaign=campaign, reason=row["reason"], actor=actor)
    for section in row["sections"]:
        plans.write_section(version=version, actor=actor, **section)


def _commune(
    campaign: Campaign, row: Row, units: dict[str, AdministrativeUnit], accounts: Accounts
) -> None:
    """A commune's own small campaign under the district's, with a plan of one section."""
    leader = accounts.leader(row["unit"])
    own = campaigns.open_campaign(
        code=row["code"],
        unit_id=units[row["unit"]].pk,
        text=campaigns.CampaignText(
            title=row["title"],
            first=date.fromisoformat(row["first"]),
            last=date.fromisoformat(row["last"]),
            launched_on=date.fromisoformat(row["launched_on"]),
            parent_id=campaign.pk,
            note="Số liệu minh họa.",
        ),
        actor=leader,
    )
    Campaign.objects.filter(pk=own.pk).update(illustrative=True)
    version = plans.begin_version(campaign=own, actor=leader)
    for section in row["sections"]:
        plans.write_section(version=version, actor=leader, **section)
    text = plans.VersionText(number=row["number"], day=date.fromisoformat(row["date"]))
    version = plans.change_version(version=version, text=text, actor=leader)
    version.illustrative = True
    version.save(update_fields=["illustrative"])
    plans.issue_version(version=version, actor=leader)
