"""Composition by decision: seats with days, one chair, nobody twice, old ones ended first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from psycopg2.extras import DateRange

from awards.enums import SeatRole
from awards.models import Council, CouncilSeat
from awards.services import councils
from kbang_ntm.core.errors import NotAllowed, Refused
from tests.factories.awards_council import SINCE, Halls, make_halls
from tests.factories.communes import make_user

pytestmark = pytest.mark.django_db
LAST = date(2025, 6, 30)


@pytest.fixture
def halls() -> Halls:
    return make_halls(3)


def refused(code: str, act: Callable[[], Any]) -> None:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code
    assert caught.value.message.endswith(".")


def seat(halls: Halls, **fields: Any) -> CouncilSeat:
    values: dict[str, Any] = {
        "name": "Lê Văn Mới", "position": "Trưởng phòng", "role": SeatRole.MEMBER,
        "first": SINCE, **fields,
    }  # fmt: skip
    return councils.add_seat(
        council=halls.council, text=councils.SeatText(**values), actor=halls.desk
    )


def test_only_the_desk_writes_composition(halls: Halls) -> None:
    text = councils.CouncilText("Hội đồng khác", date(2026, 1, 1))
    for person in (halls.chair, halls.world.officer, halls.world.coordinator):
        with pytest.raises(NotAllowed):
            councils.make_council(unit=halls.world.district, text=text, actor=person)
        with pytest.raises(NotAllowed):
            councils.end_seat(seat=halls.seats[2], last=LAST, reason="nghỉ hưu", actor=person)
    assert Council.objects.count() == 1


def test_the_old_council_ends_before_a_new_one(halls: Halls) -> None:
    text = councils.CouncilText("Hội đồng mới", date(2025, 7, 1))

    def make() -> Council:
        return councils.make_council(unit=halls.world.district, text=text, actor=halls.desk)

    refused("overlap", make)
    councils.end_council(
        council=halls.council, last=LAST, reason="QĐ kiện toàn số 12", actor=halls.desk
    )
    assert make().seats.count() == 0
    assert {one.valid.upper for one in halls.council.seats.all()} == {date(2025, 7, 1)}


def test_a_change_ends_one_seat_and_begins_another(halls: Halls) -> None:
    newcomer = make_user("moi", "Lê Văn Mới")
    refused("taken", lambda: seat(halls, role=SeatRole.SECRETARY, user=newcomer))
    councils.end_seat(
        seat=halls.seats[1], last=date(2025, 1, 31), reason="chuyển công tác", actor=halls.desk
    )
    first = date(2025, 2, 1)
    made = seat(halls, role=SeatRole.SECRETARY, user=newcomer, first=first)
    assert made.valid == DateRange(first, None)
    old = CouncilSeat.objects.get(pk=halls.seats[1].pk)
    assert old.valid.upper == first


def test_nobody_sits_twice_and_the_database_says_so_too(halls: Halls) -> None:
    refused("overlap", lambda: seat(halls, user=halls.person(2)))
    with pytest.raises(IntegrityError), transaction.atomic():
        CouncilSeat.objects.create(
            council=halls.council, user=halls.person(2), name="A", position="B", role="member",
            valid=DateRange(SINCE, None),
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        CouncilSeat.objects.create(
            council=halls.council, name="A", position="B", role="chair",
            valid=DateRange(SINCE, None),
        )  # fmt: skip


def test_what_is_asked_of_a_seat(halls: Halls) -> None:
    refused("no_name", lambda: seat(halls, name=" "))
    refused("role", lambda: seat(halls, role="boss"))
    refused("days", lambda: seat(halls, first=date(2020, 1, 1)))
    both = {"unit_id": halls.world.commune.pk, "agency_id": halls.world.agency.pk}
    refused("place", lambda: seat(halls, **both))
    seat_2 = halls.seats[2]
    refused("no_reason", lambda: councils.end_seat(
        seat=seat_2, last=LAST, reason="", actor=halls.desk
    ))  # fmt: skip
    refused("days", lambda: councils.end_seat(
        seat=seat_2, last=date(2020, 1, 1), reason="x", actor=halls.desk
    ))  # fmt: skip
