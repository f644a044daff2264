"""Seals secret votes to two keys, one around the other; what opens them is never stored.

Each of chair and secretary has a key pair of its own. A vote is sealed to the secretary's public
key and the result to the chair's (libsodium sealed boxes): it takes both private halves to open
it, and no half is ever seen by the other, nor are both in the portal before a vote is closed.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from awards.enums import Choice

PLAIN = 16
"""Bytes of a vote before sealing: its code, then chance. All sealed votes are equally long."""
SEALED = PLAIN + 2 * 48
_CODES = {Choice.YES: 1, Choice.NO: 2}
_CHOICES = {code: str(choice) for choice, code in _CODES.items()}
_NOT_HEX = re.compile(r"[\s.\-]+")
_IN_FILE = re.compile(r"(?:[0-9a-f]{4}[ \-]){15}[0-9a-f]{4}")


class Unsealable(Exception):
    """A sealed vote these halves do not open."""


@dataclass(frozen=True)
class Half:
    """One person's half: `words` to write down, `public` to keep (64 hex digits)."""

    words: str
    public: str


def new_half() -> Half:
    """A fresh key pair. The only copy of its private part is in `words`."""
    key = PrivateKey.generate()
    raw = bytes(key).hex()
    words = " ".join(raw[at : at + 4] for at in range(0, 64, 4))
    return Half(words, bytes(key.public_key).hex())


def read_half(text: str) -> bytes | None:
    """The private part from what was typed (blanks and dashes do not matter) or from the file
    that was saved; None when it is none."""
    text = text.strip().lower()
    found = _IN_FILE.search(text)
    plain = _NOT_HEX.sub("", found.group() if found else text)
    if len(plain) != 64 or not re.fullmatch(r"[0-9a-f]{64}", plain):
        return None
    return bytes.fromhex(plain)


def public_of(half: bytes) -> str:
    """The public part that belongs to a private one, in hex."""
    return bytes(PrivateKey(half).public_key).hex()


def seal(choice: str, *, chair: str, secretary: str) -> bytes:
    """A vote sealed to both public keys. Raises KeyError for what is no vote."""
    plain = bytes([_CODES[Choice(choice)]]) + secrets.token_bytes(PLAIN - 1)
    inner = SealedBox(PublicKey(bytes.fromhex(secretary))).encrypt(plain)
    return bytes(SealedBox(PublicKey(bytes.fromhex(chair))).encrypt(inner))


def unseal(sealed: bytes, *, chair: bytes, secretary: bytes) -> str:
    """The choice of a sealed vote. Raises Unsealable."""
    try:
        inner = SealedBox(PrivateKey(chair)).decrypt(sealed)
        plain = SealedBox(PrivateKey(secretary)).decrypt(inner)
        return _CHOICES[plain[0]]
    except (CryptoError, KeyError, IndexError) as wrong:
        raise Unsealable from wrong
