"""The matrix page: who sees what, what the URL asks, 304, the sheet, constant queries."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communes.enums import Role
from communes.models import Standing, UnitVersion
from communes.services.reviews import accept, confirm
from kbang_ntm.core.models import User
from tests.factories.communes import World, make_post, make_unit, make_user, make_world, since

pytestmark = pytest.mark.django_db
PAGE = reverse("reports:matrix")
# session, person, posts, seats, periods, stamp, matrix now and before, maps, words, pages
QUERIES = 11


@pytest.fixture
def world() -> World:
    return make_world()


def get(client: Client, user: User, address: str = PAGE, **headers: str) -> Any:
    client.force_login(user)
    return client.get(address, headers=headers or None)


def row_of(page: str, name: str) -> str:
    """The HTML of one unit's row."""
    found = re.search(rf"<tr><th scope=\"row\">(?:(?!</tr>).)*>{name}<.*?</tr>", page, re.S)
    assert found is not None, name
    return found.group(0)


def confirmed(world: World) -> None:
    report = world.sent_report()
    for entry in report.entries.all():
        accept(entry=entry, seen_version=entry.version, actor=world.reviewer)
    confirm(report=report, actor=world.coordinator)


def test_strangers_are_sent_to_sign_in(client: Client, world: World) -> None:
    assert client.get(PAGE).status_code == 302


def test_an_account_without_a_post_is_told_why_not(client: Client, world: World) -> None:
    response = get(client, make_user("la"))
    assert response.status_code == 403 and "Hỏi quản trị" in response.content.decode()


def test_own_draft_is_seen_by_its_commune_only(client: Client, world: World) -> None:
    report = world.report()
    world.save(report, *(world.edit(code) for code in world.indicators))
    own = row_of(get(client, world.officer).content.decode(), "Sơn Lang")
    assert "tiêu chí 10, đạt, chưa xác nhận" in own and "Nháp" in own
    for other in (world.neighbour_officer, world.reviewer, world.reader):
        row = row_of(get(client, other).content.decode(), "Sơn Lang")
        assert "tiêu chí 10" not in row and "Chưa gửi" in row and "Nháp" not in row
    office = row_of(get(client, world.coordinator).content.decode(), "Sơn Lang")
    assert "tiêu chí 10" not in office and "Nháp" in office


def test_sent_figures_are_seen_by_everybody_with_a_post(client: Client, world: World) -> None:
    report = world.sent_report()
    why = reverse("communes:why-criterion", args=[report.uid, "10"])
    for reader in (world.officer, world.reviewer, world.reader):
        assert why in get(client, reader).content.decode()
    page = get(client, world.neighbour_officer).content.decode()
    assert "tiêu chí 10, đạt" in page and why not in page  # seen, but not opened


def test_confirmed_cells_lose_their_ring(client: Client, world: World) -> None:
    confirmed(world)
    row = row_of(get(client, world.reader).content.decode(), "Sơn Lang")
    assert " own" not in row and "Đã xác nhận" in row and "6/7" in row


def test_asking_for_confirmed_figures_hides_the_others(client: Client, world: World) -> None:
    world.sent_report()
    page = get(client, world.reader, f"{PAGE}?tinh=xac-nhan").content.decode()
    assert "tiêu chí 10," not in row_of(page, "Sơn Lang")


def test_filters_stand_in_the_url(client: Client, world: World) -> None:
    world.sent_report()
    page = get(client, world.reader, f"{PAGE}?nhom=2&tim=SON+LANG&xep=it").content.decode()
    assert "Krong" not in page.split("<tbody>")[1].split("</tbody>")[0]
    assert "tiêu chí 10" in page and "tiêu chí 9," not in page
    assert 'value="SON LANG"' in page


@pytest.mark.parametrize(
    "query", ["ky=2099-Q9", "nhom=abc", "ban_do=mai", "biet_den=32/13/2024", "tinh=x", "xep=x"]
)
def test_nonsense_in_the_url_is_said_not_raised(client: Client, world: World, query: str) -> None:
    response = get(client, world.reader, f"{PAGE}?{query}")
    assert response.status_code == 200 and "invalid-feedback" in response.content.decode()


