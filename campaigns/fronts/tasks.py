"""Home lines, navigation and files of tasks, guidance and policy proposals."""

from __future__ import annotations


def register() -> None:
    """Called once, when the app is ready."""
