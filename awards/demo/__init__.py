"""Awards in the demonstration portal, part by part."""

from __future__ import annotations

from awards.demo import (
    appraisal,
    council,
    decisions,
    law,
    nominations,
)
from communes.demo.accounts import Accounts


def load(accounts: Accounts) -> None:
    """All parts, each on those before it."""
    for part in (
        law,
        nominations,
        appraisal,
        council,
        decisions,
    ):  # fmt: skip
        part.load(accounts)
