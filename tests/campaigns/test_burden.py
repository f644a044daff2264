"""Within the people's means: limits compared exactly, numbers said, unknown never "fits"."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from campaigns.burden import FITS, HEAVY, UNKNOWN, Limits, PoorShare, weigh

LIMITS = Limits(poor=Decimal(200_000), household=Decimal(1_500_000))
MONEY = st.integers(0, 10**12).map(Decimal)


def test_a_poor_household_above_the_limit_is_told_with_its_numbers() -> None:
    share = PoorShare("Làng Tà Kơr", 20, Decimal(9_000_000))
    found = weigh(Decimal(9_000_000), households=300, unconverted=0, poor=[share], limits=LIMITS)
    assert found.verdict == HEAVY
    assert found.reasons == (
        "Làng Tà Kơr: mỗi hộ nghèo, cận nghèo góp bình quân 450.000 đồng "
        "(9.000.000 đồng chia 20 hộ), cao hơn mức 200.000 đồng một hộ một năm.",
    )
    assert found.per_household == 30_000


def test_the_average_of_all_households() -> None:
    found = weigh(Decimal(450_000_001), households=300, unconverted=0, poor=[], limits=LIMITS)
    assert found.verdict == HEAVY
    assert "1.500.000 đồng một hộ" in found.reasons[0]
    same = weigh(Decimal(450_000_000), households=300, unconverted=0, poor=[], limits=LIMITS)
    assert same.verdict == FITS  # at the limit is within it


def test_what_nobody_knows_is_unknown() -> None:
    nobody = weigh(Decimal(5), households=None, unconverted=0, poor=[], limits=LIMITS)
    assert (nobody.verdict, nobody.reasons) == (UNKNOWN, ("Chưa xác định số hộ của xã.",))
    open_ = weigh(Decimal(5), households=10, unconverted=2, poor=[], limits=LIMITS)
    assert (open_.verdict, open_.reasons) == (UNKNOWN, ("2 khoản chưa quy ra đồng.",))
    no_rule = weigh(Decimal(5), households=10, unconverted=0, poor=[], limits=Limits(None, None))
    assert no_rule.verdict == UNKNOWN


def test_nothing_given_is_within_means() -> None:
    assert weigh(Decimal(0), households=None, unconverted=0, poor=[], limits=LIMITS).verdict == FITS


@given(value=MONEY, households=st.integers(1, 10**5), limit=MONEY)
def test_heavy_exactly_when_the_sum_is_above(
    value: Decimal, households: int, limit: Decimal
) -> None:
    found = weigh(value, households=households, unconverted=0, poor=[], limits=Limits(None, limit))
    assert (found.verdict == HEAVY) == (value > limit * households)


@given(value=MONEY, more=MONEY, households=st.integers(1, 10**5))
def test_giving_more_never_gets_lighter(value: Decimal, more: Decimal, households: int) -> None:
    def verdict(given: Decimal) -> str:
        return weigh(given, households=households, unconverted=0, poor=[], limits=LIMITS).verdict

    if verdict(value) == HEAVY:
        assert verdict(value + more) == HEAVY


@given(value=MONEY, households=st.integers(1, 10**4), unconverted=st.integers(1, 9))
def test_with_unconverted_rows_nothing_fits(
    value: Decimal, households: int, unconverted: int
) -> None:
    found = weigh(value, households=households, unconverted=unconverted, poor=[], limits=LIMITS)
    assert found.verdict in (HEAVY, UNKNOWN)
