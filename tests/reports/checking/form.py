"""Whether a document keeps the form in each format of its kind, and says in each what it says."""

from __future__ import annotations

from reports.checking.run import Result, check_document
from reports.documents.registry import DocumentKind, Format
from reports.documents.renderers import render
from reports.documents.tree import Document, Table
from tests.reports.documents.docx_package import faults
from tests.reports.documents.same_as_tree import docx_differences, xlsx_differences

FORMS = {"ballot-paper", "submission-receipt"}  # their tables are boxes to mark, and one record
CHECKED = {Format.PDF, Format.DOCX}


def complaints(result: Result) -> list[str]:
    return [finding.sentence(result.source) for finding in result.errors]


def assert_keeps_the_form(document: Document, kind: DocumentKind) -> None:
    found = {
        format_.value: complaints(check_document(render(document, format_).content))
        for format_ in kind.formats
        if format_ in CHECKED
    }
    assert found
    assert found == {name: [] for name in found}
    assert_offers_its_tables(document, kind)
    assert_says_what_the_tree_says(document, kind)


def assert_offers_its_tables(document: Document, kind: DocumentKind) -> None:
    holds = any(isinstance(block, Table) for block in document.all_blocks())
    assert not holds or Format.XLSX in kind.formats or kind.code in FORMS


def assert_says_what_the_tree_says(document: Document, kind: DocumentKind) -> None:
    """Text, tables and totals read back from the editable files are those of the tree."""
    if Format.DOCX in kind.formats:
        content = render(document, Format.DOCX).content
        assert faults(content) == []
        assert docx_differences(document, content) == []
    if Format.XLSX in kind.formats:
        assert xlsx_differences(document, render(document, Format.XLSX).content) == []
