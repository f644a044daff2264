"""Spreadsheets of what a page shows: real numbers and dates, and text that can never be a formula.

Every text is written as a string cell; a reader's program shows "=1+1" and computes nothing.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from django.http import HttpResponse
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kbang_ntm.core import clock

Value = str | int | Decimal | date | datetime | None
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FONT = "Times New Roman"
HEAD: dict[str, object] = {
    "bold": True,
    "border": 1,
    "text_wrap": True,
    "align": "center",
    "valign": "vcenter",
}


@dataclass(frozen=True)
class Column:
    """A column: head, width in characters, decimals of its numbers (None: as they are)."""

    head: str
    width: float = 12
    decimals: int | None = None
    upright: bool = False


@dataclass(frozen=True)
class Marked:
    """A value with a look: `grey` for what is not met, `bold` for sums."""

    value: Value
    grey: bool = False
    bold: bool = False


@dataclass(frozen=True)
class Sheet:
    """One page of a spreadsheet: title, lines about freshness and state, table, notes below."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value | Marked]]
    about: Sequence[str] = ()
    foot: Sequence[Value | Marked] = ()
    notes: Sequence[str] = ()
    name: str = "Bảng"
    landscape: bool = True
    groups: Sequence[tuple[str, int]] = field(default_factory=tuple)


def workbook(sheet: Sheet) -> bytes:
    """The XLSX file."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "remove_timezone": True,
        },
    )
    book.set_properties({"title": sheet.title, "created": clock.now().replace(tzinfo=None)})
    _Writer(book, sheet).write()
    book.close()
    return out.getvalue()


def download(sheet: Sheet, file_name: str) -> HttpResponse:
    """The spreadsheet as an attachment; `file_name` is ASCII without extension."""
    response = HttpResponse(workbook(sheet), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{file_name}.xlsx"'
    return response


class _Writer:
    """Writes one sheet; formats are made once each."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Sheet) -> None:
        self.book, self.sheet = book, sheet
        self.page: Worksheet = book.add_worksheet(sheet.name)
        self.formats: dict[tuple[tuple[str, object], ...], Format] = {}

    def look(self, **properties: object) -> Format:
        """A cell format, the same object for the same properties."""
        whole: dict[str, object] = {"font_name": FONT, "font_size": 11, **properties}
        key = tuple(sorted(whole.items(), key=lambda item: item[0]))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(whole)
        return self.formats[key]

    def write(self) -> None:
        """Title, table, notes."""
        page, sheet = self.page, self.sheet
        if sheet.landscape:
            page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        page.write_string(0, 0, sheet.title, self.look(bold=True, font_size=14))
        for number, line in enumerate(sheet.about, start=1):
            page.write_string(number, 0, line, self.look(italic=True))
        top = len(sheet.about) + 2
        top = self._heads(top)
        for offset, row in enumerate(sheet.rows):
            self._row(top + offset, row)
        below = top + len(sheet.rows)
        if sheet.foot:
            self._row(below, sheet.foot)
            below += 1
        elif sheet.rows:
            page.autofilter(top - 1, 0, below - 1, len(sheet.columns) - 1)
        page.freeze_panes(top, 1)
        page.repeat_rows(top - 1)
        for number, line in enumerate(sheet.notes, start=below + 1):
            page.write_string(number, 0, line, self.look())

    def _heads(self, top: int) -> int:
        """Head rows; returns the first row of the body."""
        at = 0
        for title, span in self.sheet.groups:
            if span > 1:
                self.page.merge_range(top, at, top, at + span - 1, "", self.look(**HEAD))
            self.page.write_string(top, at, title, self.look(**HEAD))
            at += span
        if self.sheet.groups:
            top += 1
        for number, column in enumerate(self.sheet.columns):
            self.page.set_column(number, number, column.width)
            look = self.look(**HEAD, **({"rotation": 90} if column.upright else {}))
            self.page.write_string(top, number, column.head, look)
        if any(column.upright for column in self.sheet.columns):
            self.page.set_row(top, 130)
        return top + 1

    def _row(self, at: int, row: Sequence[Value | Marked]) -> None:
        for number, item in enumerate(row):
            marked = item if isinstance(item, Marked) else Marked(item)
            self._cell(at, number, marked)

    def _cell(self, at: int, number: int, marked: Marked) -> None:
        value, column = marked.value, self.sheet.columns[number]
        look: dict[str, object] = {"border": 1, "valign": "top"}
        if marked.bold:
            look["bold"] = True
        if marked.grey:
            look["bg_color"] = "#DDDDDD"
        if column.upright:
            look["align"] = "center"
        if isinstance(value, datetime):
            local = value.astimezone(clock.LOCAL).replace(tzinfo=None)
            look["num_format"] = "hh:mm dd/mm/yyyy"
            self.page.write_datetime(at, number, local, self.look(**look))
        elif isinstance(value, date):
            look["num_format"] = "dd/mm/yyyy"
            self.page.write_datetime(at, number, value, self.look(**look))
        elif isinstance(value, int | Decimal):
            if column.decimals is not None:
                look["num_format"] = "#,##0" + ("." + "0" * column.decimals) * bool(column.decimals)
            self.page.write_number(at, number, float(value), self.look(**look))
        elif value:
            self.page.write_string(at, number, value, self.look(text_wrap=True, **look))
        else:
            self.page.write_blank(at, number, None, self.look(**look))
