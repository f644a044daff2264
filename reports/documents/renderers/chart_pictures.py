"""A chart as PNG, for files that hold no drawings: laid out as a page of its size, then rastered.

The page is the same drawing with the same faces as in the PDF, so that both files show one thing.
"""

from __future__ import annotations

import io

from django.conf import settings

from reports.documents.blocks import Chart
from reports.documents.faces import MM_PER_POINT, face_rules, require_faces
from reports.documents.renderers.html import chart_drawing
from reports.documents.renderers.laying_out import drawing_lock
from reports.documents.renderers.markup import to_html
from reports.documents.renderers.pdf import pdf_available
from reports.documents.renderers.pictures import MAX_PIXELS
from reports.documents.renderers.sources import bare_page

DOTS_PER_INCH = 200  # thin lines stay sharp on an office printer, a chart stays below 100 kB


def chart_png(block: Chart) -> bytes | None:
    """The chart at 200 dots an inch, the same bytes for the same drawing. None without a drawing
    that can be read, or on a server that makes no PDF: the words of the chart stand alone then.

    Raises Refused ("font_missing").
    """
    dots = DOTS_PER_INCH / 25.4
    pixels = block.width * block.height * dots * dots
    if block.width < 1 or block.height < 1 or pixels > MAX_PIXELS:
        return None
    drawing = chart_drawing(block)
    if drawing is None or not settings.PDF_ENABLED or not pdf_available():
        return None
    require_faces()
    style = (
        f"{face_rules()} @page {{ size: {block.width}mm {block.height}mm; margin: 0 }} "
        "html, body { margin: 0; background: #fff } svg { display: block }"
    )
    root, body = bare_page(style)
    body.append(drawing)
    return _raster(to_html(root))


def _raster(markup: str) -> bytes:
    """PNG of the first page. PDFium too is for one thread at a time, hence the same lock."""
    import pypdfium2
    import weasyprint

    from reports.documents.renderers.fetching import ClosedFetcher

    with drawing_lock():
        source = weasyprint.HTML(string=markup, url_fetcher=ClosedFetcher())
        content = source.write_pdf(presentational_hints=True, pdf_identifier=b"chart")
        with pypdfium2.PdfDocument(content) as pages:
            bitmap = pages[0].render(scale=DOTS_PER_INCH * MM_PER_POINT / 25.4)
            picture = bitmap.to_pil().convert("RGB")
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
