"""One clock for all: the database's, whatever the machine of a process believes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from pytest_django import Settings

from kbang_ntm.core import clock

pytestmark = pytest.mark.django_db
WRONG = datetime(2031, 1, 1, tzinfo=clock.LOCAL)


@pytest.fixture(autouse=True)
def nothing_read(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(clock, "_read", None)
    yield


def database_time() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return found


def off() -> float:
    """Seconds between the portal's time and the database's."""
    return abs((clock.real_now() - database_time()) / timedelta(seconds=1))


def test_a_machine_that_is_set_wrong_does_not_matter(settings: Settings) -> None:
    settings.CLOCK = "database"
    clock.read_from(connection)
    with time_machine.travel(WRONG, tick=True):
        assert off() < 2
        assert clock.now().year != WRONG.year
    with time_machine.travel(WRONG.replace(year=2001), tick=True):
        assert off() < 2


@pytest.mark.django_db(transaction=True)
def test_read_with_each_new_connection(settings: Settings) -> None:
    settings.CLOCK = "database"
    with time_machine.travel(WRONG, tick=True):
        assert clock.real_now().year == WRONG.year, "nothing is read yet"
        connection.close()
        connection.ensure_connection()
        assert off() < 2


def test_tests_travel_in_time(settings: Settings) -> None:
    assert settings.CLOCK == "machine"
    clock.read_from(connection)
    with time_machine.travel(WRONG, tick=False):
        assert clock.now() == WRONG
