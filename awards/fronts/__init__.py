"""What each part of the app tells core, communes and the navigation."""

from __future__ import annotations

from awards.fronts import (
    decisions,
    law,
)


def register() -> None:
    """All parts."""
    for part in (
        law,
        decisions,
    ):  # fmt: skip
        part.register()
