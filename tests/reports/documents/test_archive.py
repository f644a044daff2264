"""A PDF for keeping declares PDF/A-3b and holds the figures of its tables. No validator ran."""

from __future__ import annotations

import io
from dataclasses import replace

from openpyxl import load_workbook
from pypdf import PdfReader

from reports.checking.run import check_document
from reports.documents.registry import Format
from reports.documents.renderers import render
from reports.documents.renderers.laying_out import DATA_NAME
from reports.documents.tree import Table
from tests.reports.documents.samples import issued, report


def kept(**given: object) -> bytes:
    return render(report(), Format.PDF, for_keeping=True, **given).content  # type: ignore[arg-type]  # options of render


def test_it_declares_what_it_is() -> None:
    metadata = PdfReader(io.BytesIO(kept())).xmp_metadata
    assert metadata is not None
    assert metadata.pdfaid_part == "3"
    assert metadata.pdfaid_conformance == "B"
    plain = render(report(), Format.PDF).content
    assert b"pdfaid" not in plain


def test_the_workbook_inside_has_the_figures_of_the_tables() -> None:
    reader = PdfReader(io.BytesIO(kept()))
    (content,) = reader.attachments[DATA_NAME]
    inside = load_workbook(io.BytesIO(content))
    outside = load_workbook(io.BytesIO(render(report(), Format.XLSX).content))
    assert inside.sheetnames == outside.sheetnames
    for one, two in zip(inside.worksheets, outside.worksheets, strict=True):
        assert [[cell.value for cell in row] for row in one] == [
            [cell.value for cell in row] for row in two
        ]


def test_a_text_without_tables_holds_no_workbook() -> None:
    words = tuple(block for block in issued().blocks if not isinstance(block, Table))
    text = replace(issued(), blocks=words, annexes=())
    content = render(text, Format.PDF, for_keeping=True).content
    assert PdfReader(io.BytesIO(content)).attachments == {}


def test_the_same_bytes_and_the_same_form() -> None:
    assert kept() == kept()
    assert (
        check_document(kept()).errors == check_document(render(report(), Format.PDF).content).errors
    )
