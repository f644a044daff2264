"""Sums of the ledger by unit, source and kind against plan and per household."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q, Sum
from psycopg2.extras import DateRange

from campaigns.burden import HEAVY, Burden, PoorShare, weigh
from campaigns.contribution_enums import ContributionKind, ContributionSource
from campaigns.models import Campaign, Contribution, ContributionPlan
from campaigns.queries.contribution_rules import limits_of, rules_on
from campaigns.queries.contributions import Reading
from communes.models import IndicatorEntry, UnitFact, UnitVersion
from communes.queries.register_rules import names_on, territories
from communes.rules import SENT

ZERO = Decimal(0)
POVERTY = "11"  # the criterion that is counted over all households of a commune


@dataclass
class Sums:
    """Sums of some rows: đồng by source, amounts by kind; `unconverted` rows have no đồng."""

    by_source: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    by_kind: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    value_by_kind: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))
    rows: int = 0
    unconverted: int = 0
    people_unconverted: int = 0

    @property
    def value(self) -> Decimal:
        """đồng of all rows that are converted."""
        return sum(self.by_source.values(), ZERO)

    @property
    def people(self) -> Decimal:
        """đồng of what the people gave."""
        return self.by_source.get(ContributionSource.PEOPLE, ZERO)

    def add(self, group: Group) -> None:
        """Take a group of rows in."""
        self.by_source[group.source] += group.value
        self.by_kind[group.kind] += group.amount
        self.value_by_kind[group.kind] += group.value
        self.rows += group.rows
        self.unconverted += group.unconverted
        if group.source == ContributionSource.PEOPLE:
            self.people_unconverted += group.unconverted


@dataclass(frozen=True)
class Group:
    """Rows of one unit, village, source and kind; `rows` and `unconverted` count those that
    stand (a row and its counter-entry are none)."""

    unit_id: int
    village_id: int | None
    source: str
    kind: str
    amount: Decimal
    value: Decimal
    rows: int
    unconverted: int
    poor_value: Decimal
    poor_households: int


def groups(**where: Any) -> list[Group]:
    """The ledger summed by unit, village, source and kind. One query."""
    stands = Q(corrects__isnull=True, counter__isnull=True)
    found = (
        Contribution.objects.filter(**where)
        .order_by()
        .values_list("unit_id", "village_id", "source", "kind")
        .annotate(
            given=Sum("amount"),
            worth=Sum("value", default=ZERO),
            standing=Count("id", filter=stands),
            unconverted=Count("id", filter=stands & Q(value__isnull=True)),
            poor_worth=Sum("poor_value", default=ZERO),
            poor_count=Max("poor_households", filter=stands, default=0),
        )
    )
    return [Group(*row) for row in found]


@dataclass(frozen=True)
class Households:
    """How many households a commune has, and where that is known from."""

    count: int
    source: str


def households_of(unit_ids: Collection[int], year: int) -> dict[int, Households]:
    """{unit id: households} by the newest report sent for that year or before, else by a figure
    known of the unit; units of which neither says anything are missing. Two queries."""
    found: dict[int, Households] = {}
    entries = (
        IndicatorEntry.objects.filter(
            report__unit_id__in=unit_ids,
            report__state__in=SENT,
            report__period__year__lte=year,
            indicator__criterion__no=POVERTY,
            indicator__criteria_set__applies_to="commune",
            denominator__gt=0,
        )
        .order_by("report__period__ends")
        .values_list("report__unit_id", "denominator", "report__period__ordinal",
                     "report__period__year")
    )  # fmt: skip
    for unit_id, count, ordinal, of_year in entries:
        found[unit_id] = Households(int(count), f"báo cáo quý {ordinal}/{of_year}, tiêu chí 11")
    missing = set(unit_ids) - set(found)
    facts = UnitFact.objects.filter(unit_id__in=missing, metric="households").order_by("as_of")
    for fact in facts:
        found[fact.unit_id] = Households(int(fact.value), f"số đã biết {fact.as_of}".strip())
    return found


@dataclass(frozen=True)
class SourceLine:
    """One source against plan; `share` of the plan in percent, None without a plan."""

    source: str
    label: str
    planned: Decimal | None
    done: Decimal
    widest: Decimal

    @property
    def bar(self) -> int:
        """0-1000 of the longest bar of the table."""
        return int(self.done * 1000 / self.widest) if self.widest > 0 and self.done > 0 else 0


@dataclass(frozen=True)
class UnitLine:
    """One unit against plan, with what its people gave."""

    unit_id: int
    uid: object
    name: str
    sums: Sums
    planned: Decimal | None
    households: Households | None
    burden: Burden

    @property
    def heavy(self) -> bool:
        """Whether what the people gave is out of line."""
        return self.burden.verdict == HEAVY


@dataclass(frozen=True)
class Totals:
    """All of the page of sums for one year."""

    year: int
    sums: Sums
    sources: tuple[SourceLine, ...]
    units: tuple[UnitLine, ...]
    illustrative: bool

    @property
    def heavy(self) -> tuple[UnitLine, ...]:
        """The units that the page warns about."""
        return tuple(line for line in self.units if line.heavy)


def totals(mine: Reading, campaign: Campaign, year: int, units: list[tuple[int, str]]) -> Totals:
    """Sums of a year over the units given. Eight queries, whatever their number."""
    ids = [pk for pk, _name in units]
    found = groups(campaign=campaign, on__year=year, unit_id__in=ids)
    plans = ContributionPlan.objects.filter(campaign=campaign, year=year, unit_id__in=ids)
    by_unit: dict[int, Decimal] = defaultdict(lambda: ZERO)
    by_source: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for plan in plans:
        by_unit[plan.unit_id] += plan.amount
        by_source[plan.source] += plan.amount
    whole, per_unit = Sums(), {pk: Sums() for pk in ids}
    for group in found:
        whole.add(group)
        per_unit[group.unit_id].add(group)
    shown = _lived_in(ids, year) | {pk for pk in ids if per_unit[pk].rows or pk in by_unit}
    households = households_of(ids, year)
    limits = limits_of(rules_on(date(year, 12, 31)))
    poor = _poor(found)
    uids = dict(UnitVersion.objects.filter(unit_id__in=ids).values_list("unit_id", "unit__uid"))
    lines = []
    for pk, name in units:
        if pk not in shown:
            continue
        known = households.get(pk)
        sums = per_unit[pk]
        burden = weigh(
            sums.people,
            households=known.count if known else None,
            unconverted=sums.people_unconverted,
            poor=poor.get(pk, []),
            limits=limits,
        )
        planned = by_unit.get(pk)
        lines.append(UnitLine(pk, uids.get(pk), name, sums, planned, known, burden))
    illustrative = Contribution.objects.filter(
        campaign=campaign, on__year=year, illustrative=True
    ).exists()
    return Totals(year, whole, _sources(whole, by_source), tuple(lines), illustrative)


def _sources(sums: Sums, planned: dict[str, Decimal]) -> tuple[SourceLine, ...]:
    widest = max([*sums.by_source.values(), ZERO])
    return tuple(
        SourceLine(
            source.value,
            str(source.label),
            planned.get(source.value),
            sums.by_source.get(source.value, ZERO),
            widest,
        )
        for source in ContributionSource
    )


def _lived_in(ids: Collection[int], year: int) -> set[int]:
    span = DateRange(date(year, 1, 1), date(year, 12, 31), "[]")
    rows = UnitVersion.objects.filter(unit_id__in=ids, valid__overlap=span)
    return set(rows.values_list("unit_id", flat=True))


def _poor(found: Iterable[Group]) -> dict[int, list[PoorShare]]:
    """{unit id: what poor households gave, by village}. The same households give several times:
    the largest number named for a village counts."""
    values: dict[tuple[int, int | None], Decimal] = defaultdict(lambda: ZERO)
    counts: dict[tuple[int, int | None], int] = defaultdict(int)
    for group in found:
        place = (group.unit_id, group.village_id)
        values[place] += group.poor_value
        counts[place] = max(counts[place], group.poor_households)
    wanted = {place for place, count in counts.items() if count}
    names = names_on([village or unit for unit, village in wanted], date.max) if wanted else {}
    shares: dict[int, list[PoorShare]] = defaultdict(list)
    for unit, village in sorted(wanted, key=lambda place: (place[0], place[1] or 0)):
        name = names.get(village or unit, "")
        shares[unit].append(PoorShare(name, counts[unit, village], values[unit, village]))
    return shares


@dataclass(frozen=True)
class PublicSums:
    """What everybody may read: sums without a single donor. `elsewhere` is what was given in
    units of which only a part lies in a unit of the map that was asked for."""

    sums: Sums
    sources: tuple[SourceLine, ...]
    units: tuple[tuple[str, Decimal], ...]
    elsewhere: Decimal
    until: date | None
    illustrative: bool

    @property
    def kinds(self) -> tuple[tuple[str, Decimal, str], ...]:
        """(word, amount, unit) of labour and land."""
        given = self.sums.by_kind
        named = (
            ("Ngày công", given.get(ContributionKind.LABOUR, ZERO), "ngày"),
            ("Đất hiến", given.get(ContributionKind.LAND, ZERO), "m²"),
        )
        return tuple(line for line in named if line[1])


def public_sums(
    campaign: Campaign, map_date: date | None = None, *, known_at: datetime | None = None
) -> PublicSums:
    """Sums of the whole campaign by source, and by unit of the map of a day where one is asked
    for; `known_at` leaves out what was written later. Two queries, six with a map."""
    where: dict[str, Any] = {"campaign": campaign}
    if known_at is not None:
        where["at__lte"] = known_at
    rows = Contribution.objects.filter(**where)
    found = groups(**where)
    last = rows.aggregate(until=Max("on"), invented=Count("id", filter=Q(illustrative=True)))
    whole = Sums()
    by_unit: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for group in found:
        whole.add(group)
        by_unit[group.unit_id] += group.value
    units: tuple[tuple[str, Decimal], ...] = ()
    elsewhere = ZERO
    if map_date is not None and by_unit:
        units, elsewhere = _onto(by_unit, map_date)
    return PublicSums(
        whole, _sources(whole, {}), units, elsewhere, last["until"], bool(last["invented"])
    )


def _onto(
    by_unit: dict[int, Decimal], day: date
) -> tuple[tuple[tuple[str, Decimal], ...], Decimal]:
    """Sums of the units of a day's map: their own and of units that lie wholly in them."""
    rows = list(
        UnitVersion.objects.filter(kind__in=["commune", "township"], valid__contains=day)
        .order_by("unit__order")
        .values_list("unit_id", "name")
    )
    taken = territories([pk for pk, _name in rows], day)
    lines = []
    placed: set[int] = set()
    for pk, name in rows:
        inside = taken[pk].whole & set(by_unit)
        placed |= inside
        lines.append((name, sum((by_unit[one] for one in inside), ZERO)))
    rest = sum((value for pk, value in by_unit.items() if pk not in placed), ZERO)
    return tuple(lines), rest
