"""What kind of file the bytes are, whatever the name claims; what cannot be read is told so."""

from __future__ import annotations

import codecs
import hashlib
import re
import zipfile
from typing import BinaryIO

from kbang_ntm.core import antivirus
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.spreadsheets.book import LIMITS, MEBIBYTE, Limits
from kbang_ntm.core.spreadsheets.notes import refusal
from kbang_ntm.core.uploads import (
    BROKEN_ZIP,
    AcceptedUpload,
    check_directory,
    check_parts,
    shown_name,
)

HEAD = 8192
CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
    "xls": "application/vnd.ms-excel",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv",
    "html": "text/html",
    "xml": "application/xml",
}
LABELS = {
    "xlsx": "XLSX",
    "xlsm": "XLSM",
    "xls": "XLS (Excel cũ)",
    "ods": "ODS (LibreOffice)",
    "csv": "văn bản có dấu ngăn cột (CSV)",
    "html": "trang web (HTML)",
    "xml": "bảng tính XML 2003",
}
ENDINGS = {
    "xlsx": {"xlsx"},
    "xlsm": {"xlsm"},
    "xls": {"xls", "xlt"},
    "ods": {"ods"},
    "csv": {"csv", "tsv", "txt", "tab"},
    "html": {"htm", "html"},
    "xml": {"xml"},
}
_SAVE_AS = "Mở bằng Excel, lưu thành XLSX rồi tải lên lại."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BARE_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00\x04\x00")
_NOT_TABLES = (
    (b"%PDF", "là tệp PDF. Xin bản bảng tính gốc, hoặc nhập trên cổng."),
    (b"\xff\xd8\xff", "là ảnh. Xin bản bảng tính gốc, hoặc nhập trên cổng."),
    (b"\x89PNG", "là ảnh. Xin bản bảng tính gốc, hoặc nhập trên cổng."),
    (b"GIF8", "là ảnh. Xin bản bảng tính gốc, hoặc nhập trên cổng."),
    (b"{\\rtf", "là văn bản RTF. Chép bảng sang Excel, lưu thành XLSX rồi tải lên lại."),
    (b"Rar!", "là tệp nén RAR. Giải nén rồi tải lên từng bảng tính."),
    (b"7z\xbc\xaf", "là tệp nén 7z. Giải nén rồi tải lên từng bảng tính."),
    (b"\x1f\x8b", "là tệp nén. Giải nén rồi tải lên từng bảng tính."),
    (b"ID;P", f"là bảng tính kiểu SYLK cũ. {_SAVE_AS}"),
)
_HTML = re.compile(rb"<(?:html|table|!doctype\s+html|head|body|meta|style)\b", re.IGNORECASE)
_MHTML = re.compile(rb"^(?:MIME-Version:|Content-Type:\s*multipart/)", re.IGNORECASE | re.MULTILINE)


def kind_of(stream: BinaryIO, name: str, *, limits: Limits = LIMITS) -> str:
    """One of xlsx xlsm xls ods csv html xml. `stream` is seekable and left at its start.

    Raises Refused: empty, too_large, protected, damaged, unpacks_too_large, wrong_type.
    """
    size = stream.seek(0, 2)
    if not size:
        raise refusal("empty", name, "không có nội dung. Mở tệp kiểm tra, lưu lại rồi tải lên lại.")
    if size > limits.size:
        raise refusal(
            "too_large",
            name,
            f"lớn hơn {limits.size // MEBIBYTE} MB. Chia thành nhiều tệp rồi tải lên lại.",
        )
    stream.seek(0)
    head = stream.read(HEAD)
    try:
        return _kind(stream, name, head)
    finally:
        stream.seek(0)


def _kind(stream: BinaryIO, name: str, head: bytes) -> str:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip_kind(stream, name)
    if head.startswith(_OLE):
        return _ole_kind(stream, name)
    if head.startswith(_BARE_BIFF):
        return "xls"
    for signature, why in _NOT_TABLES:
        if head.startswith(signature):
            raise refusal("wrong_type", name, why)
    return _text_kind(name, head)


