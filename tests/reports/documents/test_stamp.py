"""The code on a print: readable by a machine, absent from the copy to be signed."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from docx import Document as read_docx
from openpyxl import load_workbook
from PIL import Image

from reports.checking.run import check_document
from reports.documents.registry import Format
from reports.documents.renderers import render
from reports.documents.stamp import Stamp
from reports.services import issuing
from reports.services.snapshots import render_snapshot, shown_code, stamp_of
from tests.factories.communes import make_world
from tests.factories.issuing import SIGNER, make_round
from tests.reports.documents.samples import issued, report

STAMP = Stamp("ABCD-EFGH-2345", "HTTPS://NTM.KBANG.GIALAI.GOV.VN/KT/ABCDEFGH2345/")


def black_and_white(content: bytes, dpi: int = 200) -> list[Image.Image]:
    """Every page as an office copier sees it."""
    document = pypdfium2.PdfDocument(content)
    scale = dpi / 72
    return [page.render(scale=scale).to_pil().convert("1", dither=0) for page in document]


def squares(image: Image.Image) -> list[str]:
    return [one.text for one in zxingcpp.read_barcodes(image.convert("L"))]


def test_the_square_is_read_from_a_copy_at_200_dpi() -> None:
    content = render(report(), Format.PDF, stamp=STAMP).content
    found = [squares(page) for page in black_and_white(content)]
    assert found[0] == [STAMP.address]
    assert not any(found[1:])


def test_a_crooked_grey_copy_still_reads() -> None:
    page = black_and_white(render(report(), Format.PDF, stamp=STAMP).content)[0].convert("L")
    copy = page.rotate(2, fillcolor=255).resize((page.width * 3 // 4, page.height * 3 // 4))
    assert squares(copy) == [STAMP.address]


@pytest.mark.parametrize("document", [report(), issued()], ids=["report", "decision"])
@pytest.mark.parametrize("format_", [Format.PDF, Format.DOCX])
def test_the_form_is_kept_under_a_stamp(document: object, format_: Format) -> None:
    plain = check_document(render(document, format_).content)
    result = check_document(render(document, format_, stamp=STAMP).content)
    assert [one.rule for one in result.errors] == [one.rule for one in plain.errors] == []


def test_the_same_bytes_for_the_same_stamp() -> None:
    for format_ in (Format.PDF, Format.DOCX, Format.XLSX):
        one, two = (render(report(), format_, stamp=STAMP).content for _ in range(2))
        assert one == two


def test_docx_holds_words_and_square_in_the_foot_of_the_first_page() -> None:
    content = render(report(), Format.DOCX, stamp=STAMP).content
    first = read_docx(io.BytesIO(content)).sections[0].first_page_footer
    assert any(STAMP.code in line.text for line in first.paragraphs)
    archive = zipfile.ZipFile(io.BytesIO(content))
    pictures = [name for name in archive.namelist() if name.startswith("word/media/")]
    found = [squares(Image.open(archive.open(name))) for name in pictures]
    assert found.count([STAMP.address]) == 1  # the charts of the sample are pictures too


def test_xlsx_says_the_code_on_every_sheet_of_figures() -> None:
    book = load_workbook(io.BytesIO(render(report(), Format.XLSX, stamp=STAMP).content))
    feet = [sheet.oddFooter.left.text for sheet in book.worksheets]
    assert sum(bool(text and STAMP.code in text) for text in feet) >= 1


@pytest.mark.django_db
def test_prints_carry_it_and_the_copy_to_be_signed_does_not(settings: Any) -> None:
    settings.PUBLIC_ADDRESS = "https://ntm.example"
    round_ = make_round(make_world())
    row = round_.approved()
    draft = render_snapshot(row.snapshot, Format.PDF).content
    assert squares(black_and_white(draft)[0]) == [f"HTTPS://NTM.EXAMPLE/KT/{row.snapshot.code}/"]
    row = issuing.register(
        paper=row, number="7", dated=date(2025, 6, 20), signer=SIGNER, actor=round_.clerk
    )
    final = render_snapshot(row.snapshot, Format.PDF).content
    assert squares(black_and_white(final)[0]) == []
    assert shown_code(row.snapshot.code).encode() not in final


@pytest.mark.django_db
def test_without_a_public_address_the_square_says_the_code(settings: Any) -> None:
    settings.PUBLIC_ADDRESS = ""
    row = make_round(make_world()).draft()
    assert stamp_of(row.snapshot).address == row.snapshot.code
