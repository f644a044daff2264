"""The law of awards by date, from its files into its tables."""

from __future__ import annotations

from communes.reference.ledger import Ledger
from communes.reference.units import Units


def load_law(ledger: Ledger, units: Units) -> None:
    """Regimes, salaries, types, dossiers, conditions, rules, checks and forms."""
