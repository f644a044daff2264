"""Tables that are the memory of the portal: the application's role adds, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection

from kbang_ntm.core.grants import rights

pytestmark = [pytest.mark.django_db, pytest.mark.data("demo")]
KEPT = [
    "core_auditevent",
    "communes_entryrevision",
    "communes_review",
    "communes_receipt",
    "communes_snapshot",
    "communes_periodextension",
    "reports_documentsnapshot",
]


@pytest.mark.parametrize("act", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
@pytest.mark.parametrize("table", KEPT)
def test_the_application_cannot_rewrite(app_role: Callable[[], Any], table: str, act: str) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        app_role(),
        connection.cursor() as cursor,
    ):
        cursor.execute(act.format(table))


@pytest.mark.parametrize("table", KEPT)
def test_the_application_reads_them(app_role: Callable[[], Any], table: str) -> None:
    """The refusal above is about the act, not about the table."""
    with app_role(), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone() is not None


def test_histories_of_reference_rows_only_grow() -> None:
    events = [
        model._meta.db_table for model in apps.get_models() if hasattr(model, "pgh_tracked_model")
    ]
    assert len(events) >= 5
    granted = rights()
    assert {
        table: granted[table] for table in events if granted[table] != ("SELECT", "INSERT")
    } == {}


def test_the_application_owns_nothing(app_role: Callable[[], Any]) -> None:
    with app_role(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner "
            "WHERE r.rolname = current_user"
        )
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False)
