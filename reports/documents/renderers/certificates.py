"""Certificates (giấy khen) as PDF: drawn words on A4 landscape, one page each, in one file.

A blank printed before (phôi) gets the words only; the full design a border, without the national
emblem, which the portal never draws: free space is left for it. The same words give the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from awards.certificate_slots import HEIGHT, WIDTH, Slot
from kbang_ntm.core.errors import Refused
from reports.documents.faces import (
    FAMILY,
    MM_PER_POINT,
    require_faces,
    text_width,
)
from reports.documents.renderers.certificate_fitting import Drawn, fit
from reports.documents.renderers.laying_out import drawing_lock, styles
from reports.documents.renderers.pdf import pdf_available
from reports.documents.values import clean

BASELINE = 0.8375
"""Of the size, from the top of a line as high as its letters down to the baseline: the faces reach
0.891 above it and 0.216 below."""
LOOKS = f"""
@page {{ size: {WIDTH}mm {HEIGHT}mm; margin: 0 }}
body {{ margin: 0; color: #000; font-family: "{FAMILY}" }}
.sheet {{ position: relative; width: {WIDTH}mm; height: {HEIGHT}mm; overflow: hidden;
  break-after: page }}
.sheet:last-child {{ break-after: auto }}
.sheet > div {{ position: absolute }}
.words {{ line-height: 1; white-space: pre }}
.middle {{ text-align: center }} .end {{ text-align: right }}
.red {{ color: #c00000 }} .bold {{ font-weight: 700 }} .slanted {{ font-style: italic }}
.frame {{ box-sizing: border-box; border: solid #c00000 }}
.rule {{ background: #000 }} .line {{ background: #999 }}
"""


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
    from reports.documents.renderers.fetching import ClosedFetcher
    from reports.documents.renderers.page_source import PageSource

    fitted = [fit(drawn) for drawn in sheets]
    root = _page(fitted, overlay=overlay, title=title, created=created, grid=grid)
    key = hashlib.sha256(tostring(root)).digest()[:16]
    with drawing_lock():
        fonts, _ = styles()  # the faces are the same, the rules are LOOKS
        content = PageSource(root, ClosedFetcher()).write_pdf(font_config=fonts, pdf_identifier=key)
    assert isinstance(content, bytes)  # no target was given
    return content


def _page(
    sheets: Sequence[Drawn], *, overlay: bool, title: str, created: datetime, grid: bool
) -> Element:
    root = Element("html", {"lang": "vi"})
    head = SubElement(root, "head")
    SubElement(head, "meta", {"charset": "utf-8"})
    SubElement(head, "title").text = clean(title)
    moment = created.isoformat(timespec="seconds")
    for name in ("dcterms.created", "dcterms.modified"):
        SubElement(head, "meta", {"name": name, "content": moment})
    style = SubElement(head, "style")
    body = SubElement(root, "body")
    drawing = _Drawing()
    for drawn in sheets:
        body.append(drawing.sheet(drawn, overlay=overlay, grid=grid))
    places = (f".{name} {{ {rule} }}" for rule, name in drawing.places.items())
    style.text = "\n".join((LOOKS, *places))
    return root


@dataclass
class _Drawing:
    """Sheets as elements. `places`: names of classes by their rule; what stands at the same place
    on every sheet has one rule, so its style is computed once and not for each sheet anew."""

    places: dict[str, str] = field(default_factory=dict)

    def sheet(self, drawn: Drawn, *, overlay: bool, grid: bool) -> Element:
        sheet = Element("div", {"class": "sheet"})
        if grid:
            for x in range(0, WIDTH + 1, 10):
                self._box(sheet, "line", left=x, top=0, width=0.1, height=HEIGHT)
            for y in range(0, HEIGHT + 1, 10):
                self._box(sheet, "line", left=0, top=y, width=WIDTH, height=0.1)
        if not overlay:
            for inset, width in ((8.0, 1.0), (10.5, 0.3)):
                self._frame(sheet, inset, width)
        for slot, lines in drawn:
            for at, words in lines:
                self._words(sheet, slot, at, words)
                if slot.ruled:
                    self._rule_under(sheet, slot, at, words)
        return sheet

    def _box(self, sheet: Element, css: str, **places: float) -> Element:
        """An element at that place, in mm."""
        rule = "; ".join(
            f"{name.replace('_', '-')}: {value:.3f}mm" for name, value in places.items()
        )
        name = self.places.setdefault(rule, f"at-{len(self.places)}")
        return SubElement(sheet, "div", {"class": f"{css} {name}"})

    def _frame(self, sheet: Element, inset: float, width: float) -> None:
        """A line of that width whose middle runs at that distance from the edges."""
        edge = inset - width / 2
        self._box(
            sheet,
            "frame",
            left=edge,
            top=edge,
            width=WIDTH - 2 * edge,
            height=HEIGHT - 2 * edge,
            border_width=width,
        )

    def _rule_under(self, sheet: Element, slot: Slot, y: float, words: str) -> None:
        """The line under the words, as long as they are."""
        width = text_width(words, slot.size_mm / MM_PER_POINT, bold=slot.bold)
        start = slot.x - width * {"start": 0, "middle": 0.5, "end": 1}[slot.align]
        self._box(sheet, "rule", left=start, top=y + 1.8, width=width, height=0.25)

    def _words(self, sheet: Element, slot: Slot, y: float, words: str) -> None:
        """Words whose baseline is at `y`: placed as text, because a drawing sets letter by
        letter."""
        room = {"start": WIDTH, "middle": 2 * WIDTH, "end": WIDTH}[slot.align]
        left = slot.x - room * {"start": 0, "middle": 0.5, "end": 1}[slot.align]
        looks = ["words", slot.align] + ["red"] * slot.red + ["bold"] * slot.bold
        box = self._box(
            sheet,
            " ".join([*looks, *["slanted"] * slot.slanted]),
            left=left,
            top=y - BASELINE * slot.size_mm,
            width=room,
            font_size=slot.size_mm,
        )
        box.text = words
