"""Head: national title, bodies, number, place and date, title, subject."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.checking.anatomy import compact
from reports.checking.paper import Line, Zone
from reports.checking.registry import Note, Severity, Sheet, at, mm, rule
from reports.checking.rules.looks import check_look, required
from reports.documents import wording
from reports.documents.format_law import Component

_FORM = "NĐ 30/2020/NĐ-CP, Phụ lục I, Phần I, Mục II"
_SIGNS = "NĐ 30/2020/NĐ-CP, Phụ lục III"
_NUMBER = re.compile(r"Số:\s*(\d*)\s*/(\S+)")
_SIGN = re.compile(r"[A-ZĐ][A-Za-zĐđ]*(-[0-9A-ZĂÂĐÊÔƠƯ]+)*")
_OPEN_DATE = re.compile(r".+, ngày ?[.…]+ ?tháng ?[.…]+ ?năm ?[.…]+")
_DATE = re.compile(r".+, ngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})")


@rule("national-title", "Quốc hiệu", _FORM)
def national_title(sheet: Sheet) -> Iterator[Note]:
    """Words, look and place in the right half of page 1."""
    line = sheet.parts.national_title
    if line is None:
        if sheet.has_head:
            yield Note(1, "không thấy Quốc hiệu ở đầu trang 1", f"dòng “{wording.NATIONAL_TITLE}”")
        return
    if line.text != wording.NATIONAL_TITLE:
        yield at(line, "Quốc hiệu viết sai", f"dòng “{wording.NATIONAL_TITLE}”")
    yield from check_look(sheet, Component.NATIONAL_TITLE, [line])
    if line.box is not None and line.box.middle < 105:
        yield at(line, "Quốc hiệu không ở nửa phải", "Quốc hiệu ở phía trên, bên phải trang 1")


@rule("motto", "Tiêu ngữ", _FORM)
def motto(sheet: Sheet) -> Iterator[Note]:
    """Spaced hyphens, look, centred under the national title."""
    line, title = sheet.parts.motto, sheet.parts.national_title
    if line is None:
        if sheet.has_head:
            yield Note(1, "không thấy Tiêu ngữ", f"dòng “{wording.MOTTO}” dưới Quốc hiệu")
        return
    if line.text != wording.MOTTO:
        yield at(line, "Tiêu ngữ viết sai", f"“{wording.MOTTO}”, gạch nối có cách chữ")
    yield from check_look(sheet, Component.MOTTO, [line])
    if line.box and title and title.box:
        if line.box.top < title.box.top:
            yield at(line, "Tiêu ngữ ở trên Quốc hiệu", "Tiêu ngữ ở dưới Quốc hiệu")
        if abs(line.box.middle - title.box.middle) > 2:
            yield at(line, "không canh giữa dưới Quốc hiệu", "canh giữa dưới Quốc hiệu")


@rule("motto-rule", "Đường kẻ dưới Tiêu ngữ dài bằng dòng chữ", _FORM)
def motto_rule(sheet: Sheet) -> Iterator[Note]:
    """A solid line as long as the words."""
    line = sheet.parts.motto
    if line is None:
        return
    if line.rule_mm is None:
        yield at(line, "không có đường kẻ", "đường kẻ liền, dài bằng dòng chữ")
    elif abs(line.rule_mm - line.width_mm) > max(2.0, line.width_mm * 0.04):
        found = f"đường kẻ {mm(line.rule_mm)}, chữ {mm(line.width_mm)}"
        yield at(line, found, "đường kẻ dài bằng dòng chữ")


@rule("organisation", "Tên cơ quan chủ quản và cơ quan ban hành", _FORM)
def organisation(sheet: Sheet) -> Iterator[Note]:
    """Superior upright above, issuer bold; both capitals."""
    superior, issuer = sheet.parts.superior, sheet.parts.issuer
    if not issuer and sheet.has_head:
        yield Note(1, "không thấy tên cơ quan ban hành chữ đậm", required(sheet, Component.ISSUER))
    yield from check_look(sheet, Component.SUPERIOR, superior)
    yield from check_look(sheet, Component.ISSUER, issuer)
    order = {id(line): place for place, line in enumerate(sheet.paper.of(Zone.HEAD))}
    if superior and issuer and order[id(superior[0])] > order[id(issuer[0])]:
        yield at(superior[0], "cơ quan chủ quản ở dưới", "cơ quan chủ quản ở trên, không đậm")


def _short_rule(sheet: Sheet, lines: list[Line], name: str) -> Iterator[Note]:
    if not lines:
        return
    share, last = sheet.law.short_rule, lines[-1]
    wanted = "đường kẻ liền dài 1/3 đến 1/2 dòng chữ"
    widest = max(line.width_mm for line in lines)
    if last.rule_mm is None:
        yield at(last, f"không có đường kẻ dưới {name}", wanted)
    elif not share.holds(last.rule_mm / widest, 0.02):
        found = f"đường kẻ {mm(last.rule_mm)} dưới chữ dài {mm(widest)}"
        yield at(last, found, wanted)


@rule("organisation-rule", "Đường kẻ dưới tên cơ quan 1/3-1/2", _FORM)
def organisation_rule(sheet: Sheet) -> Iterator[Note]:
    """Under the last line of the issuer."""
    yield from _short_rule(sheet, sheet.parts.issuer, "tên cơ quan")


@rule("number-form", "Số, ký hiệu", _FORM)
def number_form(sheet: Sheet) -> Iterator[Note]:
    """ "Số: 05/BC-UBND": number given or left open, zero under 10, no spaces in the sign."""
    line = sheet.parts.number
    wanted = "“Số: 05/BC-UBND”; chưa đăng ký thì để trống trước dấu gạch chéo"
    if line is None:
        if sheet.has_head:
            yield Note(1, "không thấy dòng “Số: …”", wanted)
        return
    yield from check_look(sheet, Component.NUMBER, [line])
    found = _NUMBER.fullmatch(line.text)
    if found is None or not _SIGN.fullmatch(found[2]):
        yield at(line, "số, ký hiệu sai mẫu", wanted)
    elif found[1] and len(found[1].lstrip("0")) < 2 and len(found[1]) != 2:
        yield at(line, "số dưới 10 thiếu số 0", "số dưới 10 thêm số 0 phía trước")
    elif found[1] and not found[1].strip("0"):
        yield at(line, "số 0", "số đăng ký từ 01")


@rule("number-sign", "Chữ viết tắt tên loại", _SIGNS)
def number_sign(sheet: Sheet) -> Iterator[Note]:
    """The abbreviation of the kind is one of the list; a letter has its body in that place."""
    line = sheet.parts.number
    found = _NUMBER.fullmatch(line.text) if line else None
    if line is None or found is None or sheet.parts.title is None:
        return
    kind = found[2].split("-")[0]
    if kind not in sheet.law.abbreviations:
        yield at(
            line, f"“{kind}” không có trong bảng chữ viết tắt",
            "chữ viết tắt tên loại theo Phụ lục III", Severity.HINT,
        )  # fmt: skip


@rule("place-date", "Địa danh, ngày tháng năm", _FORM)
def place_date(sheet: Sheet) -> Iterator[Note]:
    """Italic, zero for days under 10 and months 1 and 2 only, open only without a number."""
    line = sheet.parts.place
    wanted = "“Kbang, ngày 05 tháng 8 năm 2022”"
    if line is None:
        if sheet.has_head:
            yield Note(1, "không thấy địa danh, ngày tháng năm", wanted)
        return
    yield from check_look(sheet, Component.PLACE, [line])
    found = _DATE.fullmatch(line.text)
    if found is not None:
        day, month = found[1], found[2]
        if len(day) != 2 or (len(month) == 2) != (int(month) <= 2 or int(month) > 9):
            yield at(
                line, "số 0 của ngày hoặc tháng sai", f"{wanted}: 0 trước ngày < 10, tháng 1, 2"
            )
        if not (1 <= int(day) <= 31 and 1 <= int(month) <= 12):
            yield at(line, "ngày không có trên lịch", wanted)
    elif not _OPEN_DATE.fullmatch(line.text):
        yield at(line, "địa danh, ngày tháng sai mẫu", wanted)
    elif sheet.parts.number and re.match(r"Số:\s*\d", sheet.parts.number.text):
        yield at(line, "có số nhưng chưa có ngày", "văn bản đã có số phải ghi ngày")
    if line.text[:1] in ".…,":
        yield at(line, "chưa có địa danh", "ghi tên địa danh trước ngày tháng", Severity.HINT)


@rule("place-line", "Địa danh cùng dòng với số", _FORM)
def place_line(sheet: Sheet) -> Iterator[Note]:
    """On the line of the number, under the national title."""
    place, number, title = sheet.parts.place, sheet.parts.number, sheet.parts.national_title
    if not (place and place.box and number and number.box):
        return
    if abs(place.box.bottom - number.box.bottom) > 1.5:
        yield at(place, "không cùng dòng với số, ký hiệu", "cùng một dòng với số, ký hiệu")
    if title and title.box and abs(place.box.middle - title.box.middle) > 3:
        yield at(place, "không canh giữa dưới Quốc hiệu", "canh giữa dưới Quốc hiệu")


@rule("title", "Tên loại văn bản", _FORM)
def title(sheet: Sheet) -> Iterator[Note]:
    """Centred bold capitals; a letter has "V/v" in place of it, never both."""
    line, subject = sheet.parts.title, sheet.parts.subject
    if line is None:
        if not subject:
            yield Note(1, "không thấy tên loại ở giữa dòng", required(sheet, Component.TITLE))
        return
    if subject:
        yield at(line, "công văn có cả tên loại", "công văn không ghi tên loại")
    yield from check_look(sheet, Component.TITLE, [line])


@rule("abstract", "Trích yếu nội dung", _FORM)
def abstract(sheet: Sheet) -> Iterator[Note]:
    """Bold under the title, with a line of a third to a half under it."""
    yield from check_look(sheet, Component.ABSTRACT, sheet.parts.abstract)


@rule("abstract-rule", "Đường kẻ dưới trích yếu 1/3-1/2", _FORM)
def abstract_rule(sheet: Sheet) -> Iterator[Note]:
    """Under the last line of the abstract."""
    yield from _short_rule(sheet, sheet.parts.abstract, "trích yếu")


@rule("letter-subject", "Trích yếu công văn", _FORM)
def letter_subject(sheet: Sheet) -> Iterator[Note]:
    """ "V/v ..." centred under the number."""
    lines, number = sheet.parts.subject, sheet.parts.number
    yield from check_look(sheet, Component.SUBJECT, lines)
    if lines and not lines[0].text.startswith("V/v "):
        yield at(lines[0], "không bắt đầu bằng “V/v”", "bắt đầu bằng “V/v ”")
    if lines and number:
        first = lines[0]
        off = (
            abs(first.box.middle - number.box.middle) > 3
            if first.box and number.box
            else not first.centred
        )
        if off:
            yield at(first, "không canh giữa dưới số, ký hiệu", "canh giữa dưới số, ký hiệu")


@rule("head-order", "Thứ tự thành phần ở đầu văn bản", _FORM)
def head_order(sheet: Sheet) -> Iterator[Note]:
    """Head on page 1, before everything else, and only once."""
    lines = [line for line in sheet.paper.lines if line.zone is not Zone.TABLE]
    again = [
        line for line in lines
        if line.zone is not Zone.HEAD and compact(line.text) == compact(wording.NATIONAL_TITLE)
    ]  # fmt: skip
    for line in again:
        yield at(line, "Quốc hiệu không ở đầu văn bản", "Quốc hiệu một lần, ở đầu trang 1")
    parts = sheet.parts
    if parts.addressees and parts.title:
        places = {id(line): place for place, line in enumerate(sheet.paper.lines)}
        if places[id(parts.addressees[0])] < places[id(parts.title)]:
            yield at(parts.addressees[0], "ở trên tên loại", "tên loại đứng trước “Kính gửi”")
