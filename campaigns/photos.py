"""Photos of a visit: the day they were taken is kept, the place only with consent.

The picture itself is never decoded or packed anew: segments that may tell a place (or a name, or
hold a film behind the picture) are left out, the compressed picture goes over byte by byte. Of
the camera's notes (EXIF) only the moment, its time zone and how the picture is to be turned stay.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PIL import Image, UnidentifiedImageError
from PIL.ExifTags import IFD, Base

from kbang_ntm.core.errors import Refused

JPEG, PNG = b"\xff\xd8", b"\x89PNG\r\n\x1a\n"
EXIF = b"Exif\x00\x00"
KEPT_APPS = {0xE0: (b"JFIF", b"JFXX"), 0xE2: (b"ICC_PROFILE",), 0xEE: (b"Adobe",)}
PNG_KEPT = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP"),
    *(b"sBIT", b"pHYs", b"bKGD"),
}
BROKEN = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    OSError,
    ValueError,
    SyntaxError,
    struct.error,
    IndexError,
)
"""What Pillow and our own reading raise on damaged files."""
MOMENT = "%Y:%m:%d %H:%M:%S"


@dataclass(frozen=True)
class Photo:
    """A photo ready to be stored. `taken_at` as the camera wrote it ("2025-06-20 08:15:00"), ""
    where it says nothing; `had_position` tells whether the file that came named a place."""

    content: bytes
    taken_at: str
    had_position: bool
    position_kept: bool
    original_sha256: str


def prepare(content: bytes, *, keep_position: bool) -> Photo:
    """Read a JPEG or PNG and write it without what is nobody's business.

    Raises Refused (`not_photo`).
    """
    kind = "JPEG" if content.startswith(JPEG) else "PNG" if content.startswith(PNG) else ""
    if not kind:
        raise _not_photo()
    try:
        with Image.open(io.BytesIO(content), formats=[kind]) as picture:
            notes = picture.getexif()
        exif, position = _notes(notes, keep_position=keep_position)
        clean = _jpeg(content, exif) if kind == "JPEG" else _png(content, exif)
    except BROKEN as error:
        raise _not_photo() from error
    return Photo(
        content=clean,
        taken_at=_moment(notes),
        had_position=position,
        position_kept=position and keep_position,
        original_sha256=hashlib.sha256(content).hexdigest(),
    )


def _not_photo() -> Refused:
    return Refused(
        "not_photo", "Tệp không phải ảnh JPEG, PNG còn đọc được. Chụp lại hoặc chọn ảnh khác."
    )


def _moment(notes: Image.Exif) -> str:
    """When the camera says the picture was taken, else when it was written."""
    inner = notes.get_ifd(IFD.Exif)
    for text in (inner.get(Base.DateTimeOriginal), notes.get(Base.DateTime)):
        try:
            return f"{datetime.strptime(str(text).strip(), MOMENT):%Y-%m-%d %H:%M:%S}"
        except ValueError:
            continue
    return ""


def _notes(notes: Image.Exif, *, keep_position: bool) -> tuple[bytes, bool]:
    """(the notes that stay as an EXIF block, "" for none; whether a place was named)."""
    place: dict[int, Any] = dict(notes.get_ifd(IFD.GPSInfo))
    inner = notes.get_ifd(IFD.Exif)
    kept = Image.Exif()
    turned = notes.get(Base.Orientation)
    if turned in range(1, 9):
        kept[Base.Orientation] = turned
    taken: dict[int, str] = {
        int(tag): str(inner[tag])[:40]
        for tag in (Base.DateTimeOriginal, Base.OffsetTimeOriginal)
        if tag in inner
    }
    if taken:
        kept.get_ifd(IFD.Exif).update(taken)
        kept[IFD.Exif] = kept.get_ifd(IFD.Exif)
    elif Base.DateTime in notes:
        kept[Base.DateTime] = str(notes[Base.DateTime])[:40]
    named = any(tag in place for tag in (1, 2, 3, 4))
    if named and keep_position:
        kept[IFD.GPSInfo] = {tag: place[tag] for tag in (1, 2, 3, 4) if tag in place}
    return (kept.tobytes() if len(kept) else b""), named


def _jpeg(content: bytes, exif: bytes) -> bytes:
    """The JPEG with our notes first, then what the picture needs; nothing after its end."""
    out = bytearray(JPEG)
    if exif:
        body = exif if exif.startswith(EXIF) else EXIF + exif
        out += b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    at = 2
    while True:
        if content[at] != 0xFF:
            raise ValueError("no marker where one must be")
        marker = content[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if marker == 0xD9:
            out += b"\xff\xd9"
            return bytes(out)
        (length,) = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + length
        if length < 2 or end > len(content):
            raise ValueError("a segment runs out of the file")
        if _needed(marker, content[at + 4 : end]):
            out += content[at:end]
        if marker == 0xDA:
            last = _scan_end(content, end)
            out += content[end:last]
            end = last
        at = end


def _needed(marker: int, body: bytes) -> bool:
    """Tables, frames and scans; of what applications add, colour only; no comments."""
    if 0xE0 <= marker <= 0xEF:
        return body.startswith(KEPT_APPS.get(marker, ()))
    return marker != 0xFE


def _scan_end(content: bytes, start: int) -> int:
    """Where the compressed picture ends: the next marker that is no restart and no stuffing."""
    at = start
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise ValueError("the picture has no end")
        follows = content[at + 1]
        if follows and not 0xD0 <= follows <= 0xD7 and follows != 0xFF:
            return at
        at += 1 if follows == 0xFF else 2


def _png(content: bytes, exif: bytes) -> bytes:
    """The PNG with the chunks the picture needs, and our notes after its head."""
    out = bytearray(PNG)
    at = len(PNG)
    while True:
        length, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            raise ValueError("a chunk runs out of the file")
        if name in PNG_KEPT:
            out += content[at:end]
        if name == b"IHDR" and exif:
            out += _chunk(b"eXIf", exif.removeprefix(EXIF))
        if name == b"IEND":
            return bytes(out)
        at = end


def _chunk(name: bytes, body: bytes) -> bytes:
    check = zlib.crc32(name + body)
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", check)
