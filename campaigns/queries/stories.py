"""Stories as lists, pages and the public page show them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, Q, QuerySet

from campaigns.models import Story
from campaigns.queries.parties import Names, party_names
from campaigns.rules import LEAD_ROLES
from campaigns.story_enums import StoryState
from campaigns.story_rules import standing_districts
from communes.enums import Role
from communes.queries.register_rules import kept_units
from communes.rules import reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.once import once
from kbang_ntm.core.vietnamese import fold

PER_PAGE = 12


@dataclass(frozen=True)
class StoryAsked:
    """What a list is narrowed to."""

    state: str = ""
    kind: str = ""
    words: str = ""

    def narrow(self, rows: QuerySet[Story]) -> QuerySet[Story]:
        """The rows asked for; every word typed stands in the text, marks ignored."""
        wanted = Q()
        if self.state:
            wanted &= Q(state=self.state)
        if self.kind:
            wanted &= Q(kind=self.kind)
        for word in fold(self.words).split():
            wanted &= Q(search_key__contains=word)
        return rows.filter(wanted)


@dataclass(frozen=True)
class StoryLine:
    """A story with the name of its unit or agency."""

    story: Story
    place: str


def story_lines(rows: QuerySet[Story]) -> list[StoryLine]:
    """The rows with names of today. Three queries at most."""
    found = list(rows.select_related("photo", "proposed_by"))
    names = names_for(found)
    return [StoryLine(row, names.of(row.unit_id, row.agency_id)) for row in found]


def names_for(rows: list[Story]) -> Names:
    """Names of the units and agencies of stories. Two queries at most."""
    units, agencies = [row.unit_id for row in rows], [row.agency_id for row in rows]
    return party_names(units, agencies, clock.today())


def latest_published(count: int) -> list[StoryLine]:
    """The newest published stories, for the first page. Three queries at most."""
    return story_lines(Story.objects.public()[:count])


def published_stamp(count: int) -> str:
    """Changes when the newest published stories do. One query."""
    rows = Story.objects.public().values_list("uid", "published_at")[:count]
    return repr(list(rows))


@once
def open_stories(user: User) -> QuerySet[Story] | None:
    """Stories on their way that the person's office handles: the district's, or the commune's
    where no district stands."""
    mine = reach(user)
    rows = Story.objects.filter(
        state__in=[StoryState.PROPOSED, StoryState.EDITING, StoryState.WAITING]
    )
    if mine.has(Role.EDITOR, *LEAD_ROLES):
        return rows
    if not mine.commune_ids:
        return None
    return rows.filter(~Exists(standing_districts()), unit_id__in=kept_units(user))


def waiting_stories(user: User) -> list[tuple[Story, str]]:
    """(story, act) of what waits for this person: to take, to finish, to approve. Two queries at
    most."""
    mine = reach(user)
    edits, approves = mine.has(Role.EDITOR), mine.has(*LEAD_ROLES)
    if not (edits or approves):
        edits, approves = True, mine.has(Role.COMMUNE_LEADER)
    found = []
    rows = open_stories(user)
    for row in rows.order_by("proposed_at") if rows is not None else ():
        if row.state == StoryState.WAITING and approves:
            found.append((row, "approve"))
        elif row.state != StoryState.WAITING and edits:
            found.append((row, "take" if row.state == StoryState.PROPOSED else "finish"))
    return found
