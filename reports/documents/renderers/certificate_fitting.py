"""Words of a certificate made to fit between its border and the words above and below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from awards.certificate_slots import HEIGHT, WIDTH, Slot
from kbang_ntm.core.errors import Refused
from reports.documents.faces import MM_PER_POINT, text_width
from reports.documents.values import clean

Lines = Sequence[tuple[float, str]]
Drawn = Sequence[tuple[Slot, Lines]]
EDGE = 12.0  # mm: the border stands at 8 and 10.5
AIR = 1.8  # mm between lines that were broken and the words above and below
SMALLEST = 0.6  # of the size that the layout gives
_STEPS = tuple(share / 100 for share in range(95, int(SMALLEST * 100) - 1, -5))
_ABOVE, _BELOW = 0.75, 0.25  # of the size: how far letters reach over and under their line


def fit(drawn: Drawn) -> list[tuple[Slot, Lines]]:
    """The sheet with what does not fit raised into the free room above it, else set smaller; what
    fits stays as it is.

    Raises Refused ("certificate_too_long") where even SMALLEST is too large.
    """
    cleaned = [(slot, [(at, clean(words)) for at, words in lines]) for slot, lines in drawn]
    reaches = {slot.code: _reach(slot, lines) for slot, lines in cleaned if lines}
    return [_fitted(slot, lines, _room(slot, cleaned, reaches)) for slot, lines in cleaned]


def _fitted(slot: Slot, lines: Lines, room: tuple[float, float]) -> tuple[Slot, Lines]:
    text = " ".join(words for _, words in lines)
    for share in (1.0, *_STEPS):
        # At the given size the lines are taken as given, however they were broken.
        tried = slot if share == 1 else replace(slot, size=slot.size * share)
        found = _placed(tried, lines if share == 1 else tried.lines(text), room)
        if found is not None:
            return tried, found
    raise Refused(
        "certificate_too_long",
        f"Mục «{slot.label}» của giấy khen dài {len(text)} chữ, không vừa chỗ: “{text[:60]}…”. "
        "Rút gọn câu chữ, hoặc dời mục này trong mẫu giấy khen rồi in lại.",
    )


def _placed(slot: Slot, lines: Lines, room: tuple[float, float]) -> Lines | None:
    """The lines where they fit, raised as far as they must be; None when they do not."""
    if not lines:
        return lines
    left, right = _reach(slot, lines)
    if left < EDGE or right > WIDTH - EDGE:
        return None
    top, bottom = room
    low = lines[-1][0] + _BELOW * slot.size_mm + AIR
    raised = max(0.0, low - bottom) if len(lines) > 1 else 0.0  # one line stands where it was put
    if raised and lines[0][0] - raised - _ABOVE * slot.size_mm < top + AIR:
        return None
    return [(round(at - raised, 2), words) for at, words in lines]


def _reach(slot: Slot, lines: Lines) -> tuple[float, float]:
    """mm from the left edge where the widest line begins and ends."""
    points = slot.size_mm / MM_PER_POINT
    wide = max(text_width(words, points, bold=slot.bold, italic=slot.slanted) for _, words in lines)
    start = slot.x - wide * {"start": 0, "middle": 0.5, "end": 1}[slot.align]
    return start, start + wide


def _room(
    slot: Slot, sheet: Drawn, reaches: Mapping[str, tuple[float, float]]
) -> tuple[float, float]:
    """mm from the upper edge between which the words may stand: from the words above, or the
    border, to those below."""
    begin = slot.x - slot.width * {"start": 0, "middle": 0.5, "end": 1}[slot.align]
    top, bottom = EDGE, HEIGHT - EDGE
    for other, lines in sheet:
        if other.code == slot.code or not lines:
            continue
        left, right = reaches[other.code]
        if left > begin + slot.width or right < begin:
            continue
        if other.y > slot.y:
            bottom = min(bottom, other.y - _ABOVE * other.size_mm)
        else:
            top = max(top, lines[-1][0] + _BELOW * other.size_mm)
    return top, bottom
