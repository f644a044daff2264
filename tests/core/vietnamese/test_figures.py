from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbang_ntm.core.vietnamese import (
    compare_words,
    format_date,
    format_number,
    format_percent,
    legal_date,
)

numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15)


@pytest.mark.parametrize(
    ("value", "places", "trim", "shown"),
    [
        ("1234.5", None, False, "1.234,5"),
        ("1234567.89", None, False, "1.234.567,89"),
        ("1234.5000", None, False, "1.234,5"),
        ("1234.50", 2, False, "1.234,50"),
        ("1234.50", 2, True, "1.234,5"),
        ("1200", 0, True, "1.200"),
        ("0.125", 2, False, "0,13"),
        ("-0.004", 2, False, "0,00"),
        ("-1234.5", 0, False, "-1.235"),
        ("1E+3", None, False, "1.000"),
        ("999.995", 2, False, "1.000,00"),
    ],
)
def test_numbers(value: str, places: int | None, trim: bool, shown: str) -> None:
    assert format_number(Decimal(value), places, trim=trim) == shown


def test_whole_numbers_and_wide_ones() -> None:
    assert format_number(1236) == "1.236"
    wide = Decimal("123456789012345678901234567890.1234")
    assert format_number(wide, 4) == "123.456.789.012.345.678.901.234.567.890,1234"


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_no_number_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="finite"):
        format_number(Decimal(value))


def test_percent_keeps_its_sign_on_the_line() -> None:
    assert format_percent(Decimal("12.459"), 2) == "12,46\u00a0%"
    assert format_percent(7) == "7\u00a0%"
    assert format_percent(Decimal("12.50"), 2, trim=True) == "12,5\u00a0%"


@given(numbers)
def test_all_digits_survive(value: Decimal) -> None:
    shown = format_number(value)
    assert Decimal(shown.replace(".", "").replace(",", ".")) == value


@given(numbers, st.integers(0, 4))
def test_rounding_is_off_by_half_a_unit_at_most(value: Decimal, places: int) -> None:
    shown = Decimal(format_number(value, places).replace(".", "").replace(",", "."))
    assert abs(shown - value) <= Decimal(5).scaleb(-places - 1)


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2022, 8, 5), "ngày 05 tháng 8 năm 2022"),
        (date(2024, 1, 9), "ngày 09 tháng 01 năm 2024"),
        (date(2024, 2, 10), "ngày 10 tháng 02 năm 2024"),
        (date(2024, 3, 31), "ngày 31 tháng 3 năm 2024"),
        (date(2024, 12, 1), "ngày 01 tháng 12 năm 2024"),
    ],
)
def test_dates_in_text_by_the_rule_of_documents(day: date, written: str) -> None:
    assert legal_date(day) == written


def test_dates_in_tables() -> None:
    assert format_date(date(2022, 8, 5)) == "05/08/2022"


@pytest.mark.parametrize(
    ("new", "old", "words"),
    [("14.3", "13.9", "tăng 0,4"), ("12", "13", "giảm 1"), ("5", "5.0", "bằng")],
)
def test_comparisons(new: str, old: str, words: str) -> None:
    assert compare_words(Decimal(new), Decimal(old)) == words
