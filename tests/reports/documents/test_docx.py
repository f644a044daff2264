"""The DOCX keeps the format, stays editable, and holds the text of the tree."""

from __future__ import annotations

import io
import itertools
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import docx
import pdfplumber
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from lxml import etree
from PIL import Image
from pytest_django import Settings

from reports.documents import wording
from reports.documents.renderers import Format, render
from reports.documents.tree import Chart, Document, Mark, Picture, SignOff
from tests.reports.documents import samples
from tests.reports.documents.office import convert


def opened(document: Document, **options: Any) -> Any:
    return docx.Document(io.BytesIO(render(document, Format.DOCX, **options).content))


@pytest.fixture(scope="module")
def report() -> Any:
    return opened(samples.report())


def all_text(element: Any) -> str:
    return "\n".join(
        "".join(text.text or "" for text in paragraph.iter(qn("w:t")))
        for paragraph in element.iter(qn("w:p"))
    )


def test_pages_are_a4_with_the_margins_of_the_law(report: Any) -> None:
    sizes = []
    for section in report.sections:
        assert (section.top_margin.mm, section.bottom_margin.mm) == pytest.approx((20, 20), abs=0.1)
        assert (section.left_margin.mm, section.right_margin.mm) == pytest.approx((30, 15), abs=0.1)
        assert section.header_distance.mm < 20
        sizes.append((round(section.page_width.mm), round(section.page_height.mm)))
    assert sizes == [(210, 297), (297, 210), (210, 297)]
    assert report.sections[1].orientation == WD_ORIENT.LANDSCAPE


def test_the_number_is_a_field_at_top_centre_from_page_two(report: Any) -> None:
    first = report.sections[0]
    [paragraph] = first.header.paragraphs
    codes = [code.text for code in paragraph._p.iter(qn("w:instrText"))]

    assert codes == [" PAGE "]
    assert paragraph.style.paragraph_format.alignment == docx.enum.text.WD_ALIGN_PARAGRAPH.CENTER
    assert paragraph.style.font.size.pt == 13
    assert all(section.different_first_page_header_footer for section in report.sections)
    assert not list(first.first_page_header._element.iter(qn("w:instrText")))
    starts = [
        [number.get(qn("w:start")) for number in section._sectPr.findall(qn("w:pgNumType"))]
        for section in report.sections
    ]
    assert starts == [[], ["1"], ["1"]]


def test_all_styles_name_times_new_roman_and_no_theme(report: Any) -> None:
    for face in report.styles.element.iter(qn("w:rFonts")):
        assert set(face.values()) == {"Times New Roman"}
        assert not [name for name in face.keys() if "heme" in name]  # noqa: SIM118 - lxml element
    assert report.styles["Normal"].font.size.pt == 14
    assert report.styles["Heading 1"].font.bold
    body = report.styles["Nội dung"].paragraph_format
    assert body.first_line_indent.mm == pytest.approx(10, abs=0.1)
    assert body.alignment == docx.enum.text.WD_ALIGN_PARAGRAPH.JUSTIFY
    for paragraph in report.element.body.iter(qn("w:pStyle")):
        ids = {style.get(qn("w:styleId")) for style in report.styles.element}
        assert paragraph.get(qn("w:val")) in ids


def test_data_tables_repeat_their_head_and_never_split_a_row(report: Any) -> None:
    grids = [
        table
        for table in report.element.body.iter(qn("w:tbl"))
        if table.find(qn("w:tblPr")).find(qn("w:tblStyle")) is not None
    ]
    headers = [
        [row.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None for row in table.tr_lst]
        for table in grids
    ]

    assert [sum(flags) for flags in headers] == [1, 2, 1]
    assert headers[1] == [True] * 2 + [False] * 14
    for table in grids:
        width = sum(int(column.get(qn("w:w"))) for column in table.iter(qn("w:gridCol")))
        for row in table.tr_lst:
            assert row.find(qn("w:trPr")).find(qn("w:cantSplit")) is not None
            spans = [int((cell.grid_span) or 1) for cell in row.tc_lst]
            assert sum(spans) == len(list(table.iter(qn("w:gridCol"))))
        assert width / 1440 * 25.4 == pytest.approx(252 if table is grids[1] else 165, abs=1)


def test_the_matrix_holds_every_mark_grey_where_not_met(report: Any) -> None:
    table = list(report.element.body.iter(qn("w:tbl")))[3]
    cells = [all_text(cell) for row in table.tr_lst[2:15] for cell in row.tc_lst[3:]]
    grey = list(table.iter(qn("w:shd")))

    marks = [samples.verdict(row, column) for row in range(13) for column in range(19)]
    assert [cell[0] for cell in cells] == [mark.sign for mark in marks]
    assert len(grey) == marks.count(Mark.NOT_MET)
    upright = list(table.iter(qn("w:textDirection")))
    assert len(upright) == 20 + 1  # one head spans two rows, so it is named in both


def test_sections_do_not_begin_with_a_table_and_there_are_no_text_boxes(report: Any) -> None:
    body = list(report.element.body)
    for number, element in enumerate(body[:-1]):
        if element.find(f".//{qn('w:sectPr')}") is not None:
            assert body[number + 1].tag == qn("w:p")
    xml = etree.tostring(report.element).decode()
    for box in ("txbxContent", "w:pict", "v:shape", "w:numPr"):
        assert box not in xml
    grids = [number for number, element in enumerate(body) if element.tag == qn("w:tbl")]
    assert all(second - first > 1 for first, second in itertools.pairwise(grids))


