"""Annexes: label, number, title, line of attachment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.checking.parts import text_of
from reports.checking.registry import Note, Severity, Sheet, at, rule
from reports.checking.rules.looks import check_look, required
from reports.documents.format_law import Component

_FORM = "NĐ 30/2020/NĐ-CP, Phụ lục I, Phần I, Mục III"
_TENS = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC")
_ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


def roman(number: int) -> str:
    """1 to 99."""
    return _TENS[number // 10] + _ONES[number % 10]


@rule("annex-label", "Chữ “Phụ lục”", _FORM)
def label(sheet: Sheet) -> Iterator[Note]:
    """14, bold, centred, lower case."""
    for annex in sheet.parts.annexes:
        yield from check_look(sheet, Component.ANNEX_LABEL, [annex.label])
        if not annex.label.centred:
            yield at(annex.label, "không canh giữa", "canh giữa, dòng riêng")


@rule("annex-number", "Phụ lục đánh số La Mã liên tục", _FORM)
def number(sheet: Sheet) -> Iterator[Note]:
    """Two or more: Roman numbers from I; the only one has none."""
    annexes = sheet.parts.annexes
    for count, annex in enumerate(annexes, 1):
        found = re.sub(r"^phụ lục\s*", "", annex.label.text, flags=re.IGNORECASE)
        if len(annexes) > 1 and found != roman(count):
            yield at(annex.label, "số phụ lục sai", f"“Phụ lục {roman(count)}”")
        elif len(annexes) == 1 and found:
            yield at(
                annex.label, "phụ lục duy nhất có số", "một phụ lục thì không đánh số",
                Severity.HINT,
            )  # fmt: skip


@rule("annex-title", "Tiêu đề phụ lục", _FORM)
def title(sheet: Sheet) -> Iterator[Note]:
    """Bold capitals under the label."""
    for annex in sheet.parts.annexes:
        if not annex.title:
            yield at(annex.label, "không có tiêu đề", required(sheet, Component.ANNEX_TITLE))
        yield from check_look(sheet, Component.ANNEX_TITLE, annex.title)


@rule("annex-attached", "Dòng “(Kèm theo …)”", _FORM)
def attached(sheet: Sheet) -> Iterator[Note]:
    """Italic under the title; its number is that of the head."""
    head = sheet.parts.number
    for annex in sheet.parts.annexes:
        yield from check_look(sheet, Component.ANNEX_ATTACHED, annex.attached)
        if not annex.attached or head is None:
            continue
        wanted = re.sub(r"\s", "", head.text.removeprefix("Số:"))
        if wanted not in re.sub(r"\s", "", text_of(annex.attached)):
            yield at(annex.attached[0], "số, ký hiệu khác đầu văn bản", f"số, ký hiệu “{wanted}”")


@rule("annex-named", "Văn bản nhắc đến phụ lục", _FORM)
def named(sheet: Sheet) -> Iterator[Note]:
    """A text with annexes says so."""
    words = text_of([*sheet.parts.body]).lower()
    told = any(word in words for word in ("phụ lục", "kèm theo", "đính kèm"))
    if sheet.parts.annexes and not told:
        yield at(
            sheet.parts.annexes[0].label, "nội dung không nhắc đến phụ lục",
            "chỉ dẫn về phụ lục trong văn bản", Severity.HINT,
        )  # fmt: skip
