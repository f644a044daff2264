"""Unicode normal form and the folding that search uses on both sides."""

from __future__ import annotations

import re
import unicodedata

# Letters that Unicode does not take apart into a plain letter and a mark. Folding y to i makes
# kỹ = kĩ and Mỹ = Mĩ; it also makes "Y Nôl" = "I Nôl", which costs a search nothing.
_PLAIN_LETTERS = str.maketrans({"đ": "d", "ƀ": "b", "y": "i"})
APOSTROPHES = "'’‘ʼ`´′"
DASHES = "‐‑‒–—―−"
_DROP = str.maketrans("", "", APOSTROPHES)
_ONE_DASH = str.maketrans(dict.fromkeys(DASHES, "-"))


def nfc(text: str) -> str:
    """The text in NFC, the only form that is stored. macOS sends NFD."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """The text as search compares it: fold the column and the query alike.

    Ignores case, tone and letter marks (hence hòa = hoà), đ/d, y/i, every apostrophe
    (H'Bia = H’Bia = HBia), kinds of dash and of space. Folding twice changes nothing.
    """
    # Apostrophes go first: some of them are taken apart into a space and a mark by NFKD.
    undressed = text.translate(_DROP).translate(_ONE_DASH)
    lowered = unicodedata.normalize("NFKD", undressed).casefold()
    apart = unicodedata.normalize("NFKD", lowered)
    letters = "".join(char for char in apart if not unicodedata.combining(char))
    plain = letters.translate(_PLAIN_LETTERS).translate(_DROP).translate(_ONE_DASH)
    return re.sub(r"\s+", " ", plain).strip()
