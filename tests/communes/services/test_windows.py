"""Opening and closing to the second, and more time when it is granted."""

from __future__ import annotations

import pytest
import time_machine

from communes.services.reports import hand_to_leader, start_report, submit
from communes.services.windows import extend
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from tests.factories.communes import World, make_world

pytestmark = pytest.mark.django_db

OPENS = "2025-06-15T00:00:00+07:00"
INSIDE = "2025-06-20T10:00:00+07:00"
LAST_SECOND = "2025-06-30T23:59:59+07:00"
CLOSED = "2025-07-01T00:00:00+07:00"


@pytest.fixture
def world() -> World:
    return make_world(stands_on=None)


@time_machine.travel("2025-06-14T23:59:59+07:00", tick=False)
def test_a_second_before_opening_nothing_begins(world):
    with pytest.raises(Refused) as refusal:
        world.report()
    assert refusal.value.code == "not_open_yet"


@time_machine.travel(OPENS, tick=False)
def test_at_opening_it_begins(world):
    assert world.save(world.report(), world.edit("10")).code


class TestClosing:
    def test_the_last_second_still_counts(self, world):
        with time_machine.travel(INSIDE, tick=False):
            report = world.fill(world.report())
        with time_machine.travel(LAST_SECOND, tick=False):
            world.save(report, world.edit("10", {"a": {"number": "52"}}, base_version=1))
            receipt = submit(report=report, actor=world.leader)
        assert receipt.late  # after the due time, before the closing time
        assert receipt.number == "25-06-30-0001"

    def test_a_second_later_nothing_is_saved_or_sent(self, world):
        with time_machine.travel(INSIDE, tick=False):
            report = world.fill(world.report())
        with time_machine.travel(CLOSED, tick=False):
            for act in (
                lambda: world.save(report, world.edit("9", {"a": {"number": "1"}}, base_version=1)),
                lambda: submit(report=report, actor=world.leader),
                lambda: hand_to_leader(report=report, actor=world.officer),
                lambda: world.attach(report, "9"),
            ):
                with pytest.raises(Refused) as refusal:
                    act()
                assert refusal.value.code == "closed"
                assert "23:59:59 ngày 30/06/2025" in refusal.value.message
        report.refresh_from_db()
        assert report.state == "draft"
        assert world.entry(report, "9").version == 1

    def test_the_servers_arrival_decides_not_the_clock_of_the_batch(self, world):
        """`received_at` is what the view noted on arrival; an earlier one would be a lie."""
        with time_machine.travel(INSIDE, tick=False):
            report = world.report()
        with time_machine.travel(CLOSED, tick=False), pytest.raises(Refused):
            world.save(report, world.edit("10"))


class TestExtension:
    """What an extension opens; who may grant one stands in test_extensions."""

    @pytest.fixture
    def report(self, world: World):
        with time_machine.travel(INSIDE, tick=False):
            return world.fill(world.report())

    def give(self, world: World) -> None:
        extend(
            period=world.period,
            unit=world.commune,
            until=clock.end_of_day(clock.today()),
            reason="Mưa lũ, mất điện hai ngày",
            granted_by=world.coordinator,
        )

    def test_it_opens_again_for_this_commune_until_its_last_second(self, world, report):
        with time_machine.travel(CLOSED, tick=False):
            self.give(world)
        with time_machine.travel("2025-07-01T23:59:59+07:00", tick=False):
            world.save(report, world.edit("10", {"a": {"number": "52"}}, base_version=1))
        with time_machine.travel("2025-07-02T00:00:00+07:00", tick=False):
            with pytest.raises(Refused) as refusal:
                submit(report=report, actor=world.leader)
            assert "23:59:59 ngày 01/07/2025" in refusal.value.message

    def test_sending_in_it_is_late(self, world, report):
        with time_machine.travel(CLOSED, tick=False):
            self.give(world)
            assert submit(report=report, actor=world.leader).late

    def test_the_neighbour_stays_closed(self, world, report):
        with time_machine.travel(CLOSED, tick=False):
            self.give(world)
            with pytest.raises(Refused) as refusal:
                start_report(
                    unit_id=world.neighbour.pk, period=world.period, actor=world.neighbour_officer
                )
        assert refusal.value.code == "closed"
