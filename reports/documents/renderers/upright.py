"""How high the head of a table must be for its upright column heads."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from reports.documents.faces import MM_PER_POINT, text_width

# Heights in mm for which the style sheet has a class.
HEIGHTS = (16, 22, 28, 34, 40, 46, 52, 58)
_SLACK = 1.15  # lines break at spaces, so they are not filled to the end


def upright_height(
    texts: Sequence[str], widths_mm: Sequence[float], *, points: float, line: float
) -> int:
    """The least of HEIGHTS at which each text fits across its column; 0 without any text.

    `points` is the size of the letters, `line` the distance of lines as a multiple of it.
    """
    if not any(texts):
        return 0
    for height in HEIGHTS:
        if all(
            ceil(_SLACK * text_width(text, points, bold=True) / height)
            <= max(1, int(width / (points * line * MM_PER_POINT)))
            for text, width in zip(texts, widths_mm, strict=True)
            if text
        ):
            return height
    return HEIGHTS[-1]
