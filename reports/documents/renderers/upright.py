"""Which column heads of a table stand upright, and how high its head must be for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from reports.documents.faces import MM_PER_POINT, text_width

# Heights in mm for which the style sheet has a class.
HEIGHTS = (16, 22, 28, 34, 40, 46, 52, 58)
_SLACK = 1.04  # other programs set a little wider than we measure


@dataclass(frozen=True)
class UprightHead:
    """`height` in mm, 0 when nothing stands upright; `columns`: those that do, by number."""

    height: int
    columns: frozenset[int]


def upright_head(
    texts: Sequence[str], widths_mm: Sequence[float], *, points: float, line: float
) -> UprightHead:
    """The least of HEIGHTS at which each text fits across its column.

    `texts` are "" where a head lies flat. `points` is the size of the letters, `line` the distance
    of lines as a multiple of it. What does not fit at the greatest height lies flat, too.
    """
    needs: dict[int, int] = {}
    for index, (text, width) in enumerate(zip(texts, widths_mm, strict=True)):
        if not text:
            continue
        most = max(1, int(width / (points * line * MM_PER_POINT)))
        fitting = [height for height in HEIGHTS if _lines(text, points, height) <= most]
        if fitting:
            needs[index] = fitting[0]
    return UprightHead(max(needs.values(), default=0), frozenset(needs))


def _lines(text: str, points: float, length: float) -> int:
    """Lines that the text takes when each is at most `length` mm and breaks at spaces."""
    space = text_width(" ", points, bold=True)
    lines, used = 1, 0.0
    for word in text.split():
        width = _SLACK * text_width(word, points, bold=True)
        if used and used + space + width > length:
            lines, used = lines + 1, 0.0
        used += (space if used else 0.0) + width
        if used > length:  # a word longer than a line is broken
            lines += ceil(used / length) - 1
            used %= length
    return lines
