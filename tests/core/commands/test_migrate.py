"""Changing tables beside people who work: give way, come again, and only for locks."""

from __future__ import annotations

import threading

import pytest
from django.core.management import call_command, get_commands
from django.db import OperationalError, connection, transaction

from kbang_ntm.core.management.commands.migrate import LOCK_SECONDS, again_when_locked

pytestmark = pytest.mark.django_db(transaction=True)


def change() -> None:
    """As a migration takes a table."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '100ms'")
        cursor.execute("LOCK TABLE core_job IN ACCESS EXCLUSIVE MODE")


@pytest.fixture
def somebody_at_work() -> threading.Event:
    """Somebody holds the table until the event is set."""
    begun, done = threading.Event(), threading.Event()

    def work() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE core_job IN ACCESS SHARE MODE")
            begun.set()
            done.wait(20)
        connection.close()

    threading.Thread(target=work).start()
    assert begun.wait(10)
    return done


def test_comes_again_until_the_table_is_free(somebody_at_work: threading.Event) -> None:
    said: list[str] = []

    def say(words: str) -> None:
        said.append(words)
        if len(said) == 2:
            somebody_at_work.set()

    again_when_locked(change, say=say, tries=30, pause=0.1)
    assert len(said) >= 2


def test_gives_up_with_the_reason(somebody_at_work: threading.Event) -> None:
    with pytest.raises(OperationalError, match="lock timeout"):
        again_when_locked(change, say=lambda _: None, tries=2, pause=0)
    somebody_at_work.set()


def test_other_faults_are_not_tried_again() -> None:
    tries: list[int] = []

    def away() -> None:
        tries.append(1)
        raise OperationalError("the server closed the connection")

    with pytest.raises(OperationalError, match="closed"):
        again_when_locked(away, say=lambda _: None)
    assert tries == [1]


def test_the_command_waits_little_for_a_table() -> None:
    assert get_commands()["migrate"] == "kbang_ntm.core"
    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == (f"{LOCK_SECONDS}s",)
        cursor.execute("RESET lock_timeout")
