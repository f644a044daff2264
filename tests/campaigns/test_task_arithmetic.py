"""Recurrence, punctuality and circles: pure, tried with many inputs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.dependencies import closes_circle
from campaigns.punctuality import (
    IN_TIME,
    LATE,
    ON_TIME,
    OVERDUE,
    WITHDRAWN,
    punctuality,
    reminder,
    share,
)
from campaigns.recurrence import MONTHS, Rule, month_weeks, occurrences
from campaigns.task_enums import TaskState

DAYS = st.dates(date(2021, 1, 1), date(2031, 12, 31))
RULES = st.sampled_from(list(MONTHS)).flatmap(
    lambda repeat: st.builds(
        Rule, st.just(repeat), st.integers(1, 31), st.integers(1, MONTHS[repeat])
    )
)


@given(RULES, DAYS, st.integers(0, 1500))
def test_occurrences_come_in_order_and_never_start_after_they_are_due(
    rule: Rule, first: date, span: int
) -> None:
    last = first + timedelta(days=span)
    found = list(occurrences(rule, first, last))
    assert all(one.starts <= one.due and first <= one.due for one in found)
    assert all(first <= one.starts <= last for one in found)
    dues = [one.due for one in found]
    assert dues == sorted(set(dues))
    assert all(one.due.day == rule.day or (one.due + timedelta(days=1)).day == 1 for one in found)


@given(RULES, DAYS, st.integers(0, 400), st.integers(0, 400))
def test_a_later_look_only_adds(rule: Rule, first: date, near: int, more: int) -> None:
    early = list(occurrences(rule, first, first + timedelta(days=near)))
    late = list(occurrences(rule, first, first + timedelta(days=near + more)))
    assert late[: len(early)] == early


@pytest.mark.parametrize(
    "rule",
    [Rule("monthly", 0), Rule("monthly", 1, 2), Rule("quarterly", 1, 4), Rule("weekly", 1)],
)
def test_a_day_nobody_can_name(rule: Rule) -> None:
    assert not rule.sound
    with pytest.raises(ValueError, match="Rule"):
        list(occurrences(rule, date(2025, 1, 1), date(2025, 12, 31)))


def test_quarters_of_a_year() -> None:
    found = occurrences(Rule("quarterly", 31, 2), date(2025, 1, 15), date(2025, 12, 31))
    assert [(one.starts, one.due) for one in found] == [
        (date(2025, 1, 15), date(2025, 2, 28)),
        (date(2025, 4, 1), date(2025, 5, 31)),
        (date(2025, 7, 1), date(2025, 8, 31)),
        (date(2025, 10, 1), date(2025, 11, 30)),
    ]


@given(st.integers(2021, 2031), st.integers(1, 12))
def test_weeks_hold_every_day_of_the_month_once(year: int, month: int) -> None:
    weeks = month_weeks(year, month)
    days = [day for week in weeks for day in week if day.month == month]
    assert days == sorted(set(days))
    assert days[0].day == 1
    assert (days[-1] + timedelta(days=1)).day == 1
    assert all(len(week) == 7 and week[0].weekday() == 0 for week in weeks)


@given(st.sampled_from(list(TaskState)), DAYS, DAYS, DAYS)
def test_every_task_has_one_word(state: str, due: date, handed: date, today: date) -> None:
    handed_on = handed if state in (TaskState.WAITING, TaskState.DONE) else None
    word = punctuality(state, due, handed_on, today)
    if state == TaskState.WITHDRAWN:
        assert word == WITHDRAWN
    elif handed_on:
        assert word == (LATE if handed > due else ON_TIME)
        # Another's slow confirmation makes nobody late.
        assert word == punctuality(state, due, handed_on, today + timedelta(days=99))
    else:
        assert word == (OVERDUE if today > due else IN_TIME)


def test_withdrawn_ones_do_not_count() -> None:
    found = share([ON_TIME, LATE, LATE, OVERDUE, IN_TIME, WITHDRAWN])
    assert (found.total, found.handed) == (5, 3)
    assert (found.on_time, found.late, found.overdue, found.in_time) == (1, 2, 1, 1)


DUE = date(2025, 6, 20)


@pytest.mark.parametrize(
    ("left", "which"),
    [
        (8, ""), (7, "before:7"), (2, "before:7"), (1, "before:1"), (0, "before:1"),
        (-1, "after:1"), (-6, "after:1"), (-7, "after:7"), (-90, "after:7"),
    ],
)  # fmt: skip
def test_which_reminder_is_owed(left: int, which: str) -> None:
    assert reminder(DUE, DUE - timedelta(days=left), [7, 1], [1, 7]) == which


def test_without_rules_nobody_is_reminded() -> None:
    assert reminder(DUE, DUE, [], []) == reminder(DUE, date(2026, 1, 1), [], []) == ""


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=20))
def test_links_taken_one_by_one_never_make_a_circle(asked: list[tuple[int, int]]) -> None:
    kept: list[tuple[int, int]] = []
    for task, needs in asked:
        if not closes_circle(kept, task, needs):
            kept.append((task, needs))
    after: dict[int, set[int]] = {}
    for task, needs in kept:
        after.setdefault(task, set()).add(needs)
    left = set(range(7))
    while left:  # whoever waits for nobody left can be done; in a circle nobody could
        free = {one for one in left if not after.get(one, set()) & left}
        assert free
        left -= free
