"""A pen for charts on paper: black, greys and hatching, the face of paper, sizes in points.

One millimetre is PER_MM units, so that a drawing of 640 units is 160 mm wide: the width of the
text on a sheet of A4 with the margins of NĐ 30/2020/NĐ-CP.
"""

from __future__ import annotations

from enum import Enum
from typing import Any

from reports.charts.drawing import Drawing
from reports.documents.blocks import Chart
from reports.documents.faces import MM_PER_POINT, text_width

WIDTH_MM = 160
PER_MM = 4
TEXT, SMALL = 11.0, 10.0  # points
BLACK, DARK, GREY, PALE, WHITE = "#000000", "#595959", "#b3b3b3", "#ececec", "#ffffff"
HATCH_STEP = 7


class Fill(Enum):
    """How an area is filled; all differ in shape or grey, none in colour."""

    SOLID = DARK
    HATCHED = "hatched"
    GREY = GREY
    EMPTY = WHITE


class Pen:
    """Draws on a sheet of `height` mm; all places are in mm from its upper left corner."""

    def __init__(self, height: float, width: float = WIDTH_MM) -> None:
        self.width, self.height = width, round(height)
        self._drawing = Drawing(round(width * PER_MM), self.height * PER_MM)

    def chart(self, alt: str, caption: str) -> Chart:
        """The sheet as a block of a document."""
        return Chart(self._drawing.text(), alt, round(self.width), self.height, caption)

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        *,
        pale: bool = False,
        dashed: bool = False,
    ) -> None:
        """A thin line; pale for a scale, dashed for what is not known."""
        look: dict[str, Any] = {"stroke": GREY if pale else BLACK, "stroke_width": 1.0}
        if dashed:
            look["stroke_dasharray"] = "4 3"
        self._drawing.add(
            "line", x1=x1 * PER_MM, y1=y1 * PER_MM, x2=x2 * PER_MM, y2=y2 * PER_MM, **look
        )

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: Fill = Fill.EMPTY,
        *,
        dashed: bool = False,
    ) -> None:
        """A framed area."""
        inside = WHITE if fill is Fill.HATCHED else fill.value
        look: dict[str, Any] = {"fill": inside, "stroke": BLACK, "stroke_width": 1.0}
        if dashed:
            look["stroke_dasharray"] = "4 3"
        left, top, wide, high = (one * PER_MM for one in (x, y, width, height))
        self._drawing.add("rect", x=left, y=top, width=wide, height=high, **look)
        if fill is Fill.HATCHED and (lines := _hatching(left, top, wide, high)):
            self._drawing.add("path", d=lines, fill="none", stroke=BLACK, stroke_width=1.0)

    def write(
        self,
        text: str,
        x: float,
        y: float,
        *,
        anchor: str = "start",
        size: float = SMALL,
        bold: bool = False,
    ) -> None:
        """One line of text on its baseline; anchor start, middle or end."""
        self._drawing.add(
            "text", text, x=x * PER_MM, y=y * PER_MM, fill=BLACK,
            font_size=size * MM_PER_POINT * PER_MM, font_weight="700" if bold else "400",
            text_anchor=anchor,
        )  # fmt: skip

    def write_lines(
        self,
        lines: list[str],
        x: float,
        middle: float,
        *,
        anchor: str = "start",
        bold: bool = False,
    ) -> None:
        """Lines around a middle height."""
        for number, line in enumerate(lines):
            below = (number - (len(lines) - 1) / 2) * line_height()
            self.write(line, x, middle + below + cap_height() / 2, anchor=anchor, bold=bold)

    def clear(self, x: float, y: float, width: float, height: float) -> None:
        """A white ground around the middle (x, y), on which words can be read."""
        self._drawing.add(
            "rect", x=(x - width / 2) * PER_MM, y=(y - height / 2) * PER_MM,
            width=width * PER_MM, height=height * PER_MM, fill=WHITE,
        )  # fmt: skip


def line_height(size: float = SMALL) -> float:
    """From one line to the next, in mm."""
    return size * MM_PER_POINT * 1.12


def cap_height(size: float = SMALL) -> float:
    """Height of a capital letter, in mm."""
    return size * MM_PER_POINT * 0.66


def folded(text: str, room: float, *, most: int = 2, bold: bool = False) -> list[str]:
    """Words in lines of at most `room` mm; what does not fit into `most` lines ends with "…"."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, SMALL, bold=bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        del lines[most:]
        lines[-1] += "…"
    return [_cut(line, room, bold) for line in lines]


def _cut(line: str, room: float, bold: bool) -> str:
    while len(line) > 1 and text_width(line, SMALL, bold=bold) > room:
        line = line.removesuffix("…")[:-1].rstrip() + "…"
    return line


def _hatching(left: float, top: float, wide: float, high: float) -> str:
    """Lines from lower left to upper right, cut at the edges of the area; units, not mm."""
    parts = []
    start = left - high + HATCH_STEP
    while start < left + wide:
        x1, y1 = start, top + high
        x2, y2 = start + high, top
        if x1 < left:
            x1, y1 = left, y1 - (left - x1)
        if x2 > left + wide:
            x2, y2 = left + wide, y2 + (x2 - left - wide)
        parts.append(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}")
        start += HATCH_STEP
    return "".join(parts)
