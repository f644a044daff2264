"""A file as it was read: lines with their look and place, pages, faces. The same for both formats.

Lengths in mm from the upper left corner of the page, sizes in points. A PDF knows where each line
stands; a DOCX knows the settings from which a program lays it out, so that places are None there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum


class Source(Enum):
    """Kind of file that was read."""

    PDF = "pdf"
    DOCX = "docx"


class Zone(Enum):
    """Where a line belongs."""

    HEAD = "head"
    MAIN = "main"
    TABLE = "table"
    FOOT = "foot"
    NOTE = "note"  # under the foot
    RUNNING_TOP = "running_top"
    RUNNING_BOTTOM = "running_bottom"


class Side(Enum):
    """Half of a head or foot set in two columns; WIDE elsewhere."""

    LEFT = "left"
    RIGHT = "right"
    WIDE = "wide"


@dataclass(frozen=True)
class Span:
    """A stretch of text of one look. `colour`: "000000" is black."""

    text: str
    size: float
    bold: bool
    italic: bool
    face: str
    colour: str = "000000"


@dataclass(frozen=True)
class Box:
    """Place on the page in mm."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def middle(self) -> float:
        """Of its width."""
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True)
class Setting:
    """What a DOCX paragraph says of itself: lengths in mm, spaces in points."""

    align: str
    first_indent: float
    space_after: float
    line_spacing: float
    style: str
    numbered: bool = False


@dataclass
class Line:
    """A line of a PDF, a paragraph of a DOCX. `page`: page, in a DOCX section; both from 1."""

    page: int
    part: int  # 0: the text; 1, 2, ...: the annexes
    spans: tuple[Span, ...]
    zone: Zone = Zone.MAIN
    side: Side = Side.WIDE
    centred: bool = False
    box: Box | None = None
    setting: Setting | None = None
    rule_mm: float | None = None  # length of the line drawn right under it
    width_mm: float = 0.0

    @property
    def text(self) -> str:
        """Words with single spaces."""
        return " ".join("".join(span.text for span in self.spans).split())

    @property
    def size(self) -> float:
        """Size of most of its letters."""
        weights: dict[float, int] = {}
        for span in self.spans:
            weights[span.size] = weights.get(span.size, 0) + len(span.text.strip())
        return max(weights, key=lambda size: weights[size], default=0.0)

    @property
    def bold(self) -> bool:
        """Whether every letter is."""
        return all(span.bold for span in self.spans if span.text.strip())

    @property
    def italic(self) -> bool:
        """Whether every letter is."""
        return all(span.italic for span in self.spans if span.text.strip())

    @property
    def upright(self) -> bool:
        """Whether no letter is slanted."""
        return not any(span.italic for span in self.spans if span.text.strip())

    @property
    def light(self) -> bool:
        """Whether no letter is bold."""
        return not any(span.bold for span in self.spans if span.text.strip())

    @property
    def caps(self) -> bool:
        """Whether all letters are capitals; signs and digits do not count."""
        return any(char.isalpha() for char in self.text) and self.text == self.text.upper()


@dataclass(frozen=True)
class Page:
    """A page of a PDF or the settings of a section of a DOCX. Margins: measured or set, in mm."""

    number: int
    part: int
    width: float
    height: float
    has_table: bool = False
    margins: Box | None = None  # x0: left, x1: right, top, bottom; as distances
    restarts: bool = True  # whether a section counts its pages from 1
    shows_number_first: bool = False
    frames_end: float = 0.0  # mm: right edge of the frame drawn farthest right

    @property
    def landscape(self) -> bool:
        """Wider than high."""
        return self.width > self.height


@dataclass(frozen=True)
class Face:
    """A face used by the file."""

    name: str
    embedded: bool
    missing: str = ""  # letters that were set without a drawing of them


@dataclass
class Paper:
    """Everything that was read from one file."""

    source: Source
    pages: list[Page]
    lines: list[Line]
    faces: list[Face]
    created: datetime | None = None
    version: str = ""
    number_field: bool = False  # DOCX: the header has the field of the page number
    long_tables_without_head: int = 0
    text_boxes: int = 0
    properties: dict[str, str] = field(default_factory=dict)

    def of(self, *zones: Zone, part: int | None = 0) -> list[Line]:
        """Lines of those zones of a part in their order; part None: of all."""
        return [
            line for line in self.lines
            if line.zone in zones and (part is None or line.part == part)
        ]  # fmt: skip

    def first_page(self, part: int) -> int:
        """Number of the page on which a part begins."""
        return min(page.number for page in self.pages if page.part == part)

    def part_pages(self) -> Iterator[tuple[int, list[Page]]]:
        """Each part with its pages."""
        for part in sorted({page.part for page in self.pages}):
            yield part, [page for page in self.pages if page.part == part]

    @property
    def dated(self) -> date | None:
        """Day of the document: as written in its head, else the day of the file."""
        for line in self.of(Zone.HEAD):
            found = re.search(r"ngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})", line.text)
            if found:
                day, month, year = (int(part) for part in found.groups())
                try:
                    return date(year, month, day)
                except ValueError:
                    break  # a day that does not exist is a finding of its own
        return self.created.date() if self.created else None
