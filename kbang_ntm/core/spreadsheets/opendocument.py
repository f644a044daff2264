"""ODS of LibreOffice, read row by row."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from kbang_ntm.core.spreadsheets.book import Cell, Limits, Opened, Row, SheetSource, Value, address
from kbang_ntm.core.spreadsheets.feeding import Feeder, local
from kbang_ntm.core.spreadsheets.figures import Cleaner, Look, as_day, exact, shown_day
from kbang_ntm.core.spreadsheets.figures import plain as plain_number
from kbang_ntm.core.spreadsheets.merging import Merge, filled
from kbang_ntm.core.spreadsheets.notes import Notes, refusal, too_much
from kbang_ntm.core.uploads import BROKEN_ZIP

_HIDDEN = {"collapse", "filter"}
_LAST_COLUMN = 16_384
_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "Err:")


def open_opendocument(
    archive: zipfile.ZipFile, name: str, *, limits: Limits, notes: Notes, clean: Cleaner
) -> Opened:
    """The sheets of an ODS. Repeated empty rows and cells are never multiplied out.

    The tables stand one behind the other in one part, so each is read whole before the next.
    """
    try:
        stream = archive.open("content.xml")
    except (KeyError, *BROKEN_ZIP) as error:
        raise refusal(
            "damaged",
            name,
            "thiếu phần bên trong nên không đọc được. Mở bằng LibreOffice, lưu "
            "lại rồi tải lên lại.",
        ) from error
    reader = _Reader(Feeder(stream, name, limits), name, limits, notes, clean)
    return Opened("ods", reader.sheets())


@dataclass
class _Open:
    """The table being read."""

    name: str
    hidden: bool
    rows: list[Row] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    columns: int = 0
    row: int = 0
    empty: int = 0


class _Reader:
    """Turns the events of content.xml into tables."""

    def __init__(
        self, feeder: Feeder, name: str, limits: Limits, notes: Notes, clean: Cleaner
    ) -> None:
        self.feeder, self.name, self.limits, self.notes = feeder, name, limits, notes
        self.clean = clean
        self.done: list[_Open] = []
        self.table: _Open | None = None
        self.fonts: dict[str, str] = {}
        self.hidden_tables: set[str] = set()
        self.style = ""
        self.cells: list[Cell] = []
        self.column = self.repeat_row = 0
        self.row_hidden = False
        self.cell: dict[str, str] | None = None
        self.pieces: list[str] = []
        self.paragraphs = 0
        self.in_paragraph = self.aside = 0
        self.visited = self.kept = self.depth = 0
        parser = feeder.parser
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def sheets(self) -> Iterator[SheetSource]:
        going = True
        while going:
            going = self.feeder.step()
            while self.done:
                table = self.done.pop(0)
                rows = filled(table.rows, table.merges, sheet=table.name, notes=self.notes)
                yield SheetSource(table.name, rows, table.hidden)
                self.notes.add("empty_rows", table.name, table.empty)

    # --- Events ---------------------------------------------------------------------------------
    def _start(self, tag: str, given: dict[str, str]) -> None:
        attrs = {local(key): value for key, value in given.items()}
        tag = local(tag)
        if tag == "style":
            self.style = attrs.get("name", "")
        elif tag == "text-properties" and self.style:
            font = attrs.get("font-name", attrs.get("font-family", "")).strip("'\"")
            self.fonts.setdefault(self.style, font[:100])
        elif tag == "table-properties" and attrs.get("display") == "false":
            self.hidden_tables.add(self.style)
        elif tag == "table":
            self.depth += 1
            if self.depth == 1:
                hidden = attrs.get("style-name", "") in self.hidden_tables
                self.table = _Open(attrs.get("name", ""), hidden)
        elif self.table is not None and self.depth == 1:
            self._inside(tag, attrs)

    def _inside(self, tag: str, attrs: dict[str, str]) -> None:
        assert self.table is not None
        if tag == "table-column":
            count = _count(attrs.get("number-columns-repeated"))
            first = self.table.columns + 1
            if attrs.get("visibility") in _HIDDEN:
                self.table.hidden_columns.update(range(first, min(first + count, _LAST_COLUMN)))
            self.table.columns += count
        elif tag == "table-row":
            self.repeat_row = _count(attrs.get("number-rows-repeated"))
            self.row_hidden = attrs.get("visibility") in _HIDDEN
            self.table.row += 1
            self.column = 0
        elif tag in ("table-cell", "covered-table-cell"):
            self.cell = attrs
            self.visited += 1
            if self.visited > self.limits.visited:
                raise too_much(self.name, "có quá nhiều ô", self.table.name)
        elif self.cell is not None:
            self._in_cell(tag, attrs)

    def _in_cell(self, tag: str, attrs: dict[str, str]) -> None:
        if tag == "annotation":
            self.aside += 1
        elif tag in ("p", "h") and not self.aside:
            if self.paragraphs:
                self.pieces.append("\n")
            self.paragraphs += 1
            self.in_paragraph += 1
        elif tag == "s" and self.in_paragraph:
            self.pieces.append(" " * min(_count(attrs.get("c")), 100))
        elif tag in ("tab", "line-break") and self.in_paragraph:
            self.pieces.append("\t" if tag == "tab" else "\n")

    def _text(self, text: str) -> None:
        if self.in_paragraph and not self.aside:
            self.pieces.append(text)

    def _end(self, tag: str) -> None:
        tag = local(tag)
        if tag == "table":
            self.depth -= 1
            if self.depth == 0 and self.table is not None:
                self.done.append(self.table)
                self.table = None
        elif self.table is None or self.depth != 1:
            return
        elif tag in ("table-cell", "covered-table-cell"):
            self._end_cell(covered=tag.startswith("covered"))
        elif tag == "table-row":
            self._end_row()
        elif tag == "annotation":
            self.aside -= 1
        elif tag in ("p", "h") and not self.aside and self.in_paragraph:
            self.in_paragraph -= 1

    def _end_row(self) -> None:
        assert self.table is not None
        table = self.table
        if not self.cells:
            table.empty += min(self.repeat_row, 1_048_576 - min(table.row, 1_048_575))
            table.row += self.repeat_row - 1
            return
        for number in range(table.row, table.row + self.repeat_row):
            self.kept += len(self.cells)
            if self.kept > self.limits.cells or len(table.rows) >= self.limits.rows:
                raise too_much(self.name, "có quá nhiều dòng", table.name, address(number, 1))
            cells = tuple(cell._replace(row=number) for cell in self.cells)
            table.rows.append(Row(number, cells, self.row_hidden))
        table.row += self.repeat_row - 1
        self.cells = []

    def _end_cell(self, *, covered: bool) -> None:
        assert self.table is not None and self.cell is not None
        attrs, table = self.cell, self.table
        repeat = _count(attrs.get("number-columns-repeated"))
        first = self.column + 1
        self.column += repeat
        text, value, error = self._read(attrs, address(table.row, first))
        self.cell, self.paragraphs, self.in_paragraph = None, 0, 0
        self.pieces = []
        wide, high = (
            _count(attrs.get("number-columns-spanned")),
            _count(attrs.get("number-rows-spanned")),
        )
        if (wide > 1 or high > 1) and not covered:
            table.merges.append(Merge(table.row, table.row + high - 1, first, first + wide - 1))
        if not text and not error:
            return
        if repeat > self.limits.columns:
            raise too_much(
                self.name,
                f"có hơn {self.limits.columns} cột",
                table.name,
                address(table.row, first),
            )
        font = self.fonts.get(attrs.get("style-name", ""), "")
        for column in range(first, first + repeat):
            hidden = self.row_hidden or column in table.hidden_columns
            formula = "formula" in attrs
            self.cells.append(
                Cell(table.row, column, text, value, formula, hidden, font, False, error)
            )

    def _read(self, attrs: dict[str, str], place: str) -> tuple[str, Value, bool]:
        """(text, value, is an error value) of the cell that ends."""
        assert self.table is not None
        written = self.clean("".join(self.pieces))
        kind = attrs.get("value-type", "")
        if written.startswith(_ERRORS) and "formula" in attrs:
            self.notes.cell("error_value", self.table.name, place, written[:20])
            return written[:20], None, True
        if "formula" in attrs and not kind:
            self.notes.cell("formula_without_value", self.table.name, place)
            return written, None, not written
        if kind in ("float", "percentage", "currency"):
            return self._number(attrs.get("value", ""), kind, written, place)
        if kind == "date":
            stored = attrs.get("date-value", "")
            day = as_day(stored[:10], stored[:10])
            if day is None:
                self.notes.cell("no_such_day", self.table.name, place, stored[:30])
                return written or stored[:30], written or stored[:30], False
            return shown_day(day, Look()), day, False
        if kind == "boolean":
            yes = attrs.get("boolean-value") == "true"
            return ("TRUE" if yes else "FALSE"), yes, False
        return written, written, False

    def _number(self, stored: str, kind: str, written: str, place: str) -> tuple[str, Value, bool]:
        assert self.table is not None
        number = exact(stored)
        if number is None:
            self.notes.cell("bad_cell", self.table.name, place, stored[:30])
            return stored[:30] or "?", None, True
        if kind == "percentage":
            return f"{plain_number(number * 100)}%", number, False
        return plain_number(number), number, False


def _count(text: str | None) -> int:
    return min(int(text), 1_048_576) if text and text.isdecimal() and len(text) < 9 else 1
