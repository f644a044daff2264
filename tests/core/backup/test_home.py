"""What quản trị reads on the first page about backups; nobody else reads it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kbang_ntm.core.models import BackupRun, User
from kbang_ntm.core.queries.backups import card, standings, waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return User.objects.create_superuser(username="admin", full_name="Quản trị")


@pytest.fixture
def officer() -> User:
    return User.objects.create_user(username="alice", full_name="Alice")


def ran(kind: str, hours: float, *, ok: bool = True, words: str = "5 dòng.") -> None:
    ended = datetime.now(UTC) - timedelta(hours=hours)
    BackupRun.objects.create(kind=kind, started_at=ended, ended_at=ended, ok=ok, words=words)


def titles(user: User) -> list[str]:
    return [item.title for item in waiting(user)]


def test_nothing_yet(administrator: User, officer: User) -> None:
    assert titles(administrator) == [
        "Sao lưu: chưa có lần nào",
        "Diễn tập phục hồi: chưa có lần nào",
    ]
    assert "manage.py backup." in waiting(administrator)[0].hint
    assert waiting(officer) == []
    assert card(officer) is None


def test_young_and_well(administrator: User) -> None:
    ran("backup", 25.9)
    ran("rehearsal", 0.01)
    assert titles(administrator) == []
    assert [found.age_words for found in standings()] == ["25 giờ trước", "1 phút trước"]


def test_too_old(administrator: User) -> None:
    ran("backup", 26.1)
    ran("rehearsal", 80)
    assert titles(administrator) == [
        "Sao lưu đã cũ: lần gần nhất 26 giờ trước",
        "Diễn tập phục hồi đã cũ: lần gần nhất 3 ngày trước",
    ]


def test_the_newest_counts(administrator: User) -> None:
    ran("backup", 1)
    ran("backup", 2, ok=False, words="Hết chỗ.")
    ran("rehearsal", 2)
    ran("rehearsal", 1, ok=False, words="1 bảng khác.")
    (line,) = waiting(administrator)
    assert line.title == "Diễn tập phục hồi không được, 1 giờ trước"
    assert line.hint.startswith("1 bảng khác. ")
    assert "manage.py rehearse_restore" in line.hint


def test_page_says_it_in_one_query(administrator: User, client: Client) -> None:
    client.force_login(administrator)
    ran("backup", 3, words="77 dòng.")
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/").content.decode()
    assert "Diễn tập phục hồi: chưa có lần nào" in page
    assert "3 giờ trước" in page.lower()
    assert "77 dòng." in page
    assert sum("core_backuprun" in query["sql"] for query in asked) == 1


def test_rows_stay_as_they_are(app_role: Any) -> None:
    ran("backup", 1)
    for act in (BackupRun.objects.all().delete, lambda: BackupRun.objects.update(ok=False)):
        with pytest.raises(DatabaseError), app_role():
            act()
