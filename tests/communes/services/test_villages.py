"""A commune's report for its village: who may begin it, where it goes, what it must not touch."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from communes.enums import Basis, ReportState, Standard
from communes.inbox import waiting, waiting_villages
from communes.inbox_review import agency_items, coordination_items
from communes.models import (
    AdministrativeUnit,
    CriteriaSet,
    IndicatorEntry,
    ProgressReport,
    Recognition,
    ReportingPeriod,
    Snapshot,
    Standing,
)
from communes.queries.entry_home import period_lines
from communes.queries.outstanding import outstanding
from communes.queries.review import desks_of, review_queue
from communes.queries.verification import verify_verdicts
from communes.queries.villages import NO_COMMUNE, village_lines
from communes.rules import reach
from communes.services.windows import extend
from kbang_ntm.core import clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import AuditEvent, Notification, User
from reports.queries.glance import glance
from reports.queries.late import late_sheet
from reports.queries.matrix import load_matrix
from reports.queries.periods import offered_periods
from tests.factories.communes import make_unit, stand_on
from tests.factories.villages import Villages, make_village, make_villages, split

pytestmark = pytest.mark.django_db


@pytest.fixture
def villages() -> Villages:
    return make_villages()


def refused(villages: Villages, actor: User, village: AdministrativeUnit) -> Exception:
    with pytest.raises((NotAllowed, Refused)) as found:
        villages.report(village=village, actor=actor)
    assert not ProgressReport.objects.exists()
    assert not AuditEvent.objects.filter(action="report.start").exists()
    return found.value


@pytest.mark.parametrize("who", ["neighbour_officer", "reviewer", "coordinator", "reader"])
def test_nobody_else_begins_it(villages: Villages, who: str) -> None:
    wrong = refused(villages, getattr(villages.world, who), villages.village)
    assert isinstance(wrong, NotAllowed)


def test_a_commune_is_no_village(villages: Villages) -> None:
    wrong = refused(villages, villages.world.officer, villages.world.commune)
    assert isinstance(wrong, Refused) and wrong.code == "no_village"


def test_a_village_not_there_on_the_last_day_is_refused(villages: Villages) -> None:
    later = make_village("lang-moi", "Làng Mới", [(villages.world.commune, date(2025, 7, 1))])
    wrong = refused(villages, villages.world.officer, later)
    assert isinstance(wrong, Refused) and wrong.code == "no_village"


def test_the_successor_of_a_divided_commune_is_asked_for(villages: Villages) -> None:
    world = villages.world
    old = make_unit("dak-hlo", "Xã Đăk Hlơ", parent=world.district)
    lot = make_village("lang-lot", "Làng Lợt", [(old, None), (None, date(2025, 5, 1))])
    split(old, [world.commune, make_unit("xa-khac", "Xã Khác")], date(2025, 5, 1))
    wrong = refused(villages, world.officer, lot)
    assert isinstance(wrong, Refused) and wrong.code == "no_commune"
    assert "Chưa xác định xã kế tục của Làng Lợt" in wrong.message
    assert isinstance(refused(villages, world.neighbour_officer, lot), NotAllowed)
    line = next(line for line in village_lines(world.officer) if line.unit.unit_id == lot.pk)
    assert line.blocked == NO_COMMUNE and not line.waits
    assert all(item.unit.unit_id != lot.pk for item in village_lines(world.neighbour_officer))


def test_without_reviewers_it_is_not_opened(villages: Villages) -> None:
    for duty in villages.indicators["10"].duties.model.objects.filter(
        indicator__criteria_set=villages.criteria_set
    ):
        duty.delete()
    wrong = refused(villages, villages.world.officer, villages.village)
    assert isinstance(wrong, Refused) and wrong.code == "no_reviewer"
    line = village_lines(villages.world.officer)[0]
    assert line.blocked == "chưa xác định cơ quan rà soát" and not line.waits


def test_it_is_the_villages_and_the_commune_enters_it(villages: Villages) -> None:
    report = villages.report()
    assert report.unit == villages.village
    assert report.responsible_unit == villages.world.commune
    assert report.criteria_set == villages.criteria_set
    assert villages.report(actor=villages.world.leader) == report
    event = AuditEvent.objects.select_related("detail").get(action="report.start")
    assert event.detail.summary == "Mở báo cáo Quý II/2025 của làng Sơ Tơr"


def test_people_see_it_as_they_see_the_communes_own(villages: Villages) -> None:
    world, report = villages.world, villages.report()
    visible = ProgressReport.objects.visible_to
    assert visible(world.officer).count() == visible(world.coordinator).count() == 1
    for other in (world.neighbour_officer, world.reader, world.reviewer):
        assert not visible(other).exists()
    villages.send(villages.fill(report))
    assert visible(world.reader).count() == visible(world.reviewer).count() == 1
    assert not visible(world.neighbour_officer).exists()


def test_levels_are_those_of_its_commune(villages: Villages) -> None:
    report = villages.fill(
        villages.report(), **{"11": {"a": {"numerator": "30", "denominator": "100"}}}
    )
    verdicts = dict(report.entries.values_list("indicator__code", "verdict"))
    assert verdicts["10"] == "met" and verdicts["11"] == "not_met"
    assert verdicts["17.9"] == "unknown"  # no level is known: never met
    villages.world.commune.versions.update(region_column="")
    from communes.services.standings import evaluate_report

    evaluate_report(report=report)
    assert set(report.entries.values_list("verdict", flat=True)) == {"unknown"}


def test_the_whole_way_to_confirmation(villages: Villages) -> None:
    world = villages.world
    report = villages.fill(villages.report())
    receipt = villages.send(report)
    told = Notification.objects.get(recipient=world.coordinator)
    assert told.text == (
        f"Xã Sơn Lang gửi báo cáo Quý II/2025 của làng Sơ Tơr, phiếu {receipt.number}."
    )
    queue = review_queue(desk=desks_of(world.reviewer)[0], period=world.period, user=world.reviewer)
    assert {item.unit for item in queue.open} == {"Làng Sơ Tơr"}
    assert "Làng Sơ Tơr" in next(iter(agency_items(world.reviewer))).hint
    villages.confirm(report)
    assert report.state == ReportState.CONFIRMED
    assert Snapshot.objects.get(report=report).body.count("Làng Sơ Tơr") == 1
    confirmed = Standing.objects.get(report=report, basis=Basis.CONFIRMED)
    assert (confirmed.unit, confirmed.criteria_met) == (villages.village, 6)
    assert verify_verdicts().differences == ()


def test_it_never_counts_among_communes(villages: Villages) -> None:
    world = villages.world
    villages.confirm(_sent(villages))
    matrix = load_matrix(period=world.period)
    assert matrix is not None
    assert [row.key for row in matrix.rows] == ["son-lang", "krong"] and not matrix.counted
    seen = glance(reach(world.coordinator))
    assert seen is not None and (seen.sent, seen.confirmed, seen.expected) == (0, 0, 2)
    sheet = late_sheet(world.period)
    assert (sheet.sent, len(sheet.missing)) == (0, 2)
    assert not any(getattr(row, "has_sent", False) for row in offered_periods())
    table = outstanding(world.period, world.coordinator)
    assert table.confirmed == 0 and [row.name for row in table.villages] == ["Làng Sơ Tơr"]
    assert all(line.report is None for line in period_lines(world.officer))


def _sent(villages: Villages) -> ProgressReport:
    report = villages.fill(villages.report())
    villages.send(report)
    return report


def test_both_reports_of_a_period_stand_side_by_side(villages: Villages) -> None:
    world = villages.world
    own = world.report()
    village = villages.report()
    assert {own.unit_id, village.unit_id} == {world.commune.pk, villages.village.pk}
    lines = [*waiting(world.officer), *waiting_villages(world.officer)]
    titles = [item.title for item in lines]
    assert titles == ["Nhập nốt 8 chỉ tiêu", "Làng Sơ Tơr: nhập nốt 8 chỉ tiêu"]
    assert period_lines(world.officer)[0].report == own


def test_what_is_begun_for_a_recognised_village_is_not_pressed_for(villages: Villages) -> None:
    world = villages.world
    assert "Làng Sơ Tơr: bắt đầu nhập số liệu Quý II/2025" in [
        item.title for item in waiting_villages(world.officer)
    ]
    Recognition.objects.create(
        unit=villages.village, standard=Standard.VILLAGE, state="recognised", year=2021
    )
    assert not waiting_villages(world.officer)
    assert village_lines(world.officer)[0].recognised


def test_the_office_is_asked_to_confirm_the_village(villages: Villages) -> None:
    report = _sent(villages)
    IndicatorEntry.objects.filter(report=report).update(review="accepted")
    items = list(coordination_items(villages.world.coordinator))
    assert items[0].title == "Xác nhận số liệu Làng Sơ Tơr, Quý II/2025"


def test_more_time_for_the_commune_is_more_time_for_its_villages(villages: Villages) -> None:
    world = villages.world
    villages.report()
    stand_on(date(2025, 7, 2))
    line = village_lines(world.officer)[0]
    assert not line.is_open
    extend(
        period=world.period,
        unit=world.commune,
        until=clock.end_of_day(date(2025, 7, 5)),
        reason="Mưa lũ",
        granted_by=world.coordinator,
    )
    assert village_lines(world.officer)[0].is_open


@pytest.mark.data("reference")
def test_the_district_reviews_village_figures_until_its_end() -> None:
    found = CriteriaSet.objects.get(code="lang-ntm-gia-lai")
    from communes.services.reports import has_reviewers

    for key, expected in (("2024-Q4", True), ("2025-Q2", True), ("2025-Q3", False)):
        assert has_reviewers(ReportingPeriod.objects.get(key=key), found) is expected
    led = set(
        found.indicators.filter(
            duties__role="lead", duties__valid__contains=date(2025, 6, 30)
        ).values_list("code", flat=True)
    )
    assert len(led) == found.indicators.count() == 30
    assert not found.indicators.filter(duties__certain=True).exists()


def test_pages_of_the_commune_show_its_villages(client: Client, villages: Villages) -> None:
    client.force_login(villages.world.officer)
    page = client.get(reverse("communes:entry-home")).content.decode()
    assert "Làng của xã" in page and "Làng Sơ Tơr" in page and "Làng Kuao" not in page
    answer = client.post(
        reverse("communes:entry-start"),
        {"period": villages.world.period.uid, "unit": villages.village.uid},
    )
    report = ProgressReport.objects.get()
    assert answer.url == reverse("communes:entry", args=[report.uid])
    assert "Quý II/2025, làng Sơ Tơr" in client.get(answer.url).content.decode()
    client.force_login(villages.world.neighbour_officer)
    assert client.get(answer.url).status_code == 404
    answer = client.post(
        reverse("communes:entry-start"),
        {"period": villages.world.period.uid, "unit": villages.village.uid},
    )
    assert answer.status_code == 403 and ProgressReport.objects.count() == 1
