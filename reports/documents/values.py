"""Values that a document may carry, their wording in Vietnamese, and clean text.

Pure: no ORM, no clock, no settings. A value is exact (int, Decimal, date) or words; binary floats
are refused so that a number on paper is the number that was stored.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from zoneinfo import ZoneInfo

from kbang_ntm.core.vietnamese import NBSP

Value = int | Decimal | date | str | None

LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NO_FIGURE = "chưa có số liệu"

# Control characters break XML; the overrides of writing direction could print a text in another
# order than the one that was stored; surrogates and non-characters have no UTF-8 or XML form.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane * 0x10000 + 0xFFFE) + chr(plane * 0x10000 + 0xFFFF) for plane in range(17))
    + "]"
)


class FigureState(Enum):
    """How far a figure may be trusted; `mark` is what paper shows behind it."""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    UNVERIFIED = "unverified"
    ILLUSTRATIVE = "illustrative"

    @property
    def mark(self) -> str:
        """Asterisks, the same in colour and in black and white; empty when nothing is to say."""
        return _STATE_MARKS[self]

    @property
    def legend(self) -> str:
        """The line that explains the mark at the end of the part that uses it."""
        return _STATE_LEGENDS[self]


_STATE_MARKS = {
    FigureState.CONFIRMED: "",
    FigureState.UNCONFIRMED: "*",
    FigureState.UNVERIFIED: "**",
    FigureState.ILLUSTRATIVE: "***",
}
_STATE_LEGENDS = {
    FigureState.CONFIRMED: "",
    FigureState.UNCONFIRMED: "* Số liệu chưa được xác nhận.",
    FigureState.UNVERIFIED: "** Tính theo mức đạt chuẩn chưa kiểm chứng.",
    FigureState.ILLUSTRATIVE: "*** Số liệu minh họa, không phải số liệu chính thức.",
}


def clean(text: str) -> str:
    """NFC text without characters that cannot be printed; line breaks become \\n."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _UNPRINTABLE.sub("", text))


def check_value(value: Value) -> Value:
    """The value with clean text. Raises ValueError for a type that is not exact."""
    if isinstance(value, str):
        return clean(value)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError("a figure must be a finite number")
        return value
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise ValueError(f"not an exact value: {type(value).__name__}")


def rounded(value: int | Decimal, decimals: int) -> Decimal:
    """Half up, as office arithmetic rounds: 2.45 -> 2.5 with one decimal."""
    return Decimal(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def format_number(value: int | Decimal, decimals: int | None = None) -> str:
    """1234.5 -> "1.234,5": dot for thousands, comma for decimals (as in state documents)."""
    number = Decimal(value) if decimals is None else rounded(value, decimals)
    text = f"{number:,f}"
    if not number:
        text = text.removeprefix("-")
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def format_date(value: date) -> str:
    """dd/mm/yyyy, the form of tables and running text."""
    return f"{value.day:02d}/{value.month:02d}/{value.year:04d}"


def format_value(value: Value, decimals: int | None = None, suffix: str = "") -> str:
    """Words of a value; `suffix` ("%") follows after a space that does not break."""
    if value is None:
        return NO_FIGURE
    if isinstance(value, str):
        return value
    text = format_date(value) if isinstance(value, date) else format_number(value, decimals)
    return f"{text}{NBSP}{suffix}" if suffix else text
