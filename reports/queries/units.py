"""The communes and towns of a day's map, with what is confirmed and recognised of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Count as Rows
from django.db.models import Exists, OuterRef, Q

from communes.carry import carry_recognition
from communes.enums import Basis, PeriodKind, RecognitionState, Standard, UnitKind
from communes.models import (
    Recognition,
    ReportingPeriod,
    Standing,
    Succession,
    UnitVersion,
)
from communes.queries.carry import Maps, load_maps, load_ways
from communes.queries.entry_home import quarters
from kbang_ntm.core.vietnamese import fold
from reports.queries.matrix import communes_on, load_matrix


@dataclass(frozen=True)
class UnitLine:
    """A line of the list of units on a day.

    `recognised` None: chưa xác định, as for a unit made of others while no rule says what becomes
    of their recognition. `moved` tells of which units a carried count is made.
    """

    unit_id: int
    key: str
    name: str
    kind: str
    official_code: str
    zone: str
    recognised: bool | None
    recognised_year: int | None
    met: int | None
    total: int
    period_label: str
    order: int
    moved: str = ""

    @property
    def year_words(self) -> str:
        """ "Năm 2020"; "Có, chưa rõ năm" where no year is known."""
        return f"Năm {self.recognised_year}" if self.recognised_year else "Có, chưa rõ năm"


@dataclass(frozen=True)
class Count:
    """Criteria met of one unit in one period (None: chưa xác định)."""

    met: int | None
    total: int
    period_label: str
    moved: str = ""


def units_on(
    day: date,
    words: str = "",
    *,
    known_at: datetime | None = None,
    counts: Mapping[int, Count] | None = None,
) -> list[UnitLine]:
    """Communes and towns of a day's map in the order of the plan, with their newest confirmed
    count and recognition as far as known (by `known_at`).

    Units made of others that were never confirmed themselves show the newest quarter confirmed
    throughout, carried onto the map of the day; `counts` are shown instead where given. `words`
    searches names and other spellings without marks. Four queries; those of one matrix besides
    where units show carried or past figures.
    """
    versions = _versions(day, words)
    ids = [version.unit_id for version in versions]
    recognised = _recognised(ids, known_at)
    made = {version.unit_id for version in versions if version.made}  # type: ignore[attr-defined]  # annotated
    if counts is None:
        counts = _confirmed(ids) if known_at is None else {}
        if known_at is not None or made - counts.keys():
            quarter = newest_confirmed_period(known_at)
            carried = counts_on(quarter, day, known_at) if quarter else {}
            counts = carried | counts
    unclear = made - recognised.keys()
    states: dict[int, bool | None] = {
        unit_id: row.state == RecognitionState.RECOGNISED for unit_id, row in recognised.items()
    }
    if unclear:
        states |= carried_recognition(load_maps(), unclear, day, known_at)
    return [
        _unit_line(
            number,
            version,
            counts.get(version.unit_id),
            states.get(version.unit_id, False),
            recognised.get(version.unit_id),
        )
        for number, version in enumerate(versions)
    ]


def _versions(day: date, words: str) -> list[UnitVersion]:
    rows = UnitVersion.objects.filter(
        kind__in=[UnitKind.COMMUNE, UnitKind.TOWNSHIP], valid__contains=day
    ).select_related("unit")
    links = Succession.objects.filter(successor_id=OuterRef("unit_id"), date__lte=day)
    rows = rows.annotate(made=Exists(links))
    for word in fold(words).split():
        rows = rows.filter(
            Q(search_key__contains=word) | Q(unit__aliases__search_key__contains=word)
        )
    return list(rows.distinct().order_by("kind", "unit__order", "sort_key"))


def _confirmed(ids: list[int]) -> dict[int, Count]:
    """{unit id: its newest confirmed count}. One query."""
    return {
        row.unit_id: Count(row.criteria_met, row.criteria_total, row.period.label)
        for row in Standing.objects.filter(
            unit_id__in=ids, basis=Basis.CONFIRMED, criteria_set__standard=Standard.NTM
        )
        .select_related("period")
        .order_by("period__ends")
    }


def _recognised(ids: list[int], known_at: datetime | None) -> dict[int, Recognition]:
    """{unit id: the newest word on its recognition}, by a day where one is asked. One query."""
    rows = Recognition.objects.filter(unit_id__in=ids, standard=Standard.NTM)
    if known_at is not None:
        by = known_at.date()
        rows = rows.filter(
            Q(decision_date__lte=by)
            | Q(decision_date__isnull=True, year__lt=by.year)
            | Q(decision_date__isnull=True, known_before__lte=by)
        )
    return {row.unit_id: row for row in rows.order_by("year", "decision_date", "id")}


def newest_confirmed_period(known_at: datetime | None = None) -> ReportingPeriod | None:
    """The newest quarter in which every commune of its last day's map is confirmed (by
    `known_at`). One query, and the map's.

    One unconfirmed commune keeps the whole quarter from the public, and from other maps.
    """
    periods = [period for period in reversed(quarters()) if communes_on(period.ends)]
    if known_at is None:
        place = _first_whole(periods)
        return None if place is None else periods[place]
    confirmed = Standing.objects.filter(
        basis=Basis.CONFIRMED,
        criteria_set__standard=Standard.NTM,
        period__kind=PeriodKind.QUARTER,
        report__confirmed_at__lte=known_at,
    )
    done = dict(confirmed.values_list("period_id").annotate(count=Rows("id")).order_by())
    whole = (p for p in periods if done.get(p.pk, 0) >= len(communes_on(p.ends)))
    return next(whole, None)


def _first_whole(periods: list[ReportingPeriod]) -> int | None:
    """The place of the first period whose communes are all confirmed. One query, which counts a
    period only when those before it are not: the newest whole one is among the first few, and
    a country has three thousand communes in each."""
    if not periods:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            _WALK,
            {
                "periods": [period.pk for period in periods],
                "communes": [len(communes_on(period.ends)) for period in periods],
                "basis": Basis.CONFIRMED,
                "standard": Standard.NTM,
            },
        )
        row = cursor.fetchone()
    return int(row[0]) - 1 if row else None


_WALK = """
WITH RECURSIVE walk(place, whole) AS (
    SELECT 0, false
    UNION ALL
    SELECT place + 1, (
        SELECT count(*) FROM communes_standing
        WHERE period_id = (%(periods)s::bigint[])[place + 1] AND basis = %(basis)s
            AND criteria_set_id = ANY(
                ARRAY(SELECT id FROM communes_criteriaset WHERE standard = %(standard)s)
            )
    ) >= (%(communes)s::bigint[])[place + 1]
    FROM walk WHERE NOT whole AND place < cardinality(%(periods)s::bigint[])
)
SELECT place FROM walk WHERE whole
"""


def counts_on(
    period: ReportingPeriod, day: date | None, known_at: datetime | None
) -> dict[int, Count]:
    """{unit id: confirmed count} of a period on the map of a day (None: its own)."""
    found = load_matrix(period=period, map_date=day, known_at=known_at, basis=Basis.CONFIRMED)
    if found is None:
        return {}
    return {
        row.unit_id: Count(
            row.met if row.counts else None,
            found.criteria_total,
            found.period.label,
            row.carried.moved if row.carried is not None else "",
        )
        for row in found.rows
        if row.has_figures or row.carried is not None
    }


def carried_recognition(
    maps: Maps, unit_ids: set[int], day: date, known_at: datetime | None = None
) -> dict[int, bool | None]:
    """{unit id: whether a unit made of others counts as recognised, None: chưa xác định}.

    Only a rule row for recognition decides. Two queries.
    """
    way = load_ways(day).by_standard.get(Standard.NTM)
    firsts = {
        unit: max(link.on for link in maps.links if link.successor == unit and link.on <= day)
        for unit in unit_ids
        if any(link.successor == unit and link.on <= day for link in maps.links)
    }
    made_of = {
        unit: maps.origins(have=first - timedelta(days=1), want=day)[unit]
        for unit, first in firsts.items()
    }
    sources = {p.unit for origin in made_of.values() for p in origin.portions}
    known = _recognised(sorted(sources), known_at)
    found: dict[int, bool | None] = {}
    for unit, origin in made_of.items():
        before = firsts[unit] - timedelta(days=1)
        pieces: list[tuple[str, bool | None]] = []
        for portion in origin.portions:
            row = known.get(portion.unit)
            state = row is not None and row.state == RecognitionState.RECOGNISED
            reports = maps.reports(portion.unit, before)
            pieces.append((maps.name(portion.unit, before), state if reports else None))
        found[unit] = carry_recognition(way, pieces)
    return found


def _unit_line(
    order: int,
    version: UnitVersion,
    count: Count | None,
    recognised: bool | None,
    recognition: Recognition | None,
) -> UnitLine:
    return UnitLine(
        unit_id=version.unit_id,
        key=version.unit.key,
        name=version.name,
        kind=str(UnitKind(version.kind).label),
        official_code=version.official_code,
        zone=version.ethnic_zone,
        recognised=recognised,
        recognised_year=recognition.year if recognition and recognised else None,
        met=count.met if count else None,
        total=count.total if count else 0,
        period_label=count.period_label if count else "",
        order=order,
        moved=count.moved if count else "",
    )
