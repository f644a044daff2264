"""Home lines, navigation and files of support assignments and visits."""

from __future__ import annotations


def register() -> None:
    """Called once, when the app is ready."""
