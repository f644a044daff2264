"""A long file of figures as lines by report; what cannot be a line is told with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from communes.models import ReportingPeriod
from communes.reference.files import data
from communes.services.bulk_places import PLACES, Places, Unknown
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.spreadsheets import (
    Cell,
    Header,
    Reading,
    Row,
    address,
    find_header,
    typed,
)
from kbang_ntm.core.spreadsheets.headers import DEPTH

VALUE_COLUMNS = ("numerator", "denominator", "value", "numerator_b", "denominator_b", "value_b")
LONGEST = {"na_reason": 500, "note": 1000, "survey": 300}


class Line(NamedTuple):
    """One figure as it stands in the file: `fields` are the texts of VALUE_COLUMNS."""

    sheet: str
    row: int
    column: int
    indicator_id: int
    fields: tuple[str, ...]
    na_reason: str
    note: str
    survey: str


class Trouble(NamedTuple):
    """Why a line was not taken: its place, what it is about, the sentence."""

    sheet: str
    cell: str
    unit: str
    period: str
    indicator: str
    message: str


@dataclass
class Group:
    """The lines of one report. A single trouble keeps all of them out."""

    unit_id: int
    period: ReportingPeriod
    lines: list[Line] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)


@dataclass
class Lines:
    """A whole file: groups by (period, unit), lines that belong to no report, counts."""

    groups: dict[tuple[int, int], Group] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    rows: int = 0
    blank: int = 0


def read_lines(reading: Reading, places: Places) -> Lines:
    """All lines of all sheets that have the head of such a table.

    Raises Refused (`no_table`) when no sheet has the columns that are needed.
    """
    found = Lines()
    tables = 0
    for source in reading.sheets():
        rows = iter(source.rows)
        header, waiting = _header(rows)
        if header is None:
            for _row in rows:  # what stands in other sheets is still looked at for the notices
                pass
            continue
        tables += 1
        reader = _LineReader(source.name, header, places, found)
        for row in waiting:
            if row.number > header.row:
                reader.take(row)
        for row in rows:
            reader.take(row)
    if not tables:
        wanted = data("import_columns.json")["columns"]
        names = ", ".join(wanted[key][0] for key in ("unit", "period", "indicator", "value"))
        raise Refused(
            "no_table",
            f"Không trang nào có đủ các cột cần: {names}. Ghi tên cột ở dòng đầu bảng.",
        )
    return found


def _header(rows: Iterator[Row]) -> tuple[Header | None, list[Row]]:
    """(the table's head or None, the rows read to find it)."""
    columns = data("import_columns.json")
    first: list[Row] = []
    for row in rows:
        first.append(row)
        if len(first) >= DEPTH:
            break
    header = find_header(first, columns["columns"])
    if header is None or any(key not in header.columns for key in columns["required"]):
        return None, first
    if not any(key in header.columns for key in columns["any_of"]):
        return None, first
    doubled = [header.letters(key) for key in header.duplicates]
    if doubled:
        key = next(iter(header.duplicates))
        places = ", ".join(address(header.row, column) for column in header.duplicates[key])
        raise Refused(
            "two_columns", f"Hai cột cùng tên ở ô {places}. Giữ một cột, đổi tên cột kia."
        )
    return header, first


class _LineReader:
    """Turns rows of one sheet into lines."""

    def __init__(self, sheet: str, header: Header, places: Places, found: Lines) -> None:
        self.sheet, self.places, self.found = sheet, places, found
        self.columns = header.columns
        self.groups: dict[tuple[str, str], Group] = {}
        self.codes: dict[tuple[int, str, object], int] = {}
        self.value_columns = [self.columns.get(key, 0) for key in VALUE_COLUMNS]
        self.word_columns = [self.columns.get(key, 0) for key in LONGEST]
        self.worded = any(self.word_columns)

    def take(self, row: Row) -> None:
        """Add one row to what was found."""
        cells = {cell[1]: cell for cell in row.cells}
        self.found.rows += 1
        group: Group | None = None
        words = ("", "", "")
        try:
            period_cell = self._needed(cells, "period", row)
            unit_cell = self._needed(cells, "unit", row)
            code_cell = self._needed(cells, "indicator", row)
            words = (unit_cell.text, period_cell.text, code_cell.text)
            group = self._group(period_cell, unit_cell)
            self._add(group, row, cells, code_cell, self._indicator(group, code_cell))
        except _Wrong as wrong:
            trouble = Trouble(self.sheet, wrong.cell, *words, wrong.message)
            (group.troubles if group is not None else self.found.troubles).append(trouble)

    def _needed(self, cells: dict[int, Cell], key: str, row: Row) -> Cell:
        column = self.columns[key]
        cell = cells.get(column)
        if cell is None:
            name = data("import_columns.json")["columns"][key][0]
            raise _Wrong(address(row.number, column), f"Dòng này không có «{name}».")
        if cell.value is None:
            _check_value(cell)
        return cell

    def _group(self, period_cell: Cell, unit_cell: Cell) -> Group:
        """The group of a row; the same two words are looked up once."""
        words = (_text(period_cell), _text(unit_cell))
        known = self.groups.get(words)
        if known is not None:
            return known
        cell = period_cell
        try:
            place = self.places.place(self.places.period(words[0]))
            cell = unit_cell
            unit_id = self.places.unit(place, words[1])
        except Unknown as unknown:
            raise _Wrong(cell.address, str(unknown)) from unknown
        except Refused as refusal:
            raise _Wrong(cell.address, refusal.message) from refusal
        key = (place.period.pk, unit_id)
        group = self.found.groups.setdefault(key, Group(unit_id, place.period))
        self.groups[words] = group
        return group

    def _indicator(self, group: Group, cell: Cell) -> int:
        known = self.codes.get((group.period.pk, cell.text, cell.value))
        if known is not None:
            return known
        try:
            row = self.places.indicator(self.places.place(group.period), cell)
        except Unknown as unknown:
            raise _Wrong(cell.address, str(unknown)) from unknown
        self.codes[group.period.pk, cell.text, cell.value] = row.id
        return row.id

    def _add(
        self, group: Group, row: Row, cells: dict[int, Cell], code: Cell, indicator_id: int
    ) -> None:
        fields = tuple([_field(cells[c]) if c in cells else "" for c in self.value_columns])
        words = self._words(row, cells) if self.worded else _NO_WORDS
        if not any(fields) and not any(words):
            self.found.blank += 1
            return
        if indicator_id in group.seen:
            raise _Wrong(code.address, "Chỉ tiêu này của xã, kỳ này đã có ở dòng trên. Giữ một.")
        group.seen.add(indicator_id)
        filled = next((place for place, text in enumerate(fields) if text), None)
        column = code.column if filled is None else self.value_columns[filled]
        group.lines.append(Line(self.sheet, row.number, column, indicator_id, fields, *words))

    def _words(self, row: Row, cells: dict[int, Cell]) -> list[str]:
        """The reason, note and survey of a row. Raises _Wrong for one that is too long."""
        words = [_field(cells[c]) if c in cells else "" for c in self.word_columns]
        for longest, column, word in zip(LONGEST.values(), self.word_columns, words, strict=True):
            if len(word) > longest:
                raise _Wrong(
                    address(row.number, column),
                    f"Chữ dài {len(word)} ký tự, nhiều nhất là {longest}. Viết ngắn lại.",
                )
        return words


_NO_WORDS = ["", "", ""]


class _Wrong(Exception):
    """A row that is no line: the cell, and the sentence."""

    def __init__(self, cell: str, message: str) -> None:
        super().__init__(message)
        self.cell, self.message = cell, message


def _check_value(cell: Cell) -> None:
    """A cell whose content is unknown is no empty cell."""
    if cell.error:
        raise _Wrong(cell.address, f"Ô là lỗi {cell.text} của Excel. Sửa ô rồi tải lên lại.")
    if cell.value is None:
        raise _Wrong(cell.address, "Công thức chưa có kết quả. Mở bằng Excel, bấm lưu, tải lại.")


def _field(cell: Cell) -> str:
    if isinstance(cell.value, str):
        return cell.value
    _check_value(cell)
    return _text(cell)


def _text(cell: Cell) -> str:
    if isinstance(cell.value, Decimal):
        return typed(cell, places=PLACES)
    return cell.text
