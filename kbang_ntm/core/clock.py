"""The portal's own idea of now.

A portal that runs with demonstration data stands still on a day inside the district's life
(ADR 0003): the day is a row, the time of day is real. Everything that asks for the date asks
here, so that windows, duties and memberships of that day apply. Without that row, and always
in production, this is the real time.

The real time is the database's (settings.CLOCK): every process asks the same clock whether a window
has closed, whatever its own machine believes. It is read when a connection is opened, at least
every ten minutes, and carried on by a clock that cannot be set.
"""

from __future__ import annotations

import time as timer
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
_demo_date: date | None = None
_loaded = False
_begun: tuple[time, datetime] | None = None
"""From what time of day on the clock goes within `standing_on`, and when that was really."""
_read: tuple[datetime, float] | None = None
"""The database's time, and what the clock that cannot be set said then (seconds)."""


def read_from(connection: Any, **_: Any) -> None:
    """Take the time of a database to which a connection was just opened."""
    global _read
    if settings.CLOCK != "database" or connection.alias != "default":
        return
    before = timer.monotonic()
    with connection.connection.cursor() as cursor:  # of the driver: no statement of any page
        cursor.execute("SELECT clock_timestamp()")
        (found,) = cursor.fetchone()
    _read = found, (before + timer.monotonic()) / 2


def real_now() -> datetime:
    """Aware local time of the database's clock; of our own before the first connection."""
    if _read is None or settings.CLOCK != "database":
        return timezone.now().astimezone(LOCAL)  # noqa: TID251  the one place that reads it
    at, then = _read
    return (at + timedelta(seconds=timer.monotonic() - then)).astimezone(LOCAL)


def demo_date() -> date | None:
    """The day a demonstration portal stands on, or None. Read once per process."""
    global _demo_date, _loaded
    if not _loaded:
        from django.db import connection

        from kbang_ntm.core.models import PortalState

        with connection.cursor() as cursor:  # before the first migration there is no such row
            cursor.execute("SELECT to_regclass(%s)", [PortalState._meta.db_table])
            if cursor.fetchone() == (None,):
                return None
        _demo_date = PortalState.objects.values_list("demo_date", flat=True).first()
        _loaded = True
    return _demo_date


def forget() -> None:
    """Read the row again at the next question (after load_demo, between tests)."""
    global _demo_date, _loaded
    _demo_date, _loaded = None, False


@contextmanager
def standing_on(day: date, at: time | None = None) -> Iterator[None]:
    """Within, the clock of this process stands on another day: what is invented happened on days
    of its own. With `at` it goes on from that time of day, else it keeps the real one. The row
    stays as it is."""
    global _demo_date, _loaded, _begun
    demo_date()
    before = _demo_date, _loaded, _begun
    _demo_date, _loaded = day, True
    _begun = (at, real_now()) if at else None
    try:
        yield
    finally:
        _demo_date, _loaded, _begun = before


def now() -> datetime:
    """Aware local time; on a demonstration portal with the date of its row."""
    real = real_now()
    day = demo_date()
    if day is not None and _begun is not None:
        at, then = _begun
        return datetime.combine(day, at, tzinfo=LOCAL) + (real - then)
    return real if day is None else real.replace(year=day.year, month=day.month, day=day.day)


def today() -> date:
    """The local date of `now()`."""
    return now().date()


def end_of_day(day: date) -> datetime:
    """23:59:59 of a day in Asia/Ho_Chi_Minh: when windows that end on that day close."""
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=LOCAL)


def start_of_day(day: date) -> datetime:
    """00:00:00 of a day in Asia/Ho_Chi_Minh."""
    return datetime(day.year, day.month, day.day, tzinfo=LOCAL)
