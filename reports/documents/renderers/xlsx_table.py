"""One table on one sheet: heads, cells, and totals as formulas with our value kept in them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from xlsxwriter.utility import xl_range

from kbang_ntm.core.errors import Refused
from reports.documents import wording
from reports.documents.renderers.upright import upright_head
from reports.documents.totals import column_range
from reports.documents.tree import (
    Axis,
    Cell,
    Column,
    Document,
    Figure,
    Function,
    Mark,
    Row,
    RowKind,
    Table,
    Total,
)
from reports.documents.values import NO_FIGURE, Value, format_value

MAX_TEXT = 32_767
HEAD_LOOK: dict[str, Any] = {
    "bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True,
}  # fmt: skip
_SHEET_WIDTH = 150  # characters that all columns share
_LEAST_WIDTH, _MM_PER_CHARACTER = 5.0, 2.1
_POINTS_PER_MM = 72 / 25.4
_FIRST_DAY = date(1900, 3, 1)  # spreadsheets count one day too many before it
# "?" and "*" are wild cards in criteria, "~" takes their meaning away.
_CRITERIA = {
    Function.COUNT_MET: f"{Mark.MET.sign}*",
    Function.COUNT_NOT_MET: f"{Mark.NOT_MET.sign}*",
    Function.COUNT_UNKNOWN: f"~{Mark.UNKNOWN.sign}*",
}


class Looks:
    """Cell formats of a workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def get(self, **look: Any) -> Any:
        """The format with these properties, in the face of documents."""
        look = {"font_name": "Times New Roman", "font_size": 12} | look
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(look)
        return self._made[key]

    @staticmethod
    def number_look(value: Value, decimals: int | None, suffix: str, stars: str) -> dict[str, str]:
        """Number format that shows the value as paper does; marks are part of the format."""
        tail = (f" {suffix}" if suffix else "") + stars
        literal = '"' + tail.replace('"', "") + '"' if tail else ""
        if isinstance(value, date):
            return {"num_format": f"dd/mm/yyyy{literal}"}
        if isinstance(value, (int, Decimal)):
            exponent = Decimal(value).as_tuple().exponent
            assert isinstance(exponent, int)  # figures are finite
            places = max(0, -exponent) if decimals is None else decimals
            return {"num_format": "#,##0" + (f".{'0' * places}" if places else "") + literal}
        return {"num_format": "@"}


def exact_number(value: int | Decimal) -> float | int | None:
    """The number a spreadsheet can hold without changing it; None when it cannot."""
    number = float(value)
    return number if Decimal(repr(number)) == value else None


def put_value(page: Any, row: int, column: int, value: Value, look: Any) -> None:
    """Write a number as a number, a date as a date, all else as text.

    Raises Refused ("cell_too_long").
    """
    if value is None or value == "":
        page.write_blank(row, column, None, look)
        return
    if isinstance(value, date) and value >= _FIRST_DAY:
        page.write_datetime(row, column, value, look)
        return
    number = exact_number(value) if isinstance(value, (int, Decimal)) else None
    if number is not None:
        page.write_number(row, column, number, look)
        return
    text = format_value(value)
    if len(text) > MAX_TEXT:
        raise Refused(
            "cell_too_long",
            f"Ô “{text[:60]}…” dài {len(text)} chữ, một ô bảng tính chứa được {MAX_TEXT}. "
            "Rút gọn nội dung, hoặc in bản PDF, DOCX.",
        )
    page.write_string(row, column, text, look)


@dataclass(frozen=True)
class _Head:
    """One cell of the head, over several rows or columns of the sheet."""

    row: int
    column: int
    last_row: int
    last: int
    text: str
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def look(self) -> dict[str, Any]:
        return HEAD_LOOK | dict(self.more)


