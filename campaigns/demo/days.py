"""Invented acts stand on their own day: the clock is set back for them, and forward again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from kbang_ntm.core import clock
from kbang_ntm.core.models import PortalState


@contextmanager
def on_day(day: date | str) -> Iterator[None]:
    """What happens inside happens on that day."""
    today = clock.today()
    _stand_on(date.fromisoformat(day) if isinstance(day, str) else day)
    try:
        yield
    finally:
        _stand_on(today)


def _stand_on(day: date) -> None:
    PortalState.objects.filter(singleton=True).update(demo_date=day)
    clock.forget()
