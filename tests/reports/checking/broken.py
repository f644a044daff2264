"""Files that break one rule: printed by the real renderers with one thing changed.

A PDF is broken by one more line of the style sheet of paper or by the words of the document; a
DOCX by one more style or an edit of what was saved.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import docx
import pytest
import weasyprint

from reports.checking.paper import Source
from reports.checking.run import Result, check_document
from reports.documents.renderers import Format, laying_out, render
from reports.documents.renderers.fetching import ClosedFetcher
from reports.documents.tree import (
    Annex,
    Banners,
    Cell,
    Column,
    Document,
    LegalHead,
    ListItem,
    Paragraph,
    Row,
    Run,
    SignOff,
    Table,
)
from tests.reports.documents import samples

FORMATS = {Source.PDF: Format.PDF, Source.DOCX: Format.DOCX}


def communes() -> Table:
    """More rows than a table that never leaves its page."""
    rows = tuple(Row((Cell(number), Cell(name))) for number, name in enumerate(samples.COMMUNES))
    return Table((Column("TT"), Column("Xã", 90)), rows)


def sound(**changes: Any) -> Document:
    """A registered report of two pages with annexes, signed by a person, that breaks no rule."""
    head = LegalHead(
        ("PHÒNG NỘI VỤ",), "BC-PNV", "Kbang", ("UBND HUYỆN KBANG",), "5", samples.date(2025, 2, 3)
    )
    parts: dict[str, Any] = {
        "head": head,
        "banners": Banners(),
        "blocks": (
            *samples.narrative()[:-1],
            Paragraph((Run("Điều 1.", bold=True), Run(" Ban hành các phụ lục kèm theo."))),
            ListItem((Run("nội dung một;"),), "a)"),
            ListItem((Run("nội dung hai."),), "b)"),
            Paragraph((Run("Số liệu chi tiết tại các phụ lục kèm theo báo cáo này."),)),
        ),
        "annexes": (
            Annex("Kết quả các xã quý III năm 2024", (communes(),), "I", landscape=True),
            Annex("Danh sách xã nộp chậm", (Table((Column("TT"), Column("Xã", 90))),), "II"),
        ),
        "signers": (SignOff(("KT. TRƯỞNG PHÒNG",), ("PHÓ TRƯỞNG PHÒNG",), "Đinh Văn Grưp"),),
    }
    return samples.report(**(parts | changes))


def said(*words: str, **changes: Any) -> Document:
    """A short report without annexes that has paragraphs of those words at its end."""
    blocks = tuple(Paragraph((Run(line),)) for line in ("Kết quả như sau.", *words, "Hết."))
    return sound(**({"blocks": blocks, "annexes": ()} | changes))


def headed(**changes: Any) -> Document:
    """The sound report with something else in its head."""
    head = sound().head
    assert head is not None
    return said(head=replace(head, **changes))


def lettered() -> Document:
    """A letter: no title, its subject under the number."""
    head = sound().head
    assert head is not None
    letter = replace(head, subject="V/v đôn đốc báo cáo", sign="UBND-NV")
    return said(title="", abstract=(), head=letter)


@functools.cache
def printed(document: Document, source: Source) -> bytes:
    """Bytes of a document; one print serves all tests of the process."""
    return render(document, FORMATS[source]).content


@functools.cache
def checked(document: Document, source: Source) -> Result:
    """What the checker says of a document as printed."""
    return check_document(printed(document, source))


@contextmanager
def styled(css: str) -> Iterator[None]:
    """PDFs printed meanwhile have one more style sheet, the last to speak."""
    fonts, sheets = laying_out.styles()
    extra = weasyprint.CSS(string=css, font_config=fonts, url_fetcher=ClosedFetcher())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(laying_out, "styles", lambda: (fonts, [*sheets, extra]))
        yield


def restyled(css: str, document: Document | None = None) -> Result:
    """What the checker says of the PDF laid out with one more rule of style."""
    with styled(css):
        return check_document(render(document or sound(), Format.PDF).content)


def edited(edit: Callable[[Any], object], document: Document | None = None) -> Result:
    """What the checker says of the DOCX after somebody edited it."""
    file = docx.Document(io.BytesIO(printed(document or sound(), Source.DOCX)))
    edit(file)
    buffer = io.BytesIO()
    file.save(buffer)
    return check_document(buffer.getvalue())


def ids(result: Result) -> set[str]:
    """Rules with a finding."""
    return {finding.rule.id for finding in result.findings}
