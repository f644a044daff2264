"""Tables that call themselves .xls: web pages of old report programs, and XML of Excel 2003."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, BinaryIO

from kbang_ntm.core.spreadsheets.book import Cell, Limits, Opened, Row, SheetSource, Value, address
from kbang_ntm.core.spreadsheets.delimited import encoding_of
from kbang_ntm.core.spreadsheets.feeding import Feeder, local
from kbang_ntm.core.spreadsheets.figures import (
    Cleaner,
    Look,
    as_day,
    exact,
    look_of,
    shown,
    shown_day,
)
from kbang_ntm.core.spreadsheets.merging import Merge, filled
from kbang_ntm.core.spreadsheets.notes import Notes, too_much

CHUNK = 64 * 1024
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,30})", re.IGNORECASE)
_FONT = re.compile(r"font-family\s*:\s*[\"']?([^;\"',]+)", re.IGNORECASE)
_SKIPPED = {"script", "style", "title", "head"}
_VOID = {"meta", "link", "base"}


def open_html(
    stream: BinaryIO, name: str, *, limits: Limits, notes: Notes, clean: Cleaner
) -> Opened:
    """Every table of a web page as a sheet. Texts only: what stands in the cells."""
    stream.seek(0)
    encoding, old = _declared(stream.read(CHUNK)), None
    if not encoding:
        encoding, old = encoding_of(stream)
    stream.seek(0)
    reader = _Tables(name, limits, notes, clean)
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    while chunk := stream.read(CHUNK):
        reader.feed(decoder.decode(chunk))
        if len(reader.rawdata) > limits.token:
            raise too_much(name, "có một ô quá dài")
    reader.feed(decoder.decode(b"", final=True))
    reader.close()
    reader.finish()

    def sheets() -> Iterator[SheetSource]:
        for number, table in enumerate(reader.tables, 1):
            sheet = "Bảng" if len(reader.tables) == 1 else f"Bảng {number}"
            rows = filled(table.rows, table.merges, sheet=sheet, notes=notes)
            yield SheetSource(sheet, rows)
            notes.add("empty_rows", sheet, table.empty)

    return Opened("html", sheets(), old=old)


def _declared(head: bytes) -> str:
    """The encoding the page names, when Python knows it and the page is not Unicode by mark."""
    if head.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ""
    found = _CHARSET.search(head)
    if found is None:
        return ""
    try:
        encoding = codecs.lookup(found[1].decode("ascii")).name
        "".encode(encoding)
    except (LookupError, UnicodeError):
        return ""
    return "" if encoding in ("iso8859-1", "cp1252", "utf-16") else encoding


class _Table:
    """A table being read."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.merges: list[Merge] = []
        self.taken: dict[int, int] = {}  # column: last row covered from above
        self.row = self.column = self.empty = 0
        self.cells: list[Cell] = []
        self.hidden = False


