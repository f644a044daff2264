"""Invented rows of support assignments and visits."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from campaigns.models import SupportAssignment, SupportVisit
from campaigns.services import support
from communes.demo.accounts import Accounts
from communes.models import AdministrativeUnit, Agency
from communes.reference.files import read

FILE = Path(__file__).resolve().parent.parent / "data" / "demo" / "support.json"


def load(accounts: Accounts) -> None:
    """Fill an empty portal; called once, on the day before the one shown."""
    content = read(FILE)
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    units = {unit.key: unit for unit in AdministrativeUnit.objects.all()}
    for row in content["assignments"]:
        support.assign_many(
            pairs=[(agencies[row["agency"]], units[key].pk) for key in row["units"]],
            terms=support.Terms(
                first=date.fromisoformat(content["first"]),
                paper_number=content["paper_number"],
                paper_date=date.fromisoformat(content["paper_date"]),
                note=row["note"],
            ),
            actor=accounts.by_name["dieuphoi"],
        )
    for row in content["visits"]:
        support.record_visit(
            agency_id=agencies[row["agency"]].pk,
            unit_id=units[row["unit"]].pk,
            visit=support.Visit(
                on=date.fromisoformat(row["on"]),
                people=row["people"],
                seen=row["seen"],
                agreed=row["agreed"],
            ),
            actor=accounts.by_name[row["agency"]],
        )
    SupportAssignment.objects.update(illustrative=True)
    SupportVisit.objects.update(illustrative=True)
