"""What the figures of a period rest on, as one short text: it changes when any of them does."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Aggregate, Count, Max, QuerySet, Sum, TextField, Value
from django.db.models.functions import Cast, JSONObject

from campaigns.models import Contribution
from communes.enums import ReportState
from communes.models import (
    AdministrativeUnit,
    CarryRule,
    CaseStep,
    CriteriaSet,
    ProgressReport,
    Receipt,
    Recognition,
    ReportingPeriod,
    Standing,
    Succession,
    Threshold,
    UnitAlias,
    UnitFact,
    UnitVersion,
)
from communes.rules import SENT
from kbang_ntm.core.prepared import Prepared


def figures_stamp(
    period: ReportingPeriod | None = None, units: frozenset[int] | None = None
) -> str:
    """A digest of the versions of reports (of one period, or all), standings (of some units, or
    all), levels, recognitions, names of units, and what carrying onto another map rests on
    (changes between maps, rules, populations). One query, which reads no figure."""
    given = [] if period is None else [period.pk]
    given += sorted(units or ())
    return _hash(_figures(period is not None, None if units is None else len(units))(*given))


@cache
def _figures(of_a_period: bool, units: int | None) -> Prepared:
    """`figures_stamp` in words, for so many units; asked with the period, then the units."""

    def build(*keys: int) -> QuerySet[Any]:
        reports, standings = ProgressReport.objects.all(), Standing.objects.all()
        if of_a_period:
            reports = reports.filter(period=keys[0])
        if units is not None:
            # An empty list would be no question at all: no unit has the key 0.
            pks = list(keys[1:] if of_a_period else keys) or [0]
            reports, standings = reports.filter(unit__in=pks), standings.filter(unit__in=pks)
        return _lines(_tables(reports, standings))

    return Prepared(build)


def country_stamp(period: ReportingPeriod) -> str:
    """A digest of what counting a period over the whole country rests on: its reports and
    standings, names and places of units. One query, which reads no figure."""
    return _hash(_country(period.pk))


@Prepared
def _country(period: int) -> QuerySet[Any]:
    versions: Any = UnitVersion
    reports = ProgressReport.objects.filter(period=period)
    return _lines(
        [
            (reports, (Count("id"), Sum("version"), Max("changed_at"))),
            (reports.filter(state__in=SENT), (Count("id"),)),
            (reports.filter(state=ReportState.CONFIRMED), (Count("id"),)),
            (
                Standing.objects.filter(period=period),
                (Count("id"), Max("updated_at"), Sum("criteria_met")),
            ),
            (versions.pgh_event_model.objects.all(), (Max("pgh_id"),)),
        ]
    )


def unit_stamp(unit: AdministrativeUnit) -> str | None:
    """As `figures_stamp`, of the figures of one unit in all periods; None where its page rests on
    other units' figures too, because it was made of them. One query."""
    found = _unit(unit.pk)
    return None if json.loads(min(found)[1])["s0"] else _hash(found)


@Prepared
def _unit(unit: int) -> QuerySet[Any]:
    made_of = Succession.objects.filter(successor=unit).exclude(predecessor=unit)
    reports = ProgressReport.objects.filter(unit=unit)
    return _lines(
        [
            (made_of, (Count("id"),)),
            (Receipt.objects.filter(report__unit=unit), (Max("id"),)),
            (UnitAlias.objects.filter(unit=unit), (Count("id"), Max("id"))),
            *_tables(reports, Standing.objects.filter(unit=unit)),
        ]
    )


Tables = list[tuple[QuerySet[Any], tuple[Aggregate, ...]]]


def _tables(reports: QuerySet[Any], standings: QuerySet[Any]) -> Tables:
    """What any figure may rest on, and what of it changes when it does."""
    rows = Count("id")
    return [
        (reports, (rows, Sum("version"), Max("changed_at"), ArrayAgg("state", order_by="id"))),
        (standings, (rows, Max("updated_at"), Sum("criteria_met"))),
        (Threshold.objects.all(), (Max("id"), Count("withdrawn_at"))),
        (UnitFact.objects.all(), (rows, Max("id"), Sum("value"))),
        (CriteriaSet.objects.all(), (rows, Max("frozen_at"))),
        (CaseStep.objects.all(), (Max("id"),)),
        *((versions, (Max("pgh_id"),)) for versions in _kept_versions()),
    ]


def _lines(tables: Tables) -> QuerySet[Any]:
    """A row (place, sums as text) of each table. One query."""
    lines = [_said(place, table, sums) for place, (table, sums) in enumerate(tables)]
    return lines[0].union(*lines[1:], all=True).values_list("place", "said")


def _hash(found: list[tuple[Any, ...]]) -> str:
    return hashlib.sha256(repr(sorted(found)).encode()).hexdigest()


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
