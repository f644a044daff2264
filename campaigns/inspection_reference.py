"""The dated weights of draws, from their file into their table."""

from __future__ import annotations

from pathlib import Path

from campaigns.contribution_reference import put_rules
from communes.reference.ledger import Ledger
from communes.reference.units import Units

FILE = Path(__file__).resolve().parent / "data" / "inspections.json"


def load_draw_weights(ledger: Ledger, units: Units) -> None:
    """What each risk component counts for in a draw."""
    put_rules(ledger, FILE)
