"""Verdicts on indicators, criteria and sets from reported values and thresholds.

Pure and exact: no database, Decimals only, the same input gives the same result. A criterion
is met when all its indicators are met or properly not applicable, a set when all its criteria
are; nothing is weighted. What is not known is unknown, never met.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import Enum
from typing import Any

from communes.comparison import (
    NO_THRESHOLD,
    NO_VALUE,
    PartResult,
    ThresholdRule,
    evaluate_part,
    threshold_text,
)
from communes.measures import EntryValue, IndicatorSpec, PartSpec, PartValue, Verdict

__all__ = [
    "NO_THRESHOLD",
    "NO_VALUE",
    "RULE_VERSION",
    "CriterionResult",
    "IndicatorResult",
    "PartResult",
    "SetResult",
    "ThresholdRule",
    "as_json",
    "evaluate_criterion",
    "evaluate_indicator",
    "evaluate_part",
    "evaluate_set",
    "threshold_text",
]

RULE_VERSION = "1"
"""Raised whenever the same input may give another verdict than before."""

NA_NOT_ALLOWED = "chỉ tiêu này không có trường hợp không áp dụng"
NA_NO_REASON = "chưa ghi lý do không áp dụng"
NA_WAITING = "chờ cơ quan rà soát đồng ý"


@dataclass(frozen=True)
class IndicatorResult:
    """Verdict on an indicator. `gap` and `reason` are in words, `threshold_ids` those that
    decided; `unverified` and `illustrative` say on what kind of threshold the verdict rests.
    """

    code: str
    verdict: Verdict
    unverified: bool = False
    illustrative: bool = False
    gap: str = ""
    reason: str = ""
    parts: tuple[PartResult, ...] = ()
    threshold_ids: tuple[int, ...] = ()
    rule_version: str = RULE_VERSION


@dataclass(frozen=True)
class CriterionResult:
    """Verdict on a criterion; the four counts are of indicators and add up to `total`."""

    no: str
    verdict: Verdict
    met: int
    not_met: int
    unknown: int
    not_applicable: int
    total: int
    unverified: bool = False
    illustrative: bool = False


@dataclass(frozen=True)
class SetResult:
    """Verdict on a set.

    `criteria_met` includes the criteria that do not apply at all, whose number is
    `criteria_na`; met, not met and unknown add up to the total. Of the indicators, the four
    counts add up to the total.
    """

    verdict: Verdict
    criteria_met: int
    criteria_not_met: int
    criteria_unknown: int
    criteria_na: int
    criteria_total: int
    indicators_met: int
    indicators_not_met: int
    indicators_unknown: int
    indicators_na: int
    indicators_total: int
    unverified: bool = False
    illustrative: bool = False


def evaluate_indicator(
    spec: IndicatorSpec,
    value: EntryValue | None,
    thresholds: Mapping[str, ThresholdRule | None],
    *,
    derivation: bool = True,
) -> IndicatorResult:
    """Verdict on what was reported for an indicator; `thresholds` are given by part key.

    `derivation` as in `evaluate_part`: without it the same verdict, gap and thresholds, no words
    of why.
    """
    if value is not None and (value.na_reason.strip() or value.na_approved):
        return _not_applicable(spec, value)
    reported = value.parts if value is not None else ()
    if not derivation and len(spec.parts) == 1:
        return _briefly(spec, reported[0] if reported else None, thresholds)
    pairs = [
        (part, reported[index] if index < len(reported) else None)
        for index, part in enumerate(spec.parts)
    ]
    results = tuple(
        evaluate_part(part, got, thresholds.get(part.key), derivation=derivation)
        for part, got in pairs
    )
    rules = [
        rule
        for result in results
        if result.threshold_id is not None and (rule := thresholds.get(result.key)) is not None
    ]
    verdict = _together(result.verdict for result in results)
    return IndicatorResult(
        code=spec.code,
        verdict=verdict,
        unverified=any(not rule.certain for rule in rules),
        illustrative=any(rule.provenance == "illustrative" for rule in rules),
        gap=_spoken(spec.parts, [result.gap for result in results]),
        reason=_reason(spec.parts, results, verdict) if derivation else "",
        parts=results,
        threshold_ids=tuple(rule.id for rule in rules),
    )


def _briefly(
    spec: IndicatorSpec, reported: PartValue | None, thresholds: Mapping[str, ThresholdRule | None]
) -> IndicatorResult:
    """The result of an indicator of one part without derivation: most lines of a long file."""
    part = spec.parts[0]
    rule = thresholds.get(part.key)
    result = evaluate_part(part, reported, rule, derivation=False)
    decided = rule if result.threshold_id is not None else None
    return IndicatorResult(
        code=spec.code,
        verdict=result.verdict,
        unverified=decided is not None and not decided.certain,
        illustrative=decided is not None and decided.provenance == "illustrative",
        gap=result.gap,
        parts=(result,),
        threshold_ids=() if decided is None else (decided.id,),
    )


def _not_applicable(spec: IndicatorSpec, value: EntryValue) -> IndicatorResult:
    """ "Không áp dụng" needs three things: an indicator that allows it, a reason, an approval."""
    reason = value.na_reason.strip()
    verdict = Verdict.UNKNOWN
    if not spec.may_not_apply:
        reason = NA_NOT_ALLOWED
    elif not reason:
        reason = NA_NO_REASON
    elif not value.na_approved:
        reason = NA_WAITING
    else:
        verdict = Verdict.NOT_APPLICABLE
    return IndicatorResult(code=spec.code, verdict=verdict, reason=reason)


def _together(verdicts: Iterable[Verdict]) -> Verdict:
    """One failure fails the whole; else one unknown leaves it unknown. Nothing: unknown."""
    seen = set(verdicts)
    for decisive in (Verdict.NOT_MET, Verdict.UNKNOWN, Verdict.MET):
        if decisive in seen:
            return decisive
    return Verdict.NOT_APPLICABLE if seen else Verdict.UNKNOWN


def _reason(parts: tuple[PartSpec, ...], results: tuple[PartResult, ...], verdict: Verdict) -> str:
    """The reasons of the parts that decided."""
    return _spoken(parts, [r.reason if r.verdict is verdict else "" for r in results])


def _spoken(parts: tuple[PartSpec, ...], words: list[str]) -> str:
    """The words of the parts, each under its label where there is more than one part."""
    compound = len(parts) > 1
    return "; ".join(
        f"{part.label}: {word}" if compound and part.label else word
        for part, word in zip(parts, words, strict=True)
        if word
    )


def evaluate_criterion(no: str, results: Iterable[IndicatorResult]) -> CriterionResult:
    """Verdict on a criterion from the results of all its indicators, in any order."""
    rows = list(results)
    verdicts = [row.verdict for row in rows]
    return CriterionResult(
        no=no,
        verdict=_together(verdicts),
        met=verdicts.count(Verdict.MET),
        not_met=verdicts.count(Verdict.NOT_MET),
        unknown=verdicts.count(Verdict.UNKNOWN),
        not_applicable=verdicts.count(Verdict.NOT_APPLICABLE),
        total=len(rows),
        unverified=any(row.unverified for row in rows),
        illustrative=any(row.illustrative for row in rows),
    )


def evaluate_set(criteria: Iterable[CriterionResult]) -> SetResult:
    """Verdict on a set from the results of all its criteria, in any order."""
    rows = list(criteria)
    count = Counter(row.verdict for row in rows)
    return SetResult(
        verdict=_together(count),
        criteria_met=count[Verdict.MET] + count[Verdict.NOT_APPLICABLE],
        criteria_not_met=count[Verdict.NOT_MET],
        criteria_unknown=count[Verdict.UNKNOWN],
        criteria_na=count[Verdict.NOT_APPLICABLE],
        criteria_total=len(rows),
        indicators_met=sum(row.met for row in rows),
        indicators_not_met=sum(row.not_met for row in rows),
        indicators_unknown=sum(row.unknown for row in rows),
        indicators_na=sum(row.not_applicable for row in rows),
        indicators_total=sum(row.total for row in rows),
        unverified=any(row.unverified for row in rows),
        illustrative=any(row.illustrative for row in rows),
    )


def as_json(result: PartResult | IndicatorResult | CriterionResult | SetResult) -> dict[str, Any]:
    """The result for storing: Decimals as plain strings, verdicts as their codes."""
    return {field.name: _plain(getattr(result, field.name)) for field in fields(result)}


def _plain(value: object) -> object:
    if isinstance(value, PartResult):
        return as_json(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        # The database pads decimals with zeros: 68.0000 must be stored as the 68 it equals.
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return value.value if isinstance(value, Enum) else value
