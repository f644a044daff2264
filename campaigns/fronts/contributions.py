"""Home lines, navigation and files of the ledger of contributions."""

from __future__ import annotations


def register() -> None:
    """Called once, when the app is ready."""
