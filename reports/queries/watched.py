"""Figures of the criteria that are watched on their own (income, poverty), unit by unit."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from communes.carried_words import rounded_part
from communes.evaluation import evaluate_indicator
from communes.measures import PartValue, display_part
from communes.measures.display import percent_of
from communes.models import IndicatorEntry, MeasuredValue, UnitVersion
from communes.queries.specs import IndicatorRow, Rules, SetSpec, thresholds_by_column
from communes.queries.values import entry_value, part_values
from reports.queries.as_known import latest_revisions
from reports.queries.carried import CarriedFigure
from reports.queries.matrix import Matrix


@dataclass(frozen=True)
class Watched:
    """One unit's figure: the number in the indicator's unit, in words, verdict and gap.
    `carried` is the derivation of a figure carried onto another map."""

    unit_id: int
    code: str
    number: Decimal | None
    shown: str
    verdict: str
    gap: str
    carried: CarriedFigure | None = None


def watched_indicators(spec: SetSpec) -> list[IndicatorRow]:
    """Indicators of the watched criteria, in order."""
    return [row for criterion in spec.criteria if criterion.watched for row in criterion.indicators]


def watched_figures(matrix: Matrix) -> dict[int, dict[str, Watched]]:
    """{unit id: {indicator code: figure}} of the units shown in the matrix, known at its time.

    Five queries at most, whatever the number of units.
    """
    rows = {row.id: row for row in watched_indicators(matrix.spec)}
    units = {row.unit_id for row in matrix.shown if row.carried is None}
    values = _values(matrix, set(rows))
    columns = {
        unit_id: region or group
        for unit_id, region, group in UnitVersion.objects.filter(
            unit_id__in=units, valid__contains=matrix.period.ends
        ).values_list("unit_id", "region_column", "commune_group")
    }
    rules: dict[str, Rules] = {
        column: thresholds_by_column(
            matrix.criteria_set,
            column=column,
            year=matrix.period.year,
            known_at=matrix.known_at,
        )
        for column in sorted(set(columns.values()))
    }
    found: dict[int, dict[str, Watched]] = {}
    for unit_id in units:
        mine = found.setdefault(unit_id, {})
        for indicator_id, row in rows.items():
            stored = values.get((unit_id, indicator_id))
            mine[row.code] = _figure(unit_id, row, stored, rules.get(columns.get(unit_id, ""), {}))
    for line in matrix.shown:
        if line.carried is not None:
            made = {row.code: line.carried.figures[row.id] for row in rows.values()}
            found[line.unit_id] = {
                code: _carried(line.unit_id, figure) for code, figure in made.items()
            }
    return found


def _carried(unit_id: int, figure: CarriedFigure) -> Watched:
    """A carried figure."""
    spec = figure.row.spec.parts[0]
    value = figure.carried.value
    part = value.parts[0] if value and value.parts else PartValue()
    number = part.number if part.number is not None else percent_of(spec, part)
    return Watched(
        unit_id=unit_id,
        code=figure.row.code,
        number=number,
        shown=display_part(spec, part if spec.is_counted else rounded_part(part)),
        verdict=figure.result.verdict.value,
        gap=figure.result.gap,
        carried=figure,
    )


def _values(
    matrix: Matrix, indicator_ids: set[int]
) -> dict[tuple[int, int], tuple[MeasuredValue, str]]:
    if matrix.known_at is not None:
        revisions = latest_revisions(
            matrix.period, matrix.criteria_set, matrix.known_at, indicator_ids
        )
        return {key: (revision, "none") for key, revision in revisions.items()}
    entries = IndicatorEntry.objects.filter(
        report__period=matrix.period,
        report__criteria_set=matrix.criteria_set,
        indicator_id__in=indicator_ids,
    ).select_related("report")
    return {(e.report.unit_id, e.indicator_id): (e, e.review) for e in entries}


def _figure(
    unit_id: int,
    row: IndicatorRow,
    stored: tuple[MeasuredValue, str] | None,
    rules: Rules,
) -> Watched:
    value, review = stored if stored else (None, "none")
    typed = entry_value(value, row.spec, review=review) if value else None
    result = evaluate_indicator(row.spec, typed, rules.get(row.id, {}))
    part = part_values(value, 1)[0] if value else PartValue()
    spec = row.spec.parts[0]
    number = part.number if part.number is not None else percent_of(spec, part)
    return Watched(
        unit_id=unit_id,
        code=row.code,
        number=number,
        shown=display_part(spec, part),
        verdict=result.verdict.value,
        gap=result.gap,
    )
