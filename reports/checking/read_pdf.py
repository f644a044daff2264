"""A PDF read back: letters with place, face, size and colour, joined to lines; drawn lines; faces.

Letters are taken as they were set, without guessing paragraphs, so that a margin is measured to
the letter that stands farthest out.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pdfminer.cmapdb import IdentityCMap
from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.layout import LTChar, LTContainer, LTCurve, LTItem, LTPage
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdffont import PDFCIDFont, PDFFont
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser, PDFSyntaxError
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import PSException

from kbang_ntm.core.errors import Refused
from reports.checking.anatomy import place_lines
from reports.checking.paper import Box, Face, Line, Page, Paper, Source, Span, Zone
from reports.documents.faces import MM_PER_POINT

_SAME_LINE, _THIN, _GAP = 0.5, 2.0, 8.0  # points
_WORD_GAP = 0.15  # sizes
_LISTED_CODE = re.compile(rb"<([0-9A-Fa-f]{4})>\s+(\d+)")
_UNREADABLE = (PDFSyntaxError, PDFPasswordIncorrect, PSException)


@dataclass(frozen=True)
class Letter:
    """One glyph."""

    text: str
    box: Box
    span: Span
    turned: bool


class _Manager(PDFResourceManager):
    """Reads faces whose codes are listed in the file itself.

    WeasyPrint lists them when a letter has no drawing: its code leads to glyph 0. The library
    cannot follow such lists and would drop every word of that face; the words are by code, so the
    codes are taken as they are and those that lead to glyph 0 remembered.
    """

    def __init__(self) -> None:
        super().__init__()
        self.blank: dict[int, set[int]] = {}

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        """The face of that object, made once."""
        font = super().get_font(objid, spec)
        listed = resolve1(spec.get("Encoding"))
        if isinstance(font, PDFCIDFont) and isinstance(listed, PDFStream):
            pairs = _LISTED_CODE.findall(listed.get_data())
            self.blank[id(font)] = {int(code, 16) for code, glyph in pairs if int(glyph) == 0}
            font.cmap = IdentityCMap(WMode=0)
        return font


class _Collector(PDFLayoutAnalyzer):
    """Keeps the pages as they come, and whether each glyph has a drawing."""

    def __init__(self, manager: _Manager) -> None:
        super().__init__(manager, laparams=None)
        self.blank = manager.blank
        self.read: list[LTPage] = []
        self.fonts: dict[str, PDFFont] = {}
        self.undrawn: dict[str, str] = {}

    def receive_layout(self, ltpage: LTPage) -> None:
        self.read.append(ltpage)

    def render_char(self, *given: Any, **named: Any) -> float:
        """Glyph 0 of a composite face is the box for what it cannot draw."""
        advance: float = super().render_char(*given, **named)
        font, cid = given[1], given[5]
        name = _bare(font.fontname)
        self.fonts.setdefault(name, font)
        if font.is_multibyte() and (cid == 0 or cid in self.blank.get(id(font), ())):
            drawn = self.cur_item._objs[-1]
            text = drawn.get_text() if isinstance(drawn, LTChar) else "?"
            self.undrawn[name] = self.undrawn.get(name, "") + text
        return advance


def read_pdf(content: bytes) -> Paper:
    """The paper in a PDF. Raises Refused ("file_unreadable")."""
    manager = _Manager()
    collector = _Collector(manager)
    try:
        source = PDFDocument(PDFParser(io.BytesIO(content)))
        interpreter = PDFPageInterpreter(manager, collector)
        for page in PDFPage.create_pages(source):
            interpreter.process_page(page)
    except _UNREADABLE as wrong:
        raise Refused(
            "file_unreadable", "Không đọc được tệp PDF: tệp hỏng hoặc có mật khẩu."
        ) from wrong
    if not collector.read:
        raise Refused("file_unreadable", "Tệp PDF không có trang nào.")
    pages: list[Page] = []
    lines: list[Line] = []
    part = 0
    for number, layout in enumerate(collector.read, 1):
        found, boxes = _lines(layout, number)
        width, height = layout.width * MM_PER_POINT, layout.height * MM_PER_POINT
        if number > 1 and _begins_annex(found, height):
            part += 1
        for line in found:
            line.part = part
        cells = any(line.zone is Zone.TABLE for line in found)
        end = max((box.x1 for box in boxes), default=0.0)
        pages.append(Page(number, part, width, height, has_table=cells, frames_end=end))
        lines += found
    faces = [
        Face(name, _embedded(font), collector.undrawn.get(name, ""))
        for name, font in sorted(collector.fonts.items())
    ]
    head = content[:8].decode("latin-1")
    paper = Paper(Source.PDF, pages, lines, faces, _created(source), head.removeprefix("%PDF-"))
    return place_lines(paper)


def _created(source: PDFDocument) -> datetime | None:
    for info in source.info:
        value = resolve1(info.get("CreationDate"))
        text = value.decode("latin-1") if isinstance(value, bytes) else ""
        found = re.match(r"D:(\d{14})", text)
        if found:
            return datetime.strptime(found[1], "%Y%m%d%H%M%S")
    return None


def _embedded(font: PDFFont) -> bool:
    return any(key in font.descriptor for key in ("FontFile", "FontFile2", "FontFile3"))


def _bare(name: Any) -> str:
    text = name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)
    return re.sub(r"^[A-Z]{6}\+", "", text)


def _walk(item: LTItem) -> Iterator[LTItem]:
    if isinstance(item, LTContainer):
        for child in item:
            yield from _walk(child)
    else:
        yield item


def _lines(layout: LTPage, number: int) -> tuple[list[Line], list[Box]]:
    """Lines of a page from top to bottom, and the frames drawn on it."""
    letters: list[Letter] = []
    frames: list[Box] = []
    rules: list[Box] = []
    for item in _walk(layout):
        if isinstance(item, LTChar):
            letters.append(_letter(item, layout.height))
        elif isinstance(item, LTCurve):
            box = _box(item.bbox, layout.height)
            high, wide = box.bottom - box.top, box.x1 - box.x0
            if high > _THIN and wide > _THIN:
                frames.append(box)
            elif high < 0.7 and wide > 3:
                rules.append(box)
    found = [_line(run, number) for run in _runs(letters)]
    kept = [line for line in found if line is not None]
    for line in kept:
        assert line.box is not None  # every line of a PDF has a place
        if any(_inside(line.box, frame) for frame in frames):
            line.zone = Zone.TABLE
        line.rule_mm = _rule_under(line.box, rules)
    kept.sort(key=lambda line: (round(line.box.top, 1), line.box.x0) if line.box else (0, 0))
    return kept, frames


def _letter(item: LTChar, height: float) -> Letter:
    name = _bare(item.fontname)
    a, b, *_ = item.matrix
    span = Span(
        item.get_text(),
        round(item.size, 1),
        "bold" in name.lower(),
        any(word in name.lower() for word in ("italic", "oblique")),
        name,
        _colour(item.graphicstate.ncolor),
    )
    return Letter(item.get_text(), _box(item.bbox, height), span, abs(b) > abs(a))


def _colour(value: Any) -> str:
    """Hex of grey, RGB or CMYK between 0 and 1; black when none was set."""
    parts = [value] if isinstance(value, int | float) else list(value or (0,))
    if not all(isinstance(part, int | float) for part in parts):
        return "pattern"
    if len(parts) == 4:
        parts = [(1 - part) * (1 - parts[3]) for part in parts[:3]]
    if len(parts) == 1:
        parts *= 3
    return "".join(f"{round(min(1, max(0, part)) * 255):02x}" for part in parts[:3])


def _box(bbox: tuple[float, float, float, float], height: float) -> Box:
    x0, y0, x1, y1 = bbox
    k = MM_PER_POINT
    return Box(x0 * k, (height - y1) * k, x1 * k, (height - y0) * k)


def _runs(letters: list[Letter]) -> Iterator[list[Letter]]:
    """Letters that follow each other on one line. A wide gap without a space is another cell."""
    run: list[Letter] = []
    for letter in letters:
        if run and not _follows(run[-1], letter):
            yield run
            run = []
        run.append(letter)
    if run:
        yield run


def _follows(last: Letter, letter: Letter) -> bool:
    if last.turned != letter.turned:
        return False
    if last.turned:
        return abs(last.box.x0 - letter.box.x0) < _SAME_LINE
    level = abs(last.box.bottom - letter.box.bottom) < _SAME_LINE + 0.3 * abs(
        last.span.size - letter.span.size
    )
    gap = letter.box.x0 - last.box.x1
    room = (
        25.0
        if last.text.isspace() or letter.text.isspace()
        else max(_GAP, 0.4 * last.span.size) * MM_PER_POINT
    )
    return level and -_GAP < gap < room


def _line(run: list[Letter], number: int) -> Line | None:
    seen = [letter for letter in run if letter.text.strip()]
    if not seen:
        return None
    spans: list[Span] = []
    for last, letter in zip((None, *run), run, strict=False):
        if last is not None and _apart(last, letter):
            spans[-1] = replace(spans[-1], text=f"{spans[-1].text} ")
        if spans and replace(spans[-1], text="") == replace(letter.span, text=""):
            spans[-1] = replace(spans[-1], text=spans[-1].text + letter.text)
        else:
            spans.append(letter.span)
    box = Box(
        min(letter.box.x0 for letter in seen), min(letter.box.top for letter in seen),
        max(letter.box.x1 for letter in seen), max(letter.box.bottom for letter in seen),
    )  # fmt: skip
    zone = Zone.TABLE if run[0].turned else Zone.MAIN
    return Line(number, 0, tuple(spans), zone, box=box, width_mm=box.x1 - box.x0)


def _apart(last: Letter, letter: Letter) -> bool:
    """Whether a gap stands for a space: drawings set words without space letters."""
    gap = letter.box.x0 - last.box.x1
    return not letter.turned and gap > _WORD_GAP * letter.span.size * MM_PER_POINT


def _inside(box: Box, frame: Box) -> bool:
    slack = 0.6
    return (
        frame.x0 - slack <= box.x0 and box.x1 <= frame.x1 + slack
        and frame.top - slack <= box.top and box.bottom <= frame.bottom + slack
    )  # fmt: skip


def _rule_under(box: Box, rules: list[Box]) -> float | None:
    near = [
        rule for rule in rules
        if -0.5 <= rule.top - box.bottom < 3 and box.x0 - 1 < rule.middle < box.x1 + 1
    ]  # fmt: skip
    return max((rule.x1 - rule.x0 for rule in near), default=None)


def _begins_annex(lines: list[Line], height: float) -> bool:
    """An annex begins where the first words of the type area are "Phụ lục", maybe with a number."""
    for line in lines:
        if line.box is None or line.box.bottom < 19 or line.box.top > height - 19:
            continue
        return re.fullmatch(r"PHỤ LỤC( [IVXLC0-9]+)?", line.text.upper()) is not None
    return False
