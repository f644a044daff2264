from __future__ import annotations

import random
import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from kbang_ntm.core.vietnamese import name_sort_key, title_sort_key


def in_order(key: object, *texts: str) -> bool:
    """Whether sorting from any start gives the order in which the texts are written."""
    assert callable(key)
    shuffled = list(texts)
    random.shuffle(shuffled)
    return sorted(shuffled, key=key) == list(texts)


def test_letters_in_alphabet_order() -> None:
    assert in_order(title_sort_key, *"aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")


def test_letters_of_minority_names_stand_beside_their_latin_letter() -> None:
    assert in_order(title_sort_key, "bơ", "ƀơ", "ca", "ča", "e", "ĕ", "ê", "i", "ĭ")
    assert in_order(title_sort_key, "n", "ñ", "o", "ŏ", "ô", "ơ", "u", "ŭ", "ư")


def test_tones_in_order_within_equal_letters() -> None:
    assert in_order(title_sort_key, "ma", "mà", "mả", "mã", "má", "mạ", "man", "mán", "mang")


def test_a_tilde_on_n_is_no_tone() -> None:
    assert title_sort_key("ña") != title_sort_key("nã")
    assert in_order(title_sort_key, "nã", "ny", "ña")


def test_people_by_given_name_then_family_then_middle() -> None:
    assert in_order(
        name_sort_key,
        "Nguyễn Thị An",
        "Nguyễn Văn An",
        "Trần Bình An",
        "Lê Án",
        "Đinh Thị Anh",
        "Phạm Ân",
        "Rah Lan Chung",
        "Đinh Văn Dũng",
        "Đinh Văn Đức",
        "Siu H'Bia",
        "Y Nôl",
        "Đinh Ơng",
    )


def test_one_word_names_come_before_fuller_ones() -> None:
    assert in_order(name_sort_key, "Bưk", "Đinh Bưk", "Đinh Văn Bưk")


def test_places_with_numbers_by_value() -> None:
    assert in_order(title_sort_key, "Thôn 1", "Thôn 2", "Thôn 10", "Thôn 10 A", "Thôn Một")


def test_places_of_the_district() -> None:
    assert in_order(
        title_sort_key, "Đak Smar", "Đăk Hlơ", "Đông", "Kông Pla", "Krong", "Sơ Pai", "Sơn Lang"
    )


def test_spelling_that_is_no_letter_does_not_count() -> None:
    assert name_sort_key("Siu H'Bia") == name_sort_key("SIU  H’Bia ")
    assert name_sort_key("Đinh Ơng") == name_sort_key(unicodedata.normalize("NFD", "đinh ơng"))
    assert title_sort_key("Kinh tế - xã hội") == title_sort_key("Kinh tế, xã hội")
    assert title_sort_key("hòa") == title_sort_key("hoà")


@given(st.text(max_size=50))
def test_keys_are_digits_only(text: str) -> None:
    """Digits sort alike under every collation a database may have."""
    assert re.fullmatch(r"[0-9]*", name_sort_key(text), re.ASCII)
    assert re.fullmatch(r"[0-9]*", title_sort_key(text), re.ASCII)


syllables = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxy", min_size=1, max_size=5)


@given(syllables, syllables, syllables)
def test_shorter_titles_first(first: str, second: str, more: str) -> None:
    assert title_sort_key(first) < title_sort_key(f"{first} {second}")
    assert title_sort_key(first) < title_sort_key(f"{first}{more}")
    assert title_sort_key(f"{first} {second}") < title_sort_key(f"{first}{more} {second}")


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_numbers_compare_by_value(one: int, other: int) -> None:
    keys = title_sort_key(f"Thôn {one}"), title_sort_key(f"Thôn {other}")
    assert (keys[0] < keys[1]) == (one < other)
