"""What the figures of a period rest on, as one short text: it changes when any of them does."""

from __future__ import annotations

import hashlib

from django.db.models import Count, Max, Sum

from communes.models import (
    CaseStep,
    CriteriaSet,
    ProgressReport,
    Recognition,
    ReportingPeriod,
    Standing,
    Threshold,
    UnitVersion,
)


def figures_stamp(period: ReportingPeriod | None = None) -> str:
    """A digest of the versions of reports (of one period, or all), standings, levels, recognitions
    and names of units. Eight queries, none of which reads a figure."""
    reports = ProgressReport.objects.all()
    if period is not None:
        reports = reports.filter(period=period)
    found = (
        reports.aggregate(Count("id"), Sum("version"), Max("changed_at")),
        list(reports.order_by("id").values_list("state", flat=True)),
        Standing.objects.aggregate(Count("id"), Max("updated_at"), Sum("criteria_met")),
        Threshold.objects.aggregate(Max("id"), Count("withdrawn_at")),
        [
            tracked.pgh_event_model.objects.aggregate(Max("pgh_id"))  # type: ignore[union-attr]  # set by pghistory.track
            for tracked in (UnitVersion, Recognition)
        ],
        CriteriaSet.objects.aggregate(Count("id"), Max("frozen_at")),
        CaseStep.objects.aggregate(Max("id")),
    )
    return hashlib.sha256(repr(found).encode()).hexdigest()
