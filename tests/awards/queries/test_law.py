"""Which law holds on a day, which type, which salary, and which body decides."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from psycopg2.extras import DateRange

from awards.enums import NomineeKind
from awards.law_codes import APPRAISAL_DAYS, QUORUM_AWARDS
from awards.models import AwardRule, BaseSalary, Regime
from awards.queries.law import (
    PrizeTable,
    award_type,
    award_types_on,
    base_salary_on,
    check_rules_on,
    deciding_body,
    more_favourable,
    regime_on,
    rule_on,
)
from awards.queries.law_page import law_page
from communes.models import AdministrativeUnit
from kbang_ntm.core.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2017, 10, 1), "R1"), (date(2023, 12, 31), "R1"),
        (date(2024, 1, 1), "R2"), (date(2025, 6, 30), "R2"),
        (date(2025, 7, 1), "R3"), (date(2026, 9, 30), "R3"),
        (date(2026, 10, 1), "R4"), (date(2030, 1, 1), "R4"),
    ],
)  # fmt: skip
def test_the_regime_of_a_day(day: date, code: str) -> None:
    assert regime_on(day).code == code


def test_before_the_first_regime_nothing_is_guessed() -> None:
    with pytest.raises(Refused) as refusal:
        regime_on(date(2017, 9, 30))
    assert refusal.value.code == "no_regime"
    with pytest.raises(Refused, match="lương cơ sở"):
        base_salary_on(date(2019, 6, 30))


def test_two_regimes_never_hold_on_one_day() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Regime.objects.create(code="R9", law="x", valid=DateRange(date(2025, 1, 1), None))
    with pytest.raises(IntegrityError), transaction.atomic():
        BaseSalary.objects.create(amount=1, valid=DateRange(date(2025, 1, 1), None))


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        (date(2023, 6, 30), 1_490_000), (date(2023, 7, 1), 1_800_000),
        (date(2024, 6, 30), 1_800_000), (date(2024, 7, 1), 2_340_000),
        (date(2026, 6, 30), 2_340_000), (date(2026, 7, 1), 2_530_000),
    ],
)  # fmt: skip
def test_the_salary_of_a_day(day: date, amount: int) -> None:
    assert base_salary_on(day).amount == amount


def test_types_go_on_where_the_new_ones_have_not_been_read() -> None:
    later = regime_on(date(2026, 11, 1))
    row = award_type("GIAY_KHEN_XA", later, date(2026, 11, 1))
    assert (later.code, row.regime.code, later.certain) == ("R4", "R3", False)
    assert row.review_from == date(2026, 10, 1)
    assert len(award_types_on(later, date(2026, 11, 1))) == 16


def test_the_district_has_no_type_after_its_end() -> None:
    with pytest.raises(Refused) as refusal:
        award_type("GIAY_KHEN_HUYEN", regime_on(date(2025, 7, 1)), date(2025, 7, 1))
    assert refusal.value.code == "no_type"


def test_a_type_that_begins_later_is_not_there_before() -> None:
    regime = regime_on(date(2024, 1, 10))
    with pytest.raises(Refused):
        award_type("XA_TIEU_BIEU", regime, date(2024, 1, 29))
    assert award_type("XA_TIEU_BIEU", regime, date(2024, 1, 30)).collective_multiplier == 2


def test_a_dossier_keeps_the_type_of_its_regime() -> None:
    row = award_type("CSTDCS", regime_on(date(2023, 11, 1)), date(2024, 2, 1))
    assert (row.regime.code, row.vote_percent) == ("R1", None)


def test_the_more_favourable_law_is_offered_where_its_row_says_so() -> None:
    received = regime_on(date(2026, 9, 30))
    offered = more_favourable(received, date(2026, 10, 1))
    assert offered is not None and offered.code == "R4"
    assert more_favourable(received, date(2026, 9, 30)) is None
    assert more_favourable(regime_on(date(2025, 6, 30)), date(2025, 7, 1)) is None
    assert more_favourable(offered, date(2026, 12, 1)) is None


def test_rules_change_by_day() -> None:
    def days(on: date) -> Decimal | None:
        row = rule_on(APPRAISAL_DAYS, on)
        return row.amount if row else None

    assert (days(date(2025, 6, 30)), days(date(2025, 7, 1))) == (10, 20)
    assert rule_on(QUORUM_AWARDS, date(2024, 10, 1)) is None
    assert rule_on("khong-co", date(2024, 10, 1)) is None
    assert "state-level-gap" in check_rules_on(date(2023, 12, 31))
    assert "state-level-gap" not in check_rules_on(date(2024, 1, 1))


def test_a_body_that_has_ended_decides_nothing() -> None:
    district = AdministrativeUnit.objects.get(key="huyen-kbang")
    assert deciding_body(district, date(2025, 6, 30)).name == "Huyện Kbang"
    with pytest.raises(Refused) as refusal:
        deciding_body(district, date(2025, 7, 1))
    assert refusal.value.code == "body_ended"
    assert "01/07/2025" in refusal.value.message and "kế tục" in refusal.value.message
    commune = AdministrativeUnit.objects.get(key="son-lang")
    with pytest.raises(Refused, match="Xã Sơn Lang"):
        deciding_body(commune, date(2025, 7, 1))


def test_the_prizes_of_a_day() -> None:
    def amount(day: date, kind: str, code: str = "GIAY_KHEN_HUYEN") -> int | None:
        return PrizeTable(day).of(award_type(code, regime_on(day), day), kind).amount

    household = NomineeKind.HOUSEHOLD
    assert amount(date(2024, 10, 10), household) == 1_060_000
    assert amount(date(2024, 6, 30), household) == 810_000
    assert amount(date(2023, 5, 1), NomineeKind.COLLECTIVE) == 900_000
    assert amount(date(2025, 7, 1), NomineeKind.INDIVIDUAL, "GIAY_KHEN_XA") == 710_000
    assert amount(date(2025, 6, 30), NomineeKind.INDIVIDUAL, "GIAY_KHEN_XA") == 360_000
    assert amount(date(2024, 10, 10), household, "GIA_DINH_VAN_HOA") is None


def test_without_a_rule_of_rounding_no_prize_is_named() -> None:
    AwardRule.objects.filter(code="prize-rounding").delete()
    day = date(2024, 10, 10)
    found = PrizeTable(day).of(award_type("LDTT", regime_on(day), day), NomineeKind.INDIVIDUAL)
    assert (found.amount, found.multiplier, found.certain) == (None, Decimal("0.3"), False)


@pytest.mark.parametrize("day", [date(2023, 5, 1), date(2024, 10, 1), date(2026, 1, 1)])
def test_the_page_of_a_day_costs_the_same(day: date, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(9):  # type: ignore[operator]  # the fixture of pytest-django
        page = law_page(day)
    assert page.types and page.rules and page.checks
