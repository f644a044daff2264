"""The movement in the demonstration portal, part by part."""

from __future__ import annotations

from campaigns.demo import (
    clusters,
    contributions,
    inspections,
    letters,
    petitions,
    plan,
    reviews,
    stories,
    support,
    targets,
    tasks,
)
from communes.demo.accounts import Accounts


def load(accounts: Accounts) -> None:
    """All parts, in the order of the plan: later ones rest on earlier ones."""
    for part in (
        plan,
        targets,
        tasks,
        letters,
        support,
        clusters,
        contributions,
        inspections,
        petitions,
        stories,
        reviews,
    ):
        part.load(accounts)
