"""Several districts side by side: each reader's own, the one asked for, and all by province."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communes.enums import Basis
from communes.models import ProgressReport, Standing, UnitVersion
from communes.rules import SENT
from kbang_ntm.core.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]
MATRIX, NATIONAL = reverse("reports:matrix"), reverse("reports:national")
PERIOD = "2025-Q2"
NATIONAL_QUERIES = 7
UNIT = "quy-mo-xa-0001"


@pytest.fixture(autouse=True)
def several() -> None:
    """Thirteen communes in the first district, five in the second; and Kbang's."""
    call_command("make_scale", communes=18, periods=2, verbosity=0)


def sign_in(client: Client, username: str) -> None:
    client.force_login(User.objects.get(username=username))


def rows_of(page: HttpResponse) -> int:
    return page.content.decode().split("<tbody>")[1].split("</tbody>")[0].count("<tr")


def name_of(key: str) -> str:
    return UnitVersion.objects.get(unit__key=key).name


@pytest.mark.parametrize(
    ("username", "count", "district"),
    [
        ("qm.huyen001", 13, "quy-mo-huyen-0001"),
        ("qm.huyen002", 5, "quy-mo-huyen-0002"),
        ("qm.xa0014", 5, "quy-mo-huyen-0002"),
        ("qm.tinh01", 13, "quy-mo-huyen-0001"),
    ],
)
def test_the_matrix_opens_with_the_readers_own_district(
    client: Client, username: str, count: int, district: str
) -> None:
    sign_in(client, username)
    page = client.get(MATRIX)
    assert rows_of(page) == count
    assert f"Tổng hợp {count} xã, {name_of(district)}, Quý II/2025" in page.content.decode()


def test_another_district_can_be_asked_for(client: Client) -> None:
    sign_in(client, "qm.huyen001")
    assert rows_of(client.get(MATRIX, {"huyen": "quy-mo-huyen-0002"})) == 5
    assert rows_of(client.get(MATRIX, {"huyen": "khong-co"})) == 13


def test_the_first_page_counts_the_readers_own_district(client: Client) -> None:
    sign_in(client, "qm.huyen002")
    page = client.get(reverse("core:home")).content.decode()
    sent = ProgressReport.objects.filter(
        unit__versions__parent__key="quy-mo-huyen-0002", period__key=PERIOD, state__in=SENT
    ).count()
    assert f"{sent}/5" in page.replace(" ", "")


def test_the_whole_is_the_sum_of_what_was_sent(client: Client) -> None:
    sign_in(client, "qm.tinh01")
    found = client.get(NATIONAL).context["found"]
    standings = Standing.objects.filter(
        period__key=PERIOD, basis=Basis.SELF_ASSESSED, report__state__in=SENT
    )
    assert found.whole.sent == standings.count()
    assert found.whole.met == sum(standings.values_list("criteria_met", flat=True))
    assert [row.name for row in found.rows] == ["Tỉnh Gia Lai", name_of("quy-mo-tinh-0001")]
    assert [row.communes for row in found.rows] == [12, 18]


def test_the_roll_up_asks_so_many_queries(client: Client) -> None:
    sign_in(client, "qm.tinh01")
    client.get(NATIONAL)
    with CaptureQueriesContext(connection) as asked:
        client.get(NATIONAL)
    assert len(asked) == NATIONAL_QUERIES


@pytest.mark.parametrize("address", [MATRIX, NATIONAL, reverse("reports:unit", args=[UNIT])])
def test_an_unchanged_page_is_not_made_again(client: Client, address: str) -> None:
    sign_in(client, "qm.huyen001")
    tag = client.get(address)["ETag"]
    assert client.get(address, HTTP_IF_NONE_MATCH=tag).status_code == 304
    Standing.objects.filter(unit__key=UNIT, period__key=PERIOD).update(criteria_met=3)
    assert client.get(address, HTTP_IF_NONE_MATCH=tag).status_code == 200


def test_figures_of_another_district_leave_the_page_as_it_is(client: Client) -> None:
    sign_in(client, "qm.huyen001")
    tag = client.get(MATRIX)["ETag"]
    Standing.objects.filter(unit__key="quy-mo-xa-0018", period__key=PERIOD).update(criteria_met=3)
    assert client.get(MATRIX, HTTP_IF_NONE_MATCH=tag).status_code == 304


def test_strangers_are_kept_out(client: Client) -> None:
    assert client.get(NATIONAL).status_code == 302


def test_who_has_no_post_is_kept_out(client: Client) -> None:
    client.force_login(User.objects.create(username="khong-viec", full_name="Người Không Việc"))
    assert client.get(NATIONAL).status_code == 403


def test_each_office_is_asked_to_confirm_its_own_districts_reports(client: Client) -> None:
    reports = ProgressReport.objects.filter(period__key=PERIOD)
    confirm = "Xác nhận số liệu"
    for number, district in ((1, "quy-mo-huyen-0001"), (2, "quy-mo-huyen-0002")):
        one = reports.filter(unit__versions__parent__key=district, state="in_review").first()
        assert one is not None
        one.entries.update(review="accepted")
        sign_in(client, f"qm.dieuphoi{number:03d}")
        page = client.get(reverse("core:home")).content.decode()
        address = reverse("communes:confirm", args=[one.uid])
        assert address in page and confirm in page
        sign_in(client, f"qm.dieuphoi{3 - number:03d}")
        assert address not in client.get(reverse("core:home")).content.decode()
