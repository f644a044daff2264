"""Numbers and dates in the words of state documents."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.documents.values import clean, format_number, format_value, rounded


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0, None, "0"),
        (1234567, None, "1.234.567"),
        (Decimal("1234567.89"), None, "1.234.567,89"),
        (Decimal("12.345"), 2, "12,35"),
        (Decimal("2.45"), 1, "2,5"),
        (Decimal("-0.04"), 1, "0,0"),
        (Decimal("-1234.5"), None, "-1.234,5"),
        (Decimal("1E+3"), None, "1.000"),
        (7, 1, "7,0"),
    ],
)
def test_numbers_have_dots_for_thousands_and_a_decimal_comma(
    value: int | Decimal, decimals: int | None, expected: str
) -> None:
    assert format_number(value, decimals) == expected


def test_values_in_words() -> None:
    assert format_value(Decimal("12.456"), 2, "%") == "12,46\u00a0%"
    assert format_value(date(2024, 9, 5)) == "05/09/2024"
    assert format_value(None, 1, "%") == "chưa có số liệu"


@given(st.decimals(-(10**9), 10**9, places=4), st.integers(0, 4))
def test_words_read_back_as_the_rounded_number(value: Decimal, decimals: int) -> None:
    text = format_number(value, decimals)

    assert Decimal(text.replace(".", "").replace(",", ".")) == rounded(value, decimals)


@given(st.text())
def test_clean_text_is_stable_and_fit_for_xml(text: str) -> None:
    cleaned = clean(text)

    assert clean(cleaned) == cleaned
    cleaned.encode()
    assert not set(cleaned) & set("\x00\x0b\x1f\ufffe\u202e\r")
