"""Where a long annex may be parted: between two rows of a table, and nowhere else.

Parts are measured by cost, because layout takes memory with the boxes it makes: a cell costs 1
and so do LETTERS letters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reports.documents.tree import Annex, Block, Cell, ListItem, Paragraph, Row, Table

LETTERS = 12
PORTION = 10_000  # about 15 pages of a table of 22 columns, 220 MB while it is laid out
LONG = 12_000  # an annex up to this is laid out with the rest of its document


@dataclass(frozen=True, order=True)
class Place:
    """Before row `row` of block `block`; row 0 is before the block and its caption."""

    block: int = 0
    row: int = 0

    @property
    def anchor(self) -> str:
        """Name of the row in the HTML of its stretch."""
        return f"row-{self.block}-{self.row}"

    @classmethod
    def named(cls, anchor: str) -> Place:
        """The place of that name. Raises ValueError."""
        word, block, row = anchor.split("-")
        if word != "row":
            raise ValueError(anchor)
        return cls(int(block), int(row))


START = Place()


@dataclass(frozen=True)
class Stretch:
    """A part of an annex from `start` up to `end`; None: to its end."""

    start: Place = START
    end: Place | None = None

    @property
    def opens(self) -> bool:
        """Whether the title of the annex belongs to it."""
        return self.start == START

    def parts(self, annex: Annex) -> Iterator[tuple[int, Block, range | None]]:
        """(number, block, its rows when it is a table) of each block the stretch touches."""
        for number, block in enumerate(annex.blocks):
            whole = len(block.rows) if isinstance(block, Table) else 0
            first = self.start.row if number == self.start.block else 0
            last = whole
            if number < self.start.block or (self.end and Place(number) >= self.end):
                continue
            if self.end and number == self.end.block:
                last = self.end.row
            yield number, block, range(first, last) if isinstance(block, Table) else None


def cost_of(block: Block) -> int:
    """What laying out the block takes."""
    if isinstance(block, Table):
        return sum(row_cost(row) for row in block.rows)
    if isinstance(block, (Paragraph, ListItem)):
        return 1 + sum(len(run.text) for run in block.runs) // LETTERS
    return 1


def row_cost(row: Row) -> int:
    """What one row of a table takes."""
    return len(row.cells) + sum(_letters(cell) for cell in row.cells) // LETTERS


def _letters(cell: Cell) -> int:
    return len(cell.note) + (len(cell.value) if isinstance(cell.value, str) else 4)


def annex_cost(annex: Annex) -> int:
    """What laying out the annex takes."""
    return sum(cost_of(block) for block in annex.blocks)


def is_long(annex: Annex) -> bool:
    """Whether the annex is laid out in portions by other processes."""
    return annex_cost(annex) > LONG and any(
        isinstance(block, Table) and len(block.rows) > 1 for block in annex.blocks
    )


def end_of(annex: Annex, start: Place, portion: int, limit: Place | None) -> Place | None:
    """The first place behind `start` where `portion` is spent, at most `limit` (None: the end)."""
    spent = 0
    for number, block, rows in Stretch(start, limit).parts(annex):
        if not isinstance(block, Table) or rows is None:
            spent += cost_of(block)
            continue
        for row in rows:
            if spent >= portion and row > 0 and Place(number, row) > start:
                return Place(number, row)
            spent += row_cost(block.rows[row])
    return limit


def rows_before(annex: Annex, place: Place | None) -> int:
    """Rows of tables before that place; None: all."""
    sizes = [len(block.rows) if isinstance(block, Table) else 0 for block in annex.blocks]
    return sum(sizes) if place is None else sum(sizes[: place.block]) + place.row
