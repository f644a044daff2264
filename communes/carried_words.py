"""Carried figures in words: partial sums, reasons, and numbers short enough to read. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from communes.enums import CarryMethod
from communes.measures import (
    NO,
    YES,
    EntryValue,
    Measure,
    PartSpec,
    PartValue,
    display_counts,
    display_part,
)
from communes.measures.types import ROUNDING

SHOWN_PLACES = 2
NOT_DEFINED: dict[str, str] = {
    CarryMethod.SUM: "số này không cộng được (chỉ báo cáo tỷ lệ hoặc xếp loại)",
    CarryMethod.RATIO_OF_SUMS: "chỉ báo cáo tỷ lệ, không có tử số và mẫu số để cộng",
    CarryMethod.WEIGHTED: "số này không tính bình quân theo dân số được",
    CarryMethod.ALL: "cách tính chỉ dùng cho kết quả đạt, chưa đạt hoặc xếp loại",
}


def listed(names: Iterable[str]) -> str:
    """ "A, B và C"."""
    found = list(names)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} và {found[-1]}"


def lowest(part: PartSpec, choices: Sequence[str]) -> str:
    """The least of several choices: no before yes, the lowest step of a scale."""
    scale = (NO, YES) if part.measure is Measure.BOOLEAN else part.scale
    return min(choices, key=scale.index)


def rounded_value(value: EntryValue, places: int) -> EntryValue:
    """The value as it may be shown: no more than so many decimals."""
    return replace(value, parts=tuple(rounded_part(part, places) for part in value.parts))


def rounded_part(value: PartValue, places: int = SHOWN_PLACES) -> PartValue:
    """One part with its numbers rounded half up, for the eye only."""

    def short(number: Decimal | None) -> Decimal | None:
        if number is None:
            return None
        return ROUNDING.quantize(number, Decimal(1).scaleb(-places))

    return replace(
        value,
        numerator=short(value.numerator),
        denominator=short(value.denominator),
        number=short(value.number),
    )


def figure_words(part: PartSpec, value: PartValue) -> str:
    """ "12,46 % (154/1.236 hộ)", "46,2 triệu đồng/người/năm", "Đạt"; "" for nothing."""
    short = rounded_part(value)
    # The percentage is that of the exact counts, not of the rounded ones.
    shown, counts = (
        display_part(part, value if part.is_counted else short),
        display_counts(part, short),
    )
    return f"{shown} ({counts})" if shown and counts else shown


def partial_words(part: PartSpec, method: str, made: PartValue, names: Sequence[str]) -> str:
    """What is known of a figure that is not whole: "riêng Lơ Ku và Đak Smar được 412/903 hộ"."""
    short = rounded_part(made)
    who = listed(names)
    if part.is_choice:
        return f"riêng {who}: {display_part(part, made).lower()}"
    if method == CarryMethod.WEIGHTED:
        return f"riêng {who} bình quân {display_part(part, short)}"
    shown = display_counts(part, short) if part.is_counted else display_part(part, short)
    return f"riêng {who} được {shown}"
