"""Verdicts and counts, written in the transaction that changed what they rest on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import transaction

from communes.enums import Basis, EntryReview, ReportState
from communes.evaluation import (
    IndicatorResult,
    evaluate_criterion,
    evaluate_indicator,
    evaluate_set,
)
from communes.measures import Verdict
from communes.models import IndicatorEntry, ProgressReport, Standing
from communes.queries.specs import IndicatorRow, Rules, SetSpec, load_specs, thresholds_for
from communes.queries.values import ACCEPTED, entry_value
from kbang_ntm.core import clock


@dataclass(frozen=True)
class Frame:
    """What a report is judged by: the set's wording and the unit's thresholds of that year."""

    spec: SetSpec
    rules: Rules


def frame_for(
    report: ProgressReport, *, spec: SetSpec | None = None, only: Collection[int] | None = None
) -> Frame:
    """Wording and thresholds of the period's last day for the report's unit.

    `spec` may be given by a caller who has read the wording of that day already; `only` limits
    the thresholds to the indicators that will be judged.
    """
    day = report.period.ends
    return Frame(
        spec=spec or load_specs(report.criteria_set, on=day),
        rules=thresholds_for(
            report.criteria_set,
            unit_id=report.unit_id,
            on=day,
            year=report.period.year,
            only=only,
        ),
    )


def judge(frame: Frame, entry: IndicatorEntry) -> IndicatorResult:
    """The verdict of one entry from its present value."""
    row = frame.spec.indicators[entry.indicator_id]
    value = entry_value(entry, row.spec, review=entry.review)
    return evaluate_indicator(row.spec, value, frame.rules.get(entry.indicator_id, {}))


def apply_verdict(frame: Frame, entry: IndicatorEntry) -> IndicatorResult:
    """Judge an entry and put the verdict and what it rests on into its columns (not saved)."""
    result = judge(frame, entry)
    entry.verdict = result.verdict.value
    entry.verdict_unverified = result.unverified
    entry.verdict_illustrative = result.illustrative
    entry.gap = result.gap[:200]
    entry.threshold_ids = list(result.threshold_ids)
    entry.rule_version = result.rule_version
    return result


VERDICT_COLUMNS = (
    "verdict",
    "verdict_unverified",
    "verdict_illustrative",
    "gap",
    "threshold_ids",
    "rule_version",
)


@lru_cache(maxsize=5_000)
def _as_stored(code: str, verdict: str, unverified: bool, illustrative: bool) -> IndicatorResult:
    """An indicator's result as far as it is stored; the same few thousand come again and again."""
    return IndicatorResult(
        code=code, verdict=Verdict(verdict), unverified=unverified, illustrative=illustrative
    )


def _results(
    rows: Iterable[IndicatorRow], verdicts: dict[int, tuple[str, bool, bool]]
) -> list[IndicatorResult]:
    """Indicator results as stored; an indicator without an entry is unknown."""
    nothing = (Verdict.UNKNOWN.value, False, False)
    return [_as_stored(row.code, *verdicts.get(row.id, nothing)) for row in rows]


def write_standing(
    *, report: ProgressReport, spec: SetSpec, basis: str, entries: Sequence[tuple[Any, ...]]
) -> None:
    """Count stored verdicts into the report's standing on one basis.

    `entries` are rows (indicator id, verdict, unverified, illustrative, review, version).
    """
    store_standings([counted(report=report, spec=spec, basis=basis, entries=entries)])


def counted(
    *, report: ProgressReport, spec: SetSpec, basis: str, entries: Sequence[tuple[Any, ...]]
) -> Standing:
    """The standing, not saved, from rows as `write_standing` takes them."""
    verdicts = {row[0]: (row[1], row[2], row[3]) for row in entries}
    criteria = [evaluate_criterion(c.no, _results(c.indicators, verdicts)) for c in spec.criteria]
    whole = evaluate_set(criteria)
    return Standing(
        unit_id=report.unit_id,
        criteria_set_id=report.criteria_set_id,
        period_id=report.period_id,
        basis=basis,
        report_id=report.pk,
        criteria_met=whole.criteria_met,
        criteria_not_met=whole.criteria_not_met,
        criteria_unknown=whole.criteria_unknown,
        criteria_total=whole.criteria_total,
        indicators_met=whole.indicators_met + whole.indicators_na,
        indicators_total=whole.indicators_total,
        entered=sum(1 for row in entries if row[5]),
        accepted=sum(1 for row in entries if row[4] in ACCEPTED),
        verdicts={c.no: [c.verdict.value, c.met + c.not_applicable, c.total] for c in criteria},
        unverified=whole.unverified,
        illustrative=whole.illustrative or report.illustrative,
        report_version=report.version,
        updated_at=clock.now(),
    )


_COUNTED = tuple(
    field.name
    for field in Standing._meta.concrete_fields
    if field.name not in ("id", "unit", "criteria_set", "period", "basis")
)


def store_standings(standings: Sequence[Standing]) -> None:
    """Write standings in one statement; the reports' locks keep others away."""
    Standing.objects.bulk_create(
        standings,
        update_conflicts=True,
        unique_fields=["period", "unit", "criteria_set", "basis"],
        update_fields=_COUNTED,
    )


def update_standings(*, report: ProgressReport, spec: SetSpec) -> None:
    """Bring the report's standings up to its stored verdicts: self-assessed always, confirmed
    only while the report is confirmed."""
    entries = list(
        report.entries.values_list(
            "indicator_id",
            "verdict",
            "verdict_unverified",
            "verdict_illustrative",
            "review",
            "version",
        )
    )
    write_standing(report=report, spec=spec, basis=Basis.SELF_ASSESSED, entries=entries)
    if report.state == ReportState.CONFIRMED:
        write_standing(report=report, spec=spec, basis=Basis.CONFIRMED, entries=entries)


@transaction.atomic
def evaluate_report(*, report: ProgressReport) -> int:
    """Judge every entry of a report anew and write its standings; returns how many changed.

    For demonstration data, a new threshold, and recomputation; a confirmed report is only
    re-judged by a recorded act of its caller.
    """
    frame = frame_for(report)
    changed = []
    for entry in report.entries.all():
        before = [getattr(entry, name) for name in VERDICT_COLUMNS]
        apply_verdict(frame, entry)
        if before != [getattr(entry, name) for name in VERDICT_COLUMNS]:
            changed.append(entry)
    IndicatorEntry.objects.bulk_update(changed, VERDICT_COLUMNS)
    update_standings(report=report, spec=frame.spec)
    return len(changed)


def accepted(entry: IndicatorEntry) -> bool:
    """Accepted by the agency in duty, or settled by a joint meeting."""
    return EntryReview(entry.review) in ACCEPTED
