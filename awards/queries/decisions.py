"""Decisions as pages show them: lists, one with its lines, what may be drafted, the golden book."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from awards.decision_rules import register_units
from awards.enums import (
    AwardState,
    DecisionKind,
    DecisionState,
    LineKind,
    NominationState,
    NomineeKind,
    SessionState,
)
from awards.models import (
    AgendaItem,
    Award,
    AwardRound,
    Decision,
    FundLine,
    Nomination,
    Notice,
    Session,
)
from awards.nomination_rules import desk_units, leader_units
from awards.queries.prizes import Prize, decided_here, prize_law, prizes
from awards.queries.upward import Twice, honoured_twice
from communes.queries.register_rules import names_on
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.once import once
from kbang_ntm.core.vietnamese import fold

VALID = Q(awards__state=AwardState.VALID)
GROUP_WORDS = {
    NomineeKind.COLLECTIVE: "Tập thể",
    NomineeKind.HOUSEHOLD: "Hộ gia đình",
    NomineeKind.INDIVIDUAL: "Cá nhân",
}


@dataclass(frozen=True)
class Asked:
    """What a list of decisions is narrowed to."""

    state: str = ""
    year: int | None = None
    words: str = ""


@dataclass(frozen=True)
class DecisionLine:
    """One decision in a list."""

    decision: Decision
    unit_name: str
    count: int
    total: Decimal


def decision_lines(user: User, asked: Asked | None = None) -> list[DecisionLine]:
    """Decisions the person may see, newest first; dropped drafts only when asked for. Two
    queries."""
    asked = asked or Asked()
    rows: QuerySet[Decision] = Decision.objects.visible_to(user)
    if asked.state == "taken_in":
        rows = rows.filter(taken_in=True).exclude(state=DecisionState.DROPPED)
    elif asked.state:
        rows = rows.filter(state=asked.state, taken_in=False)
    else:
        rows = rows.exclude(state=DecisionState.DROPPED)
    if asked.year:
        rows = rows.filter(Q(decided_on__year=asked.year) | Q(made_at__year=asked.year))
    found = rows.annotate(
        count=Count("awards", filter=VALID), total=Sum("awards__amount", filter=VALID)
    ).order_by("-made_at", "-id")
    wanted = fold(asked.words).split()
    kept = [row for row in found if all(word in _key(row) for word in wanted)]
    names = names_on([row.unit_id for row in kept], clock.today())
    return [
        DecisionLine(row, names.get(row.unit_id, ""), row.count, row.total or Decimal(0))
        for row in kept
    ]


def _key(row: Decision) -> str:
    return fold(f"{row.title} {row.number} {row.signer}")


@dataclass(frozen=True)
class Ready:
    """Recommended nominations of a round that this level may decide by one decision."""

    round: AwardRound
    session: Session | None
    nominations: list[Nomination] = field(default_factory=list)


def ready_for(user: User) -> list[Ready]:
    """What the person's levels may draft now, by round and session (None: simplified procedure).
    Two queries."""
    waiting = ready_rows(user)
    if waiting is None:
        return []
    waiting = waiting.select_related("round__unit", "award_type", "nominee")
    rows = [
        row
        for row in waiting.order_by("round_id", "award_type__order", "id")
        if row.award_type and decided_here(row.award_type, row.round.unit)
    ]
    sessions = {
        item.nomination_id: item.session
        for item in AgendaItem.objects.filter(
            nomination__in=rows, reached=True, session__state=SessionState.SIGNED
        )
        .select_related("session")
        .order_by("pk")
    }
    found: dict[tuple[int, int | None], Ready] = {}
    for row in rows:
        session = sessions.get(row.pk)
        if session is None and not row.simplified:
            continue
        key = (row.round_id, session.pk if session else None)
        found.setdefault(key, Ready(row.round, session)).nominations.append(row)
    return list(found.values())


@once
def ready_rows(user: User) -> QuerySet[Nomination] | None:
    """Recommended nominations of the person's desks that stand in no decision."""
    units = desk_units(user)
    rows = Nomination.objects.filter(state=NominationState.RECOMMENDED, round__unit_id__in=units)
    return rows.exclude(awards_of_draft()) if units else None


def awards_of_draft() -> Q:
    """Nominations that stand in a decision already."""
    taken = Award.objects.filter(
        nomination__isnull=False,
        decision__state__in=[DecisionState.DRAFT, DecisionState.DECIDED, DecisionState.ISSUED],
    )
    return Q(pk__in=taken.values("nomination_id"))


@dataclass(frozen=True)
class Line:
    """One award with what became of its prize; `prize`: what it would get, in a draft."""

    award: Award
    prize: Prize | None
    held: bool
    paid: bool
    returned: bool
    twice: Sequence[Twice] = ()

    @property
    def amount(self) -> Decimal | int | None:
        """What was decided, or what today's law would give."""
        return self.prize.amount if self.prize else self.award.amount

    @property
    def factor(self) -> Decimal | None:
        return self.prize.factor if self.prize else self.award.factor

    @property
    def reason(self) -> str:
        return self.prize.reason if self.prize else self.award.no_prize_reason

    @property
    def to_recover(self) -> bool:
        """Paid for an award that was revoked since."""
        return self.award.state == AwardState.REVOKED and self.paid and not self.returned


