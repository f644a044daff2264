"""What a person may send as a file: judged by its bytes, never by what its name claims."""

from __future__ import annotations

import hashlib
import lzma
import re
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO, NoReturn
from uuid import UUID

import puremagic

from kbang_ntm.core import antivirus
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import format_number, nfc

MEBIBYTE = 1024 * 1024
MAX_BYTES = 20 * MEBIBYTE
MAX_NAME = 150
"""Characters; stored names have room for more, screens do not."""
ACCEPTED = "PDF, JPEG, PNG, DOCX, XLSX"

_CHUNK = 64 * 1024
_HEAD = 4096
# Limits on what an office file may unpack to. Real files of 20 MB stay far below them.
_MAX_PARTS = 5_000
_MAX_DIRECTORY = 2 * MEBIBYTE
_MAX_UNPACKED = 200 * MEBIBYTE
_SMALL_UNPACKED = 20 * MEBIBYTE
_MAX_RATIO = 100
_MAX_CONTENT_TYPES = MEBIBYTE

_OPENXML = "application/vnd.openxmlformats-officedocument."
_CONTENT_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": f"{_OPENXML}wordprocessingml.document",
    "xlsx": f"{_OPENXML}spreadsheetml.sheet",
}
_LABELS = {"pdf": "PDF", "jpg": "JPEG", "png": "PNG", "docx": "DOCX", "xlsx": "XLSX"}
_SAME = {"jpeg": "jpg", "jpe": "jpg"}
_SIGNATURES = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "png"),
)
_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN_PARTS = {
    "docx": (f"{_OPENXML}wordprocessingml.document.main+xml", "word/"),
    "xlsx": (f"{_OPENXML}spreadsheetml.sheet.main+xml", "xl/"),
}
_MACRO_PARTS = re.compile(r"(vbaproject\.bin|vbadata\.xml)$|/(activex|macrosheets)/")
_MACRO_TYPES = re.compile(r"macroenabled|vbaproject|activex", re.IGNORECASE)

# What zipfile raises on damaged files: places before the start of the file (ValueError, OSError),
# names that are no text (ValueError), lengths cut short (struct.error), compressions that no
# office program writes (NotImplementedError, a RuntimeError).
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)
_END_RECORD = struct.Struct("<4s4H2LH")
_END_SIGNATURE = b"PK\x05\x06"
_ZIP64_LOCATOR = b"PK\x06\x07"
_ZIP64_LOCATOR_SIZE = 20
_MAX_COMMENT = 65_535


@dataclass(frozen=True)
class AcceptedUpload:
    """A file that may be stored. `original_name` is in NFC and for showing only; `extension`
    has no dot and is one of pdf jpg png docx xlsx; `size` is in bytes, `sha256` in hex.
    """

    original_name: str
    extension: str
    content_type: str
    size: int
    sha256: str


def inspect_upload(name: str, stream: BinaryIO, *, max_bytes: int = MAX_BYTES) -> AcceptedUpload:
    """Judge a file by its content; `stream` must be seekable and is left at its start.

    At most one chunk and the lists of an office file are held in memory, and reading stops
    once `max_bytes` are passed. Raises Refused: bad_name, long_name, not_accepted, empty,
    too_large, wrong_type, old_office, protected, macros, unpacks_too_large, damaged, and those of
    `antivirus.check`.
    """
    shown = shown_name(name)
    extension = _checked_extension(shown)
    size, sha256, head = _measured(shown, stream, max_bytes)
    found = _kind(shown, extension, stream, head)
    if found != extension:
        _refuse_type(shown, extension, head, found)
    antivirus.check(shown, stream)
    stream.seek(0)
    return AcceptedUpload(
        original_name=shown,
        extension=extension,
        content_type=_CONTENT_TYPES[extension],
        size=size,
        sha256=sha256,
    )


