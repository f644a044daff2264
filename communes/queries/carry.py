"""What carrying rests on, read from rows: maps, changes between them, rules, numbers of people."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from communes.carry import Way
from communes.enums import CarryMethod, CarryScope, Divided, UnitKind
from communes.models import CarryRule, Succession, UnitFact, UnitVersion
from communes.queries.footings import MAP
from communes.queries.specs import IndicatorRow
from communes.tracing import Link, Origin, origins
from kbang_ntm.core.vietnamese import format_date, format_number

POPULATION = "population"
_DATED = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?!\d)")


@dataclass(frozen=True)
class Maps:
    """Names of communes and towns over time, and the changes between their maps."""

    versions: dict[int, tuple[UnitVersion, ...]]
    links: tuple[Link, ...]

    def alive(self, day: date) -> frozenset[int]:
        """Ids of the communes and towns of a day."""
        return frozenset(
            unit for unit, rows in self.versions.items() if any(day in row.valid for row in rows)
        )

    def version(self, unit_id: int, day: date) -> UnitVersion:
        """The unit as it was on a day; its nearest name where it did not exist then."""
        rows = self.versions[unit_id]
        return next((row for row in rows if day in row.valid), rows[-1])

    def name(self, unit_id: int, day: date) -> str:
        """ "Sơn Lang", "thị trấn Kbang": towns are told apart from the commune of that name."""
        found = self.version(unit_id, day)
        if found.kind == UnitKind.TOWNSHIP:
            return f"thị trấn {found.short_name.removeprefix('Thị trấn ')}"
        return found.short_name

    def reports(self, unit_id: int, day: date) -> bool:
        """Whether the unit reports the commune criteria: towns do not."""
        return self.version(unit_id, day).kind == UnitKind.COMMUNE

    def origins(self, *, have: date, want: date) -> dict[int, Origin]:
        """What each unit of one day's map is made of on another's."""
        return origins(have=have, want=want, links=self.links, alive=self.alive)

    def communes(self, day: date) -> list[UnitVersion]:
        """Communes (not towns) of a day's map, in the order of the plan."""
        found = [
            row
            for rows in self.versions.values()
            for row in rows
            if row.kind == UnitKind.COMMUNE and day in row.valid
        ]
        return sorted(found, key=lambda row: (row.unit.order, row.sort_key))

    def differ(self, one: date, other: date) -> bool:
        """Whether the two days have different units, or parts moved between the same ones."""
        low, high = min(one, other), max(one, other)
        moved = any(low < link.on <= high for link in self.links)
        return moved or self.alive(one) != self.alive(other)


@MAP.kept
def load_maps() -> Maps:
    """All communes and towns with their changes. One query while they are as they were, else
    three."""
    versions: dict[int, list[UnitVersion]] = defaultdict(list)
    for row in (
        UnitVersion.objects.filter(kind__in=[UnitKind.COMMUNE, UnitKind.TOWNSHIP])
        .select_related("unit")
        .order_by("valid")
    ):
        versions[row.unit_id].append(row)
    links = [
        Link(
            predecessor=row.predecessor_id,
            successor=row.successor_id,
            on=row.date,
            population=row.population_share,
            area=row.area_share,
            legal_basis=row.legal_basis,
            certain=row.certain,
        )
        for row in Succession.objects.filter(
            predecessor_id__in=versions, successor_id__in=versions
        ).order_by("date", "id")
    ]
    return Maps({unit: tuple(rows) for unit, rows in versions.items()}, tuple(links))


@dataclass(frozen=True)
class Ways:
    """The rules in force for a map: by indicator, by method, by standard of recognition."""

    by_indicator: dict[int, Way]
    by_method: dict[str, Way]
    by_standard: dict[str, Way]

    def of(self, row: IndicatorRow) -> Way | None:
        """The indicator's own rule, else that of the method recorded with it, else None."""
        return self.by_indicator.get(row.id) or self.by_method.get(row.carry_rule)


def load_ways(on: date) -> Ways:
    """The rules in force for the map of a day. One query."""
    found = Ways({}, {}, {})
    for row in CarryRule.objects.filter(valid__contains=on).order_by("id"):
        way = Way(
            id=row.pk,
            method=CarryMethod(row.method),
            divided=Divided(row.divided),
            skips_na=row.skips_na,
            legal_basis=row.legal_basis,
            certain=row.certain,
            source=row.source,
            own=row.scope == CarryScope.INDICATOR,
        )
        if row.scope == CarryScope.INDICATOR and row.indicator_id:
            found.by_indicator[row.indicator_id] = way
        elif row.scope == CarryScope.RECOGNITION:
            found.by_standard[row.standard] = way
        else:
            found.by_method[row.method] = way
    return found


@dataclass(frozen=True)
class People:
    """How many people a unit had, by a source that tells the day."""

    number: Decimal
    note: str


@dataclass(frozen=True)
class Census:
    """Dated populations of units, with the changes after which a figure is no longer theirs."""

    figures: dict[int, tuple[tuple[date, People], ...]]
    links: tuple[Link, ...]

    def on(self, day: date) -> dict[int, People]:
        """{unit id: its population as of the newest dated figure not later than the day}.

        A figure from before the unit gave or took a part is no longer about the same unit.
        """
        changed: dict[int, date] = {}
        for link in self.links:
            if link.on <= day:
                for unit in (link.predecessor, link.successor):
                    changed[unit] = max(link.on, changed.get(unit, link.on))
        found = {}
        for unit, rows in self.figures.items():
            fitting = [row for row in rows if changed.get(unit, row[0]) <= row[0] <= day]
            if fitting:
                found[unit] = max(fitting, key=lambda row: row[0])[1]
        return found


def load_census(unit_ids: Iterable[int], *, links: Iterable[Link]) -> Census:
    """Populations of units; a figure without a date cannot be placed. One query."""
    found: dict[int, list[tuple[date, People]]] = defaultdict(list)
    rows = UnitFact.objects.filter(unit_id__in=list(unit_ids), metric=POPULATION).order_by("-id")
    for row in rows:
        day = first_day(row.as_of)
        if day is not None:
            when = format_date(day) if row.as_of[:10] == day.isoformat() else row.as_of
            people = People(row.value, f"{format_number(row.value)} người ({when})")
            found[row.unit_id].append((day, people))
    return Census({unit: tuple(rows) for unit, rows in found.items()}, tuple(links))


def first_day(as_of: str) -> date | None:
    """The first day of "2024-11-01", "2024-11" or "2024"; None where no date is told."""
    found = _DATED.match(as_of)
    if found is None:
        return None
    year, month, day = (int(part) if part else 1 for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None
