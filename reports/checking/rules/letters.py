"""Faces, colour, composition of letters, and what a DOCX must be to stay editable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from reports.checking.paper import Source
from reports.checking.registry import EVERY_FORM, Note, Severity, Sheet, at, rule

_FACE = "NĐ 30/2020/NĐ-CP, Phụ lục I, Phần I, Mục I"
_OFFICE = "yêu cầu chung của Văn phòng về tệp soạn thảo"
_PDF, _DOCX = (Source.PDF,), (Source.DOCX,)
_BLACK = "000000"
_LOST = {"\ufffd": "ký tự không đọc được", "\u25a1": "ô vuông thay chữ"}
# Words of the national title and motto as old one-byte encodings show them in a Unicode file.
_LEGACY = {"TCVN3": ("Céng h", "x· héi", "§éc lËp"), "VNI": ("Coäng hoøa", "xaõ hoäi", "Ñoäc laäp")}


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


@rule("font-family", "Phông Times New Roman", _FACE, forms=EVERY_FORM)
def family(sheet: Sheet) -> Iterator[Note]:
    """In a PDF also the faces of the same widths, which embed every Vietnamese letter."""
    allowed = sheet.law.faces
    if sheet.paper.source is Source.PDF:
        allowed += sheet.law.stand_in_faces
    for face in sheet.paper.faces:
        if not any(_plain(face.name).startswith(_plain(name)) for name in allowed):
            yield Note(0, f"có chữ dùng phông “{face.name}”", f"phông {' hoặc '.join(allowed)}")


@rule("font-embedded", "Phông nhúng trong PDF", _FACE, _PDF, forms=EVERY_FORM)
def embedded(sheet: Sheet) -> Iterator[Note]:
    """A file that is opened elsewhere must bring its letters along."""
    for face in sheet.paper.faces:
        if not face.embedded:
            yield Note(0, f"phông “{face.name}” không nhúng", "nhúng mọi phông vào tệp")


@rule("font-letters", "Đủ chữ tiếng Việt", _FACE, _PDF, forms=EVERY_FORM)
def letters(sheet: Sheet) -> Iterator[Note]:
    """Each letter has a drawing in its face and a meaning when copied out."""
    for face in sheet.paper.faces:
        if face.missing:
            shown = " ".join(sorted(set(face.missing)))[:60]
            yield Note(0, f"phông “{face.name}” không có hình chữ: {shown}", "đủ chữ tiếng Việt")
    for line in sheet.paper.lines:
        if re.search(r"\(cid:\d+\)", line.text):
            yield at(line, "chữ không có mã Unicode", "mỗi chữ có mã Unicode (TCVN 6909:2001)")


@rule("text-colour", "Chữ màu đen", _FACE)
def colour(sheet: Sheet) -> Iterator[Note]:
    """Every letter, also in tables and running lines."""
    for line in sheet.paper.lines:
        colours = {span.colour for span in line.spans if span.text.strip()} - {_BLACK}
        if colours:
            yield at(line, f"chữ màu #{', #'.join(sorted(colours))}", "chữ màu đen")


@rule(
    "unicode-nfc",
    "Chữ dựng sẵn (NFC)",
    "TCVN 6909:2001; NĐ 30/2020/NĐ-CP, Phụ lục I, Mục I",
    forms=EVERY_FORM,
)
def composed(sheet: Sheet) -> Iterator[Note]:
    """Letters in one code where there is one."""
    for line in sheet.paper.lines:
        if not unicodedata.is_normalized("NFC", line.text):
            yield at(line, "chữ tổ hợp, không phải dựng sẵn", "Unicode dựng sẵn (NFC)")


@rule("legacy-encoding", "Không có chữ của bảng mã cũ", "TCVN 6909:2001", forms=EVERY_FORM)
def legacy(sheet: Sheet) -> Iterator[Note]:
    """Text of TCVN3 or VNI pasted into a Unicode file, and letters that were lost."""
    for line in sheet.paper.lines:
        for name, words in _LEGACY.items():
            if any(word in line.text for word in words):
                yield at(line, f"chữ theo bảng mã {name}", "Unicode (TCVN 6909:2001)")
        for sign, what in _LOST.items():
            if sign in line.text:
                yield at(line, what, "Unicode (TCVN 6909:2001)")


@rule("docx-text-box", "Không dùng hộp chữ", _OFFICE, _DOCX)
def text_boxes(sheet: Sheet) -> Iterator[Note]:
    """Text in boxes is lost to search and moves when the paragraph is edited."""
    if sheet.paper.text_boxes:
        yield Note(0, f"có {sheet.paper.text_boxes} hộp chữ", "chữ nằm trong đoạn văn hoặc bảng")


@rule("docx-typed-marks", "Gạch đầu dòng gõ tay, không tự động", _OFFICE, _DOCX)
def typed_marks(sheet: Sheet) -> Iterator[Note]:
    """Marks "-", "+", "a)" are typed text."""
    for line in sheet.paper.lines:
        if line.setting is not None and line.setting.numbered:
            yield at(line, "dấu đầu dòng tự động", "gõ dấu “-”, “+”, “a)” như chữ")


@rule("docx-table-heads", "Đầu bảng lặp lại ở mỗi trang", _OFFICE, _DOCX)
def table_heads(sheet: Sheet) -> Iterator[Note]:
    """Tables longer than a page repeat their head."""
    count = sheet.paper.long_tables_without_head
    if count:
        yield Note(0, f"{count} bảng dài không lặp đầu bảng", "đầu bảng lặp lại ở mỗi trang")


@rule("pdf-version", "PDF từ 1.4", "NĐ 30/2020/NĐ-CP, Phụ lục I, Phần II", _PDF, forms=EVERY_FORM)
def version(sheet: Sheet) -> Iterator[Note]:
    """The oldest version allowed for files of record."""
    found = re.match(r"(\d+)\.(\d+)", sheet.paper.version)
    if found is None or (int(found[1]), int(found[2])) < (1, 4):
        shown = sheet.paper.version.strip() or "không rõ"
        yield Note(0, f"phiên bản PDF {shown}", "PDF từ 1.4", Severity.ERROR)
