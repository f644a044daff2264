"""Three states: what nobody has said is never clear."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from awards.checks.conduct import (
    construction_debt,
    consulted_bodies_agree,
    discipline,
    under_examination,
)
from awards.checks.facts import Asked, Debt
from tests.awards.checks.facts import facts, rule, word

KINDS = ("investigation", "inspection", "complaint", "press")


def disciplined(*words: Any) -> Any:
    return discipline(facts(facts=words), rule())


def test_nobody_has_said_anything() -> None:
    assert disciplined().outcome == "unknown"
    assert disciplined(word("discipline", "unknown")).outcome == "unknown"


def test_a_word_of_no_is_clear_and_names_its_source() -> None:
    found = disciplined(word("discipline", paper="12/CV"))
    assert found.outcome == "passed"
    assert "Công an huyện, ngày 01/10/2024, văn bản 12/CV" in found.sentence


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (None, "failed"),
        (date(2024, 10, 10), "failed"),
        (date(2025, 6, 1), "failed"),
        (date(2024, 5, 1), "failed"),
        (date(2024, 1, 1), "failed"),
        (date(2023, 12, 31), "passed"),
    ],
)
def test_achievements_count_from_the_end_of_discipline(until: date | None, said: str) -> None:
    assert disciplined(word("discipline", "yes", until=until)).outcome == said


def test_the_head_of_the_household_is_looked_at_but_clears_nobody() -> None:
    assert disciplined(word("discipline", own=False)).outcome == "unknown"
    both = (word("discipline"), word("discipline", "yes", own=False))
    assert disciplined(*both).outcome == "failed"


def test_each_of_the_four_kinds_needs_its_word() -> None:
    def said(*words: Any, **changes: Any) -> str:
        return under_examination(facts(facts=words, **changes), rule()).outcome

    every = tuple(word(kind) for kind in KINDS)
    assert said(*every) == "passed"
    for missing in range(4):
        assert said(*every[:missing], *every[missing + 1 :]) == "unknown"
    for kind in KINDS:
        assert said(*every, word(kind, "yes")) == "failed"
        assert said(*(one for one in every if one.kind != kind), word(kind, "unknown")) == "unknown"
    over = word("inspection", "yes", until=date(2024, 9, 1))
    assert said(*(one for one in every if one.kind != "inspection"), over) == "passed"
    assert said(*every, complaints=1) == "failed"


def test_bodies_that_were_asked() -> None:
    def said(*asked: Asked) -> str:
        return consulted_bodies_agree(facts(asked=asked), rule()).outcome

    agrees, objects = Asked("Thuế", "agrees"), Asked("Công an", "objects", "Có vi phạm.")
    waits, silent = Asked("BHXH", overdue=True), Asked("Y tế", "no_opinion")
    assert said() == "not_applicable"
    assert said(agrees, silent) == "passed"
    assert said(agrees, waits) == "unknown"
    assert said(agrees, waits, objects) == "failed"
    assert "quá hạn" in consulted_bodies_agree(facts(asked=(waits,)), rule()).sentence


def test_debt_is_asked_of_communes_and_villages_only() -> None:
    assert construction_debt(facts(), rule()).outcome == "not_applicable"
    company = facts(nominee_kind="collective", form="enterprise")
    assert construction_debt(company, rule()).outcome == "not_applicable"


@pytest.mark.parametrize(
    ("debt", "words", "said"),
    [
        (None, (), "unknown"),
        (Debt("Xã A", True, None, "Chưa có sổ."), (), "unknown"),
        (Debt("Xã A", True, None, "Chưa có sổ."), (word("debt"),), "passed"),
        (Debt("Xã A", True, Decimal(0), "Hết nợ."), (), "passed"),
        (Debt("Xã A", True, Decimal(5), "Còn nợ."), (word("debt"),), "failed"),
        (Debt("Xã A", True, Decimal(0), "Lệch.", contradicts=True), (), "unknown"),
        (Debt("Xã A", True, Decimal(0), "Hết nợ."), (word("debt", "yes"),), "failed"),
        (Debt("Xã A", False, Decimal(5), "Còn nợ."), (), "unknown"),
        (Debt("Xã A", False, Decimal(0), "Hết nợ."), (), "passed"),
        (Debt("Xã A", False, Decimal(5), "Còn nợ."), (word("debt"),), "passed"),
        (Debt("Xã A", False, Decimal(5), "Còn nợ."), (word("debt", own=False),), "unknown"),
        (Debt("Xã A", False, Decimal(0), "Lệch.", contradicts=True), (word("debt"),), "passed"),
    ],
)
def test_debt(debt: Debt | None, words: Any, said: str) -> None:
    form = "village" if debt and not debt.own else "commune"
    asked = facts(nominee_kind="collective", form=form, debt=debt, facts=words)
    assert construction_debt(asked, rule()).outcome == said
