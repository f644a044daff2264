"""What stands below a story: its broadcasts and who took it up."""

from __future__ import annotations

from dataclasses import dataclass

from campaigns.models import Broadcast, Story, StorySpread
from campaigns.queries.parties import party_names
from kbang_ntm.core import clock


@dataclass(frozen=True)
class SpreadLine:
    """One place that took a story up."""

    spread: StorySpread
    name: str


def broadcasts_of(story: Story) -> list[Broadcast]:
    """Broadcasts that stand, newest first. One query."""
    rows = story.broadcasts.filter(withdrawn_at__isnull=True).select_related("by")
    return list(rows)


def spread_lines(story: Story) -> list[SpreadLine]:
    """Places that stand, oldest first. Three queries at most."""
    rows = list(story.spreads.filter(withdrawn_at__isnull=True).select_related("by"))
    names = party_names([r.unit_id for r in rows], [r.agency_id for r in rows], clock.today())
    return [SpreadLine(row, names.of(row.unit_id, row.agency_id)) for row in rows]
