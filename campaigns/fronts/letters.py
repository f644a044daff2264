"""Home lines, navigation and files of incoming letters and steering boards."""

from __future__ import annotations


def register() -> None:
    """Called once, when the app is ready."""
