"""What each part of the app tells core, communes and the navigation."""

from __future__ import annotations

from awards.fronts import (
    law,
    nominations,
)


def register() -> None:
    """All parts."""
    for part in (
        law,
        nominations,
    ):  # fmt: skip
        part.register()
