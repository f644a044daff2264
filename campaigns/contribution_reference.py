"""The dated conventions of the ledger of contributions, from their file into their table."""

from __future__ import annotations

from pathlib import Path

from communes.models import RegisterRule
from communes.reference.files import days, number, read
from communes.reference.ledger import Ledger
from communes.reference.units import Units

FILE = Path(__file__).resolve().parent / "data" / "contributions.json"


def load_contribution_rules(ledger: Ledger, units: Units) -> None:
    """Limits of what people give, and from when on minutes are asked for."""
    put_rules(ledger, FILE)


def put_rules(ledger: Ledger, file: Path) -> None:
    """The rows `rules` of a file, as dated rules of registers."""
    names = ("title", "text", "legal_basis", "source", "certain", "note")
    for row in read(file)["rules"]:
        ledger.put(
            RegisterRule,
            f"{row['code']} {row['valid'][0]}",
            lookup={"code": row["code"], "valid": days(row["valid"])},
            values={name: row[name] for name in names} | {"amount": number(row["amount"])},
        )
