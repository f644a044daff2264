"""Nominations as their pages show them: lists, what waits for whom, one in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from awards.enums import NominationState
from awards.models import Nomination
from awards.nomination_rules import desk_units, proposed_by, proposer_of
from awards.queries.proposers import whose
from awards.queries.rounds import type_names
from campaigns.models import Initiative, Story
from campaigns.queries.parties import Names, party_names
from campaigns.rules import acting
from campaigns.story_enums import StoryState
from communes.models import UnitVersion
from communes.queries.register_rules import in_sentence, names_on
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.once import once
from kbang_ntm.core.vietnamese import fold

MINE, DESK, LATE = "cua-toi", "can-xu-ly", "gui-muon"
FOR_DESK = (NominationState.SENT, NominationState.APPRAISING)
OF_ACTS = ("round__unit", "nominee", "regime", "award_type")
OF_PAGE = ("nominee__head", "subject", "meeting_file", "made_by", "sent_by", "received_by")
"""What the page of a nomination nearly always names. A cluster, a story, the merit of a collective
and the case below are rare, and asked for when they are there."""
FOR_PROPOSER = (NominationState.DRAFT, NominationState.SUPPLEMENT)


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to."""

    round_id: int | None = None
    state: str = ""
    kind: str = ""
    type_code: str = ""
    whose: str = ""
    words: str = ""


@dataclass(frozen=True)
class NominationLine:
    """A nomination in the list."""

    row: Nomination
    proposer: str
    goes_on: str
    type_name: str
    place: str

    @property
    def proposer_words(self) -> str:
        """The proposer as it stands inside a sentence."""
        return in_sentence(self.proposer)

    @property
    def due(self) -> date | None:
        """The day that counts now: of the supplement, of the appraisal, of sending."""
        if self.row.state == NominationState.SUPPLEMENT:
            return self.row.supplement_due
        if self.row.state == NominationState.APPRAISING:
            return self.row.appraise_by
        return self.row.round.due_on if self.row.state == NominationState.DRAFT else None


def nomination_rows(user: User, asked: Asked) -> QuerySet[Nomination]:
    """What the person may read, narrowed."""
    rows = Nomination.objects.visible_to(user).select_related("round", "nominee")
    if asked.round_id:
        rows = rows.filter(round_id=asked.round_id)
    if asked.state in NominationState.values:
        rows = rows.filter(state=asked.state)
    if asked.kind:
        rows = rows.filter(nominee__kind=asked.kind)
    if asked.type_code:
        rows = rows.filter(type_code=asked.type_code)
    if asked.whose == MINE:
        rows = rows.filter(proposed_by(user))
    elif asked.whose == DESK:
        rows = rows.filter(round__unit_id__in=desk_units(user), state__in=FOR_DESK)
    elif asked.whose == LATE:
        rows = rows.filter(late=True)
    for word in fold(asked.words).split():
        rows = rows.filter(search_key__contains=word)
    return rows.distinct()


def nomination_lines(user: User, asked: Asked) -> list[NominationLine]:
    """Newest first. Five queries at most."""
    return lines_of(list(nomination_rows(user, asked)))


def lines_of(rows: list[Nomination]) -> list[NominationLine]:
    """Nominations with their words. Four queries."""
    today = clock.today()
    names = _names(rows, today)
    types = type_names([row.type_code for row in rows], today)
    places = names_on([row.nominee.unit_id for row in rows], today) if rows else {}
    return [_line(row, names, types, places) for row in rows]


def _names(rows: Iterable[Nomination], day: date) -> Names:
    rows = list(rows)
    return party_names(
        [pk for row in rows for pk in (row.unit_id, row.passed_unit_id)],
        [pk for row in rows for pk in (row.agency_id, row.passed_agency_id)],
        day,
    )


def _line(
    row: Nomination, names: Names, types: dict[str, str], places: dict[int, str]
) -> NominationLine:
    now = proposer_of(row)
    return NominationLine(
        row,
        names.of(row.unit_id, row.agency_id),
        names.of(*now) if now != (row.unit_id, row.agency_id) else "",
        types.get(row.type_code, row.type_code),
        places.get(row.nominee.unit_id, ""),
    )


def one_for(user: User, uid: UUID, *more: str) -> Nomination | None:
    """The nomination if the person may read it, with what its acts ask of it; `more` is what else a
    page names. One query: each thing it joins is paid in the making of the SQL and in its plan, so
    acts do not get what only the page of the nomination shows."""
    rows = Nomination.objects.visible_to(user).select_related(*OF_ACTS, *more)
    return next(iter(rows.filter(uid=uid).order_by()), None)


@once
def waiting_rows(user: User) -> QuerySet[Nomination] | None:
    """Nominations sent to the levels whose desk the person is; drafts and nominations to supplement
    of whom it speaks for."""
    desks, own = desk_units(user), acting(user).anybody
    wanted = Q(round__unit_id__in=desks, state__in=FOR_DESK)
    if own:
        wanted |= proposed_by(user) & Q(state__in=FOR_PROPOSER)
    return Nomination.objects.filter(wanted) if desks or own else None


def waiting(user: User) -> list[Nomination]:
    """These nominations, the nearest day of their state first. One query."""
    rows = waiting_rows(user)
    if rows is None:
        return []
    found = rows.select_related("round")
    return list(found.order_by("appraise_by", "sent_at", "supplement_due", "round__due_on", "id"))


@dataclass(frozen=True)
class StoryLine:
    """A published story the person may propose from; `nominations` counts those made from it."""

    story: Story
    place: str
    nominations: int


def story_lines(user: User) -> list[StoryLine]:
    """Published stories of the person's own units, their villages and agencies, newest first. Four
    queries."""
    mine, today = acting(user), clock.today()
    villages = UnitVersion.objects.filter(
        parent_id__in=mine.units, valid__contains=today
    ).values_list("unit_id", flat=True)
    rows = Story.objects.filter(state=StoryState.PUBLISHED)
    own = rows.filter(unit_id__in={*mine.units, *villages}) | rows.filter(
        agency_id__in=mine.agencies
    )
    found = list(own.order_by("-published_at", "-id"))
    names = party_names([row.unit_id for row in found], [row.agency_id for row in found], today)
    used = list(
        Nomination.objects.visible_to(user)
        .filter(story__in=found)
        .exclude(state=NominationState.WITHDRAWN)
        .values_list("story_id", flat=True)
    )
    return [
        StoryLine(row, names.of(row.unit_id, row.agency_id), used.count(row.pk)) for row in found
    ]


def story_for(user: User, uid: str) -> Story | None:
    """A published story of the person's own, by its uid; None for any other. Four queries."""
    return next((one.story for one in story_lines(user) if str(one.story.uid) == uid), None)


def initiatives_for(unit_id: int | None, agency_id: int | None) -> list[tuple[int, str]]:
    """Initiatives of a proposer that were not used yet. One query."""
    rows = Initiative.objects.filter(
        whose(unit_id, agency_id), withdrawn_at__isnull=True, used_for=""
    )
    return [(row.pk, f"{row.name} ({row.author})") for row in rows.order_by("name")]
