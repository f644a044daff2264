"""More time: granted by the office, recorded, for one commune, until a moment."""

from __future__ import annotations

from datetime import date

import pytest

from communes.models import PeriodExtension
from communes.services import reports, reviews, windows
from kbang_ntm.core import clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import AuditEvent, Notification
from tests.factories.communes import World, make_world, stand_on
from tests.factories.reviews import accept_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def confirmed(world):
    report = world.sent_report()
    accept_all(world, report)
    reviews.confirm(report=report, actor=world.coordinator)
    return report


def extend(world, actor=None, **values):
    return windows.extend(
        **{
            "period": world.period,
            "unit": world.commune,
            "until": clock.end_of_day(date(2025, 7, 5)),
            "reason": "Mất điện ba ngày.",
            "granted_by": actor or world.coordinator,
        }
        | values
    )


def test_an_extension_opens_the_window_for_one_commune(world):
    stand_on(date(2025, 7, 2))
    with pytest.raises(Refused) as refusal:
        world.report()
    assert refusal.value.code == "closed"
    extend(world)  # the commune has not begun: no report is needed
    report = world.report()
    assert windows.closes_at(report) == clock.end_of_day(date(2025, 7, 5))
    windows.check_open(report, at=clock.now())
    with pytest.raises(Refused):
        reports.start_report(
            unit_id=world.neighbour.pk, period=world.period, actor=world.neighbour_officer
        )
    stand_on(date(2025, 7, 6))
    with pytest.raises(Refused):
        windows.check_open(report, at=clock.now())


def test_what_is_sent_in_an_extension_is_late_and_the_trace_stands(world):
    report = world.fill(world.report())
    stand_on(date(2025, 7, 2))
    extend(world)
    receipt = world.send(report)
    assert receipt.late and report.late
    event = AuditEvent.objects.get(action="report.extend")
    assert event.subject_uid == report.uid
    assert Notification.objects.filter(kind="report.extended").count() == 3


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": ""}, "no_reason"),
        ({"until": clock.end_of_day(date(2025, 6, 30))}, "not_later"),
        ({"until": clock.end_of_day(date(2025, 6, 1))}, "not_later"),
    ],
)
def test_an_extension_is_later_and_says_why(world, changes, code):
    with pytest.raises(Refused) as refusal:
        extend(world, **changes)
    assert refusal.value.code == code
    assert not PeriodExtension.objects.exists()


def test_only_the_office_extends_and_not_what_is_confirmed(world, confirmed):
    for who in (world.leader, world.reviewer, world.reader):
        with pytest.raises(NotAllowed):
            extend(world, actor=who)
    with pytest.raises(Refused) as refusal:
        extend(world)
    assert refusal.value.code == "confirmed"
