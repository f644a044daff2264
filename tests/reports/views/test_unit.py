"""A unit over time, and the units of a day."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communes.enums import RecognitionState, Standard
from communes.models import Recognition, UnitAlias
from communes.rules import reach
from communes.services.reviews import accept, confirm
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from reports.queries.unit import unit_story
from reports.queries.units import units_on
from reports.recognition_steps import recognition_steps
from tests.factories.communes import World, make_unit, make_world

pytestmark = pytest.mark.django_db
LIST = reverse("reports:units")
QUERIES = 12


@pytest.fixture
def world() -> World:
    return make_world()


def get(client: Client, user: User, key: str = "son-lang") -> Any:
    client.force_login(user)
    return client.get(reverse("reports:unit", args=[key]))


def test_own_draft_stands_in_the_history_of_its_commune_only(client: Client, world: World) -> None:
    report = world.report()
    world.save(report, *(world.edit(code) for code in world.indicators))
    assert "Nháp" in get(client, world.officer).content.decode()
    for other in (world.neighbour_officer, world.reader, world.coordinator):
        page = get(client, other).content.decode()
        assert "Chưa có số liệu nào của xã này" in page and "<svg" in page


def test_sent_reports_make_a_chart_and_a_table(client: Client, world: World) -> None:
    world.last_period()
    report = world.sent_report()
    page = get(client, world.reader).content.decode()
    assert 'class="history"' in page and "qua 2 quý" in page
    assert reverse("communes:report", args=[report.uid]) in page
    neighbour = get(client, world.neighbour_officer).content.decode()
    assert reverse("communes:report", args=[report.uid]) not in neighbour


def test_an_unknown_unit_is_not_found(client: Client, world: World) -> None:
    assert get(client, world.reader, "khong-co").status_code == 404


def test_recognition_is_told_step_by_step(world: World) -> None:
    Recognition.objects.create(
        unit=world.commune, standard=Standard.NTM, state=RecognitionState.RECOGNISED,
        year=2020, certain=True, year_certain=False, decided_by="Chủ tịch UBND tỉnh",
    )  # fmt: skip
    Recognition.objects.create(
        unit=world.commune, standard=Standard.NTM, state=RecognitionState.WITHDRAWN,
        year=2024, certain=False, decision_date=date(2024, 5, 2),
    )  # fmt: skip
    report = world.sent_report()
    for entry in report.entries.all():
        accept(entry=entry, seen_version=entry.version, actor=world.reviewer)
    confirm(report=report, actor=world.coordinator)
    story = unit_story(world.commune, today=clock.today(), reach=reach(world.reader))
    assert story is not None
    steps = {step.label: step for step in recognition_steps(story)}
    assert steps["Xã tự đánh giá đạt"].detail == "chưa: 6/7 tiêu chí ở Quý II/2025"
    assert steps["Huyện thẩm tra"].when == ""
    assert steps["Công nhận"].detail == "năm 2020 (chưa kiểm chứng), Chủ tịch UBND tỉnh"
    assert "02/05/2024 (chưa kiểm chứng)" in steps["Thu hồi quyết định công nhận"].detail


@pytest.mark.data("reference")
def test_merged_and_re_coded_units_keep_their_story() -> None:
    by_name = {line.name: line for line in units_on(date(2024, 10, 31))}
    assert len([line for line in by_name.values() if line.kind == "xã"]) == 13
    assert by_name["Xã Đăk Hlơ"].official_code == "23674"
    later = {line.name: line for line in units_on(date(2024, 11, 1))}
    assert "Xã Đăk Hlơ" not in later and later["Xã Kông Bơ La"].official_code == "23674"
    assert len(units_on(date(2025, 7, 1))) == 6


@pytest.mark.data("reference")
def test_a_gone_unit_says_where_it_went(client: Client) -> None:
    from communes.enums import Role
    from communes.models import AdministrativeUnit
    from tests.factories.communes import make_post, make_user, stand_on

    stand_on(date(2025, 6, 20))
    reader = make_user("doc")
    make_post(reader, Role.READER, AdministrativeUnit.objects.get(key="huyen-kbang"))
    page = get(client, reader, "dak-hlo").content.decode()
    assert "Không còn từ 01/11/2024" in page and "9,86" in page and "90,14" in page
    assert "Vào Xã Kông Bơ La" in page and "chưa rõ ngày" in page
    assert "Chưa thành lập" in get(client, reader, "xa-son-lang-2025").content.decode()
    krong = get(client, reader, "krong").content.decode()
    assert "30/06/2025" in krong and "Tỉnh Gia Lai" in krong


def test_the_list_finds_other_spellings_without_marks(client: Client, world: World) -> None:
    UnitAlias.objects.create(unit=world.commune, name="Sơn Lăng cũ")
    client.force_login(world.reader)
    page = client.get(f"{LIST}?tim=SON LANG CU").content.decode()
    assert "Xã Sơn Lang" in page and "Xã Krong" not in page
    assert "Không có đơn vị nào khớp" in client.get(f"{LIST}?tim=zzz").content.decode()
    assert "invalid-feedback" in client.get(f"{LIST}?ngay=hôm qua").content.decode()


def test_the_sheet_holds_the_listed_units(client: Client, world: World) -> None:
    client.force_login(world.reader)
    content = client.get(reverse("reports:units-sheet") + "?tim=krong").content
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert any(row[0] == "Xã Krong" for row in rows)
    assert not any(row[0] == "Xã Sơn Lang" for row in rows)


@pytest.mark.parametrize("periods", [1, 2])
def test_a_constant_number_of_queries(client: Client, world: World, periods: int) -> None:
    if periods == 2:
        world.last_period()
    world.sent_report()
    client.force_login(world.reader)
    address = reverse("reports:unit", args=["son-lang"])
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    assert len(asked) == QUERIES


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_asks_a_constant_number_of_queries(
    client: Client, world: World, more: int
) -> None:
    for number in range(more):
        make_unit(f"xa-{number}", f"Xã {number}", parent=world.district)
    client.force_login(world.reader)
    client.get(LIST)
    with CaptureQueriesContext(connection) as asked:
        client.get(LIST)
    assert len(asked) == 6
