"""Recomputing every stored verdict from what was stored with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from communes.evaluation import (
    CriterionResult,
    IndicatorResult,
    ThresholdRule,
    evaluate_criterion,
    evaluate_indicator,
)
from communes.measures import Verdict
from communes.models import CriteriaSet, IndicatorEntry, ProgressReport, Standing, Threshold
from communes.queries.specs import SetSpec, load_specs
from communes.queries.values import entry_value


@dataclass(frozen=True)
class Difference:
    """A stored verdict that its inputs do not give: where, what stands, what comes out."""

    unit: str
    period: str
    subject: str
    stored: str
    computed: str


@dataclass(frozen=True)
class Verification:
    """How many verdicts of entries and of criteria were recomputed, and which differ."""

    entries: int
    criteria: int
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class _Rule:
    """A threshold and the part it belongs to."""

    part: str
    rule: ThresholdRule


def verify_verdicts() -> Verification:
    """Recompute all verdicts of all reports.

    An entry is judged by the very thresholds whose ids it stores, so that a level added or
    withdrawn later changes nothing here; criteria are counted anew from the entries.
    """
    rules = {row.id: _rule(row) for row in Threshold.objects.select_related("part")}
    specs: dict[tuple[int, date], SetSpec] = {}
    entries = criteria = 0
    differences: list[Difference] = []
    reports = ProgressReport.objects.select_related("unit", "period", "criteria_set")
    for report in reports.order_by("id").iterator(chunk_size=200):
        spec = _spec(specs, report.criteria_set, report.period.ends)
        computed = {}
        for entry in report.entries.all():
            result = _judge(spec, rules, entry)
            computed[entry.indicator_id] = result
            entries += 1
            differences += _compare_entry(report, spec, entry, result)
        for standing in report.standings.all():
            criteria += len(standing.verdicts)
            differences += _compare_standing(report, spec, standing, computed)
    return Verification(entries, criteria, tuple(differences))


def _rule(row: Threshold) -> _Rule:
    return _Rule(
        part=row.part.key,
        rule=ThresholdRule(
            id=row.pk,
            amount=row.amount,
            choice=row.choice,
            provenance=row.provenance,
            certain=row.certain,
            legal_basis=row.legal_basis,
            source=row.source,
        ),
    )


def _spec(specs: dict[tuple[int, date], SetSpec], criteria_set: CriteriaSet, day: date) -> SetSpec:
    key = (criteria_set.pk, day)
    if key not in specs:
        specs[key] = load_specs(criteria_set, on=day)
    return specs[key]


def _judge(spec: SetSpec, rules: dict[int, _Rule], entry: IndicatorEntry) -> IndicatorResult:
    row = spec.indicators[entry.indicator_id]
    used = [rules[pk] for pk in entry.threshold_ids if pk in rules]
    value = entry_value(entry, row.spec, review=entry.review)
    return evaluate_indicator(row.spec, value, {each.part: each.rule for each in used})


def _compare_entry(
    report: ProgressReport, spec: SetSpec, entry: IndicatorEntry, result: IndicatorResult
) -> Iterator[Difference]:
    stored = (entry.verdict, entry.verdict_unverified, entry.verdict_illustrative)
    computed = (result.verdict.value, result.unverified, result.illustrative)
    if stored != computed:
        yield _difference(report, spec.indicators[entry.indicator_id].code, stored, computed)


def _compare_standing(
    report: ProgressReport,
    spec: SetSpec,
    standing: Standing,
    results: dict[int, IndicatorResult],
) -> Iterator[Difference]:
    met = 0
    for criterion in spec.criteria:
        computed = evaluate_criterion(
            criterion.no,
            [
                results.get(row.id, IndicatorResult(code=row.code, verdict=Verdict.UNKNOWN))
                for row in criterion.indicators
            ],
        )
        met += computed.verdict in (Verdict.MET, Verdict.NOT_APPLICABLE)
        stored = standing.verdicts.get(criterion.no)
        if stored != _counts(computed):
            subject = f"tiêu chí {criterion.no} ({standing.get_basis_display()})"
            yield _difference(report, subject, stored, _counts(computed))
    if standing.criteria_met != met:
        yield _difference(
            report, f"số tiêu chí đạt ({standing.get_basis_display()})", standing.criteria_met, met
        )


def _counts(result: CriterionResult) -> list[Any]:
    return [result.verdict.value, result.met + result.not_applicable, result.total]


def _difference(
    report: ProgressReport, subject: str, stored: object, computed: object
) -> Difference:
    return Difference(report.unit.key, report.period.key, subject, str(stored), str(computed))
