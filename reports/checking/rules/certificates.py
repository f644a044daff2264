"""Certificates (giấy khen): A4 across, the words in the order of the law, red and black.

An overlay over blanks printed before has only what the blank has not: what is absent together
with the word GIẤY KHEN is on the blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from reports.checking.anatomy import box_of, compact
from reports.checking.paper import Line, Source
from reports.checking.registry import Form, Note, Sheet, at, mm, rule
from reports.documents import wording

_LAW = "NĐ 98/2023/NĐ-CP, Điều 104"
_PDF, _CERTIFICATE = (Source.PDF,), (Form.CERTIFICATE,)
_ORDER = (
    ("Quốc hiệu", re.compile(re.escape(compact(wording.NATIONAL_TITLE)))),
    ("Tiêu ngữ", re.compile(re.escape(compact(wording.MOTTO)))),
    ("chức vụ người tặng", re.compile(r"(CHỦTỊCH|GIÁMĐỐC)\S+")),
    ("TẶNG", re.compile(r"TẶNG(DANHHIỆU)?")),
    ("GIẤY KHEN", re.compile(r"GIẤYKHEN")),
    ("Quyết định số", re.compile(r"QUYẾTĐỊNHSỐ:.*")),
    ("Số sổ vàng", re.compile(r"SỐSỔVÀNG:.*")),
)
_RED_PARTS = {"chức vụ người tặng", "GIẤY KHEN"}
_SLANTED = {"Quyết định số", "Số sổ vàng"}
_FRAME = 5  # the first five stand on a blank already
_DECISION = re.compile(
    r"Quyết định số: .+ ngày \d{2} tháng (0[12]|[3-9]|1[0-2]) năm \d{4}"
    r"|Quyết định số: ngày tháng năm"  # until the clerk has registered
)


def _pieces(sheet: Sheet) -> Iterator[tuple[int, dict[str, Line]]]:
    """Page by page, the pieces that are known by their words, each the first time."""
    for page in sheet.paper.pages:
        found: dict[str, Line] = {}
        for line in (one for one in sheet.paper.lines if one.page == page.number):
            for name, pattern in _ORDER:
                if name not in found and pattern.fullmatch(compact(line.text)):
                    found[name] = line
                    break
        yield page.number, found


def _red(line: Line) -> bool:
    for span in line.spans:
        if not re.fullmatch(r"[0-9a-f]{6}", span.colour):
            return False
        red, green, blue = (int(span.colour[place : place + 2], 16) for place in (0, 2, 4))
        if red < 0x90 or max(green, blue) > 0x40:
            return False
    return True


@rule("certificate-parts", "Giấy khen đủ thành phần, đúng thứ tự", _LAW, _PDF, _CERTIFICATE)
def parts(sheet: Sheet) -> Iterator[Note]:
    """From the national title down to the book of honour."""
    names = [name for name, _pattern in _ORDER]
    for number, found in _pieces(sheet):
        drawn = "GIẤY KHEN" in found
        for name in names if drawn else names[_FRAME:]:
            if name not in found:
                yield Note(number, f"không thấy “{name}”", "đủ thành phần của giấy khen")
        tops = [(box_of(found[name]).top, name) for name in names if name in found]
        for (upper, _), (lower, name) in pairwise(tops):
            if lower < upper:
                yield at(found[name], "đứng sai thứ tự", f"thứ tự: {', '.join(names)}")


@rule("certificate-colour", "Chữ đỏ và đen của giấy khen", _LAW, _PDF, _CERTIFICATE)
def colour(sheet: Sheet) -> Iterator[Note]:
    """Who gives it and GIẤY KHEN are red, everything else black."""
    for number, found in _pieces(sheet):
        red = [found[name] for name in sorted(_RED_PARTS & found.keys())]
        for line in red:
            if not _red(line):
                yield at(line, f"chữ màu #{line.spans[0].colour}", "chữ đỏ")
        for line in sheet.paper.lines:
            black = all(span.colour == "000000" for span in line.spans if span.text.strip())
            if line.page == number and not black and line not in red:
                yield at(line, f"chữ màu #{line.spans[0].colour}", "chữ đen")


@rule("certificate-weight", "Chữ đậm, đậm nghiêng của giấy khen", _LAW, _PDF, _CERTIFICATE)
def weight(sheet: Sheet) -> Iterator[Note]:
    """Bold above; decision and book of honour bold and slanted."""
    for _number, found in _pieces(sheet):
        for name, line in found.items():
            if not line.bold:
                yield at(line, "chữ không đậm", f"{name} in đậm")
            if name in _SLANTED and not line.italic:
                yield at(line, "chữ không nghiêng", f"{name} in đậm nghiêng")
            if name not in _SLANTED and name != "Tiêu ngữ" and not line.caps:
                yield at(line, "không in hoa", f"{name} in hoa")


@rule("certificate-motto-rule", "Đường kẻ dưới Tiêu ngữ", _LAW, _PDF, _CERTIFICATE)
def motto_rule(sheet: Sheet) -> Iterator[Note]:
    """As long as the words."""
    wanted = "đường kẻ dài bằng dòng chữ"
    for _number, found in _pieces(sheet):
        line = found.get("Tiêu ngữ")
        if line is None:
            continue
        if line.rule_mm is None:
            yield at(line, "không có đường kẻ", wanted)
        elif abs(line.rule_mm - line.width_mm) > 2:
            yield at(line, f"đường kẻ {mm(line.rule_mm)}, chữ {mm(line.width_mm)}", wanted)


@rule("certificate-decision", "Số, ngày quyết định trên giấy khen", _LAW, _PDF, _CERTIFICATE)
def decision(sheet: Sheet) -> Iterator[Note]:
    """Open, or "Quyết định số: 15/QĐ-UBND ngày 05 tháng 8 năm 2024"."""
    for _number, found in _pieces(sheet):
        line = found.get("Quyết định số")
        if line is not None and not _DECISION.fullmatch(line.text):
            yield at(line, "sai mẫu", "“Quyết định số: … ngày 05 tháng 8 năm 2024”")


@rule("certificate-book", "Số sổ vàng không trùng", _LAW, _PDF, _CERTIFICATE)
def book(sheet: Sheet) -> Iterator[Note]:
    """The order in the decision: each number once in a file."""
    seen: set[str] = set()
    for _number, found in _pieces(sheet):
        line = found.get("Số sổ vàng")
        if line is None:
            continue
        number = line.text.partition(":")[2].strip()
        if not number:
            yield at(line, "chưa có số", "ghi thứ tự trong quyết định")
        elif number in seen:
            yield at(line, f"số {number} đã có ở trang khác", "mỗi người một số")
        seen.add(number)
