"""Days of a copied campaign keep their place in the year, or their distance from its beginning."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from campaigns.copying import shifted

DAYS = st.dates(date(2010, 1, 1), date(2060, 12, 31))


@given(day=DAYS, old=st.integers(2010, 2040), new=st.integers(2010, 2040))
def test_same_day_of_the_year_where_both_begin_alike(day: date, old: int, new: int) -> None:
    moved = shifted(day, old=date(old, 1, 1), new=date(new, 1, 1))
    assert moved.year == day.year + new - old
    leap = (day.month, day.day) == (2, 29)
    assert (moved.month, moved.day) == ((2, 28) if leap else (day.month, day.day))


@given(day=DAYS, old=DAYS, new=DAYS)
def test_same_distance_else(day: date, old: date, new: date) -> None:
    if (old.month, old.day) == (new.month, new.day):
        return
    assert shifted(day, old=old, new=new) - new == day - old


@given(day=DAYS, old=DAYS)
def test_nothing_moves_to_itself(day: date, old: date) -> None:
    moved = shifted(day, old=old, new=old)
    assert moved == day or (day - moved == timedelta(1) and day.month == 2)
