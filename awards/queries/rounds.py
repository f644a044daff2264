"""Rounds of award as their pages show them: lists, types, quotas, who is late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from awards.council_rules import sits_in
from awards.enums import NominationState, NomineeKind, RoundState
from awards.models import (
    AwardRound,
    AwardType,
    LateAllowance,
    Nomination,
    Quota,
    Regime,
    ReportForm,
)
from awards.nomination_rules import desk_units, is_desk, proposer_of, reader_units
from awards.queries.law import regime_on
from awards.queries.proposers import level_of, whose
from awards.queries.regimes import report_forms
from campaigns.queries.parties import Party, communes_on, party_names
from campaigns.rules import acting
from communes.enums import UnitKind
from communes.models import Agency, UnitVersion
from communes.queries.register_rules import names_on
from communes.rules import is_administrator, reach
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import fold

NOT_COUNTED = (NominationState.DRAFT, NominationState.WITHDRAWN)
NO_LONGER = (NominationState.WITHDRAWN, NominationState.INELIGIBLE)


def visible_rounds(user: User) -> QuerySet[AwardRound]:
    """Rounds of the levels the person works for, proposes to, or sits for, drafts of the desk's
    own only; besides, rounds in which the person reads a nomination. Three queries at most."""
    if is_administrator(user):
        return AwardRound.objects.all()
    mine = reach(user)
    own = acting(user)
    levels = (
        level_of(own.units, own.agencies, mine.on)
        | reader_units(user)
        | sits_in(user)
        | frozenset(post.unit_id for post in mine.posts)
    )
    read = Nomination.objects.visible_to(user).values("round_id")
    opened = ~Q(state=RoundState.DRAFT)
    return AwardRound.objects.filter(
        Q(unit_id__in=desk_units(user)) | opened & (Q(unit_id__in=levels) | Q(pk__in=read))
    )


@dataclass(frozen=True)
class RoundAsked:
    """What the list is narrowed to."""

    state: str = ""
    kind: str = ""
    year: int | None = None
    words: str = ""


@dataclass(frozen=True)
class RoundLine:
    """A round in the list; `sent`: nominations sent and not taken back."""

    round: AwardRound
    level: str
    sent: int

    @property
    def past_due(self) -> bool:
        """Open, and its due day is over."""
        return self.round.state == RoundState.OPEN and clock.today() > self.round.due_on


def round_lines(user: User, asked: RoundAsked) -> list[RoundLine]:
    """Newest due day first. Four queries at most."""
    rows = visible_rounds(user).annotate(
        sent=Count("nominations", filter=~Q(nominations__state__in=NOT_COUNTED))
    )
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.year:
        rows = rows.filter(due_on__year=asked.year)
    found = list(rows)
    names = names_on([row.unit_id for row in found], clock.today()) if found else {}
    lines = [RoundLine(row, names.get(row.unit_id, ""), row.sent) for row in found]
    words = fold(asked.words).split()
    return [
        line
        for line in lines
        if all(word in fold(f"{line.round.name} {line.level}") for word in words)
    ]


def open_rounds(user: User) -> list[AwardRound]:
    """Rounds in which somebody the person speaks for may propose today. Two queries."""
    mine, today = acting(user), clock.today()
    levels = level_of(mine.units, mine.agencies, today)
    rows = AwardRound.objects.filter(unit_id__in=levels, state=RoundState.OPEN)
    return list(rows.filter(opens_on__lte=today).order_by("due_on"))


def types_on(day: date) -> tuple[Regime | None, list[AwardType]]:
    """The regime of a day and its types in order; (None, []) where the law has none. Two
    queries."""
    try:
        regime = regime_on(day)
    except Refused:
        return None, []
    rows = AwardType.objects.filter(regime=regime.types_of or regime, valid__contains=day)
    return regime, list(rows.order_by("order", "id"))


def type_names(codes: Iterable[str], day: date) -> dict[str, str]:
    """{code: name of the type}: as the law of the day calls it, else as any regime does. One
    query."""
    found: dict[str, str] = {}
    rows = AwardType.objects.filter(code__in=set(codes)).order_by("valid")
    for row in rows:
        if row.code not in found or row.valid.lower is None or row.valid.lower <= day:
            found[row.code] = row.name
    return found


@dataclass(frozen=True)
class RoundTypeLine:
    """A type that may be asked for, what the law of the day says of it."""

    code: str
    name: str
    law: AwardType | None
    ballot_mode: str


def round_types(award_round: AwardRound, day: date) -> list[RoundTypeLine]:
    """Types of a round in order, with the law of the day. Four queries."""
    rows = list(award_round.types.all())
    law = {one.code: one for one in types_on(day)[1]}
    names = type_names([row.type_code for row in rows], day)
    return [
        RoundTypeLine(
            row.type_code,
            names.get(row.type_code, row.type_code),
            law.get(row.type_code),
            row.ballot_mode,
        )
        for row in rows
    ]


def forms_of(award_round: AwardRound, day: date) -> list[ReportForm]:
    """Forms of the report that the regime of the day names for the round's kind of merit. Two
    queries."""
    try:
        regime = regime_on(day)
    except Refused:
        return []
    return report_forms(regime, merit_kind=award_round.merit_kind)


@dataclass(frozen=True)
class QuotaLine:
    """A quota, how many nominations count against it."""

    quota: Quota
    type_name: str
    kind: str
    proposer: str
    used: int

    @property
    def over(self) -> int:
        """How many too many."""
        return max(self.used - self.quota.most, 0)


def quota_lines(award_round: AwardRound, day: date) -> list[QuotaLine]:
    """Quotas with what was sent so far. Four queries at most."""
    quotas = list(award_round.quotas.order_by("type_code", "id"))
    if not quotas:
        return []
    rows = award_round.nominations.exclude(state__in=[NominationState.DRAFT, *NO_LONGER])
    counted = Counter(rows.values_list("type_code", "nominee__kind", "unit_id", "passed_unit_id"))
    types = type_names([quota.type_code for quota in quotas], day)
    places = names_on([q.proposer_unit_id for q in quotas if q.proposer_unit_id], day)
    lines = []
    for quota in quotas:
        used = sum(
            count
            for (code, kind, unit, passed), count in counted.items()
            if code == quota.type_code
            and quota.nominee_kind in ("", kind)
            and quota.proposer_unit_id in (None, passed or unit)
        )
        lines.append(
            QuotaLine(
                quota,
                types.get(quota.type_code, quota.type_code),
                str(NomineeKind(quota.nominee_kind).label) if quota.nominee_kind else "",
                places.get(quota.proposer_unit_id or 0, ""),
                used,
            )
        )
    return lines


def late_until(award_round: AwardRound, unit_id: int | None, agency_id: int | None) -> date | None:
    """Until when that unit or agency may send after the round has closed. One query."""
    rows = LateAllowance.objects.filter(
        whose(unit_id, agency_id), round=award_round, withdrawn_at__isnull=True
    )
    days = rows.values_list("until", flat=True)
    return max(days, default=None)


@dataclass(frozen=True)
class SenderLine:
    """How a proposer stands in a round: nothing sent, sent in time or late, allowed until."""

    party: Party
    sent: int
    late: int
    drafts: int
    allowance: LateAllowance | None

    @property
    def missing(self) -> bool:
        """Nothing came."""
        return self.sent == 0


def expected(award_round: AwardRound, day: date) -> list[Party]:
    """Who may propose in a round: agencies and communes of a district, the commune itself with its
    agencies. Three queries."""
    version = UnitVersion.objects.filter(unit_id=award_round.unit_id, valid__contains=day).first()
    agencies = Agency.objects.filter(unit_id=award_round.unit_id, valid__contains=day)
    found = [
        Party(None, pk, name)
        for pk, name in agencies.order_by("order", "name").values_list("id", "name")
    ]
    if version is None:
        return found
    if version.kind == UnitKind.DISTRICT:
        return [*communes_on(day, within=award_round.unit_id), *found]
    return [Party(award_round.unit_id, None, version.name), *found]


def sender_lines(award_round: AwardRound, day: date) -> list[SenderLine]:
    """Everybody who may propose, and whoever did though no longer on the map. Six queries."""
    counted: dict[tuple[int | None, int | None], Counter[str]] = {}
    for row in award_round.nominations.exclude(state=NominationState.WITHDRAWN):
        box = counted.setdefault(proposer_of(row), Counter())
        if row.state == NominationState.DRAFT:
            box["drafts"] += 1
        else:
            box["sent"] += 1
            box["late"] += row.late
    allowed = {
        (row.unit_id, row.agency_id): row
        for row in award_round.late_allowances.filter(withdrawn_at__isnull=True).order_by("until")
    }
    parties = expected(award_round, min(day, award_round.closes_on))
    known = {(one.unit_id, one.agency_id) for one in parties}
    others = [key for key in {*counted, *allowed} if key not in known]
    names = party_names([key[0] for key in others], [key[1] for key in others], day)
    parties += [Party(*key, names.of(*key)) for key in others]
    return [
        SenderLine(
            one,
            counted.get((one.unit_id, one.agency_id), Counter())["sent"],
            counted.get((one.unit_id, one.agency_id), Counter())["late"],
            counted.get((one.unit_id, one.agency_id), Counter())["drafts"],
            allowed.get((one.unit_id, one.agency_id)),
        )
        for one in parties
    ]


def keeps_some(user: User) -> list[tuple[int, str]]:
    """(unit id, name) of the levels whose rounds the person keeps today. One query."""
    units = [pk for pk in desk_units(user) if is_desk(user, pk)]
    rows = UnitVersion.objects.filter(unit_id__in=units, valid__contains=clock.today())
    return list(rows.order_by("sort_key").values_list("unit_id", "name"))
