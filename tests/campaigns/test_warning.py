"""Early warning: exact, never better with less time, yearly figures against surveys only."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from campaigns.plan_enums import TargetState
from campaigns.warning import (
    Case,
    Chance,
    Lack,
    Point,
    State,
    assess,
    hit_rate,
    missing_words,
    name_of,
    pace_of,
)

NUMBERS = st.fractions(min_value=-1000, max_value=1000, max_denominator=50)
SERIES = st.lists(NUMBERS, min_size=0, max_size=8).map(
    lambda values: tuple(Point(at, value) for at, value in enumerate(values))
)
WORSE = [State.ON_TRACK, State.BEHIND, State.AT_RISK]


@st.composite
def lacks(draw: st.DrawFn) -> Lack:
    level = draw(st.none() | NUMBERS)
    return Lack(
        code=draw(st.sampled_from(["10", "11", "12.1", "12.2"])),
        criterion=draw(st.sampled_from(["10", "11", "12"])),
        gap="còn phải giảm 68 hộ",
        level=level,
        rising=draw(st.booleans()),
        points=draw(SERIES),
        left=draw(st.integers(0, 8)),
        yearly=draw(st.booleans()),
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    total = draw(st.integers(1, 19))
    missing = draw(st.integers(0, total))
    unknown = draw(st.integers(0, total - missing))
    counts = draw(st.lists(st.integers(0, total), max_size=8))
    return Case(
        reached=False,
        over=False,
        total=total,
        criteria=tuple(Point(at, Fraction(n)) for at, n in enumerate(counts)),
        missing=missing,
        unknown=unknown,
        left=draw(st.integers(0, 8)),
        gone=draw(st.fractions(0, 1, max_denominator=60)),
        lacks=tuple(draw(st.lists(lacks(), max_size=4))),
    )


def test_the_codes_are_those_of_the_portal() -> None:
    assert {state.value for state in State} == set(TargetState.values)


def test_the_words_of_the_office() -> None:
    lack = Lack("11", "11", gap="còn phải giảm 68 hộ", yearly=True, left=1)
    other = Lack("10", "10", left=1)
    case = Case(reached=False, over=False, total=19, missing=2, lacks=(lack, other), left=2)
    assert missing_words(case) == "còn thiếu 2 tiêu chí; tiêu chí 11: còn phải giảm 68 hộ"


def test_several_of_a_criterion_are_named_by_their_code() -> None:
    two = (Lack("12.1", "12"), Lack("12.2", "12"))
    assert name_of(two[0], two) == "chỉ tiêu 12.1"
    assert name_of(Lack("11", "11"), [Lack("11", "11")]) == "tiêu chí 11"


def falling(*values: int, level: int, left: int, yearly: bool = False) -> Lack:
    points = tuple(Point(at, Fraction(value)) for at, value in enumerate(values))
    return Lack(
        "11", "11", "còn phải giảm", Fraction(level), False, points, left=left, yearly=yearly
    )


def test_exactly_enough_is_enough() -> None:
    assert falling(20, 18, 16, level=10, left=3).chance is Chance.REACHED
    assert falling(20, 18, 16, level=10, left=2).chance is Chance.SHORT
    third = (Point(0, Fraction(0)), Point(3, Fraction(1)))
    assert pace_of(third) == Fraction(1, 3)
    exact = Lack("1", "1", "", Fraction(2), True, third, left=3)
    assert exact.chance is Chance.REACHED


def test_one_survey_makes_no_trend() -> None:
    lack = falling(16, level=10, left=1, yearly=True)
    assert lack.chance is Chance.UNKNOWN
    case = Case(False, False, total=19, missing=1, left=4, lacks=(lack,))
    assert assess(case).state is State.BEHIND


def test_yearly_figures_say_that_quarters_do_not_count() -> None:
    lack = falling(20, 18, level=10, left=1, yearly=True)
    found = assess(Case(False, False, total=19, missing=1, left=8, lacks=(lack,)))
    assert found.state is State.AT_RISK
    assert "không dự báo theo quý" in found.sentence


def test_the_ends_go_before_all_else() -> None:
    lost = Case(False, True, total=19, missing=3)
    assert assess(lost).state is State.MISSED
    assert assess(replace(lost, reached=True)).state is State.MET
    assert assess(Case(False, False, known=False)).state is State.UNKNOWN
    assert assess(Case(False, False, total=19, left=1)).state is State.ON_TRACK


@given(cases())
def test_every_case_gets_one_of_three_states_with_words(case: Case) -> None:
    found = assess(case)
    assert found.state in WORSE and found.words


@given(cases(), st.integers(1, 8))
def test_more_time_never_makes_it_worse(case: Case, more: int) -> None:
    later = replace(
        case,
        left=case.left + more,
        lacks=tuple(replace(lack, left=lack.left + more) for lack in case.lacks),
    )
    before, after = assess(case).state, assess(later).state
    # Where nothing moves or all goes the wrong way, time does not help: it stays what it was.
    assert WORSE.index(after) <= WORSE.index(before)


@given(cases())
def test_the_order_of_what_is_missing_does_not_matter(case: Case) -> None:
    turned = replace(case, lacks=case.lacks[::-1])
    assert assess(turned).state is assess(case).state


@given(cases(), lacks())
def test_one_thing_more_missing_never_helps(case: Case, lack: Lack) -> None:
    if not case.missing and not case.unknown:
        return
    worse = replace(case, lacks=(*case.lacks, lack))
    assert WORSE.index(assess(worse).state) >= WORSE.index(assess(case).state)


@given(lacks(), st.fractions(min_value=Fraction(1, 20), max_value=50, max_denominator=20))
def test_the_unit_of_measurement_does_not_matter(lack: Lack, factor: Fraction) -> None:
    scaled = replace(
        lack,
        level=None if lack.level is None else lack.level * factor,
        points=tuple(Point(p.at, p.value * factor) for p in lack.points),
    )
    assert scaled.chance is lack.chance


@given(lacks())
def test_falling_is_rising_upside_down(lack: Lack) -> None:
    mirror = replace(
        lack,
        rising=not lack.rising,
        level=None if lack.level is None else -lack.level,
        points=tuple(Point(p.at, -p.value) for p in lack.points),
    )
    assert mirror.chance is lack.chance


@given(st.lists(st.tuples(st.booleans(), st.booleans())))
def test_the_hit_rate_counts_every_target_once(judged: list[tuple[bool, bool]]) -> None:
    found = hit_rate(judged)
    assert found.total == len(judged)
    assert found.right == sum(warned is not met for warned, met in judged)
    assert found.precision is None or 0 <= found.precision <= 1
    assert found.recall is None or 0 <= found.recall <= 1
