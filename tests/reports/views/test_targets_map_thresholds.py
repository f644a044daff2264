"""Targets, the map and the list of levels."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from communes.enums import Role
from communes.models import AdministrativeUnit, Threshold
from kbang_ntm.core.models import User
from tests.factories.communes import World, make_post, make_user, make_world, stand_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(db: None) -> User:
    """Somebody who reads the district, on the reference data."""
    stand_on(date(2025, 6, 20))
    user = make_user("doc")
    make_post(user, Role.READER, AdministrativeUnit.objects.get(key="huyen-kbang"))
    return user


def get(client: Client, user: User, name: str, query: str = "") -> Any:
    client.force_login(user)
    return client.get(reverse(f"reports:{name}") + query)


@pytest.mark.data("reference")
def test_targets_keep_both_denominators_apart(client: Client, reader: User) -> None:
    page = get(client, reader, "targets").content.decode()
    assert "Theo kế hoạch</th><td>7/13 xã" in page
    assert "Trên bản đồ 20/06/2025</th><td>6/12 xã" in page
    assert "<small>/ 17 làng</small>" in page and "11 làng của kế hoạch" in page


@pytest.mark.data("reference")
def test_unread_names_are_shown_as_unread(client: Client, reader: User) -> None:
    page = get(client, reader, "targets").content.decode()
    assert page.count("chưa đọc được tên") == 2
    assert "Dakjdng" in page and "Dak Chcdu" in page and "Đăk Jâng" not in page
    assert "Chưa xác định" in page


@pytest.mark.data("reference")
def test_after_the_last_year_a_missed_target_is_missed(client: Client, reader: User) -> None:
    stand_on(date(2026, 1, 5))
    make_post(reader, Role.READER, AdministrativeUnit.objects.get(key="gia-lai"))
    page = get(client, reader, "targets").content.decode()
    assert "Có nguy cơ không đạt" not in page and "Chưa đạt" in page


@pytest.mark.parametrize("name", ["targets", "map", "thresholds", "units"])
def test_a_post_is_needed(client: Client, name: str) -> None:
    world = make_world()
    assert get(client, make_user("la"), name).status_code == 403
    assert get(client, world.officer, name).status_code == 200


@pytest.mark.data("reference")
def test_before_july_2025_points_stand_in_later_outlines(client: Client, reader: User) -> None:
    page = get(client, reader, "map", "?ky=2024-Q3").content.decode()
    assert page.count("<path d=") >= 6 and "Chưa có ranh giới mở của các xã cũ" in page
    assert "Chưa có tọa độ của Đăk Hlơ" in page and "Bản đồ 13 xã" in page


@pytest.mark.data("reference")
def test_from_july_2025_the_outlines_are_the_communes_own(client: Client, reader: User) -> None:
    stand_on(date(2025, 7, 2))
    make_post(reader, Role.READER, AdministrativeUnit.objects.get(key="gia-lai"))
    page = get(client, reader, "map", "?ban_do=2025-07-02").content.decode()
    assert "Đường viền là sáu xã từ ngày 01/07/2025." in page and "Bản đồ 6 xã" in page
    assert "Chưa có tọa độ" not in page


def test_the_map_hides_anothers_draft_and_rings_what_is_unconfirmed(client: Client) -> None:
    world: World = make_world()
    AdministrativeUnit.objects.filter(pk=world.commune.pk).update(latitude=14.4, longitude=108.5)
    report = world.report()
    world.save(report, *(world.edit(code) for code in world.indicators))
    own = get(client, world.officer, "map").content.decode()
    assert "Sơn Lang: 6/7, chưa xác nhận" in own
    assert "Sơn Lang: 6/7" not in get(client, world.reader, "map").content.decode()


@pytest.mark.data("reference")
def test_every_unchecked_level_is_listed_with_its_source(client: Client, reader: User) -> None:
    page = get(client, reader, "thresholds").content.decode()
    assert "QĐ 318/QĐ-TTg" in page and "chưa kiểm chứng" in page and "1-25 trong" in page
    none = get(client, reader, "thresholds", "?chac=none").content.decode()
    assert "Chưa có mức đạt" in none and "trong" in none
    found = get(client, reader, "thresholds", "?tim=thu+nhap&vung=Tây+Nguyên").content.decode()
    assert "Thu nhập" in found and "Trung du miền núi phía Bắc</td>" not in found


@pytest.mark.data("reference")
def test_levels_on_the_sheet_are_those_on_the_page(client: Client, reader: User) -> None:
    content = get(client, reader, "thresholds-sheet", "?bo=xa-ntm-2021-2025").content
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    body = [row for row in rows if re.fullmatch(r"20\d\d-20\d\d", str(row[5]))]
    levels = Threshold.objects.filter(part__indicator__criteria_set__code="xa-ntm-2021-2025")
    assert len(body) == levels.count()


def test_a_withdrawn_level_leaves_the_list(client: Client) -> None:
    world = make_world()
    rows = Threshold.objects.filter(part__indicator__code="10")
    assert "50 triệu đồng" in get(client, world.reader, "thresholds").content.decode()
    for row in rows:
        row.withdrawn_at, row.withdrawn_reason = world.period.opens_at, "nhập nhầm"
        row.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    page = get(client, world.reader, "thresholds").content.decode()
    assert "50 triệu đồng" not in page and "Chưa có mức đạt" in page
