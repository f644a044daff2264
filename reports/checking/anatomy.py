"""Which line is what: running lines, head, text, foot and notes of a page, by place and words.

Only for files that know places (PDF); a DOCX has tables for head and foot.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from reports.checking.paper import Box, Line, Page, Paper, Side, Zone
from reports.documents import wording

_STAMP = "Mã bản in:"
_BAND = 20.0  # mm above and below the type area
_NUMBER_ALONE = re.compile(r"(trang )?\W*\d+(\s*/\s*\d+)?\W*", re.IGNORECASE)
_PLACE = re.compile(r"ngày.{1,8}tháng.{1,8}năm", re.IGNORECASE)
_RUNNING_SIZE = 12
_WIDEST_LEFT, _INDENT = 38.0, 10.0  # mm
_CENTRE_SLACK = 3.0


@dataclass(frozen=True)
class Area:
    """Left and right edge of what is printed on the pages of a part."""

    left: float
    right: float

    @property
    def middle(self) -> float:
        """Of the type area."""
        return (self.left + self.right) / 2

    def centres(self, box: Box) -> bool:
        """Whether a box stands in the middle, and not because it fills the line."""
        return abs(box.middle - self.middle) < _CENTRE_SLACK and box.x0 > self.left + 1


def compact(text: str) -> str:
    """Capitals without spaces: the same words, however they were set."""
    return re.sub(r"\s+", "", text).upper()


def box_of(line: Line) -> Box:
    """The place of a line of a PDF."""
    if line.box is None:
        raise ValueError("a line without a place")
    return line.box


def place_lines(paper: Paper) -> Paper:
    """The same paper with zone, side and centring of each line."""
    margin = _right_margin(paper)
    for part, pages in paper.part_pages():
        lines = [line for line in paper.lines if line.part == part]
        sizes = {page.number: page for page in pages}
        inner = [line for line in lines if not _in_band(line, sizes[line.page])]
        edges = [box_of(line) for line in inner or lines]
        if not edges:
            continue
        left = min(box.x0 for box in edges)
        if left > _WIDEST_LEFT:
            # Paragraphs of one line each show where their first line begins, not the margin.
            left -= _INDENT
        area = Area(left, pages[0].width - margin)
        stamped = {line.page for line in lines if line.text.startswith(_STAMP)}
        for line in lines:
            _run(line, sizes[line.page], area, stamped=line.page in stamped)
            line.centred = area.centres(box_of(line))
        if part == 0:
            _mark_head(lines, sizes[paper.first_page(0)])
            _mark_foot(lines, area)
    return paper


def _right_margin(paper: Paper) -> float:
    """Room right of the line or frame that reaches farthest on any page: a page of short lines
    does not show where its own margin is."""
    pages = {page.number: page for page in paper.pages}
    rooms = [page.width - page.frames_end for page in paper.pages if page.frames_end]
    rooms += [
        pages[line.page].width - box_of(line).x1
        for line in paper.lines
        if not _in_band(line, pages[line.page])
    ]
    return min(rooms, default=0.0)


def _in_band(line: Line, page: Page) -> bool:
    box = box_of(line)
    return box.bottom <= _BAND or box.top >= page.height - _BAND


def _run(line: Line, page: Page, area: Area, *, stamped: bool) -> None:
    """Running lines: a number alone in the upper band; small and centred in the lower one, or
    beside the code of a print."""
    box = box_of(line)
    alone = _NUMBER_ALONE.fullmatch(line.text) is not None
    if box.bottom <= _BAND and alone:
        line.zone = Zone.RUNNING_TOP
    elif box.top >= page.height - _BAND:
        centred = min(abs(box.middle - area.middle), abs(box.middle - page.width / 2)) < 8
        if alone or ((centred or stamped) and line.size <= _RUNNING_SIZE):
            line.zone = Zone.RUNNING_BOTTOM


def _mark_head(lines: list[Line], page: Page) -> None:
    free = [line for line in lines if line.zone is Zone.MAIN and line.page == page.number]
    upper = [line for line in free if box_of(line).top < page.height / 2]
    number = next((line for line in upper if re.match(r"Số\s*:", line.text)), None)
    place = next((line for line in upper if _is_place(line, page)), None)
    anchors = [line for line in (number, place) if line is not None]
    if not anchors:
        wanted = compact(wording.NATIONAL_TITLE), compact(wording.MOTTO)
        anchors = [line for line in upper if compact(line.text) in wanted]
    if not anchors:
        return
    end = max(box_of(line).bottom for line in anchors)
    for line in upper:
        if box_of(line).top < end - 1:
            _put(line, Zone.HEAD, page.width / 2)
    if number is None:
        return
    for line in upper:
        box = box_of(line)
        if box.top >= end - 1:
            under = abs(box.middle - box_of(number).middle) < 5 and box.x1 < page.width / 2
            if not under:
                break
            _put(line, Zone.HEAD, page.width / 2)


def _is_place(line: Line, page: Page) -> bool:
    return bool(_PLACE.search(line.text)) and box_of(line).x0 > page.width * 0.45


def _put(line: Line, zone: Zone, split: float) -> None:
    line.zone = zone
    line.side = Side.RIGHT if box_of(line).middle >= split else Side.LEFT


def _signs(line: Line, area: Area) -> bool:
    """Bold capitals in the right half, not centred: who signs."""
    box = box_of(line)
    return line.bold and line.caps and box.middle > area.middle + 15 and box.x0 > area.left + 40


def _mark_foot(lines: list[Line], area: Area) -> None:
    free = [line for line in lines if line.zone is Zone.MAIN]
    anchors = [line for line in free if _signs(line, area) or _heads_recipients(line)]
    if not anchors:
        return
    page = anchors[-1].page
    first = min(box_of(line).top for line in anchors if line.page == page) - 2
    listed = False
    closed = noted = False
    for line in free:
        if line.page < page or (line.page == page and box_of(line).top < first):
            continue
        if line.page > page or noted:
            line.zone = Zone.NOTE
            continue
        _put(line, Zone.FOOT, area.middle)
        # A light line over both columns is a note, and so is all that follows.
        wide = box_of(line).x0 < area.middle - 15 and box_of(line).x1 > area.middle + 15
        if line.side is Side.RIGHT and not (wide and line.light):
            continue
        listed = listed or _heads_recipients(line)
        if (wide and line.light) or (closed and line.light):
            noted = True
            line.zone, line.side = Zone.NOTE, Side.WIDE
        elif listed and line.text.endswith("."):
            closed = True


def _heads_recipients(line: Line) -> bool:
    return re.match(r"nơi nhận", line.text, re.IGNORECASE) is not None
