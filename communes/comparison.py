"""One part of an indicator against its threshold: verdict, gap, arithmetic.

Ratios are compared by cross-multiplication: nothing is divided or rounded before the verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from communes.measures import (
    HUNDRED,
    NO,
    YES,
    Comparator,
    Measure,
    PartSpec,
    PartValue,
    Verdict,
)
from communes.measures.display import percent_of, with_unit
from communes.measures.types import EXACT, ROUNDING
from kbang_ntm.core.vietnamese import format_number, format_percent

NO_THRESHOLD = "chưa có mức đạt"
NO_VALUE = "chưa nhập"
_PERCENT_PLACES = 2
_MOST_PLACES = 6
_MEASURED_STEP = Decimal("0.01")
"""Step of gaps in km, ha, tonnes: counts that need not be whole."""

_SIGNS = {Comparator.AT_LEAST: "≥", Comparator.AT_MOST: "≤"}
_LIMITS = {Comparator.AT_LEAST: "tối thiểu", Comparator.AT_MOST: "tối đa"}

Steps = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ThresholdRule:
    """The level in force for one part, in the unit of the part (percent for ratios).

    `amount` for numbers, `choice` ("yes" or a step of the scale) for choices; with neither,
    the level is not known. `provenance`: sourced, recalled, entered or illustrative.
    `certain` is False until somebody has checked the level against the text of the law.
    """

    id: int
    amount: Decimal | None = None
    choice: str = ""
    provenance: str = "recalled"
    certain: bool = False
    legal_basis: str = ""
    source: str = ""


@dataclass(frozen=True)
class PartResult:
    """Verdict on one part, and how it came about.

    `actual` is the result in the part's unit, for showing (ratios rounded to six decimals).
    `threshold_id` is set when a threshold decided. `gap` says in words what is missing,
    `gap_amount` the same as a number, in `count_unit` for counted ratios. `steps` are the
    rows of the arithmetic: (what, result).
    """

    key: str
    verdict: Verdict
    actual: Decimal | None = None
    threshold_id: int | None = None
    gap: str = ""
    gap_amount: Decimal | None = None
    reason: str = ""
    steps: Steps = ()


def evaluate_part(
    spec: PartSpec,
    value: PartValue | None,
    rule: ThresholdRule | None,
    *,
    derivation: bool = True,
) -> PartResult:
    """Verdict on `value` by `rule`. Without a value or without a level: unknown, never met.

    Without `derivation` only what is stored with a figure is worked out (verdict, gap, threshold);
    `actual`, `reason` and `steps` stay empty where they would only cost time: long files.
    """
    missing = _missing(spec, value)
    if value is None or missing:
        return PartResult(key=spec.key, verdict=Verdict.UNKNOWN, reason=missing)
    if rule is None or not _has_level(spec, rule):
        return PartResult(
            key=spec.key,
            verdict=Verdict.UNKNOWN,
            actual=_actual(spec, value) if derivation else None,
            reason=NO_THRESHOLD,
            steps=_given(spec, value) if derivation else (),
        )
    if spec.is_choice:
        return _by_choice(spec, value.choice, rule)
    if value.numerator is not None and value.denominator is not None:
        return _by_counts(spec, value.numerator, value.denominator, rule, derivation)
    return _by_number(spec, value, rule, derivation)


def threshold_text(spec: PartSpec, rule: ThresholdRule | None) -> str:
    """The level in words: "≥ 50 triệu đồng/người/năm", "≤ 7 %", "Đạt", "từ Khá trở lên"."""
    if rule is None or not _has_level(spec, rule):
        return NO_THRESHOLD
    if spec.measure is Measure.BOOLEAN:
        return "Đạt" if rule.choice == YES else "Không"
    if spec.measure is Measure.ORDINAL:
        return _step_text(spec, rule.choice)
    return f"{_SIGNS.get(spec.comparator, '=')} {_level_text(spec, _amount(rule))}"


def _amount(rule: ThresholdRule) -> Decimal:
    assert rule.amount is not None, "callers check _has_level first"
    return rule.amount


def _missing(spec: PartSpec, value: PartValue | None) -> str:
    """What of the value is not there yet, in words; "" when it is complete."""
    if value is None or value.is_empty:
        return NO_VALUE
    if spec.is_choice:
        allowed = (YES, NO) if spec.measure is Measure.BOOLEAN else spec.scale
        return "" if value.choice in allowed else NO_VALUE
    if not spec.is_counted:
        return "" if value.number is not None else NO_VALUE
    if value.numerator is None:
        return f"{NO_VALUE} {spec.numerator_label or 'tử số'}"
    if value.denominator is None:
        return f"{NO_VALUE} {spec.denominator_label}"
    return "" if value.denominator > 0 else f"{spec.denominator_label} bằng 0"


def _has_level(spec: PartSpec, rule: ThresholdRule) -> bool:
    if spec.measure is Measure.BOOLEAN:
        return rule.choice in (YES, NO)
    if spec.measure is Measure.ORDINAL:
        return rule.choice in spec.scale
    return rule.amount is not None


def _actual(spec: PartSpec, value: PartValue) -> Decimal | None:
    if spec.is_choice:
        return None
    if not spec.is_counted:
        return value.number
    percent = percent_of(spec, value)
    return None if percent is None else _places(percent, _MOST_PLACES)


def _places(number: Decimal, places: int) -> Decimal:
    return ROUNDING.quantize(number, Decimal(1).scaleb(-places))


def _holds(comparator: Comparator, sign: int) -> bool:
    """Whether a value that lies below (-1), at (0) or above (1) the level meets it."""
    if comparator is Comparator.AT_LEAST:
        return sign >= 0
    if comparator is Comparator.AT_MOST:
        return sign <= 0
    return sign == 0


def _by_choice(spec: PartSpec, choice: str, rule: ThresholdRule) -> PartResult:
    if spec.measure is Measure.BOOLEAN:
        met, gap = choice == rule.choice, ""
        reason = "báo cáo là đạt" if choice == YES else "báo cáo là chưa đạt"
        steps: Steps = (("Kết quả báo cáo", "Đạt" if choice == YES else "Chưa đạt"),)
    else:
        place = spec.scale.index(choice) - spec.scale.index(rule.choice)
        # A scale runs from low to high; being above the asked step is as good as being on it.
        met = _holds(
            Comparator.AT_LEAST if spec.comparator is Comparator.IS else spec.comparator, place
        )
        level = _step_text(spec, rule.choice)
        gap = "" if met else f"cần {level}"
        reason = f"{choice}, mức đạt {level}"
        steps = (("Kết quả báo cáo", choice), ("Mức đạt", level))
    return PartResult(
        key=spec.key,
        verdict=Verdict.MET if met else Verdict.NOT_MET,
        threshold_id=rule.id,
        gap=gap,
        reason=reason,
        steps=steps,
    )


def _step_text(spec: PartSpec, step: str) -> str:
    if spec.comparator is Comparator.EQUAL or step == spec.scale[-1]:
        return step
    if spec.comparator is Comparator.AT_MOST:
        return f"từ {step} trở xuống"
    return f"từ {step} trở lên"


def _by_counts(
    spec: PartSpec,
    numerator: Decimal,
    denominator: Decimal,
    rule: ThresholdRule,
    derivation: bool,
) -> PartResult:
    level = _amount(rule)
    needed = EXACT.scaleb(EXACT.multiply(level, denominator), Decimal(-2))
    sign = int(EXACT.compare(numerator, needed))
    met = _holds(spec.comparator, sign)
    if met and not derivation:
        return PartResult(key=spec.key, verdict=Verdict.MET, threshold_id=rule.id)
    step = Decimal(1) if spec.whole_counts else _MEASURED_STEP
    target = _target(spec.comparator, needed, step)
    if not derivation:
        missing, _row = _distance(numerator, target)
        return _not_met(spec, rule, f"{_verb(sign)} {with_unit(missing, spec.count_unit)}")
    shown = _telling_percent(numerator, denominator, level, sign)
    unit = spec.count_unit
    level_text = format_percent(level)
    product = f"{level_text} × {format_number(denominator)}"
    if target != needed:
        product += f" = {format_number(needed)}"
    value = PartValue(numerator=numerator, denominator=denominator)
    steps = (
        *_given(spec, value),
        (f"{format_number(numerator)} ÷ {format_number(denominator)}", shown),
        (f"{product}, {_LIMITS.get(spec.comparator, 'đúng')}", with_unit(target, unit)),
    )
    gap, amount = "", None
    if not met:
        amount, row = _distance(numerator, target)
        gap = f"{_verb(sign)} {with_unit(amount, unit)}"
        steps = (*steps, (row, with_unit(amount, unit)))
    return PartResult(
        key=spec.key,
        verdict=Verdict.MET if met else Verdict.NOT_MET,
        actual=_actual(spec, value),
        threshold_id=rule.id,
        gap=gap,
        gap_amount=amount,
        reason=f"{shown}, {_level_words(spec)} {level_text}",
        steps=steps,
    )


def _not_met(spec: PartSpec, rule: ThresholdRule, gap: str) -> PartResult:
    return PartResult(key=spec.key, verdict=Verdict.NOT_MET, threshold_id=rule.id, gap=gap)


def _by_number(
    spec: PartSpec, value: PartValue, rule: ThresholdRule, derivation: bool
) -> PartResult:
    number, level = value.number, _amount(rule)
    assert number is not None, "callers check _missing first"
    sign = int(EXACT.compare(number, level))
    met = _holds(spec.comparator, sign)
    if met and not derivation:
        return PartResult(key=spec.key, verdict=Verdict.MET, threshold_id=rule.id)
    whole = spec.whole_counts and spec.measure is Measure.NUMBER
    target = _target(spec.comparator, level, Decimal(1)) if whole else level
    if not derivation:
        return _not_met(spec, rule, _number_gap(spec, number, target, sign)[0])
    steps = (
        *_given(spec, value),
        (f"Mức đạt, {_LIMITS.get(spec.comparator, 'đúng')}", _level_text(spec, level)),
    )
    gap, amount = "", None
    if not met:
        amount, row = _distance(number, target)
        gap, shown = _number_gap(spec, number, target, sign)
        steps = (*steps, (row, shown))
    return PartResult(
        key=spec.key,
        verdict=Verdict.MET if met else Verdict.NOT_MET,
        actual=number,
        threshold_id=rule.id,
        gap=gap,
        gap_amount=amount,
        reason=f"{_level_text(spec, number)}, {_level_words(spec)} {_level_text(spec, level)}",
        steps=steps,
    )


def _number_gap(spec: PartSpec, number: Decimal, target: Decimal, sign: int) -> tuple[str, str]:
    """(the gap in words, its amount with the unit)."""
    amount, _row = _distance(number, target)
    # The gap of a percentage is in points: "còn thiếu 2 %" would read as two in a hundred.
    shown = with_unit(amount, "điểm phần trăm" if _is_percent(spec) else spec.unit)
    none_may_remain = sign > 0 and not target and not _is_percent(spec)
    return (f"còn {shown}" if none_may_remain else f"{_verb(sign)} {shown}"), shown


def _target(comparator: Comparator, needed: Decimal, step: Decimal) -> Decimal:
    """The nearest value in whole steps that meets the level."""
    if comparator is Comparator.AT_LEAST:
        return needed.quantize(step, rounding=ROUND_CEILING, context=ROUNDING)
    if comparator is Comparator.AT_MOST:
        return needed.quantize(step, rounding=ROUND_FLOOR, context=ROUNDING)
    return needed


def _distance(value: Decimal, target: Decimal) -> tuple[Decimal, str]:
    """(how far value is from target, the subtraction as it is written)."""
    high, low = max(value, target), min(value, target)
    return EXACT.subtract(high, low), f"{format_number(high)} − {format_number(low)}"


def _verb(sign: int) -> str:
    return "còn thiếu" if sign < 0 else "còn phải giảm"


def _is_percent(spec: PartSpec) -> bool:
    return spec.measure is Measure.RATIO or spec.unit == "%"


def _level_words(spec: PartSpec) -> str:
    limit = _LIMITS.get(spec.comparator)
    return f"mức {limit}" if limit else "mức đạt đúng bằng"


def _level_text(spec: PartSpec, amount: Decimal) -> str:
    return format_percent(amount) if _is_percent(spec) else with_unit(amount, spec.unit)


def _given(spec: PartSpec, value: PartValue) -> Steps:
    """The reported numbers, as the first rows of the arithmetic."""
    if spec.is_choice:
        return ()
    if not spec.is_counted:
        number = value.number
        return () if number is None else ((_title(spec.label), _level_text(spec, number)),)
    rows = (
        (spec.numerator_label or "tử số", value.numerator),
        (spec.denominator_label, value.denominator),
    )
    return tuple(
        (_title(label), with_unit(count, spec.count_unit))
        for label, count in rows
        if count is not None
    )


def _title(label: str) -> str:
    return label[:1].upper() + label[1:] if label else "Số liệu báo cáo"


def _telling_percent(numerator: Decimal, denominator: Decimal, level: Decimal, sign: int) -> str:
    """The ratio with as many decimals as it takes to stand on its side of the level.

    7,004 % rounds to the very 7 % it exceeds; a reader would take the verdict for a mistake.
    """
    percent = ROUNDING.divide(ROUNDING.multiply(numerator, HUNDRED), denominator)
    for places in range(_PERCENT_PLACES, _MOST_PLACES + 1):
        if int(EXACT.compare(_places(percent, places), level)) == sign:
            return format_percent(percent, places, trim=True)
    return f"{'dưới' if sign < 0 else 'trên'} {format_percent(level)}"
