"""What no one should write still gives a tidy file, in time, or a sentence."""

from __future__ import annotations

import io

import pdfplumber
import pytest

from kbang_ntm.core.errors import Refused
from reports.documents.renderers import MAX_TEXT, Format, render
from reports.documents.tree import (
    Annex,
    Cell,
    Chart,
    Column,
    Document,
    Heading,
    LegalHead,
    ListItem,
    Paragraph,
    Row,
    Run,
    SignOff,
    Table,
)
from tests.reports.documents import samples

MM = 25.4 / 72
LONG_NAME = "Nguyễn" * 50


def flat_text(content: bytes) -> str:
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        text = "".join(page.extract_text() for page in pdf.pages)
    return "".join(text.replace("\u200b", "").split())


def stays_inside(content: bytes) -> bool:
    """Whether no letter of any page lies outside its left and right margins."""
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return all(
            char["x0"] * MM >= 30 - 0.6 and char["x1"] * MM <= page.width * MM - 15 + 0.6
            for page in pdf.pages
            for char in page.chars
        )


@pytest.mark.parametrize("name", [LONG_NAME, "Nguyễn Thị " * 27], ids=["unbroken", "spaced"])
def test_a_name_of_three_hundred_letters_breaks_inside_its_margins(name: str) -> None:
    table = Table((Column("TT", 5), Column("Họ tên"), Column(name, rotate=True)),
                  (Row((Cell(1), Cell(name), Cell(2))),))  # fmt: skip
    document = samples.report(
        blocks=(Heading(1, name), Paragraph((Run(name),)), ListItem((Run(name),)), table),
        abstract=(name,), signers=(SignOff((), ("CHỦ TỊCH",), name),), annexes=(),
        head=LegalHead((name,), "BC-UBND", "Kbang"), recipients=(name,),
    )  # fmt: skip

    content = render(document, Format.PDF).content

    assert stays_inside(content)
    assert flat_text(content).count("".join(name.split())) >= 3
    for format_ in (Format.DOCX, Format.XLSX, Format.HTML):
        assert render(document, format_).content


@pytest.mark.parametrize(
    "text", ["một hai ba bốn " * 66_000, "ơ" * 60_000], ids=["1 MB", "unbroken"]
)
def test_a_paragraph_of_a_megabyte_prints(text: str) -> None:
    document = samples.report(blocks=(Paragraph((Run(text),)),), annexes=())

    content = render(document, Format.PDF).content

    with pdfplumber.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) > 10
        assert pdf.pages[5].extract_text().startswith("6\n")
    for format_ in (Format.DOCX, Format.XLSX, Format.HTML):
        assert render(document, format_).content


@pytest.mark.parametrize("format_", Format)
def test_more_than_that_is_refused_with_a_sentence(format_: Format) -> None:
    endless = "một " * (MAX_TEXT // 4 + 1)
    table = Table((Column("n"),), (Row((Cell(endless),)),))

    for block in (Paragraph((Run(endless),)), table):
        with pytest.raises(Refused, match="Rút gọn đoạn này") as refusal:
            render(samples.report(blocks=(block,)), format_)
        assert refusal.value.code == "text_too_long"


@pytest.mark.parametrize("format_", Format)
def test_empty_and_bare_documents_print(format_: Format) -> None:
    bare = Document("k", "", samples.SNAPSHOT_TIME)
    empty = samples.report(
        blocks=(Table((Column("Không dòng nào"),)), Chart("", "Bình quân 14,3."), Paragraph(())),
        annexes=(Annex("", ()), Annex("Trống", (Table((Column("a"),)),), "I", landscape=True)),
        signers=(), recipients=(), bases=(), addressees=(), abstract=(), notes=(),
    )  # fmt: skip

    assert render(bare, format_).content
    assert render(empty, format_).content


def test_a_missing_drawing_says_its_sentence() -> None:
    document = samples.report(blocks=(Chart("", "Bình quân 14,3 tiêu chí/xã.", caption="Hình 1"),))

    with pdfplumber.open(io.BytesIO(render(document, Format.PDF).content)) as pdf:
        text = pdf.pages[0].extract_text()
    assert "Không có hình. Bình quân 14,3 tiêu chí/xã." in text
    assert "Hình 1" in text


def test_file_names_tell_kind_day_and_snapshot() -> None:
    document = samples.report(kind="../Báo cáo\n")
    rendered = render(document, Format.DOCX)

    assert rendered.file_name == f"b-o-c-o-20241016-{document.sha256[:8]}.docx"
    assert rendered.content_type.endswith("wordprocessingml.document")
