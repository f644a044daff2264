"""Sort keys in the order of the Vietnamese alphabet.

No collation of the database knows this order by default, so keys are made here and stored.
They consist of ASCII digits only: every collation sorts those alike.
"""

from __future__ import annotations

import re
import unicodedata

from kbang_ntm.core.vietnamese.text import APOSTROPHES

# Vietnamese letters in dictionary order; letters of Bahnar and Jrai names, and f j w z, stand
# beside the Latin letter they come from.
_ALPHABET = (
    "a ă â â̆ b ƀ c č d đ e ĕ ê ê̆ f g h i ĭ j k l m n ñ o ŏ ô ô̆ ơ ơ̆ p q r s t u ŭ ư ư̆ v w x y z"
)
# Grave, hook, tilde, acute, dot below: huyền hỏi ngã sắc nặng; 0 is ngang.
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_LETTER_MARKS = {"\u0302", "\u0306", "\u031b", "\u030c"}
_APOSTROPHES = str.maketrans("", "", APOSTROPHES)

# Two digits each. The end of a syllable (0 + tone) must be lower than anything that could
# stand there in a longer syllable, and digits come before letters.
_DIGITS = "09"
_LETTER_CODES = {
    frozenset(unicodedata.normalize("NFD", letter)): f"{code:02d}"
    for code, letter in enumerate(_ALPHABET.split(), start=10)
}
_FOREIGN = "99"

_CHARACTERS = re.compile(r"([0-9]+)|(.)([\u0300-\u036f]*)")
_WORD_GAPS = re.compile(r"[^\w\u0300-\u036f]+")


def name_sort_key(full_name: str) -> str:
    """Key of a person's name: given name (the last word), then family, then middle names.

    Two-word surnames and one-word names of Bahnar and Jrai people fall where this rule puts
    them; staff can edit the stored key.
    """
    words = _syllables(full_name)
    if len(words) < 2:
        return "".join(words)
    return "".join((words[-1], words[0], *words[1:-1]))


def title_sort_key(text: str) -> str:
    """Key of a title or a name of a place: word by word; numbers by value (Thôn 2, Thôn 10)."""
    return "".join(_syllables(text))


def _syllables(text: str) -> list[str]:
    undressed = unicodedata.normalize("NFC", text.translate(_APOSTROPHES)).casefold()
    words = (_syllable(word) for word in _WORD_GAPS.split(undressed))
    return [word for word in words if word]


def _syllable(word: str) -> str:
    """Codes of the letters, then of the tone, so that letters count before tones."""
    codes: list[str] = []
    tone = "0"
    for digits, letter, marks in _CHARACTERS.findall(unicodedata.normalize("NFD", word)):
        if digits:
            number = digits.lstrip("0")
            codes.append(f"{_DIGITS}{min(len(number), 99):02d}{number}")
            continue
        code, found = _letter(letter, marks)
        codes.append(code)
        # A syllable has one tone; of a foreign word with several the first decides.
        tone = tone if tone != "0" else found
    return "".join((*codes, "0", tone)) if codes else ""


def _letter(letter: str, marks: str) -> tuple[str, str]:
    if letter == "n" and "\u0303" in marks:
        # ñ is a letter of its own: the tilde is no tone here.
        return _LETTER_CODES[frozenset("n\u0303")], "0"
    shape = frozenset((letter, *(mark for mark in marks if mark in _LETTER_MARKS)))
    tone = next((_TONES[mark] for mark in marks if mark in _TONES), "0")
    code = _LETTER_CODES.get(shape) or _LETTER_CODES.get(frozenset(letter))
    return code or f"{_FOREIGN}{ord(letter):07d}", tone
