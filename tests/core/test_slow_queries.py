"""What took long stands in the log, without anybody's values."""

from __future__ import annotations

import pytest
from django.db import DataError, connection, connections
from pytest_django import Settings
from structlog.testing import capture_logs

from kbang_ntm.core.slow_queries import tell_slow, watch_connection

pytestmark = pytest.mark.django_db


def test_every_connection_is_watched_once() -> None:
    connection.ensure_connection()
    watch_connection(connection=connection)
    assert connection.execute_wrappers.count(tell_slow) == 1


def test_a_connection_opened_within_a_history_keeps_no_wrapper_of_it() -> None:
    """The wrapper of a history is taken off the end; ours must not stand there."""
    own = connections.create_connection("default")
    try:
        with own.execute_wrapper(lambda execute, *args: execute(*args)):
            own.ensure_connection()
            assert own.execute_wrappers[0] is tell_slow
        assert own.execute_wrappers == [tell_slow]
    finally:
        own.close()


def test_only_slow_statements_are_told(settings: Settings) -> None:
    settings.SLOW_QUERY_MS = 20
    with capture_logs() as told, connection.cursor() as cursor:
        cursor.execute("SELECT %s", ["Đinh Ơng"])
        cursor.execute("SELECT pg_sleep(0.03), %s", ["Đinh Ơng"])
    [line] = told
    assert (line["event"], line["log_level"]) == ("slow_query", "warning")
    assert line["ms"] >= 30
    assert line["sql"] == "SELECT pg_sleep(0.03), %s"
    assert "Đinh Ơng" not in str(told)


def test_a_statement_that_fails_is_told_and_fails(settings: Settings) -> None:
    settings.SLOW_QUERY_MS = 1
    slow = "SELECT 1 / (pg_sleep(0.01) IS NULL)::int"
    with (
        capture_logs() as told,
        connection.cursor() as cursor,
        pytest.raises(DataError, match="division by zero"),
    ):
        cursor.execute(slow)
    assert [line["event"] for line in told] == ["slow_query"]
