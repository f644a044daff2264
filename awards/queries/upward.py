"""What goes to the level above, what came back, and where an achievement is honoured twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from awards.enums import AwardState, DecisionState, NominationState, UpwardResult
from awards.models import Award, Nomination, UpwardCase
from awards.nomination_rules import desk_units, leader_units
from awards.queries.prizes import decided_here
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.once import once

OPEN, DONE = "cho", "xong"


@dataclass(frozen=True)
class Twice:
    """The same nominee, the same time, honoured or proposed at another level."""

    name: str
    words: str


def cases_of(user: User, state: str = "") -> list[UpwardCase]:
    """Cases of nominations the person may see, newest first. One query."""
    seen = Nomination.objects.visible_to(user)
    rows = UpwardCase.objects.filter(nomination__in=seen).select_related(
        "nomination__award_type", "nomination__round"
    )
    if state == OPEN:
        rows = rows.filter(result="")
    elif state == DONE:
        rows = rows.exclude(result="")
    return list(rows.order_by("-sent_on", "-id"))


@once
def recommended_rows(user: User) -> QuerySet[Nomination] | None:
    """Recommended nominations of the person's levels that nobody has decided or sent up."""
    units = desk_units(user) | leader_units(user)
    rows = Nomination.objects.filter(state=NominationState.RECOMMENDED, round__unit_id__in=units)
    return rows if units else None


def to_send(user: User) -> list[Nomination]:
    """Recommended nominations of the person's levels that a level above decides. One query."""
    rows = recommended_rows(user)
    if rows is None:
        return []
    rows = rows.select_related("award_type", "round__unit", "nominee")
    return [row for row in rows.order_by("round_id", "award_type__order", "id") if goes_up(row)]


def goes_up(row: Nomination) -> bool:
    """Whether a level above that of the round decides the type."""
    return row.award_type is None or not decided_here(row.award_type, row.round.unit)


@once
def overdue_rows(user: User) -> QuerySet[UpwardCase] | None:
    """Open cases of the person's desks whose answer is past its day."""
    units = desk_units(user)
    rows = UpwardCase.objects.filter(
        result="", due_on__lt=clock.today(), nomination__round__unit_id__in=units
    )
    return rows if units else None


def answers_due(user: User) -> list[UpwardCase]:
    """These cases, oldest first. One query."""
    rows = overdue_rows(user)
    return [] if rows is None else list(rows.select_related("nomination").order_by("due_on"))


def honoured_twice(nominations: Sequence[Nomination]) -> dict[int, list[Twice]]:
    """{nomination id: where the same nominee's same time of achievement is honoured, or waits for
    the level above}: principle 1, one achievement, one award. Two queries."""
    subjects = {row.pk: row.nominee.same_as_id or row.nominee_id for row in nominations}
    ids = set(subjects.values())
    found: dict[int, list[Twice]] = defaultdict(list)
    for owner, span, kind, twice in [*_upward(ids), *_awards(ids)]:
        for row in nominations:
            if subjects[row.pk] == owner and row.pk != kind and _meets(row.achievement, span):
                found[row.pk].append(twice)
    return dict(found)


Found = tuple[int, object, int, Twice]


def _upward(ids: Iterable[int]) -> list[Found]:
    rows = UpwardCase.objects.filter(
        Q(nomination__nominee_id__in=ids) | Q(nomination__nominee__same_as_id__in=ids),
        result__in=["", UpwardResult.AWARDED],
    ).select_related("nomination__nominee", "nomination__award_type")
    found = []
    for case in rows:
        row = case.nomination
        words = (
            f"đã được {row.award_type} ({case.result_paper})"
            if case.result
            else f"đang trình {case.to_body}: {row.award_type}"
        )
        owner = row.nominee.same_as_id or row.nominee_id
        found.append((owner, row.achievement, row.pk, Twice(row.nominee_name, words)))
    return found


def _awards(ids: Iterable[int]) -> list[Found]:
    rows = Award.objects.filter(
        Q(nominee_id__in=ids) | Q(nominee__same_as_id__in=ids),
        state=AwardState.VALID,
        nomination__isnull=False,
        decision__state__in=[DecisionState.DECIDED, DecisionState.ISSUED],
    ).select_related("nominee", "nomination", "decision")
    found = []
    for award in rows:
        assert award.nomination is not None, "asked for above"
        owner = award.nominee.same_as_id or award.nominee_id
        paper = f"Quyết định số {award.decision.number}" if award.decision.number else "đã ký"
        twice = Twice(award.name, f"đã được {award.type_name} ({paper})")
        found.append((owner, award.nomination.achievement, award.nomination_id or 0, twice))
    return found


def _meets(one: object, other: object) -> bool:
    """Whether two half-open ranges of days share a day."""
    first, last = getattr(one, "lower", None), getattr(one, "upper", None)
    begins, ends = getattr(other, "lower", None), getattr(other, "upper", None)
    if first is None or last is None or begins is None or ends is None:
        return False
    return bool(first < ends and begins < last)
