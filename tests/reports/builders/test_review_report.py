"""The report of a review: every number from a bound figure, remarks kept, drafts say so."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from campaigns.models import ReviewEvent
from campaigns.queries import review_facts
from campaigns.queries.review_facts import Fact
from campaigns.services import reviews
from reports.builders import review_report
from reports.documents.registry import Format
from reports.documents.renderers import render
from reports.documents.tree import Document, Heading, ListItem, Paragraph
from tests.factories.campaigns_reviews import make_review
from tests.factories.communes import make_world

pytestmark = pytest.mark.django_db


def lines_of(document: Document) -> list[str]:
    figures = document.figure_map
    found = []
    for block in document.blocks:
        if isinstance(block, Heading):
            found.append(block.text)
        elif isinstance(block, Paragraph | ListItem):
            found.append(
                "".join(
                    figures[run.figure].display if run.figure else run.text for run in block.runs
                )
            )
    return found


def test_a_draft_of_an_almost_empty_portal_says_what_is_not_known() -> None:
    event = make_review(make_world())
    document = review_report.build(event=event)
    lines = lines_of(document)
    unknown = (
        "Bình quân tiêu chí đạt: chưa xác định (chưa có số liệu đã xác nhận trong thời gian này)."
    )
    assert unknown in " ".join(lines)
    assert "Có 0/5 đơn vị đã gửi báo cáo (Phụ lục)." in lines[1]
    assert document.banners.draft and document.banners.unconfirmed == "Số liệu chưa chốt."
    assert document.head is not None and document.head.number == ""
    for format_ in (Format.PDF, Format.DOCX, Format.XLSX):
        assert render(document, format_).content


def test_remarks_stand_after_the_figures_of_their_section() -> None:
    world = make_world()
    event = make_review(world)
    reviews.remark(
        event=event,
        section="punctuality",
        text="Nề nếp.\nCòn hai xã chậm.",
        actor=world.coordinator,
    )
    lines = lines_of(review_report.build(event=event))
    start = next(place for place, line in enumerate(lines) if line.endswith("Chế độ báo cáo"))
    assert "Nề nếp." in lines[start:] and "Còn hai xã chậm." in lines[start:]
    assert lines.index("Nề nếp.") > start


def test_frozen_figures_are_printed_whatever_comes_later(monkeypatch: pytest.MonkeyPatch) -> None:
    world = make_world()
    counted = [3]
    monkeypatch.setitem(
        review_facts._parts,
        "extra",
        review_facts.Part("extra", "Sổ khác", lambda scope: [Fact("Dòng sổ", counted[0])], 99),
    )
    event = reviews.gather_facts(event=make_review(world), actor=world.coordinator)
    before = review_report.build(event=event).to_json()
    counted[0] = 4
    assert review_report.build(event=ReviewEvent.objects.get()).to_json() == before
    event = reviews.reopen_facts(event=event, actor=world.coordinator)
    assert "Dòng sổ: 4." in " ".join(lines_of(review_report.build(event=event)))


def test_a_number_is_printed_as_the_page_shows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = [Fact("Ngày công", Decimal("3810.00"), "ngày công"), Fact("Điểm", Decimal("14.50"))]
    monkeypatch.setattr(review_facts, "_parts", {})
    review_facts.register("x", "Phần", lambda scope: facts)
    lines = lines_of(review_report.build(event=make_review(make_world())))
    assert "Ngày công: 3.810 ngày công." in lines and "Điểm: 14,5." in lines
    assert facts[0].words == "3.810 ngày công"


def test_a_closed_review_carries_the_number_of_its_paper() -> None:
    world = make_world()
    event = reviews.gather_facts(event=make_review(world), actor=world.coordinator)
    event = reviews.close_review(
        event=event,
        paper_number="45/BC-UBND",
        paper_date=date(2025, 6, 20),
        actor=world.coordinator,
    )
    document = review_report.build(event=event)
    assert document.head is not None
    assert (document.head.number, document.head.dated) == ("45", date(2025, 6, 20))
    assert not document.banners.draft


@pytest.mark.data("demo")
def test_the_demonstration_prints_in_every_format() -> None:
    event = ReviewEvent.objects.get()
    document = review_report.build(event=event)
    lines = " ".join(lines_of(document))
    assert "Bình quân tiêu chí đạt, Quý I/2024" in lines
    assert "Có 4/" in lines
    for format_ in (Format.PDF, Format.DOCX, Format.XLSX):
        assert len(render(document, format_).content) > 5_000
