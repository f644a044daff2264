"""The application's database role can work and cannot rewrite history."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import InternalError, ProgrammingError, connection

from kbang_ntm.core import audit
from kbang_ntm.core.grants import rights
from kbang_ntm.core.models import AuditEvent, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> AuditEvent:
    user = User.objects.create(username=f"u{uuid.uuid4().hex[:8]}", full_name="Đinh Văn Hrưm")
    return audit.record(actor=user, action="test.act", subject=user, summary="thử")


def test_application_inserts_events(app_role: Callable[[], Any]) -> None:
    with app_role():
        user = User.objects.create(username="lan", full_name="Nguyễn Thị Lan")
        audit.record(actor=user, action="test.act", subject=user, summary="thử")
        assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_auditevent SET action = 'x'",
        "DELETE FROM core_auditevent",
        "TRUNCATE core_auditevent CASCADE",
        "ALTER TABLE core_auditevent DISABLE TRIGGER ALL",
        "DROP TABLE core_auditevent CASCADE",
        "DELETE FROM django_migrations",
        "CREATE TABLE mine (id int)",
        "CREATE ROLE mine SUPERUSER",
    ],
)
def test_application_cannot_rewrite_history(
    app_role: Callable[[], Any], event: AuditEvent, statement: str
) -> None:
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be"),
        app_role(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_owner_cannot_change_an_event_either(event: AuditEvent) -> None:
    with pytest.raises(InternalError, match="pgtrigger: Cannot"):
        AuditEvent.objects.filter(pk=event.pk).update(action="x")


def test_neither_role_is_superuser() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolsuper AND rolname = current_user")
        assert cursor.fetchall() == []


def test_append_only_tables_are_recognised_by_their_trigger() -> None:
    assert rights()["core_auditevent"] == ("SELECT", "INSERT")
    assert rights()["core_user"] == ("SELECT", "INSERT", "UPDATE", "DELETE")
