""" "Vì sao?": what the card says for each kind of verdict, and that it fits one sheet of paper."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communes.comparison import evaluate_part
from communes.enums import Provenance
from communes.evaluation import ThresholdRule
from communes.measures import Comparator, Measure, PartSpec, PartValue
from communes.models import IndicatorPart, Threshold
from communes.queries.why import WIDTH, bar_of
from communes.services import reviews
from tests.factories.communes import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def card(client, world, report, code):
    return client.get(reverse("communes:why", args=[world.entry(report, code).uid])).text


def save(world, report, code, raw, **fields):
    outcome = world.save(report, world.edit(code, raw, **fields))
    assert outcome.problems == ()


def test_a_ratio_that_is_not_met(client, world):
    world.last_period(**{"11": {"a": {"numerator": "162", "denominator": "1.236"}}})
    report = world.report()
    save(world, report, "11", {"a": {"numerator": "154", "denominator": "1.236"}})
    client.force_login(world.officer)
    text = card(client, world, report, "11")
    for words in (
        "Vì sao chưa đạt?", "12,46\u00a0%, mức tối đa 7\u00a0%. Còn phải giảm 68 hộ.",
        "154 ÷ 1.236", "7\u00a0% × 1.236 = 86,52, tối đa", "154 − 86", "68 hộ",
        "So với Quý I/2025 (162 hộ): giảm 8 hộ.", "QĐ 318/QĐ-TTg",
        "Nhập theo trí nhớ, chưa đối chiếu văn bản", "chỉ tiêu theo vùng Tây Nguyên",
        "vùng chưa kiểm chứng", "chưa làm", "Chưa có minh chứng.",
        "Đinh Thị Hạnh nhập 154/1.236 hộ", "Phòng LĐTB&amp;XH rà soát",
        "Tiêu chí 11 chỉ có một chỉ tiêu nên tiêu chí cũng chưa đạt.", "theo mức chưa kiểm chứng",
    ):  # fmt: skip
        assert words in text, words
    assert "Thang từ 0 đến 15 %: mức đạt ≤ 7\u00a0%, xã 12,46\u00a0%" in text


def test_each_kind_of_verdict_has_its_title(client, world):
    report = world.fill(world.report())
    save(world, report, "1.2", {}, base_version=1, na_reason="Xã không có làng nghề.")
    world.send(report)
    client.force_login(world.reader)
    assert "Vì sao đạt?" in card(client, world, report, "10")
    unknown = card(client, world, report, "17.9")
    assert "Vì sao chưa xác định?" in unknown and "Chưa có mức đạt." in unknown
    assert "đồng ý là không áp dụng" in card(client, world, report, "1.2")
    reviews.accept(entry=world.entry(report, "1.2"), seen_version=2, actor=world.reviewer)
    text = card(client, world, report, "1.2")
    assert "Vì sao không áp dụng?" in text and "Xã không có làng nghề." in text
    assert "Không thiếu gì." in text


def test_both_parts_of_a_compound_indicator_are_explained(client, world):
    report = world.report()
    save(world, report, "12.1", {"a": {"number": "61,8"}, "b": {"number": "58"}})
    client.force_login(world.officer)
    text = card(client, world, report, "12.1")
    for words in ("<h3>Nam</h3>", "<h3>Nữ</h3>", "Còn thiếu 2 điểm phần trăm, nữ."):
        assert words in text, words
    assert text.count('class="chart"') == 2


def test_a_newer_level_is_said_and_the_stored_verdict_stays(client, world):
    report = world.report()
    save(world, report, "11", {"a": {"numerator": "154", "denominator": "1.236"}})
    Threshold.objects.create(
        part=IndicatorPart.objects.get(indicator=world.indicators["11"]),
        region_column="tay_nguyen",
        amount=Decimal(20),
        provenance=Provenance.ENTERED,
        certain=True,
    )
    client.force_login(world.officer)
    text = card(client, world, report, "11")
    assert "Mức đạt đã có bản mới hơn." in text
    assert "Vì sao chưa đạt?" in text and "≤ 7\u00a0%" in text


def test_the_criterion_explains_itself_by_its_indicators(client, world):
    report = world.report()
    save(world, report, "1.1", {"a": {"choice": "no"}})
    client.force_login(world.officer)
    address = reverse("communes:why-criterion", args=[report.uid, "1"])
    text = client.get(address).text
    assert "0/2 chỉ tiêu đạt hoặc không áp dụng, nên tiêu chí chưa đạt." in text
    assert "chưa nhập" in text
    missing = reverse("communes:why-criterion", args=[report.uid, "99"])
    assert client.get(missing).status_code == 404


def test_others_drafts_do_not_exist(client, world):
    report = world.fill(world.report())
    entry = world.entry(report, "11")
    pages = (
        reverse("communes:why", args=[entry.uid]),
        reverse("communes:why-criterion", args=[report.uid, "11"]),
    )
    for who in (world.neighbour_officer, world.reviewer, world.reader):
        client.force_login(who)
        assert [client.get(page).status_code for page in pages] == [404, 404]
    world.send(report)
    client.force_login(world.reader)
    assert [client.get(page).status_code for page in pages] == [200, 200]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_card_costs_the_same_whatever_was_said(client, world, rows):
    report = world.sent_report()
    entry = world.entry(report, "11")
    for number in range(rows):
        reviews.comment(entry=entry, seen_version=1, text=f"Ý {number}.", actor=world.reviewer)
    client.force_login(world.reader)
    card(client, world, report, "11")
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("communes:why", args=[entry.uid]))
    assert len(queries) == 20, [q["sql"][:90] for q in queries]


# --- the bar -----------------------------------------------------------------------------------


def bar(comparator, actual, level, unit="%"):
    spec = PartSpec("a", "", Measure.NUMBER, comparator, unit=unit, whole_counts=False)
    value, rule = PartValue(number=Decimal(actual)), ThresholdRule(1, Decimal(level))
    return bar_of(spec, value, rule, evaluate_part(spec, value, rule))


@pytest.mark.parametrize(
    ("comparator", "actual", "level", "expected"),
    [
        (Comparator.AT_MOST, "12.46", "7", (700, 700, 546)),
        (Comparator.AT_LEAST, "45", "90", (675, 675, 675)),
        (Comparator.AT_LEAST, "95", "90", (1425, 1350, 0)),
        (Comparator.EQUAL, "3", "0", (0, 0, 1125)),
        (Comparator.AT_LEAST, "0", "0", (0, 0, 0)),
    ],
)
def test_the_bar_shows_what_is_missing(comparator, actual, level, expected):
    found = bar(comparator, actual, level)
    assert (found.solid, found.hatch_from, found.hatch) == expected
    assert found.hatch_from + found.hatch <= WIDTH


def test_no_bar_without_a_level_or_for_a_choice():
    spec = PartSpec("a", "", Measure.NUMBER, Comparator.AT_LEAST)
    value = PartValue(number=Decimal(5))
    assert bar_of(spec, value, None, evaluate_part(spec, value, None)) is None
    choice = PartSpec("a", "", Measure.BOOLEAN, Comparator.IS)
    yes, rule = PartValue(choice="yes"), ThresholdRule(1, choice="yes")
    assert bar_of(choice, yes, rule, evaluate_part(choice, yes, rule)) is None
