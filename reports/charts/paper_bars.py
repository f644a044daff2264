"""Bars for paper: what was reached of what was planned, and money by source.

As in paper.py: pure, black and white, figures beside the bars, unknown never drawn as zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports.charts.paper_pen import WIDTH_MM, Fill, Pen, cap_height, folded, line_height
from reports.documents.blocks import Chart
from reports.documents.values import format_number

UNKNOWN = "chưa xác định"
NO_PLAN = "chưa có số liệu kế hoạch"
LABEL, FIGURES = 56.0, 36.0  # mm for words at the left and figures at the right


@dataclass(frozen=True)
class TargetBar:
    """An aim: what was planned, what is reached (None: not known), what is counted."""

    label: str
    planned: int
    reached: int | None
    unit: str = ""

    @property
    def figures(self) -> str:
        """ "9/12 xã", "chưa xác định/12 xã"."""
        reached = UNKNOWN if self.reached is None else format_number(self.reached)
        return f"{reached}/{format_number(self.planned)} {self.unit}".strip()


def target_bars(bars: Sequence[TargetBar], *, subject: str, caption: str) -> Chart | None:
    """Each aim a frame of the same length, filled by the share that is reached: what they count
    differs, so the figures stand beside. Beyond the plan the frame is full. None without bars."""
    if not bars:
        return None
    lines = [folded(bar.label, LABEL - 3, most=3) for bar in bars]
    heights = [max(9.0, line_height() * len(one) + 2.5) for one in lines]
    pen = Pen(sum(heights) + 7)
    frame = WIDTH_MM - LABEL - FIGURES - 3
    pen.write("đã đạt", LABEL + 7.5, 3.6)
    pen.box(LABEL, 0.8, 6, 3.4, Fill.SOLID)
    pen.box(LABEL + 22, 0.8, 6, 3.4)
    pen.write("kế hoạch (100%)", LABEL + 29.5, 3.6)
    y = 7.0
    for bar, words, high in zip(bars, lines, heights, strict=True):
        middle = y + high / 2
        pen.write_lines(words, LABEL - 2, middle, anchor="end")
        pen.box(LABEL, middle - 2.6, frame, 5.2, dashed=bar.reached is None)
        if bar.reached:
            share = min(bar.reached / bar.planned, 1.0) if bar.planned else 1.0
            pen.box(LABEL, middle - 2.6, frame * share, 5.2, Fill.SOLID)
        figures = folded(bar.figures, FIGURES, most=2, bold=True)
        pen.write_lines(figures, LABEL + frame + 2.5, middle, bold=True)
        y += high
    told = "; ".join(f"{bar.label.rstrip('.')}: {bar.figures}" for bar in bars)
    return pen.chart(f"{subject}: {told}.", caption)


@dataclass(frozen=True)
class MoneyBar:
    """A source: đồng gathered, and planned (None: no plan was written)."""

    label: str
    gathered: Decimal
    planned: Decimal | None


def money_bars(bars: Sequence[MoneyBar], *, subject: str, caption: str) -> Chart | None:
    """Two bars for each source on one scale, the plan hatched above what was gathered. None where
    neither was written of any source: a picture of zeros says nothing."""
    most = max((max(bar.gathered, bar.planned or Decimal(0)) for bar in bars), default=Decimal(0))
    if most <= 0:
        return None
    row, left = 11.0, 46.0
    pen = Pen(7 + row * len(bars))
    room = WIDTH_MM - left - FIGURES
    pen.box(left, 0.8, 6, 3.4, Fill.HATCHED)
    pen.write("kế hoạch", left + 7.5, 3.6)
    pen.box(left + 26, 0.8, 6, 3.4, Fill.SOLID)
    pen.write("đã huy động", left + 33.5, 3.6)
    for number, bar in enumerate(bars):
        y = 7 + row * number
        pen.write_lines(folded(bar.label, left - 3), left - 2, y + 4.7, anchor="end")
        values = ((bar.planned, Fill.HATCHED, y + 0.4), (bar.gathered, Fill.SOLID, y + 4.9))
        for value, fill, top in values:
            long = room * float((value or 0) / most)
            if long > 0:
                pen.box(left, top, max(long, 0.3), 4.1, fill)
            words = NO_PLAN if value is None else format_number(value, 0)
            pen.write(words, left + max(long, 0) + 1.5, top + 2.05 + cap_height() / 2)
        pen.line(left, y, left, y + row)
    told = "; ".join(_told(bar) for bar in bars)
    return pen.chart(f"{subject}: {told}.", caption)


def _told(bar: MoneyBar) -> str:
    plan = NO_PLAN if bar.planned is None else f"kế hoạch {format_number(bar.planned, 0)}"
    return f"{bar.label}: {format_number(bar.gathered, 0)} ({plan})"
