"""Foot: who signs, the name, room for signature and seal, recipients."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reports.checking.paper import Side, Source, Zone
from reports.checking.parts import text_of
from reports.checking.registry import Note, Severity, Sheet, at, mm, rule
from reports.checking.rules.looks import check_look
from reports.documents.format_law import Component

_FORM = "NĐ 30/2020/NĐ-CP, Phụ lục I, Phần I, Mục II"
_DELEGATION = re.compile(r"(TM|KT|TL|TUQ|Q)\b\.?\s*(.*)")
_RANK = re.compile(r"\b(GS|PGS|TS|ThS|BS|KS|CN|NGƯT|NGND|AHLĐ|Tiến sĩ|Thạc sĩ|Anh hùng)\b\.?")
_SIGNATURE_ROOM = 25.0  # mm, height of the picture of a signature


@rule("signer-look", "Quyền hạn, chức vụ người ký", _FORM)
def signer_look(sheet: Sheet) -> Iterator[Note]:
    """Bold capitals."""
    yield from check_look(sheet, Component.AUTHORITY, sheet.parts.authority)


@rule("signer-missing", "Có khối chữ ký", _FORM)
def signer_missing(sheet: Sheet) -> Iterator[Note]:
    """A paper with recipients is signed by somebody."""
    if sheet.parts.recipients_head is not None and not sheet.parts.authority:
        yield Note(
            sheet.parts.recipients_head.page, "không thấy quyền hạn, chức vụ người ký",
            "quyền hạn, chức vụ người ký ở bên phải, ngang “Nơi nhận”",
        )  # fmt: skip


@rule("signer-delegation", "TM., KT., TL., TUQ. đúng mẫu", _FORM)
def delegation(sheet: Sheet) -> Iterator[Note]:
    """A full stop behind the abbreviation, a body or office after it, a position below."""
    lines = sheet.parts.authority
    for number, line in enumerate(lines):
        found = _DELEGATION.fullmatch(line.text)
        if found is None:
            continue
        if not line.text.startswith(f"{found[1]}. ") or not found[2]:
            yield at(
                line, "viết tắt quyền hạn sai mẫu", f"“{found[1]}. …”, có dấu chấm và cách chữ"
            )
        if number == len(lines) - 1:
            yield at(line, "không có chức vụ dưới quyền hạn", "ghi chức vụ người ký ở dòng dưới")


@rule("signer-chairman", "Chủ tịch ký với thẩm quyền của mình thì không ghi TM.", _FORM)
def chairman(sheet: Sheet) -> Iterator[Note]:
    """Where the chairman decides ("CHỦ TỊCH ỦY BAN ..." above the bases) nobody signs for UBND."""
    decides = sheet.parts.authority_title
    if decides is None or not decides.text.startswith("CHỦ TỊCH"):
        return
    for line in sheet.parts.authority:
        if line.text.startswith("TM."):
            yield at(line, "ghi TM. dù Chủ tịch là người ban hành", "chỉ ghi “CHỦ TỊCH”")


@rule("signer-name", "Họ tên người ký", _FORM)
def name(sheet: Sheet) -> Iterator[Note]:
    """Bold, without degrees, titles and honours."""
    yield from check_look(sheet, Component.SIGNER_NAME, sheet.parts.names)
    for line in sheet.parts.names:
        if _RANK.search(line.text):
            yield at(line, "họ tên kèm học hàm, học vị", "không ghi học hàm, học vị, danh hiệu")


@rule("signer-room", "Chỗ trống cho chữ ký và dấu", "NĐ 30/2020/NĐ-CP, Phụ lục I, Mục II")
def room(sheet: Sheet) -> Iterator[Note]:
    """Free height between the position and the name of the same side."""
    for line in sheet.parts.names:
        above = [
            other for other in sheet.parts.authority
            if other.side is line.side and other.page == line.page
        ]  # fmt: skip
        if line.box and above and above[-1].box:
            free = line.box.top - above[-1].box.bottom
            if free < _SIGNATURE_ROOM:
                wanted = f"chừa ít nhất {mm(_SIGNATURE_ROOM)} trên họ tên"
                yield at(line, f"chỉ còn {mm(free)} để ký", wanted)


@rule(
    "signer-alone", "Khối chữ ký không đứng riêng một trang", "NĐ 30/2020/NĐ-CP, cách làm khi in",
    sources=(Source.PDF,),
)  # fmt: skip
def alone(sheet: Sheet) -> Iterator[Note]:
    """Words of the text, or rows of its last table, stand on the page of who signs."""
    signed = next(iter(sheet.parts.authority), sheet.parts.recipients_head)
    if signed is None or signed.page == sheet.paper.first_page(0):
        return
    company = [
        line for line in sheet.paper.of(Zone.MAIN, Zone.TABLE)
        if line.page == signed.page and line.text.strip(" ./")
    ]  # fmt: skip
    if not company:
        yield at(
            signed, "trang chỉ có khối chữ ký",
            "ít nhất hai dòng nội dung hoặc dòng cuối của bảng cùng trang với chữ ký",
        )  # fmt: skip


@rule("recipients-head", "Nơi nhận", _FORM)
def recipients_head(sheet: Sheet) -> Iterator[Note]:
    """Bold italic 12 at the left, level with who signs."""
    head = sheet.parts.recipients_head
    if head is None:
        return
    yield from check_look(sheet, Component.RECIPIENTS_HEAD, [head])
    if head.text != "Nơi nhận:":
        yield at(head, "viết sai mẫu", "“Nơi nhận:”")
    if head.side is Side.RIGHT:
        yield at(head, "ở bên phải", "ở phía dưới, bên trái")
    first = next((line for line in sheet.parts.authority if line.side is Side.RIGHT), None)
    alone = all(line.side is Side.RIGHT for line in sheet.parts.authority)
    if head.box and first and first.box and alone and abs(head.box.top - first.box.top) > 4:
        yield at(head, "không ngang hàng với quyền hạn", "ngang hàng với quyền hạn, chức vụ")


@rule("recipients-list", "Danh sách nơi nhận", _FORM)
def recipients_list(sheet: Sheet) -> Iterator[Note]:
    """ "- ...;" each, the last "- Lưu: VT, ...."."""
    groups = sheet.parts.recipients
    head = sheet.parts.recipients_head
    if head is not None and not groups:
        yield at(head, "không có nơi nhận nào", "ghi từng nơi nhận ở dưới")
    for number, lines in enumerate(groups, 1):
        yield from check_look(sheet, Component.RECIPIENT, lines)
        words = text_of(lines)
        last = number == len(groups)
        if not words.startswith("- "):
            yield at(lines[0], "không có gạch đầu dòng", "mỗi nơi nhận một dòng “- …;”")
        if not words.endswith("." if last else ";"):
            yield at(lines[-1], "kết thúc sai dấu", f"kết thúc bằng “{'.' if last else ';'}”")
        if last and not words.startswith("- Lưu: "):
            yield at(lines[0], "dòng cuối không phải nơi lưu", "dòng cuối “- Lưu: VT, ….”")


@rule("recipients-archive", "Lưu: VT", _FORM)
def archive(sheet: Sheet) -> Iterator[Note]:
    """The clerk's copy and that of the unit which drafted."""
    if not sheet.parts.recipients:
        return
    lines = sheet.parts.recipients[-1]
    words = text_of(lines)
    if words.startswith("- Lưu: ") and not re.match(r"- Lưu: VT\b", words):
        yield at(lines[0], "nơi lưu không bắt đầu bằng VT", "“- Lưu: VT, <đơn vị soạn thảo>.”")
    elif re.fullmatch(r"- Lưu: VT\.?", words):
        yield at(
            lines[0], "không ghi đơn vị soạn thảo", "“- Lưu: VT, <đơn vị soạn thảo>.”",
            Severity.HINT,
        )  # fmt: skip
