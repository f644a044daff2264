from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communes.measures import PartSpec, PartValue, wild_change
from tests.communes.measures.test_reading import INCOME, MARKET, POOR, RANK, TRAINED


def ratio(top: int, bottom: int) -> PartValue:
    return PartValue(numerator=Decimal(top), denominator=Decimal(bottom))


def number(value: str) -> PartValue:
    return PartValue(number=Decimal(value))


def choice(value: str) -> PartValue:
    return PartValue(choice=value)


@pytest.mark.parametrize(
    ("spec", "new", "old"),
    [
        (POOR, ratio(154, 1236), ratio(162, 1236)),
        (POOR, ratio(154, 1050), ratio(154, 1000)),
        (POOR, ratio(300, 1000), ratio(100, 1000)),
        (TRAINED, number("60"), number("40")),
        (INCOME, number("130"), number("100")),
        (INCOME, number("70"), number("100")),
        (INCOME, number("0"), number("0")),
        (MARKET, choice("yes"), choice("yes")),
        (RANK, choice("Khá"), choice("Tốt")),
    ],
)
def test_ordinary_changes_pass(spec: PartSpec, new: PartValue, old: PartValue) -> None:
    assert wild_change(spec, new, old) is None


@pytest.mark.parametrize(
    ("spec", "new", "old", "words"),
    [
        (POOR, ratio(154, 1051), ratio(154, 1000), "Tổng số hộ 1.051 hộ, kỳ trước 1.000 hộ"),
        (POOR, ratio(154, 949), ratio(154, 1000), "giảm 5,1\u00a0%"),
        (POOR, ratio(301, 1000), ratio(100, 1000), "30,1\u00a0% (301/1.000 hộ), kỳ trước 10"),
        (TRAINED, number("39"), number("60"), "kỳ trước 60\u00a0%"),
        (INCOME, number("462"), number("46.2"), "tăng 900\u00a0%"),
        (INCOME, number("69.9"), number("100"), "giảm 30,1\u00a0%"),
        (INCOME, number("1"), number("0"), "tăng 1"),
        (MARKET, choice("no"), choice("yes"), "Kỳ trước là Đạt, kỳ này là Chưa đạt."),
        (MARKET, choice("yes"), choice("no"), "Kỳ trước là Chưa đạt, kỳ này là Đạt."),
        (RANK, choice("Tốt"), choice("Trung bình"), "Kỳ trước là Trung bình, kỳ này là Tốt."),
    ],
)
def test_wild_changes_ask_for_a_note(
    spec: PartSpec, new: PartValue, old: PartValue, words: str
) -> None:
    warning = wild_change(spec, new, old)
    assert warning is not None
    assert words in warning
    assert "hi lý do" in warning


def test_nothing_to_compare_with() -> None:
    assert wild_change(POOR, ratio(1, 2), None) is None
    assert wild_change(POOR, ratio(1, 2), PartValue()) is None
    assert wild_change(POOR, PartValue(), ratio(1, 2)) is None
    assert wild_change(POOR, PartValue(numerator=Decimal(1)), ratio(1, 2)) is None
    assert wild_change(INCOME, PartValue(number=Decimal(1)), ratio(1, 2)) is None


@given(top=st.integers(0, 10**6), bottom=st.integers(1, 10**6))
def test_no_change_is_never_wild(top: int, bottom: int) -> None:
    for spec, value in ((POOR, ratio(min(top, bottom), bottom)), (INCOME, number(str(top)))):
        assert wild_change(spec, value, value) is None
