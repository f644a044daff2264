"""Criteria met over the periods: what the commune said and what was confirmed, told apart in ink.

Confirmed figures: a solid line with full dots. Self-assessed ones: a dashed line with hollow dots.
The chart reads alike in black and white.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from reports.charts.drawing import ACCENT, EDGE, INK, INK_2, LINE, PAPER, Drawing

LEFT, RIGHT, TOP, BOTTOM = 40, 24, 44, 46
LEGEND_WIDTH = 400  # what the words above the chart need, however few the periods
STEP = 62  # pixels from one period to the next
HEIGHT = 300


@dataclass(frozen=True)
class Point:
    """One period: a short label, the year under it, and criteria met (None = no figure). `moved`:
    carried from other units, drawn as a square."""

    label: str
    year: int
    self_assessed: int | None
    confirmed: int | None
    moved: bool = False


Place = tuple[float, float]


def history_chart(
    points: Sequence[Point], *, total: int, title: str, name: str = "qua-trinh"
) -> SafeString:
    """The chart as SVG markup with a size of its own (the page lets it scroll in a box).

    `total` is the number of criteria, the top of the scale. Lines break where a period has no
    figure: nothing is drawn between that nobody reported.
    """
    width = max(LEFT + RIGHT + STEP * max(len(points) - 1, 1) + STEP, LEGEND_WIDTH)
    drawing = Drawing(width, HEIGHT, title=title, name=name, css="history", sized=True)
    _frame(drawing, points, total)
    own = [_place(i, p.self_assessed, total) for i, p in enumerate(points)]
    sure = [_place(i, p.confirmed, total) for i, p in enumerate(points)]
    _line(drawing, own, stroke=EDGE, stroke_width=2, stroke_dasharray="5 4")
    _line(drawing, sure, stroke=ACCENT, stroke_width=3)
    for index, point in enumerate(points):
        _dots(drawing, point, own[index], sure[index])
    _legend(drawing, moved=any(point.moved for point in points))
    return drawing.text()


def _x(index: int) -> float:
    return LEFT + STEP / 2 + index * STEP


def _place(index: int, value: int | None, total: int) -> Place | None:
    if value is None:
        return None
    return _x(index), HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / max(total, 1)


def _frame(drawing: Drawing, points: Sequence[Point], total: int) -> None:
    levels = [*range(0, total, 5), total] if total else [0]
    if len(levels) > 2 and levels[-1] - levels[-2] < 2:
        del levels[-2]  # two labels would touch
    for level in levels:
        place = _place(0, level, total)
        y = place[1] if place else 0.0
        drawing.add(
            "line", x1=LEFT, y1=y, x2=drawing.width - RIGHT, y2=y, stroke=LINE, stroke_width=1
        )
        _write(drawing, str(level), LEFT - 8, y + 4, anchor="end", fill=INK_2)
    for index, point in enumerate(points):
        _write(drawing, point.label, _x(index), HEIGHT - BOTTOM + 20)
        if index == 0 or points[index - 1].year != point.year:
            year = str(point.year)
            _write(drawing, year, _x(index), HEIGHT - BOTTOM + 37, fill=INK_2, weight="600")


def _line(drawing: Drawing, places: Sequence[Place | None], **pen: Any) -> None:
    run: list[Place] = []
    for place in [*places, None]:
        if place is not None:
            run.append(place)
            continue
        if len(run) > 1:
            drawing.add("polyline", points=" ".join(f"{x:g},{y:g}" for x, y in run), fill="none",
                        **pen)  # fmt: skip
        run = []


def _dots(drawing: Drawing, point: Point, own: Place | None, sure: Place | None) -> None:
    if own is not None and own != sure:
        _dot(drawing, own, moved=point.moved, fill=PAPER, stroke=INK, stroke_width=2)
        above = sure is None or own[1] < sure[1]
        _write(drawing, str(point.self_assessed), own[0], own[1] + (-11 if above else 20))
    if sure is not None:
        _dot(drawing, sure, moved=point.moved, fill=ACCENT, stroke=ACCENT)
        below = own is not None and own[1] < sure[1]
        _write(drawing, str(point.confirmed), sure[0], sure[1] + (20 if below else -11),
               weight="600")  # fmt: skip


def _dot(drawing: Drawing, place: Place, *, moved: bool, **pen: Any) -> None:
    x, y = place
    if moved:
        drawing.add("rect", x=x - 5, y=y - 5, width=10, height=10, **pen)
    else:
        drawing.add("circle", cx=x, cy=y, r=5, **pen)


def _legend(drawing: Drawing, *, moved: bool) -> None:
    y = 18
    drawing.add("line", x1=LEFT, y1=y, x2=LEFT + 34, y2=y, stroke=ACCENT, stroke_width=3)
    drawing.add("circle", cx=LEFT + 17, cy=y, r=5, fill=ACCENT)
    _write(drawing, "đã xác nhận", LEFT + 42, y + 4, anchor="start")
    left = LEFT + 140
    drawing.add("line", x1=left, y1=y, x2=left + 34, y2=y, stroke=EDGE, stroke_width=2,
                stroke_dasharray="5 4")  # fmt: skip
    drawing.add("circle", cx=left + 17, cy=y, r=5, fill=PAPER, stroke=INK, stroke_width=2)
    _write(drawing, "xã tự đánh giá", left + 42, y + 4, anchor="start")
    if moved:
        left += 170
        _dot(drawing, (left, y), moved=True, fill=PAPER, stroke=INK, stroke_width=2)
        _write(drawing, "ô vuông: tính chuyển", left + 14, y + 4, anchor="start")


def _write(
    drawing: Drawing,
    text: str,
    x: float,
    y: float,
    *,
    anchor: str = "middle",
    fill: str = INK,
    weight: str = "400",
) -> None:
    drawing.add(
        "text", text, x=x, y=y, fill=fill, font_size=13, font_weight=weight, text_anchor=anchor
    )