@dataclass(frozen=True)
class Group:
    """The lines of one kind of nominee."""

    label: str
    lines: list[Line]


@dataclass(frozen=True)
class Sheet:
    """The annex of a decision; `problem`: why amounts cannot be worked out yet."""

    groups: list[Group]
    total: Decimal
    problem: str = ""
    note: str = ""

    @property
    def lines(self) -> list[Line]:
        return [line for group in self.groups for line in group.lines]

    @property
    def recoveries(self) -> list[Line]:
        return [line for line in self.lines if line.to_recover]


def sheet_of(decision: Decision) -> Sheet:
    """The annex with prizes. A constant number of queries: two, for a draft eight at most."""
    awards = list(
        decision.awards.select_related(
            "award_type", "nominee", "nomination__nominee", "revoked_by", "corrected_by"
        ).order_by("order")
    )
    standing = _standing(decision)
    found: dict[int, Prize] = {}
    twice: dict[int, list[Twice]] = {}
    problem = note = ""
    if decision.state == DecisionState.DRAFT and not decision.taken_in and awards:
        try:
            law = prize_law(clock.today())
            found = prizes(decision, awards, clock.today(), law)
            note = f"Tạm tính theo lương cơ sở {law.base} của hôm nay; chốt khi ký quyết định."
        except Refused as refusal:
            problem = refusal.message
        nominations = [award.nomination for award in awards if award.nomination]
        twice = honoured_twice(nominations)
    lines = [
        Line(
            award,
            found.get(award.pk),
            held="held" in standing[award.pk],
            paid="paid" in standing[award.pk],
            returned="returned" in standing[award.pk],
            twice=twice.get(award.nomination_id or 0, ()),
        )
        for award in awards
    ]
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.award.group, []).append(line)
    total = sum(
        (Decimal(line.amount) for line in lines if line.amount and line.award.state == "valid"),
        Decimal(0),
    )
    return Sheet(
        [Group(GROUP_WORDS[NomineeKind(kind)], rows) for kind, rows in groups.items()],
        total,
        problem,
        note,
    )


def _standing(decision: Decision) -> dict[int, set[str]]:
    """{award id: "held", "paid", "returned"} by the lines of the fund. One query."""
    counts: dict[tuple[int, str], int] = defaultdict(int)
    rows = FundLine.objects.filter(decision=decision, award__isnull=False).order_by()
    for award_id, kind, countered in rows.values_list("award_id", "kind", "counter_of_id"):
        counts[award_id, kind] += -1 if countered else 1
    found: dict[int, set[str]] = defaultdict(set)
    for (award_id, kind), count in list(counts.items()):
        if count <= 0:
            continue
        if kind == LineKind.PAYMENT:
            found[award_id].add("paid")
        elif kind == LineKind.RETURN:
            found[award_id].add("returned")
        elif kind == LineKind.COMMITMENT and counts[award_id, LineKind.RELEASE] <= 0:
            found[award_id].add("held")
    return found


def inside_units(user: User) -> frozenset[int]:
    """Ids of the levels whose decisions the person works on: money is shown to them only."""
    return desk_units(user) | leader_units(user) | register_units(user)


def changes_about(decision: Decision) -> list[Decision]:
    """Corrections and revocations about a decision. One query."""
    return list(
        Decision.objects.filter(about=decision).exclude(state=DecisionState.DROPPED).order_by("pk")
    )


def notices_of(decision: Decision) -> list[Notice]:
    """Letters due to the proposers of a decision's round. One query."""
    rows = Notice.objects.filter(
        Q(nomination_id__in=decision.awards.values("nomination_id"))
        | Q(result="refused", nomination__round_id=decision.round_id or 0)
    )
    return list(rows.select_related("nomination").order_by("result", "due_on", "id"))


def book_lines(user: User, year: int | None = None) -> list[Award]:
    """The golden books of the person's levels: awards of issued decisions, newest number first.
    One query."""
    rows = Award.objects.filter(
        decision__in=Decision.objects.visible_to(user),
        decision__state=DecisionState.ISSUED,
        decision__kind=DecisionKind.AWARD,
    )
    if year:
        rows = rows.filter(decision__number_date__year=year)
    return list(
        rows.select_related("decision").order_by("-decision__number_date", "-decision_id", "order")
    )


def years_of(user: User) -> list[int]:
    """Years in which visible decisions were made. One query."""
    days: list[date] = list(
        Decision.objects.visible_to(user)
        .filter(decided_on__isnull=False)
        .dates("decided_on", "year", order="DESC")
    )
    return [day.year for day in days]
