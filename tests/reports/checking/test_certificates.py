"""Certificates: order, colours, weight, the line under the motto, numbers of the book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from awards.certificate_slots import SLOTS, Slot
from awards.models import CertificateLayout
from awards.queries.certificates import SAMPLE, certificates_of, slots_of
from reports.checking.run import check_document
from reports.documents.renderers.certificates import render_certificates
from tests.factories.awards_decisions import make_deciding
from tests.reports.checking.broken import ids
from tests.reports.documents.samples import SNAPSHOT_TIME

WORDS = SAMPLE | {
    "decision": "Quyết định số: 15/QĐ-UBND ngày 05 tháng 8 năm 2024",
    "place_date": "Kbang, ngày 05 tháng 8 năm 2024",
    "book": "Số sổ vàng: 1",
}


def found(
    *sheets: dict[str, str],
    slots: Sequence[Slot] = SLOTS,
    more: Sequence[tuple[Slot, list[tuple[float, str]]]] = (),
    overlay: bool = False,
) -> set[str]:
    """Rules with a finding in certificates of those words, and of what is drawn besides."""
    drawn = [
        [(slot, slot.lines(words[slot.code])) for slot in slots if words.get(slot.code)] + [*more]
        for words in sheets or (WORDS,)
    ]
    content = render_certificates(drawn, overlay=overlay, title="Thử", created=SNAPSHOT_TIME)
    return ids(check_document(content))


def changed(code: str, **look: object) -> list[Slot]:
    """The slots with one of another look."""
    return [replace(slot, **look) if slot.code == code else slot for slot in SLOTS]


def test_sound_certificates_break_no_rule() -> None:
    assert found(WORDS, WORDS | {"book": "Số sổ vàng: 2"}) == set()


def test_an_overlay_leaves_to_the_blank_what_is_printed_there() -> None:
    assert found(slots=[slot for slot in SLOTS if not slot.frame], overlay=True) == set()


def test_every_part_in_its_order() -> None:
    assert "certificate-parts" in found(WORDS | {"book": ""})
    assert "certificate-parts" in found(WORDS | {"verb": ""})
    assert "certificate-parts" in found(slots=changed("verb", y=95))


def test_red_and_black() -> None:
    assert "certificate-colour" in found(slots=changed("title", red=False))
    assert "certificate-colour" in found(slots=changed("name", red=True))


def test_bold_slanted_and_capitals() -> None:
    assert "certificate-weight" in found(slots=changed("verb", bold=False))
    assert "certificate-weight" in found(WORDS | {"verb": "Tặng"})
    assert "certificate-weight" in found(slots=changed("book", slanted=False))


def test_the_line_under_the_motto() -> None:
    bare = changed("motto", ruled=False)
    assert "certificate-motto-rule" in found(slots=bare)
    blanks = (Slot("blanks", "", 148.5, 37, 13, ruled=True), [(37.0, "\u00a0" * 12)])
    assert "certificate-motto-rule" in found(slots=bare, more=[blanks])  # a line, but too short


def test_number_and_day_of_the_decision() -> None:
    assert "certificate-decision" in found(WORDS | {"decision": "Quyết định số: 15 ngày 5/8/2024"})
    open_line = "Quyết định số:          ngày      tháng      năm"
    assert "certificate-decision" not in found(WORDS | {"decision": open_line})


def test_a_number_of_the_book_stands_once() -> None:
    assert "certificate-book" in found(WORDS, WORDS)


@pytest.mark.django_db
@pytest.mark.data("reference")
@pytest.mark.parametrize("overlay", [False, True])
def test_those_of_a_decision_keep_the_law(overlay: bool) -> None:
    level = make_deciding()
    row = level.issued(3)
    layout = (
        CertificateLayout.objects.create(
            unit=level.unit, name="Phôi", overlay=True, offset_x=Decimal(3), offset_y=Decimal(-2)
        )
        if overlay
        else None
    )
    sheets = [one.drawn(slots_of(layout)) for one in certificates_of(row)]
    content = render_certificates(sheets, overlay=overlay, title=row.title, created=row.made_at)
    result = check_document(content)
    assert [finding.sentence(result.source) for finding in result.findings] == []
