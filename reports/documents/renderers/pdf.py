"""Document tree to PDF by WeasyPrint: A4, embedded faces, the same bytes for the same document.

The text and each annex are laid out apart and joined, so that pages are counted in each from 1;
a long annex is laid out by other processes. File dates and identifier come from the document,
never from the clock. Unsigned: it leaves room for signature and seal, draws none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from kbang_ntm.core.errors import Refused
from reports.documents.faces import require_faces
from reports.documents.renderers import sources
from reports.documents.renderers.laying_out import Archive, drawing_lock, lay_out, write
from reports.documents.renderers.stretches import is_long
from reports.documents.stamp import Stamp
from reports.documents.tree import Document, Table

if TYPE_CHECKING:
    from reports.documents.renderers.fetching import StoredFileReader
    from reports.documents.renderers.long_annex import Ledger


def pdf_available() -> bool:
    """Whether the libraries of the operating system that lay out text are installed."""
    try:
        import weasyprint  # noqa: F401 - importing loads Pango, which is what is asked
    except OSError:
        return False
    return True


def render_pdf(
    document: Document,
    *,
    stored_file: StoredFileReader | None = None,
    ledger: Ledger | None = None,
    stamp: Stamp | None = None,
    for_keeping: bool = False,
) -> bytes:
    """The PDF of a document. `stored_file(id)` gives the bytes of a stored picture or None.
    `ledger` keeps the parts of long annexes; `stamp` stands at the foot of the first page;
    `for_keeping`: as PDF/A-3b with the figures of its tables.

    Raises Refused ("pdf_unavailable", "font_missing") and LayoutProcessLost.
    """
    if not pdf_available():
        raise Refused(
            "pdf_unavailable",
            "Máy chủ chưa có thư viện dựng trang nên chưa in được PDF. "
            "Báo quản trị cài libpango, hoặc tải bản DOCX.",
        )
    require_faces()
    archive = _archive(document) if for_keeping else None
    if any(is_long(annex) for annex in document.annexes):
        return _render_long(document, stored_file, ledger, stamp, archive)
    annexes = (sources.annex_source(document, annex) for annex in document.annexes)
    return _render([sources.main_source(document, stamp), *annexes], document, stored_file, archive)


def _archive(document: Document) -> Archive:
    """The workbook is made anew from the tree: its figures are those on the pages."""
    from reports.documents.renderers.xlsx import render_xlsx

    tables = any(isinstance(block, Table) for block in document.all_blocks())
    return Archive(render_xlsx(document) if tables else b"", document.created)


def _render(
    parts: list[Element],
    document: Document,
    stored_file: StoredFileReader | None = None,
    archive: Archive | None = None,
) -> bytes:
    """One PDF of parts that are laid out here."""
    from reports.documents.renderers.fetching import ClosedFetcher

    with drawing_lock():
        fetcher = ClosedFetcher(stored_file)
        laid_out = [lay_out(root, fetcher) for root in parts]
        pages = [page for part in laid_out for page in part.pages]
        return write(laid_out[0], pages, bytes.fromhex(document.sha256[:32]), archive)


def _render_long(
    document: Document,
    stored_file: StoredFileReader | None,
    ledger: Ledger | None,
    stamp: Stamp | None,
    archive: Archive | None,
) -> bytes:
    """Long annexes by other processes, the rest here at the same time, joined in order."""
    from reports.documents.renderers.joining import Part, join
    from reports.documents.renderers.long_annex import NoLedger, lay_out_long

    long = {number: annex for number, annex in enumerate(document.annexes, 1) if is_long(annex)}
    parts: dict[int, Part] = {}  # 0 is the text

    def lay_out_short() -> None:
        source = sources.main_source(document, stamp)
        parts[0] = Part([_render([source], document, stored_file, archive)])
        for number, annex in enumerate(document.annexes, 1):
            if number not in long:
                source = sources.annex_source(document, annex)
                parts[number] = Part([_render([source], document, stored_file)])

    made = lay_out_long(
        document,
        tuple(long.values()),
        stored_file=stored_file,
        ledger=ledger or NoLedger(),
        meanwhile=lay_out_short,
    )
    for number, found in zip(long, made, strict=True):
        count = sum(len(piece.begins) for piece in found)
        numbers = sources.numbers_source(document, count, landscape=long[number].landscape)
        parts[number] = Part([piece.content for piece in found], _render([numbers], document))
    return join([parts[number] for number in sorted(parts)])
