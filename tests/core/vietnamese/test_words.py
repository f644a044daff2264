from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbang_ntm.core.vietnamese import amount_in_words, number_in_words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (25, "hai mươi lăm"),
        (101, "một trăm linh một"),
        (104, "một trăm linh bốn"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (115, "một trăm mười lăm"),
        (121, "một trăm hai mươi mốt"),
        (1_000, "một nghìn"),
        (1_001, "một nghìn không trăm linh một"),
        (1_015, "một nghìn không trăm mười lăm"),
        (21_000, "hai mươi mốt nghìn"),
        (450_000, "bốn trăm năm mươi nghìn"),
        (1_000_001, "một triệu không trăm linh một"),
        (2_340_000, "hai triệu ba trăm bốn mươi nghìn"),
        (1_000_000_000, "một tỷ"),
        (2_050_000_000, "hai tỷ không trăm năm mươi triệu"),
        (1_000_000_000_005, "một nghìn tỷ không trăm linh năm"),
        (-21, "âm hai mươi mốt"),
    ],
)
def test_numbers_in_words(value: int, words: str) -> None:
    assert number_in_words(value) == words


def test_the_southern_empty_ten() -> None:
    assert number_in_words(1_005, zero_tens="lẻ") == "một nghìn không trăm lẻ năm"


def test_amounts() -> None:
    assert amount_in_words(450_000) == "Bốn trăm năm mươi nghìn đồng"
    assert amount_in_words(Decimal("2340000.00")) == "Hai triệu ba trăm bốn mươi nghìn đồng"
    assert amount_in_words(0) == "Không đồng"


def test_no_amount_has_a_fraction() -> None:
    with pytest.raises(ValueError, match="whole"):
        amount_in_words(Decimal("0.5"))


_ONES = {
    "không": 0,
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "lăm": 5,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
}


def spoken(words: str) -> int:
    """The number a listener understands: built from the words alone, the other way round."""
    total, billions, group, digit = 0, 0, 0, 0
    for word in words.split():
        if word in _ONES:
            digit = _ONES[word]
        elif word == "trăm":
            group, digit = group + 100 * digit, 0
        elif word == "mươi":
            group, digit = group + 10 * digit, 0
        elif word == "mười":
            group, digit = group + 10, 0
        elif word in ("nghìn", "triệu"):
            total += (group + digit) * (1000 if word == "nghìn" else 10**6)
            group, digit = 0, 0
        elif word == "tỷ":
            billions = (billions + total + group + digit) * 10**9
            total, group, digit = 0, 0, 0
        else:
            assert word == "linh", word
    return billions + total + group + digit


@given(st.integers(0, 10**17))
def test_a_listener_gets_the_number_back(value: int) -> None:
    assert spoken(number_in_words(value)) == value
