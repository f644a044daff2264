"""Answers kept while a page is read, or while many acts go on under the same law."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.once import once, one_reading, settled, settled_answers

MARKS = [(once, one_reading), (settled, settled_answers)]
Mark = Callable[[Callable[[int], int]], Callable[[int], int]]


@pytest.mark.parametrize(("mark", "within"), MARKS)
def test_an_answer_is_kept_within_and_forgotten_after(
    mark: Mark, within: Callable[[], AbstractContextManager[None]]
) -> None:
    asked: list[int] = []

    def question(number: int) -> int:
        asked.append(number)
        return number

    kept = mark(question)
    assert [kept(1), kept(1)] == asked == [1, 1]  # outside every question is asked
    for _ in range(2):
        asked.clear()
        with within():
            assert [kept(1), kept(2), kept(1)] == [1, 2, 1]
        assert asked == [1, 2]


def test_neither_keeps_what_the_other_one_marks() -> None:
    asked: list[str] = []
    of_reading, of_law = (mark(asked.append) for mark in (once, settled))
    with settled_answers():
        of_reading("read"), of_reading("read"), of_law("law"), of_law("law")
    assert asked == ["read", "read", "law"]


def test_a_refusal_is_not_kept() -> None:
    asked: list[int] = []

    @settled
    def question() -> int:
        asked.append(1)
        if len(asked) == 1:
            raise Refused("nothing", "Chưa có.")
        return 7

    with settled_answers():
        with pytest.raises(Refused):
            question()
        assert question() == 7


@pytest.mark.django_db
@pytest.mark.data("demo")
def test_the_clock_stands_on_another_day_within_only() -> None:
    shown = clock.today()
    with clock.standing_on(date(2023, 11, 10)):
        assert clock.today() == date(2023, 11, 10)
        with clock.standing_on(date(2024, 2, 29)):
            assert clock.now().date() == date(2024, 2, 29)
        assert clock.today() == date(2023, 11, 10)
    assert clock.today() == shown
    with pytest.raises(ValueError, match="bad day"), clock.standing_on(date(2023, 1, 1)):
        raise ValueError("bad day")
    assert clock.today() == shown