def _zip_kind(stream: BinaryIO, name: str) -> str:
    """XLSX, XLSM or ODS, by the parts inside; nothing is unpacked but a line of the listing."""
    check_directory(name, stream)
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
            check_parts(name, parts)
            names = {part.filename.lower() for part in parts}
            mimetype = b""
            if "mimetype" in names:
                with archive.open("mimetype") as listing:
                    mimetype = listing.read(200)
            if b"opendocument.spreadsheet" in mimetype:
                _check_not_encrypted(archive, name)
                return "ods"
    except BROKEN_ZIP as error:
        raise damaged(name) from error
    if "xl/workbook.bin" in names:
        raise refusal("wrong_type", name, f"là bảng tính nhị phân XLSB. {_SAVE_AS}")
    if any(part.startswith("xl/") for part in names):
        return "xlsm" if any(part.endswith("vbaproject.bin") for part in names) else "xlsx"
    if any(part.startswith("word/") for part in names) or b"opendocument.text" in mimetype:
        raise refusal(
            "wrong_type", name, "là tệp Word. Chép bảng sang Excel, lưu thành XLSX rồi tải lên lại."
        )
    raise refusal("wrong_type", name, "là tệp nén ZIP. Giải nén rồi tải lên từng bảng tính.")


def _check_not_encrypted(archive: zipfile.ZipFile, name: str) -> None:
    try:
        with archive.open("META-INF/manifest.xml") as manifest:
            locked = b"encryption-data" in manifest.read(2 * MEBIBYTE)
    except KeyError:
        locked = False
    if locked:
        raise protected(name)


def _ole_kind(stream: BinaryIO, name: str) -> str:
    """Names in the directory of an old container tell what is inside."""
    stream.seek(0)
    content = stream.read()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise protected(name)
    if any(
        word.encode("utf-16-le") in content for word in ("Workbook", "Book", "WORKBOOK", "BOOK")
    ):
        return "xls"
    if "WordDocument".encode("utf-16-le") in content:
        raise refusal(
            "wrong_type", name, "là tệp Word. Chép bảng sang Excel, lưu thành XLSX rồi tải lên lại."
        )
    raise damaged(name)


def _text_kind(name: str, head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        plain = head.decode("utf-16", errors="replace").encode()
    elif _looks_utf16(head):
        return "csv"
    elif b"\x00" in head:
        raise refusal("wrong_type", name, f"không phải bảng tính mà cổng đọc được. {_SAVE_AS}")
    else:
        plain = head
    bare = plain.removeprefix(codecs.BOM_UTF8).lstrip()
    if bare.startswith(b"<"):
        if b"schemas-microsoft-com:office:spreadsheet" in bare:
            return "xml"
        if b"office:document" in bare:
            raise refusal("wrong_type", name, f"là bảng tính kiểu FODS. {_SAVE_AS}")
        if _HTML.search(bare):
            return "html"
        raise refusal("wrong_type", name, f"là tệp XML, không phải bảng tính. {_SAVE_AS}")
    if _MHTML.match(bare):
        raise refusal("wrong_type", name, f"là trang web lưu trọn gói (MHT). {_SAVE_AS}")
    return "csv"


def _looks_utf16(head: bytes) -> bool:
    """UTF-16 without its mark: every other byte of the first line is zero."""
    sample = head[:200]
    return len(sample) > 3 and (
        sample[1::2].count(0) > 0.6 * len(sample[1::2])
        or sample[::2].count(0) > 0.6 * len(sample[::2])
    )


def damaged(name: str) -> Refused:
    """A file that is cut short or broken."""
    return refusal(
        "damaged", name, "bị hỏng hoặc thiếu một phần. Mở bằng Excel, lưu lại rồi tải lên lại."
    )


def protected(name: str) -> Refused:
    """A file nobody can read without its password."""
    return refusal("protected", name, "đặt mật khẩu. Bỏ mật khẩu rồi tải lên lại.")


def inspect_spreadsheet(name: str, stream: BinaryIO, *, limits: Limits = LIMITS) -> AcceptedUpload:
    """As `uploads.inspect_upload`, for files that are read and then kept: any kind of spreadsheet.

    Raises Refused, also for a bad name and for what `antivirus.check` finds.
    """
    shown = shown_name(name)
    kind = kind_of(stream, shown, limits=limits)
    antivirus.check(shown, stream)
    digest = hashlib.sha256()
    stream.seek(0)
    size = 0
    while chunk := stream.read(64 * 1024):
        digest.update(chunk)
        size += len(chunk)
    stream.seek(0)
    return AcceptedUpload(
        original_name=shown,
        extension=kind,
        content_type=CONTENT_TYPES[kind],
        size=size,
        sha256=digest.hexdigest(),
    )
