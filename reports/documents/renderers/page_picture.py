"""The first page of a document as a picture, for who chooses how it looks."""

from __future__ import annotations

import io
from dataclasses import replace

from reports.documents.renderers.laying_out import drawing_lock
from reports.documents.renderers.pdf import render_pdf
from reports.documents.tree import Document

DOTS_PER_INCH = 80  # a page of text is then about 40 kB
SHOWN_BLOCKS = 40  # more than the longest first page holds


def first_page(document: Document) -> bytes:
    """PNG of page 1 as the PDF has it. Raises Refused ("pdf_unavailable", "font_missing")."""
    import pypdfium2

    beginning = replace(document, annexes=(), blocks=document.blocks[:SHOWN_BLOCKS])
    content = render_pdf(beginning)
    with drawing_lock(), pypdfium2.PdfDocument(content) as pages:
        drawn = pages[0].render(scale=DOTS_PER_INCH / 72, grayscale=True).to_pil()
    buffer = io.BytesIO()
    drawn.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
