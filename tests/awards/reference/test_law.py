"""The law as it is loaded: every figure of the notes, sourced, uncertain where they are."""

from __future__ import annotations

from decimal import Decimal

import pytest

from awards import law_codes
from awards.enums import AwardLevel, BallotMode, MeritKind, ReviewsShown, Rounding
from awards.models import (
    AwardRule,
    AwardType,
    BaseSalary,
    CheckRule,
    ConditionRule,
    DossierRule,
    Regime,
    ReportForm,
)
from awards.queries.law_page import RULE_CODES
from communes.models import ReferenceRow
from communes.reference.loading import load_reference

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]
MODELS = (
    Regime, BaseSalary, AwardType, DossierRule, ConditionRule, CheckRule, AwardRule, ReportForm,
)  # fmt: skip


def test_all_types_are_there_with_exact_multipliers() -> None:
    assert AwardType.objects.count() == 49
    row = AwardType.objects.get(code="GIAY_KHEN_XA", regime__code="R1")
    assert (row.individual_multiplier, row.collective_multiplier) == (
        Decimal("0.15"),
        Decimal("0.3"),
    )
    assert row.household_multiplier == Decimal("0.225")
    assert (row.vote_percent, row.vote_percent_local, row.certain) == (None, 70, True)
    province = AwardType.objects.get(code="CSTD_TINH", regime__code="R1")
    assert (province.vote_percent, province.secret, province.level) == (90, True, "province")


def test_who_decides_follows_the_row_and_its_days() -> None:
    def deciders(code: str, regime: str) -> tuple[bool, bool]:
        row = AwardType.objects.get(code=code, regime__code=regime)
        return row.decided_in_commune, row.decided_in_district

    assert deciders("GIAY_KHEN_XA", "R2") == (True, False)
    assert deciders("GIAY_KHEN_HUYEN", "R2") == (False, True)
    assert deciders("LDTT", "R2") == (True, True)
    assert deciders("CSTDCS", "R2") == (False, True)
    assert deciders("CSTDCS", "R3") == (True, False)
    assert deciders("BANG_KHEN_TINH", "R3") == (False, False)
    assert not AwardType.objects.filter(regime__code="R3", decided_in_district=True).exists()


def test_every_row_says_where_it_is_from() -> None:
    for model in MODELS:
        assert not model.objects.filter(source="").exists(), model
        for row in model.objects.filter(certain=False):
            assert row.source or row.note


def test_every_code_the_portal_asks_for_has_rows() -> None:
    codes = set(AwardRule.objects.values_list("code", flat=True))
    assert {code for code in codes if not code.startswith(law_codes.SIMPLIFIED_CASE)} == set(
        RULE_CODES
    )
    checks = {value for name, value in vars(law_codes).items() if name.startswith("CHECK_")}
    assert set(CheckRule.objects.values_list("code", flat=True)) == checks


def test_words_of_rules_are_codes_of_the_portal() -> None:
    def words(code: str) -> set[str]:
        return set(AwardRule.objects.filter(code=code).values_list("text", flat=True))

    assert words(law_codes.ROUNDING) == {Rounding.CEIL}
    assert words(law_codes.BALLOT_MODE) == {BallotMode.SECRET}
    assert words(law_codes.REVIEWS_SHOWN) == {ReviewsShown.AT_SESSION}
    assert words(law_codes.QUORUM) == {"2/3"}
    for row in CheckRule.objects.all():
        assert set(row.levels) <= set(AwardLevel.values)
        assert set(row.merit_kinds) <= set(MeritKind.values)


def test_conditions_name_checks_and_types_that_exist() -> None:
    codes = set(AwardType.objects.values_list("code", flat=True))
    checks = set(CheckRule.objects.values_list("code", flat=True))
    named = set(ConditionRule.objects.exclude(check_code="").values_list("check_code", flat=True))
    assert "years-CSTDCS" in named
    for code in named:
        what, about = law_codes.condition_about(code)
        assert about in codes if what else code in checks


def test_the_rule_of_state_awards_held_until_2024() -> None:
    row = CheckRule.objects.get(code=law_codes.CHECK_STATE_GAP)
    assert (row.amount, row.levels, row.valid.upper.year) == (1, ["state"], 2024)


def test_a_second_load_adds_nothing() -> None:
    before = [model.objects.count() for model in MODELS]
    assert load_reference().changes == 0
    assert [model.objects.count() for model in MODELS] == before


def test_what_staff_changed_stays() -> None:
    row = AwardRule.objects.get(code=law_codes.SUPPLEMENT_DAYS)
    row.amount = Decimal(7)
    row.save()
    known = ReferenceRow.objects.get(model="awards.AwardRule", object_id=row.pk)
    known.fingerprint = "0" * 64
    known.save()
    assert any(law_codes.SUPPLEMENT_DAYS in name for name in load_reference().kept)
    row.refresh_from_db()
    assert row.amount == 7
