"""On time, late, overdue: read from dates, never stored. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from campaigns.task_enums import TaskState

ON_TIME, LATE, OVERDUE, IN_TIME, WITHDRAWN = "on_time", "late", "overdue", "in_time", "withdrawn"
WORDS = {
    ON_TIME: "đúng hạn",
    LATE: "chậm",
    OVERDUE: "quá hạn",
    IN_TIME: "còn trong hạn",
    WITHDRAWN: "đã rút",
}
HANDED = frozenset({TaskState.WAITING, TaskState.DONE})
OPEN = (TaskState.ASSIGNED, TaskState.ACCEPTED, TaskState.DOING)


def punctuality(state: str, due: date, handed_on: date | None, today: date) -> str:
    """What the dates of a task say: the day its result was handed in counts, not the day it was
    confirmed; nobody is late by another's delay."""
    if state == TaskState.WITHDRAWN:
        return WITHDRAWN
    if state in HANDED and handed_on is not None:
        return ON_TIME if handed_on <= due else LATE
    return OVERDUE if today > due else IN_TIME


@dataclass(frozen=True)
class Share:
    """How many tasks of somebody are on time, late, overdue, still in time."""

    on_time: int = 0
    late: int = 0
    overdue: int = 0
    in_time: int = 0

    @property
    def total(self) -> int:
        """All that count: withdrawn ones do not."""
        return self.on_time + self.late + self.overdue + self.in_time

    @property
    def handed(self) -> int:
        """Those whose result was handed in."""
        return self.on_time + self.late


def share(found: Iterable[str]) -> Share:
    """The counts of words of `punctuality`."""
    words = list(found)
    return Share(*(words.count(one) for one in (ON_TIME, LATE, OVERDUE, IN_TIME)))


def reminder(due: date, today: date, before: Iterable[int], after: Iterable[int]) -> str:
    """Which reminder is owed today: "before:7", "after:3" or "".

    Of several that have come, the nearest to the due day before it and the farthest after it:
    a day without the job is made up for, and nobody gets two at once.
    """
    left = (due - today).days
    if left >= 0:
        come = [days for days in before if left <= days]
        return f"before:{min(come)}" if come else ""
    gone = [days for days in after if -left >= days]
    return f"after:{max(gone)}" if gone else ""
