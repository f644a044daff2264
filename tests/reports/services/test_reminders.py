"""Reminding who has not sent: by the office alone, once a day, with a trace."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from communes.models import Membership, ProgressReport
from kbang_ntm.core import clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import AuditEvent, Notification
from reports.queries.late import late_sheet
from reports.services.reminders import remind
from tests.factories.communes import World, make_period, make_world, stand_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.mark.parametrize("who", ["officer", "leader", "reviewer", "reader"])
def test_others_may_not_and_nothing_is_written(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        remind(period=world.period, actor=getattr(world, who))
    assert not Notification.objects.exists() and not AuditEvent.objects.exists()


def test_officers_and_leaders_of_every_late_commune_are_told(world: World) -> None:
    told = remind(period=world.period, actor=world.coordinator)
    assert {unit.key for unit in told} == {"son-lang", "krong"}
    people = {world.officer, world.second_officer, world.leader}
    people |= {world.neighbour_officer, world.neighbour_leader}
    notices = Notification.objects.filter(kind="report.reminded")
    assert {notice.recipient for notice in notices} == people
    assert "30/06/2025" in notices[0].text and "Quý II/2025" in notices[0].text
    assert AuditEvent.objects.filter(action="report.remind").count() == 2


def test_who_has_sent_is_left_in_peace(world: World) -> None:
    world.sent_report()
    (told,) = remind(period=world.period, actor=world.coordinator)
    assert told.key == "krong"
    assert not Notification.objects.filter(kind="report.reminded", recipient=world.officer).exists()


def test_once_a_day_and_again_the_next(world: World) -> None:
    remind(period=world.period, units=[world.commune], actor=world.coordinator)
    with pytest.raises(Refused) as refused:
        remind(period=world.period, units=[world.commune], actor=world.coordinator)
    assert refused.value.code == "nobody_left"
    count = Notification.objects.count()
    stand_on(clock.today() + timedelta(days=1))
    remind(period=world.period, units=[world.commune], actor=world.coordinator)
    assert Notification.objects.count() == 2 * count


def test_a_reminder_of_one_period_is_none_of_another(world: World) -> None:
    remind(period=world.previous, units=[world.commune], actor=world.coordinator)
    remind(period=world.period, units=[world.commune], actor=world.coordinator)
    assert AuditEvent.objects.filter(action="report.remind").count() == 2


def test_a_commune_without_people_cannot_be_reminded(world: World) -> None:
    Membership.objects.filter(unit=world.neighbour).delete()
    with pytest.raises(Refused) as refused:
        remind(period=world.period, units=[world.neighbour], actor=world.coordinator)
    assert refused.value.code == "nobody_in_post" and "Krong" in refused.value.message
    assert not AuditEvent.objects.exists()


def test_a_period_not_open_yet_is_refused(world: World) -> None:
    later = make_period("2025-Q4")
    with pytest.raises(Refused) as refused:
        remind(period=later, actor=world.coordinator)
    assert refused.value.code == "not_open_yet"


def test_the_call_sheet_shows_the_last_reminder(world: World) -> None:
    remind(period=world.period, units=[world.commune], actor=world.coordinator)
    rows = {row.key: row for row in late_sheet(world.period).missing}
    assert rows["son-lang"].reminded_today and rows["son-lang"].reminded_by == "Lê Thu Hà"
    assert rows["krong"].reminded_at is None


def test_a_draft_is_late_and_shows_how_far_it_is(world: World) -> None:
    report = world.report()
    world.save(report, world.edit("10"), world.edit("11"))
    (row,) = [row for row in late_sheet(world.period).missing if row.key == "son-lang"]
    assert (row.state, row.entered, row.indicators) == ("draft", 2, 8)
    assert [contact.name for contact in row.contacts][:2] == ["Đinh Thị Hạnh", "Đinh Văn Thuận"]
    assert ProgressReport.objects.count() == 1


def test_only_people_in_post_on_the_day_are_called(world: World) -> None:
    post = Membership.objects.get(user=world.leader)
    post.valid = type(post.valid)(None, date(2025, 6, 1))
    post.save()
    (row,) = [row for row in late_sheet(world.period).missing if row.key == "son-lang"]
    assert "Trần Thị Lan" not in [contact.name for contact in row.contacts]
