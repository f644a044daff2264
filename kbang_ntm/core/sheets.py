"""Lists as files: XLSX with real numbers and dates, CSV for Vietnamese Excel.

In XLSX every text is a string cell; a reader's program shows "=1+1" and computes nothing. In CSV,
which knows no kinds, such a text gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kbang_ntm.core import clock
from kbang_ntm.core.spreadsheets import guarded
from kbang_ntm.core.vietnamese import format_date

Value = str | int | Decimal | date | datetime | None
CSV = "text/csv; charset=utf-8"
MOST_ROWS = 1_000_000  # a page of XLSX holds 48,576 more; they are left for heads and notes
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
    rows: Iterable[Sequence[Value | Marked]]
    about: Sequence[str] = ()
    foot: Sequence[Value | Marked] = ()
    notes: Sequence[str] = ()
    name: str = "Bảng"
    landscape: bool = True
    groups: Sequence[tuple[str, int]] = field(default_factory=tuple)
    plain: bool = False  # heads in the first row, nothing above: a file that comes back


def workbook(sheets: Sheet | Sequence[Sheet], *, created: datetime | None = None) -> bytes:
    """The XLSX file. The same sheets with the same `created` (now, if None) give the same bytes."""
    with tempfile.TemporaryFile() as out:
        write_workbook(sheets, out, created=created)
        out.seek(0)
        return out.read()


def write_workbook(
    sheets: Sheet | Sequence[Sheet], out: IO[bytes], *, created: datetime | None = None
) -> None:
    """Write the XLSX file row by row: memory does not grow with the rows."""
    every = [sheets] if isinstance(sheets, Sheet) else list(sheets)
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    book = xlsxwriter.Workbook(out, options)
    moment = (created or clock.now()).replace(tzinfo=None)
    book.set_properties({"title": every[0].title, "created": moment})
    for sheet, name in zip(every, _names(every), strict=True):
        _Writer(book, sheet, name).write()
    book.close()


def _names(sheets: Sequence[Sheet]) -> list[str]:
    """Names that a spreadsheet program takes: short, without its own signs, no two alike."""
    found: list[str] = []
    for sheet in sheets:
        plain = re.sub(r"[\[\]:*?/\\']", " ", sheet.name).strip()[:28] or "Bảng"
        name, number = plain, 2
        while name.lower() in {each.lower() for each in found}:
            name, number = f"{plain} {number}", number + 1
        found.append(name)
    return found


def csv_lines(sheets: Sheet | Sequence[Sheet]) -> Iterator[str]:
    """CSV as Vietnamese Excel opens it: byte order mark, semicolons, decimal comma.

    Only heads and rows; of several tables each comes under its title, after an empty line.
    """
    every = [sheets] if isinstance(sheets, Sheet) else list(sheets)
    yield "\ufeff"
    for number, sheet in enumerate(every):
        if number:
            yield "\r\n"
        if len(every) > 1:
            yield _csv_line([sheet.name])
        yield _csv_line([column.head for column in sheet.columns])
        for row in sheet.rows:
            yield _csv_line(row)
        if sheet.foot:
            yield _csv_line(sheet.foot)


def _csv_line(row: Sequence[Value | Marked]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow(map(_csv_cell, row))
    return out.getvalue()


def _csv_cell(item: Value | Marked) -> Any:
    value = item.value if isinstance(item, Marked) else item
    if isinstance(value, datetime):
        local = value.astimezone(clock.LOCAL)
        return f"{local:%H:%M} {format_date(local.date())}"
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",")
    return "" if value is None else guarded(value)


def download(
    sheets: Sheet | Sequence[Sheet], file_name: str, kind: str = "xlsx"
) -> HttpResponseBase:
    """The list as an attachment; `file_name` is ASCII without extension, `kind` xlsx or csv.

    Rows given as a sequence are written at once; rows that come one by one leave one by one.
    """
    every = [sheets] if isinstance(sheets, Sheet) else list(sheets)
    short = all(isinstance(sheet.rows, Sequence) for sheet in every)
    response: HttpResponseBase
    if kind == "csv":
        body = csv_lines(every)
        held = "".join(body).encode() if short else body
        response = (HttpResponse if short else StreamingHttpResponse)(held, content_type=CSV)
    elif short:
        response = HttpResponse(workbook(every), content_type=CONTENT_TYPE)
    else:
        out = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
        write_workbook(every, out)
        out.seek(0)
        response = FileResponse(out, content_type=CONTENT_TYPE)
        response.headers["Content-Encoding"] = "identity"  # packed already
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}.{kind}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


class _Writer:
    """Writes one sheet; formats are made once each."""

    def __init__(self, book: xlsxwriter.Workbook, sheet: Sheet, name: str) -> None:
        self.book, self.sheet = book, sheet
        self.page: Worksheet = book.add_worksheet(name)
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
        if not sheet.plain:
            page.write_string(0, 0, sheet.title, self.look(bold=True, font_size=14))
            for number, line in enumerate(sheet.about, start=1):
                page.write_string(number, 0, line, self.look(italic=True))
        top = self._heads(0 if sheet.plain else len(sheet.about) + 2)
        below = self._body(top)
        if sheet.foot:
            self._row(below, sheet.foot)
            below += 1
        elif below > top:
            page.autofilter(top - 1, 0, below - 1, len(sheet.columns) - 1)
        page.freeze_panes(top, 1)
        page.repeat_rows(top - 1)
        for number, line in enumerate(sheet.notes, start=below + 1):
            page.write_string(number, 0, line, self.look())

    def _body(self, top: int) -> int:
        """The rows; returns the first row below them."""
        below = top
        for row in self.sheet.rows:
            if below - top == MOST_ROWS:
                self._row(below, ["Còn nữa: một trang tính không chứa hết. Tải CSV để lấy đủ."])
                return below + 1
            self._row(below, row)
            below += 1
        return below

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
