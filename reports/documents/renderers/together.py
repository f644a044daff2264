"""The foot never stands alone on a page: the last lines of the text, or rows of its last table, go
with it.

Both renderers mark elements that they have made already, from the foot backwards, until LINES lines
are held: an element of none (an ending mark, a legend, a thin line) is passed over. A paragraph of
more lines may still be parted; its style keeps two of them together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element

from docx.oxml.ns import qn

from reports.documents.renderers.docx_xml import w

LINES = 2
LETTERS = 75  # of a line of the text at the least
STAYS = "break-before: avoid"
TEXT = frozenset({"body", "heading", "legend"})
WHOLE = frozenset({"chart", "picture"})  # never parted, and more than two lines high


def lines_of(text: str) -> int:
    """How many lines the words take at the least; an ending mark and a legend's sign are none."""
    letters = len(text.strip(" ./"))
    return -(-letters // LETTERS)


def hold_html(body: Element) -> None:
    """Mark what is not parted from the foot of the text; nothing where there is no foot."""
    elements = list(body)
    foot = next((at for at, one in enumerate(elements) if one.get("class") == "foot"), 0)
    held = 0
    for element in reversed(elements[:foot]):
        kinds = set(element.get("class", "").split())
        if "grid" in kinds:
            rows = element.findall("tbody/tr")
            for row in rows[len(rows) - (LINES - held) + 1 :]:
                row.set("style", STAYS)
            return
        if not kinds & TEXT or kinds & WHOLE:
            return
        if "legend" not in kinds:
            held += lines_of("".join(element.itertext()))
        if held >= LINES:
            return
        element.set("style", STAYS)


def hold_docx(elements: Sequence[Any]) -> None:
    """Let the last of the body's elements keep with the foot that follows them."""
    held = 0
    for element in reversed(elements):
        if element.tag == qn("w:tbl"):
            for row in element.findall(qn("w:tr"))[held - LINES :]:
                for paragraph in row.iter(qn("w:p")):
                    _keep_with_next(paragraph)
            return
        if element.tag != qn("w:p") or element.find(f".//{qn('w:br')}") is not None:
            return
        _keep_with_next(element)
        if element.find(f".//{qn('w:drawing')}") is not None:
            return
        held += 0 if _style(element) == "Legend" else lines_of(_text(element))
        if held >= LINES:
            return


def _keep_with_next(paragraph: Any) -> None:
    properties = paragraph.pPr
    if properties.find(qn("w:keepNext")) is None:
        mark = w("keepNext", properties)
        properties.find(qn("w:pStyle")).addnext(mark)


def _style(paragraph: Any) -> str:
    return str(paragraph.pPr.find(qn("w:pStyle")).get(qn("w:val")))


def _text(paragraph: Any) -> str:
    return "".join(one.text or "" for one in paragraph.iter(qn("w:t")))
