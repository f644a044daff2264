"""The call sheet and the button that reminds."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communes.enums import Role
from kbang_ntm.core.models import Notification, User
from reports.queries.late import late_sheet
from tests.factories.communes import World, make_post, make_unit, make_user, make_world

pytestmark = pytest.mark.django_db
PAGE, REMIND = reverse("reports:late"), reverse("reports:remind")
QUERIES = 11


@pytest.fixture
def world() -> World:
    world = make_world()
    User.objects.filter(pk=world.leader.pk).update(phone="0912 345 678")
    return world


def get(client: Client, user: User, address: str = PAGE) -> Any:
    client.force_login(user)
    return client.get(address)


def test_the_office_sees_whom_to_call_and_how_far_they_are(client: Client, world: World) -> None:
    world.save(world.report(), world.edit("10"))
    page = get(client, world.coordinator).content.decode()
    assert "2 xã chưa báo cáo Quý II/2025" in page and "Đang nhập, 1/8 chỉ tiêu" in page
    assert 'href="tel:0912345678"' in page and "Đôn đốc 2 xã" in page


def test_other_readers_see_the_list_without_drafts_and_buttons(
    client: Client, world: World
) -> None:
    world.save(world.report(), world.edit("10"))
    page = get(client, world.reader).content.decode()
    assert "Chưa gửi" in page and "Đang nhập" not in page and REMIND not in page


@pytest.mark.parametrize("who", ["officer", "leader", "neighbour_leader"])
def test_communes_do_not_read_the_districts_telephones(
    client: Client, world: World, who: str
) -> None:
    assert get(client, getattr(world, who)).status_code == 403
    assert client.get(reverse("reports:late-sheet")).status_code == 403


@pytest.mark.parametrize("who", ["officer", "leader", "reviewer", "reader"])
def test_only_the_office_reminds(client: Client, world: World, who: str) -> None:
    client.force_login(getattr(world, who))
    response = client.post(REMIND, {"ky": world.period.key})
    assert response.status_code == 403 and not Notification.objects.exists()


def test_one_click_reminds_one_commune(client: Client, world: World) -> None:
    client.force_login(world.coordinator)
    data = {"ky": world.period.key, "don_vi": str(world.commune.uid)}
    page = client.post(REMIND, data, follow=True).content.decode()
    assert "Đã đôn đốc 1 xã: Sơn Lang." in page and "Đã đôn đốc hôm nay" in page
    assert "Đôn đốc 1 xã" in page  # the other one still waits
    again = client.post(REMIND, data, follow=True).content.decode()
    assert "Ngày mai đôn đốc lại" in again


@pytest.mark.parametrize(
    "data", [{"ky": "2099-Q1"}, {"ky": "2025-Q2", "don_vi": "00000000-0000-0000-0000-000000000000"}]
)
def test_unknown_periods_and_units_are_not_found(
    client: Client, world: World, data: dict[str, str]
) -> None:
    client.force_login(world.coordinator)
    assert client.post(REMIND, data).status_code == 404


def test_reminding_needs_a_post_request(client: Client, world: World) -> None:
    assert get(client, world.coordinator, REMIND).status_code == 405


def test_everybody_has_sent(client: Client, world: World) -> None:
    world.sent_report()
    other = World(
        **{
            **world.__dict__,
            "commune": world.neighbour,
            "officer": world.neighbour_officer,
            "leader": world.neighbour_leader,
        }
    )
    other.sent_report()
    page = get(client, world.coordinator).content.decode()
    assert "Không còn xã nào chậm" in page and REMIND not in page


def test_the_sheet_as_it_stood_at_a_moment(client: Client, world: World) -> None:
    report = world.sent_report()
    assert report.submitted_at is not None
    before = report.submitted_at - timedelta(microseconds=1)
    then, now = late_sheet(world.period, known_at=before), late_sheet(world.period)
    assert [row.name for row in then.missing] == ["Xã Sơn Lang", "Xã Krong"]
    assert (then.missing[0].state, then.sent) == ("handed", 0)
    assert [row.name for row in now.missing] == ["Xã Krong"]
    after = late_sheet(world.period, known_at=report.submitted_at + timedelta(seconds=1))
    assert after.sent == now.sent == 1


def test_nobody_is_reminded_on_an_old_sheet(client: Client, world: World) -> None:
    world.sent_report()
    page = get(client, world.coordinator, f"{PAGE}?biet_den=01/06/2025 08:00").content.decode()
    assert "Như đã biết lúc 08:00" in page or "Như đã biết lúc 8:00" in page
    assert "2 xã chưa báo cáo" in page and REMIND not in page
    wrong = get(client, world.coordinator, f"{PAGE}?biet_den=hom qua").content.decode()
    assert "Thời điểm này không đọc được" in wrong and "1 xã chưa báo cáo" in wrong


def test_the_sheet_has_a_line_per_person(client: Client, world: World) -> None:
    response = get(client, world.coordinator, reverse("reports:late-sheet"))
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    people = {row[3]: row for row in rows if row[0] == "Xã Sơn Lang"}
    assert set(people) == {"Đinh Thị Hạnh", "Đinh Văn Thuận", "Trần Thị Lan"}
    assert people["Trần Thị Lan"][5] == "0912 345 678"


@pytest.mark.parametrize("more", [0, 2])
def test_a_constant_number_of_queries(client: Client, world: World, more: int) -> None:
    for number in range(more):
        unit = make_unit(f"xa-{number}", f"Xã {number}", parent=world.district)
        make_post(make_user(f"cc{number}"), Role.COMMUNE_OFFICER, unit)
    client.force_login(world.coordinator)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(PAGE).content.decode()
    assert f"{2 + more} xã chưa báo cáo" in page
    assert len(asked) == QUERIES
