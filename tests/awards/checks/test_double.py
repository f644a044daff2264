"""One achievement, one award: across levels, movements, household and person; one initiative."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.checks.double import alike, initiative_used_once, one_achievement_one_award
from tests.awards.checks.facts import ROAD, condition, facts, past, rule, title, year

SAME = {"merit": "Hiến 500 m2 đất mở đường liên thôn"}


def outcome(*awards: Any, **changes: Any) -> str:
    return one_achievement_one_award(facts(past=awards, **changes), rule()).outcome


def test_without_others_it_passes() -> None:
    assert outcome() == "passed"


@pytest.mark.parametrize("level", ["commune", "base", "district", "province", "state"])
def test_the_same_merit_of_the_same_time_is_found_at_every_level(level: str) -> None:
    assert outcome(past(level=level, **SAME)) == "failed"


def test_another_movement_does_not_make_it_another_achievement() -> None:
    assert outcome(past(movement="Nông dân sản xuất giỏi", **SAME)) == "failed"


def test_the_household_of_the_head_counts_too() -> None:
    found = one_achievement_one_award(
        facts(past=(past(own=False, holder="Hộ ông Đinh Văn Bớt", **SAME),)), rule()
    )
    assert found.outcome == "failed"
    assert "Hộ ông Đinh Văn Bớt" in found.sentence


def test_a_nomination_still_alive_counts() -> None:
    found = one_achievement_one_award(facts(past=(past(pending=True, **SAME),)), rule())
    assert found.outcome == "failed" and "đang đề nghị" in found.sentence


def test_another_time_is_another_achievement() -> None:
    assert outcome(past(span=year(2022), **SAME)) == "passed"


def test_the_same_time_with_other_words_is_for_people_to_judge() -> None:
    assert outcome(past(merit="Nuôi bò lai, thu nhập cao")) == "unknown"


def test_the_same_movement_and_the_same_days_is_one_achievement() -> None:
    award = past(movement="Kbang  chung sức xây dựng nông thôn mới".replace("  ", " "))
    assert outcome(award) == "failed"
    assert outcome(past(movement="Kbang chung sức xây dựng nông thôn mới", span=None)) == "unknown"


def test_an_award_without_days_is_never_taken_for_another() -> None:
    assert outcome(past(span=None)) == "unknown"
    assert outcome(past(span=None, **SAME)) == "unknown"
    assert outcome(past(span=None, merit="Nuôi bò lai, thu nhập cao")) == "passed"


def test_the_case_at_the_lower_level_warns() -> None:
    assert outcome(past(linked=True, **SAME)) == "unknown"


def test_a_title_and_a_form_go_together() -> None:
    assert outcome(title(2024, **SAME)) == "passed"
    assert outcome(past(**SAME), kind="title", type_code="CSTDCS") == "passed"


def test_titles_of_one_year_go_together_but_the_same_one_not_twice() -> None:
    awards = (title(2024, "LDTT"), title(2023))
    assert outcome(*awards, kind="title", type_code="CSTDCS") == "passed"
    assert outcome(title(2024), kind="title", type_code="CSTDCS") == "failed"
    assert outcome(title(2024, span=None), kind="title", type_code="CSTDCS") == "unknown"


def test_a_type_nobody_knows_is_looked_at() -> None:
    assert outcome(past("", kind="", **SAME)) == "failed"


def test_one_that_is_clear_outweighs_many_that_are_doubtful() -> None:
    assert outcome(past(span=None), past(**SAME), past(merit="Nuôi bò")) == "failed"


def test_the_row_says_how_alike_is_the_same() -> None:
    award = past(merit="Hiến đất, chăn nuôi bò lai giỏi")
    asked = facts(past=(award,))
    assert one_achievement_one_award(asked, rule(amount=90)).outcome == "unknown"
    assert one_achievement_one_award(asked, rule(amount=20)).outcome == "failed"


WORDS = st.text("abcdeđêơ mnopst ", max_size=60)


@given(WORDS, WORDS)
def test_likeness_is_a_percentage_and_symmetric(one: str, other: str) -> None:
    assert 0 <= alike(one, other) <= 100
    assert alike(one, other) == alike(other, one)


def test_likeness_ignores_marks_case_and_words_of_every_citation() -> None:
    assert alike(ROAD, "HIEN 500 m2 dat lam duong lien thon") == 100
    assert alike("Có thành tích xuất sắc trong phong trào thi đua", "Có thành tích xuất sắc") == 0


def test_an_initiative_serves_once() -> None:
    def said(**changes: Any) -> str:
        return initiative_used_once(facts(**changes), rule()).outcome

    assert said() == "not_applicable"
    assert said(initiative="Lò sấy") == "passed"
    assert said(initiative="Lò sấy", initiative_used="CSTĐCS 2023") == "failed"
    assert said(initiative="Lò sấy", initiative_others=("danh hiệu của A",)) == "failed"
    assert said(conditions=(condition("initiative-used-once"),)) == "unknown"
    in_group = condition("initiative-used-once", alternative="a")
    assert said(conditions=(in_group,)) == "not_applicable"
