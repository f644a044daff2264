"""Home lines, navigation and files of objectives and targets."""

from __future__ import annotations


def register() -> None:
    """Called once, when the app is ready."""
