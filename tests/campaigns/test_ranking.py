"""Ranking: higher totals stand higher, equal ones are told apart as agreed or share a rank."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.ranking import Entrant, Preference, rank

POINTS = st.decimals(0, 20, places=2)
ITEMS = (1, 2, 3)
ENTRANTS = st.lists(
    st.fixed_dictionaries(dict.fromkeys(ITEMS, POINTS)), min_size=1, max_size=9
).map(lambda rows: [Entrant(key, points) for key, points in enumerate(rows)])
COARSE = st.lists(
    st.fixed_dictionaries({item: st.integers(0, 2).map(Decimal) for item in ITEMS}),
    min_size=1,
    max_size=9,
).map(lambda rows: [Entrant(key, points) for key, points in enumerate(rows)])
PREFERENCES = st.permutations(ITEMS).flatmap(
    lambda order: st.integers(0, 3).map(
        lambda count: [Preference(item, f"nội dung {item}") for item in order[:count]]
    )
)


def entrant(key: int, *points: int) -> Entrant:
    return Entrant(key, {item: Decimal(one) for item, one in zip(ITEMS, points, strict=True)})


def ranks(*entrants: Entrant, preferences: tuple[int, ...] = ()) -> list[tuple[int, int]]:
    asked = [Preference(item, f"nội dung {item}") for item in preferences]
    return [(place.key, place.rank) for place in rank(entrants, asked)]


@pytest.mark.parametrize(
    ("preferences", "expected"),
    [
        ((), [(3, 1), (1, 2), (2, 2), (4, 4)]),
        ((1,), [(3, 1), (2, 2), (1, 3), (4, 4)]),
        ((3,), [(3, 1), (1, 2), (2, 2), (4, 4)]),
        ((3, 2), [(3, 1), (1, 2), (2, 3), (4, 4)]),
    ],
)
def test_equal_totals(preferences: tuple[int, ...], expected: list[tuple[int, int]]) -> None:
    rows = (entrant(1, 3, 6, 1), entrant(2, 5, 4, 1), entrant(3, 9, 9, 9), entrant(4, 1, 1, 1))
    assert ranks(*rows, preferences=preferences) == expected


def test_why_is_said_in_words() -> None:
    rows = [entrant(1, 3, 6, 1), entrant(2, 5, 4, 1), entrant(3, 9, 9, 9)]
    alone, second, third = rank(rows, [Preference(3, "công khai"), Preference(1, "sáng tạo")])
    assert alone.why == ""
    assert second.why.endswith("xét theo thứ tự ưu tiên: sáng tạo: 5 điểm.")
    assert third.why.endswith("sáng tạo: 3 điểm.")
    tied = rank(rows[:2], [Preference(3, "công khai")])
    assert all("đồng hạng" in place.why for place in tied)
    assert "không có thứ tự ưu tiên" in rank(rows[:2], [])[0].why


@given(st.one_of(ENTRANTS, COARSE), PREFERENCES, st.randoms())
def test_order_of_what_is_given_does_not_matter(rows, preferences, random) -> None:  # type: ignore[no-untyped-def]  # hypothesis gives them
    mixed = list(rows)
    random.shuffle(mixed)
    assert rank(mixed, preferences) == rank(rows, preferences)


@given(st.one_of(ENTRANTS, COARSE), PREFERENCES)
def test_everybody_has_one_place(rows: list[Entrant], preferences: list[Preference]) -> None:
    places = rank(rows, preferences)
    assert sorted(place.key for place in places) == [one.key for one in rows]
    totals = {one.key: one.total for one in rows}
    assert all(place.total == totals[place.key] for place in places)


@given(st.one_of(ENTRANTS, COARSE), PREFERENCES)
def test_a_rank_is_one_more_than_those_above(
    rows: list[Entrant], preferences: list[Preference]
) -> None:
    places = rank(rows, preferences)
    points = {one.key: one for one in rows}

    def standing(key: int) -> tuple[Decimal, ...]:
        one = points[key]
        return (one.total, *(one.points[wanted.item] for wanted in preferences))

    for place in places:
        above = sum(standing(other.key) > standing(place.key) for other in places)
        assert place.rank == above + 1
        same = [other for other in places if standing(other.key) == standing(place.key)]
        assert {other.rank for other in same} == {place.rank}
        if len(same) > 1:
            assert "đồng hạng" in place.why


@given(st.one_of(ENTRANTS, COARSE), PREFERENCES)
def test_only_ties_are_explained(rows: list[Entrant], preferences: list[Preference]) -> None:
    places = rank(rows, preferences)
    for place in places:
        tied = sum(other.total == place.total for other in places) > 1
        assert bool(place.why) is tied
