"""Certificates (giấy khen) as PDF: drawn words on A4 landscape, one page each, in one file.

A blank printed before (phôi) gets the words only; the full design a border, without the national
emblem, which the portal never draws: free space is left for it. The same words give the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from awards.certificate_slots import HEIGHT, WIDTH, Slot
from kbang_ntm.core.errors import Refused
from reports.documents.faces import (
    FAMILY,
    MM_PER_POINT,
    face_rules,
    require_faces,
    text_width,
)
from reports.documents.renderers.certificate_fitting import Drawn, fit
from reports.documents.renderers.laying_out import drawing_lock
from reports.documents.renderers.pdf import pdf_available
from reports.documents.values import clean

RED, BLACK = "#c00000", "#000000"


def render_certificates(
    sheets: Sequence[Drawn], *, overlay: bool, title: str, created: datetime, grid: bool = False
) -> bytes:
    """The PDF of the sheets in their order; `grid` draws lines every 10 mm for a test page.

    Words too long for their place are set smaller. Raises Refused ("pdf_unavailable",
    "font_missing", "no_certificates", "certificate_too_long").
    """
    if not sheets:
        raise Refused("no_certificates", "Không có giấy khen nào để in.")
    if not pdf_available():
        raise Refused(
            "pdf_unavailable", "Máy chủ chưa có thư viện dựng trang nên chưa in được PDF."
        )
    require_faces()
    import weasyprint

    from reports.documents.renderers.fetching import ClosedFetcher

    fitted = [fit(drawn) for drawn in sheets]
    markup = _page(fitted, overlay=overlay, title=title, created=created, grid=grid)
    key = hashlib.sha256(markup.encode()).digest()[:16]
    with drawing_lock():
        source = weasyprint.HTML(string=markup, url_fetcher=ClosedFetcher())
        content = source.render().write_pdf(pdf_identifier=key)
    assert isinstance(content, bytes)  # no target was given
    return content


def _page(
    sheets: Sequence[Drawn], *, overlay: bool, title: str, created: datetime, grid: bool
) -> str:
    root = Element("html", {"lang": "vi"})
    head = SubElement(root, "head")
    SubElement(head, "meta", {"charset": "utf-8"})
    SubElement(head, "title").text = clean(title)
    moment = created.isoformat(timespec="seconds")
    for name in ("dcterms.created", "dcterms.modified"):
        SubElement(head, "meta", {"name": name, "content": moment})
    SubElement(head, "style").text = (
        f"{face_rules()} "
        "@page { size: 297mm 210mm; margin: 0 } body { margin: 0 } "
        "svg { display: block; width: 297mm; height: 210mm; break-after: page } "
        "svg:last-child { break-after: auto }"
    )
    body = SubElement(root, "body")
    for drawn in sheets:
        body.append(_sheet(drawn, overlay=overlay, grid=grid))
    return "<!DOCTYPE html>" + tostring(root, encoding="unicode", method="html")


def _sheet(drawn: Drawn, *, overlay: bool, grid: bool) -> Element:
    svg = Element(
        "svg", {"viewBox": f"0 0 {WIDTH} {HEIGHT}", "xmlns": "http://www.w3.org/2000/svg"}
    )
    if grid:
        for x in range(0, WIDTH + 1, 10):
            _line(svg, x, 0, x, HEIGHT)
        for y in range(0, HEIGHT + 1, 10):
            _line(svg, 0, y, WIDTH, y)
    if not overlay:
        for inset, width in ((8.0, "1"), (10.5, "0.3")):
            SubElement(
                svg,
                "rect",
                {
                    "x": str(inset), "y": str(inset),
                    "width": str(WIDTH - 2 * inset), "height": str(HEIGHT - 2 * inset),
                    "fill": "none", "stroke": RED, "stroke-width": width,
                },
            )  # fmt: skip
    for slot, lines in drawn:
        for at, words in lines:
            _words(svg, slot, at, words)
            if slot.ruled:
                _rule_under(svg, slot, at, words)
    return svg


def _rule_under(svg: Element, slot: Slot, y: float, words: str) -> None:
    """The line under the words, as long as they are."""
    width = text_width(words, slot.size_mm / MM_PER_POINT, bold=slot.bold)
    start = slot.x - width * {"start": 0, "middle": 0.5, "end": 1}[slot.align]
    look = {"x": f"{start:.2f}", "y": f"{y + 1.8:.2f}", "width": f"{width:.2f}", "height": "0.25"}
    SubElement(svg, "rect", {**look, "fill": BLACK})


def _line(svg: Element, x1: int, y1: int, x2: int, y2: int) -> None:
    SubElement(
        svg,
        "line",
        {
            "x1": str(x1), "y1": str(y1), "x2": str(x2), "y2": str(y2),
            "stroke": "#999999", "stroke-width": "0.1",
        },
    )  # fmt: skip


def _words(svg: Element, slot: Slot, y: float, words: str) -> None:
    look = {
        "x": str(slot.x), "y": str(y), "font-size": str(slot.size_mm), "text-anchor": slot.align,
        "fill": RED if slot.red else BLACK,
        "font-family": FAMILY,  # a drawing does not hear the style of its page
    }  # fmt: skip
    if slot.bold:
        look["font-weight"] = "700"
    if slot.slanted:
        look["font-style"] = "italic"
    SubElement(svg, "text", look).text = words
