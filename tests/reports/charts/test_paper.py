"""Charts of papers: the figures of the words, black and white, nothing unknown drawn as zero."""

from __future__ import annotations

import re
from decimal import Decimal
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.charts.paper import (
    MOST_ROWS,
    HeatRow,
    PeriodColumn,
    heat_map,
    period_columns,
)
from reports.charts.paper_bars import MoneyBar, TargetBar, money_bars, target_bars
from reports.charts.paper_pen import GREY, WIDTH_MM, folded
from reports.documents.blocks import Chart, Mark
from reports.documents.faces import text_width
from reports.documents.renderers.svg import safe_drawing

SAYS = {"subject": "Chủ đề", "caption": "Hình"}


def drawn(chart: Chart | None) -> Element:
    """The tree as a renderer takes it: nothing of it may be left out."""
    assert chart is not None
    kept = safe_drawing(chart.svg)
    assert kept is not None
    source = ElementTree.fromstring(chart.svg)
    assert [one.tag for one in kept.iter()] == [one.tag for one in source.iter()]
    for one, other in zip(list(kept.iter())[1:], list(source.iter())[1:], strict=True):
        assert one.attrib == other.attrib
    return kept


def words(root: Element) -> list[str]:
    return [one.text or "" for one in root.iter("text")]


def framed(root: Element) -> list[Element]:
    return [one for one in root.iter("rect") if one.get("stroke")]


def bars(root: Element) -> list[Element]:
    """Framed areas below the legend."""
    return [one for one in framed(root) if float(one.get("y", "0")) > 10]


def column(number: int, value: str | None, **more: object) -> PeriodColumn:
    found = None if value is None else Decimal(value)
    return PeriodColumn(f"quý {number}", f"Quý {number}", "2024", found, **more)  # type: ignore[arg-type]  # of the class


def test_columns_are_as_high_as_their_figures_and_a_missing_one_is_said() -> None:
    chart = period_columns(
        [column(1, "10", note="2/2 xã"), column(2, None), column(3, "19", settled=False)],
        top=19, **SAYS,
    )  # fmt: skip
    root = drawn(chart)
    first, last = bars(root)
    ratio = float(last.get("height", "")) / float(first.get("height", ""))
    assert ratio == pytest.approx(1.9, abs=0.01)
    assert {"10,0", "19,0"} <= set(words(root)) and "0,0" not in words(root)
    assert "chưa có số liệu" in " ".join(words(root))
    assert chart is not None and chart.alt == (
        "Chủ đề: quý 1 10,0 (2/2 xã); quý 2 chưa có số liệu; quý 3 19,0 (còn xã chưa xác nhận)."
    )
    assert (chart.width, chart.caption) == (WIDTH_MM, "Hình")


@pytest.mark.parametrize("values", [[], [None], [None, None]])
def test_no_figure_no_columns(values: list[None]) -> None:
    assert period_columns([column(1, one) for one in values], top=19, **SAYS) is None


def test_a_period_that_met_nothing_stands_with_its_zero() -> None:
    assert "0,0" in words(drawn(period_columns([column(1, "0")], top=19, **SAYS)))


@given(st.lists(st.one_of(st.none(), st.integers(0, 190)), max_size=8), st.integers(0, 40))
def test_columns_stay_on_their_sheet(values: list[int | None], top: int) -> None:
    columns = [
        column(n, None if v is None else str(min(Decimal(v) / 10, top)))
        for n, v in enumerate(values)
    ]
    chart = period_columns(columns, top=top, **SAYS)
    if chart is None:
        assert all(value is None for value in values)
        return
    root = drawn(chart)
    _, _, width, height = map(float, root.get("viewBox", "").split())
    for one in root.iter("rect"):
        x, y, w, h = (float(one.get(name, "")) for name in ("x", "y", "width", "height"))
        assert x >= 0 and y >= 0 and x + w <= width + 0.2 and y + h <= height + 0.2
    assert len(bars(root)) == sum(value is not None for value in values)


