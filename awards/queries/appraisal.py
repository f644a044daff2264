"""What waits for the desk, and a round as Phòng Nội vụ looks at it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from awards.enums import NominationState
from awards.models import AwardRound, CheckOverride, Consultation, Nomination, PostedNomination
from awards.nomination_rules import desk_units, leader_units
from awards.queries.check_results import lines_of as check_lines
from awards.queries.law import rules_on
from awards.queries.nominations import NominationLine
from awards.queries.nominations import lines_of as nomination_lines
from awards.queries.preferences import Preference, preference_of
from communes.queries.procedures import calendar_of
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.once import once

WAITING = (
    NominationState.SENT,
    NominationState.APPRAISING,
    NominationState.SUPPLEMENT,
    NominationState.SUSPENDED,
)
SHEET_STATES = (*WAITING, NominationState.ELIGIBLE, NominationState.INELIGIBLE)


@dataclass(frozen=True)
class DeskLine:
    """A nomination on the desk: working days left, what blocks and warns, who has not answered.

    `checked` is false while no check has run.
    """

    line: NominationLine
    days_left: int | None
    checked: bool
    blocks: int
    warns: int
    asked: int
    unanswered: int
    overdue: int
    posted: bool
    preference: Preference

    @property
    def row(self) -> Nomination:
        """The nomination."""
        return self.line.row

    @property
    def late(self) -> bool:
        """Its day of appraisal is over."""
        return self.days_left is not None and self.days_left < 0


def desk_nominations(user: User) -> QuerySet[Nomination]:
    """Nominations sent to the levels whose desk or leader the person is."""
    rows = Nomination.objects.filter(round__unit_id__in=desk_units(user) | leader_units(user))
    return rows.exclude(state=NominationState.DRAFT).select_related("round", "nominee")


def waiting_lines(user: User) -> list[DeskLine]:
    """What waits at the desk, the nearest day first. A constant number of queries."""
    rows = desk_nominations(user).filter(state__in=WAITING)
    return _lines(list(rows.order_by("appraise_by", "sent_at", "id")))


def round_lines(award_round: AwardRound, user: User) -> list[DeskLine]:
    """All nominations of a round that were sent and not taken back, by award and kind."""
    rows = desk_nominations(user).filter(round=award_round)
    rows = rows.exclude(state=NominationState.WITHDRAWN)
    return _lines(list(rows.order_by("type_code", "nominee__kind", "nominee__name_key", "id")))


def _lines(rows: list[Nomination]) -> list[DeskLine]:
    """Fourteen queries at most, for any number."""
    today = clock.today()
    calendar, rules = calendar_of(), rules_on(today)
    checks = check_lines(rows)
    asked: Counter[int] = Counter()
    unanswered: Counter[int] = Counter()
    overdue: Counter[int] = Counter()
    for pk, answer, due in Consultation.objects.filter(
        nomination__in=rows, withdrawn_at__isnull=True
    ).values_list("nomination_id", "answer", "due_on"):
        asked[pk] += 1
        unanswered[pk] += not answer
        overdue[pk] += not answer and due < today
    posted = set(
        PostedNomination.objects.filter(
            nomination__in=rows, posting__withdrawn_at__isnull=True
        ).values_list("nomination_id", flat=True)
    )
    return [
        DeskLine(
            line,
            calendar.between(today, day) if (day := _day(line.row)) else None,
            line.row.pk in checks,
            sum(one.blocks for one in checks.get(line.row.pk, [])),
            sum(one.warns for one in checks.get(line.row.pk, [])),
            asked[line.row.pk],
            unanswered[line.row.pk],
            overdue[line.row.pk],
            line.row.pk in posted,
            preference_of(line.row.nominee, rules),
        )
        for line in nomination_lines(rows)
    ]


def _day(row: Nomination) -> date | None:
    return row.appraise_by if row.state == NominationState.APPRAISING else None


@dataclass(frozen=True)
class RoundCounts:
    """A round in numbers for the head of its page."""

    total: int
    by_state: tuple[tuple[str, int], ...]
    blocked: int
    late: int
    overdue: int


def counts_of(lines: list[DeskLine]) -> RoundCounts:
    """From the lines of a round. No query."""
    states = Counter(line.row.state for line in lines)
    return RoundCounts(
        len(lines),
        tuple((str(one.label), states[one]) for one in NominationState if states[one]),
        sum(bool(line.blocks) for line in lines),
        sum(line.late for line in lines),
        sum(line.overdue for line in lines),
    )


@once
def override_rows(user: User) -> QuerySet[CheckOverride] | None:
    """Requests to let a check pass that somebody else asked for, at levels where the person may
    agree."""
    units = desk_units(user) | leader_units(user)
    rows = CheckOverride.objects.filter(
        agreed_by__isnull=True,
        nomination__round__unit_id__in=units,
        nomination__state__in=SHEET_STATES,
    ).exclude(asked_by=user)
    return rows if units else None


def open_overrides(user: User) -> list[CheckOverride]:
    """These requests, oldest first. One query."""
    rows = override_rows(user)
    if rows is None:
        return []
    return list(rows.select_related("nomination").order_by("asked_at", "id"))
