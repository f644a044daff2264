"""Working days: Monday to Friday without holidays, plus days of rest worked instead. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

FRIDAY = 4


@dataclass(frozen=True)
class Calendar:
    """Days off and days of rest that are worked instead."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    @classmethod
    def of(cls, rows: Iterable[tuple[date, bool]]) -> Calendar:
        """From (day, works) pairs."""
        days = list(rows)
        return cls(
            off=frozenset(day for day, works in days if not works),
            worked=frozenset(day for day, works in days if works),
        )

    def works(self, day: date) -> bool:
        """Offices are open on that day."""
        if day in self.worked:
            return True
        return day.weekday() <= FRIDAY and day not in self.off

    def add(self, start: date, days: int) -> date:
        """The `days`-th working day after `start`, which itself does not count.

        0 gives `start`, or the next working day when offices are closed on it. Raises ValueError
        for a negative number.
        """
        if days < 0:
            raise ValueError("days are counted forward")
        day, left = start, days
        while left or not self.works(day):
            day += timedelta(days=1)
            if self.works(day) and left:
                left -= 1
        return day

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and with `end`; negative when `end` lies before."""
        if end < start:
            return -self.between(end, start)
        span = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(self.works(day) for day in span)


def due_on(start: date, days: int, *, working: bool, calendar: Calendar) -> date:
    """The last day of a term that begins the day after `start`.

    A term in calendar days that ends on a day of rest ends on the next working day (Bộ luật Dân
    sự 2015, Điều 148 khoản 5).
    """
    if working:
        return calendar.add(start, days)
    return calendar.add(start + timedelta(days=days), 0)
