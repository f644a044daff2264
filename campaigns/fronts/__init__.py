"""What each part of the app tells core, communes and the navigation."""

from __future__ import annotations

from campaigns.fronts import (
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
from campaigns.queries.footings import HOME
from kbang_ntm.core.registry import registry


def register() -> None:
    """All parts, in the order of the plan."""
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
        part.register()
    registry.add_home_ground("campaigns", HOME)
