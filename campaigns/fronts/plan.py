"""Home lines, navigation and files of the campaign, its plan and everybody's part in it."""

from __future__ import annotations


def register() -> None:
    """Called once, when the app is ready."""
