"""The produced PDF keeps NĐ 30/2020: page, margins, faces, head, page numbers; same bytes."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from kbang_ntm.core.errors import Refused
from reports.documents import faces, wording
from reports.documents.renderers import Format, render
from reports.documents.tree import (
    Cell,
    Column,
    Heading,
    LegalHead,
    Mark,
    Paragraph,
    Picture,
    Row,
    Run,
    SignOff,
    Table,
)
from tests.reports.documents import samples

MM = 25.4 / 72
TOLERANCE = 0.6  # mm


@pytest.fixture(scope="module")
def content() -> bytes:
    return render(samples.report(), Format.PDF).content


@pytest.fixture(scope="module")
def pages(content: bytes) -> Iterator[list[Any]]:
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        yield list(pdf.pages)


def pages_of(**changes: object) -> list[Any]:
    pdf = pdfplumber.open(io.BytesIO(render(samples.report(**changes), Format.PDF).content))
    return list(pdf.pages)


def text_of(pages: list[Any]) -> str:
    return "\n".join(page.extract_text() for page in pages)


def line_with(page: Any, text: str) -> dict[str, Any]:
    found = page.search(re.escape(text), regex=True)
    assert found, f"{text!r} is not on one line of the page"
    return dict(found[0])


def rules_near(page: Any, found: dict[str, Any]) -> list[float]:
    """Widths of the lines drawn within 3 mm below a text."""
    return [
        rect["x1"] - rect["x0"]
        for rect in page.rects
        if 0 <= (rect["top"] - found["bottom"]) * MM < 3
        and rect["height"] < 2
        and found["x0"] < (rect["x0"] + rect["x1"]) / 2 < found["x1"]
    ]


def test_text_is_a4_portrait_and_the_matrix_a4_landscape(pages: list[Any]) -> None:
    sizes = [(round(page.width * MM), round(page.height * MM)) for page in pages]

    assert sizes == [(210, 297), (210, 297), (297, 210), (210, 297)]


def test_body_stays_inside_the_margins_and_reaches_them(pages: list[Any]) -> None:
    for page in pages:
        body = page.crop((0, 20 * MM**-1, page.width, page.height - 20 / MM))
        boxes = [*body.chars, *body.rects]
        assert min(box["x0"] for box in boxes) * MM >= 30 - TOLERANCE
        assert max(box["x1"] for box in boxes) * MM <= page.width * MM - 15 + TOLERANCE
    left = min(char["x0"] for char in pages[0].chars) * MM
    right = max(char["x1"] for char in pages[0].chars) * MM
    assert left == pytest.approx(30, abs=TOLERANCE)
    assert right == pytest.approx(195, abs=TOLERANCE)


def test_above_and_below_the_margins_stand_only_number_and_banner(pages: list[Any]) -> None:
    for page in pages:
        above = page.crop((0, 0, page.width, 20 / MM)).extract_text()
        below = page.crop((0, page.height - 20 / MM, page.width, page.height)).extract_text()
        assert re.fullmatch(r"\d*", above)
        assert below == "DỰ THẢO · Số liệu minh họa · Số liệu đã xác nhận 11/13 xã"


def test_page_numbers_from_page_two_at_top_centre_and_anew_in_each_annex(pages: list[Any]) -> None:
    numbers = [page.crop((0, 0, page.width, 20 / MM)) for page in pages]

    assert [crop.extract_text() for crop in numbers] == ["", "2", "", ""]
    chars = numbers[1].chars
    middle = (chars[0]["x0"] + chars[-1]["x1"]) / 2 * MM
    assert middle == pytest.approx(30 + 165 / 2, abs=1)
    assert 13 <= round(chars[0]["size"], 1) <= 14


def test_a_long_annex_counts_its_own_pages() -> None:
    rows = tuple(Row((Cell(number), Cell("Xã"))) for number in range(120))
    table = Table((Column("TT"), Column("Tên", 90)), rows)
    annex = samples.Annex("Danh sách", (table,), "I", landscape=True)

    pages = pages_of(annexes=(annex, annex))

    tops = [page.crop((0, 0, page.width, 20 / MM)).extract_text() for page in pages]
    half = (len(pages) - 2) // 2
    expected = ["", *(str(number) for number in range(2, half + 1))]
    assert tops == ["", "2", *expected, *expected]
    # The head of the table stands again on each page of it.
    assert all("TT Tên" in page.extract_text() for page in pages[2:])


def test_only_embedded_faces_of_ours_are_used(content: bytes) -> None:
    seen = set()
    for page in PdfReader(io.BytesIO(content)).pages:
        for font in page["/Resources"]["/Font"].values():
            font = font.get_object()
            descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert len(descriptor["/FontFile2"].get_object().get_data()) > 1000
            seen.add(str(font["/BaseFont"]).partition("+")[2])
    assert seen == {
        f"Liberation-Serif-NTM{face}" for face in ("", "-Bold", "-Italic", "-Bold-Italic")
    }


@pytest.mark.parametrize("name", faces.FACE_FILES)
def test_every_face_has_every_letter(name: str) -> None:
    face = TTFont(faces.FACES_DIR / name)
    letters = face.getBestCmap().keys()

    assert "2.1.5" in face["name"].getDebugName(5)
    assert not {char for char in samples.LETTERS if ord(char) not in letters}
    assert not {hex(code) for code in range(0x1EA0, 0x1EFA) if code not in letters}
    assert not {mark.sign for mark in Mark if ord(mark.sign) not in letters}


def test_national_title_on_one_line_with_the_motto_under_it(pages: list[Any]) -> None:
    page = pages[0]
    title = line_with(page, wording.NATIONAL_TITLE)
    motto = line_with(page, wording.MOTTO)

    assert 12 <= round(title["chars"][0]["size"], 1) <= 13
    assert 13 <= round(motto["chars"][0]["size"], 1) <= 14
    assert all("Bold" in char["fontname"] for char in title["chars"] + motto["chars"])
    assert (title["x0"] + title["x1"]) / 2 == pytest.approx((motto["x0"] + motto["x1"]) / 2, abs=2)
    assert title["top"] * MM < 30
    assert title["x1"] * MM <= 195 + TOLERANCE
    [rule] = rules_near(page, motto)
    assert rule == pytest.approx(motto["x1"] - motto["x0"], rel=0.02)


@pytest.mark.parametrize(
    ("last_line", "widest_line"),
    [("HUYỆN KBANG", "ỦY BAN NHÂN DÂN"), ("“Kbang chung sức", "quý III năm 2024")],
)
def test_lines_under_issuer_and_abstract_take_a_third_to_a_half(
    pages: list[Any], last_line: str, widest_line: str
) -> None:
    first, last = line_with(pages[0], last_line), line_with(pages[0], widest_line)
    left, right = min(first["x0"], last["x0"]), max(first["x1"], last["x1"])

    [rule] = rules_near(pages[0], first | {"x0": left, "x1": right})

    assert 1 / 3 <= rule / (right - left) <= 1 / 2


def test_number_blank_and_date_open_until_registered(pages: list[Any]) -> None:
    text = pages[0].extract_text()

    assert "Số: /BC-UBND" in text
    assert "Kbang, ngày ... tháng ... năm ..." in text
    issued = text_of(
        list(pdfplumber.open(io.BytesIO(render(samples.issued(), Format.PDF).content)).pages)
    )
    assert "Số: 05/BC-UBND" in issued
    assert "Kbang, ngày 03 tháng 02 năm 2025" in issued
    assert "DỰ THẢO" not in issued


def test_text_is_composed_and_every_letter_comes_back(content: bytes, pages: list[Any]) -> None:
    text = "".join(page.extract_text() or "" for page in PdfReader(io.BytesIO(content)).pages)

    assert unicodedata.is_normalized("NFC", text)
    flat = "".join(text.split())
    for word in samples.LETTERS.split():
        assert word in flat, word
    assert "14,3" in text and "48.500.000*" in text and "chưa có số liệu" in text.replace("\n", " ")
    assert "* Số liệu chưa được xác nhận." in text_of(pages)


def test_foot_has_room_for_signature_and_seal() -> None:
    signer = SignOff(("TM. ỦY BAN NHÂN DÂN",), ("CHỦ TỊCH",), "Đinh Văn Thuận")
    page = pages_of(signers=(signer,))[1]

    position, name = line_with(page, "CHỦ TỊCH"), line_with(page, "Đinh Văn Thuận")
    assert (name["top"] - position["bottom"]) * MM >= 36
    assert position["x0"] * MM > 105
    recipients = line_with(page, "Nơi nhận:")
    assert recipients["x0"] * MM == pytest.approx(30, abs=TOLERANCE)
    assert "Bold-Italic" in recipients["chars"][0]["fontname"]
    assert recipients["top"] == pytest.approx(line_with(page, "TM. ỦY BAN")["top"], abs=6)
    assert "- Lưu: VT, VPĐP." in page.extract_text()
    assert "”./." in page.extract_text().replace("\n", "")


def test_two_signers_stand_side_by_side() -> None:
    signers = (SignOff((), ("THƯ KÝ",), "Bà A"), SignOff((), ("CHỦ TRÌ",), "Ông B"))
    page = pages_of(signers=signers, recipients=())[1]

    left, right = line_with(page, "THƯ KÝ"), line_with(page, "CHỦ TRÌ")
    assert left["top"] == pytest.approx(right["top"], abs=1)
    assert left["x1"] < right["x0"]


def test_paragraphs_begin_one_centimetre_in_and_are_justified(pages: list[Any]) -> None:
    first = line_with(pages[0], "Các xã đã rà soát")

    assert first["x0"] * MM == pytest.approx(40, abs=TOLERANCE)
    rights = [line["x1"] * MM for line in pages[0].extract_text_lines() if line["x0"] * MM < 31]
    assert sum(abs(right - 195) < TOLERANCE for right in rights) > 8


def test_matrix_fits_one_landscape_page_with_marks_and_sums(pages: list[Any]) -> None:
    text = pages[2].extract_text()

    assert "Phụ lục I\nKẾT QUẢ 19 TIÊU CHÍ" in text
    for commune in samples.COMMUNES:
        assert commune.split()[0] in text
    assert "Số xã đạt 177" in text
    assert "Ký hiệu: Đ: đạt; C: chưa đạt; ?: chưa xác định; 2/4: số chỉ tiêu" in text
    grey = [
        rect
        for rect in pages[2].rects
        if rect["height"] > 5 and min(rect["non_stroking_color"] or (0,)) > 0.8
    ]
    marks = [samples.verdict(row, column) for row in range(13) for column in range(19)]
    assert len(grey) == marks.count(Mark.NOT_MET)


def test_the_same_snapshot_gives_the_same_bytes_here_and_in_another_process(
    content: bytes, tmp_path: Path
) -> None:
    snapshot = tmp_path / "snapshot.json"
    snapshot.write_text(samples.report().to_json(), "utf-8")
    program = (
        "import sys, pathlib\n"
        "from reports.documents.tree import Document\n"
        "from reports.documents.renderers.pdf import render_pdf\n"
        "text = pathlib.Path(sys.argv[1]).read_text('utf-8')\n"
        "sys.stdout.buffer.write(render_pdf(Document.from_json(text)))\n"
    )
    environment = os.environ | {"PYTHONHASHSEED": "77", "TZ": "Pacific/Auckland"}
    other = subprocess.run(
        [sys.executable, "-c", program, str(snapshot)],
        capture_output=True, check=True, env=environment, cwd=Path(__file__).parents[3],
    ).stdout  # fmt: skip

    assert render(samples.report(), Format.PDF).content == content
    assert other == content


def test_file_dates_and_identifier_come_from_the_document(content: bytes) -> None:
    reader = PdfReader(io.BytesIO(content))

    assert reader.metadata is not None
    assert reader.metadata.creation_date == samples.SNAPSHOT_TIME
    assert reader.metadata.modification_date == samples.SNAPSHOT_TIME
    assert samples.report().sha256[:32] == reader.trailer["/ID"][0].original_bytes.hex()


def test_what_has_no_legal_head_prints_with_its_title_alone() -> None:
    document = samples.report(head=None, addressees=(), bases=(), annexes=(), ending="")
    text = text_of(list(pdfplumber.open(io.BytesIO(render(document, Format.PDF).content)).pages))

    assert "CỘNG HÒA" not in text
    assert text.startswith("DỰ THẢO\nBÁO CÁO")


def test_a_letter_has_its_subject_under_the_number() -> None:
    head = LegalHead(
        ("HUYỆN KBANG",), "UBND-NV", "Kbang", ("ỦY BAN NHÂN DÂN",), subject="V/v đôn đốc"
    )
    page = pages_of(title="", abstract=(), head=head)[0]

    subject, number = line_with(page, "V/v đôn đốc"), line_with(page, "Số:")
    assert subject["top"] > number["bottom"]
    assert subject["x1"] * MM < 105


def test_a_heading_is_not_left_alone_at_the_foot_of_a_page() -> None:
    filler = Paragraph((Run("Dòng chữ."),))
    for count in range(22, 30):
        blocks = (*[filler] * count, Heading(1, "II. MỤC CUỐI"), filler)
        for page in pages_of(blocks=blocks, annexes=(), banners=samples.Banners()):
            lines = page.extract_text().splitlines()
            assert not lines or lines[-1] != "II. MỤC CUỐI"


def test_a_missing_face_is_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(faces, "FACES_DIR", tmp_path)

    with pytest.raises(Refused, match="Thiếu phông chữ LiberationSerif") as refusal:
        render(samples.report(), Format.PDF)
    assert refusal.value.code == "font_missing"


@pytest.mark.parametrize("stored", [None, b"", b"not a picture", b"\x89PNG\r\n\x1a\n broken"])
def test_a_missing_or_corrupt_picture_leaves_its_words(stored: bytes | None) -> None:
    document = samples.report(blocks=(Picture("logo-1", "Biểu trưng huyện"),), annexes=())
    content = render(document, Format.PDF, stored_file=lambda file: stored).content

    with pdfplumber.open(io.BytesIO(content)) as pdf:
        assert "Biểu trưng huyện" in pdf.pages[0].extract_text()
        assert not pdf.pages[0].images
