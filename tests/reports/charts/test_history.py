"""The chart over the periods: true places, broken lines, told apart without colour."""

from __future__ import annotations

from xml.etree import ElementTree

from reports.charts.history import Point, history_chart
from reports.documents.renderers.svg import safe_drawing

SVG = "{http://www.w3.org/2000/svg}"


def drawn(points: list[Point], total: int = 19) -> ElementTree.Element:
    return ElementTree.fromstring(history_chart(points, total=total, title="Sơn Lang"))


def circles(root: ElementTree.Element) -> list[ElementTree.Element]:
    """Dots of the chart without the two of the legend."""
    return [c for c in root.iter("circle") if float(c.get("cy", "0")) > 30]


def test_confirmed_dots_are_full_and_self_assessed_ones_hollow() -> None:
    root = drawn([Point("Quý I", 2025, 14, 13)])
    fills = sorted(dot.get("fill") or "" for dot in circles(root))
    assert len(fills) == 2 and "#ffffff" in fills and fills[0] != fills[1]


def test_equal_figures_draw_one_dot() -> None:
    assert len(circles(drawn([Point("Quý I", 2025, 14, 14)]))) == 1


def test_higher_figures_stand_higher() -> None:
    dots = circles(drawn([Point("Quý I", 2025, None, 5), Point("Quý II", 2025, None, 19)]))
    low, high = (float(dot.get("cy", "0")) for dot in dots)
    assert high < low


def test_a_period_without_figures_breaks_the_line() -> None:
    counts = [13, 14, None, 15, 16]
    points = [Point("Quý", 2023, None, count) for count in counts]
    lines = drawn(points).findall("polyline")
    assert [len((line.get("points") or "").split()) for line in lines] == [2, 2]


def test_every_shown_number_and_year_is_written() -> None:
    root = drawn([Point("Quý IV", 2024, 12, None), Point("Quý I", 2025, 12, 11)])
    words = [text.text for text in root.iter("text")]
    assert {"12", "11", "2024", "2025", "Quý IV", "Quý I"} <= set(words)


def test_text_cannot_break_out() -> None:
    root = ElementTree.fromstring(
        history_chart([Point("<script>", 2025, 1, 1)], total=19, title='"><script>x</script>')
    )
    assert not list(root.iter("script"))


def test_papers_take_the_same_drawing() -> None:
    safe = safe_drawing(history_chart([Point("Quý I", 2025, 14, 13)], total=19, title="x"))
    assert safe is not None and len(safe) > 5
