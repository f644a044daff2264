"""Lists of clusters and results of a year in constant queries; what figures say, or nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from campaigns.cluster_enums import Stage
from campaigns.models import ClusterMember
from campaigns.queries.clusters import cluster_lines, pledge_lines
from campaigns.queries.computed import (
    Share,
    label_of,
    register_own,
    register_source,
    share_of,
    sources,
    unknown,
)
from campaigns.queries.scoring import sheet_view
from campaigns.queries.statement import statement, statement_lines, unit_or_agency
from campaigns.services import clusters, pledges
from tests.factories.campaigns_clusters import YEAR, Emulation, make_emulation
from tests.factories.campaigns_support import make_helping
from tests.factories.campaigns_tasks import make_movement
from tests.factories.communes import make_agency, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def book() -> Emulation:
    return make_emulation()


def counted(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


@given(st.integers(0, 50), st.integers(1, 50), st.decimals("0.01", 1000, places=2))
def test_points_never_exceed_the_maximum(part: int, whole: int, maximum: Decimal) -> None:
    part = min(part, whole)
    points = Share(part, whole, "").points(maximum)
    assert 0 <= points <= maximum
    assert abs(points * whole - maximum * part) <= Decimal("0.005") * whole


def test_an_unknown_share_has_no_points() -> None:
    assert not unknown("vì thế").known
    assert unknown("vì thế").derivation(Decimal(5)) == "chưa có số liệu: vì thế"
    assert not Share(0, 0, "").known
    assert not share_of("dice", 1, None, YEAR).known


def test_a_part_may_name_its_own_source() -> None:
    kept = {one.code: one for one in sources()}
    register_source("tasks_on_time", "Nhiệm vụ", lambda unit, agency, year: Share(3, 4, "3/4"))
    try:
        register_own()
        assert share_of("tasks_on_time", 1, None, YEAR).part == 3
        assert label_of("tasks_on_time") == "Nhiệm vụ"
    finally:
        one = kept["tasks_on_time"]
        register_source(one.code, one.label, one.compute)


def test_criteria_and_reports(book: Emulation) -> None:
    commune = book.world.commune.pk
    assert not share_of("criteria_met", commune, None, YEAR).known
    assert not share_of("criteria_met", None, book.world.agency.pk, YEAR).known
    assert not share_of("reports_on_time", commune, None, YEAR).known
    make_helping(book.world).gap()
    found = share_of("criteria_met", commune, None, YEAR)
    assert found.known
    assert "xã tự đánh giá, chưa xác nhận" in found.words
    assert not share_of("reports_on_time", commune, None, YEAR).known  # not due yet


def test_pledges_reached(book: Emulation) -> None:
    commune = book.world.commune.pk
    pledge = book.signed("commune", *(pledges.TargetText(word) for word in ("a", "b")))
    words = share_of("pledge_reached", commune, None, YEAR).words
    assert "chưa ghi kết quả" in words
    first, second = pledge.targets.order_by("order")
    for target, reached in ((first, False), (first, True), (second, False)):
        pledges.record_result(
            target=target, reached=reached, number=None, note="", actor=book.world.officer
        )
    found = share_of("pledge_reached", commune, None, YEAR)
    assert (found.part, found.whole) == (1, 2)
    assert not share_of("pledge_reached", commune, None, 2024).known
    assert not share_of("pledge_reached", None, book.world.agency.pk, YEAR).known


def test_constant_queries(book: Emulation) -> None:
    user = book.world.coordinator
    cluster_lines(user, YEAR)
    sheet = book.open()
    book.score(sheet, "commune", Stage.SELF, 5, 3)
    looks = (
        lambda: cluster_lines(user, YEAR),
        lambda: pledge_lines(user, book.cluster, YEAR),
        lambda: sheet_view(sheet),
        lambda: statement_lines(user, YEAR),
    )
    before = [counted(look) for look in looks]
    for number in range(3):
        agency = make_agency(f"phong-{number}", f"Phòng {number}", book.world.district)
        book.join(agency_id=agency.pk)
        unit = make_unit(f"xa-{number}", f"Xã {number}", parent=book.world.district)
        book.join(unit_id=unit.pk)
        clusters.add_cluster(
            unit_id=book.world.district.pk, text=book.text(name=f"Cụm {number}"), actor=user
        )
    book.score(sheet, "neighbour", Stage.SELF, 5, 3)
    book.signed("neighbour")
    assert [counted(look) for look in looks] == before == [8, 4, 6, 7]


def test_the_list_is_searched_without_marks(book: Emulation) -> None:
    user = book.world.coordinator
    assert len(cluster_lines(user, YEAR, "cum so 1 krong")) == 1
    assert cluster_lines(user, YEAR, "cum so 9") == []
    assert cluster_lines(user, 2024) == []


def facts(book: Emulation, year: int = YEAR) -> dict[str, Any]:
    return {one.label: one for one in statement(book.world.commune, None, year).facts}


def test_a_year_without_figures_says_so(book: Emulation) -> None:
    found = facts(book)
    for label in (
        "Tiêu chí đạt",
        "Nhiệm vụ đúng hạn",
        "Chỉ tiêu giao ước đạt",
        "Xếp hạng trong cụm, khối",
        "Nợ xây dựng cơ bản",
    ):
        assert not found[label].known
        assert found[label].words.startswith("chưa có số liệu"), label
    assert "chưa thống nhất" in found["Xếp hạng trong cụm, khối"].words


def test_a_statement_gathers_what_is_known(book: Emulation) -> None:
    help_ = make_helping(book.world)
    help_.gap()
    help_.assign()
    help_.visit()
    book.signed()
    book.agreed()
    one = statement(book.world.commune, None, YEAR)
    found = {fact.label: fact for fact in one.facts}
    assert found["Xếp hạng trong cụm, khối"].words.startswith("hạng 2/3, 12 điểm")
    assert found["Xếp hạng trong cụm, khối"].source == "biên bản ngày 01/06/2025"
    assert found["Cơ quan giúp đỡ"].words == "Phòng LĐTB&XH"
    assert found["Chuyến làm việc đã đón"].words == "1 chuyến"
    assert one.pledge is not None
    assert [line.result for line in one.targets] == [None]
    agency = statement(None, book.world.agency, YEAR)
    found = {fact.label: fact for fact in agency.facts}
    assert "hạng 1/3" in found["Xếp hạng trong cụm, khối"].words
    assert "Xã Sơn Lang" in found["Đơn vị được giao giúp đỡ"].words
    assert "Báo cáo tiến độ đúng hạn" not in found


def test_who_reads_whose(book: Emulation) -> None:
    world = book.world
    names = [line.name for line in statement_lines(world.officer, YEAR)]
    assert names == ["Xã Sơn Lang"]
    assert len(statement_lines(world.reader, YEAR)) == 5
    assert unit_or_agency(world.commune.uid, world.officer) == (world.commune, None)
    for user, uid in (
        (world.neighbour_officer, world.commune.uid),
        (world.officer, world.agency.uid),
        (world.reader, world.district.uid),
    ):
        assert unit_or_agency(uid, user) == (None, None)


def test_a_member_that_left_is_not_counted(book: Emulation) -> None:
    ClusterMember.objects.filter(pk=book.members["agency"].pk).update(
        valid=book.members["agency"].valid.__class__(empty=True)
    )
    assert len(pledge_lines(book.world.coordinator, book.cluster, YEAR)) == 2


def test_tasks_count_once_due_and_by_the_day_of_their_result() -> None:
    world = make_movement()
    unit = world.world.commune.pk
    assert "không có nhiệm vụ nào" in share_of("tasks_on_time", unit, None, YEAR).words
    world.reported(due=date(2025, 6, 20))
    world.task(due=date(2025, 6, 19), title="Chậm")
    world.task(due=date(2025, 7, 1), title="Chưa đến hạn")
    world.task(world.neighbour, due=date(2025, 6, 19), title="Của xã khác")
    found = share_of("tasks_on_time", unit, None, YEAR)
    assert (found.part, found.whole) == (1, 2)
    assert found.words == "1/2 nhiệm vụ đến hạn có kết quả đúng hạn"
