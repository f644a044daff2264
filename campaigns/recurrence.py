"""When a recurring task comes again. Pure: no database, no clock."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from campaigns.task_enums import Repeat

MONTHS: dict[str, int] = {Repeat.MONTHLY: 1, Repeat.QUARTERLY: 3, Repeat.YEARLY: 12}


@dataclass(frozen=True)
class Rule:
    """Due on `day` of the `month`-th month of each period (1 for monthly, 1-3, 1-12).

    A day the month does not have is its last one.
    """

    repeat: str
    day: int
    month: int = 1

    @property
    def sound(self) -> bool:
        """Whether such a day can be named."""
        return 1 <= self.day <= 31 and 1 <= self.month <= MONTHS.get(self.repeat, 0)


@dataclass(frozen=True)
class Occurrence:
    """One coming of the task: it starts with its period and is due inside it."""

    starts: date
    due: date


def occurrences(rule: Rule, first: date, last: date) -> Iterator[Occurrence]:
    """Those whose period begins by `last` and that are due on `first` or later, in order.

    Raises ValueError for a rule that names no day.
    """
    if not rule.sound:
        raise ValueError(rule)
    span = MONTHS[rule.repeat]
    month = (first.month - 1) // span * span + 1
    starts = date(first.year, month, 1)
    while starts <= last:
        due = _day(starts.year, starts.month + rule.month - 1, rule.day)
        if due >= first:
            yield Occurrence(max(starts, first), due)
        starts = _next(starts, span)


def _day(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def _next(starts: date, months: int) -> date:
    year, month = divmod(starts.year * 12 + starts.month - 1 + months, 12)
    return date(year, month + 1, 1)


def month_weeks(year: int, month: int) -> list[list[date]]:
    """The weeks, Monday first, that hold the days of a month."""
    first = date(year, month, 1)
    last = _day(year, month, 31)
    day = first - timedelta(days=first.weekday())
    weeks = []
    while day <= last:
        weeks.append([day + timedelta(days=n) for n in range(7)])
        day += timedelta(days=7)
    return weeks