def test_the_text_is_that_of_the_tree_and_composed(report: Any) -> None:
    text = all_text(report.element.body)

    assert unicodedata.is_normalized("NFC", text)
    for words in (
        wording.NATIONAL_TITLE, wording.MOTTO, "HUYỆN KBANG", "/BC-UBND", "DỰ THẢO", "BÁO CÁO",
        "Kính gửi: Ủy ban nhân dân tỉnh Gia Lai", "14,3", "48.500.000*", "- Lưu: VT, VPĐP.",
        "TM. ỦY BAN NHÂN DÂN", "Phụ lục I", "KẾT QUẢ 19 TIÊU CHÍ CỦA CÁC XÃ", "Không có số liệu.",
        samples.LETTERS, "./.", "* Số liệu chưa được xác nhận.", "Số xã đạt",
    ):  # fmt: skip
        assert words in text, words
    banner = all_text(report.sections[0].first_page_footer._element)
    assert banner == "DỰ THẢO · Số liệu minh họa · Số liệu đã xác nhận 11/13 xã"


def test_room_for_the_signature_stands_above_the_name() -> None:
    report = opened(samples.report(signers=(SignOff((), ("CHỦ TỊCH",), "Đinh Văn Thuận"),)))
    foot = next(table for table in report.tables if "Nơi nhận" in all_text(table._tbl))
    name = next(p for p in foot.rows[0].cells[1].paragraphs if p.text == "Đinh Văn Thuận")

    assert name.paragraph_format.space_before.mm >= 36
    assert foot.rows[0].cells[0].paragraphs[0].runs[0].text == "Nơi nhận:"


def test_the_same_snapshot_gives_the_same_bytes_without_dates() -> None:
    content = render(samples.report(), Format.DOCX).content
    again = render(Document.from_json(samples.report().to_json()), Format.DOCX).content

    assert again == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert "docProps/thumbnail.jpeg" not in archive.namelist()
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))
    properties = opened(samples.report()).core_properties
    assert properties.created == properties.modified == samples.SNAPSHOT_TIME
    assert properties.author == "ỦY BAN NHÂN DÂN HUYỆN KBANG"
    assert properties.identifier == samples.report().sha256


def test_pictures_are_embedded_and_broken_ones_leave_their_words() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 20), "black").save(buffer, "PNG")
    blocks = (Picture("a", "Một"), Picture("b", "Hai"), Picture("c", "Ba"))
    files = {"a": buffer.getvalue(), "b": b"\x89PNG\r\n\x1a\n"}
    report = opened(samples.report(blocks=blocks), stored_file=files.get)

    assert len(report.inline_shapes) == 1
    assert report.inline_shapes[0].width.mm == pytest.approx(80, abs=0.1)
    text = all_text(report.element.body)
    assert "[Hình: Hai]" in text and "[Hình: Ba]" in text and "[Hình: Một]" not in text


def charts_of(content: bytes) -> list[Image.Image]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.startswith("word/media/")]
        return [Image.open(io.BytesIO(archive.read(name))) for name in names]


def test_a_chart_is_a_picture_of_its_size_that_tells_its_sentence() -> None:
    report = samples.report(blocks=(Chart(samples.CHART, "Tăng từ 12,1 lên 14,3.", 120, 38),))
    content = render(report, Format.DOCX).content

    [shape] = docx.Document(io.BytesIO(content)).inline_shapes
    assert (shape.width.mm, shape.height.mm) == pytest.approx((120, 38), abs=0.2)
    assert shape._inline.docPr.get("descr") == "Tăng từ 12,1 lên 14,3."
    [picture] = charts_of(content)
    assert picture.size == pytest.approx((120 / 25.4 * 200, 38 / 25.4 * 200), abs=1)
    darkest, lightest = picture.convert("L").getextrema()
    assert darkest < 40 and lightest == 255
    # The left column begins at 20 of 160 and is drawn #444.
    assert picture.getpixel((round(picture.width * 30 / 160), round(picture.height * 0.7))) == (
        (0x44,) * 3
    )
    assert render(report, Format.DOCX).content == content


@pytest.mark.parametrize(
    ("drawing", "size"), [("", (120, 38)), (samples.CHART, (0, 38)), (samples.CHART, (9000, 9000))]
)
def test_a_chart_that_cannot_be_drawn_leaves_its_sentence(
    drawing: str, size: tuple[int, int]
) -> None:
    report = opened(samples.report(blocks=(Chart(drawing, "Bình quân 14,3.", *size),)))
    assert not report.inline_shapes
    assert "[Hình: Bình quân 14,3.]" in all_text(report.element.body)


def test_a_server_without_pdf_writes_the_sentence_of_a_chart(settings: Settings) -> None:
    settings.PDF_ENABLED = False
    report = opened(samples.report(blocks=(Chart(samples.CHART, "Bình quân 14,3."),)))
    assert not report.inline_shapes
    assert "[Hình: Bình quân 14,3.]" in all_text(report.element.body)


def test_libreoffice_opens_it_and_makes_the_same_pages(tmp_path: Path) -> None:
    source = tmp_path / "report.docx"
    source.write_bytes(render(samples.report(), Format.DOCX).content)
    made = convert([source], "pdf", tmp_path)

    with pdfplumber.open(made / "report.pdf") as pdf:
        sizes = [(round(p.width / 72 * 25.4), round(p.height / 72 * 25.4)) for p in pdf.pages]
        tops = [p.crop((0, 0, p.width, 17 / 25.4 * 72)).extract_text() for p in pdf.pages]
        assert sizes == [(210, 297), (210, 297), (297, 210), (210, 297)]
        assert tops == ["", "2", "", ""]
        assert len(pdf.pages[0].search(wording.NATIONAL_TITLE)) == 1
        assert "Số xã đạt 177" in pdf.pages[2].extract_text()
