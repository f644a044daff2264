"""Invented nominees and past awards."""

from __future__ import annotations

from communes.demo.accounts import Accounts


def load(accounts: Accounts) -> None:
    """Fill an empty portal; called once, on the day before the one shown."""
