"""From what an officer typed to exact values, or a sentence that says what to correct.

State documents write 1.234,5 (decimal comma, Nghị định 86/2012/NĐ-CP; dots for thousands);
spreadsheets and phones also produce 1,234.5. Both are read; the one real ambiguity, `1.234`,
is settled in favour of the office's own habit: one thousand two hundred and thirty-four.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from communes.measures.types import (
    EXACT,
    HUNDRED,
    NO,
    YES,
    Measure,
    PartSpec,
    PartValue,
)
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import format_number, format_percent, nfc

MAX_DECIMALS = 4
MAX_DIGITS = 14
MAX_TYPED = 60
"""Characters looked at: enough for any number with its separators and spaces."""
EXAMPLE = "20,4"

_SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f]+")
_INVISIBLE = re.compile(r"[\u200b-\u200d\u2060\ufeff]")
_MINUS = re.compile(r"^[-\u2010-\u2015\u2212]\s*")
_LETTERS = re.compile(r"[^\W\d_]+")
# Letters that stand for a digit on a hasty keyboard.
_LOOKALIKES = {"O": "0", "o": "0", "l": "1", "I": "1"}

_GROUPED = {
    sep: re.compile(rf"[1-9][0-9]{{0,2}}(?:{re.escape(sep)}[0-9]{{3}})+") for sep in (".", ",", " ")
}
_DIGITS = re.compile(r"[0-9]+")


def read_number(text: str) -> Decimal:
    """The exact number typed as `text`; the percent sign, if any, is dropped, not applied.

    Accepts `12,5` `12.5` `1.234,5` `1,234.5` `1.234` (= 1234) `12,5 %` and spaces as thousands
    separators. Raises Refused: not_a_number, too_precise (more than 4 decimals), too_long
    (more than 14 digits).
    """
    if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS:
        return Decimal(text)  # what most cells of a long file hold
    if len(text) > MAX_TYPED:
        raise Refused("too_long", f'"{_short(text)}" dài quá. Chỉ nhập số, ví dụ {EXAMPLE}.')
    shown = _SPACES.sub(" ", _INVISIBLE.sub("", nfc(text))).strip()
    body = shown.removesuffix("%").rstrip()
    bare = _MINUS.sub("", body)
    value = _parse(bare)
    if value is None:
        raise Refused("not_a_number", _why_not_a_number(shown, bare))
    _check_size(shown, value)
    negative = bare != body and value != 0
    return -value if negative else value


def _parse(text: str) -> Decimal | None:
    """Digits and separators only; None when they do not form a number."""
    whole, fraction = _split(text)
    if whole is None or (fraction is not None and not _DIGITS.fullmatch(fraction)):
        return None
    return Decimal(f"{whole}.{fraction}" if fraction else whole)


def _split(text: str) -> tuple[str | None, str | None]:
    """(digits before the decimal sign, digits after it); (None, None) when it makes no sense."""
    dots, commas = text.count("."), text.count(",")
    if dots and commas:
        decimal_sign = "." if text.rindex(".") > text.rindex(",") else ","
        if text.count(decimal_sign) > 1:
            return None, None
        head, _, tail = text.partition(decimal_sign)
        return _ungroup(head, "," if decimal_sign == "." else "."), tail
    sign = "." if dots else ","
    if dots + commas == 1 and not (dots and _GROUPED["."].fullmatch(text)):
        head, _, tail = text.partition(sign)
        return head if _DIGITS.fullmatch(head) else _ungroup(head, " "), tail
    if dots + commas:
        return _ungroup(text, sign), None
    return text if _DIGITS.fullmatch(text) else _ungroup(text, " "), None


def _ungroup(text: str, separator: str) -> str | None:
    return text.replace(separator, "") if _GROUPED[separator].fullmatch(text) else None


def _check_size(shown: str, value: Decimal) -> None:
    digits, exponent = _digits_and_exponent(value)
    if -exponent > MAX_DECIMALS:
        raise Refused(
            "too_precise",
            f'"{_short(shown)}" có quá {MAX_DECIMALS} chữ số sau dấu phẩy. '
            f"Làm tròn còn nhiều nhất {MAX_DECIMALS} chữ số.",
        )
    if max(digits, digits + exponent) > MAX_DIGITS:
        raise Refused(
            "too_long",
            f'"{_short(shown)}" dài quá {MAX_DIGITS} chữ số. Kiểm tra lại số và đơn vị tính.',
        )


def _digits_and_exponent(value: Decimal) -> tuple[int, int]:
    """(count of significant digits, exponent) without zeros at the end."""
    _, digits, exponent = value.as_tuple()
    text = "".join(map(str, digits)).lstrip("0")
    stripped = text.rstrip("0")
    assert isinstance(exponent, int), "read from digits, hence finite"
    return len(stripped), exponent + len(text) - len(stripped) if stripped else 0


def _why_not_a_number(shown: str, bare: str) -> str:
    example = EXAMPLE
    letters = _LETTERS.findall(bare)
    quoted = f'"{_short(shown)}"'
    if letters:
        corrected = "".join(_LOOKALIKES.get(char, char) for char in bare)
        guess = _parse(corrected)
        if guess is not None:
            example = format_number(guess)
        else:
            rest = _parse(_SPACES.sub(" ", _LETTERS.sub(" ", bare)).strip())
            example = format_number(rest) if rest is not None else EXAMPLE
        return f"{quoted} có chữ {_short(letters[0], 12)}. Nhập số, ví dụ {example}."
    return f"{quoted} không phải là số. Nhập số, ví dụ {example}."


def _short(text: str, limit: int = 30) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def read_part(spec: PartSpec, raw: Mapping[str, str]) -> PartValue | None:
    """The value of one part from its form fields `numerator denominator number choice`.

    None when nothing was typed. A numerator without its denominator, or the reverse, is kept:
    the officer is half way, and the evaluation says what is missing. Raises Refused with the
    sentence to show at the field: the codes of `read_number` and negative, over_max,
    numerator_over_denominator, fraction, zero_denominator, not_a_choice, percent_sign.
    """
    if spec.is_choice:
        value = PartValue(choice=_read_choice(spec, raw.get("choice", "")))
    elif spec.is_counted:
        value = PartValue(
            numerator=_read_field(raw.get("numerator", ""), spec.count_unit, spec.whole_counts),
            denominator=_read_field(raw.get("denominator", ""), spec.count_unit, spec.whole_counts),
        )
        _check_counts(spec, value)
    else:
        whole = spec.whole_counts and spec.measure is Measure.NUMBER
        value = PartValue(number=_read_field(raw.get("number", ""), spec.unit, whole))
        _check_number(spec, value.number)
    return None if value.is_empty else value


def _read_choice(spec: PartSpec, text: str) -> str:
    choice = nfc(text).strip()
    allowed = (YES, NO) if spec.measure is Measure.BOOLEAN else spec.scale
    if choice and choice not in allowed:
        words = "Đạt hoặc Chưa đạt" if spec.measure is Measure.BOOLEAN else ", ".join(spec.scale)
        raise Refused(
            "not_a_choice", f'"{_short(choice)}" không có trong danh sách. Chọn: {words}.'
        )
    return choice


@lru_cache(maxsize=20_000)
def _read_field(text: str, unit: str, whole: bool) -> Decimal | None:
    """A number of a field, or None. Long files say the same number again and again."""
    if not _SPACES.sub("", _INVISIBLE.sub("", text)):
        return None
    value = read_number(text)
    if "%" in text and unit != "%":
        of = f" tính bằng {unit}" if unit else ""
        raise Refused(
            "percent_sign", f'"{_short(text.strip())}" có dấu %. Ô này nhập số{of}, bỏ dấu %.'
        )
    if value < 0:
        raise Refused(
            "negative", f"{format_number(value)} nhỏ hơn 0. Nhập số từ 0 trở lên, bỏ dấu trừ."
        )
    if whole and value != value.to_integral_value():
        raise Refused("fraction", _whole_sentence(value, unit))
    return value


def _whole_sentence(value: Decimal, unit: str) -> str:
    shown = format_number(value)
    sentence = f"{_with_unit(value, unit)} không phải số nguyên. Nhập số nguyên, ví dụ "
    _, exponent = _digits_and_exponent(value)
    if "," in shown and len(shown.rpartition(",")[2]) == 3 and exponent == -3:
        # 1,236 is what an English spreadsheet writes for 1236.
        return f"{sentence}{shown.replace('.', '').replace(',', '').lstrip('0')}."
    return f"{sentence}{format_number(value.to_integral_value())}."


def _check_counts(spec: PartSpec, value: PartValue) -> None:
    top, bottom = value.numerator, value.denominator
    if bottom is not None and bottom == 0:
        raise Refused(
            "zero_denominator",
            f"{_capital(spec.denominator_label)} bằng 0 nên không tính được tỷ lệ. "
            'Nếu xã không có đối tượng này, chọn "Không áp dụng" và ghi lý do.',
        )
    if top is None or bottom is None:
        return
    limit = HUNDRED if spec.max_value is None else spec.max_value
    if EXACT.multiply(top, HUNDRED) <= EXACT.multiply(limit, bottom):
        return
    if limit == HUNDRED:
        raise Refused(
            "numerator_over_denominator",
            f"{_with_unit(top, spec.count_unit)} nhiều hơn tổng số "
            f"{_with_unit(bottom, spec.count_unit)}. "
            "Kiểm tra lại một trong hai số.",
        )
    raise Refused(
        "over_max",
        f"{format_number(top)}/{_with_unit(bottom, spec.count_unit)} vượt "
        f"{_with_unit(limit, '%')}. Kiểm tra lại hai số.",
    )


def _check_number(spec: PartSpec, number: Decimal | None) -> None:
    limit = spec.max_value
    if limit is None and (spec.measure is Measure.RATIO or spec.unit == "%"):
        limit = HUNDRED
    if number is None or limit is None or number <= limit:
        return
    unit = spec.unit or ("%" if spec.measure is Measure.RATIO else "")
    raise Refused(
        "over_max",
        f"{_with_unit(number, unit)} vượt mức cao nhất có thể là "
        f"{_with_unit(limit, unit)}. Kiểm tra lại số vừa nhập.",
    )


def _with_unit(value: Decimal, unit: str) -> str:
    if unit == "%":
        return format_percent(value)
    return f"{format_number(value)} {unit}" if unit else format_number(value)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
