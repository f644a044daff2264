"""Lists of core as files: the filters, order and rights of the page; search without marks."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kbang_ntm.core import audit
from kbang_ntm.core.models import AuditEvent, Job, Notification, User
from kbang_ntm.core.queries.folding import holding
from kbang_ntm.core.vietnamese import fold
from tests.core.people import make_person

pytestmark = pytest.mark.django_db
# What is written in the district: Vietnamese, letters of its minorities, loose marks, signs.
ALPHABET = (
    st.sampled_from("ŏĕĭŭčƀñŎĔĬŬČɃÑ\u0306\u0301\u0300\u0323\u0309\u0303’‘`´–—−\u00a0 ")
    | st.characters(min_codepoint=0x1EA0, max_codepoint=0x1EF9)
    | st.characters(min_codepoint=0xC0, max_codepoint=0xFF, exclude_characters="ß")
    | st.sampled_from("ăĂđĐĩĨũŨơƠưƯ")
    | st.characters(min_codepoint=0x20, max_codepoint=0x7E)
)


@pytest.fixture
def boss(client: Client) -> User:
    user = make_person("boss", is_superuser=True)
    client.force_login(user)
    return user


def lines(client: Client, address: str, **words: str) -> list[list[str]]:
    answer = client.get(reverse(address), {"tai": "csv", **words})
    assert answer.status_code == 200
    body = b"".join(answer) if answer.streaming else answer.content
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))


def person(number: int, name: str = "") -> User:
    user = make_person(f"p{number:02}")
    if name:
        user.full_name, user.sort_key = name, ""
        user.save()
    return user


def record(user: User, summary: str, times: int = 1) -> None:
    with transaction.atomic():
        for _ in range(times):
            audit.record(actor=user, action="test.act", subject=user, summary=summary)


def test_accounts_of_all_pages_in_the_order_of_the_address(client: Client, boss: User) -> None:
    for number in range(30):
        person(number)
    head, *rows = lines(client, "core:accounts", sort="-username", page="2")
    assert head[:2] == ["Họ và tên", "Tên đăng nhập"]
    assert [row[1] for row in rows] == [f"p{n:02}" for n in range(29, -1, -1)] + ["boss"]
    _head, *found = lines(client, "core:accounts", q="p07")
    assert [row[1] for row in found] == ["p07"]
    assert found[0][3:6] == ["chưa", "Chưa vào", "chưa vào"]


def test_a_name_that_computes_stays_a_name(client: Client, boss: User) -> None:
    person(1, '=HYPERLINK("http://x")')
    row = next(row for row in lines(client, "core:accounts") if row[1] == "p01")
    assert row[0] == '\'=HYPERLINK("http://x")'
    answer = client.get(reverse("core:accounts"), {"tai": "xlsx"})
    page = openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active
    [cell] = [c for c in next(zip(*page.iter_rows())) if "HYPERLINK" in str(c.value)]  # noqa: B905  one list
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://x")')


def test_the_trail_is_searched_without_marks_and_taken_along(client: Client, boss: User) -> None:
    record(boss, "Sửa thông tin của Đinh Thị Hòa, xã Sơ Pai", times=60)
    record(boss, "Cấp tài khoản")
    page = client.get(reverse("core:audit"), {"noi_dung": "DINH HOÀ so pai"}).content.decode()
    assert "Sơ Pai" in page and "Cấp tài khoản" not in page and "Tải CSV" in page
    head, *rows = lines(client, "core:audit", noi_dung="so pai dinh")
    assert head == ["Lúc", "Người làm", "Việc", "Về", "Loại việc"]
    assert len(rows) == 60
    assert {row[1] for row in rows} == {"Boss"}
    assert lines(client, "core:audit", noi_dung="khong co gi")[1:] == []


def test_jobs_and_notices_are_found_without_marks(client: Client, boss: User) -> None:
    for number, title in enumerate(["In báo cáo quý III", "Đọc tệp Kông Lơng Khơng"]):
        Job.objects.create(kind="x", key=str(number), title=title, requested_by=boss)
        Notification.objects.create(recipient=boss, kind="x", text=title, key=str(number))
    other = person(1)
    Notification.objects.create(recipient=other, kind="x", text="Của người khác", key="9")
    for name in ("core:jobs", "core:notices"):
        page = client.get(reverse(name), {"tim": "kong long"}).content.decode()
        assert "Kông Lơng Khơng" in page and "quý III" not in page
        assert [row[0] for row in lines(client, name, tim="bao cao")[1:]] == ["In báo cáo quý III"]
        assert len(lines(client, name)) == 3
        assert "Không có" in client.get(reverse(name), {"tim": "zzz"}).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_a_constant_number_of_queries(client: Client, boss: User, rows: int) -> None:
    for number in range(rows):
        record(person(number), "Việc")
    counts = []
    for name in ("core:accounts", "core:audit"):
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as captured:
            lines(client, name)
        counts.append(len(captured))
    assert counts == QUERIES


QUERIES = [4, 3]


def test_files_are_refused_where_the_page_is(client: Client) -> None:
    client.force_login(person(1))
    for name in ("core:accounts", "core:audit"):
        assert client.get(reverse(name), {"tai": "csv"}).status_code == 403


@example("H’Bia  Đak‐Rong, hòa hoà KỸ")
@example("ŏ ĕ ĭ ŭ č ƀ ñ ơ̆ ƯỚC")
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(ALPHABET, max_size=30))
def test_the_database_finds_what_our_own_folding_finds(text: str) -> None:
    with transaction.atomic():
        user = User.objects.first() or make_person("one")
        audit.record(actor=user, action="fold.test", subject=user, summary=text)
        rows = AuditEvent.objects.filter(action="fold.test")
        found = holding(rows, text, "detail__summary")
        assert found.exists(), (text, fold(text))
        transaction.set_rollback(True)
