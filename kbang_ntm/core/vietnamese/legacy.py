"""Vietnamese from before Unicode: TCVN3 (fonts .Vn…) and VNI (fonts VNI-…).

Such texts are letters of Windows-1252 that only their fonts show as Vietnamese. The tables are the
whole of TCVN 5712:1993 (VN3) and of VNI for Windows. TCVN3 has no capitals with tone marks: fonts
whose names end in H (.VnTimeH) show small letters as capitals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

from kbang_ntm.core.vietnamese.syllables import is_syllable

Encoding = Literal["tcvn3", "vni"]
LIKELY = 0.6
"""Share of the words with marks that must be syllables: names and foreign words are not."""

# Codes 0xA1 to 0xFE; a full stop where TCVN3 has no letter.
_TCVN3_CODES = (
    "ĂÂÊÔƠƯĐăâêôơưđ......àảãáạ.ằẳẵắ......"  # A1-C4
    ".ặầẩẫấậè.ẻẽéẹềểễếệìỉ...ĩíịò.ỏõóọồổỗốộờởỡớợù.ủũúụừửữứựỳỷỹýỵ"  # C5-FE
)
_TCVN3_TO = {
    bytes([code]).decode("cp1252"): letter
    for code, letter in enumerate(_TCVN3_CODES, start=0xA1)
    if letter != "."
}
_TCVN3_FROM = {letter: code for code, letter in _TCVN3_TO.items()}

# Marks that VNI writes behind a plain letter: the second letter of each pair.
_VNI_TONES = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
_VNI_CIRCUMFLEX = {
    "": "â",
    "\u0301": "á",
    "\u0300": "à",
    "\u0309": "å",
    "\u0303": "ã",
    "\u0323": "ä",
}
_VNI_BREVE = {"": "ê", "\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
_VNI_SINGLE = {
    "í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "đ": "ñ", "ơ": "ô", "ư": "ö",
}  # fmt: skip


def _vni_table() -> dict[str, str]:
    """{Vietnamese letter: what VNI writes}, small letters and capitals."""
    found = dict(_VNI_SINGLE)
    for letter in "aeouy":
        for tone, mark in _VNI_TONES.items():
            whole = unicodedata.normalize("NFC", letter + tone)
            found.setdefault(whole, letter + mark)
    for letter, hat, marks in (
        ("a", "\u0302", _VNI_CIRCUMFLEX),
        ("e", "\u0302", _VNI_CIRCUMFLEX),
        ("o", "\u0302", _VNI_CIRCUMFLEX),
        ("a", "\u0306", _VNI_BREVE),
    ):
        for tone, mark in marks.items():
            found[unicodedata.normalize("NFC", letter + hat + tone)] = letter + mark
    for letter in "ơư":
        for tone, mark in _VNI_TONES.items():
            found[unicodedata.normalize("NFC", letter + tone)] = _VNI_SINGLE[letter] + mark
    return found | {letter.upper(): written.upper() for letter, written in found.items()}


_VNI_FROM = _vni_table()
_VNI_TO = {written: letter for letter, written in _VNI_FROM.items()}
# A capital may carry a small mark, and a small letter a capital mark: the letter decides.
for _letter, _written in list(_VNI_FROM.items()):
    if len(_written) == 2:
        _VNI_TO.setdefault(_written[0] + _written[1].swapcase(), _letter)
_VNI_PAIRS = re.compile(
    "|".join(sorted(map(re.escape, _VNI_TO), key=len, reverse=True)), re.UNICODE
)
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_OLD_LETTERS = re.compile(r"[\u00a1-\u00ff]")
UNICODE_ONLY = re.compile(r"[ĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9]")
"""Letters that no text in an old encoding has."""


def from_encoding(text: str, kind: Encoding, *, font: str = "") -> str:
    """The text in Unicode. `font` ".VnTimeH" and its like give capitals."""
    # Files written as Windows-1258 have its own letters where 1252 has others.
    text = text.translate(_FROM_1258)
    if kind == "tcvn3":
        plain = "".join(_TCVN3_TO.get(letter, letter) for letter in text)
        return plain.upper() if _is_capital_font(font) else plain
    return _VNI_PAIRS.sub(lambda found: _VNI_TO[found[0]], text)


def to_encoding(text: str, kind: Encoding) -> str:
    """The reverse of `from_encoding`. TCVN3 has no capitals with tones: those become small."""
    whole = unicodedata.normalize("NFC", text)
    if kind == "vni":
        return "".join(_VNI_FROM.get(letter, letter) for letter in whole)
    return "".join(
        _TCVN3_FROM.get(letter) or _TCVN3_FROM.get(letter.lower(), letter) for letter in whole
    )


# Letters of Windows-1258 at places where 1252 has Ð Ñ Õ Ý Þ Ò and ã ð ñ õ ý þ ò.
_FROM_1258 = str.maketrans(
    {"Ă": "Ã", "ă": "ã", "Đ": "Ð", "đ": "ð", "Ơ": "Õ", "ơ": "õ", "Ư": "Ý", "ư": "ý"}
)


def _is_capital_font(font: str) -> bool:
    return font.strip().lower().startswith(".vn") and font.strip().endswith("H")


def encoding_of_font(font: str) -> Encoding | None:
    """Which encoding a font stands for: ".VnTime" TCVN3, "VNI-Times" VNI, others None."""
    lowered = font.strip().lower()
    if lowered.startswith(".vn"):
        return "tcvn3"
    return "vni" if lowered.startswith("vni-") else None


def likely_encoding(texts: Iterable[str], *, rival: str = "") -> Encoding | None:
    """Which old encoding the texts are in, judged by how many words become Vietnamese syllables;
    None when they read well as they are (or as `rival`, the same text in another encoding)."""
    whole = "\n".join(texts)
    if UNICODE_ONLY.search(whole) or not _OLD_LETTERS.search(whole):
        return None
    scores = {kind: plausibility(from_encoding(whole, kind)) for kind in ("tcvn3", "vni")}
    best = max(scores, key=lambda kind: scores[kind])
    as_is = max(plausibility(whole), plausibility(unicodedata.normalize("NFC", rival)))
    if scores[best] >= LIKELY and scores[best] > as_is:
        return "tcvn3" if best == "tcvn3" else "vni"
    return None


def plausibility(text: str) -> float:
    """Share of the words with letters beyond ASCII that are Vietnamese syllables; 0 without any."""
    seen = good = 0
    for word in _WORD.findall(text):
        if not word.isascii():
            seen += 1
            good += is_syllable(word)
    return good / seen if seen else 0.0
