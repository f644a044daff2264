"""A DOCX read back: paragraphs with the look that styles and runs give them, sections, headers.

What Word would show follows from the run, then the chain of styles, then the defaults of the
document. A section stands for the page of a PDF.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from kbang_ntm.core.errors import Refused
from reports.checking.docx_looks import Looks
from reports.checking.paper import Box, Face, Line, Page, Paper, Side, Source, Zone
from reports.documents import wording
from reports.documents.faces import text_width

_TWIPS = 1440 / 25.4
_NO_BORDERS = {"nil", "none"}
_LONG_TABLE = 12  # rows; a shorter one seldom leaves its page


def read_docx(content: bytes) -> Paper:
    """The paper in a DOCX. Raises Refused ("file_unreadable")."""
    try:
        file = docx.Document(io.BytesIO(content))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile) as wrong:
        raise Refused("file_unreadable", "Không đọc được tệp DOCX: tệp hỏng.") from wrong
    return _Reader(file).paper()


class _Reader:
    """Walks the body once, section by section."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._looks = Looks(file)
        self._lines: list[Line] = []
        self._pages: list[Page] = []
        self._section, self._part = 1, 0
        self._headless = 0
        self._zone = Zone.MAIN
        self._head_seen = False

    def paper(self) -> Paper:
        for element in self._file.element.body:
            if element.tag == qn("w:p"):
                self._paragraph(element, self._zone, Side.WIDE, self._room())
                if element.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
                    self._close()
            elif element.tag == qn("w:tbl"):
                self._table(element)
        self._close()
        self._running()
        body = self._file.element.body
        faces = sorted({span.face for line in self._lines for span in line.spans})
        return Paper(
            Source.DOCX,
            self._pages,
            self._lines,
            [Face(face, embedded=True) for face in faces],
            created=self._file.core_properties.created,
            number_field=self._has_number_field(),
            long_tables_without_head=self._headless,
            text_boxes=len(list(body.iter(qn("w:txbxContent")))),
        )

    def _room(self) -> float:
        section = self._file.sections[min(self._section, len(self._file.sections)) - 1]
        return float(section.page_width.mm - section.left_margin.mm - section.right_margin.mm)

    def _close(self) -> None:
        """End of a section: its page, and whether it is an annex of its own."""
        section = self._file.sections[self._section - 1]
        here = [line for line in self._lines if line.page == self._section]
        first = here[0].text.upper() if here else ""
        if self._section > 1 and re.fullmatch(r"PHỤ LỤC( [IVXLC0-9]+)?", first):
            self._part += 1
        for line in here:
            line.part = self._part
        count = section._sectPr.find(qn("w:pgNumType"))
        starts = count is not None and count.get(qn("w:start")) == "1"
        self._pages.append(
            Page(
                self._section,
                self._part,
                section.page_width.mm,
                section.page_height.mm,
                has_table=any(line.zone is Zone.TABLE for line in here),
                margins=Box(
                    section.left_margin.mm, section.top_margin.mm,
                    section.right_margin.mm, section.bottom_margin.mm,
                ),
                restarts=starts,
                shows_number_first=not section.different_first_page_header_footer,
            )
        )  # fmt: skip
        self._section += 1
        self._zone = Zone.MAIN

    def _paragraph(self, element: Any, zone: Zone, side: Side, room: float) -> None:
        spans = self._looks.spans(element)
        setting = self._looks.setting(element)
        if not "".join(span.text for span in spans).strip():
            self._rule(element, room)
            return
        line = Line(
            self._section, self._part, spans, zone, side,
            centred=setting.align == "center", setting=setting,
        )  # fmt: skip
        widths = (
            text_width(row, line.size, bold=line.bold, italic=line.italic)
            for row in "".join(span.text for span in spans).split("\n")
        )
        line.width_mm = min(room, max(widths, default=0.0))
        self._lines.append(line)

    def _rule(self, element: Any, room: float) -> None:
        """An empty paragraph with a border above is the line under the text before it."""
        top = element.find(f"{qn('w:pPr')}/{qn('w:pBdr')}/{qn('w:top')}")
        if top is None or not self._lines:
            return
        indent = element.find(f"{qn('w:pPr')}/{qn('w:ind')}")
        sides = [int(indent.get(qn(f"w:{name}"), "0")) for name in ("left", "right")]
        self._lines[-1].rule_mm = room - sum(sides) / _TWIPS

    def _table(self, element: Any) -> None:
        rows = element.findall(qn("w:tr"))
        bordered = _bordered(element)
        words = "".join(text.text or "" for text in element.iter(qn("w:t")))
        heads = wording.MOTTO in words or re.search(r"Số\s*:", words) is not None
        head = not bordered and self._section == 1 and not self._head_seen and heads
        self._head_seen = self._head_seen or head
        zone = Zone.TABLE if bordered else Zone.HEAD if head else Zone.FOOT
        if zone is Zone.FOOT:
            self._zone = Zone.NOTE
        if bordered and len(rows) > _LONG_TABLE and rows[0].find(
            f"{qn('w:trPr')}/{qn('w:tblHeader')}"
        ) is None:  # fmt: skip
            self._headless += 1
        for row in rows:
            for index, cell in enumerate(row.findall(qn("w:tc"))):
                side = Side.WIDE if bordered else Side.RIGHT if index else Side.LEFT
                room = _cell_room(cell)
                for paragraph in cell.iter(qn("w:p")):
                    self._paragraph(paragraph, zone, side, room)

    def _running(self) -> None:
        """Headers and footers, said once at the first section."""
        section = self._file.sections[0]
        for zone, area in self._areas(section):
            for paragraph in area._element.iter(qn("w:p")):
                spans = self._looks.spans(paragraph)
                if "".join(span.text for span in spans).strip():
                    setting = self._looks.setting(paragraph)
                    self._lines.append(
                        Line(1, 0, spans, zone, centred=setting.align == "center", setting=setting)
                    )

    def _areas(self, section: Any) -> Iterator[tuple[Zone, Any]]:
        yield Zone.RUNNING_TOP, section.header
        yield Zone.RUNNING_BOTTOM, section.footer

    def _has_number_field(self) -> bool:
        header = self._file.sections[0].header._element
        codes = "".join(code.text or "" for code in header.iter(qn("w:instrText")))
        simple = [field.get(qn("w:instr"), "") for field in header.iter(qn("w:fldSimple"))]
        return "PAGE" in codes or any("PAGE" in code for code in simple)


def _bordered(table: Any) -> bool:
    properties = table.find(qn("w:tblPr"))
    borders = properties.find(qn("w:tblBorders")) if properties is not None else None
    if borders is not None:
        return any(side.get(qn("w:val")) not in _NO_BORDERS for side in borders)
    style = properties.find(qn("w:tblStyle")) if properties is not None else None
    return style is not None and style.get(qn("w:val")) == "TableGrid"


def _cell_room(cell: Any) -> float:
    width = cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}")
    return int(width.get(qn("w:w"))) / _TWIPS if width is not None else 0.0
