"""Prerequisites, years of achievement, thematic awards, the gap between state-level awards."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.checks.facts import Past
from awards.checks.past import (
    longest_run,
    prerequisites,
    state_level_gap,
    thematic_not_for_merit,
    years_before,
    years_in_a_row,
)
from tests.awards.checks.facts import ON, condition, facts, past, rule, title, year

MERIT = {"merit_kind": "merit", "level": "province", "type_code": "BANG_KHEN_TINH"}


def years(*awards: Past, need: int = 2, alternative: str = "", **changes: Any) -> str:
    row = condition("years-CSTDCS", need, alternative=alternative)
    given_facts = facts(past=awards, conditions=(row,), **{**MERIT, **changes})
    return years_in_a_row(given_facts, rule()).outcome


def test_no_condition_about_years() -> None:
    assert years_in_a_row(facts(), rule()).outcome == "not_applicable"


def test_years_of_achievement_count_not_of_paper() -> None:
    """Both decided in 2024, for 2023 and 2024: two years. Decided a year apart for one: one."""
    january, december = date(2024, 1, 15), date(2024, 12, 20)
    assert years(title(2023, decided_on=january), title(2024, decided_on=december)) == "passed"
    twice = (title(2023, decided_on=date(2023, 12, 20)), title(2023, decided_on=january))
    assert years(*twice) == "failed"


def test_a_run_may_end_in_the_year_before() -> None:
    assert years(title(2022), title(2023)) == "passed"


def test_a_gap_breaks_the_run_and_an_old_run_is_none() -> None:
    assert years(title(2022), title(2024)) == "failed"
    assert years(title(2020), title(2021)) == "failed"


def test_a_missing_year_is_unknown_not_false() -> None:
    assert years(title(2024), title(2023, span=None)) == "unknown"
    assert years(title(2023), title(2024), title(2022, span=None)) == "passed"


def test_another_title_another_person_and_a_nomination_do_not_count() -> None:
    assert years(title(2023, "LDTT"), title(2024)) == "failed"
    assert years(title(2023, own=False), title(2024)) == "failed"
    assert years(title(2023), title(2024, pending=True), need=3) == "failed"


def test_one_of_alternatives_leaves_the_others_open() -> None:
    assert years(title(2024), alternative="a") == "unknown"


@given(st.sets(st.integers(2000, 2030)), st.integers(2000, 2030))
def test_a_run_is_made_of_years_that_are_there(known: set[int], until: int) -> None:
    run = longest_run(known, until=until)
    end = until if until in known else until - 1
    assert all(end - step in known for step in range(run))
    assert end - run not in known


def wanted(*rows: Any, awards: tuple[Past, ...] = (), **changes: Any) -> str:
    return prerequisites(facts(past=awards, conditions=rows, **changes), rule()).outcome


def test_each_condition_is_needed_of_a_group_one() -> None:
    has, other = condition("has-A", 1), condition("has-B", 1)
    assert wanted() == "not_applicable"
    assert wanted(has) == "failed"
    assert wanted(has, awards=(past("A"),)) == "passed"
    assert wanted(has, other, awards=(past("A"),)) == "failed"
    group = (condition("has-A", 1, alternative="g"), condition("has-B", 1, alternative="g"))
    assert wanted(*group, awards=(past("B"),)) == "passed"
    assert wanted(*group) == "failed"


def test_what_people_judge_is_unknown_to_the_portal() -> None:
    assert wanted(condition("")) == "unknown"
    group = (condition("", alternative="g"), condition("has-B", 1, alternative="g"))
    assert wanted(*group) == "unknown"
    assert wanted(*group, awards=(past("B"),)) == "passed"


def test_what_nobody_compared_with_the_decision_is_unknown() -> None:
    assert wanted(condition("has-A", 1), awards=(past("A", verified=False),)) == "unknown"


def test_counted_titles_are_counted_by_year() -> None:
    row = condition("count-CSTDCS", 3)
    three = tuple(title(number) for number in (2020, 2021, 2022))
    assert wanted(row, awards=three) == "passed"
    assert wanted(row, awards=(title(2020), title(2020), title(2021))) == "failed"
    assert wanted(row, awards=(title(2020), title(2021), title(2022, span=None))) == "unknown"


def test_a_lower_award_is_no_condition_unless_the_row_says_so() -> None:
    assert wanted(condition("has-HCLD_3", 1), awards=(past("BANG_KHEN_TTG"),)) == "failed"
    assert prerequisites(facts(level="state"), rule()).outcome == "not_applicable"


def test_a_row_that_is_not_verified_is_told() -> None:
    found = prerequisites(facts(conditions=(condition("has-A", 1, certain=False),)), rule())
    assert not found.certain


@pytest.mark.parametrize("kind", ["movement", "sudden"])
def test_thematic_and_sudden_awards_do_not_support_merit(kind: str) -> None:
    row = condition("has-A", 1)
    award = past("A", merit_kind=kind)
    asked = facts(past=(award,), conditions=(row,), **MERIT)
    assert prerequisites(asked, rule()).outcome == "failed"
    assert thematic_not_for_merit(asked, rule()).outcome == "failed"
    thematic = facts(past=(award,), conditions=(row,))
    assert prerequisites(thematic, rule()).outcome == "passed"
    assert thematic_not_for_merit(thematic, rule()).outcome == "not_applicable"


def test_beside_awards_for_merit_thematic_ones_do_no_harm() -> None:
    row = condition("has-A", 1)
    both = (past("A"), past("A", merit_kind="merit"))
    found = thematic_not_for_merit(facts(past=both, conditions=(row,), **MERIT), rule())
    assert found.outcome == "passed" and "không tính" in found.sentence
    none = facts(past=(past("B"),), conditions=(row,), **MERIT)
    assert thematic_not_for_merit(none, rule()).outcome == "passed"


def gap(*awards: Past, amount: int | None = 1) -> str:
    kinds = ("merit", "movement", "foreign")
    asked = facts(past=awards, level="state", merit_kind="merit")
    return state_level_gap(asked, rule(amount=amount, merit_kinds=kinds)).outcome


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2024, 10, 9), "failed"),
        (date(2023, 10, 11), "failed"),
        (ON.replace(year=2023), "passed"),
        (date(2021, 1, 1), "passed"),
        (None, "unknown"),
    ],
)
def test_two_state_awards_within_a_year(day: date | None, said: str) -> None:
    assert gap(past("BANG_KHEN_TTG", level="state", decided_on=day)) == said


def test_sudden_dedication_seniority_and_lower_levels_are_apart() -> None:
    for kind in ("sudden", "dedication", "seniority"):
        assert gap(past(level="state", merit_kind=kind)) == "passed"
    assert gap(past(level="province")) == "passed"
    assert gap(past(level="state", own=False)) == "passed"
    assert gap(past(level="state"), amount=None) == "unknown"


def test_a_leap_day_has_a_day_a_year_before() -> None:
    assert years_before(date(2024, 2, 29), 1) == date(2023, 2, 28)


def test_the_run_is_asked_to_the_end_of_the_period() -> None:
    assert years(title(2021), title(2022), span=year(2022)) == "passed"
