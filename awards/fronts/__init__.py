"""What each part of the app tells core, communes and the navigation."""

from __future__ import annotations

from awards.fronts import (
    appraisal,
    council,
    decisions,
    law,
    nominations,
)


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
