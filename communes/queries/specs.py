"""Criteria sets and thresholds as plain specifications for the pure evaluation.

Rows are read as tuples: this stands on the path of every save.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Q

from communes.evaluation import ThresholdRule
from communes.measures import Comparator, IndicatorSpec, Measure, PartSpec
from communes.models import (
    CriteriaGroup,
    CriteriaSet,
    Criterion,
    Indicator,
    IndicatorPart,
    Threshold,
    UnitVersion,
)
from communes.queries.columns import column_on
from communes.queries.footings import LAW

WHOLE = 100  # the number of "all groups" in addresses; groups are counted from 1

WHOLE = 100  # the number of "all groups" in addresses; groups are counted from 1


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator with its place in the set."""

    id: int
    code: str
    title: str
    short_title: str
    formula: str
    criterion_id: int
    yearly: bool
    needs_evidence: bool
    may_not_apply: bool
    carry_rule: str
    certain: bool
    note: str
    spec: IndicatorSpec


@dataclass(frozen=True)
class CriterionRow:
    """A criterion with its indicators in order."""

    id: int
    no: str
    title: str
    short_title: str
    group_id: int
    watched: bool
    indicators: tuple[IndicatorRow, ...]


@dataclass(frozen=True)
class GroupRow:
    """A group of the set with its criteria in order."""

    id: int
    order: int
    title: str
    criteria: tuple[CriterionRow, ...]

    @property
    def indicators(self) -> tuple[IndicatorRow, ...]:
        """All indicators of the group in order."""
        return tuple(i for c in self.criteria for i in c.indicators)


@dataclass(frozen=True)
class SetSpec:
    """A whole set as valid on one day."""

    set_id: int
    code: str
    title: str
    short_basis: str
    groups: tuple[GroupRow, ...]

    @cached_property
    def criteria(self) -> tuple[CriterionRow, ...]:
        """All criteria in order."""
        return tuple(c for g in self.groups for c in g.criteria)

    @cached_property
    def indicators(self) -> dict[int, IndicatorRow]:
        """All indicators by id, in order."""
        return {i.id: i for c in self.criteria for i in c.indicators}

    @cached_property
    def whole(self) -> GroupRow:
        """All criteria as one group, for the form on a single page."""
        return GroupRow(id=0, order=WHOLE, title="Cả biểu", criteria=self.criteria)


def load_specs(criteria_set: CriteriaSet, *, on: date) -> SetSpec:
    """The set with the wording valid on that day. Four queries, whatever its size."""
    indicators = _indicators(criteria_set, on)
    by_group: dict[int, list[CriterionRow]] = defaultdict(list)
    for row in (
        Criterion.objects.filter(criteria_set=criteria_set)
        .order_by("order")
        .values_list("id", "no", "title", "short_title", "group_id", "watched")
    ):
        by_group[row[4]].append(CriterionRow(*row, tuple(indicators[row[0]])))
    # By its own table: the related manager of one instance, read twice, looks like a loop.
    groups = CriteriaGroup.objects.filter(criteria_set=criteria_set).order_by("order")
    return SetSpec(
        set_id=criteria_set.pk,
        code=criteria_set.code,
        title=criteria_set.title,
        short_basis=criteria_set.short_basis,
        groups=tuple(
            GroupRow(id=pk, order=order, title=title, criteria=tuple(by_group[pk]))
            for pk, order, title in groups.values_list("id", "order", "title")
        ),
    )


def _indicators(criteria_set: CriteriaSet, on: date) -> dict[int, list[IndicatorRow]]:
    """{criterion id: its indicators in order}. Two queries."""
    parts: dict[int, list[PartSpec]] = defaultdict(list)
    for indicator_id, *part in IndicatorPart.objects.filter(
        indicator__criteria_set=criteria_set, indicator__valid__contains=on
    ).values_list("indicator_id", *PART_COLUMNS):
        parts[indicator_id].append(_part(*part))
    found: dict[int, list[IndicatorRow]] = defaultdict(list)
    rows: Iterable[Any] = (
        Indicator.objects.filter(criteria_set=criteria_set, valid__contains=on)
        .order_by("order")
        .values_list(*INDICATOR_COLUMNS)
    )
    for row in rows:
        spec = IndicatorSpec(
            code=row[1],
            title=row[2],
            parts=tuple(sorted(parts[row[0]], key=lambda part: part.key)),
            may_not_apply=row[8],
        )
        columns: list[Any] = [*row, spec]
        found[row[5]].append(IndicatorRow(*columns))
    return found


