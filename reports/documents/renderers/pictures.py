"""Stored pictures made sure of before another library reads them."""

from __future__ import annotations

import io
import struct

from PIL import Image

MAX_PIXELS = 50_000_000  # 150 MB once opened; a page at 600 dots an inch has 35 million
_KINDS = ("PNG", "JPEG")
# What Pillow raises for bytes that are cut off, changed or no picture at all.
_UNREADABLE = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    struct.error,
    Image.DecompressionBombError,
)


def sound_picture(content: bytes) -> bytes | None:
    """The picture written anew in its own format, None when it cannot be read as a whole.

    Only pixels are taken over: a broken or hostile head, comment or density never reaches the
    writer of the document. PNG loses nothing; JPEG keeps its own tables.
    """
    try:
        with Image.open(io.BytesIO(content), formats=_KINDS) as picture:
            width, height = picture.size
            if not 0 < width * height <= MAX_PIXELS:
                return None
            picture.load()
            buffer = io.BytesIO()
            if picture.format == "JPEG":
                picture.save(buffer, "JPEG", quality="keep", exif=b"", comment=b"", dpi=(96, 96))
            else:
                shown = (
                    picture
                    if picture.mode in ("1", "L", "P", "RGB", "RGBA")
                    else picture.convert("RGB")
                )
                shown.info = {}
                shown.save(buffer, "PNG")
    except _UNREADABLE:
        return None
    return buffer.getvalue()
