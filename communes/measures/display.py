"""Reported values in the words of screens and documents, and back into form fields."""

from __future__ import annotations

from decimal import Decimal

from communes.measures.types import HUNDRED, ROUNDING, YES, Measure, PartSpec, PartValue
from kbang_ntm.core.vietnamese import format_number, format_percent

PERCENT_PLACES = 2


def display_part(spec: PartSpec, value: PartValue | None) -> str:
    """The result in its unit: "12,46 %", "46,2 triệu đồng/người/năm", "Đạt", "Khá".

    "" when there is nothing to show yet (nothing reported, half a ratio, no denominator).
    Percentages are rounded to two decimals for the eye only.
    """
    if value is None:
        return ""
    if spec.measure is Measure.BOOLEAN:
        return {"": "", YES: "Đạt"}.get(value.choice, "Chưa đạt")
    if spec.measure is Measure.ORDINAL:
        return value.choice
    if spec.measure is Measure.RATIO:
        percent = percent_of(spec, value)
        return "" if percent is None else format_percent(percent, PERCENT_PLACES, trim=True)
    return "" if value.number is None else with_unit(value.number, spec.unit)


def display_counts(spec: PartSpec, value: PartValue | None) -> str:
    """The counts behind a ratio, "154/1.236 hộ"; "…" for a half not yet typed, else ""."""
    if value is None or not spec.is_counted or value.is_empty:
        return ""
    halves = ["…" if n is None else format_number(n) for n in (value.numerator, value.denominator)]
    return " ".join(filter(None, ("/".join(halves), spec.count_unit)))


def typed_part(value: PartValue | None) -> dict[str, str]:
    """The value as form fields; `read_part` reads it back unchanged.

    No thousands separators: they are in the way of the next correction.
    """
    value = value or PartValue()
    return {
        "numerator": _typed(value.numerator),
        "denominator": _typed(value.denominator),
        "number": _typed(value.number),
        "choice": value.choice,
    }


def _typed(number: Decimal | None) -> str:
    return "" if number is None else format_number(number).replace(".", "")


def percent_of(spec: PartSpec, value: PartValue) -> Decimal | None:
    """A ratio in percent, to 100 digits; for showing, never for comparing."""
    if not spec.is_counted:
        return value.number
    if value.numerator is None or not value.denominator:
        return None
    return ROUNDING.divide(ROUNDING.multiply(value.numerator, HUNDRED), value.denominator)


def with_unit(number: Decimal, unit: str, places: int | None = None) -> str:
    """A number and its unit, with a space that does not break before %."""
    if unit == "%":
        return format_percent(number, places, trim=True)
    return " ".join(filter(None, (format_number(number, places, trim=True), unit)))
