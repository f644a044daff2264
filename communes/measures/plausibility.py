"""Warnings about values that moved implausibly since the last period.

The limits below are settings of plausibility chosen for this portal. They are no law: a
warned value is accepted once a note explains it.
"""

from __future__ import annotations

from decimal import Decimal

from communes.measures.display import display_counts, display_part, percent_of, with_unit
from communes.measures.types import EXACT, HUNDRED, NO, ROUNDING, YES, Measure, PartSpec, PartValue
from kbang_ntm.core.vietnamese import compare_words, format_percent

RATIO_POINTS = Decimal(20)
"""Percentage points a ratio may move within one period."""
DENOMINATOR_PERCENT = Decimal(5)
"""Percent by which a denominator (households, people, km) may move within one period."""
NUMBER_PERCENT = Decimal(30)
"""Percent by which a number or an amount of money may move within one period."""

_EXPLAIN = "Kiểm tra lại, nếu đúng thì ghi lý do."


def wild_change(spec: PartSpec, new: PartValue, previous: PartValue | None) -> str | None:
    """A Vietnamese sentence when `new` is implausible after `previous`, else None.

    The sentence asks for a check or a note; it never forbids the value.
    """
    if previous is None or previous.is_empty or new.is_empty:
        return None
    if spec.is_choice:
        return _choice_change(spec, new, previous)
    if spec.measure is Measure.RATIO:
        return _denominator_change(spec, new, previous) or _ratio_change(spec, new, previous)
    if new.number is None or previous.number is None:
        return None
    if not _moved(new.number, previous.number, NUMBER_PERCENT):
        return None
    return (
        f"{with_unit(new.number, spec.unit)}, kỳ trước {with_unit(previous.number, spec.unit)}: "
        f"{_change(new.number, previous.number)}. {_EXPLAIN}"
    )


def _choice_change(spec: PartSpec, new: PartValue, previous: PartValue) -> str | None:
    if spec.measure is Measure.BOOLEAN:
        if {new.choice, previous.choice} != {YES, NO}:
            return None
    elif not _jumped(spec.scale, new.choice, previous.choice):
        return None
    was, now = display_part(spec, previous), display_part(spec, new)
    return f"Kỳ trước là {was}, kỳ này là {now}. Ghi lý do thay đổi."


def _jumped(scale: tuple[str, ...], new: str, previous: str) -> bool:
    """More than one step up or down; one step a period is ordinary."""
    if new not in scale or previous not in scale:
        return False
    return abs(scale.index(new) - scale.index(previous)) > 1


def _denominator_change(spec: PartSpec, new: PartValue, previous: PartValue) -> str | None:
    now, was = new.denominator, previous.denominator
    if now is None or was is None or not _moved(now, was, DENOMINATOR_PERCENT):
        return None
    label = spec.denominator_label[:1].upper() + spec.denominator_label[1:]
    return (
        f"{label} {with_unit(now, spec.count_unit)}, kỳ trước "
        f"{with_unit(was, spec.count_unit)}: {_change(now, was)}. {_EXPLAIN}"
    )


def _ratio_change(spec: PartSpec, new: PartValue, previous: PartValue) -> str | None:
    now, was = percent_of(spec, new), percent_of(spec, previous)
    if now is None or was is None or abs(ROUNDING.subtract(now, was)) <= RATIO_POINTS:
        return None
    counts = display_counts(spec, new)
    shown = display_part(spec, new) + (f" ({counts})" if counts else "")
    return f"{shown}, kỳ trước {display_part(spec, previous)}: thay đổi quá lớn. {_EXPLAIN}"


def _moved(new: Decimal, old: Decimal, limit: Decimal) -> bool:
    """|new - old| > limit % of old. From zero any rise counts: there is nothing to measure by."""
    difference = abs(EXACT.subtract(new, old))
    return EXACT.multiply(difference, HUNDRED) > EXACT.multiply(limit, abs(old))


def _change(new: Decimal, old: Decimal) -> str:
    """ "tăng 12 %"; in plain numbers where the old value was zero."""
    if not old:
        return compare_words(new, old)
    share = ROUNDING.divide(ROUNDING.multiply(EXACT.subtract(new, old), HUNDRED), old)
    return f"{'tăng' if new > old else 'giảm'} {format_percent(abs(share), 1, trim=True)}"
