"""The page of villages: whose drafts, which communes, filters, the sheet, queries."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communes.models import ProgressReport
from kbang_ntm.core.models import User
from tests.factories.communes import make_user
from tests.factories.villages import Villages, make_village, make_villages

pytestmark = pytest.mark.django_db
PAGE = reverse("reports:villages")


@pytest.fixture
def villages() -> Villages:
    return make_villages()


def get(client: Client, user: User, query: str = "") -> Any:
    client.force_login(user)
    return client.get(PAGE + query)


def text(client: Client, user: User, query: str = "") -> str:
    return get(client, user, query).content.decode()


def sent(villages: Villages) -> ProgressReport:
    report = villages.fill(villages.report())
    villages.send(report)
    return report


def test_a_post_is_needed(client: Client, villages: Villages) -> None:
    stranger = make_user("la")
    assert get(client, stranger).status_code == 403
    assert get(client, stranger, query="?tai=xlsx").status_code == 403


def test_a_draft_is_shown_to_its_commune_only(client: Client, villages: Villages) -> None:
    report = villages.fill(villages.report())
    link = reverse("communes:report", args=[report.uid])
    own = text(client, villages.world.officer)
    assert "6/7" in own and link in own and "Nháp" in own
    for other in (villages.world.neighbour_officer, villages.world.reader):
        page = text(client, other)
        assert "6/7" not in page and link not in page and "Chưa gửi" in page
    assert "Nháp" in text(client, villages.world.coordinator)


def test_sent_figures_are_read_by_all_and_opened_by_the_district(
    client: Client, villages: Villages
) -> None:
    report = sent(villages)
    link = reverse("communes:report", args=[report.uid])
    page = text(client, villages.world.reader)
    assert "6/7" in page and link in page and "Sơn Lang" in page
    neighbour = text(client, villages.world.neighbour_officer)
    assert "6/7" in neighbour and link not in neighbour


def test_filters_stand_in_the_address(client: Client, villages: Villages) -> None:
    sent(villages)
    reader = villages.world.reader
    assert "Kuao" in text(client, reader) and "Kuao" not in text(client, reader, "?xa=son-lang")
    assert "Sơ Tơr" not in text(client, reader, "?tim=kuao")
    assert "Không có làng nào khớp" in text(client, reader, "?tim=zzz")
    assert "6/7" not in text(client, reader, "?tinh=xac-nhan")
    assert "Không đọc được ngày" in text(client, reader, "?ban_do=hôm+nay")
    assert "6/7" not in text(client, reader, "?biet_den=01/06/2025+08:00")


def test_the_sheet_holds_what_the_page_shows(client: Client, villages: Villages) -> None:
    sent(villages)
    answer = get(client, villages.world.reader, "?xa=son-lang&tai=xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    line = next(row for row in rows if row[0] == "Sơ Tơr *")
    assert line[1] == "Sơn Lang" and line[3] == "6/7"
    assert not any(row[0] in ("Kuao", "Kuao *") for row in rows)


@pytest.mark.parametrize("more", [0, 2])
def test_a_constant_number_of_queries(client: Client, villages: Villages, more: int) -> None:
    for number in range(more):
        make_village(f"lang-{number}", f"Làng {number}", [(villages.world.commune, None)])
    sent(villages)
    client.force_login(villages.world.reader)
    client.get(PAGE)
    with CaptureQueriesContext(connection) as asked:
        client.get(PAGE)
    assert len(asked) == 15


@pytest.mark.parametrize("more", [0, 2])
def test_the_communes_page_asks_a_constant_number(
    client: Client, villages: Villages, more: int
) -> None:
    for number in range(more):
        village = make_village(f"lang-{number}", f"Làng {number}", [(villages.world.commune, None)])
        villages.report(village=village)
    villages.report()
    client.force_login(villages.world.officer)
    client.get(reverse("communes:entry-home"))
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("communes:entry-home"))
    assert len(asked) == 19
