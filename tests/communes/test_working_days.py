"""Working days: holidays, days worked instead, and laws that hold for every calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communes.working_days import Calendar, due_on

DAYS = st.dates(min_value=date(2022, 1, 1), max_value=date(2026, 12, 31))
CALENDARS = st.builds(
    lambda off, worked: Calendar(frozenset(off), frozenset(worked)),
    st.sets(DAYS, max_size=40),
    st.sets(DAYS, max_size=10),
)


def test_a_week_without_holidays() -> None:
    friday = date(2025, 6, 20)
    assert Calendar().add(friday, 1) == date(2025, 6, 23)
    assert Calendar().add(friday, 5) == date(2025, 6, 27)
    assert Calendar().add(friday, 0) == friday
    assert Calendar().add(date(2025, 6, 21), 0) == date(2025, 6, 23)


def test_holidays_are_stepped_over_and_swapped_saturdays_count() -> None:
    calendar = Calendar.of(
        [
            (date(2025, 4, 30), False),
            (date(2025, 5, 1), False),
            (date(2025, 5, 2), False),
            (date(2025, 4, 26), True),
        ]
    )
    assert calendar.add(date(2025, 4, 25), 1) == date(2025, 4, 26)
    assert calendar.add(date(2025, 4, 29), 1) == date(2025, 5, 5)


def test_a_term_in_calendar_days_ends_on_a_working_day() -> None:
    monday = date(2025, 6, 23)
    assert due_on(date(2025, 6, 16), 5, working=False, calendar=Calendar()) == monday
    assert due_on(date(2025, 6, 16), 5, working=True, calendar=Calendar()) == monday
    assert due_on(date(2025, 6, 16), 4, working=False, calendar=Calendar()) == date(2025, 6, 20)


def test_days_are_counted_forward() -> None:
    with pytest.raises(ValueError, match="forward"):
        Calendar().add(date(2025, 6, 20), -1)


@given(CALENDARS, DAYS, st.integers(min_value=0, max_value=60))
def test_the_answer_is_a_working_day_and_counts_back(
    calendar: Calendar, start: date, days: int
) -> None:
    end = calendar.add(start, days)
    assert calendar.works(end)
    assert end >= start
    if days:
        assert calendar.between(start, end) == days


@given(CALENDARS, DAYS, st.integers(0, 30), st.integers(1, 30))
def test_terms_add_up(calendar: Calendar, start: date, first: int, second: int) -> None:
    assert calendar.add(calendar.add(start, first), second) in (
        calendar.add(start, first + second),
        calendar.add(start, first + second + 1),
    )


@given(CALENDARS, DAYS, st.integers(0, 60))
def test_more_holidays_never_bring_a_day_forward(
    calendar: Calendar, start: date, days: int
) -> None:
    more = Calendar(calendar.off | {start + timedelta(days=1)}, calendar.worked)
    assert more.add(start, days) >= calendar.add(start, days)


@given(CALENDARS, DAYS, DAYS)
def test_counting_backwards_is_the_negative(calendar: Calendar, one: date, two: date) -> None:
    assert calendar.between(one, two) == -calendar.between(two, one)
