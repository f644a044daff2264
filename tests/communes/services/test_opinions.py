"""Opinions of the people: every village with its minutes, counted, answered, then closed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction

from communes.models import OpinionMinutes, OpinionRound, OpinionVillage
from communes.queries.registers import opinions
from communes.services import opinions as service
from kbang_ntm.core.errors import NotAllowed, Refused
from tests.factories.registers import GOOD_MINUTES, Registers, make_registers

pytestmark = pytest.mark.django_db


@pytest.fixture
def book() -> Registers:
    return make_registers()


def villages(row: OpinionRound) -> list[OpinionVillage]:
    return list(row.villages.order_by("name"))


def figure(book: Registers) -> Any:
    return opinions(book.unit_id, standard="ntm", year=2025)


def test_others_may_not(book: Registers) -> None:
    row, world = book.round(), book.world
    village = villages(row)[0]
    for person in (world.neighbour_officer, world.coordinator, world.reader, book.front):
        for act in (
            lambda who: service.set_villages_total(round_=row, total=3, actor=who),
            lambda who: service.add_village(round_=row, name="Làng Mới", actor=who),
            lambda who: service.remove_village(village=village, reason="x", actor=who),
            lambda who: service.record_minutes(
                village=village, minutes=service.Minutes(**GOOD_MINUTES), actor=who
            ),
            lambda who: service.answer_opinions(village=village, text="x", actor=who),
        ):
            with pytest.raises(NotAllowed):
                act(person)
    assert OpinionMinutes.objects.count() == 0


def test_a_round_starts_with_the_villages_of_the_map(book: Registers) -> None:
    row = book.round()
    assert [one.name for one in villages(row)] == ["Làng Hà Nừng", "Làng Tà Kơr"]
    with pytest.raises(Refused) as refused:
        book.round()
    assert refused.value.code == "exists"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"present": 101}, "households"),
        ({"invited": 101}, "households"),
        ({"agree": 78}, "votes"),
        ({"other": 2}, "other"),
        ({"number": " "}, "no_number"),
        ({"held_on": date(2025, 6, 21)}, "future"),
        ({"households": 0, "present": 0, "agree": 0, "disagree": 0}, "households"),
        ({"disagree": -1}, "negative"),
    ],
)
def test_minutes_that_cannot_be(book: Registers, fields: dict[str, Any], code: str) -> None:
    village = villages(book.round())[0]
    with pytest.raises(Refused) as refused:
        book.minutes(village, **fields)
    assert refused.value.code == code
    assert OpinionMinutes.objects.count() == 0


def test_the_database_refuses_them_too(book: Registers) -> None:
    village = villages(book.round())[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        OpinionMinutes.objects.create(
            village=village, version=1, by=book.world.officer, **{**GOOD_MINUTES, "agree": 99}
        )


def test_sums_over_villages(book: Registers) -> None:
    one, two = villages(book.round())
    book.minutes(one, invited=90)
    book.minutes(two, households=50, present=20, agree=12, disagree=8)
    found = figure(book)
    assert (found.villages, found.held, found.households, found.present) == (2, 2, 150, 100)
    assert (found.agree, found.disagree, found.other) == (87, 11, 0)
    assert found.invited is None  # one of the minutes does not say
    assert found.agree_share == Decimal(87)
    assert found.complete
    assert not found.closed


def test_a_village_missing_is_not_complete(book: Registers) -> None:
    row = book.round()
    one, two = villages(row)
    book.minutes(one)
    assert figure(book).missing == (two.name,)
    with pytest.raises(Refused, match="Làng Tà Kơr"):
        service.close_round(round_=row, actor=book.world.leader)
    book.minutes(two, file=False)
    assert figure(book).missing == (two.name,)  # numbers without their paper
    assert not figure(book).complete


def test_more_villages_on_paper_than_on_the_map(book: Registers) -> None:
    row = book.round(total=None)
    for village in villages(row):
        book.minutes(village)
    assert not figure(book).complete  # nobody has said how many there are
    service.set_villages_total(round_=row, total=3, actor=book.world.officer)
    assert not figure(book).complete
    new = service.add_village(round_=row, name="Thôn 3", actor=book.world.officer)
    with pytest.raises(Refused) as refused:
        service.add_village(round_=row, name="thon 3", actor=book.world.officer)
    assert refused.value.code == "exists"
    book.minutes(new)
    assert figure(book).complete


def test_a_mended_version_says_why_and_keeps_the_old(book: Registers) -> None:
    village = villages(book.round())[0]
    first = book.minutes(village)
    with pytest.raises(Refused) as refused:
        book.minutes(village, agree=70)
    assert refused.value.code == "no_reason"
    second = book.minutes(village, agree=70, reason="Đếm lại theo biên bản", file=False)
    assert (second.version, second.file) == (2, first.file)
    assert figure(book).agree == 70
    with pytest.raises(InternalError), transaction.atomic():
        OpinionMinutes.objects.filter(pk=first.pk).update(agree=1)


def test_other_opinions_are_answered_before_closing(book: Registers) -> None:
    row = book.round()
    one, two = villages(row)
    book.minutes(one, other=2, opinions="Đề nghị sửa đường vào khu sản xuất")
    book.minutes(two)
    with pytest.raises(Refused, match="Chưa trả lời"):
        service.close_round(round_=row, actor=book.world.leader)
    with pytest.raises(Refused) as refused:
        service.answer_opinions(village=two, text="Không có", actor=book.world.officer)
    assert refused.value.code == "no_opinion"
    service.answer_opinions(village=one, text="Đưa vào kế hoạch 2026", actor=book.world.officer)
    service.close_round(round_=row, actor=book.world.leader)
    assert figure(book).closed


def test_closed_by_the_leader_and_opened_again_with_a_reason(book: Registers) -> None:
    row = book.round()
    for village in villages(row):
        book.minutes(village)
    with pytest.raises(NotAllowed):
        service.close_round(round_=row, actor=book.world.officer)
    row = service.close_round(round_=row, actor=book.world.leader)
    with pytest.raises(Refused) as refused:
        book.minutes(villages(row)[0], reason="sửa")
    assert refused.value.code == "closed"
    with pytest.raises(Refused) as refused:
        service.reopen_round(round_=row, reason="", actor=book.world.leader)
    assert refused.value.code == "no_reason"
    service.reopen_round(round_=row, reason="Biên bản nhầm", actor=book.world.leader)
    assert not figure(book).closed


def test_a_removed_village_counts_no_more(book: Registers) -> None:
    row = book.round()
    village = villages(row)[0]
    book.minutes(village)
    service.remove_village(village=village, reason="Đã nhập thôn", actor=book.world.officer)
    assert figure(book).listed == 1
    assert figure(book).held == 0


def test_who_sees_what(book: Registers) -> None:
    row, world = book.round(), book.world
    rows = OpinionRound.objects
    assert rows.visible_to(world.officer).count() == 1
    assert rows.visible_to(world.coordinator).count() == 1
    assert rows.visible_to(world.reader).count() == 0
    for village in villages(row):
        book.minutes(village)
    service.close_round(round_=row, actor=world.leader)
    assert rows.visible_to(world.reader).count() == 1
    assert rows.visible_to(world.neighbour_leader).count() == 0
