"""Words of head and foot by NĐ 30/2020."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reports.documents import wording
from reports.documents.tree import Align, Banners, FigureState, LegalHead, ListItem, Paragraph, Run
from tests.reports.documents import samples


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2022, 8, 5), "ngày 05 tháng 8 năm 2022"),
        (date(2025, 2, 28), "ngày 28 tháng 02 năm 2025"),
        (date(2025, 1, 9), "ngày 09 tháng 01 năm 2025"),
        (date(2024, 3, 10), "ngày 10 tháng 3 năm 2024"),
        (date(2024, 12, 1), "ngày 01 tháng 12 năm 2024"),
        (None, "ngày ... tháng ... năm ..."),
    ],
)
def test_zero_before_days_under_ten_and_the_first_two_months_only(
    day: date | None, expected: str
) -> None:
    assert wording.date_line(day) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [("", " " * 8 + "/BC-UBND"), ("5", "05/BC-UBND"), ("12", "12/BC-UBND"), ("05", "05/BC-UBND")],
)
def test_the_number_is_the_clerks_and_blank_until_then(number: str, expected: str) -> None:
    head = LegalHead(("A",), "BC-UBND", "Kbang", number=number)

    assert wording.number_line(head).replace("\u00a0", " ") == f"Số: {expected}"


def test_endings_of_bases_and_recipients() -> None:
    document = samples.report(
        bases=("Căn cứ A;", "Căn cứ B."), recipients=("- Như trên;", "Lưu: VT")
    )

    assert wording.bases(document) == ["Căn cứ A;", "Căn cứ B."]
    assert wording.recipients(document) == ["- Như trên;", "- Lưu: VT."]


def test_one_addressee_stays_on_the_line_several_get_dashes() -> None:
    assert wording.addressees(samples.report(addressees=("A",))) == ["Kính gửi: A"]
    assert wording.addressees(samples.report(addressees=("A", "B"))) == [
        "Kính gửi:", "- A;", "- B.",
    ]  # fmt: skip


def test_the_ending_mark_stands_behind_the_last_paragraph() -> None:
    last = wording.closed_blocks(samples.report(blocks=(Paragraph((Run("Hết."),)),)))[-1]
    assert isinstance(last, Paragraph) and last.runs[-1].text == "Hết./."
    figure = wording.closed_blocks(samples.report(blocks=(ListItem((Run(figure="average"),)),)))[-1]
    assert isinstance(figure, ListItem) and figure.runs[-1].text == "./."
    after = wording.closed_blocks(samples.report(blocks=(samples.bands(),)))[-1]
    assert after == Paragraph((Run("./."),), align=Align.LEFT)
    assert wording.closed_blocks(samples.report(blocks=())) == ()


def test_the_annex_names_the_document_it_belongs_to() -> None:
    document = samples.issued()
    named = replace(document, head=replace(document.head, issuer_name="UBND huyện Kbang"))  # type: ignore[type-var]  # the sample has a head

    assert wording.attachment_line(named, named.annexes[0]) == (
        "(Kèm theo Báo cáo số 05/BC-UBND ngày 03 tháng 02 năm 2025 của UBND huyện Kbang)"
    )
    assert wording.annex_label(named.annexes[1]) == "Phụ lục II"


def test_illustrative_figures_need_no_mark_where_every_page_says_it() -> None:
    document = samples.report(banners=Banners(illustrative="Số liệu minh họa"))

    assert wording.state_mark(document, FigureState.ILLUSTRATIVE) == ""
    plain = replace(document, banners=Banners())
    assert wording.state_mark(plain, FigureState.ILLUSTRATIVE) == "***"
    assert wording.state_legends(document, document.blocks) == ["* Số liệu chưa được xác nhận."]
