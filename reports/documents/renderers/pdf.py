"""Document tree to PDF by WeasyPrint: A4, embedded faces, the same bytes for the same document.

The text and each annex are laid out apart and joined, so that pages are counted in each from 1
and a long annex can later be laid out by another process. File dates and identifier come from
the document, never from the clock. Unsigned: it leaves room for signature and seal, draws none.
"""

from __future__ import annotations

import atexit
import functools
import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from kbang_ntm.core.errors import Refused
from reports.documents.faces import require_faces
from reports.documents.renderers import html
from reports.documents.renderers.markup import to_html
from reports.documents.tree import Document

if TYPE_CHECKING:
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    from reports.documents.renderers.fetching import StoredFileReader

STYLES_DIR = Path(__file__).resolve().parents[1] / "styles"
# Pango and the shared font configuration are used by one thread at a time.
_lock = threading.Lock()


def pdf_available() -> bool:
    """Whether the libraries of the operating system that lay out text are installed."""
    try:
        import weasyprint  # noqa: F401 - importing loads Pango, which is what is asked
    except OSError:
        return False
    return True


def render_pdf(document: Document, *, stored_file: StoredFileReader | None = None) -> bytes:
    """The PDF of a document. `stored_file(id)` gives the bytes of a stored picture or None.

    Raises Refused ("pdf_unavailable", "font_missing").
    """
    if not pdf_available():
        raise Refused(
            "pdf_unavailable",
            "Máy chủ chưa có thư viện dựng trang nên chưa in được PDF. "
            "Báo quản trị cài libpango, hoặc tải bản DOCX.",
        )
    require_faces()
    from reports.documents.renderers.fetching import ClosedFetcher

    with drawing_lock():
        fetcher = ClosedFetcher(stored_file)
        parts = [_lay_out(markup, fetcher) for markup in page_sources(document)]
        pages = [page for part in parts for page in part.pages]
        content = (
            parts[0]
            .copy(pages)
            .write_pdf(
                pdf_identifier=bytes.fromhex(document.sha256[:32]), presentational_hints=True
            )
        )
    assert isinstance(content, bytes)  # no target was given
    return content


@contextmanager
def drawing_lock() -> Iterator[None]:
    """One thread at a time lays out, without searches for cycles meanwhile."""
    with _lock, _collector_paused():
        yield


@contextmanager
def _collector_paused() -> Iterator[None]:
    """No search for cycles while boxes are laid out: long tables take a third less time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def page_sources(document: Document) -> list[str]:
    """HTML of the text and of each annex, in order."""
    links = html.Links(picture=lambda file: f"stored:{file}")
    root, body = _page(document)
    html.fill_main(body, document, links)
    sources = [to_html(root)]
    for annex in document.annexes:
        root, body = _page(document)
        if annex.landscape:
            body.set("class", "paper wide")
        html.add_banner(body, document)
        html.fill_annex(body, document, annex, links)
        sources.append(to_html(root))
    return sources


def _page(document: Document) -> tuple[Element, Element]:
    root = Element("html", {"lang": "vi"})
    head = SubElement(root, "head")
    SubElement(head, "meta", {"charset": "utf-8"})
    SubElement(head, "title").text = " ".join((document.title, *document.abstract))
    issuer = document.head.issuing_body if document.head else ()
    moment = document.created.isoformat(timespec="seconds")
    for name, value in {
        "author": " ".join(issuer),
        "description": document.subject,
        "dcterms.created": moment,
        "dcterms.modified": moment,
    }.items():
        if value:
            SubElement(head, "meta", {"name": name, "content": value})
    return root, SubElement(root, "body", {"class": "paper"})


def _lay_out(markup: str, fetcher: html.Href) -> weasyprint.Document:
    import weasyprint

    fonts, sheets = _styles()
    source = weasyprint.HTML(string=markup, url_fetcher=fetcher)
    return source.render(font_config=fonts, stylesheets=sheets, presentational_hints=True)


@functools.cache
def _styles() -> tuple[FontConfiguration, list[weasyprint.CSS]]:
    """One font configuration and one parse of the style sheets per process."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    from reports.documents.renderers.fetching import ClosedFetcher

    fonts = FontConfiguration()
    sheets = [
        weasyprint.CSS(
            string=(STYLES_DIR / name).read_text("utf-8"),
            font_config=fonts,
            url_fetcher=ClosedFetcher(),
        )
        for name in ("document.css", "page.css")
    ]
    return fonts, sheets


# Its folder of faces is removed while the interpreter can still do it, not during its end.
atexit.register(_styles.cache_clear)
