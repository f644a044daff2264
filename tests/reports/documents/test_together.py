"""Wherever the text ends, at least two lines of it or of its last table go with the foot."""

from __future__ import annotations

import io
from typing import cast

import docx
import pypdf
import pypdfium2
import pytest
from docx.oxml.ns import qn
from PIL import Image

from reports.documents.registry import Format
from reports.documents.renderers import render
from reports.documents.tree import (
    Align,
    Block,
    Cell,
    Chart,
    Column,
    Document,
    Heading,
    Paragraph,
    Row,
    Run,
    Table,
)
from tests.reports.documents import samples

TABLE = Table(
    (Column("TT", 10, align=Align.CENTER), Column("Xã", 90)),
    tuple(Row((Cell(number), Cell(f"Dòng thứ {number}"))) for number in range(1, 5)),
)
SQUARE = Chart(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 40"><text y="20">Hình</text></svg>',
    alt="Hình",
    height=40,
    caption="Hình vẽ cuối",
)
LONG = "Các xã tiếp tục thực hiện những nhiệm vụ đã giao trong kế hoạch của huyện. " * 4
# The last blocks, what of them the page of the foot begins with at the latest.
ENDS: dict[str, tuple[tuple[Block, ...], str]] = {
    "a table": ((TABLE,), "Dòng thứ 3"),
    "a table and a line": ((TABLE, Paragraph((Run("Dòng cuối"),))), "Dòng thứ 4"),
    "two short lines": (
        (Paragraph((Run("Dòng áp chót"),)), Paragraph((Run("Dòng cuối"),))), "Dòng áp chót",
    ),
    "a heading and a line": (
        (Heading(1, "IX. Phần cuối"), Paragraph((Run("Dòng cuối"),))), "IX. Phần cuối",
    ),
    "a long paragraph": ((Paragraph((Run(LONG),)),), "kế hoạch của huyện"),
    "a drawing": ((SQUARE,), "Hình vẽ cuối"),
}  # fmt: skip


def ending_with(blocks: tuple[Block, ...], lines: int) -> Document:
    """A text of so many lines before its last blocks, without annexes."""
    before = tuple(Paragraph((Run(f"Câu {number}"),)) for number in range(lines))
    return samples.report(blocks=(*before, *blocks), annexes=(), figures=(), notes=())


def page_of_foot(document: Document) -> tuple[int, str]:
    """Number, from 0, and words of the page that has who signs."""
    pages = pypdf.PdfReader(io.BytesIO(render(document, Format.PDF).content)).pages
    words = [" ".join(page.extract_text().split()) for page in pages]
    return next((at, text) for at, text in enumerate(words) if "Nơi nhận:" in text)


@pytest.mark.parametrize("name", ENDS)
def test_no_length_of_the_text_leaves_the_foot_alone(name: str) -> None:
    blocks, first = ENDS[name]
    turned = 0
    for lines in range(12, 34, 2):
        page, text = page_of_foot(ending_with(blocks, lines))
        if page:
            turned += 1
            assert first in text[: text.index("Nơi nhận:")], (lines, text[:80])
    assert turned > 2  # the foot has gone to the next page on the way


def lowest_ink(picture: Image.Image, columns: range) -> int:
    """The lowest row of the text's area that is dark in one of these columns; pixels."""
    rows = range(picture.height * 9 // 10, 0, -1)
    return next(y for y in rows if any(cast(int, picture.getpixel((x, y))) < 128 for x in columns))


def test_no_line_hangs_from_a_table_that_goes_on() -> None:
    parted = 0
    for lines in range(12, 34, 2):
        content = render(ending_with((TABLE,), lines), Format.PDF).content
        first = pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()
        if "Dòng thứ 1" not in first or "Dòng thứ 4" in first:
            continue
        parted += 1
        with pypdfium2.PdfDocument(content) as file:
            picture = file[0].render(scale=200 / 72).to_pil().convert("L")
        left, right = round(30 / 25.4 * 200), round(195 / 25.4 * 200)  # margins of 30 and 15 mm
        found = [lowest_ink(picture, range(at - 3, at + 4)) for at in (left, right)]
        assert abs(found[0] - found[1]) <= 2, (lines, found)
    assert parted


@pytest.mark.parametrize("name", ENDS)
def test_the_editable_file_keeps_the_same_with_the_foot(name: str) -> None:
    blocks, first = ENDS[name]
    file = docx.Document(io.BytesIO(render(ending_with(blocks, 3), Format.DOCX).content))
    elements = list(file.element.body)
    foot = next(at for at, one in enumerate(elements) if "Nơi nhận:" in words_of(one))
    kept = [
        paragraph
        for element in elements[:foot]
        for paragraph in element.iter(qn("w:p"))
        if paragraph.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None
    ]
    begins = next(at for at, one in enumerate(kept) if first in words_of(one))
    # From there to the foot there is no paragraph that lets go.
    every = [one for element in elements[:foot] for one in element.iter(qn("w:p"))]
    assert kept[begins:] == every[every.index(kept[begins]) :]


def words_of(element: object) -> str:
    return "".join(one.text or "" for one in element.iter(qn("w:t")))  # type: ignore[attr-defined]  # lxml has no types
