"""A document as words, for tests of what it says."""

from __future__ import annotations

from reports.documents.tree import Document, Table
from reports.documents.wording import cell_text, run_text


def text_of(document: Document) -> str:
    """All words of paragraphs and lists, figures printed."""
    return "".join(
        "".join(run_text(document, run) for run in getattr(block, "runs", ())) + "\n"
        for block in document.all_blocks()
    )


def headings_of(document: Document) -> list[str]:
    """Words of the headings, in order."""
    return [block.text for block in document.all_blocks() if hasattr(block, "level")]


def tables_of(document: Document) -> list[Table]:
    """The tables, in order."""
    return [block for block in document.all_blocks() if isinstance(block, Table)]


def rows_of(document: Document, table: Table) -> list[list[str]]:
    """A table as printed; a row of one cell over all columns has one word."""
    return [
        [
            cell_text(document, cell, column)
            for cell, column in zip(row.cells, table.columns, strict=False)
        ]
        for row in table.rows
    ]
