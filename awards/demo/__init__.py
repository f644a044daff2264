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
from kbang_ntm.core.once import settled_answers


def load(accounts: Accounts) -> None:
    """All parts, each on those before it; the law stays as it is meanwhile, and is read once."""
    with settled_answers():
        for part in (
            law,
            nominations,
            appraisal,
            council,
            decisions,
        ):  # fmt: skip
            part.load(accounts)
