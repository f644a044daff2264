"""What a clerk finds of the commune's villages, named or not, and what waits at the post."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import Campaign, Target
from communes.models import Membership, ReportingPeriod
from communes.queries.duties import open_work
from communes.queries.villages import nameless_villages, village_lines
from reports.queries.village_matrix import load_villages
from tests.factories.villages import Villages, make_villages

pytestmark = pytest.mark.django_db


@pytest.fixture
def villages() -> Villages:
    found = make_villages()
    world = found.world
    campaign = Campaign.objects.create(
        code="thu",
        title="Phong trào thử",
        unit=world.district,
        period=("2021-01-01", "2026-01-01"),
    )
    rows = [
        {"unit": found.village, "within": world.commune, "year": 2023},
        {"unit": None, "within": world.commune, "year": 2024, "read_as": "Dakjdng"},
        {"unit": None, "within": world.neighbour, "year": 2025, "read_as": "Chcdu"},
    ]
    for row in rows:
        Target.objects.create(campaign=campaign, kind="village_ntm", **row)
    return found


def test_an_unread_village_is_told_to_its_commune_and_cannot_be_begun(
    client: Client, villages: Villages
) -> None:
    (row,) = nameless_villages(villages.world.officer)
    assert (row.commune, row.year, row.read_as) == ("Sơn Lang", 2024, "Dakjdng")
    client.force_login(villages.world.officer)
    page = client.get(reverse("communes:entry-home")).content.decode()
    assert "Dakjdng" in page and "Chcdu" not in page
    assert page.count("Bắt đầu nhập<") == 2  # the commune's own and the one village with a name
    assert nameless_villages(villages.world.reader) == []


def test_the_plans_year_stands_beside_the_village(villages: Villages) -> None:
    (line,) = village_lines(villages.world.officer)
    assert line.target_year == 2023 and not line.recognised and line.waits


def test_the_next_at_the_post_finds_the_villages_reports(villages: Villages) -> None:
    villages.world.report()
    villages.report()
    post = Membership.objects.get(user=villages.world.officer)
    assert [work.label for work in open_work(post)] == [
        "Báo cáo Quý II/2025: nháp",
        "Báo cáo Quý II/2025, Làng Sơ Tơr: nháp",
    ]


def test_the_office_reads_villages_beside_communes(client: Client, villages: Villages) -> None:
    report = villages.fill(villages.report())
    villages.send(report)
    client.force_login(villages.world.coordinator)
    page = client.get(reverse("communes:outstanding")).content.decode()
    assert "Theo làng" in page and "8/8" in page and "Đã xác nhận 0/2 xã" in page


@pytest.mark.data("reference")
@pytest.mark.parametrize(
    ("day", "stor", "lot"),
    [
        (date(2024, 10, 31), "Tơ Tung", "Đăk Hlơ"),
        (date(2024, 11, 1), "Tơ Tung", "chưa xác định xã kế tục"),
        (date(2025, 7, 1), "Tơ Tung", "Kông Bơ La"),
    ],
)
def test_villages_stand_in_the_communes_of_the_asked_map(day: date, stor: str, lot: str) -> None:
    found = load_villages(period=ReportingPeriod.objects.get(key="2024-Q3"), map_date=day)
    assert found is not None
    rows = {row.short_name: row for row in found.rows}
    assert (rows["Sơ Tơr"].commune, rows["Lợt"].commune) == (stor, lot)
    assert len(rows) == 10 and len(found.unread) == 2
    assert rows["Kon Lốc 2"].recognised and rows["Kuao"].year == 2025