# In the order of the fields of IndicatorRow, and of the arguments of _part.
INDICATOR_COLUMNS = (
    "id",
    "code",
    "title",
    "short_title",
    "formula",
    "criterion_id",
    "yearly",
    "needs_evidence",
    "may_not_apply",
    "carry_rule",
    "certain",
    "note",
)
PART_COLUMNS = (
    "key",
    "label",
    "measure",
    "comparator",
    "unit",
    "numerator_label",
    "denominator_label",
    "count_unit",
    "whole_counts",
    "scale",
    "max_value",
)


def _part(
    key: str,
    label: str,
    measure: str,
    comparator: str,
    unit: str,
    numerator_label: str,
    denominator_label: str,
    count_unit: str,
    whole_counts: bool,
    scale: list[str],
    max_value: Decimal | None,
) -> PartSpec:
    return PartSpec(
        key=key,
        label=label,
        measure=Measure(measure),
        comparator=Comparator(comparator),
        unit=unit,
        numerator_label=numerator_label,
        denominator_label=denominator_label,
        count_unit=count_unit,
        whole_counts=whole_counts,
        scale=tuple(scale),
        max_value=max_value,
    )


Rules = dict[int, dict[str, ThresholdRule | None]]


def unit_version_on(unit_id: int, day: date) -> UnitVersion | None:
    """The unit as it was on that day, or None when it did not exist."""
    return UnitVersion.objects.filter(unit_id=unit_id, valid__contains=day).first()


def thresholds_for(
    criteria_set: CriteriaSet,
    *,
    unit_id: int,
    on: date,
    year: int,
    only: Collection[int] | None = None,
) -> Rules:
    """Rules by indicator id and part key for one unit and year of assessment.

    The unit's own region column (or commune group; a village's is that of its commune) counts,
    no other is borrowed; a province's decision goes before the national row, the newest row before
    older ones. `only` limits them to some indicators. Two queries; leave the answer as it is.
    """
    return thresholds_by_column(criteria_set, column=column_on(unit_id, on), year=year, only=only)


def thresholds_by_column(
    criteria_set: CriteriaSet,
    *,
    column: str,
    year: int,
    known_at: datetime | None = None,
    only: Collection[int] | None = None,
) -> Rules:
    """As `thresholds_for`, for a column already known; with `known_at`, the rows entered by then
    and not withdrawn by then. One query."""
    if known_at is not None:
        found = _rules(criteria_set.pk, column, year, known_at)
    else:
        found = _rules_of_now(criteria_set.pk, column, year)
    if only is None:
        return found
    return {indicator_id: found[indicator_id] for indicator_id in only if indicator_id in found}


@LAW.kept
def _rules_of_now(set_id: int, column: str, year: int) -> Rules:
    return _rules(set_id, column, year, None)


def _rules(set_id: int, column: str, year: int, known_at: datetime | None) -> Rules:
    standing = Q(withdrawn_at__isnull=True)
    if known_at is not None:
        # A row nobody entered came with the reference data: its decision is older than the portal.
        known = Q(entered_at__lte=known_at) | Q(entered_by__isnull=True)
        standing = known & (standing | Q(withdrawn_at__gt=known_at))
    found: Rules = {}
    rows: Iterable[Any] = (
        Threshold.objects.filter(
            standing,
            Q(region_column=column) & ~Q(region_column=""),
            part__indicator__criteria_set=set_id,
            year_from__lte=year,
            year_to__gte=year,
        )
        .order_by("province_id", "id")
        .values_list(
            "part__indicator_id",
            "part__key",
            "province_id",
            "id",
            "amount",
            "choice",
            "provenance",
            "certain",
            "legal_basis",
            "source",
        )
    )
    ranked = sorted(rows, key=lambda row: (row[2] is not None, row[3]))
    for indicator_id, key, _province, *rule in ranked:  # later rows win
        found.setdefault(indicator_id, {})[key] = ThresholdRule(*rule)
    return found
