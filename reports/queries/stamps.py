"""What the figures of a period rest on, as one short text: it changes when any of them does."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Aggregate, Count, Max, QuerySet, Sum, TextField, Value
from django.db.models.functions import Cast, JSONObject

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
    populations). One query, which reads no figure."""
    reports = ProgressReport.objects.all()
    if period is not None:
        reports = reports.filter(period=period)
    rows = Count("id")
    tables: list[tuple[QuerySet[Any], tuple[Aggregate, ...]]] = [
        (reports, (rows, Sum("version"), Max("changed_at"), ArrayAgg("state", order_by="id"))),
        (Standing.objects.all(), (rows, Max("updated_at"), Sum("criteria_met"))),
        (Threshold.objects.all(), (Max("id"), Count("withdrawn_at"))),
        (UnitFact.objects.all(), (rows, Max("id"), Sum("value"))),
        (CriteriaSet.objects.all(), (rows, Max("frozen_at"))),
        (CaseStep.objects.all(), (Max("id"),)),
        *((versions, (Max("pgh_id"),)) for versions in _kept_versions()),
    ]
    lines = [_said(place, table, sums) for place, (table, sums) in enumerate(tables)]
    found = sorted(lines[0].union(*lines[1:], all=True).values_list("place", "said"))
    return hashlib.sha256(repr(found).encode()).hexdigest()


def given_stamp() -> str:
    """The newest row of the ledger of contributions. One query."""
    return str(Contribution.objects.aggregate(Max("id")))


def _kept_versions() -> list[QuerySet[Any]]:
    """The kept versions of reference rows edited by hand."""
    tracked: tuple[Any, ...] = (UnitVersion, Recognition, Succession, CarryRule)
    return [model.pgh_event_model.objects.all() for model in tracked]


def _said(place: int, rows: QuerySet[Any], sums: tuple[Aggregate, ...]) -> QuerySet[Any]:
    """One row: the place of a table among all, its sums as text."""
    parts = {f"s{number}": one for number, one in enumerate(sums)}
    said = Cast(JSONObject(**parts), TextField())
    line: QuerySet[Any] = rows.order_by().values(place=Value(place)).annotate(said=said)
    return line
