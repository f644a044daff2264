"""What differs between two documents of one kind, figure by figure.

Pure: two trees in, lines out. A figure is known by where it stands (section, the words before it;
or table, row and column), so that the same figure is found again although its value changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reports.documents import wording
from reports.documents.blocks import Block, Heading, ListItem, Paragraph, RowKind, Table
from reports.documents.tree import Document

MISSING = "không có"
WORDS_BEFORE = 60  # letters that are enough to find the place on paper


@dataclass(frozen=True)
class Change:
    """Where a figure stands, what the print says, what it is now."""

    where: str
    then: str
    now: str


def changes(then: Document, now: Document) -> tuple[Change, ...]:
    """Figures that differ, in the order of the print; those only in `now` follow."""
    old, new = dict(_figures(then)), dict(_figures(now))
    found = [
        Change(where, value, new.get(where, MISSING))
        for where, value in old.items()
        if new.get(where, MISSING) != value
    ]
    return tuple(
        found + [Change(where, MISSING, value) for where, value in new.items() if where not in old]
    )


def _figures(document: Document) -> Iterator[tuple[str, str]]:
    """(place, words) of every bound figure and every value of a table; places are unique."""
    seen: dict[str, int] = {}
    parts = [("", document.blocks), *((one.title, one.blocks) for one in document.annexes)]
    for part, blocks in parts:
        for place, value in _of_part(document, part, blocks):
            seen[place] = seen.get(place, 0) + 1
            again = f" ({seen[place]})" if seen[place] > 1 else ""
            yield f"{place}{again}", value


def _of_part(document: Document, part: str, blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    section = part
    for block in blocks:
        if isinstance(block, Heading):
            section = f"{part}: {block.text}" if part else block.text
        elif isinstance(block, Paragraph | ListItem):
            yield from _of_text(document, section, block)
        elif isinstance(block, Table):
            yield from _of_table(document, section, block)


def _of_text(
    document: Document, section: str, block: Paragraph | ListItem
) -> Iterator[tuple[str, str]]:
    before = ""
    for run in block.runs:
        text = wording.run_text(document, run)
        if run.figure:
            yield f"{section}, «{before[-WORDS_BEFORE:].strip()} …»", text
            before += "…"
        else:
            before += text


def _of_table(document: Document, section: str, table: Table) -> Iterator[tuple[str, str]]:
    name = table.caption or section
    for row in table.rows:
        if row.kind is RowKind.HEADING:
            continue
        texts = [
            wording.cell_text(document, cell, column)
            for cell, column in zip(row.cells, table.columns, strict=False)
        ]
        # The first words of a row name it; a running number does not.
        head = next((text for text in texts if text and not text.rstrip(".").isdigit()), "")
        for text, column in zip(texts, table.columns, strict=False):
            if text and text != head:
                yield f"{name}, {head}, {column.header or column.note}", text