class _Tables(HTMLParser):
    """Collects tables; what stands outside them is told."""

    def __init__(self, name: str, limits: Limits, notes: Notes, clean: Cleaner) -> None:
        super().__init__(convert_charrefs=True)
        self.name, self.limits, self.notes, self.clean = name, limits, notes, clean
        self.tables: list[_Table] = []
        self.open: list[_Table] = []
        self.cell: list[str] | None = None
        self.span = (1, 1)
        self.font = self.cell_font = ""
        self.skipping = 0
        self.outside: list[str] = []
        self.cells_kept = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag in _SKIPPED:
            self.skipping += 1
        elif tag == "table":
            self._end_cell()
            table = _Table()
            self.tables.append(table)
            if self.open:
                self.notes.add("nested")
            self.open.append(table)
        elif self.open and tag == "tr":
            self._end_row()
            table = self.open[-1]
            table.row += 1
            table.column = 0
            table.hidden = "display:none" in given.get("style", "").replace(" ", "").lower()
        elif self.open and tag in ("td", "th"):
            self._end_cell()
            self.cell = []
            self.span = (_span(given.get("rowspan")), _span(given.get("colspan")))
            self.cell_font = _font(given)
        elif tag == "br" and self.cell is not None:
            self.cell.append("\n")
        elif self.cell is not None and not self.cell_font:
            self.cell_font = _font(given)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self.skipping = max(0, self.skipping - 1)
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag == "tr":
            self._end_row()
        elif tag == "table" and self.open:
            self._end_row()
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.skipping:
            return
        if self.cell is not None:
            self.cell.append(data)
        elif data.strip():
            self.outside.append(self.clean(data)[:80])
            del self.outside[1000:]

    def finish(self) -> None:
        """Close what a cut page left open, and tell what was not in a table."""
        while self.open:
            self._end_row()
            self.open.pop()
        if self.outside:
            self.notes.add("text_outside", self.outside[0], len(self.outside))

    def _end_cell(self) -> None:
        if self.cell is None or not self.open:
            self.cell = None
            return
        table = self.open[-1]
        table.row = table.row or 1
        # Blanks of the source are one blank; line breaks were put in by <br>.
        raw = "".join(self.cell)
        text = self.clean(re.sub(r"[ \t\r\f]*\n[ \t\r\f]*|[ \t\r\f]+", _blank, raw))
        self.cell = None
        column = table.column + 1
        while table.taken.get(column, 0) >= table.row:
            column += 1
        high, wide = self.span
        if column + wide - 1 > self.limits.columns:
            raise too_much(
                self.name, f"có hơn {self.limits.columns} cột", "Bảng", address(table.row, column)
            )
        for covered in range(column, column + wide):
            if high > 1:
                table.taken[covered] = table.row + high - 1
        if high > 1 or wide > 1:
            table.merges.append(Merge(table.row, table.row + high - 1, column, column + wide - 1))
        table.column = column + wide - 1
        if text:
            self.cells_kept += 1
            if self.cells_kept > self.limits.cells:
                raise too_much(self.name, "có quá nhiều ô")
            table.cells.append(
                Cell(table.row, column, text, text, hidden=table.hidden, font=self.cell_font)
            )

    def _end_row(self) -> None:
        self._end_cell()
        if not self.open or not self.open[-1].row:
            return
        table = self.open[-1]
        if table.cells:
            table.rows.append(Row(table.row, tuple(table.cells), table.hidden))
            table.cells = []
        elif table.column:
            table.empty += 1
        table.column = 0


def _blank(found: re.Match[str]) -> str:
    return " "


def _span(text: str | None) -> int:
    return min(max(int(text), 1), 10_000) if text and text.strip().isdecimal() else 1


def _font(given: dict[str, str]) -> str:
    found = _FONT.search(given.get("style", ""))
    return (found[1] if found else given.get("face", "")).strip()[:100]


# --- XML 2003 ----------------------------------------------------------------------------------
def open_xml(
    stream: BinaryIO, name: str, *, limits: Limits, notes: Notes, clean: Cleaner
) -> Opened:
    """The sheets of a spreadsheet that Excel 2003 saved as XML."""
    stream.seek(0)
    reader = _Spreadsheet(Feeder(stream, name, limits), name, limits, notes, clean)
    return Opened("xml", reader.sheets())


