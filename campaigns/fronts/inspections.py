"""Home lines, navigation and files of inspections, findings and draws."""

from __future__ import annotations


def register() -> None:
    """Called once, when the app is ready."""
