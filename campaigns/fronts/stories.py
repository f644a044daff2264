"""Home lines, navigation and files of stories and the registers honours are judged by."""

from __future__ import annotations


def register() -> None:
    """Called once, when the app is ready."""
