"""Small builders of WordprocessingML: paragraphs, runs, cells, fields.

Elements are written directly because long tables built through cell objects take time that grows
with the square of their rows. Children stand in the order that the schema asks for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

_MAIN = qn("w:p").removesuffix("p")
TWIPS_PER_MM = 1440 / 25.4
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True)
class Piece:
    """A stretch of text of one look."""

    text: str
    bold: bool = False
    italic: bool = False


def twips(millimetres: float) -> str:
    """Twentieths of a point, as attributes hold them."""
    return str(round(millimetres * TWIPS_PER_MM))


def w(tag: str, parent: Any = None, **attributes: str) -> Any:
    """An element of the main namespace, put at the end of `parent`."""
    named = {_MAIN + name: value for name, value in attributes.items()}
    if parent is None:
        return OxmlElement(f"w:{tag}", named)
    element = parent.makeelement(_MAIN + tag, named)
    parent.append(element)
    return element


def run(parent: Any, piece: Piece) -> None:
    """One run; line breaks and tabs become their own elements."""
    element = w("r", parent)
    if piece.bold or piece.italic:
        look = w("rPr", element)
        if piece.bold:
            w("b", look)
        if piece.italic:
            w("i", look)
    for number, line in enumerate(piece.text.split("\n")):
        if number:
            w("br", element)
        for column, part in enumerate(line.split("\t")):
            if column:
                w("tab", element)
            text = w("t", element)
            text.set(_SPACE, "preserve")
            text.text = part


def paragraph(
    style: str,
    pieces: Iterable[Piece] | str = (),
    *,
    align: str = "",
    keep_with_next: bool = False,
    space_before_mm: float = 0,
) -> Any:
    """A paragraph of a style of ours, by its id."""
    element = w("p")
    properties = w("pPr", element)
    w("pStyle", properties, val=style)
    if keep_with_next:
        w("keepNext", properties)
    if space_before_mm:
        w("spacing", properties, before=twips(space_before_mm))
    if align:
        w("jc", properties, val={"justify": "both"}.get(align, align))
    for piece in (Piece(pieces),) if isinstance(pieces, str) else pieces:
        if piece.text:
            run(element, piece)
    return element


def rule(width_mm: float, room_mm: float) -> Any:
    """An empty paragraph whose upper border is a line of that width in the middle of its room."""
    element = w("p")
    properties = w("pPr", element)
    w("pStyle", properties, val="Rule")
    w("top", w("pBdr", properties), val="single", sz="6", space="1", color="000000")
    side = twips(max(0.0, (room_mm - width_mm) / 2))
    w("ind", properties, left=side, right=side, firstLine="0")
    return element


def framed(style: str, text: str, width_mm: float, room_mm: float) -> Any:
    """Text in a frame of that width in the middle of its room."""
    element = paragraph(style, text)
    properties = element.pPr
    frame = w("pBdr")
    properties.find(qn("w:pStyle")).addnext(frame)
    for side in ("top", "left", "bottom", "right"):
        w(side, frame, val="single", sz="8", space="1", color="000000")
    indent = twips(max(0.0, (room_mm - width_mm) / 2))
    w("ind", properties, left=indent, right=indent, firstLine="0")
    return element


def page_number(paragraph_element: Any) -> None:
    """A PAGE field, shown as 2 until the program counts."""
    for kind in ("begin", "instr", "separate", "text", "end"):
        element = w("r", paragraph_element)
        if kind == "instr":
            code = w("instrText", element)
            code.set(_SPACE, "preserve")
            code.text = " PAGE "
        elif kind == "text":
            w("t", element).text = "2"
        else:
            w("fldChar", element, fldCharType=kind)


def table(widths_mm: Sequence[float], *, bordered: bool, margin_mm: float = 0) -> Any:
    """An empty table of fixed column widths, with that room left and right in each cell."""
    element = w("tbl")
    properties = w("tblPr", element)
    if bordered:
        w("tblStyle", properties, val="TableGrid")
    w("tblW", properties, w=twips(sum(widths_mm)), type="dxa")
    w("tblInd", properties, w="0", type="dxa")
    w("tblLayout", properties, type="fixed")
    margins = w("tblCellMar", properties)
    for side in ("left", "right"):
        w(side, margins, w=twips(margin_mm), type="dxa")
    grid = w("tblGrid", element)
    for width in widths_mm:
        w("gridCol", grid, w=twips(width))
    return element


def row(parent: Any, *, header: bool = False, height_mm: float = 0) -> Any:
    """A row that is never split over two pages; header rows repeat on each."""
    element = w("tr", parent)
    properties = w("trPr", element)
    w("cantSplit", properties)
    if height_mm:
        w("trHeight", properties, val=twips(height_mm), hRule="atLeast")
    if header:
        w("tblHeader", properties)
    return element


@dataclass(frozen=True)
class Box:
    """Look of a cell. `merge`: "restart" or "continue" of a cell over several rows."""

    width_mm: float
    span: int = 1
    merge: str = ""
    fill: str = ""
    upright: bool = False
    middle: bool = False


def cell(parent: Any, box: Box, paragraphs: Iterable[Any]) -> Any:
    """A cell; it always ends with a paragraph, as the format demands."""
    element = w("tc", parent)
    properties = w("tcPr", element)
    w("tcW", properties, w=twips(box.width_mm), type="dxa")
    if box.span > 1:
        w("gridSpan", properties, val=str(box.span))
    if box.merge:
        w("vMerge", properties, val=box.merge)
    if box.fill:
        w("shd", properties, val="clear", color="auto", fill=box.fill)
    if box.upright:
        w("textDirection", properties, val="btLr")
    if box.middle:
        w("vAlign", properties, val="center")
    content = list(paragraphs)
    for item in content or [paragraph("Normal")]:
        element.append(item)
    return element
