"""The report of a commune says what its rows hold: figures, comparison, reasons, nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from communes.models import ProgressReport, ReportingPeriod
from communes.services.reviews import accept, confirm, return_entry
from kbang_ntm.core import clock
from reports.builders.communes import report as commune_report
from tests.factories.communes import World, make_period, make_world
from tests.factories.small_set import GOOD
from tests.reports.builders.words import headings_of, rows_of, tables_of, text_of

pytestmark = pytest.mark.django_db
QUERIES = 20


def printed(report: ProgressReport) -> str:
    return text_of(commune_report.build(report=report))


def year_ago() -> ReportingPeriod:
    return make_period("2024-Q2")


def confirmed(world: World, report: ProgressReport) -> ProgressReport:
    for entry in report.entries.all():
        accept(entry=entry, seen_version=entry.version, actor=world.reviewer)
    confirm(report=report, actor=world.coordinator)
    report.refresh_from_db()
    return report


def test_the_first_report_compares_with_nothing() -> None:
    world = make_world()
    text = printed(world.sent_report())
    assert (
        "Xã Sơn Lang đạt 6/7 tiêu chí, chưa có số liệu quý I năm 2025 và cùng kỳ năm trước để so "
        "sánh. Có 0 tiêu chí chưa đạt, 1 tiêu chí chưa xác định. Đạt 7/8 chỉ tiêu." in text
    )


def test_a_gain_names_the_criterion_and_the_period_it_is_against() -> None:
    world = make_world()
    world.last_period(**{"10": {"a": {"number": "40"}}})
    text = printed(world.sent_report())
    assert "đạt 6/7 tiêu chí, tăng 1* tiêu chí so với quý I năm 2025 (5* tiêu chí);" in text
    assert "Đạt thêm so với quý I năm 2025: 10 Thu nhập." in text
    assert "Không còn đạt" not in text


def test_a_loss_is_told_with_the_reason_that_is_stored() -> None:
    world = make_world()
    world.last_period()
    report = world.report()
    world.save(
        report,
        *(world.edit(code) for code in world.indicators if code != "10"),
        world.edit("10", {"a": {"number": "44,5"}}, note="Giá mì giảm."),
    )
    world.attach(report, "11")
    world.send(report)
    text = printed(report)
    assert "giảm 1* tiêu chí so với quý I năm 2025 (6* tiêu chí)" in text
    assert "Không còn đạt so với quý I năm 2025: 10 Thu nhập." in text
    assert (
        "10 Thu nhập: 44,5 triệu đồng/người/năm; còn thiếu 5,5 triệu đồng/người/năm; "
        "giải trình của xã: Giá mì giảm." in text
    )


def test_equal_is_said_and_a_year_ago_is_compared_too() -> None:
    world = make_world()
    world.last_period()
    then = ProgressReport.objects.get(period=world.previous)
    earlier = year_ago()
    ProgressReport.objects.filter(pk=then.pk).update(period=earlier)
    then.standings.update(period=earlier)
    text = printed(world.sent_report())
    assert "bằng cùng kỳ năm trước, quý II năm 2024 (6* tiêu chí)" in text
    assert "chưa có số liệu quý I năm 2025 để so sánh" in text


def test_an_earlier_report_on_another_set_is_not_compared() -> None:
    world = make_world()
    world.last_period()
    other = ReportingPeriod.objects.get(pk=world.previous.pk)
    report = world.sent_report()
    from tests.factories.communes import make_set

    another = make_set("bo-khac")
    ProgressReport.objects.filter(period=other).update(criteria_set=another)
    text = printed(report)
    assert "chưa so sánh được với quý I năm 2025, khi đó tính theo bộ tiêu chí khác" in text
    assert "so với quý I" not in text


def test_a_year_is_compared_with_the_year_before_once() -> None:
    world = make_world()
    ReportingPeriod.objects.filter(pk=world.period.pk).update(kind="year", ordinal=1)
    ReportingPeriod.objects.filter(pk=world.previous.pk).update(kind="year", year=2024)
    world.period.refresh_from_db()
    report = world.sent_report()
    text = printed(ProgressReport.objects.get(pk=report.pk))
    assert "chưa có số liệu năm 2024 để so sánh." in text
    assert "cùng kỳ" not in text
    abstract = commune_report.build(report=ProgressReport.objects.get(pk=report.pk)).abstract
    assert abstract[1] == "của xã Sơn Lang năm 2025"


def test_half_a_year_is_called_so() -> None:
    world = make_world()
    ReportingPeriod.objects.filter(pk=world.period.pk).update(kind="half", ordinal=1)
    report = world.sent_report()
    document = commune_report.build(report=ProgressReport.objects.get(pk=report.pk))
    assert document.abstract[1] == "của xã Sơn Lang 6 tháng đầu năm 2025"


def test_unconfirmed_says_so_and_confirmed_no_more() -> None:
    world = make_world()
    report = world.sent_report()
    document = commune_report.build(report=report)
    assert document.banners.unconfirmed == "Số liệu xã tự đánh giá, chưa được xác nhận."
    assert not document.banners.draft
    assert "Đã nhập 8/8 chỉ tiêu, cơ quan rà soát đã chấp nhận 0/8 chỉ tiêu." in text_of(document)
    sure = commune_report.build(report=confirmed(world, report))
    assert sure.banners.unconfirmed == ""
    assert "đã chấp nhận 8/8" in text_of(sure)
    assert "số liệu đã được xác nhận ngày 20/06/2025" in text_of(sure)


def test_a_draft_is_marked_and_tells_what_is_missing() -> None:
    world = make_world()
    document = commune_report.build(report=world.report())
    assert document.banners.draft
    text = text_of(document)
    assert "Báo cáo chưa gửi." in text and "Chưa có số liệu của kỳ này." in text
    assert text.count("chưa nhập số liệu") == 8
    assert "1. Tiêu chí 1. Quy hoạch chung: chưa xác định" in headings_of(document)


def test_the_words_of_the_agency_stand_with_the_reason() -> None:
    world = make_world()
    report = world.report()
    world.save(report, *(
        world.edit(code, {"a": {"number": "3"}} if code == "9" else GOOD[code])
        for code in world.indicators
    ))  # fmt: skip
    world.attach(report, "11")
    world.send(report)
    entry = world.entry(report, "9")
    return_entry(
        entry=entry, seen_version=entry.version, text="Đếm lại nhà tạm.", actor=world.reviewer
    )
    text = printed(ProgressReport.objects.get(pk=report.pk))
    assert "9 Nhà tạm: 3 nhà; còn 3 nhà; trả lại để sửa, Phòng LĐTB&XH: Đếm lại nhà tạm." in text


def test_the_annex_has_each_indicator_with_its_level_and_earlier_figure() -> None:
    world = make_world()
    world.last_period(**{"11": {"a": {"numerator": "80", "denominator": "1236"}}})
    document = commune_report.build(report=world.sent_report())
    rows = rows_of(document, tables_of(document)[-1])
    line = next(row for row in rows if row[0] == "11")
    assert line[1:] == [
        "Nghèo đa chiều", "5,02\u00a0% (62/1.236 hộ)", "≤ 7\u00a0%", "Đ", "", "6,47\u00a0%",
        "chưa có",
    ]  # fmt: skip
    assert next(row for row in rows if row[0] == "17.9")[3] == "chưa có mức đạt"
    assert sum(len(row) > 1 for row in rows) == 8


def test_it_prints_on_the_day_a_number_is_given() -> None:
    world = make_world()
    report = world.sent_report()
    report.paper_number, report.paper_date = "15/BC-UBND", date(2025, 6, 19)
    report.save(update_fields=["paper_number", "paper_date"])
    head = commune_report.build(report=report).head
    assert head is not None and (head.number, head.dated) == ("15", date(2025, 6, 19))


@pytest.mark.parametrize("periods", [0, 1])
def test_constant_queries(periods: int, django_assert_max_num_queries: object) -> None:
    world = make_world()
    if periods:
        world.last_period()
    report = ProgressReport.objects.select_related(
        "unit", "responsible_unit", "period", "criteria_set"
    ).get(pk=world.sent_report().pk)
    clock.today()
    with django_assert_max_num_queries(QUERIES):  # type: ignore[operator]  # a fixture
        commune_report.build(report=report)


def test_the_neighbour_finds_no_paper_of_a_draft_and_the_owner_does() -> None:
    world = make_world()
    address = reverse("reports:paper", args=["commune-report", world.report().uid])
    client = Client()
    client.force_login(world.neighbour_officer)
    assert client.get(address).status_code == 404
    client.force_login(world.officer)
    answer = client.get(address)
    assert answer.status_code == 200 and "DỰ THẢO" in answer.content.decode()
