"""Merged cells: every cell of the group gets the content of the first one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kbang_ntm.core.spreadsheets.book import Cell, Row, address, column_number
from kbang_ntm.core.spreadsheets.notes import Notes

WIDEST = 256
"""Columns; a title merged over more is read in its first cell only."""
MOST = 20_000
"""Groups of one sheet, and of one row at a time; more are no work of people."""
ABREAST = 600

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})")


class Merge(NamedTuple):
    """A group: first and last row, first and last column, from 1."""

    top: int
    bottom: int
    left: int
    right: int


def read_range(text: str) -> Merge | None:
    """ "A1:B3" as a group, or None."""
    found = _RANGE.fullmatch(text)
    if found is None:
        return None
    left, right = column_number(found[1]), column_number(found[3])
    top, bottom = int(found[2]), int(found[4])
    return Merge(min(top, bottom), max(top, bottom), min(left, right), max(left, right))


def filled(
    rows: Iterable[Row], merges: Iterable[Merge], *, sheet: str, notes: Notes
) -> Iterator[Row]:
    """The rows with copies (`merged=True`) in the empty cells of each group.

    Rows that are not in the file stay out. A cell of a group with content of its own keeps it.
    """
    waiting = sorted(merges, reverse=True)[:MOST]
    if not waiting:
        yield from rows
        return
    notes.add("merged", sheet, len(waiting))
    active: list[tuple[Merge, Cell]] = []
    for row in rows:
        while waiting and waiting[-1].top <= row.number:
            merge = waiting.pop()
            first = row.at(merge.left) if merge.top == row.number else None
            if first is not None and merge.right - merge.left >= WIDEST:
                notes.cell("wide_merge", sheet, first.address)
            elif first is not None and len(active) < ABREAST:
                active.append((merge, first))
            elif first is not None:
                notes.cell("wide_merge", sheet, first.address)
        active = [(merge, first) for merge, first in active if merge.bottom >= row.number]
        yield _filled(row, active, sheet, notes) if active else row


def _filled(row: Row, active: list[tuple[Merge, Cell]], sheet: str, notes: Notes) -> Row:
    cells = {cell.column: cell for cell in row.cells}
    for merge, first in active:
        for column in range(merge.left, merge.right + 1):
            if (row.number, column) == (merge.top, merge.left):
                continue
            own = cells.get(column)
            if own is None:
                cells[column] = first._replace(
                    row=row.number, column=column, merged=True, hidden=first.hidden or row.hidden
                )
            elif not own.merged:
                notes.cell("merged_conflict", sheet, address(row.number, column))
    return Row(row.number, tuple(cells[column] for column in sorted(cells)), row.hidden)
