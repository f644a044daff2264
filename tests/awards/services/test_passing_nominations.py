"""Nominations pass on when their proposer ends: the name stays, the successor answers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from awards.models import Nomination
from awards.services import nominations, receiving
from awards.services import passing_nominations as passing
from communes.holdings import held_by, kind_of
from kbang_ntm.core.models import AuditEvent
from tests.factories.awards_nominations import R2, make_awards

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]


class Change:
    """As much of a change as passing on reads."""

    date, title, uid = date(2024, 11, 1), "Nghị quyết thử", "00000000-0000-4000-8000-000000000001"


def held(place: Any) -> list[Any]:
    return [one for one in held_by(place, R2) if one.kind == passing.PROPOSED]


def test_only_open_ones_of_the_place_are_held() -> None:
    desk = make_awards()
    row = desk.round()
    received = desk.received(row)
    over = desk.draft(row, desk.nominee("Y Lý", birth_year=1980))
    nominations.withdraw(nomination=over, reason="Nhầm", actor=desk.leader)
    (one,) = held(desk.commune)
    assert (one.uid, one.due) == (str(received.uid), received.appraise_by)
    assert held(desk.neighbour) == held(desk.office) == held(desk.district) == []


def test_the_successor_goes_on_and_the_name_stays() -> None:
    desk = make_awards()
    row = desk.received(desk.round())
    kind = kind_of(passing.PROPOSED)
    for one in held(desk.commune):
        kind.pass_on(one, desk.neighbour, desk.chair, Change())  # type: ignore[arg-type]  # as much of a change as is read
    assert not Nomination.objects.visible_to(desk.officer).exists()
    assert Nomination.objects.visible_to(desk.neighbour_officer).get() == row
    asked = receiving.ask_supplement(nomination=row, what="Giấy", actor=desk.clerk)
    back = receiving.send_supplement(nomination=asked, note="Có", actor=desk.neighbour_leader)
    assert (back.unit, back.passed_unit) == (desk.commune, desk.neighbour)
    for one in held(desk.neighbour):
        kind.pass_on(one, desk.agency, desk.chair, Change())  # type: ignore[arg-type]  # as above
    assert Nomination.objects.visible_to(desk.reviewer).get() == row
    assert AuditEvent.objects.filter(action="nomination.pass_on").count() == 2


def test_left_alone_it_stays_readable() -> None:
    desk = make_awards()
    row = desk.sent(desk.round())
    (one,) = held(desk.commune)
    close = kind_of(passing.PROPOSED).close
    assert close is not None
    close(one, desk.chair, Change(), "")  # type: ignore[arg-type]  # as much of a change as is read
    row.refresh_from_db()
    assert row.state == "sent"
    assert AuditEvent.objects.filter(action="nomination.left").exists()
