"""What the figures of a period rest on, as one short text: it changes when any of them does."""

from __future__ import annotations

import hashlib

from django.db.models import Count, Max, Sum, Value

from campaigns.models import Contribution
from communes.models import (
    CarryRule,
    CaseStep,
    CriteriaSet,
    ProgressReport,
    Recognition,
    ReportingPeriod,
    Standing,
    Succession,
    Threshold,
    UnitFact,
    UnitVersion,
)


def figures_stamp(period: ReportingPeriod | None = None) -> str:
    """A digest of the versions of reports (of one period, or all), standings, levels, recognitions,
    names of units, and what carrying onto another map rests on (changes between maps, rules,
    populations). Eight queries, none of which reads a figure."""
    reports = ProgressReport.objects.all()
    if period is not None:
        reports = reports.filter(period=period)
    found = (
        reports.aggregate(Count("id"), Sum("version"), Max("changed_at")),
        list(reports.order_by("id").values_list("state", flat=True)),
        Standing.objects.aggregate(Count("id"), Max("updated_at"), Sum("criteria_met")),
        Threshold.objects.aggregate(Max("id"), Count("withdrawn_at")),
        _newest_versions(),
        UnitFact.objects.aggregate(Count("id"), Max("id"), Sum("value")),
        CriteriaSet.objects.aggregate(Count("id"), Max("frozen_at")),
        CaseStep.objects.aggregate(Max("id")),
    )
    return hashlib.sha256(repr(found).encode()).hexdigest()


def given_stamp() -> str:
    """The newest row of the ledger of contributions. One query."""
    return str(Contribution.objects.aggregate(Max("id")))


def _newest_versions() -> list[tuple[int, int]]:
    """(place of the table, its newest kept version) of reference rows edited by hand. One query."""
    tables = [
        tracked.pgh_event_model.objects.annotate(table=Value(place))  # type: ignore[attr-defined]  # set by pghistory.track
        .order_by("-pgh_id")
        .values_list("table", "pgh_id")[:1]
        for place, tracked in enumerate((UnitVersion, Recognition, Succession, CarryRule))
    ]
    return sorted(tables[0].union(*tables[1:], all=True))
