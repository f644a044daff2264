"""Invented rows of the ledger of contributions."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

from psycopg2.extras import DateRange

from campaigns.models import Campaign, Contribution, ConversionRate
from campaigns.queries.current import campaign_on
from campaigns.services import contributions as service
from communes.demo.accounts import Accounts
from communes.demo.attachments import as_pdf
from communes.models import AdministrativeUnit, Work
from communes.reference.files import Row, read
from communes.services.register_papers import Scan
from kbang_ntm.core.models import User

FILE = Path(__file__).resolve().parent.parent / "data" / "demo" / "contributions.json"


def load(accounts: Accounts) -> None:
    """Fill an empty portal; called once, on the day before the one shown."""
    campaign = campaign_on()
    if campaign is None or Contribution.objects.exists():
        return
    content = read(FILE)
    for rate in content["rates"]:
        ConversionRate.objects.create(
            kind=rate["kind"],
            amount=Decimal(rate["amount"]),
            valid=DateRange(date.fromisoformat(rate["from"]), None),
            basis="minh họa",
            note="Mức đặt ra để chạy thử, không phải mức thật.",
        )
    units = {unit.key: unit for unit in AdministrativeUnit.objects.all()}
    for key, plans in content["plans"].items():
        for year, amounts in plans.items():
            service.set_plan(
                campaign=campaign,
                unit_id=units[key].pk,
                year=int(year),
                amounts={source: Decimal(amount) for source, amount in amounts.items()},
                paper="minh họa",
                actor=accounts.officer(key),
                illustrative=True,
            )
    for row in content["rows"]:
        made = _add(campaign, row, units, accounts.officer(row["unit"]))
        if "back" in row:
            service.take_back(row=made, reason=row["back"], actor=accounts.officer(row["unit"]))


def _add(
    campaign: Campaign, row: Row, units: dict[str, AdministrativeUnit], officer: User
) -> Contribution:
    unit = units[row["unit"]]
    works = Work.objects.filter(unit=unit, withdrawn_at__isnull=True).order_by("pk")
    plain = ("source", "kind", "what", "agreed_by", "donor", "receipt")
    flags = ("donor_public", "voluntary")
    return service.add_contribution(
        campaign=campaign,
        text=service.ContributionText(
            unit_id=unit.pk,
            on=date.fromisoformat(row["on"]),
            amount=Decimal(row["amount"]),
            value=Decimal(row["value"]) if "value" in row else None,
            poor_households=row.get("poor_households"),
            poor_value=Decimal(row["poor_value"]) if "poor_value" in row else None,
            works=[works[0].pk] if row.get("work") and works else [],
            note="Số liệu minh họa.",
            illustrative=True,
            **{name: row.get(name, "") for name in plain},
            **{name: row.get(name, False) for name in flags},
        ),
        minutes=_minutes() if row.get("minutes") else None,
        actor=officer,
    )


def _minutes() -> Scan:
    content = as_pdf("Biên bản họp thôn", ("Minh họa",))
    return Scan("Biên bản họp thôn.pdf", io.BytesIO(content))
