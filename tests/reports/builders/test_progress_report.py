"""The progress report says what the database holds, and only that."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from communes.enums import Basis
from communes.models import ProgressReport, ReportingPeriod, Standing
from communes.services.reviews import accept, confirm
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from reports.builders import progress_report
from reports.documents.tree import Chart, Document, Table
from reports.queries.averages import average_of, last_averages
from reports.queries.matrix import load_matrix
from reports.queries.progress import gather
from tests.factories.communes import World, make_period, make_unit, make_world
from tests.reports.builders.words import text_of

pytestmark = pytest.mark.django_db


def confirmed(world: World) -> ProgressReport:
    report = world.sent_report()
    for entry in report.entries.all():
        accept(entry=entry, seen_version=entry.version, actor=world.reviewer)
    confirm(report=report, actor=world.coordinator)
    report.refresh_from_db()
    return report


def test_figures_equal_the_standing() -> None:
    world = make_world()
    report = confirmed(world)
    standing = Standing.objects.get(report=report, basis=Basis.CONFIRMED)
    document = progress_report.build(period=world.period)
    figures = document.figure_map
    assert figures["met"].value == standing.criteria_met > 0
    assert figures["average"].value == Decimal(standing.criteria_met)
    assert figures["confirmed"].value == 1
    assert figures["units"].value == 2
    assert "Xã chưa gửi báo cáo" in text_of(document)


def test_unconfirmed_paper_says_so() -> None:
    world = make_world()
    world.sent_report()
    banners = progress_report.build(period=world.period).banners
    assert banners.draft
    assert banners.unconfirmed == "Số liệu đã xác nhận 0/2 xã."


def test_a_draft_is_not_printed() -> None:
    world = make_world()
    world.fill(world.report())
    document = progress_report.build(period=world.period)
    assert "Chưa xã nào gửi số liệu" in text_of(document)
    assert "met" not in document.figure_map


def test_nothing_at_all_still_prints() -> None:
    world = make_world()
    document = progress_report.build(period=world.period)
    annex = document.annexes[0].blocks[0]
    assert isinstance(annex, Table)
    assert len(annex.rows) == 2


def test_no_district_no_report() -> None:
    world = make_world()
    later = make_period("2025-Q3")
    version = world.district.versions.get()
    version.valid = (None, world.period.ends + timedelta(days=1))
    version.save()
    with pytest.raises(Refused) as refused:
        progress_report.build(period=later)
    assert refused.value.code == "no_district"


def test_known_at_counts_what_had_arrived() -> None:
    world = make_world()
    before = clock.now()
    confirmed(world)
    then = load_matrix(period=world.period, known_at=before - timedelta(seconds=1))
    now = load_matrix(period=world.period, known_at=clock.now() + timedelta(seconds=1))
    latest = load_matrix(period=world.period)
    assert then is not None and now is not None and latest is not None
    assert not then.counted
    assert [row.cells for row in now.rows] == [row.cells for row in latest.rows]
    assert [row.state for row in now.rows] == [row.state for row in latest.rows]
    assert [row.met for row in now.rows] == [row.met for row in latest.rows]


@pytest.mark.parametrize("extra", [0, 2])
def test_constant_queries(extra: int, django_assert_num_queries: object) -> None:
    world = make_world()
    world.sent_report()
    for number in range(extra):
        make_unit(f"xa-{number}", f"Xã {number}", parent=world.district)
    with django_assert_num_queries(QUERIES):  # type: ignore[operator]  # a fixture
        progress_report.build(period=world.period)


# Five of them for the drawings: periods before, their sets, communes over time, their standings,
# and places on the map.
QUERIES = 25


def test_a_period_is_compared_with_the_one_before_and_the_same_a_year_ago() -> None:
    world = make_world()
    world.last_period(**{"10": {"a": {"number": "40"}}})
    world.sent_report()
    text = text_of(progress_report.build(period=world.period))
    assert (
        "Bình quân đạt 6,0 tiêu chí/xã (6 lượt tiêu chí của 1 xã có số liệu), tăng 1,0 tiêu chí so "
        "với quý I năm 2025 (5,0 tiêu chí/xã); chưa có số liệu cùng kỳ năm trước để so sánh."
    ) in text
    year_ago = make_period("2024-Q2")
    ProgressReport.objects.filter(period=world.previous).update(period=year_ago)
    Standing.objects.filter(period=world.previous).update(period=year_ago)
    text = text_of(progress_report.build(period=world.period))
    assert (
        "tăng 1,0 tiêu chí so với cùng kỳ năm trước, quý II năm 2024 (5,0 tiêu chí/xã); chưa có số "
        "liệu quý I năm 2025 để so sánh."
    ) in text


def test_a_year_is_compared_with_the_year_before_once() -> None:
    world = make_world()
    ReportingPeriod.objects.filter(pk=world.period.pk).update(kind="year", ordinal=1)
    ReportingPeriod.objects.filter(pk=world.previous.pk).update(kind="year", year=2024)
    world.sent_report()
    document = progress_report.build(period=ReportingPeriod.objects.get(pk=world.period.pk))
    assert "chưa có số liệu năm 2024 để so sánh." in text_of(document)
    assert document.abstract[1].endswith(" năm 2025")
    assert "cùng kỳ" not in text_of(document)


def charts_of(document: Document) -> list[Chart]:
    return [block for block in document.all_blocks() if isinstance(block, Chart)]


def test_the_average_is_drawn_over_the_periods_as_each_was_counted() -> None:
    world = make_world()
    world.sent_report()
    [heat] = charts_of(progress_report.build(period=world.period))  # one period is no course
    assert heat.caption.startswith("Tiêu chí đạt và chưa đạt")
    world.last_period(**{"10": {"a": {"number": "40"}}})
    average = charts_of(progress_report.build(period=world.period))[0]
    then, now = (load_matrix(period=period) for period in (world.previous, world.period))
    assert then is not None and now is not None
    assert (then.average, now.average) == (5, 6)
    assert average.alt == (
        "Bình quân tiêu chí đạt/xã: quý I năm 2025 5,0 (1/2 xã, còn xã chưa xác nhận); quý II năm "
        "2025 6,0 (1/2 xã, còn xã chưa xác nhận)."
    )


def test_means_of_all_periods_are_those_of_their_matrices() -> None:
    world = make_world()
    world.last_period(**{"10": {"a": {"number": "40"}}})
    confirmed(world)
    facts = gather(period=world.period)
    for one in last_averages(facts.matrix):
        matrix = load_matrix(period=one.period)
        assert matrix is not None
        assert one == average_of(matrix)


def test_units_are_drawn_from_who_meets_most() -> None:
    world = make_world()
    world.sent_report()
    document = progress_report.build(period=world.period)
    heat = charts_of(document)[-1]
    assert [annex.number for annex in document.annexes] == ["I", "II"]
    assert "(từng xã ở Phụ lục I, hình ở Phụ lục II)" in text_of(document)
    names = [row.short_name for row in load_matrix(period=world.period).rows]  # type: ignore[union-attr]  # there is one
    assert all(name in heat.alt for name in names) and "chưa có số liệu" in heat.alt


def test_nothing_is_drawn_before_anything_was_sent() -> None:
    document = progress_report.build(period=make_world().period)
    assert not charts_of(document) and [annex.number for annex in document.annexes] == [""]
