"""Who is told of visits, findings and counter-entries: those with a duty, once, unless switched
off."""

from __future__ import annotations

from datetime import date

import pytest

from campaigns.fronts.inspections import coming_items
from campaigns.models import ReminderRule
from campaigns.services import contributions, findings, inspection_plans, inspections
from campaigns.services.inspection_notices import NOTICE_KINDS
from campaigns.services.reminders import daily_round
from communes.enums import Role
from communes.models import Membership
from kbang_ntm.core.models import NoticePreference, Notification, User
from kbang_ntm.core.registry import registry
from tests.factories.campaigns_contributions import make_ledger
from tests.factories.campaigns_inspections import Visits, make_visits
from tests.factories.communes import World, since, stand_on
from tests.factories.registers import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def visits() -> Visits:
    return make_visits()


def told(kind: str) -> list[tuple[str, str]]:
    """(account, text) of the notices of a kind, in their order."""
    rows = Notification.objects.filter(kind=kind).order_by("pk")
    return [(row.recipient.username, row.text) for row in rows.select_related("recipient")]


def commune_people(world: World, *without: User) -> set[str]:
    """Accounts of those who enter or sign for the commune."""
    posts = Membership.objects.filter(
        unit=world.commune, role__in=[Role.COMMUNE_OFFICER, Role.COMMUNE_LEADER]
    )
    return set(posts.values_list("user__username", flat=True)) - {one.username for one in without}


def test_every_kind_can_be_switched_off(visits: Visits) -> None:
    assert set(NOTICE_KINDS) <= set(registry.notice_kinds)
    NoticePreference.objects.create(
        user=visits.world.officer, kind="inspection.planned", on_page=False, by_mail=False
    )
    visits.visit()
    world = visits.world
    assert {who for who, _text in told("inspection.planned")} == commune_people(
        world, world.officer
    )


def test_the_commune_hears_of_a_visit_its_new_days_and_its_end(visits: Visits) -> None:
    world, row = visits.world, visits.visit()
    inspections.move_inspection(
        inspection=row, first=date(2025, 6, 25), last=date(2025, 6, 25), actor=world.reviewer
    )
    inspections.cancel(inspection=row, reason="Trùng lịch", actor=world.reviewer)
    found = told("inspection.planned")
    assert {who for who, _text in found} == commune_people(world)
    mine = [text for who, text in found if who == world.officer.username]
    assert len(mine) == 3 and "từ ngày 25/06/2025" in mine[1]
    assert mine[2].startswith("Hủy: ") and mine[2].endswith("Lý do: Trùng lịch")


def test_a_draft_plan_is_not_told_before_it_is_issued(visits: Visits) -> None:
    world = visits.world
    plan = visits.plan(issued=False)
    days = {"first": date(2025, 6, 25), "last": date(2025, 6, 25)}
    visits.visit(plan=plan, **days)
    assert told("inspection.planned") == [] and list(coming_items(world.officer)) == []
    inspection_plans.issue_plan(
        plan=plan, number="12/KH", day=date(2025, 1, 20), actor=world.reviewer
    )
    assert {who for who, _text in told("inspection.planned")} == commune_people(world)
    (line,) = coming_items(world.officer)
    assert (line.title, line.due) == ("Chuẩn bị đón đoàn kiểm tra hằng năm", date(2025, 6, 25))
    assert list(coming_items(world.neighbour_leader)) == []


def test_a_finding_is_told_to_who_mends_and_its_report_to_who_found_it(visits: Visits) -> None:
    world, row = visits.world, visits.finding()
    mending = commune_people(world)
    assert {who for who, _text in told("finding.stated")} == mending
    assert told("finding.stated")[0][1].startswith("Khắc phục trước 20/07/2025: Chưa cập nhật")
    visits.reported(row)
    assert world.reviewer.username in {who for who, _text in told("finding.reported")}
    assert not mending & {who for who, _text in told("finding.reported")}
    visits.act(row, "return", world.reviewer, "Chưa đủ")
    visits.act(row, "report", world.officer, "Đã bổ sung")
    twice = [who for who, _text in told("finding.reported") if who == world.reviewer.username]
    assert len(twice) == 2  # a report after a return is news again
    findings.extend(finding=row, deadline=date(2025, 8, 20), reason="Mưa lũ", actor=world.reviewer)
    visits.act(row, "close", world.reviewer, "")
    judged = [text for who, text in told("finding.judged") if who == world.leader.username]
    assert [text.split(":")[0] for text in judged] == [
        "Báo cáo khắc phục bị trả lại",
        "Gia hạn khắc phục đến 20/08/2025",
        "Đã khép tồn tại",
    ]


def test_deadlines_are_reminded_of_once_before_and_once_after(visits: Visits) -> None:
    for when, days in (("before", 7), ("after", 3)):
        ReminderRule.objects.create(when=when, days=days, valid=since(date(2021, 1, 1)))
    row = visits.finding()
    assert daily_round(today=TODAY).reminded == 0
    for _again in range(2):
        assert daily_round(today=date(2025, 7, 15)).reminded == 1
    stand_on(date(2025, 7, 24))
    assert daily_round(today=date(2025, 7, 24)).reminded == 1
    mine = [text for who, text in told("finding.reminded") if who == visits.world.officer.username]
    assert [text.split(":")[0] for text in mine] == [
        "Sắp đến hạn khắc phục 20/07/2025",
        "Quá hạn khắc phục 20/07/2025",
    ]
    visits.reported(row)
    assert daily_round(today=date(2025, 7, 25)).reminded == 0


def test_a_counter_entry_is_told_where_it_touches_a_work() -> None:
    ledger = make_ledger()
    world = ledger.world
    plain = ledger.add()
    contributions.take_back(row=plain, reason="Ghi nhầm", actor=world.officer)
    assert not Notification.objects.filter(kind=contributions.NOTICE).exists()
    work = ledger.book.work()
    served = ledger.add(works=[work.pk])
    contributions.take_back(row=served, reason="Ghi nhầm", actor=world.officer)
    found = told(contributions.NOTICE)
    assert {who for who, _text in found} == commune_people(world, world.officer)
    assert all(work.name in text and text.endswith("Ghi nhầm") for _who, text in found)
    contributions.take_back(row=ledger.add(), reason="Trùng", actor=world.leader)
    assert [who for who, _text in told(contributions.NOTICE)][len(found) :] == [
        world.officer.username
    ]
    assert not Notification.objects.filter(recipient=world.neighbour_leader).exists()
