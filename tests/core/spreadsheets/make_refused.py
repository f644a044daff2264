"""Workbooks that must not be read: each with the sentence a person gets instead."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from tests.core.spreadsheets.make_openxml import Made
from tests.core.spreadsheets.make_parts import number, ole, row, sheet_xml, text, xlsx, zipped


def refused() -> Iterator[Made]:
    wide = sheet_xml(row(3, text("A3", "Mã"), text("XFD3", "xa tít")))
    yield "sixteen_thousand_columns.xlsx", xlsx({"Rộng": wide}), {
        "refused": "too_large", "says": ["hơn 1024 cột", "ô XFD3, trang «Rộng»"],
    }  # fmt: skip
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
        f"{sheet_xml(row(1, text('A1', '&b;'))).split('?>', 1)[1]}"
    )
    yield "entity_bomb.xlsx", xlsx({"S": bomb}), {"refused": "entities", "says": ["DOCTYPE"]}
    zeros = {"xl/media/image1.bin": b"\0" * 40_000_000}
    yield "zip_bomb.xlsx", xlsx({"S": sheet_xml(row(1, text("A1", "a")))}, extra=zeros), {
        "refused": "unpacks_too_large", "says": ["giải nén ra quá lớn"],
    }  # fmt: skip
    whole = xlsx({"S": sheet_xml("".join(row(n, number(f"A{n}", str(n))) for n in range(1, 400)))})
    at = whole.rfind(b"PK\x05\x06")
    crowded = bytearray(whole)
    struct.pack_into("<HH", crowded, at + 8, 60_000, 60_000)
    yield "too_many_parts.xlsx", bytes(crowded), {
        "refused": "unpacks_too_large", "says": ["giải nén ra quá lớn"],
    }  # fmt: skip
    yield "cut_short.xlsx", whole[: len(whole) // 2], {
        "refused": "damaged", "says": ["bị hỏng"],
    }  # fmt: skip
    half = sheet_xml(row(1, text("A1", "a")) + row(2, text("A2", "b")))[:-40]
    yield "sheet_cut_short.xlsx", xlsx({"S": half}), {
        "refused": "damaged", "says": ["bị hỏng giữa chừng"],
    }  # fmt: skip
    yield "part_missing.xlsx", xlsx({"S": ""}), {
        "refused": "damaged", "says": ["thiếu phần bên trong"],
    }  # fmt: skip
    flipped = bytearray(whole)
    where = whole.find(b"sheet1.xml") + 40
    flipped[where : where + 20] = b"\xff" * 20
    yield "bytes_flipped.xlsx", bytes(flipped), {"refused": "damaged", "says": ["hỏng"]}
    yield "password.xlsx", ole("EncryptionInfo", "EncryptedPackage"), {
        "refused": "protected", "says": ["đặt mật khẩu"],
    }  # fmt: skip


def other_kinds() -> Iterator[Made]:
    word = zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"})
    yield "word_document.xlsx", word, {"refused": "wrong_type", "says": ["tệp Word"]}
    yield "printed.xlsx", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", {
        "refused": "wrong_type", "says": ["tệp PDF"],
    }  # fmt: skip
    yield "photo.xlsx", b"\xff\xd8\xff\xe0" + b"\0" * 60, {
        "refused": "wrong_type", "says": ["là ảnh"],
    }  # fmt: skip
    binary = zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b"\0"})
    yield "binary.xlsb", binary, {"refused": "wrong_type", "says": ["XLSB"]}
    plain = zipped({"a.txt": "a"})
    yield "archive.xlsx", plain, {"refused": "wrong_type", "says": ["tệp nén ZIP"]}
    yield "no_bytes.xlsx", b"", {"refused": "empty", "says": ["không có nội dung"]}


ALL = (refused, other_kinds)
