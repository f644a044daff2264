"""Home lines, navigation and files of clusters, pledges and scores."""

from __future__ import annotations


def register() -> None:
    """Called once, when the app is ready."""
