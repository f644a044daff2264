"""Numbers, dates and texts of cells: what is stored, and what a person sees of it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

from kbang_ntm.core.spreadsheets.book import Cell, Value
from kbang_ntm.core.vietnamese import format_date

# Excel computes with 15 digits: beyond them stands only what binary fractions add.
_FIFTEEN = Context(prec=15, rounding=ROUND_HALF_UP)
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)
_LARGEST = 308  # powers of ten a spreadsheet can hold
_PLAIN = re.compile(r"-?[0-9]{1,15}")

# --- Formats ------------------------------------------------------------------------------------
_LITERALS = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE | re.DOTALL
)
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_DECIMALS = re.compile(r"\.([0#?]+)")
_DAY_FORMATS = {14, 15, 16, 17, *range(27, 32), 36, *range(50, 55), 57, 58}
_TIME_FORMATS = {18, 19, 20, 21, 32, 33, 34, 35, 55, 56}
_BUILT_IN = {1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
             37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00"}  # fmt: skip


@dataclass(frozen=True)
class Look:
    """How a cell shows its number: `kind` is general, number, percent, day, time or moment;
    `decimals` those shown (None: all). `font` is the name of the cell's font."""

    kind: str = "general"
    decimals: int | None = None
    font: str = ""


def look_of(format_id: int, code: str, font: str = "") -> Look:
    """The look of a number format, by its code or its built-in number."""
    if not code:
        if format_id in _DAY_FORMATS:
            return Look("day", font=font)
        if format_id in _TIME_FORMATS:
            return Look("time", font=font)
        if format_id == 22:
            return Look("moment", font=font)
        code = _BUILT_IN.get(format_id, "")
    kind, decimals = _read_format(code)
    return Look(kind, decimals, font)


def _read_format(code: str) -> tuple[str, int | None]:
    bare = _LITERALS.sub("", code.split(";")[0])
    lowered = bare.lower().replace("general", "").replace("standard", "")
    if _ELAPSED.search(lowered):
        return "general", None
    days = "d" in lowered or "y" in lowered
    times = "h" in lowered or "s" in lowered
    if days or times or "m" in lowered:
        return ("moment" if days and times else "time" if times else "day"), None
    if not any(sign in lowered for sign in "0#") or "e" in lowered or "/" in lowered:
        return "general", None
    found = _DECIMALS.search(lowered)
    return ("percent" if "%" in lowered else "number"), len(found[1]) if found else 0


# --- Numbers -----------------------------------------------------------------------------------
def exact(stored: str) -> Decimal | None:
    """The number written in a file, without the dust of binary fractions; None if none."""
    if _PLAIN.fullmatch(stored):
        return Decimal(stored)
    try:
        number = _FIFTEEN.create_decimal(stored.strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or number.adjusted() > _LARGEST or number.adjusted() < -_LARGEST:
        return None
    return number


def plain(number: Decimal) -> str:
    """All digits, with a decimal comma and no thousands dots: "1234,5"."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text.replace(".", ",")


def shown(number: Decimal, look: Look) -> str:
    """A number as the cell shows it, without thousands dots and words of the format."""
    if look.kind == "percent":
        number = _WIDE.multiply(number, Decimal(100))
    if look.decimals is not None:
        kept = Decimal(1).scaleb(-min(look.decimals, 30))
        number = _WIDE.quantize(number, kept)
    text = plain(number)
    return f"{text}%" if look.kind == "percent" else text


def typed(cell: Cell, *, places: int) -> str:
    """A cell as it would be typed: the exact number where it has no more than `places` decimals,
    else the number as shown; any other cell its text."""
    if not isinstance(cell.value, Decimal):
        return cell.text
    percent = cell.text.endswith("%")
    number = _WIDE.multiply(cell.value, Decimal(100)) if percent else cell.value
    text = plain(number)
    if len(text.partition(",")[2]) > places:
        return cell.text
    return f"{text}%" if percent else text


# --- Days --------------------------------------------------------------------------------------
_LAST_SERIAL = 2_958_465  # 31/12/9999
_FIRST_1900, _FIRST_1904 = date(1899, 12, 30), date(1904, 1, 1)


def day_of(serial: Decimal, *, date1904: bool = False) -> date | None:
    """The day (with the time, where there is one) of a serial number; None when there is no such.

    Excel's year 1900 has a 29th of February that never was: serial 60 is no day, those before it
    count from one day later.
    """
    whole = int(serial // 1)
    if not 0 <= whole <= _LAST_SERIAL or (not date1904 and whole in (0, 60)):
        return None
    first = _FIRST_1904 if date1904 else _FIRST_1900
    if not date1904 and whole < 60:
        whole += 1
    try:
        day = first + timedelta(days=whole)
    except OverflowError:
        return None
    seconds = int(((serial % 1) * 86_400).to_integral_value(ROUND_HALF_UP))
    if not seconds:
        return day
    return datetime(day.year, day.month, day.day) + timedelta(seconds=seconds)


def shown_day(day: date, look: Look) -> str:
    """ "30/06/2025", or "14:05 30/06/2025" where the format shows the time."""
    if isinstance(day, datetime) and look.kind == "moment":
        return f"{day:%H:%M} {format_date(day.date())}"
    return format_date(day)


def shown_time(number: Decimal) -> str:
    """ "14:05" of a fraction of a day."""
    minutes = int(((number % 1) * 1440).to_integral_value(ROUND_HALF_UP)) % 1440
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


_DAY_FIRST = re.compile(r"(?:ngày )?([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4})", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"([0-9]{4})[/.\-]([0-9]{1,2})[/.\-]([0-9]{1,2})(?:[T ]0?0:00(?::00)?)?")


def as_day(value: Value, text: str, *, date1904: bool = False) -> date | None:
    """The day a cell means: a date, a serial number left without a date format, or a text such as
    "30/6/2025", "30-06-2025", "2025-06-30". None when it is no day (also 31/02)."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, Decimal):
        # A serial of a day people report: a bare 2025 is a year, no day of 1905.
        day = day_of(value, date1904=date1904) if value >= 20_000 and value % 1 == 0 else None
        return day.date() if isinstance(day, datetime) else day
    if found := _DAY_FIRST.fullmatch(text.strip()):
        parts = (int(found[3]), int(found[2]), int(found[1]))
    elif found := _YEAR_FIRST.fullmatch(text.strip()):
        parts = (int(found[1]), int(found[2]), int(found[3]))
    else:
        return None
    try:
        return date(*parts)
    except ValueError:
        return None


# --- Texts -------------------------------------------------------------------------------------
_SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
LONGEST_TEXT = 32_767  # characters in a cell of Excel


@dataclass
class Cleaner:
    """Puts texts in order and counts what had to be done."""

    decomposed: int = 0
    invisible: int = 0

    def __call__(self, text: str) -> str:
        """NFC, plain spaces, nothing invisible, no blanks at the ends."""
        if text.isascii() and text.isprintable():
            return text.strip()
        if not unicodedata.is_normalized("NFC", text):
            text = unicodedata.normalize("NFC", text)
            self.decomposed += 1
        text = _SPACES.sub(" ", text)
        bare = _INVISIBLE.sub("", text)
        self.invisible += bare != text
        return bare.replace("\r\n", "\n").replace("\r", "\n").strip()
