"""Prize money: every figure worked out by hand, and what holds for any."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.enums import NomineeKind, Rounding
from awards.prize import Multipliers, prize, rounded

VECTORS = json.loads((Path(__file__).parent / "data" / "prizes.json").read_text(encoding="utf-8"))
BASES = st.integers(min_value=1, max_value=20_000_000)
TIMES = st.decimals(min_value=0, max_value=99, places=3)
HOUSEHOLD = NomineeKind.HOUSEHOLD


@pytest.mark.parametrize(
    "row", VECTORS["test_vectors"], ids=lambda row: f"{row['base']} {row['meaning']}"
)
def test_the_figures_of_the_law(row: dict[str, Any]) -> None:
    base, times = row["base"], Decimal(row["multiplier"])
    assert Decimal(base) * times == row["raw"]
    assert prize(base, times, Rounding.CEIL) == row["ceil_10k"]
    assert prize(base, times, Rounding.NEAREST) == row["nearest_10k"]
    assert prize(base, times, Rounding.NONE) == row["raw"]


@given(BASES, TIMES)
def test_rounding_up_never_takes_and_adds_less_than_a_step(base: int, times: Decimal) -> None:
    exact, found = Decimal(base) * times, prize(base, times, Rounding.CEIL)
    assert found % 10_000 == 0
    assert exact <= found < exact + 10_000


@given(BASES, TIMES)
def test_the_nearest_is_nearest(base: int, times: Decimal) -> None:
    exact, found = Decimal(base) * times, prize(base, times, Rounding.NEAREST)
    assert found % 10_000 == 0
    assert abs(exact - found) <= 5_000
    assert found <= prize(base, times, Rounding.CEIL)


@given(BASES, TIMES, TIMES)
def test_more_is_never_paid_less(base: int, one: Decimal, other: Decimal) -> None:
    small, large = sorted((one, other))
    for how in Rounding.values:
        assert prize(base, small, how) <= prize(base, large, how)


def test_a_household_is_multiplied_first_and_rounded_once() -> None:
    """0.45 x 2,340,000 = 1,053,000: 1,060,000, not 1.5 x 710,000."""
    own = Multipliers(individual=Decimal("0.3"), household=Decimal("0.45"))
    by_factor = Multipliers(individual=Decimal("0.3"), household_factor=Decimal("1.5"))
    for row in (own, by_factor):
        times = row.of(HOUSEHOLD)
        assert times == Decimal("0.45")
        assert prize(2_340_000, times, Rounding.CEIL) == 1_060_000


@given(BASES, TIMES, st.decimals(min_value=0, max_value=3, places=1))
def test_a_household_factor_is_exact(base: int, times: Decimal, factor: Decimal) -> None:
    found = Multipliers(individual=times, household_factor=factor).of(HOUSEHOLD)
    assert found is not None
    assert prize(base, found, Rounding.NONE) == int(
        (Decimal(base) * times * factor).quantize(1, "ROUND_HALF_UP")
    )


def test_what_the_law_does_not_give_is_nothing() -> None:
    empty = Multipliers()
    assert [empty.of(kind) for kind in NomineeKind.values] == [None, None, None]
    assert Multipliers(household_factor=Decimal("1.5")).of(HOUSEHOLD) is None
    assert Multipliers(individual=Decimal(1)).of(NomineeKind.COLLECTIVE) is None


def test_nothing_is_rounded_by_a_guess() -> None:
    with pytest.raises(ValueError, match="no rule of rounding"):
        rounded(Decimal(1), "")
    with pytest.raises(ValueError, match="not negative"):
        rounded(Decimal(-1), Rounding.CEIL)
