"""Django's migrate, beside people who work: it waits little for a table, and comes again.

A change of a table waits for everybody who uses it, and everybody new waits behind it; two tables
in one migration and somebody who takes them the other way round are a deadlock. Each migration is
one transaction: one that gave way has changed nothing, and the next try goes on with it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.core.management.commands import migrate
from django.db import OperationalError, connections

LOCK_SECONDS = 3  # people wait that long behind a table that is waited for
TRIES = 40
PAUSE = 1.5  # seconds between two tries, in which they work
GAVE_WAY = {"40P01", "55P03"}  # PostgreSQL: deadlock_detected, lock_not_available


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        def once() -> None:
            with connections[options["database"]].cursor() as cursor:
                cursor.execute("SET lock_timeout = %s", [f"{LOCK_SECONDS}s"])
            super(Command, self).handle(*args, **options)

        again_when_locked(once, say=self.stderr.write)


def again_when_locked(
    act: Callable[[], None],
    *,
    say: Callable[[str], object],
    tries: int = TRIES,
    pause: float = PAUSE,
) -> None:
    """Do `act` until it gets its locks. Raises what else goes wrong, and the last refusal."""
    for left in range(tries - 1, -1, -1):
        try:
            return act()
        except OperationalError as error:
            if not left or getattr(error.__cause__, "pgcode", "") not in GAVE_WAY:
                raise
            say("Bảng đang có người dùng, chưa đổi được; thử lại sau giây lát.")
            time.sleep(pause)
