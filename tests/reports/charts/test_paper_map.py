"""The map for paper: the same signs as on the page, black, with its legend inside."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from reports.charts.map_bands import BANDS, sign_of
from reports.charts.outlines import sheet
from reports.charts.paper_map import MapUnit, period_map
from reports.charts.unit_map import Sign, draw_map
from reports.documents.renderers.svg import safe_drawing

SAYS = {"subject": "Bản đồ", "caption": "Hình"}
UNITS = [
    MapUnit("Đông", 100, 100, 19, 19),
    MapUnit("Krong", 200, 300, 12, 19, confirmed=False),
    MapUnit("Sơ Pai", 300, 200, None, 19),
    MapUnit("Đăk Hlơ", None, None, 17, 19),
]


def test_the_sentence_tells_every_unit_and_the_legend_those_that_are_drawn() -> None:
    chart = period_map(sheet().outlines, UNITS, **SAYS)
    assert chart is not None and chart.alt == (
        "Bản đồ: Đông 19/19; Krong 12/19, chưa xác nhận; Sơ Pai chưa có số liệu; Đăk Hlơ 17/19."
    )
    root = safe_drawing(chart.svg)
    assert root is not None
    said = [one.text for one in root.iter("text")]
    assert said == [
        "Đông 19/19", "Krong 12/19", "Sơ Pai",
        "19 tiêu chí: 1 xã", "10-14 tiêu chí: 1 xã", "chưa có số liệu hoặc chưa xác định: 1 xã",
        "chấm ở góc: chưa xác nhận: 1 xã",
    ]  # fmt: skip
    _, _, width, height = map(float, root.get("viewBox", "").split())
    assert chart.height / chart.width == pytest.approx(height / width, abs=0.01)
    assert chart.height < 190  # with title and note on one page
    lowest = max(float(one.get("y", "0")) for one in root.iter("text"))
    assert lowest < height


def test_paper_is_black_and_the_page_keeps_its_colours() -> None:
    chart = period_map(sheet().outlines, UNITS, **SAYS)
    colours = set(re.findall(r'"#(\w{6})"', chart.svg if chart else ""))
    assert "000000" in colours and all(one[:2] == one[2:4] == one[4:] for one in colours)
    assert 'stroke="#1d4f91"' in draw_map(sheet().outlines, [], title="x")


@pytest.mark.parametrize("units", [[], UNITS[2:3], UNITS[3:]])
def test_no_map_where_nothing_that_is_known_has_a_place(units: list[MapUnit]) -> None:
    assert period_map(sheet().outlines, units, **SAYS) is None


def test_bands_hold_every_count_once() -> None:
    for met in range(20):
        assert [sign for sign, low, high, _ in BANDS if low <= met <= high] == [sign_of(met)]
    assert sign_of(None) is Sign.ABSENT


def test_a_name_with_signs_of_markup_stays_a_text() -> None:
    chart = period_map([], [MapUnit('<b>"A" & B', 10, 10, 3, 19)], **SAYS)
    assert chart is not None
    root = ElementTree.fromstring(chart.svg)
    assert next(one.text for one in root.iter("text")) == '<b>"A" & B 3/19'
