"""Which periods a page of figures offers, and which one it opens with."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q

from communes.enums import PeriodKind, Standard, UnitKind
from communes.models import ProgressReport, ReportingPeriod
from communes.queries.carry import load_maps
from communes.queries.footings import MAP
from communes.rules import SENT
from kbang_ntm.core import clock


def offered_periods() -> list[ReportingPeriod]:
    """Quarters that have opened, and other periods some commune has reported for, newest first.

    Each carries `has_sent`: whether any commune's report of it was sent; a village's does not
    count. One query.
    """
    reports = ProgressReport.objects.filter(period=OuterRef("pk")).exclude(
        criteria_set__standard=Standard.VILLAGE
    )
    return list(
        ReportingPeriod.objects.annotate(
            has_reports=Exists(reports), has_sent=Exists(reports.filter(state__in=SENT))
        )
        .filter(Q(kind=PeriodKind.QUARTER, opens_at__lte=clock.now()) | Q(has_reports=True))
        .order_by("-ends", "kind")
    )


def newest_with_figures(periods: list[ReportingPeriod]) -> ReportingPeriod | None:
    """The first of `offered_periods()` with something sent, else the first, else None."""
    sent = (period for period in periods if getattr(period, "has_sent", False))
    return next(sent, periods[0] if periods else None)


def newest_open(periods: list[ReportingPeriod]) -> ReportingPeriod | None:
    """The newest quarter that has opened: the one people are called about."""
    return next((period for period in periods if period.kind == PeriodKind.QUARTER), None)


@MAP.kept
def without_criteria_on(day: date) -> list[str]:
    """Names of the towns of a day's map: they report no commune criteria. Kept with the map."""
    every = (row for rows in load_maps().versions.values() for row in rows)
    towns = [row for row in every if row.kind == UnitKind.TOWNSHIP and day in row.valid]
    return [town.name for town in sorted(towns, key=lambda town: town.sort_key)]
