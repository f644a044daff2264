"""Invented acts stand on their own day: the clock is set back for them, and forward again."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, time

from kbang_ntm.core import clock


def on_day(day: date | str, at: time | None = None) -> AbstractContextManager[None]:
    """What happens inside happens on that day, from that time on where one is given."""
    return clock.standing_on(date.fromisoformat(day) if isinstance(day, str) else day, at)
