"""Text: addressees, bases, body, articles, points, ending."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from reports.checking.paper import Line, Source, Zone
from reports.checking.parts import text_of
from reports.checking.registry import Note, Severity, Sheet, at, mm, points, rule
from reports.checking.rules.looks import check_look
from reports.documents.faces import MM_PER_POINT
from reports.documents.format_law import Component

_FORM = "NĐ 30/2020/NĐ-CP, Phụ lục I, Phần I, Mục II"
_LONG = 45  # letters: shorter lines may be captions or legends
_LEGEND = re.compile(r"(Ký hiệu:|\*+ |Đơn vị tính)")
_NEXT_POINT = dict(zip("abcdđeghik", "bcdđeghikl", strict=True))
_ENOUGH = 5  # lines that show how the right edge is set
_DOCX = (Source.DOCX,)
_NATURAL_LINE = 1.15  # height of a single line of Times New Roman, in sizes


def _prose(sheet: Sheet) -> list[Line]:
    """Justified paragraphs of a DOCX; in a PDF long lines from the left edge or its indent."""
    lines = [
        line for line in sheet.parts.body
        if not line.centred and not _LEGEND.match(line.text)
    ]  # fmt: skip
    if sheet.paper.source is Source.DOCX:
        return [line for line in lines if line.setting and line.setting.align == "justify"]
    edge = min((line.box.x0 for line in lines if line.box), default=0.0)
    return [
        line for line in lines
        if line.box and line.box.x0 < edge + 14 and len(line.text) >= _LONG
    ]  # fmt: skip


@rule("addressee", "Kính gửi", _FORM)
def addressee(sheet: Sheet) -> Iterator[Note]:
    """One on the line of "Kính gửi:", several below it with dashes."""
    lines = sheet.parts.addressees
    yield from check_look(sheet, Component.ADDRESSEE, lines)
    if lines and not lines[0].text.startswith("Kính gửi:"):
        yield at(lines[0], "thiếu dấu hai chấm", "“Kính gửi: …”")


@rule("bases-look", "Căn cứ chữ nghiêng", _FORM)
def bases_look(sheet: Sheet) -> Iterator[Note]:
    """Italic, in the size of the text."""
    for lines in sheet.parts.bases:
        yield from check_look(sheet, Component.BASIS, lines)


@rule("bases-ending", "Căn cứ kết thúc bằng dấu chấm phẩy, căn cứ cuối bằng dấu chấm", _FORM)
def bases_ending(sheet: Sheet) -> Iterator[Note]:
    """ ";" after each, "." after the last."""
    bases = sheet.parts.bases
    for number, lines in enumerate(bases, 1):
        wanted = "." if number == len(bases) else ";"
        if not text_of(lines).endswith(wanted):
            yield at(lines[-1], "căn cứ kết thúc sai dấu", f"căn cứ này kết thúc bằng “{wanted}”")


@rule("body-size", "Nội dung cỡ 13-14", _FORM)
def body_size(sheet: Sheet) -> Iterator[Note]:
    """Prose outside tables, captions and legends."""
    allowed = sheet.law.looks[Component.BODY].size
    for line in _prose(sheet):
        if not allowed.holds(line.size, 0.06):
            yield at(line, f"cỡ chữ {points(line.size)}", f"nội dung cỡ {allowed}")


@rule("body-spacing", "Cách dòng đơn đến 1,5", _FORM)
def body_spacing(sheet: Sheet) -> Iterator[Note]:
    """Set in a DOCX; in a PDF the step between lines of one paragraph."""
    allowed, wanted = sheet.law.line_spacing, "cách dòng từ đơn đến 1,5"
    prose = _prose(sheet)
    for line in prose:
        if line.setting and line.setting.line_spacing and not allowed.holds(
            line.setting.line_spacing, 0.01
        ):  # fmt: skip
            yield at(line, f"cách dòng {points(round(line.setting.line_spacing, 2))}", wanted)
    for upper, lower in pairwise(prose):
        if not (upper.box and lower.box) or upper.page != lower.page:
            continue
        step = (lower.box.bottom - upper.box.bottom) / (upper.size * MM_PER_POINT)
        if step < _NATURAL_LINE * allowed.low - 0.08 and step > 0:
            yield at(lower, f"dòng chỉ cách {points(round(step, 2))} cỡ chữ", wanted)


@rule("body-paragraphs", "Thụt đầu dòng 1-1,27 cm, cách đoạn từ 6 pt, căn đều", _FORM, _DOCX)
def body_paragraphs(sheet: Sheet) -> Iterator[Note]:
    """First line, room between paragraphs."""
    law = sheet.law
    for line in _prose(sheet):
        setting = line.setting
        if setting is None:
            continue
        if not law.first_indent.holds(setting.first_indent, 0.1):
            yield at(line, f"thụt {mm(setting.first_indent)}", f"thụt {law.first_indent} mm")
        if setting.space_after < law.space_after:
            found = f"cách đoạn {points(setting.space_after)} pt"
            yield at(line, found, f"cách đoạn từ {points(law.space_after)} pt")


@rule("body-justified", "Nội dung căn đều hai bên", _FORM)
def body_justified(sheet: Sheet) -> Iterator[Note]:
    """Long paragraphs are justified; in a PDF most lines but the last
    of a paragraph end at one place."""
    body = [line for line in sheet.parts.body if not line.centred]
    if sheet.paper.source is Source.DOCX:
        for line in body:
            loose = line.setting is not None and line.setting.align != "justify"
            if loose and len(line.text) > 200 and not _LEGEND.match(line.text):
                yield at(line, "đoạn văn không căn đều", "nội dung căn đều hai bên")
        return
    left = _left_edge(sheet, body)
    full = [upper for upper, lower in pairwise(body) if upper.box and _goes_on(upper, lower, left)]
    edge = max((line.box.x1 for line in full if line.box), default=0.0)
    ragged = [line for line in full if line.box and line.box.x1 < edge - 1]
    if len(full) >= _ENOUGH and len(ragged) > len(full) / 2:
        yield at(ragged[0], "các dòng không căn đều bên phải", "nội dung căn đều hai bên")


def _left_edge(sheet: Sheet, body: list[Line]) -> float:
    """Where text begins on the pages of the body. All lines count, tables and recipients too: in a
    text of one-line paragraphs every line of the body itself is indented."""
    pages = {line.page for line in body}
    found = (line.box.x0 for line in sheet.paper.lines if line.box and line.page in pages)
    return min(found, default=0.0)


def _goes_on(upper: Line, lower: Line, left: float) -> bool:
    """Whether the lower line continues the paragraph of the upper one: it starts at the edge."""
    if upper.box is None or lower.box is None or upper.page != lower.page:
        return False
    near = lower.box.bottom - upper.box.bottom < 2 * upper.size * MM_PER_POINT
    return near and lower.box.x0 < left + 1


@rule("articles", "Điều: số Ả Rập liên tục, chữ đậm", _FORM)
def articles(sheet: Sheet) -> Iterator[Note]:
    """ "Điều 1." bold, counted from 1 without a gap."""
    look = sheet.law.looks[Component.ARTICLE]
    count = 0
    for line in sheet.parts.body:
        found = re.match(r"Điều (\d+)\.", line.text)
        if found is None:
            continue
        count += 1
        if int(found[1]) != count:
            yield at(line, f"Điều thứ {count} mang số {found[1]}", "đánh số Điều liên tục từ 1")
            count = int(found[1])
        if line.spans and (not line.spans[0].bold or line.spans[0].italic):
            yield at(line, "chữ “Điều” không đậm, đứng", f"cỡ {look.size}, đậm, đứng")


@rule("points-order", "Điểm theo thứ tự a, b, c, d, đ, e, g", _FORM)
def points_order(sheet: Sheet) -> Iterator[Note]:
    """Letters of the Vietnamese alphabet, without f."""
    last = ""
    for line in sheet.parts.body:
        found = re.match(r"([a-zđ])\) ", line.text)
        if found is None:
            continue
        letter = found[1]
        if letter != "a" and last and letter != _NEXT_POINT.get(last, letter):
            yield at(line, f"điểm “{letter})” sau “{last})”", "thứ tự a, b, c, d, đ, e, g, h")
        last = letter


@rule("ending-mark", "Dấu “./.” cuối văn bản", "thông lệ; NĐ 30/2020/NĐ-CP không nêu")
def ending_mark(sheet: Sheet) -> Iterator[Note]:
    """Staff expect it after the last sentence of a paper with recipients."""
    body = [*sheet.parts.body, *sheet.paper.of(Zone.TABLE)]
    ends = any(line.text.endswith("./.") for line in body)
    if sheet.parts.recipients_head is not None and body and not ends:
        last = sheet.parts.body[-1] if sheet.parts.body else body[-1]
        yield at(last, "không có “./.” cuối văn bản", "kết thúc bằng “./.”", Severity.HINT)
