"""Numbers in words, as amounts of money are written out."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

ZeroTens = Literal["linh", "lẻ"]

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
# After a "mươi" the digits 1, 4 and 5 change their word; after "mười" only 5 does.
_AFTER_TENS = {1: "mốt", 4: "tư", 5: "lăm"}
_BILLION = 10**9


def number_in_words(value: int, *, zero_tens: ZeroTens = "linh") -> str:
    """A whole number in lower-case words: 1.024 is "một nghìn không trăm hai mươi tư".

    `zero_tens` is the word for an empty ten, "linh" in the north, "lẻ" in the south.
    """
    if value < 0:
        return f"âm {number_in_words(-value, zero_tens=zero_tens)}"
    if value == 0:
        return _DIGITS[0]
    return " ".join(_positive(value, zero_tens, leading=True))


def amount_in_words(amount: Decimal | int, *, zero_tens: ZeroTens = "linh") -> str:
    """An amount of đồng as after "Bằng chữ:": "Bốn trăm năm mươi nghìn đồng".

    Raises ValueError when the amount is not whole: the đồng has no fraction.
    """
    whole = int(amount)
    if whole != amount:
        raise ValueError(f"not a whole amount of đồng: {amount}")
    words = number_in_words(whole, zero_tens=zero_tens)
    return f"{words[0].upper()}{words[1:]} đồng"


def _positive(value: int, zero_tens: ZeroTens, *, leading: bool) -> list[str]:
    """Words of a value > 0; beyond a billion the count of billions is read the same way."""
    billions, rest = divmod(value, _BILLION)
    words: list[str] = []
    if billions:
        words += [*_positive(billions, zero_tens, leading=leading), "tỷ"]
        leading = False
    for scale, name in ((10**6, "triệu"), (10**3, "nghìn"), (1, "")):
        group = rest // scale % 1000
        if group:
            words += _group(group, zero_tens, leading=leading)
            words += [name] if name else []
            leading = False
    return words


def _group(value: int, zero_tens: ZeroTens, *, leading: bool) -> list[str]:
    """Words of 1..999; behind a higher group the hundreds are always named."""
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or not leading else []
    if tens > 1:
        words += [_DIGITS[tens], "mươi"]
        words += [_AFTER_TENS.get(ones, _DIGITS[ones])] if ones else []
    elif tens == 1:
        words += ["mười"]
        words += ["lăm" if ones == 5 else _DIGITS[ones]] if ones else []
    elif ones:
        words += [zero_tens, _DIGITS[ones]] if words else [_DIGITS[ones]]
    return words
