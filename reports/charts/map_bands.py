"""The bands of criteria met that a map tells apart, and the disc of each."""

from __future__ import annotations

from reports.charts.unit_map import Sign

# (disc, lowest and highest count of criteria met, words of the legend)
BANDS = (
    (Sign.FULL, 19, 19, "19 tiêu chí"),
    (Sign.THREE, 15, 18, "15-18 tiêu chí"),
    (Sign.HALF, 10, 14, "10-14 tiêu chí"),
    (Sign.QUARTER, 0, 9, "dưới 10 tiêu chí"),
)


def sign_of(met: int | None) -> Sign:
    """The disc of a unit, filled by the band its count lies in; None: nothing is known."""
    if met is None:
        return Sign.ABSENT
    return next(sign for sign, low, high, _words in BANDS if low <= met <= high)
