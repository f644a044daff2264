"""Who decides, dossier, registration, movement, quota, posting; where rules apply."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from awards import law_codes
from awards.checks import CHECKS, check, clear
from awards.checks.facts import Launch, Limit, Posted, Share, Span
from awards.checks.procedure import (
    deciding_body_exists,
    dossier_complete,
    movement_level,
    posted_long_enough,
    title_registered,
    within_quota,
)
from tests.awards.checks.facts import NAME, ON, facts, rule, year


def test_every_code_of_a_check_has_its_function() -> None:
    codes = {value for name, value in vars(law_codes).items() if name.startswith("CHECK_")}
    assert set(CHECKS) == codes


def test_a_rule_says_where_it_applies() -> None:
    missing = facts(dossier_missing=("Báo cáo",))
    code = law_codes.CHECK_DOSSIER
    assert check(missing, rule(code)).outcome == "failed"
    state = check(missing, rule(code, levels=("state",)))
    assert state.outcome == "not_applicable" and clear(state)
    assert check(missing, rule(code, merit_kinds=("merit",))).outcome == "not_applicable"
    assert check(missing, rule(code, levels=("district",), merit_kinds=("movement",))).outcome == (
        "failed"
    )


def test_a_body_that_has_ended_decides_nothing() -> None:
    assert deciding_body_exists(facts(), rule()).outcome == "passed"
    ended = facts(body_ended="Huyện Kbang không còn hoạt động từ 01/07/2025.")
    assert deciding_body_exists(ended, rule()).outcome == "failed"
    assert deciding_body_exists(facts(body_decides=False), rule()).outcome == "failed"
    assert deciding_body_exists(facts(body_decides=None), rule()).outcome == "unknown"


def test_the_dossier() -> None:
    assert dossier_complete(facts(), rule()).outcome == "passed"
    assert dossier_complete(facts(dossier_known=False), rule()).outcome == "unknown"
    found = dossier_complete(facts(dossier_missing=("Báo cáo thành tích",)), rule())
    assert found.outcome == "failed" and "Báo cáo thành tích" in found.sentence


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "not_applicable"),
        ({"kind": "title"}, "not_applicable"),
        ({"kind": "title", "registration_needed": True}, "failed"),
        (
            {
                "kind": "title",
                "registration_needed": True,
                "registered_years": frozenset({2024}),
            },
            "passed",
        ),
        (
            {
                "kind": "title",
                "registration_needed": True,
                "span": Span(date(2023, 1, 1), date(2024, 12, 31)),
                "registered_years": frozenset({2024}),
            },
            "failed",
        ),
    ],
)
def test_registration_of_a_title(changes: dict[str, Any], said: str) -> None:
    assert title_registered(facts(**changes), rule()).outcome == said


OFFICIAL = Span(date(2021, 1, 1), date(2025, 12, 31))


def moved(level: str, *launches: Launch, amount: int | None = 5, **changes: Any) -> str:
    asked = facts(level=level, launches=launches, **changes)
    return movement_level(asked, rule(amount=amount)).outcome


def launch(level: str, launched_on: date | None = date(2021, 1, 1), **changes: Any) -> Launch:
    return Launch(NAME, level, changes.get("official", OFFICIAL), launched_on)


def test_a_movement_supports_its_own_level_and_a_proposal_above() -> None:
    district = launch("district")
    assert moved("commune", district) == moved("district", district) == "passed"
    assert moved("province", district) == "passed"
    assert moved("state", district) == "failed"
    assert moved("province", launch("commune")) == "failed"
    assert moved("state", district, bases=("Kế hoạch 1485/KH-UBND của tỉnh",)) == "unknown"
    assert moved("state", district, launch("province")) == "passed"
    assert moved("district") == "unknown"


def test_five_years_by_title_are_not_five_years_by_day() -> None:
    """The plan says 2021-2025 and was signed on 05/8/2022."""
    assert moved("state", launch("province", date(2022, 8, 5))) == "unknown"
    assert moved("state", launch("province", None)) == "unknown"
    three = Span(date(2022, 1, 1), date(2024, 12, 31))
    assert moved("state", launch("province", date(2022, 1, 1), official=three)) == "failed"
    assert moved("state", launch("province", date(2022, 1, 1), official=three), amount=3) == (
        "passed"
    )
    assert moved("state", launch("province", date(2022, 8, 5)), amount=None) == "passed"


def test_quotas() -> None:
    def said(*limits: Limit, share: Share | None = None) -> str:
        return within_quota(facts(limits=limits, share=share), rule()).outcome

    assert said() == "not_applicable"
    assert said(Limit("Giấy khen", 3, 3)) == "passed"
    assert said(Limit("Giấy khen", 3, 4)) == "failed"
    assert said(Limit("Giấy khen", 9, 4), Limit("Giấy khen, hộ", 1, 2)) == "failed"


@pytest.mark.parametrize(
    ("used", "base", "said"),
    [
        (3, 20, "passed"),
        (4, 20, "failed"),
        (1, 6, "failed"),
        (1, 7, "passed"),
        (1, None, "unknown"),
    ],
)
def test_fifteen_percent_by_whole_numbers(used: int, base: int | None, said: str) -> None:
    share = Share(Decimal(15), used, base, "Lao động tiên tiến")
    assert within_quota(facts(share=share), rule()).outcome == said


@pytest.mark.parametrize(
    ("elapsed", "ends", "said"),
    [
        (9, date(2024, 10, 11), "unknown"),
        (9, date(2024, 10, 9), "failed"),
        (10, date(2024, 10, 9), "passed"),
        (12, date(2024, 10, 20), "passed"),
    ],
)
def test_posting(elapsed: int, ends: date, said: str) -> None:
    posting = Posted(date(2024, 9, 20), ends, elapsed)
    asked = facts(posting_days=10, postings=(posting,))
    assert asked.on == ON
    assert posted_long_enough(asked, rule()).outcome == said


def test_posting_where_none_is_asked_or_none_was_made() -> None:
    assert posted_long_enough(facts(), rule()).outcome == "not_applicable"
    assert posted_long_enough(facts(posting_days=10), rule()).outcome == "failed"


def test_days_overlap_at_their_ends() -> None:
    first = Span(date(2024, 1, 1), date(2024, 6, 30))
    assert first.overlaps(Span(date(2024, 6, 30), date(2024, 7, 1)))
    assert not first.overlaps(Span(date(2024, 7, 1), date(2024, 12, 31)))
    assert year(2024).years == {2024}
