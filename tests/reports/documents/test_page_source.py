"""Our own reading of a tree gives the pages that WeasyPrint gives for the same HTML as text."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from xml.etree.ElementTree import Element

import pytest
import weasyprint
from PIL import Image

from reports.documents.page_form import STANDARD
from reports.documents.renderers import laying_out, sources
from reports.documents.renderers.fetching import ClosedFetcher
from reports.documents.renderers.markup import to_html
from reports.documents.stamp import Stamp
from reports.documents.tree import (
    Annex,
    Heading,
    ListItem,
    PageBreak,
    Paragraph,
    Picture,
    Run,
)
from tests.reports.documents import samples


def picture(_file: str) -> bytes:
    """A stored picture."""
    buffer = io.BytesIO()
    Image.new("L", (40, 30), 90).save(buffer, "PNG")
    return buffer.getvalue()


def every_block() -> Element:
    """An annex with each kind of block."""
    blocks = (
        *(Heading(level, f"Mục {level}\nhai dòng") for level in range(4)),
        Paragraph((Run("Đậm", bold=True), Run(" nghiêng\nxuống <dòng> & ", italic=True))),
        ListItem((Run("một việc;"),)),
        Picture("a-picture", "Ảnh đường làng", 60, "Đường làng"),
        PageBreak(),
        *samples.narrative(1),
        samples.matrix(),
    )
    return sources.annex_source(samples.report(), Annex("Đủ loại", blocks, "I"))


CASES: dict[str, Callable[[], Element]] = {
    "text": lambda: sources.main_source(samples.report()),
    "issued": lambda: sources.main_source(samples.issued()),
    "stamped": lambda: sources.main_source(samples.issued(), Stamp("ABCD-EFGH", "HTTPS://NTM/")),
    "formed": lambda: sources.main_source(
        samples.report(form=replace(STANDARD, text=Decimal(13), left=35))
    ),
    "matrix": lambda: sources.annex_source(samples.report(), samples.report().annexes[0]),
    "numbers": lambda: sources.numbers_source(samples.report(), 3, landscape=True),
    "blocks": every_block,
}


@pytest.mark.parametrize("case", CASES)
def test_it_gives_the_same_bytes(case: str) -> None:
    fonts, sheets = laying_out.styles()
    fetcher = ClosedFetcher(picture)
    with laying_out.drawing_lock():
        stock = weasyprint.HTML(string=to_html(CASES[case]()), url_fetcher=fetcher).write_pdf(
            font_config=fonts,
            stylesheets=sheets,
            presentational_hints=True,
            pdf_identifier=b"same",
        )
        layout = laying_out.lay_out(CASES[case](), fetcher)
        ours = laying_out.write(layout, layout.pages, b"same")

    assert ours == stock
