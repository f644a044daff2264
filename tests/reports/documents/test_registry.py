"""Kinds of documents register once and say plainly what they do not know."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kbang_ntm.core.errors import Refused
from reports.documents import registry
from reports.documents.registry import DocumentKind, Format, Parameter
from reports.documents.tree import Document
from tests.reports.documents import samples


def build(*, title: str) -> Document:
    return samples.report(title=title)


KIND = DocumentKind(
    "sample-kind", "Báo cáo mẫu", (Format.PDF, Format.DOCX), build, (Parameter("title", "tên"),)
)


@pytest.fixture
def registered() -> Iterator[DocumentKind]:
    yield registry.register(KIND)
    del registry._kinds[KIND.code]


def test_a_registered_kind_is_found_and_listed(registered: DocumentKind) -> None:
    assert registry.get("sample-kind") is registered
    assert registered in registry.all()
    assert registry.register(KIND) is registered  # the same row again is no second kind


def test_a_code_cannot_be_taken_twice(registered: DocumentKind) -> None:
    with pytest.raises(ValueError, match="registered twice"):
        registry.register(DocumentKind("sample-kind", "Khác", (), build))


def test_an_unknown_kind_is_refused_with_the_known_ones(registered: DocumentKind) -> None:
    with pytest.raises(Refused, match="sample-kind") as refusal:
        registry.get("khong-co")

    assert refusal.value.code == "document_kind_unknown"


def test_parameters_and_formats_are_checked_before_the_builder_runs() -> None:
    assert KIND.build(title="BÁO CÁO").title == "BÁO CÁO"
    with pytest.raises(Refused, match="Chưa chọn tên"):
        KIND.build()
    with pytest.raises(Refused, match="không dùng mục"):
        KIND.build(title="a", colour="b")
    assert KIND.check_format("pdf") is Format.PDF
    with pytest.raises(Refused, match="pdf, docx"):
        KIND.check_format("xlsx")
