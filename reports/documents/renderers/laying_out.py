"""One part of a document laid out by WeasyPrint in this process: lock, faces, style sheets."""

from __future__ import annotations

import atexit
import functools
import gc
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

if TYPE_CHECKING:
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

DATA_NAME = "so-lieu.xlsx"
STYLES_DIR = Path(__file__).resolve().parents[1] / "styles"
# Pango and the shared font configuration are used by one thread at a time.
_lock = threading.Lock()


@contextmanager
def drawing_lock() -> Iterator[None]:
    """One thread at a time lays out, without searches for cycles meanwhile."""
    with _lock, collector_paused():
        yield


@contextmanager
def collector_paused() -> Iterator[None]:
    """No search for cycles while boxes are laid out: long tables take a third less time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


@dataclass(frozen=True)
class Archive:
    """What a PDF for keeping holds besides its pages: a workbook, b"" for a text without tables."""

    workbook: bytes
    created: datetime

    def attachments(self) -> list[weasyprint.Attachment]:
        """The workbook, named and dated so that the same document gives the same bytes."""
        import weasyprint

        if not self.workbook:
            return []
        return [
            weasyprint.Attachment(
                string=self.workbook,
                name=DATA_NAME,
                description="Số liệu của các bảng",
                created=self.created,
                modified=self.created,
                relationship="Data",
            )
        ]


def lay_out(root: Element, fetcher: URLFetcher) -> weasyprint.Document:
    """The pages of one part, whose tree it takes; the caller holds `drawing_lock`."""
    from reports.documents.renderers.page_source import PageSource

    fonts, sheets = styles()
    source = PageSource(root, fetcher)
    return source.render(font_config=fonts, stylesheets=sheets, presentational_hints=True)


def write(
    layout: weasyprint.Document,
    pages: Sequence[weasyprint.Page],
    identifier: bytes,
    archive: Archive | None = None,
) -> bytes:
    """A PDF of these pages with the dates and words of `layout`; with an `archive` it declares
    PDF/A-3b (ISO 19005-3) and holds the figures of its tables as a workbook."""
    options: dict[str, object] = {}
    if archive is not None:
        options = {"pdf_variant": "pdf/a-3b", "attachments": archive.attachments()}
    content = layout.copy(pages).write_pdf(
        pdf_identifier=identifier, presentational_hints=True, **options
    )
    assert isinstance(content, bytes)  # no target was given
    return content


@functools.cache
def styles() -> tuple[FontConfiguration, list[weasyprint.CSS]]:
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
atexit.register(styles.cache_clear)