class _Spreadsheet:
    """Turns the events of the XML into sheets, one held at a time."""

    def __init__(
        self, feeder: Feeder, name: str, limits: Limits, notes: Notes, clean: Cleaner
    ) -> None:
        self.feeder, self.name, self.limits, self.notes = feeder, name, limits, notes
        self.clean = clean
        self.looks: dict[str, Look] = {}
        self.style = self.font = self.code = ""
        self.sheet = ""
        self.hidden_sheet = False
        self.table = _Table()
        self.done: list[tuple[str, bool, _Table]] = []
        self.pieces: list[str] = []
        self.data: dict[str, str] | None = None
        self.given: dict[str, str] = {}
        self.kept = 0
        feeder.parser.StartElementHandler = self._start
        feeder.parser.EndElementHandler = self._end
        feeder.parser.CharacterDataHandler = self._text

    def sheets(self) -> Iterator[SheetSource]:
        going = True
        while going:
            going = self.feeder.step()
            while self.done:
                sheet, hidden, table = self.done.pop(0)
                rows = filled(table.rows, table.merges, sheet=sheet, notes=self.notes)
                yield SheetSource(sheet, rows, hidden)
                self.notes.add("empty_rows", sheet, table.empty)

    def _start(self, tag: str, given: dict[str, str]) -> None:
        tag = local(tag)
        attrs = {local(key): value for key, value in given.items()}
        if tag == "Style":
            self.style, self.font, self.code = attrs.get("ID", ""), "", ""
        elif tag == "Font" and self.style:
            self.font = attrs.get("FontName", "")[:100]
        elif tag == "NumberFormat" and self.style:
            self.code = _named_format(attrs.get("Format", ""))
        elif tag == "Worksheet":
            self.sheet, self.table = attrs.get("Name", ""), _Table()
            self.hidden_sheet = False
        elif tag == "Row":
            index = _index(attrs)
            skipped = index - self.table.row - 1 if index else 0
            self.table.row = index or self.table.row + 1
            self.table.empty += max(skipped, 0)
            self.table.column = 0
            self.table.hidden = attrs.get("Hidden") == "1"
        elif tag == "Cell":
            self._start_cell(attrs)
        elif tag == "Data":
            self.data, self.pieces = attrs, []

    def _start_cell(self, attrs: dict[str, str]) -> None:
        table = self.table
        table.column = _index(attrs) or table.column + 1
        while table.taken.get(table.column, 0) >= table.row and not _index(attrs):
            table.column += 1
        self.given = attrs
        self.data = None
        wide, high = _extent(attrs.get("MergeAcross")), _extent(attrs.get("MergeDown"))
        if wide or high:
            last = table.column + wide
            table.merges.append(Merge(table.row, table.row + high, table.column, last))
            for covered in range(table.column, min(last, 16_384) + 1) if high else ():
                table.taken[covered] = table.row + high

    def _text(self, text: str) -> None:
        if self.data is not None:
            self.pieces.append(text)

    def _end(self, tag: str) -> None:
        tag = local(tag)
        if tag == "Style":
            self.looks[self.style] = look_of(0, self.code, self.font)
            self.style = ""
        elif tag == "Data" and self.data is not None:
            self._end_data(self.data)
            self.data = None
        elif tag == "Cell":
            self._end_cell()
        elif tag == "Row":
            if self.table.cells:
                row = Row(self.table.row, tuple(self.table.cells), self.table.hidden)
                self.table.rows.append(row)
                self.table.cells = []
            else:
                self.table.empty += 1
        elif tag == "Visible":
            self.hidden_sheet = True
        elif tag == "Worksheet":
            self.done.append((self.sheet, self.hidden_sheet, self.table))

    def _end_cell(self) -> None:
        if "Formula" in self.given and not any(
            cell.column == self.table.column for cell in self.table.cells
        ):
            place = address(self.table.row, self.table.column)
            self.notes.cell("formula_without_value", self.sheet, place)
        # Only now the cells it covers count as passed.
        self.table.column += _extent(self.given.get("MergeAcross"))
        self.given = {}

    def _end_data(self, attrs: dict[str, str]) -> None:
        table = self.table
        look = self.looks.get(self.given.get("StyleID", "Default"), Look())
        text, value, error = self._read(attrs.get("Type", "String"), "".join(self.pieces), look)
        self.pieces = []
        self.kept += 1
        if self.kept > self.limits.cells:
            raise too_much(self.name, "có quá nhiều ô", self.sheet)
        if text or error:
            formula = "Formula" in self.given
            cell = Cell(table.row, table.column, text, value, formula, table.hidden, look.font)
            table.cells.append(cell._replace(error=error))

    def _read(self, kind: str, stored: str, look: Look) -> tuple[str, Value, bool]:
        place = address(self.table.row, self.table.column)
        if kind == "Number":
            number = exact(stored)
            if number is None:
                self.notes.cell("bad_cell", self.sheet, place, stored[:30])
                return stored[:30] or "?", None, True
            return shown(number, look), number, False
        if kind == "DateTime":
            day = as_day(stored[:10], stored[:10])
            if day is None:
                self.notes.cell("no_such_day", self.sheet, place, stored[:30])
                return stored[:30], stored[:30], False
            return shown_day(day, Look()), day, False
        if kind == "Boolean":
            return ("TRUE" if stored == "1" else "FALSE"), stored == "1", False
        if kind == "Error":
            self.notes.cell("error_value", self.sheet, place, stored[:20])
            return stored[:20], None, True
        text = self.clean(stored)
        return text, text, False


def _named_format(code: str) -> str:
    named: dict[str, Any] = {"Percent": "0.00%", "Fixed": "0.00", "Standard": "#,##0.00"}
    return str(named.get(code, code))[:500]


def _index(attrs: dict[str, str]) -> int:
    return _extent(attrs.get("Index"))


def _extent(text: str | None) -> int:
    return min(int(text), 1_048_576) if text and text.isdecimal() and len(text) < 9 else 0
