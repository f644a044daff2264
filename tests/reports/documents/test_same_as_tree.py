"""The editable files say what their tree says; and who compares them finds what was changed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from reports.documents.renderers import Format, render
from reports.documents.tree import Document, PageBreak, Paragraph, Run
from tests.reports.documents import samples
from tests.reports.documents.docx_package import faults
from tests.reports.documents.same_as_tree import docx_differences, xlsx_differences


@pytest.mark.parametrize(
    "document",
    [
        samples.report(),
        samples.issued(),
        samples.report(head=None, signers=(), recipients=(), notes=("Một\nhai\tba",)),
        samples.report(blocks=(Paragraph((Run("a\nb\tc"),)), PageBreak())),
        Document("k", "", samples.SNAPSHOT_TIME),
    ],
)
def test_nothing_differs(document: Document) -> None:
    content = render(document, Format.DOCX).content

    assert faults(content) == []
    assert docx_differences(document, content) == []
    assert xlsx_differences(document, render(document, Format.XLSX).content) == []


def changed(change: Callable[[Any], object]) -> bytes:
    file = docx.Document(io.BytesIO(render(samples.report(), Format.DOCX).content))
    change(file)
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def first(file: Any, tag: str) -> Any:
    return next(file.element.body.iter(qn(tag)))


def last_cell(file: Any) -> Any:
    return list(file.element.body.iter(qn("w:tc")))[60]


@pytest.mark.parametrize(
    "change",
    [
        lambda file: setattr(next(last_cell(file).iter(qn("w:t"))), "text", "9"),
        lambda file: last_cell(file).getparent().remove(last_cell(file)),
        lambda file: file.element.body.remove(first(file, "w:tbl")),
        lambda file: file.add_paragraph("thêm"),
        lambda file: setattr(file.paragraphs[10], "style", file.styles["Heading 1"]),
    ],
    ids=["number", "cell", "table", "line", "heading"],
)
def test_a_change_of_text_is_found(change: Callable[[Any], object]) -> None:
    assert docx_differences(samples.report(), changed(change))


def swap_properties(file: Any) -> None:
    properties = next(p for p in file.element.body.iter(qn("w:pPr")) if len(p) > 1)
    properties.append(properties[0])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda file: first(file, "w:tblHeader").getparent().remove(first(file, "w:tblHeader")),
         "does not repeat"),
        (lambda file: first(file, "w:pStyle").set(qn("w:val"), "Nowhere"), "Nowhere is not there"),
        (swap_properties, "in this order"),
        (lambda file: setattr(file.styles["Normal"].font, "name", "Arial"), "is Arial"),
        (lambda file: first(file, "w:r").makeelement and
         first(file, "w:r").append(first(file, "w:r").makeelement(qn("w:pict"))), "<pict>"),
    ],
    ids=["head", "style", "order", "face", "box"],
)  # fmt: skip
def test_a_fault_of_the_package_is_found(change: Callable[[Any], object], words: str) -> None:
    assert any(words in fault for fault in faults(changed(change)))


@pytest.mark.parametrize("missing", ["word/styles.xml", "word/header1.xml", "docProps/core.xml"])
def test_a_missing_or_untyped_part_is_found(missing: str) -> None:
    source = zipfile.ZipFile(io.BytesIO(render(samples.report(), Format.DOCX).content))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            renamed = name + ".bak" if name == missing and name != "word/styles.xml" else name
            target.writestr(renamed, source.read(name))
    found = faults(buffer.getvalue())
    assert (found == []) is (missing == "word/styles.xml")


def test_another_total_is_found() -> None:
    document = samples.report()
    book = openpyxl.load_workbook(io.BytesIO(render(document, Format.XLSX).content))
    buffer = io.BytesIO()
    book.save(buffer)  # it keeps formulas and forgets their values

    assert xlsx_differences(document, buffer.getvalue())
