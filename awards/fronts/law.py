"""Navigation and files of the law of awards, nominees and past awards."""

from __future__ import annotations


def register() -> None:
    """Called once, when the app is ready."""
