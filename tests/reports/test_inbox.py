"""The first page of the district's people."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from communes.enums import Role
from communes.rules import reach
from kbang_ntm.core.once import one_reading
from reports.inbox import district_card, to_call
from reports.queries.glance import glance
from reports.queries.matrix import load_matrix
from reports.services.reminders import remind
from tests.factories.communes import World, make_post, make_unit, make_user, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def test_the_office_is_told_whom_to_call_until_it_has(world: World) -> None:
    (item,) = to_call(world.coordinator)
    assert item.title == "Đôn đốc 2 xã chưa báo cáo Quý II/2025"
    assert item.hint == "Sơn Lang, Krong" and item.url.endswith("?ky=2025-Q2")
    remind(period=world.period, actor=world.coordinator)
    assert to_call(world.coordinator) == []


@pytest.mark.parametrize("who", ["officer", "leader", "reviewer", "reader"])
def test_nobody_else_is_asked_to_call(world: World, who: str) -> None:
    assert to_call(getattr(world, who)) == []


def test_the_glance_counts_as_the_matrix_does(world: World) -> None:
    world.sent_report()
    world.save(
        World(
            **{**world.__dict__, "commune": world.neighbour, "officer": world.neighbour_officer}
        ).report(),
        world.edit("10"),
        actor=world.neighbour_officer,
    )
    found, matrix = glance(reach(world.reader)), load_matrix(period=world.period)
    assert found is not None and matrix is not None
    assert (found.expected, found.sent, found.confirmed) == (2, 1, 0)
    assert found.average == matrix.average == Decimal(6)


@pytest.mark.parametrize("role", [Role.DISTRICT_LEADER, Role.COUNCIL_CHAIR, Role.READER])
def test_leaders_see_the_district_at_a_glance(client: Client, world: World, role: str) -> None:
    leader = make_user("chutich")
    make_post(leader, role, world.district)
    client.force_login(leader)
    page = client.get("/").content.decode()
    assert "Toàn huyện, Quý II/2025" in page and "Đã gửi 0/2 xã" in page
    assert "Mở bảng tổng hợp" in page and "In báo cáo quý" in page


@pytest.mark.parametrize("who", ["officer", "leader", "reviewer"])
def test_those_with_a_queue_of_their_own_get_no_card(world: World, who: str) -> None:
    assert district_card(getattr(world, who)) is None


@pytest.mark.parametrize("more", [0, 2])
def test_the_card_asks_a_constant_number_of_queries(world: World, more: int) -> None:
    for number in range(more):
        make_unit(f"xa-{number}", f"Xã {number}", parent=world.district)
    district_card(world.reader)
    with one_reading(), CaptureQueriesContext(connection) as asked:  # as the first page asks
        district_card(world.reader)
    assert len(asked) == 5
