"""Paper, direction, margins, page numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.checking.paper import Line, Page, Paper, Source, Zone
from reports.checking.registry import EVERY_FORM, Note, Severity, Sheet, at, mm, rule
from reports.checking.rules.looks import check_look
from reports.documents.format_law import Component, Range

_PAGE = "NĐ 30/2020/NĐ-CP, Phụ lục I, Phần I, Mục I"
_A4 = (210.0, 297.0)
_SLACK = 0.6  # mm: a letter may lean out of its box
_FULL_LINES = 3  # lines that end at the same place show where the right margin is
_TOP_SLACK = 1.5  # mm: the height of a line is more than that of its letters


@rule("page-size", "Khổ giấy A4", _PAGE, forms=EVERY_FORM)
def page_size(sheet: Sheet) -> Iterator[Note]:
    """Every page is A4, either way."""
    for page in sheet.paper.pages:
        sides = sorted((page.width, page.height))
        if any(abs(side - wanted) > 1 for side, wanted in zip(sides, _A4, strict=True)):
            found = f"khổ {page.width:.0f} x {page.height:.0f} mm"
            yield Note(page.number, found, "khổ A4, 210 x 297 mm")


@rule("page-orientation", "Văn bản trình bày theo chiều dài khổ giấy", _PAGE)
def orientation(sheet: Sheet) -> Iterator[Note]:
    """The text stands upright; across only for tables, annexes as they like."""
    for page in sheet.paper.pages:
        if page.part == 0 and page.landscape:
            severity = Severity.HINT if page.has_table else Severity.ERROR
            yield Note(
                page.number, "trang ngang ngoài phụ lục",
                "trang dọc; chỉ để ngang khi có bảng không tách thành phụ lục", severity,
            )  # fmt: skip


def _far(sheet: Sheet, page: Page) -> list[Line]:
    return [
        line for line in sheet.paper.of(Zone.HEAD, Zone.MAIN, Zone.TABLE, Zone.FOOT, Zone.NOTE,
                                        part=page.part)
        if line.page == page.number and line.box is not None
    ]  # fmt: skip


def _margin(sheet: Sheet, side: str, allowed: Range, name: str) -> Iterator[Note]:
    for page in sheet.paper.pages:
        if page.margins is not None:
            value = {
                "left": page.margins.x0, "right": page.margins.x1,
                "top": page.margins.top, "bottom": page.margins.bottom,
            }[side]  # fmt: skip
            if not allowed.holds(value, 0.05):
                yield Note(page.number, f"lề {name} {mm(value)}", f"lề {name} {allowed} mm")


@rule("margin-left", "Lề trái 30-35 mm", _PAGE)
def margin_left(sheet: Sheet) -> Iterator[Note]:
    """Set in a DOCX; in a PDF the letter farthest left on each page, and of each part."""
    allowed = sheet.law.left
    yield from _margin(sheet, "left", allowed, "trái")
    for part, pages in sheet.paper.part_pages():
        values = {
            page.number: min(line.box.x0 for line in lines if line.box)
            for page in pages
            if (lines := _far(sheet, page))
        }
        for number, value in values.items():
            if value < allowed.low - _SLACK:
                yield Note(number, f"chữ cách mép trái {mm(value)}", f"lề trái {allowed} mm")
        # Paragraphs of one line each begin at their indent, never at the margin.
        widest = allowed.high + sheet.law.first_indent.high + _SLACK
        starts = [line.box.x0 for page in pages for line in _far(sheet, page) if line.box]
        least = min(starts, default=allowed.low)
        if sum(1 for start in starts if start - least < _SLACK) >= _FULL_LINES:
            widest = allowed.high + _SLACK
        if part == 0 and least > widest:
            yield Note(pages[0].number, f"chữ cách mép trái {mm(least)}", f"lề trái {allowed} mm")


@rule("margin-right", "Lề phải 15-20 mm", _PAGE)
def margin_right(sheet: Sheet) -> Iterator[Note]:
    """As the left one; wider than allowed only where full lines show where it is."""
    allowed = sheet.law.right
    yield from _margin(sheet, "right", allowed, "phải")
    for page in sheet.paper.pages:
        rooms = [page.width - line.box.x1 for line in _far(sheet, page) if line.box]
        if not rooms:
            continue
        least = min(rooms)
        full = sum(1 for room in rooms if abs(room - least) < _SLACK)
        if least < allowed.low - _SLACK or (
            full >= _FULL_LINES and least > allowed.high + _SLACK and page.part == 0
        ):
            yield Note(page.number, f"chữ cách mép phải {mm(least)}", f"lề phải {allowed} mm")


@rule("margin-top", "Lề trên 20-25 mm", _PAGE)
def margin_top(sheet: Sheet) -> Iterator[Note]:
    """First line of the first page of each part; no line of another page stands higher."""
    allowed = sheet.law.top
    yield from _margin(sheet, "top", allowed, "trên")
    for page in sheet.paper.pages:
        value = min((line.box.top for line in _far(sheet, page) if line.box), default=None)
        if value is None:
            continue
        low = value < allowed.low - _SLACK
        first = page.number == sheet.paper.first_page(page.part)
        if low or (first and value > allowed.high + _TOP_SLACK):
            yield Note(page.number, f"chữ cách mép trên {mm(value)}", f"lề trên {allowed} mm")


@rule("margin-bottom", "Lề dưới 20-25 mm", _PAGE)
def margin_bottom(sheet: Sheet) -> Iterator[Note]:
    """No line stands lower. A page may end early, so a wide margin is no finding in a PDF."""
    allowed = sheet.law.bottom
    yield from _margin(sheet, "bottom", allowed, "dưới")
    for page in sheet.paper.pages:
        rooms = [page.height - line.box.bottom for line in _far(sheet, page) if line.box]
        if rooms and min(rooms) < allowed.low - _SLACK:
            found = f"chữ cách mép dưới {mm(min(rooms))}"
            yield Note(page.number, found, f"lề dưới {allowed} mm")


def _number(paper: Paper, page: Page) -> Line | None:
    return next(
        (line for line in paper.of(Zone.RUNNING_TOP, part=None) if line.page == page.number), None
    )


@rule("page-number-first", "Không hiện số ở trang đầu", _PAGE)
def number_hidden_first(sheet: Sheet) -> Iterator[Note]:
    """Neither on the first page of the text nor of an annex counted apart."""
    required = "không hiện số trang ở trang thứ nhất"
    for part, pages in sheet.paper.part_pages():
        if sheet.paper.source is Source.DOCX:
            if pages[0].shows_number_first:
                yield Note(pages[0].number, "trang đầu dùng chung đầu trang", required)
        elif (line := _number(sheet.paper, pages[0])) and part == 0:
            yield at(line, "trang đầu có số", required)


@rule("page-number-shown", "Số trang ở giữa lề trên, từ trang 2, phụ lục đánh riêng", _PAGE)
def number_shown(sheet: Sheet) -> Iterator[Note]:
    """Arabic, counted from 1 in the text and in each annex, centred above the text."""
    paper, required = sheet.paper, "số Ả Rập, canh giữa trong lề trên, phụ lục đánh từ 1"
    if paper.source is Source.DOCX:
        if not paper.number_field:
            yield Note(1, "đầu trang không có trường số trang", required)
        for line in paper.of(Zone.RUNNING_TOP, part=None):
            if not line.centred:
                yield at(line, "số trang không ở giữa", required)
        for part, pages in paper.part_pages():
            if part and not pages[0].restarts:
                yield Note(pages[0].number, "phụ lục không đánh số trang từ 1", required)
        return
    for _part, pages in paper.part_pages():
        for count, page in enumerate(pages[1:], 2):
            found = _number(paper, page)
            if found is None or found.box is None:
                yield Note(page.number, "không có số trang ở lề trên", required)
            elif found.text != str(count):
                yield at(found, f"số trang phải là {count}", required)
            elif not page.width * 0.45 < found.box.middle < page.width * 0.6:
                yield at(found, "số trang không ở giữa", required)


@rule("page-number-look", "Số trang cỡ 13-14, đứng", _PAGE)
def number_look(sheet: Sheet) -> Iterator[Note]:
    """Size and slant."""
    lines = [line for line in sheet.paper.of(Zone.RUNNING_TOP, part=None)
             if re.search(r"\d", line.text)]  # fmt: skip
    yield from check_look(sheet, Component.PAGE_NUMBER, lines)
