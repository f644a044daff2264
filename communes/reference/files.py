"""Reading the reference files; no database here."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from psycopg2.extras import DateRange

from kbang_ntm.core.vietnamese import nfc

DATA = Path(__file__).resolve().parent.parent / "data"

Row = dict[str, Any]


@cache
def read(path: Path) -> Row:
    """The content of one JSON file, every text in NFC. Callers do not change what they get."""
    content: Row = json.loads(path.read_text(encoding="utf-8"), object_hook=_composed)
    return content


def data(name: str) -> Row:
    """A file of `communes/data` by its name, such as "units.json"."""
    return read(DATA / name)


def criteria_files() -> list[Row]:
    """All criteria sets, in the order of their codes."""
    return [read(path) for path in sorted((DATA / "criteria").glob("*.json"))]


def criteria_file(code: str) -> Row:
    """One criteria set; FileNotFoundError for an unknown code."""
    return read(DATA / "criteria" / f"{code}.json")


def day(text: str | None) -> date | None:
    """An ISO date, or None where the file says nothing."""
    return date.fromisoformat(text) if text else None


def days(pair: list[str | None]) -> DateRange:
    """[from, to] as a half-open range; a missing end is open."""
    return DateRange(day(pair[0]), day(pair[1]), "[)")


def number(text: str | None) -> Decimal | None:
    """An exact number written as text, or None."""
    return Decimal(text) if text is not None else None


def _composed(row: Row) -> Row:
    return {key: nfc(value) if isinstance(value, str) else value for key, value in row.items()}
