"""Totals of tables: which cells they cover, and whether our arithmetic agrees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from reports.documents.blocks import Axis, Cell, Function, Mark, Row, RowKind, Table, Total
from reports.documents.values import Value, rounded

_COUNTED = {
    Function.COUNT_MET: Mark.MET,
    Function.COUNT_NOT_MET: Mark.NOT_MET,
    Function.COUNT_UNKNOWN: Mark.UNKNOWN,
}


def cell_starts(row: Row) -> Iterator[tuple[int, Cell]]:
    """Cells of a row with the 0-based column where each begins."""
    column = 0
    for cell in row.cells:
        yield column, cell
        column += cell.span


def column_range(table: Table, row_index: int, total: Total) -> tuple[int, int]:
    """Inclusive 0-based rows a total over a column covers.

    Given bounds are taken; otherwise all rows from the first body row to the last above.
    """
    if total.first is not None and total.last is not None:
        return total.first, total.last
    body = [i for i, row in enumerate(table.rows[:row_index]) if row.kind is RowKind.BODY]
    if not body:
        raise ValueError("a total without rows above it")
    return body[0], body[-1]


def covered(table: Table, row_index: int, column: int, total: Total) -> list[Cell]:
    """Cells that a total covers; rows of headings and other totals are passed over."""
    if total.axis is Axis.ROW:
        assert total.first is not None and total.last is not None  # Total checks it
        if total.first <= column <= total.last or total.last >= len(table.columns):
            raise ValueError("a total covers itself or columns that are not there")
        return [
            cell
            for start, cell in cell_starts(table.rows[row_index])
            if total.first <= start <= total.last
        ]
    first, last = column_range(table, row_index, total)
    if first <= row_index <= last or last >= len(table.rows):
        raise ValueError("a total covers itself or rows that are not there")
    return [
        cell
        for row in table.rows[first : last + 1]
        if row.kind is RowKind.BODY
        for start, cell in cell_starts(row)
        if start == column
    ]


def compute(
    function: Function, cells: list[Cell], values: Mapping[str, Value], decimals: int | None
) -> int | Decimal | None:
    """Our own result; None for an average of nothing. Averages are rounded half up."""
    if function in _COUNTED:
        return sum(cell.mark is _COUNTED[function] for cell in cells)
    held = [values.get(cell.figure) if cell.figure else cell.value for cell in cells]
    if function is Function.COUNT:
        return sum(value not in (None, "") for value in held) + sum(
            cell.mark is not None for cell in cells
        )
    numbers = [Decimal(value) for value in held if isinstance(value, (int, Decimal))]
    total = sum(numbers, Decimal(0))
    if function is Function.SUM:
        return total
    if not numbers:
        return None
    return rounded(total / len(numbers), 2 if decimals is None else decimals)


def check_totals(table: Table, values: Mapping[str, Value]) -> None:
    """Raise ValueError where a total on paper differs from the cells it says it covers."""
    for row_index, row in enumerate(table.rows):
        for column, cell in cell_starts(row):
            if cell.total is None:
                continue
            ours = compute(
                cell.total.function,
                covered(table, row_index, column, cell.total),
                values,
                table.columns[column].decimals,
            )
            shown = values.get(cell.figure) if cell.figure else cell.value
            if shown != ours:
                raise ValueError(f"row {row_index} column {column}: {shown} is not {ours}")
