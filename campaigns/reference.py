"""The campaign of the plan and its targets, loaded with the other reference data."""

from __future__ import annotations

from pathlib import Path

from campaigns.models import Campaign, Target
from communes.reference.files import day, days, read
from communes.reference.ledger import Ledger
from communes.reference.units import Units

FILE = Path(__file__).resolve().parent / "data" / "campaign.json"


def load_campaign(ledger: Ledger, units: Units) -> None:
    """The movement 2021-2025 with every target of the plan, read or not."""
    content = read(FILE)
    row = content["campaign"]
    plain = ("title", "plan_number", "legal_bases", "source", "note")
    campaign = ledger.need(
        Campaign,
        row["code"],
        lookup={"code": row["code"]},
        values={name: row[name] for name in plain}
        | {
            "unit": units[row["unit"]],
            "period": days(row["period"]),
            "launched_on": day(row["launched_on"]),
            "plan_date": day(row["plan_date"]),
        },
    )
    for target in content["targets"]:
        place = target["unit"] or target["within"]
        ledger.put(
            Target,
            f"{campaign.code} {target['kind']} {place} {target['year']}",
            lookup={
                "campaign": campaign,
                "kind": target["kind"],
                "unit": units[target["unit"]] if target["unit"] else None,
                "within": units[target["within"]] if target["within"] else None,
                "year": target["year"],
                "read_as": target["read_as"],
            },
            values={name: target[name] for name in ("certain", "source", "note")},
        )