def test_a_heat_map_tells_marks_apart_by_letter_and_ground() -> None:
    rows = [
        HeatRow("Đông", (Mark.MET, Mark.NOT_MET), "1/2"),
        HeatRow("Krong", (Mark.UNKNOWN, Mark.NOT_APPLICABLE), "0/2"),
        HeatRow("Sơ Pai", ()),
    ]
    chart = heat_map(rows, ["1", "2"], **SAYS)
    root = drawn(chart)
    said = words(root)
    # Each letter once in the map and once in the legend.
    assert [said.count(mark.sign) for mark in Mark] == [2, 2, 2, 2]
    assert sum(one.get("fill") == GREY for one in framed(root)) == 2
    assert len(list(root.iter("path"))) == 2  # hatching of what is unknown
    assert said.count("chưa có số liệu") == 1 and {"1/2", "0/2"} <= set(said)
    assert chart is not None and chart.alt == (
        "Chủ đề: Đông đạt 1, chưa đạt 1; Krong chưa xác định 1, không áp dụng 1; "
        "Sơ Pai chưa có số liệu."
    )


def test_no_heat_map_without_marks_or_of_more_than_a_page_holds() -> None:
    row = HeatRow("Đông", (Mark.MET,))
    assert heat_map([], ["1"], **SAYS) is None
    assert heat_map([HeatRow("Đông", ())], ["1"], **SAYS) is None
    assert heat_map([row] * (MOST_ROWS + 1), ["1"], **SAYS) is None
    largest = heat_map([row] * MOST_ROWS, ["1"], **SAYS)
    assert largest is not None and largest.height < 245


def test_a_target_is_filled_by_what_is_reached_and_unknown_stays_empty() -> None:
    found = [
        TargetBar("Chín của mười hai.", 12, 9, "xã"),
        TargetBar("Hơn kế hoạch", 2, 3, "xã"),
        TargetBar("Không rõ", 13, None, "làng"),
        TargetBar("Chưa có", 1, 0, "huyện"),
    ]
    chart = target_bars(found, **SAYS)
    widths = [float(one.get("width", "")) for one in bars(drawn(chart))]
    frame = widths[0]
    assert widths == pytest.approx([frame, frame * 0.75, frame, frame, frame, frame], abs=0.1)
    dashed = [one for one in drawn(chart).iter("rect") if one.get("stroke-dasharray")]
    assert len(dashed) == 1
    assert chart is not None and chart.alt == (
        "Chủ đề: Chín của mười hai: 9/12 xã; Hơn kế hoạch: 3/2 xã; "
        "Không rõ: chưa xác định/13 làng; Chưa có: 0/1 huyện."
    )
    assert target_bars([], **SAYS) is None


def test_money_is_drawn_on_one_scale_and_a_missing_plan_is_said() -> None:
    found = [
        MoneyBar("Ngân sách", Decimal(1_000_000), Decimal(4_000_000)),
        MoneyBar("Nhân dân", Decimal(2_000_000), None),
        MoneyBar("Tín dụng", Decimal(0), Decimal(0)),
    ]
    chart = money_bars(found, **SAYS)
    plan, gathered, people = (float(one.get("width", "")) for one in bars(drawn(chart)))
    assert (gathered / plan, people / plan) == pytest.approx((0.25, 0.5), abs=0.01)
    assert words(drawn(chart)).count("chưa có số liệu kế hoạch") == 1
    assert chart is not None and chart.alt == (
        "Chủ đề: Ngân sách: 1.000.000 (kế hoạch 4.000.000); "
        "Nhân dân: 2.000.000 (chưa có số liệu kế hoạch); Tín dụng: 0 (kế hoạch 0)."
    )


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_no_money_no_bars(rows: int) -> None:
    assert money_bars([MoneyBar("Nguồn", Decimal(0), None)] * rows, **SAYS) is None


def test_only_black_white_and_grey() -> None:
    charts = [
        period_columns([column(1, "3", settled=False), column(2, "4")], top=19, **SAYS),
        heat_map([HeatRow("Đông", tuple(Mark))], list("1234"), **SAYS),
        target_bars([TargetBar("Một", 2, 1)], **SAYS),
        money_bars([MoneyBar("Một", Decimal(1), Decimal(2))], **SAYS),
    ]
    for chart in charts:
        colours = set(re.findall(r'"#(\w{6})"', chart.svg if chart else ""))
        assert colours and all(one[:2] == one[2:4] == one[4:] for one in colours)


@given(st.text(min_size=1, max_size=60), st.floats(8, 60), st.integers(1, 3))
def test_folded_words_keep_to_their_room(text: str, room: float, most: int) -> None:
    lines = folded(text, room, most=most)
    assert len(lines) <= most
    assert all(text_width(line, 10) <= room or len(line) == 1 for line in lines)
