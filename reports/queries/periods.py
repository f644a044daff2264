"""Which periods a page of figures offers, and which one it opens with."""

from __future__ import annotations

from datetime import date

from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, Subquery

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
    # The first by the index of periods and states. Asked whether any exists, the database would
    # read the whole table for each period that has none.
    first = (
        ProgressReport.objects.filter(period=OuterRef("pk"))
        .exclude(criteria_set__standard=Standard.VILLAGE)
        .order_by("period_id", "state")
        .values("pk")
    )
    has_reports = Q(a_report__isnull=False)
    return list(
        ReportingPeriod.objects.alias(
            a_report=Subquery(first[:1]), a_sent=Subquery(first.filter(state__in=SENT)[:1])
        )
        .annotate(has_sent=ExpressionWrapper(Q(a_sent__isnull=False), BooleanField()))
        .filter(Q(kind=PeriodKind.QUARTER, opens_at__lte=clock.now()) | has_reports)
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
