"""TCVN3 and VNI: whole tables, both cases, there and back; found by fonts and by content."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbang_ntm.core.vietnamese import encoding_of_font, from_encoding, likely_encoding, to_encoding
from kbang_ntm.core.vietnamese.syllables import is_syllable

TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
VOWELS = [unicodedata.normalize("NFC", v + t) for v in "aăâeêioôơuưy" for t in TONES]
SMALL = "".join(VOWELS) + "đbcdghklmnpqrstvx"
PLAIN = " 0123456789.,;:-/()%"
SENTENCES = (
    "Hội đồng nhân dân xã Sơn Lang",
    "Tỷ lệ hộ nghèo đa chiều giảm còn 5,02 %",
    "Ủy ban nhân dân huyện Kbang báo cáo kết quả thực hiện quý II năm 2025",
    "Giữ gìn vệ sinh, xử lý rác thải, nước thải sinh hoạt ở thôn, làng",
)


@given(st.text(alphabet=SMALL + SMALL.upper() + PLAIN, max_size=60))
def test_vni_there_and_back(text: str) -> None:
    assert from_encoding(to_encoding(text, "vni"), "vni") == text


@given(st.text(alphabet=SMALL + "ĂÂÊÔƠƯĐ" + "BCDGHKLMNPQRSTVX" + PLAIN, max_size=60))
def test_tcvn3_there_and_back(text: str) -> None:
    assert from_encoding(to_encoding(text, "tcvn3"), "tcvn3") == text


@given(st.text(alphabet=SMALL + SMALL.upper() + PLAIN, max_size=60))
def test_tcvn3_capitals_come_from_the_font(text: str) -> None:
    """.VnTimeH shows the small letters as capitals: nothing but the case is carried by it."""
    read = from_encoding(to_encoding(text, "tcvn3"), "tcvn3", font=".VnTimeH")
    assert read == text.upper()


@pytest.mark.parametrize("kind", ["tcvn3", "vni"])
def test_every_letter_has_its_own_code(kind: str) -> None:
    letters = SMALL if kind == "tcvn3" else SMALL + SMALL.upper()
    written = [to_encoding(letter, kind) for letter in letters]
    assert len(set(written)) == len(letters)
    assert all(text.encode("cp1252") for text in written)


@pytest.mark.parametrize(
    ("written", "kind", "read"),
    [
        ("Céng hßa x· héi chñ nghÜa ViÖt Nam", "tcvn3", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "vni", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("ÑOÄC LAÄP - TÖÏ DO - HAÏNH PHUÙC", "vni", "ĐỘC LẬP - TỰ DO - HẠNH PHÚC"),
        ("Ñöôøng töï do", "vni", "Đường tự do"),
    ],
)
def test_words_everybody_has_seen(written: str, kind: str, read: str) -> None:
    assert from_encoding(written, kind) == read
    assert likely_encoding([written]) == kind


@pytest.mark.parametrize("sentence", SENTENCES)
def test_unicode_is_left_alone(sentence: str) -> None:
    assert likely_encoding([sentence]) is None
    assert all(
        is_syllable(word) for word in ["hội", "đồng", "nhân", "dân", "giữ", "gìn", "nước", "thải"]
    )


@pytest.mark.parametrize("text", ["", "Ban 12", "café", "25 °C", "Müller & Söhne", "½ tấn"])
def test_other_texts_are_left_alone(text: str) -> None:
    assert likely_encoding([text]) is None


@pytest.mark.parametrize(
    ("font", "kind"),
    [(".VnTime", "tcvn3"), (".VnArialH", "tcvn3"), ("VNI-Times", "vni"), ("vni-helve", "vni"),
     ("Times New Roman", None), ("", None)],
)  # fmt: skip
def test_fonts_tell(font: str, kind: str | None) -> None:
    assert encoding_of_font(font) == kind
