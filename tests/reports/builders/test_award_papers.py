"""Papers of awards: every kind in each of its formats; numbers of the PDF are those of the rows."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import Any

import pypdf
import pytest

from awards.models import Award, CertificateLayout, Decision, Regime
from awards.queries.certificates import certificates_of, slots_of
from awards.services import issuing
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import format_number
from reports.builders.awards import (
    decisions,
    memos,
    nominees,
    payment,
    session_minutes,
    session_papers,
)
from reports.builders.awards.parts import bases_of
from reports.documents.registry import DocumentKind, Format
from reports.documents.renderers import render
from reports.documents.renderers.certificates import render_certificates
from tests.factories.awards_decisions import Deciding, make_deciding

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]


@pytest.fixture
def level() -> Deciding:
    return make_deciding()


def decided(level: Deciding) -> Decision:
    return level.decided(3)


def printed(kind: DocumentKind, format_: Format = Format.PDF, **about: object) -> str:
    content = render(kind.build(**about), format_).content
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def fonts_of(page: pypdf.PageObject) -> list[Any]:
    return [one.get_object() for one in page["/Resources"]["/Font"].values()]


def test_the_decision_prints_each_amount_and_their_sum(level: Deciding) -> None:
    row = decided(level)
    text = printed(decisions.DECISION_KIND, decision=row)
    amounts = [award.amount for award in row.awards.all()]
    assert len(amounts) == 3 and all(amounts)
    for amount in amounts:
        assert format_number(int(amount or 0)) in text
    assert format_number(int(sum(amounts, Decimal(0)))) in text
    assert "Căn cứ Luật Thi đua, khen thưởng" in text
    assert re.search(r"Số: +/QĐ-UBND", text), "the clerk has given no number yet"


def test_the_number_stands_on_the_paper_once_the_clerk_has_given_it(level: Deciding) -> None:
    row = issuing.issue(
        decision=decided(level),
        number="417/QĐ-UBND",
        number_date=level.day,
        scan=None,
        actor=level.clerk,
    )
    assert "Số: 417/QĐ-UBND" in printed(decisions.DECISION_KIND, decision=row)


def test_the_list_to_sign_has_who_gets_how_much(level: Deciding) -> None:
    row = decided(level)
    text = printed(payment.PAYMENT_KIND, decision=row)
    for award in row.awards.all():
        assert award.name in text and format_number(int(award.amount or 0)) in text


@pytest.mark.parametrize(
    ("law", "bases"),
    [
        ("Luật 06/2022/QH15; NĐ 98/2023/NĐ-CP", (
            "Căn cứ Luật Thi đua, khen thưởng số 06/2022/QH15",
            "Căn cứ Nghị định số 98/2023/NĐ-CP",
        )),
        ("Luật 06/2022/QH15 sửa đổi bởi Luật 06/2026/QH16", (
            "Căn cứ Luật Thi đua, khen thưởng số 06/2022/QH15 sửa đổi bởi Luật số 06/2026/QH16",
        )),
    ],
)  # fmt: skip
def test_the_law_is_named_in_full(law: str, bases: tuple[str, ...]) -> None:
    assert bases_of(Regime(law=law)) == bases


def test_a_draft_has_no_list_to_sign(level: Deciding) -> None:
    with pytest.raises(Refused, match="chưa ký"):
        payment.PAYMENT_KIND.build(decision=level.draft(1))


def test_memo_list_and_notice_print(level: Deciding) -> None:
    row = level.draft(3)
    assert "danh sách kèm theo" in printed(memos.MEMO_KIND, decision=row)
    text = printed(nominees.LIST_KIND, round=row.round)
    for award in row.awards.all():
        assert award.name in text
    tally = printed(session_papers.TALLY_KIND, session=row.session)
    assert "70 % × 11 = 7,7, cần từ 8 phiếu, có 10 phiếu đồng ý." in tally
    assert "10/11 = 90,91 %" in printed(session_papers.NOTICE_KIND, session=row.session)


@pytest.mark.parametrize(
    "kind",
    [decisions.DECISION_KIND, memos.MEMO_KIND, payment.PAYMENT_KIND],
    ids=lambda kind: kind.code,
)
def test_each_format_of_papers_of_a_decision_is_made_and_made_again(
    level: Deciding, kind: DocumentKind
) -> None:
    row = decided(level)
    for format_ in kind.formats:
        first = render(kind.build(decision=row), format_).content
        assert first and first == render(kind.build(decision=row), format_).content


def test_papers_of_what_is_not_there_say_so(level: Deciding) -> None:
    round_, _session, rows = level.ready(1)
    for kind, about in (
        (nominees.SHEET_KIND, {"nomination": rows[0]}),
        (memos.PROVINCE_KIND, {"round": round_}),
    ):
        with pytest.raises(Refused, match="chưa có"):
            kind.build(**about)
    assert "chưa có đề nghị" in printed(nominees.LIST_KIND, round=level.round("Đợt trống"))


def test_minutes_before_signing_are_a_draft(level: Deciding) -> None:
    round_ = level.round()
    row = level.nomination(round_)
    session = level.session(round_, [row], state="closed", minutes_frozen=None, minutes_sha256="")
    document = session_minutes.KIND.build(session=session)
    assert document.banners.draft
    text = printed(session_minutes.KIND, session=session)
    assert "10/11 = 90,91 %" in text and "Khai mạc lúc 08 giờ 00 phút." in text


def test_certificates_are_a_page_each_in_the_order_of_the_annex(level: Deciding) -> None:
    row = decided(level)
    sheets = [one.drawn(slots_of(None)) for one in certificates_of(row)]
    content = render_certificates(sheets, overlay=False, title=row.title, created=row.made_at)
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    names = list(
        Award.objects.filter(decision=row).order_by("order").values_list("name", flat=True)
    )
    assert len(pages) == len(names) == 3
    for page, name in zip(pages, names, strict=True):
        assert name in re.sub(r"\s+", " ", page.extract_text())
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (842, 595)
    faces = {str(one["/BaseFont"]) for page in pages for one in fonts_of(page)}
    assert faces and all("Liberation-Serif" in one for one in faces), faces
    assert content == render_certificates(
        sheets, overlay=False, title=row.title, created=row.made_at
    )


def test_an_overlay_leaves_out_what_the_blank_has(level: Deciding) -> None:
    row = decided(level)
    layout = CertificateLayout.objects.create(
        unit=level.unit, name="Phôi", overlay=True, offset_x=Decimal("3"), offset_y=Decimal("-2")
    )
    sheets = [one.drawn(slots_of(layout)) for one in certificates_of(row)]
    content = render_certificates(sheets, overlay=True, title=row.title, created=row.made_at)
    text = pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert "CỘNG HÒA" not in text and "GIẤY KHEN" not in text
    assert row.awards.order_by("order")[0].name in re.sub(r"\s+", " ", text)
