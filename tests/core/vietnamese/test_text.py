from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbang_ntm.core.vietnamese import fold, nfc


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hòa", "hoà"),
        ("Ủy ban", "Uỷ ban"),
        ("kỹ thuật", "kĩ thuật"),
        ("Mỹ", "MĨ"),
        ("Đak Rong", "đăk rong"),
        ("Đắk", "dak"),
        ("H'Bia", "H’Bia"),
        ("H'Bia", "hbia"),
        ("kinh tế \u2013 xã hội", "Kinh tế - Xã hội"),
        ("xã\u00a0Sơn  Lang ", "xa son lang"),
        (unicodedata.normalize("NFD", "Nghĩa An"), "nghia an"),
        ("Kŏng Ƀok ñ č ĕ ĭ ŭ", "kong bok n c e i u"),
        ("m²", "m2"),
    ],
)
def test_same_for_search(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("Sơn Lang", "Sơ Lang"), ("Tơ Tung", "Tơtung")])
def test_different_for_search(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_form_case_and_ends_do_not_matter(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(nfc(text))
    assert fold(f"  {text}\t") == fold(text)


def test_nfc_composes() -> None:
    assert nfc(unicodedata.normalize("NFD", "Đắk Lắk")) == "Đắk Lắk"
