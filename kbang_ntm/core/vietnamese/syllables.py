"""Whether a word can be a Vietnamese syllable: an onset, a rhyme, at most one tone."""

from __future__ import annotations

import re
import unicodedata

_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
_ONSETS = frozenset(
    re.findall(r"\w+", "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x")
)
_RHYMES = frozenset(
    re.findall(
        r"\w+",
        """
    a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt â âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu êng
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet oi
    om on ong ooc oong op ot oc ô ôc ôi ôm ôn ông ôp ôt ôông ơ ơi ơm ơn ơp ơt ơng
    u ua uân uâng uât uây uc uê uêch uên uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut uy
    uya uych uyên uyêt uyn uynh uyp uyt uyu uêu uyêng
    ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
    y yêm yên yêng yêt yêu ym yn ynh ych yt
    """,
    )
)


def is_syllable(word: str) -> bool:
    """Whether the word is built like a Vietnamese syllable: "thôn", "ĐỒNG", not "thoân"."""
    bare, tones = _without_tone(word)
    if tones > 1:
        return False
    for length in (3, 2, 1, 0):
        onset, rhyme = bare[:length], bare[length:]
        if (onset in _ONSETS or not onset) and rhyme in _RHYMES:
            return not (tones == 0 and rhyme[-1:] in "cpt" and rhyme)
    return False


def _without_tone(word: str) -> tuple[str, int]:
    apart = unicodedata.normalize("NFD", word.lower())
    tones = sum(mark in _TONES for mark in apart)
    bare = "".join(mark for mark in apart if mark not in _TONES)
    return unicodedata.normalize("NFC", bare), tones
