"""Photos that everybody will see: judged like any upload, then drawn anew.

Drawing anew takes away where and by which telephone a photo was taken, and whatever else hides in
a file; and it keeps pages light.
"""

from __future__ import annotations

import io
from pathlib import PurePath
from threading import Lock
from typing import BinaryIO

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from kbang_ntm.core.errors import Refused
from kbang_ntm.core.uploads import inspect_upload

LONGEST = 1280  # pixels of the longer side
MOST_PIXELS = 40_000_000
QUALITY = 78
KINDS = ("jpg", "png")


def clean_picture(name: str, stream: BinaryIO) -> tuple[str, bytes]:
    """(name ending in .jpg, JPEG bytes) of a photo as it may be shown.

    Raises Refused: as `inspect_upload`, `not_picture`, `too_many_pixels`, `damaged`.
    """
    accepted = inspect_upload(name, stream)
    if accepted.extension not in KINDS:
        raise Refused("not_picture", "Ảnh phải là JPEG hoặc PNG. Chọn tệp ảnh khác.")
    damaged = f'Ảnh "{accepted.original_name}" bị hỏng. Mở ảnh, lưu lại rồi tải lên lại.'
    try:
        stream.seek(0)
        with _whole_only, Image.open(stream, formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused("too_many_pixels", "Ảnh lớn quá 40 triệu điểm ảnh. Giảm cỡ ảnh.")
            upright = ImageOps.exif_transpose(picture)
            flat = _on_white(upright)
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        SyntaxError,
        ValueError,
    ) as error:
        raise Refused("damaged", damaged) from error
    flat.thumbnail((LONGEST, LONGEST))
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return f"{PurePath(accepted.original_name).stem}.jpg", out.getvalue()


class _WholeOnly:
    """While entered a picture that breaks off is an error, though a library of documents wants
    them filled up with grey and sets that for the whole process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._before = False

    def __enter__(self) -> None:
        self._lock.acquire()
        self._before = ImageFile.LOAD_TRUNCATED_IMAGES
        ImageFile.LOAD_TRUNCATED_IMAGES = False

    def __exit__(self, *wrong: object) -> None:
        ImageFile.LOAD_TRUNCATED_IMAGES = self._before
        self._lock.release()


_whole_only = _WholeOnly()


def _on_white(picture: Image.Image) -> Image.Image:
    """Without see-through parts, in plain colours."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        ground = Image.new("RGBA", seen.size, "white")
        return Image.alpha_composite(ground, seen).convert("RGB")
    return picture.convert("RGB")
