"""XLS of Excel 97-2003 (and older), through xlrd: values, fonts, merged and hidden cells."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, BinaryIO

import xlrd
from xlrd.compdoc import CompDocError

from kbang_ntm.core.spreadsheets.book import Cell, Limits, Opened, Row, SheetSource, Value, address
from kbang_ntm.core.spreadsheets.figures import (
    Cleaner,
    Look,
    day_of,
    exact,
    look_of,
    shown,
    shown_day,
    shown_time,
)
from kbang_ntm.core.spreadsheets.kinds import damaged, protected
from kbang_ntm.core.spreadsheets.merging import Merge, filled
from kbang_ntm.core.spreadsheets.notes import Notes

# What xlrd raises on files that are cut short or put together wrongly.
_BROKEN = (
    xlrd.XLRDError,
    CompDocError,
    struct.error,
    AssertionError,
    IndexError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    OverflowError,
    UnicodeDecodeError,
    EOFError,
)
_FORMULA, _EOF, _BOF = 0x0006, 0x000A, 0x0809


def open_biff(
    stream: BinaryIO, name: str, *, limits: Limits, notes: Notes, clean: Cleaner
) -> Opened:
    """The sheets of an XLS. Raises Refused (`protected`, `damaged`)."""
    stream.seek(0)
    try:
        book = xlrd.open_workbook(
            file_contents=stream.read(),
            formatting_info=True,
            on_demand=True,
            ragged_rows=True,
            logfile=_Silent(),
        )
    except xlrd.XLRDError as error:
        locked = "encrypted" in str(error).lower()
        raise (protected(name) if locked else damaged(name)) from error
    except _BROKEN as error:
        raise damaged(name) from error

    def sheets() -> Iterator[SheetSource]:
        for number in range(book.nsheets):
            try:
                sheet = book.sheet_by_index(number)
            except _BROKEN as error:
                raise damaged(name) from error
            reader = _SheetReader(book, sheet, number, notes, clean)
            yield SheetSource(sheet.name, reader.rows(), sheet.visibility != 0)
            book.unload_sheet(number)

    return Opened("xls", sheets(), book.datemode == 1)


class _Silent:
    """xlrd reports what it meets to a log; what matters is in the notices."""

    def write(self, _text: str) -> int:
        return 0


class _SheetReader:
    """One sheet, already in memory as xlrd's arrays."""

    def __init__(self, book: Any, sheet: Any, number: int, notes: Notes, clean: Cleaner) -> None:
        self.book, self.sheet, self.notes, self.clean = book, sheet, notes, clean
        self.formulas = _formula_cells(book, number)
        self.looks: dict[int, Look] = {}
        columns = sheet.colinfo_map.items()
        self.hidden_columns = {column for column, info in columns if info.hidden}

    def rows(self) -> Iterator[Row]:
        """The rows with content, merged cells filled."""
        merges = [
            Merge(top + 1, bottom, left + 1, right)
            for top, bottom, left, right in self.sheet.merged_cells
        ]
        yield from filled(self._rows(), merges, sheet=self.sheet.name, notes=self.notes)

    def _rows(self) -> Iterator[Row]:
        empty = 0
        for number in range(self.sheet.nrows):
            info = self.sheet.rowinfo_map.get(number)
            hidden = bool(info and info.hidden)
            found = [
                cell
                for column in range(self.sheet.row_len(number))
                if (cell := self._cell(number, column, hidden)) is not None
            ]
            if found:
                yield Row(number + 1, tuple(found), hidden)
            else:
                empty += 1
        self.notes.add("empty_rows", self.sheet.name, empty)

    def _cell(self, number: int, column: int, hidden: bool) -> Cell | None:
        kind = self.sheet.cell_type(number, column)
        if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
            return None
        stored = self.sheet.cell_value(number, column)
        look = self._look(self.sheet.cell_xf_index(number, column))
        text, value, error = self._read(kind, stored, look, number + 1, column + 1)
        formula = (number, column) in self.formulas
        if not text and not error:
            if not formula:
                return None
            value = None
            place = address(number + 1, column + 1)
            self.notes.cell("formula_without_value", self.sheet.name, place)
        return Cell(
            number + 1,
            column + 1,
            text,
            value,
            formula,
            hidden or column in self.hidden_columns,
            look.font,
            False,
            error,
        )

    def _look(self, style: int) -> Look:
        if style not in self.looks:
            try:
                form = self.book.xf_list[style]
                code = self.book.format_map[form.format_key].format_str
                font = self.book.font_list[form.font_index].name
            except (IndexError, KeyError):
                self.looks[style] = Look()
            else:
                self.looks[style] = look_of(0, code, font)
        return self.looks[style]

    def _read(
        self, kind: int, stored: Any, look: Look, row: int, column: int
    ) -> tuple[str, Value, bool]:
        """(text, value, is an error value)."""
        place = address(row, column)
        if kind == xlrd.XL_CELL_TEXT:
            text = self.clean(stored)
            return text, text, False
        if kind == xlrd.XL_CELL_BOOLEAN:
            return ("TRUE" if stored else "FALSE"), bool(stored), False
        if kind == xlrd.XL_CELL_ERROR:
            text = xlrd.error_text_from_code.get(stored, f"#{stored}")
            self.notes.cell("error_value", self.sheet.name, place, text)
            return text, None, True
        number = exact(repr(stored))
        if number is None:
            self.notes.cell("bad_cell", self.sheet.name, place, str(stored)[:30])
            return str(stored)[:30], None, True
        return *self._number(number, look, place), False

    def _number(self, number: Decimal, look: Look, place: str) -> tuple[str, Value]:
        if look.kind == "time" and 0 <= number < 1:
            return shown_time(number), shown_time(number)
        if look.kind not in ("day", "moment", "time"):
            return shown(number, look), number
        day = day_of(number, date1904=self.book.datemode == 1)
        if day is None:
            text = shown(number, Look())
            self.notes.cell("no_such_day", self.sheet.name, place, text)
            return text, number
        return shown_day(day, look), day


def _formula_cells(book: Any, number: int) -> set[tuple[int, int]]:
    """(row, column), from 0, of the cells that are formulas; xlrd keeps their results only."""
    found: set[tuple[int, int]] = set()
    content = book.mem
    at = book._sh_abs_posn[number]
    depth = 0
    while at >= 0 and at + 4 <= len(content):
        code, length = struct.unpack_from("<HH", content, at)
        if code == _BOF:
            depth += 1
        elif code == _EOF:
            depth -= 1
            if depth <= 0:
                break
        elif code == _FORMULA and depth == 1 and length >= 4 and at + 8 <= len(content):
            found.add(struct.unpack_from("<HH", content, at + 4))
        at += 4 + length
    return found
