"""Home lines, navigation and files of petitions and the people's voice."""

from __future__ import annotations


def register() -> None:
    """Called once, when the app is ready."""
