"""The card of a verdict and the page of a unit, as papers."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from communes.models import IndicatorEntry
from kbang_ntm.core.errors import Refused
from reports.builders.communes import matrix, standing, why
from reports.queries.commune_papers import entries_to_print
from tests.factories.communes import World, make_world
from tests.reports.builders.words import headings_of, rows_of, tables_of, text_of

pytestmark = pytest.mark.django_db
WHY_QUERIES, STANDING_QUERIES, MATRIX_QUERIES = 27, 20, 40


def entry_of(world: World, code: str, raw: dict[str, dict[str, str]]) -> IndicatorEntry:
    report = world.report()
    world.save(report, world.edit(code, raw))
    return entries_to_print(world.officer).get(pk=world.entry(report, code).pk)


def test_a_verdict_comes_with_arithmetic_level_source_and_person() -> None:
    world = make_world()
    raw = {"a": {"numerator": "154", "denominator": "1236"}}
    document = why.build(entry=entry_of(world, "11", raw))
    text = text_of(document)
    assert headings_of(document)[0] == "1. Vì sao chưa đạt?"
    assert "Kết quả: chưa đạt (theo mức chưa kiểm chứng)." in text
    assert "12,46\u00a0%" in text
    arithmetic, basis, people = (rows_of(document, table) for table in tables_of(document))
    assert ["Hộ nghèo và cận nghèo", "154 hộ"] in arithmetic
    levels = dict(row for row in basis if len(row) == 2)
    assert levels["Mức đạt"].startswith("≤ 7\u00a0%, chỉ tiêu theo vùng Tây Nguyên")
    assert "QĐ 318/QĐ-TTg" in levels["Nguồn của mức"]
    assert levels["Người đối chiếu"] == "Văn phòng Điều phối, chưa làm"
    assert people[0][0] == "Đinh Thị Hạnh nhập 154/1.236 hộ"


def test_an_unknown_verdict_says_what_is_missing() -> None:
    world = make_world()
    document = why.build(entry=entry_of(world, "17.9", {"a": {"number": "4,2"}}))
    text = text_of(document)
    assert headings_of(document)[0] == "1. Vì sao chưa xác định?"
    assert "Muốn đạt: Chưa có mức đạt" in text
    assert document.banners.draft, "its report was not sent"


def test_two_parts_have_two_levels() -> None:
    world = make_world()
    raw = {"a": {"number": "61,8"}, "b": {"number": "50"}}
    document = why.build(entry=entry_of(world, "12.1", raw))
    labels = [row[0] for row in rows_of(document, tables_of(document)[2])]
    assert labels[2:6] == [
        "Mức đạt, nam", "Nguồn của mức, nam", "Mức đạt, nữ", "Nguồn của mức, nữ"
    ]  # fmt: skip


def test_cards_take_a_constant_number_of_queries(django_assert_max_num_queries: object) -> None:
    world = make_world()
    entry = entry_of(world, "11", {"a": {"numerator": "154", "denominator": "1236"}})
    with django_assert_max_num_queries(WHY_QUERIES):  # type: ignore[operator]  # a fixture
        why.build(entry=entry)


def test_a_unit_shows_what_was_sent_only() -> None:
    world = make_world()
    report = world.fill(world.report())
    before = standing.build(unit=world.commune)
    assert "1 tiêu chí" not in text_of(before)
    assert not [row for row in rows_of(before, tables_of(before)[1]) if "7" in row[2]]
    world.send(report)
    after = standing.build(unit=world.commune)
    assert rows_of(after, tables_of(after)[1]) == [["Quý II/2025", "chưa có", "6/7", ""]]
    text = text_of(after)
    assert "Đạt 6 tiêu chí: 1 Quy hoạch chung, 9 Nhà tạm," in text
    assert "Chưa đạt 0 tiêu chí." in text and "Chưa xác định 1 tiêu chí: 17 Cây xanh." in text
    assert "4. Từng tiêu chí quý II năm 2025 (xã tự đánh giá, chưa xác nhận)" in headings_of(after)


def test_a_unit_without_reports_and_one_without_a_name() -> None:
    world = make_world()
    document = standing.build(unit=world.neighbour)
    assert "Đạt chuẩn nông thôn mới: chưa có bước nào trong cổng." in text_of(document)
    assert tables_of(document)[1].empty_text == "Chưa gửi báo cáo nào."
    world.neighbour.versions.all().delete()
    with pytest.raises(Refused, match="chưa có tên"):
        standing.build(unit=world.neighbour)


def test_a_unit_takes_a_constant_number_of_queries(
    django_assert_max_num_queries: object,
) -> None:
    world = make_world()
    world.last_period()
    world.sent_report()
    with django_assert_max_num_queries(STANDING_QUERIES):  # type: ignore[operator]  # a fixture
        standing.build(unit=world.commune)


def test_the_page_of_a_unit_leads_to_its_paper_and_back() -> None:
    world = make_world()
    client = Client()
    client.force_login(world.officer)
    address = reverse("reports:paper", args=["unit-standing", world.neighbour.uid])
    page = client.get(reverse("reports:unit", args=[world.neighbour.key])).content.decode()
    assert address in page
    answer = client.get(address)
    assert reverse("reports:unit", args=["krong"]) in answer.content.decode()


def test_the_neighbour_finds_no_card_of_a_draft() -> None:
    world = make_world()
    entry = entry_of(world, "9", {"a": {"number": "0"}})
    client = Client()
    client.force_login(world.neighbour_officer)
    address = reverse("reports:paper", args=["why-card", entry.uid])
    assert client.get(address).status_code == 404
    client.force_login(world.officer)
    assert client.get(address).status_code == 200


def test_the_matrix_counts_as_the_progress_report_does() -> None:
    world = make_world()
    world.sent_report()
    document = matrix.build(period=world.period)
    assert "Có số liệu của 1 xã, đã xác nhận 0/2 xã." in text_of(document)
    met = {row[0]: row[2] for row in rows_of(document, tables_of(document)[0])}
    assert met == {"1": "1", "9": "1", "10": "1", "11": "1", "12": "1", "16": "1", "17": "0"}
    assert len(tables_of(document)[1].rows) == 3, "two communes and their sum"


def test_the_matrix_takes_a_constant_number_of_queries(
    django_assert_max_num_queries: object,
) -> None:
    world = make_world()
    world.sent_report()
    with django_assert_max_num_queries(MATRIX_QUERIES):  # type: ignore[operator]  # a fixture
        matrix.build(period=world.period)
