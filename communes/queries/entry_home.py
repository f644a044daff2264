"""The periods a person's communes report, each with its state and what can be done now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from communes.enums import Basis, PeriodKind, ReportState, Standard
from communes.models import (
    PeriodExtension,
    ProgressReport,
    ReportingPeriod,
    Standing,
    UnitVersion,
)
from communes.queries.carry import load_maps
from communes.queries.footings import MAP
from communes.rules import reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.once import once

PAST = timedelta(days=366)  # how long a period without a report is still listed


@dataclass(frozen=True)
class PeriodLine:
    """One period of one commune. `until` is when its window closes, an extension counted in."""

    period: ReportingPeriod
    unit: UnitVersion
    report: ProgressReport | None
    standing: Standing | None
    until: datetime
    now: datetime

    @property
    def commune_id(self) -> int:
        """The commune whose people enter it."""
        return self.report.responsible_unit_id if self.report else self.unit.unit_id

    @property
    def about(self) -> str:
        """What a title says first to tell whose report it is; "" for the commune's own."""
        return ""

    @property
    def is_open(self) -> bool:
        """Figures may be entered and sent now, as far as time goes."""
        return self.period.opens_at <= self.now <= self.until

    @property
    def waits(self) -> bool:
        """The commune has something to do: begin, go on, mend."""
        open_states = (ReportState.DRAFT, ReportState.HANDED, ReportState.RETURNED)
        return self.is_open and (self.report is None or self.report.state in open_states)

    @property
    def not_yet(self) -> bool:
        """Opens later."""
        return self.now < self.period.opens_at


@once
def period_lines(user: User) -> list[PeriodLine]:
    """The quarters of the person's communes, those that wait first, then newest first.

    Listed are periods with a report, open ones, the next one, and those of the last year; also the
    reports of ended communes that passed to the person's, under their own names. Three queries,
    and the map's.
    """
    now, ids = clock.now(), reach(user).commune_ids
    reports = {
        (row.unit_id, row.period_id): row
        for row in ProgressReport.objects.filter(
            responsible_unit_id__in=ids, criteria_set__standard=Standard.NTM
        ).select_related("handed_by")
    }
    periods = quarters()
    named = {period.pk: period for period in periods}
    for row in reports.values():
        if row.period_id in named:
            row.period = named[row.period_id]
    taken_over = {row.unit_id: row.responsible_unit_id for row in reports.values()}
    units = ids | taken_over.keys()
    versions = load_maps().versions
    standings = {
        row.report_id: row
        for row in Standing.objects.filter(
            report__responsible_unit_id__in=ids, basis=Basis.SELF_ASSESSED
        )
    }
    later = extensions_of(ids)
    found, seen_next = [], set[int]()
    for period in periods:
        for unit_id in sorted(units):
            unit = version_on(versions.get(unit_id, ()), period)
            report = reports.get((unit_id, period.pk))
            writer = taken_over.get(unit_id, unit_id)  # whose extension counts
            until = max(period.closes_at, later.get((writer, period.pk), period.closes_at))
            if unit is None or (report is None and (unit_id not in ids or until < now - PAST)):
                continue
            if period.opens_at > now:
                if unit_id in seen_next:
                    continue
                seen_next.add(unit_id)
            standing = standings.get(report.pk) if report else None
            found.append(PeriodLine(period, unit, report, standing, until, now))
    found.reverse()
    return sorted(found, key=lambda line: not line.waits)


@MAP.kept
def quarters() -> tuple[ReportingPeriod, ...]:
    """All quarters, oldest first. Kept with the map."""
    return tuple(ReportingPeriod.objects.filter(kind=PeriodKind.QUARTER).order_by("ends"))


def extensions_of(unit_ids: Iterable[int]) -> dict[tuple[int, int], datetime]:
    """{(commune id, period id): until when its window was extended last}. One query."""
    later: dict[tuple[int, int], datetime] = {}
    rows = PeriodExtension.objects.filter(unit_id__in=list(unit_ids))
    for unit_id, period_id, until in rows.values_list("unit_id", "period_id", "until"):
        key = (unit_id, period_id)
        later[key] = max(until, later.get(key, until))
    return later


def version_on(versions: Sequence[UnitVersion], period: ReportingPeriod) -> UnitVersion | None:
    """The unit as it is on the period's last day."""
    for version in versions:
        lower, upper = version.valid.lower, version.valid.upper
        if (lower is None or lower <= period.ends) and (upper is None or period.ends < upper):
            return version
    return None
