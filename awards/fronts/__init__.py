"""What each part of the app tells core, communes and the navigation."""

from __future__ import annotations

from awards.fronts import (
    appraisal,
    council,
    decisions,
    law,
    nominations,
)
from awards.queries.footings import HOME
from kbang_ntm.core.registry import registry


def register() -> None:
    """All parts."""
    for part in (
        appraisal,
        council,
        decisions,
        law,
        nominations,
    ):  # fmt: skip
        part.register()
    registry.add_home_ground("awards", HOME)
