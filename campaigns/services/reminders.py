"""The daily round: tasks that come again, and reminders before and after a due day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.urls import reverse

from campaigns.models import ReminderRule, Task, TaskSeries
from campaigns.punctuality import OPEN, reminder
from campaigns.queries.task_people import people_of
from campaigns.services.assigning import make_occurrences
from campaigns.services.inspection_notices import remind_findings
from campaigns.task_enums import ReminderWhen
from campaigns.task_rules import holder_of
from kbang_ntm.core import notify
from kbang_ntm.core.vietnamese import format_date

KIND = "task.reminded"


@dataclass(frozen=True)
class Round:
    """What one round did: tasks made of series, tasks and findings somebody was reminded of."""

    made: int
    reminded: int


def daily_round(*, today: date) -> Round:
    """Make what comes again today, then remind. Repeatable: the same day adds nothing."""
    return Round(made=come_again(today=today), reminded=remind(today=today))


def come_again(*, today: date) -> int:
    """Tasks of the series whose period has begun; each series by itself."""
    running = TaskSeries.objects.filter(ended_reason="", starts__lte=today, until__gte=today)
    return sum(len(make_occurrences(series=row, day=today)) for row in running)


def days_in_force(day: date) -> dict[str, list[int]]:
    """{before or after: days} of the rules of that day. One query."""
    found: dict[str, list[int]] = defaultdict(list)
    rows = ReminderRule.objects.filter(valid__contains=day).values_list("when", "days")
    for when, days in rows:
        found[when].append(days)
    return found


@transaction.atomic
def remind(*, today: date) -> int:
    """Leave one notice a person for every open task, and every finding to mend, that is due for a
    reminder.

    After the due day whoever gave the task is told too. How many tasks and findings.
    """
    rules = days_in_force(today)
    before, after = rules[ReminderWhen.BEFORE], rules[ReminderWhen.AFTER]
    if not before and not after:
        return 0
    findings = remind_findings(today=today, before=before, after=after)
    owed = [
        (task, which)
        for task in Task.objects.filter(state__in=OPEN).select_related("assigned_by")
        if (which := reminder(task.due, today, before, after))
    ]
    people = people_of(holder_of(task) for task, _which in owed)
    for task, which in owed:
        late = which.startswith("after")
        recipients = list(people.get(holder_of(task), []))
        if late and task.assigned_by is not None:
            recipients.append(task.assigned_by)
        words = f"Quá hạn {format_date(task.due)}" if late else f"Hạn {format_date(task.due)}"
        notify.tell(
            recipients=recipients,
            kind=KIND,
            key=f"task-{task.uid}-{task.due.isoformat()}-{which}",
            text=f"{words}: {task.title}",
            url=reverse("campaigns:task", args=[task.uid]),
        )
    return len(owed) + findings
