"""One unit through the periods, each counted on the map of one day or as known at a moment."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from communes.enums import Basis, Standard
from communes.models import (
    AdministrativeUnit,
    CriteriaSet,
    Indicator,
    ProgressReport,
    ReportingPeriod,
)
from communes.queries.carry import Maps, load_census, load_ways
from communes.queries.specs import Rules, SetSpec, load_specs, thresholds_by_column
from communes.rules import SENT
from reports.queries.carried import CarriedUnit, Carrying, carry_unit, column_of
from reports.queries.figures import figures_of_reports


@dataclass(frozen=True)
class HistoryLine:
    """One period of a unit's history counted anew; `own` where it is the unit's own report."""

    period: ReportingPeriod
    unit: CarriedUnit
    own: bool

    @property
    def met(self) -> int | None:
        """Criteria met; None where nothing is known."""
        known = any(criterion.verdict != "unknown" for criterion in self.unit.criteria)
        return self.unit.whole.criteria_met if self.unit.with_figures and known else None

    @property
    def confirmed(self) -> bool:
        """Whether every unit it is made of is confirmed."""
        return self.unit.confirmed_count == len(self.unit.reporting) > 0


def first_day_of(unit: AdministrativeUnit, maps: Maps) -> date | None:
    """The first day of a unit that was made of others; None for one that was always there."""
    rows = maps.versions.get(unit.pk, ())
    lower = rows[0].valid.lower if rows else None
    made = any(link.successor == unit.pk and link.on == lower for link in maps.links)
    return lower if made else None


def unit_history(
    unit: AdministrativeUnit, *, maps: Maps, day: date | None, known_at: datetime | None
) -> list[HistoryLine]:
    """Every period somebody in the unit's making has sent a report for, oldest first.

    On the map of `day` (None: of each period), from what was known at `known_at`. Queries:
    reports, figures (three with `known_at`), rules, populations, wordings (four for each wording
    of a set), levels (one for each year): whatever the number of units and periods.
    """
    kin = _kin(unit.pk, maps)
    reports = list(
        ProgressReport.objects.filter(
            unit_id__in=kin, criteria_set__standard=Standard.NTM, state__in=SENT
        )
        .select_related("period", "criteria_set")
        .order_by("period__ends", "period__kind", "unit__order")
    )
    specs = _specs(reports)
    figures = figures_of_reports(reports, specs=specs, known_at=known_at)
    ways = load_ways(day or date.max)
    census = load_census(sorted(kin), links=maps.links)
    by_period: dict[tuple[int, int], list[ProgressReport]] = defaultdict(list)
    for report in reports:
        by_period[report.period_id, report.criteria_set_id].append(report)
    levels: dict[tuple[int, str, int], Rules] = {}
    lines = []
    for rows in by_period.values():
        period, criteria_set = rows[0].period, rows[0].criteria_set
        want = day or period.ends
        origin = maps.origins(have=period.ends, want=want).get(unit.pk)
        if origin is None:
            continue
        version = maps.version(unit.pk, want)
        key = (criteria_set.pk, column_of(version), period.year)
        if key not in levels:
            levels[key] = thresholds_by_column(
                criteria_set, column=key[1], year=period.year, known_at=known_at
            )
        base = Carrying(
            period=period,
            spec=specs[rows[0].pk],
            maps=maps,
            basis=Basis.SELF_ASSESSED,
            ways=ways,
            reported={row.unit_id: figures[row.pk] for row in rows if row.pk in figures},
            people=census.on(period.ends),
            rules={key[1]: levels[key]},
        )
        lines.append(HistoryLine(period, carry_unit(base, origin, version), origin.own))
    return lines


def _kin(unit_id: int, maps: Maps) -> set[int]:
    """The unit with all it came from and all that came from it."""
    found, frontier = {unit_id}, {unit_id}
    while frontier:
        frontier = {
            other
            for link in maps.links
            for one, other in (
                (link.predecessor, link.successor),
                (link.successor, link.predecessor),
            )
            if one in frontier and other not in found
        }
        found |= frontier
    return found


def _specs(reports: list[ProgressReport]) -> dict[int, SetSpec]:
    """{report id: the wording of its set on the period's last day}, each wording read once."""
    sets: dict[int, CriteriaSet] = {row.criteria_set_id: row.criteria_set for row in reports}
    changes: dict[int, set[date]] = defaultdict(set)
    spans = Indicator.objects.filter(criteria_set_id__in=list(sets))
    for set_id, valid in spans.values_list("criteria_set_id", "valid").distinct():
        changes[set_id] |= {day for day in (valid.lower, valid.upper) if day is not None}
    read: dict[tuple[int, int], SetSpec] = {}
    found = {}
    for report in reports:
        ends = report.period.ends
        wording = sum(day <= ends for day in changes[report.criteria_set_id])
        key = (report.criteria_set_id, wording)
        if key not in read:
            read[key] = load_specs(sets[report.criteria_set_id], on=ends)
        found[report.pk] = read[key]
    return found
