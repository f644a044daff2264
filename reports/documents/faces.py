"""The four faces of paper: where they lie and how wide a text is in them.

Liberation Serif has the widths of Times New Roman, so what is measured here also holds for the
editable file that names Times New Roman.
"""

from __future__ import annotations

import functools
from pathlib import Path

from PIL import ImageFont

from kbang_ntm.core.errors import Refused

FACES_DIR = Path(__file__).resolve().parents[2] / "static" / "fonts"
MM_PER_POINT = 25.4 / 72

_FILES = {
    (False, False): "LiberationSerif-Regular.ttf",
    (True, False): "LiberationSerif-Bold.ttf",
    (False, True): "LiberationSerif-Italic.ttf",
    (True, True): "LiberationSerif-BoldItalic.ttf",
}
FACE_FILES = tuple(_FILES.values())
FAMILY = "Liberation Serif NTM"
_UNIT = 1000  # measured at 1000 pixels per em, then scaled


def require_faces() -> None:
    """Raise Refused ("font_missing") unless all four files are there."""
    missing = [name for name in FACE_FILES if not (FACES_DIR / name).is_file()]
    if missing:
        raise Refused(
            "font_missing",
            f"Thiếu phông chữ {', '.join(missing)}. Chép lại thư mục static/fonts rồi in lại.",
        )


def face_rules() -> str:
    """The rules of a style sheet that name the four files FAMILY, for a page drawn without
    page.css. The scheme "static:" is that of the closed fetcher."""
    return " ".join(
        f'@font-face {{ font-family: "{FAMILY}"; src: url("static:fonts/{name}"); '
        f"font-weight: {700 if bold else 400}; font-style: {'italic' if italic else 'normal'} }}"
        for (bold, italic), name in _FILES.items()
    )


def text_width(text: str, points: float, *, bold: bool = False, italic: bool = False) -> float:
    """Width in mm of one line of text at that size."""
    return _length(text, bold, italic) / _UNIT * points * MM_PER_POINT


@functools.lru_cache(maxsize=2048)  # heads and formulas are measured again for every sheet
def _length(text: str, bold: bool, italic: bool) -> float:
    return _face(bold, italic).getlength(text)


@functools.cache
def _face(bold: bool, italic: bool) -> ImageFont.FreeTypeFont:
    require_faces()
    return ImageFont.truetype(
        str(FACES_DIR / _FILES[bold, italic]), _UNIT, layout_engine=ImageFont.Layout.BASIC
    )