def test_a_hidden_character_in_the_url_is_said_not_raised(client: Client, world: World) -> None:
    response = get(client, world.reader, f"{PAGE}?tinh=%00")
    assert response.status_code == 400 and "ký tự ẩn" in response.content.decode()


def test_another_map_counts_that_days_communes(client: Client, world: World) -> None:
    version = UnitVersion.objects.get(unit=world.neighbour)
    version.valid = since(date(2020, 1, 1), world.period.ends)
    version.save()
    title = "Tổng hợp {} xã"
    assert title.format(1) in get(client, world.reader).content.decode()
    page = get(client, world.reader, f"{PAGE}?ban_do=01/05/2025").content.decode()
    assert title.format(2) in page


def test_unchanged_pages_are_not_sent_twice(client: Client, world: World) -> None:
    report = world.sent_report()
    first = get(client, world.reader)
    tag = first["ETag"]
    assert "no-cache" in first["Cache-Control"] and "private" in first["Cache-Control"]
    again = client.get(PAGE, headers={"if-none-match": tag})
    assert again.status_code == 304
    entry = world.entry(report, "10")
    accept(entry=entry, seen_version=entry.version, actor=world.reviewer)
    assert client.get(PAGE, headers={"if-none-match": tag}).status_code == 200


def test_another_reader_never_gets_my_304(client: Client, world: World) -> None:
    tag = get(client, world.reader)["ETag"]
    other = get(client, world.officer, PAGE, **{"if-none-match": tag})
    assert other.status_code == 200


def test_a_waiting_message_is_shown_whatever_the_tag(client: Client, world: World) -> None:
    tag = get(client, world.coordinator)["ETag"]
    client.post(reverse("reports:remind"), {"ky": world.period.key})
    response = client.get(PAGE, headers={"if-none-match": tag})
    assert response.status_code == 200


def test_only_the_office_is_offered_to_remind(client: Client, world: World) -> None:
    assert "Đôn đốc 2 xã" in get(client, world.coordinator).content.decode()
    assert "Đôn đốc" not in get(client, world.reader).content.decode().split("<footer")[0]


def test_the_sheet_holds_what_the_page_shows(client: Client, world: World) -> None:
    confirmed(world)
    response = get(client, world.reader, reverse("reports:matrix-sheet") + "?tim=lang")
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    unit = next(row for row in rows if row[0] == "Sơn Lang")
    assert unit[1] == 6 and unit.count("Đ") == 6 and "? 0/1" in unit
    assert unit[-1] == "Đã xác nhận"
    assert not any(row[0] == "Krong" for row in rows)
    sums = next(row for row in rows if row[0] == "Số xã đạt")
    assert sums[1:8] == [6, 1, 1, 1, 1, 1, 1] and sums[-1] == "1/1"


def test_the_sheet_hides_anothers_draft(client: Client, world: World) -> None:
    report = world.report()
    world.save(report, *(world.edit(code) for code in world.indicators))
    response = get(client, world.neighbour_officer, reverse("reports:matrix-sheet"))
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    row = next(r for r in sheet.iter_rows(values_only=True) if r[0] == "Sơn Lang")
    assert not any(row[1:-1]) and row[-1] == "Chưa gửi"


@pytest.mark.parametrize("more", [0, 2])
def test_a_constant_number_of_queries(client: Client, world: World, more: int) -> None:
    world.last_period()
    world.sent_report()
    for number in range(more):
        unit = make_unit(f"xa-{number}", f"Xã {number}", parent=world.district)
        officer = make_user(f"cc{number}")
        leader = make_user(f"ld{number}")
        make_post(officer, Role.COMMUNE_OFFICER, unit)
        make_post(leader, Role.COMMUNE_LEADER, unit)
        other = World(**{**world.__dict__, "commune": unit, "officer": officer, "leader": leader})
        other.sent_report()
    assert Standing.objects.filter(period=world.period).count() >= 1 + more
    client.force_login(world.reader)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as asked:
        client.get(PAGE)
    assert len(asked) == QUERIES


def test_a_portal_without_periods_says_so(client: Client) -> None:
    user = make_user("doc")
    make_post(user, Role.READER, make_unit("huyen", "Huyện", kind="district"))
    assert "Chưa có kỳ báo cáo nào mở" in get(client, user).content.decode()
