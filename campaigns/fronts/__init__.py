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
