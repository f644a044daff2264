"""What each part of the app tells core, communes and the navigation."""

from __future__ import annotations

from awards.fronts import (
    appraisal,
    decisions,
    law,
    nominations,
)


def register() -> None:
    """All parts."""
    for part in (
        appraisal,
        decisions,
        law,
        nominations,
    ):  # fmt: skip
        part.register()
