"""Rules of carrying onto another map; an indicator is named by its set and code."""

from __future__ import annotations

from communes.enums import CarryScope
from communes.models import CarryRule, Indicator
from communes.reference.files import data, days
from communes.reference.ledger import Ledger


def load_carry_rules(ledger: Ledger) -> None:
    """All rows of the file; those about an indicator come after the criteria sets."""
    for row in data("carry_rules.json")["rules"]:
        indicator = None
        if row["scope"] == CarryScope.INDICATOR:
            indicator = Indicator.objects.get(
                criteria_set__code=row["criteria_set"],
                code=row["indicator"],
                valid__overlap=days(row["valid"]),
            )
        about = [row["scope"], row.get("criteria_set", ""), row.get("indicator", "")]
        lookup = {
            "scope": row["scope"],
            "indicator": indicator,
            "standard": row.get("standard", ""),
            "valid": days(row["valid"]),
        }
        plain = ("method", "divided", "skips_na", "legal_basis", "certain", "source", "note")
        values = {name: row[name] for name in plain}
        if row["scope"] == CarryScope.METHOD:
            lookup["method"] = values.pop("method")
        key = " ".join(filter(None, [*about, row.get("standard", ""), row["method"]]))
        ledger.put(
            CarryRule, f"{key} {row['valid'][0] or ''}".strip(), lookup=lookup, values=values
        )
