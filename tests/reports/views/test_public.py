"""The page for everybody: promises and recognition, and no figure that is not confirmed."""

from __future__ import annotations

import gzip
import re
from datetime import date

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communes.enums import Basis, UnitKind
from communes.models import ProgressReport, ReportingPeriod, Standing, UnitVersion
from reports.queries.public import newest_confirmed_period
from tests.factories.communes import make_world, stand_on

pytestmark = pytest.mark.django_db
PAGE = reverse("reports:public-home")
STAMP = (
    3  # map and law, newest whole period, plan and figures: all that is asked while nothing changed
)
QUERIES = 25  # of the first page after a change


def page(client: Client) -> str:
    response = client.get(PAGE)
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_portal_has_a_page(client: Client) -> None:
    assert "Cổng đang được chuẩn bị" in page(client)


def test_strangers_come_here_from_the_first_page(client: Client) -> None:
    assert client.get("/").headers["Location"] == PAGE


@pytest.mark.data("reference")
def test_what_is_known_without_demonstration_data(client: Client) -> None:
    stand_on(date(2025, 6, 20))
    found = page(client)
    assert "<small>/ 13 xã</small>" in found and "<small>/ 17 làng</small>" in found
    assert found.count("chưa đọc được tên trong bản quét kế hoạch") == 2
    assert "Chưa xác định" in found and "Mỗi xã có ít nhất một làng" in found
    assert "Năm 2020" in found and "Có, chưa rõ năm" in found
    assert "Chưa có tọa độ của Đăk Hlơ" in found
    assert "Chưa kỳ nào được xác nhận đủ mọi xã" in found
    assert "minh họa" not in found.split("<main")[1]


@pytest.mark.data("demo")
def test_counts_come_from_the_newest_fully_confirmed_quarter_only(client: Client) -> None:
    period = newest_confirmed_period()
    assert period is not None and period.key == "2025-Q1"
    found = page(client)
    assert "Tiêu chí đạt, Quý I/2025" in found and "Quý II/2025" not in found
    table = found.split('id="cx"')[1].split("</table>")[0]
    shown = dict(re.findall(r'<th scope="row">([^<]+)</th>.*?>(\d+/19|–)</td>', table, re.S))
    rows = Standing.objects.filter(
        period=period, basis=Basis.CONFIRMED, criteria_set__standard="ntm"
    )
    names = dict(
        UnitVersion.objects.filter(kind=UnitKind.COMMUNE, valid__contains=period.ends).values_list(
            "unit_id", "short_name"
        )
    )
    expected = {names[row.unit_id]: f"{row.criteria_met}/19" for row in rows}
    assert len(expected) == 12 and {**expected, "Đăk Hlơ": "–"} == shown
    assert "Số liệu minh họa, không phải số liệu chính thức." in found.split("<main")[1]


@pytest.mark.data("demo")
def test_villages_are_told_by_the_same_quarter(client: Client) -> None:
    found = page(client)
    villages = found.split('id="lang"')[1].split("</table>")[0]
    assert "theo số liệu đã xác nhận Quý I/2025. Chưa đạt: " in villages
    assert villages.count("chưa đọc được tên") == 2
    Standing.objects.filter(criteria_set__standard="ntm").delete()
    assert "theo số liệu đã xác nhận" not in page(client)


@pytest.mark.data("demo")
def test_one_unconfirmed_commune_keeps_the_quarter_back() -> None:
    Standing.objects.filter(
        period__key="2025-Q1", basis=Basis.CONFIRMED, unit__key="krong"
    ).delete()
    period = newest_confirmed_period()
    assert period is not None and period.key == "2024-Q4"


@pytest.mark.data("demo")
def test_no_draft_or_unconfirmed_figure_is_told(client: Client) -> None:
    before = page(client)
    Standing.objects.filter(basis=Basis.SELF_ASSESSED).update(criteria_met=3)
    assert ProgressReport.objects.filter(state="draft").exists()
    after = page(client)
    hide = re.compile(r'<meta name="csrf"[^>]*>|Máy chủ[^<]*')
    assert hide.sub("", after) == hide.sub("", before)


@pytest.mark.data("demo")
def test_the_first_page_weighs_at_most_80_kilobytes(client: Client) -> None:
    found = page(client)
    weight = len(gzip.compress(found.encode()))
    assert weight <= 20_000
    for path in re.findall(r'(?:href|src)="/static/([^"]+)"', found):
        file = finders.find(re.sub(r"\.[0-9a-f]{12}(?=\.)", "", path))
        assert file is not None, path
        with open(file, "rb") as stream:
            weight += len(gzip.compress(stream.read()))
    assert weight <= 80_000


@pytest.mark.data("demo")
def test_unchanged_pages_are_not_sent_twice(client: Client) -> None:
    client.get(PAGE)  # the form token's cookie is set
    tag = client.get(PAGE)["ETag"]
    assert client.get(PAGE, headers={"if-none-match": tag}).status_code == 304
    Standing.objects.filter(basis=Basis.CONFIRMED).first().delete()  # type: ignore[union-attr]  # demo data has some
    assert client.get(PAGE, headers={"if-none-match": tag}).status_code == 200


@pytest.mark.data("demo")
def test_the_number_of_queries_does_not_grow_with_reports(client: Client) -> None:
    client.get(PAGE)
    assert asked_for(client) == STAMP
    Standing.objects.filter(basis=Basis.CONFIRMED).first().delete()  # type: ignore[union-attr]  # demo data has some
    assert asked_for(client) == QUERIES
    Standing.objects.filter(period__in=ReportingPeriod.objects.filter(year=2024)).delete()
    assert asked_for(client) == QUERIES
    assert asked_for(client) == STAMP


def asked_for(client: Client) -> int:
    """How many queries the page asks."""
    with CaptureQueriesContext(connection) as asked:
        client.get(PAGE)
    return len(asked)


def test_a_world_without_a_plan_does_not_break(client: Client) -> None:
    make_world()
    assert "Cổng đang được chuẩn bị" in page(client)
