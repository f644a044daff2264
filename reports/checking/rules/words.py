"""Words: left-over placeholders, dates, numbers, capitals, personal numbers, drafts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.checking.paper import Zone
from reports.checking.registry import EVERY_FORM, Note, Severity, Sheet, at, rule
from reports.documents import wording

_STYLE = "NĐ 30/2020/NĐ-CP, Phụ lục I, Phần I, Mục II"
_CAPITALS = "NĐ 30/2020/NĐ-CP, Phụ lục II"
_NUMBERS = "NĐ 86/2012/NĐ-CP; Luật Kế toán"
_FORGOTTEN = re.compile(
    r"\b(None|NaN|nan|null|undefined|TODO|FIXME|XXX+|[Ll]orem ipsum)\b"
    r"|\{\{|\}\}|\{%|%\}|<[a-z_]+>|\[object"
)
_DOTS = re.compile(r"(\.{5,}|…{2,})")
_DAY_WORDS = re.compile(r"ngày (\d{1,2}) tháng (\d{1,2})(?: năm (\d{4}))?\b")
_DAY_FIGURES = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])")
_ENGLISH_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(,\d{3})+(\.\d+)?(?![\d,])")
_UNIT = re.compile(r"[a-zà-ỹđ,] (Huyện|Tỉnh|Xã|Thị trấn|Thôn|Làng) [A-ZĐÀ-Ỹ]")
_TIGHT = re.compile(r"kinh tế-xã hội|Thi đua-Khen thưởng", re.IGNORECASE)
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])\d{12}(?![0-9A-Za-z])")  # not amid a checksum


@rule("placeholder", "Không còn chỗ trống của mẫu", _STYLE, forms=EVERY_FORM)
def placeholder(sheet: Sheet) -> Iterator[Note]:
    """Words that only a program writes."""
    for line in sheet.paper.lines:
        found = _FORGOTTEN.search(line.text)
        if found:
            yield at(line, f"còn “{found[0]}”", "thay bằng nội dung thật")


@rule("dotted-blank", "Chỗ chấm chưa điền", _STYLE)
def dotted(sheet: Sheet) -> Iterator[Note]:
    """Rows of dots may be meant for the pen."""
    for line in sheet.paper.of(Zone.HEAD, Zone.MAIN, Zone.FOOT, part=None):
        if _DOTS.search(line.text):
            yield at(line, "còn chỗ chấm", "điền, hoặc để lại nếu ghi tay", Severity.HINT)


@rule("date-words", "Ngày tháng viết bằng chữ", _STYLE, forms=EVERY_FORM)
def date_words(sheet: Sheet) -> Iterator[Note]:
    """A zero before days under 10 and before months 1 and 2 only."""
    for line in sheet.paper.lines:
        for found in _DAY_WORDS.finditer(line.text):
            day, month = found[1], found[2]
            if line is sheet.parts.place:
                continue  # has a rule of its own
            if not (1 <= int(day) <= 31 and 1 <= int(month) <= 12):
                yield at(line, f"“{found[0]}” không có trên lịch", "ngày có thật")
            elif len(day) != 2 or (len(month) == 2) != (int(month) <= 2 or int(month) > 9):
                yield at(line, f"“{found[0]}”", "“ngày 05 tháng 8”: 0 trước ngày < 10, tháng 1, 2")


@rule("date-figures", "Ngày dd/mm/yyyy", _STYLE, forms=EVERY_FORM)
def date_figures(sheet: Sheet) -> Iterator[Note]:
    """Day before month."""
    for line in sheet.paper.lines:
        for found in _DAY_FIGURES.finditer(line.text):
            if not (1 <= int(found[1]) <= 31 and 1 <= int(found[2]) <= 12):
                yield at(line, f"“{found[0]}”", "ngày/tháng/năm")


@rule("number-separators", "Dấu phẩy thập phân, dấu chấm hàng nghìn", _NUMBERS)
def separators(sheet: Sheet) -> Iterator[Note]:
    """1,234,567.89 is the English way."""
    for line in sheet.paper.lines:
        found = _ENGLISH_NUMBER.search(line.text)
        # One group alone may be a Vietnamese decimal ("1,250"), so it is only asked about.
        if found and (found[0].count(",") > 1 or found[2]):
            yield at(line, f"số “{found[0]}”", "viết 1.234.567,89")


@rule("currency-word", "Đơn vị tiền “đồng”", _NUMBERS)
def currency(sheet: Sheet) -> Iterator[Note]:
    """ "VNĐ" is in no law."""
    for line in sheet.paper.lines:
        if re.search(r"\bVNĐ\b", line.text):
            yield at(line, "viết “VNĐ”", "viết “đồng”, “đ” hoặc “VND”", Severity.HINT)


@rule("capitals-unit", "Cấp đơn vị viết thường trước tên riêng", _CAPITALS)
def capitals(sheet: Sheet) -> Iterator[Note]:
    """ "huyện Kbang" inside a sentence."""
    for line in sheet.paper.of(Zone.MAIN, part=None):
        found = _UNIT.search(line.text)
        if found and not line.caps:
            yield at(line, f"viết hoa “{found[1]}”", "“huyện Kbang”, “xã Sơn Lang”", Severity.HINT)


@rule("spaced-hyphen", "Gạch nối có cách chữ", _CAPITALS, forms=EVERY_FORM)
def hyphen(sheet: Sheet) -> Iterator[Note]:
    """ "kinh tế - xã hội", "Thi đua - Khen thưởng"."""
    for line in sheet.paper.lines:
        found = _TIGHT.search(line.text)
        if found:
            yield at(line, f"“{found[0]}”", "“kinh tế - xã hội”, “Thi đua - Khen thưởng”")


@rule(
    "identity-number",
    "Không có số căn cước",
    "Luật Bảo vệ dữ liệu cá nhân; yêu cầu mục 7",
    forms=EVERY_FORM,
)
def identity(sheet: Sheet) -> Iterator[Note]:
    """Twelve digits in a row are most likely the number of a person."""
    for line in sheet.paper.lines:
        if _IDENTITY.search(line.text):
            yield Note(line.page, "có dãy 12 chữ số giống số căn cước", "bỏ số căn cước")


@rule("draft-number", "Bản dự thảo chưa có số", _STYLE)
def draft(sheet: Sheet) -> Iterator[Note]:
    """A draft has no number; what has one is no draft."""
    number = sheet.parts.number
    marked = any(line.text == wording.DRAFT for line in sheet.paper.lines)
    if number is not None and marked and re.match(r"Số:\s*\d", number.text):
        yield at(number, "dự thảo đã có số", "số chỉ có khi đăng ký, lúc đó bỏ chữ DỰ THẢO")
