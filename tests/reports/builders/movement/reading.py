"""What a document of the tree says, as text and as tables."""

from __future__ import annotations

from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from reports.documents import wording
from reports.documents.registry import DocumentKind
from reports.documents.tree import Block, Document, Heading, ListItem, Paragraph, Table


def lines_of(document: Document) -> list[str]:
    """Headings, paragraphs and items of the text; the annexes' tables are left out."""
    return [line for block in document.blocks if (line := _line(document, block))]


def text_of(document: Document) -> str:
    """The whole text in one string."""
    return " ".join(lines_of(document)).replace("\u00a0", " ")


def tables_of(document: Document) -> list[Table]:
    """Tables of the text, then of the annexes."""
    return [block for block in document.all_blocks() if isinstance(block, Table)]


def rows_of(document: Document, table: Table) -> list[list[str]]:
    """The words of each cell as printed."""
    found = []
    for row in table.rows:
        column, cells = 0, []
        for cell in row.cells:
            text = wording.cell_text(document, cell, table.columns[column])
            cells.append(text.replace("\u00a0", " "))
            column += cell.span
        found.append(cells)
    return found


def cost(kind: DocumentKind, row: Model) -> int:
    """How many queries a paper of a row just read asks."""
    fresh = type(row)._default_manager.get(pk=row.pk)
    with CaptureQueriesContext(connection) as asked:
        kind.build(**{kind.parameters[0].name: fresh})
    return len(asked)


def _line(document: Document, block: Block) -> str:
    if isinstance(block, Heading):
        return block.text
    if isinstance(block, Paragraph | ListItem):
        return "".join(wording.run_text(document, run) for run in block.runs)
    return ""
