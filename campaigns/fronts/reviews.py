"""Home lines, navigation and files of interim and final reviews."""

from __future__ import annotations


def register() -> None:
    """Called once, when the app is ready."""
