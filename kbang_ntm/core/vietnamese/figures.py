"""Numbers and dates as state documents write them.

Decimal comma and dots for thousands: Nghị định 86/2012/NĐ-CP and Luật Kế toán.
Dates in running text: Nghị định 30/2020/NĐ-CP, Phụ lục I.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

NBSP = "\u00a0"
# Wide enough for any amount the portal holds, whatever context the caller runs under.
_CONTEXT = Context(prec=200, rounding=ROUND_HALF_UP)
_SWAP = str.maketrans(",.", ".,")


def format_number(value: Decimal | int, places: int | None = None, *, trim: bool = False) -> str:
    """A number as "1.234,5".

    `places`: decimals after half-up rounding; None keeps every digit that says something.
    `trim` drops zeros at the end of the rounded fraction. Raises ValueError on NaN, infinity.
    """
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError(f"not a finite number: {number}")
    if places is not None:
        number = _CONTEXT.quantize(number, Decimal(1).scaleb(-places, _CONTEXT))
    text = f"{number:,f}"
    if "." in text and (trim or places is None):
        text = text.rstrip("0").rstrip(".")
    if not number:
        text = text.lstrip("-")
    return text.translate(_SWAP)


def format_percent(value: Decimal | int, places: int | None = None, *, trim: bool = False) -> str:
    """A value already in percent as "12,46 %", with a space that does not break."""
    return f"{format_number(value, places, trim=trim)}{NBSP}%"


def format_bytes(size: int) -> str:
    """A number of bytes as "1,2 GB", "340 MB" or "12 KB" (of 1024), with a space that does not
    break."""
    for unit, places, name in ((1024**3, 1, "GB"), (1024**2, 0, "MB")):
        if size >= unit:
            return f"{format_number(Decimal(size) / unit, places, trim=True)}{NBSP}{name}"
    return f"{format_number(-(-size // 1024))}{NBSP}KB"


def format_date(day: date) -> str:
    """dd/mm/yyyy, for tables and forms."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def legal_date(day: date) -> str:
    """ "ngày 05 tháng 8 năm 2022": a zero before days under 10 and before months 1 and 2 only."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def compare_words(new: Decimal | int, old: Decimal | int) -> str:
    """How `new` stands to `old`: "tăng 0,4", "giảm 1", "bằng"."""
    difference = _CONTEXT.subtract(Decimal(new), Decimal(old))
    if not difference:
        return "bằng"
    return f"{'tăng' if difference > 0 else 'giảm'} {format_number(abs(difference))}"
