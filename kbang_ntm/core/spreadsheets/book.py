"""What a spreadsheet is once read: sheets of rows of cells, and what was noticed on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

Value = Decimal | date | bool | str | None
Encoding = Literal["tcvn3", "vni"]
MEBIBYTE = 1024 * 1024


class Cell(NamedTuple):
    """One cell that holds something. A named tuple: a long file has millions of them.

    `row` and `column` count from 1. `text` is what a person sees, in NFC, with a decimal comma and
    without thousands dots; `value` is exact: a date (a datetime where there is a time of day), a
    Decimal, a bool, a str, or None for an error value and for a formula without a stored result.
    `merged` marks a copy of the top left cell of merged cells; `font` is "" where unknown.
    """

    row: int
    column: int
    text: str
    value: Value
    formula: bool = False
    hidden: bool = False
    font: str = ""
    merged: bool = False
    error: bool = False

    @property
    def address(self) -> str:
        """ "B7"."""
        return address(self.row, self.column)


class Row(NamedTuple):
    """A row that holds something; empty rows are left out, numbers are those of the file."""

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False

    def at(self, column: int) -> Cell | None:
        """The cell in a column (from 1), or None when it is empty."""
        for cell in self.cells:
            if cell.column == column:
                return cell
        return None

    def text(self, column: int) -> str:
        """The text in a column, "" when it is empty."""
        cell = self.at(column)
        return cell.text if cell is not None else ""


@dataclass(frozen=True)
class Sheet:
    """A sheet with the rows that hold something, in order."""

    name: str
    rows: tuple[Row, ...]
    hidden: bool = False

    def cell(self, row: int, column: int) -> Cell | None:
        """The cell at a place (both from 1), or None."""
        for one in self.rows:
            if one.number == row:
                return one.at(column)
        return None

    @property
    def cells(self) -> Iterator[Cell]:
        """All cells, row by row."""
        return (cell for row in self.rows for cell in row.cells)


@dataclass(frozen=True)
class Notice:
    """Something about the file that a person must know; `message` is the Vietnamese sentence.

    `count` is how often it was met; `sheet` and `cell` say where (first).
    """

    code: str
    message: str
    sheet: str = ""
    cell: str = ""
    count: int = 1


@dataclass(frozen=True)
class Sample:
    """A text as it stands in the file and as it reads once converted, with its place."""

    before: str
    after: str
    sheet: str
    cell: str


@dataclass(frozen=True)
class OldEncoding:
    """Text in a Vietnamese encoding from before Unicode: which, how many cells, some of them.

    `converted` tells whether the texts of the book are converted already (with consent).
    """

    kind: Encoding
    cells: int
    samples: tuple[Sample, ...] = ()
    converted: bool = False


@dataclass(frozen=True)
class Book:
    """A whole file. `kind` is what its content is (xlsx xlsm xls ods csv html xml), whatever its
    name says; `date1904` which day its serial dates count from."""

    name: str
    kind: str
    sheets: tuple[Sheet, ...]
    notices: tuple[Notice, ...] = ()
    old_encoding: OldEncoding | None = None
    date1904: bool = False

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name, or None."""
        return next((one for one in self.sheets if one.name == name), None)

    def noticed(self, code: str) -> list[Notice]:
        """All notices of one code."""
        return [notice for notice in self.notices if notice.code == code]


@dataclass(frozen=True)
class Limits:
    """How much is read before the file is refused with a sentence. Sizes are in bytes.

    `unpacked` is one part of a file, `token` one piece of its XML; `visited` are cells met, empty
    ones too, `cells` those with content that a Book may hold, `characters` the text of all of them.
    What a zip may unpack to as a whole is settled in `core.uploads`.
    """

    size: int = 20 * MEBIBYTE
    unpacked: int = 150 * MEBIBYTE
    sheets: int = 200
    rows: int = 200_000
    columns: int = 1_024
    cells: int = 300_000
    visited: int = 8_000_000
    characters: int = 20_000_000
    token: int = 8 * MEBIBYTE


LIMITS = Limits()


@dataclass
class SheetSource:
    """A sheet while it is read: its rows come once, in order."""

    name: str
    rows: Iterator[Row]
    hidden: bool = False


@dataclass
class Opened:
    """A file while it is read. `old` is the encoding that all its texts are in, where known."""

    kind: str
    sheets: Iterator[SheetSource]
    date1904: bool = False
    old: Encoding | None = None


def column_letters(column: int) -> str:
    """1 -> "A", 28 -> "AB"."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """(7, 2) -> "B7"."""
    return f"{column_letters(column)}{row}"


def column_number(letters: str) -> int:
    """ "AB" -> 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
