"""Tasks the plan gives, and when they are reminded of, from their file into their tables."""

from __future__ import annotations

from pathlib import Path

from campaigns.models import ReminderRule, TaskTemplate
from communes.models import Agency
from communes.reference.files import days, read
from communes.reference.ledger import Ledger
from communes.reference.units import Units

FILE = Path(__file__).resolve().parent / "data" / "tasks.json"
PLAIN = (
    "section",
    "title",
    "content",
    "product",
    "every_commune",
    "every_agency",
    "co_codes",
    "repeat",
    "day",
    "month",
    "source",
    "certain",
    "note",
    "order",
)


def load_tasks(ledger: Ledger, units: Units) -> None:
    """Templates of tasks, then the days of reminders."""
    content = read(FILE)
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    for row in content["templates"]:
        ledger.put(
            TaskTemplate,
            row["code"],
            lookup={"code": row["code"]},
            values={name: row[name] for name in PLAIN}
            | {"agency": agencies[row["agency"]] if row["agency"] else None},
        )
    for row in content["reminders"]:
        ledger.put(
            ReminderRule,
            f"{row['when']} {row['days']} {row['valid'][0]}",
            lookup={"when": row["when"], "days": row["days"], "valid": days(row["valid"])},
            values={name: row[name] for name in ("source", "certain", "note")},
        )