class TableWriter:
    """Writes one table from `first_row` on; `first_body_row` is known after its head."""

    def __init__(
        self, page: Any, looks: Looks, document: Document, table: Table, *, first_row: int
    ) -> None:
        self._page, self._looks = page, looks
        self._document, self._table = document, table
        self._figures = document.figure_map
        self.first_row = first_row
        self.first_body_row = first_row + (2 if table.groups else 1)

    def write(self) -> int:
        """Write all; the number of the row after the last."""
        self._write_head()
        row = self.first_body_row
        for index, line in enumerate(self._table.rows):
            self._write_row(index, line)
            row += 1
        if not self._table.rows:
            put_value(self._page, row, 0, self._table.empty_text, self._looks.get(italic=True))
            row += 1
        return row

    def _write_head(self) -> None:
        columns, page = self._table.columns, self._page
        whole = sum(column.weight for column in columns)
        widths = [max(_LEAST_WIDTH, _SHEET_WIDTH * column.weight / whole) for column in columns]
        for index, width in enumerate(widths):
            page.set_column(index, index, width)
        last = self.first_body_row - 1
        upright = upright_head(
            [_head_words(column) if column.rotate else "" for column in columns],
            [width * _MM_PER_CHARACTER for width in widths],
            points=12,
            line=1.2,
        )
        if upright.height:
            page.set_row(last, (upright.height + 6) * _POINTS_PER_MM)
        heads = self._heads(upright.columns)
        for row in range(self.first_row, last + 1):
            for head in (head for head in heads if head.row <= row <= head.last_row):
                format_ = self._looks.get(**head.look)
                for column in range(head.column, head.last + 1):
                    text = head.text if (row, column) == (head.row, head.column) else None
                    put_value(page, row, column, text, format_)
        for head in heads:
            if (head.row, head.column) != (head.last_row, head.last):
                # merge_range() writes the cells of both rows at once, and a sheet that is written
                # as it comes cannot go back to the upper one.
                page.merge.append([head.row, head.column, head.last_row, head.last])

    def _heads(self, upright: Collection[int]) -> list[_Head]:
        """Cells of the head from left to right."""
        table, last = self._table, self.first_body_row - 1
        heads = []
        grouped: list[bool] = []
        for group in table.groups:
            if group.text:
                end = len(grouped) + group.span - 1
                over = _Head(self.first_row, len(grouped), self.first_row, end, group.text)
                heads.append(over)
            grouped += [bool(group.text)] * group.span
        for index, column in enumerate(table.columns):
            first = last if grouped and grouped[index] else self.first_row
            rotated = {"rotation": 90} if index in upright else {}
            heads.append(_Head(first, index, last, index, _head_words(column), rotated))
        return sorted(heads, key=lambda head: (head.column, head.row))

    def _put_over(
        self, row: int, column: int, last_row: int, last: int, text: Value, look: dict[str, Any]
    ) -> None:
        """A value in one cell, or in several made one."""
        format_ = self._looks.get(**look)
        if (row, column) != (last_row, last):
            self._page.merge_range(row, column, last_row, last, "", format_)
        put_value(self._page, row, column, text, format_)

    def _write_row(self, index: int, line: Row) -> None:
        row, position = self.first_body_row + index, 0
        for cell in line.cells:
            column = self._table.columns[position]
            value = self._value(cell)
            look = self._look(cell, column, line.kind, value)
            end = position + cell.span - 1
            self._put_over(row, position, row, end, value, look)
            formula = self._formula(index, position, cell.total) if cell.total else ""
            if formula and isinstance(value, (int, Decimal)):
                format_ = self._looks.get(**look)
                self._page.write_formula(row, position, formula, format_, exact_number(value))
            position += cell.span

    def _value(self, cell: Cell) -> Value:
        if cell.mark is not None:
            note = f" {cell.note}" if cell.note else ""
            return f"{cell.mark.sign}{note}{self._stars(cell)}"
        if not cell.figure:
            value = cell.value
        else:
            value = self._figures[cell.figure].value
            value = NO_FIGURE if value is None else value
        return f"{value}{self._stars(cell)}" if isinstance(value, str) else value

    def _stars(self, cell: Cell) -> str:
        return wording.state_mark(self._document, wording.cell_state(cell, self._figures))

    def _look(self, cell: Cell, column: Column, kind: RowKind, value: Value) -> dict[str, Any]:
        figure: Figure | None = wording.cell_figure(cell, self._figures)
        decimals = figure.decimals if figure else column.decimals
        suffix = figure.suffix if figure else ""
        look: dict[str, Any] = {
            "border": 1,
            "valign": "vcenter",
            "text_wrap": True,
            "align": wording.cell_align(cell, column).value,
            **self._looks.number_look(value, decimals, suffix, self._stars(cell)),
        }
        if wording.is_bold(cell, kind):
            look["bold"] = True
        if cell.italic or cell.mark is Mark.UNKNOWN:
            look["italic"] = True
        if cell.mark is Mark.NOT_MET:
            look["bg_color"] = "#D9D9D9"
        return look

    def _formula(self, index: int, position: int, total: Total) -> str:
        """The formula of a total; "" when it covers nothing."""
        ranges = self._ranges(index, position, total)
        if not ranges:
            return ""
        if total.function in _CRITERIA:
            criterion = _CRITERIA[total.function]
            return "=" + "+".join(f'COUNTIF({part},"{criterion}")' for part in ranges)
        joined = ",".join(ranges)
        if total.function is Function.SUM:
            return f"=SUM({joined})"
        if total.function is Function.AVERAGE:
            decimals = self._table.columns[position].decimals
            return f"=ROUND(AVERAGE({joined}),{2 if decimals is None else decimals})"
        missing = "".join(f'-COUNTIF({part},"{NO_FIGURE}*")' for part in ranges)
        return f"=COUNTA({joined}){missing}"

    def _ranges(self, index: int, position: int, total: Total) -> list[str]:
        """Ranges that a total covers: over a column, each stretch of body rows is one."""
        row = self.first_body_row + index
        if total.axis is Axis.ROW:
            return [xl_range(row, total.first, row, total.last)]
        first, last = column_range(self._table, index, total)
        stretches: list[list[int]] = []
        for number in range(first, last + 1):
            if self._table.rows[number].kind is not RowKind.BODY:
                continue
            if stretches and stretches[-1][1] == number - 1:
                stretches[-1][1] = number
            else:
                stretches.append([number, number])
        return [
            xl_range(self.first_body_row + start, position, self.first_body_row + end, position)
            for start, end in stretches
        ]


def _head_words(column: Column) -> str:
    return f"{column.note}. {column.header}" if column.note else column.header