def storage_path(sha256: str, uid: UUID | str) -> str:
    """Where a file is kept: two levels by hash, then its uid. Says nothing about the file."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise ValueError("sha256 must be 64 lower-case hexadecimal digits")
    return f"{sha256[:2]}/{sha256[2:4]}/{UUID(str(uid)).hex}"


def shown_name(name: str) -> str:
    """The name in NFC. Raises Refused (`bad_name`, `long_name`)."""
    shown = nfc(name).replace("\u00a0", " ").strip()
    # Category C: control characters, and the invisible ones that turn "fdp.exe" round.
    hidden = any(unicodedata.category(char).startswith("C") for char in shown)
    if not shown or hidden or "/" in shown or "\\" in shown or ".." in shown:
        raise Refused(
            "bad_name",
            "Tên tệp trống hoặc có ký tự không dùng được (/, \\, .., ký tự ẩn). "
            "Đổi tên tệp rồi tải lên lại.",
        )
    if len(shown) > MAX_NAME:
        raise Refused(
            "long_name",
            f"Tên tệp dài {len(shown)} ký tự, nhiều nhất là {MAX_NAME}. "
            "Đặt tên ngắn hơn rồi tải lên lại.",
        )
    return shown


def _checked_extension(shown: str) -> str:
    stem, dot, ending = shown.rpartition(".")
    extension = _SAME.get(ending.lower(), ending.lower())
    if dot and stem and extension in _CONTENT_TYPES:
        return extension
    what = f"tệp .{ending}" if dot and ending else "tệp không có phần mở rộng"
    raise Refused(
        "not_accepted",
        f'Không nhận {what} ("{shown}"). Lưu thành một trong các loại {ACCEPTED} rồi tải lên lại.',
    )


def _measured(shown: str, stream: BinaryIO, max_bytes: int) -> tuple[int, str, bytes]:
    """(size, SHA-256, first bytes); refuses empty files and those over `max_bytes`."""
    stream.seek(0)
    digest, size, head = hashlib.sha256(), 0, b""
    while chunk := stream.read(_CHUNK):
        head = head or chunk[:_HEAD]
        size += len(chunk)
        if size > max_bytes:
            limit = format_number(max_bytes // MEBIBYTE)
            raise Refused(
                "too_large",
                f'Tệp "{shown}" lớn hơn {limit} MB. Giảm cỡ ảnh hoặc chia thành nhiều tệp '
                "rồi tải lên lại.",
            )
        digest.update(chunk)
    if not size:
        raise Refused(
            "empty",
            f'Tệp "{shown}" không có nội dung. Mở tệp kiểm tra, lưu lại rồi tải lên lại.',
        )
    return size, digest.hexdigest(), head


def _kind(shown: str, extension: str, stream: BinaryIO, head: bytes) -> str | None:
    """The kind the bytes show, None when it is none of ours."""
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head.startswith(_ZIP) and extension in _MAIN_PARTS:
        return _office_kind(shown, stream)
    return None


def _office_kind(shown: str, stream: BinaryIO) -> str | None:
    """Look into a zip for the main part of a Word or Excel document without unpacking it."""
    check_directory(shown, stream)
    try:
        with zipfile.ZipFile(stream) as archive:
            parts = archive.infolist()
            check_parts(shown, parts)
            names = [part.filename for part in parts]
            if "[Content_Types].xml" not in names:
                return None
            with archive.open("[Content_Types].xml") as listing:
                types = listing.read(_MAX_CONTENT_TYPES).decode("utf-8", errors="replace")
    except BROKEN_ZIP as error:
        raise _damaged(shown) from error
    if _MACRO_TYPES.search(types) or any(_MACRO_PARTS.search(name.lower()) for name in names):
        raise Refused(
            "macros",
            f'Tệp "{shown}" có macro. Lưu lại thành DOCX hoặc XLSX không có macro rồi tải lên lại.',
        )
    for kind, (main_type, folder) in _MAIN_PARTS.items():
        if f'"{main_type}"' in types and any(name.startswith(folder) for name in names):
            return kind
    return None


def check_directory(shown: str, stream: BinaryIO) -> None:
    """Refuse a zip whose list of parts would fill the memory, before anything reads it."""
    length = stream.seek(0, 2)
    tail_size = min(length, _END_RECORD.size + _MAX_COMMENT + _ZIP64_LOCATOR_SIZE)
    stream.seek(length - tail_size)
    tail = stream.read(tail_size)
    at = tail.rfind(_END_SIGNATURE)
    if at < 0 or len(tail) - at < _END_RECORD.size:
        raise _damaged(shown)
    record = _END_RECORD.unpack_from(tail, at)
    parts, directory_size = record[4], record[5]
    # Zip64 is for archives over 4 GB; here it could only hide another directory.
    hidden = tail[max(0, at - _ZIP64_LOCATOR_SIZE) : at].startswith(_ZIP64_LOCATOR)
    if hidden or parts > _MAX_PARTS or directory_size > _MAX_DIRECTORY:
        raise _unpacks_too_large(shown)


def check_parts(shown: str, parts: list[zipfile.ZipInfo]) -> None:
    """Refuse a zip with a password, with names that climb out, or that swells when unpacked.

    Judged by what the list of parts says; reading a part later never gives more than it says.
    """
    if any(part.flag_bits & 0x1 for part in parts):
        raise _protected(shown)
    if any(".." in part.filename.split("/") for part in parts):
        raise _damaged(shown)
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    swollen = unpacked > _SMALL_UNPACKED and unpacked > _MAX_RATIO * packed
    if len(parts) > _MAX_PARTS or unpacked > _MAX_UNPACKED or swollen:
        raise _unpacks_too_large(shown)


def _damaged(shown: str) -> Refused:
    return Refused(
        "damaged",
        f'Tệp "{shown}" bị hỏng hoặc không phải DOCX, XLSX. Mở bằng Word hoặc Excel, lưu lại '
        "rồi tải lên lại.",
    )


def _protected(shown: str) -> Refused:
    return Refused("protected", f'Tệp "{shown}" đặt mật khẩu. Bỏ mật khẩu rồi tải lên lại.')


def _unpacks_too_large(shown: str) -> Refused:
    return Refused(
        "unpacks_too_large",
        f'Tệp "{shown}" giải nén ra quá lớn. Xóa bớt trang, ảnh trong tệp hoặc lưu thành PDF '
        "rồi tải lên lại.",
    )


def _refuse_type(shown: str, extension: str, head: bytes, found: str | None) -> NoReturn:
    label = _LABELS[extension]
    if head.startswith(_OLD_OFFICE) and extension in _MAIN_PARTS:
        # Word and Excel wrap a document with a password in the old container.
        raise Refused(
            "old_office",
            f'Tệp "{shown}" thuộc loại Word, Excel cũ hoặc đặt mật khẩu. Mở tệp, lưu lại thành '
            f"{label} không có mật khẩu rồi tải lên lại.",
        )
    inside = _LABELS[found] if found else _other_kind(head)
    seen = f", nội dung là {inside}" if inside else ""
    raise Refused(
        "wrong_type",
        f'Tệp "{shown}" không phải {label}{seen}. Mở bằng phần mềm đã tạo ra tệp, lưu thành '
        f"{label} rồi tải lên lại.",
    )


def _other_kind(head: bytes) -> str:
    """The usual ending of what the bytes look like, upper case; "" when nobody can tell."""
    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return ""
    return str(matches[0].extension).lstrip(".").upper() if matches else ""
