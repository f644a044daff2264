"""Where the words of a certificate stand when nobody has moved them. Millimetres, pure.

A4 landscape (297 x 210). `x` is where the text begins, ends or has its middle, by `align`; `y` is
the line the letters stand on; `size` in points. A blank printed before (phôi) has the words of
`FRAME` already: an overlay leaves them out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

WIDTH, HEIGHT = 297, 210
MOST_LINES = 4
ALIGNS = {"start": "trái", "middle": "giữa", "end": "phải"}
MM_OF_POINT = 0.3528
NARROW = 0.5
"""Width of a usual letter as a part of the size of its script."""


@dataclass(frozen=True)
class Slot:
    """One piece of text: where, how large, at most how wide, and how it looks (NĐ 98/2023 Điều
    104: who gives it and what it is called are red, a line stands under the motto)."""

    code: str
    label: str
    x: float
    y: float
    size: float
    align: str = "middle"
    width: float = 200
    frame: bool = False
    bold: bool = False
    red: bool = False
    slanted: bool = False
    ruled: bool = False  # a line under the words, as long as they are

    @property
    def size_mm(self) -> float:
        """The size of the script in mm."""
        return round(self.size * MM_OF_POINT, 2)

    def lines(self, text: str) -> list[tuple[float, str]]:
        """(y, line) of a text broken at blanks to the width, in lines of about one length; what is
        left over closes the last."""
        most = max(int(self.width / (self.size_mm * NARROW)), 1)
        found = _broken(text, most)
        for narrower in range(most - 1, 0, -1):
            shorter = _broken(text, narrower)
            if len(shorter) > len(found) or max(map(len, shorter), default=0) > narrower:
                break
            found = shorter
        step = self.size_mm * 1.35
        return [(round(self.y + number * step, 2), line) for number, line in enumerate(found)]


def _broken(text: str, most: int) -> list[str]:
    """Lines of at most so many letters; the last of MOST_LINES takes what is left over."""
    found: list[str] = []
    for word in text.split():
        fits = found and len(found[-1]) + 1 + len(word) <= most
        if fits or len(found) == MOST_LINES:
            found[-1] = f"{found[-1]} {word}"
        else:
            found.append(word)
    return found


SLOTS = (
    Slot("nation", "Quốc hiệu", 148.5, 30, 13, frame=True, bold=True),
    Slot("motto", "Tiêu ngữ", 148.5, 37, 13, frame=True, bold=True, ruled=True),
    Slot("decider", "Người tặng", 148.5, 58, 16, frame=True, bold=True, red=True),
    Slot("verb", "Tặng", 148.5, 70, 15, frame=True, bold=True),
    Slot("title", "Giấy khen", 148.5, 88, 36, frame=True, bold=True, red=True),
    Slot("name", "Tên", 148.5, 104, 20, bold=True, width=230),
    Slot("place", "Đơn vị, địa chỉ", 148.5, 114, 14, width=230),
    Slot("citation", "Thành tích", 148.5, 124, 14, width=220),
    Slot("decision", "Số, ngày quyết định", 30, 166, 12, "start", 125, bold=True, slanted=True),
    Slot("book", "Số sổ vàng", 30, 178, 12, "start", 100, bold=True, slanted=True),
    Slot("place_date", "Nơi, ngày ký", 215, 152, 13, width=110, bold=True, slanted=True),
    Slot("capacity", "Tư cách ký", 215, 160, 13, bold=True, width=110),
    Slot("signer", "Người ký", 215, 192, 13, bold=True, width=110),
)
CODES = {slot.code: slot for slot in SLOTS}


def placed(
    values: Mapping[str, Any], *, overlay: bool, dx: Decimal | float, dy: Decimal | float
) -> list[Slot]:
    """The slots as a layout moves them, offsets added; without the frame for an overlay."""
    found = []
    for slot in SLOTS:
        if overlay and slot.frame:
            continue
        own = values.get(slot.code, {})
        moved = replace(
            slot,
            x=round(float(own.get("x", slot.x)) + float(dx), 2),
            y=round(float(own.get("y", slot.y)) + float(dy), 2),
            size=float(own.get("size", slot.size)),
            align=own.get("align", slot.align),
        )
        found.append(moved)
    return found
