"""One door to the four renderers: a frozen document in, a file out."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kbang_ntm.core.errors import Refused
from reports.documents.registry import Format
from reports.documents.stamp import Stamp
from reports.documents.tree import Document, ListItem, Paragraph, Table
from reports.documents.values import clean, format_number

if TYPE_CHECKING:
    from reports.documents.renderers.long_annex import Ledger

MAX_TEXT = 1_500_000  # letters in one paragraph or cell, about 450 pages
StoredFileReader = Callable[[str], bytes | None]

CONTENT_TYPES = {
    Format.HTML: "text/html; charset=utf-8",
    Format.PDF: "application/pdf",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class RenderedFile:
    """Bytes of a file, its media type, and an ASCII name that says kind and snapshot."""

    content: bytes
    content_type: str
    file_name: str


def render(
    document: Document,
    format_: Format,
    *,
    stored_file: StoredFileReader | None = None,
    ledger: Ledger | None = None,
    stamp: Stamp | None = None,
    for_keeping: bool = False,
) -> RenderedFile:
    """The document in that format; the same document always gives the same bytes.

    `stored_file(id)` gives the bytes of a stored picture, or None when there is none; the caller
    answers for the right to see it. `ledger` keeps the parts of a long PDF as they are made;
    `stamp` is the code of a print;
    `for_keeping` asks for a PDF/A-3b with the figures of its tables inside.
    Raises Refused with a sentence when the file cannot be made.
    """
    refuse_endless_text(document)
    if format_ is Format.PDF:
        from reports.documents.renderers.pdf import render_pdf

        content = render_pdf(
            document,
            stored_file=stored_file,
            ledger=ledger,
            stamp=stamp,
            for_keeping=for_keeping,
        )
    elif format_ is Format.DOCX:
        from reports.documents.renderers.docx import render_docx

        content = render_docx(document, stored_file=stored_file, stamp=stamp)
    elif format_ is Format.XLSX:
        from reports.documents.renderers.xlsx import render_xlsx

        content = render_xlsx(document, stamp=stamp)
    else:
        from reports.documents.renderers.html import render_preview

        content = render_preview(document).encode()
    return RenderedFile(content, CONTENT_TYPES[format_], file_name(document, format_))


def refuse_endless_text(document: Document) -> None:
    """Raise Refused ("text_too_long") for a single text that would fill hundreds of pages."""
    for block in document.all_blocks():
        if isinstance(block, (Paragraph, ListItem)):
            texts = [run.text for run in block.runs]
        elif isinstance(block, Table):
            values = (cell.value for row in block.rows for cell in row.cells)
            texts = [value for value in values if isinstance(value, str)]
        else:
            continue
        longest = max(texts, key=len, default="")
        if len(longest) > MAX_TEXT:
            raise Refused(
                "text_too_long",
                f"Đoạn “{longest[:60]}…” dài {format_number(len(longest))} chữ, nhiều hơn mức "
                f"{format_number(MAX_TEXT)} chữ in được. Rút gọn đoạn này rồi in lại.",
            )


def file_name(document: Document, format_: Format) -> str:
    """ "progress-report-20241016-1f3a9c2b.pdf": kind, day of the snapshot, start of its hash."""
    kind = re.sub(r"[^a-z0-9-]+", "-", clean(document.kind).lower()).strip("-") or "document"
    return f"{kind}-{document.snapshot_day:%Y%m%d}-{document.sha256[:8]}.{format_.value}"
