"""Cases in which the simplified procedure may be used, by date, as rows of `AwardRule`."""

from __future__ import annotations

from pathlib import Path

from awards.models import AwardRule
from communes.reference.files import days, read
from communes.reference.ledger import Ledger
from communes.reference.units import Units

FILE = Path(__file__).resolve().parent / "data" / "cases.json"


def load_cases(ledger: Ledger, units: Units) -> None:
    """Rows whose code begins with `law_codes.SIMPLIFIED_CASE`."""
    for row in read(FILE)["cases"]:
        names = ("title", "text", "legal_basis", "certain", "source")
        ledger.put(
            AwardRule,
            f"{row['code']} {row['valid'][0]}",
            lookup={"code": row["code"], "valid": days(row["valid"])},
            values={name: row[name] for name in names},
        )
