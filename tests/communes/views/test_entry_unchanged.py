"""The page of entering figures is not made again unless something on it has changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communes.models import (
    Evidence,
    IndicatorAssignment,
    IndicatorEntry,
    Membership,
    PeriodExtension,
    ProgressReport,
    ReviewDuty,
    Standing,
    Threshold,
    UnitVersion,
)
from communes.services import reviews
from kbang_ntm.core import clock
from kbang_ntm.core.models import IdempotencyKey, StoredFile, User
from tests.factories.communes import World, make_world, since

pytestmark = pytest.mark.django_db
UNCHANGED = 5  # session, person, report, map and law, the page's own stamp


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def report(world: World) -> ProgressReport:
    world.last_period()
    return world.fill(world.report())


class Page:
    """An officer's browser with the page."""

    def __init__(self, world: World, report: ProgressReport) -> None:
        self.client = Client()
        self.client.force_login(world.officer)
        self.address = reverse("communes:entry", args=[report.uid])
        self.tag = self.client.get(self.address)["ETag"]

    def again(self, address: str = "") -> int:
        heads = {"if-none-match": self.tag}
        status: int = self.client.get(address or self.address, headers=heads).status_code
        return status


def test_asked_about_in_five_queries(world: World, report: ProgressReport) -> None:
    page = Page(world, report)
    with CaptureQueriesContext(connection) as asked:
        assert page.again() == 304
    assert len(asked) == UNCHANGED
    assert page.again(f"{page.address}?nhom=2") == 200


def _returned(world: World, report: ProgressReport) -> None:
    world.send(report)
    reviews.return_entry(
        entry=world.entry(report, "10"), seen_version=1, text="Xem lại", actor=world.reviewer
    )


CHANGES: list[Callable[[World, ProgressReport], object]] = [
    lambda world, report: world.save(
        report, world.edit("10", {"a": {"number": "51"}}, base_version=1)
    ),
    lambda world, report: IndicatorEntry.objects.filter(report__period=world.previous).update(
        note="khác"
    ),
    lambda world, report: ProgressReport.objects.filter(pk=report.pk).update(leader_remark="Sửa"),
    lambda world, report: ProgressReport.objects.filter(period=world.previous).update(version=9),
    lambda world, report: Standing.objects.filter(report=report).update(entered=1),
    lambda world, report: Evidence.objects.filter(entry__report=report).update(state="removed"),
    lambda world, report: StoredFile.objects.update(original_name="Khác.pdf"),
    lambda world, report: world.send(report),
    _returned,
    lambda world, report: UnitVersion.objects.filter(unit=world.commune).update(name="Xã Khác"),
    lambda world, report: Threshold.objects.update(
        withdrawn_at=clock.now(), withdrawn_reason="bãi bỏ"
    ),
    lambda world, report: ReviewDuty.objects.all().delete(),
    lambda world, report: IndicatorAssignment.objects.create(
        indicator=world.indicators["10"],
        membership=Membership.objects.get(user=world.second_officer),
        valid=since(clock.today()),
        created_by=world.leader,
    ),
    lambda world, report: User.objects.filter(pk=world.officer.pk).update(full_name="Tên Khác"),
    lambda world, report: PeriodExtension.objects.create(
        period=world.period,
        unit=world.commune,
        until=world.period.closes_at + timedelta(days=5),
        reason="mưa lũ",
        granted_by=world.coordinator,
    ),
    lambda world, report: IdempotencyKey.objects.create(
        user=world.officer, key="trang này", fingerprint="x", response={}
    ),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_gives_a_new_page(
    world: World, report: ProgressReport, change: Callable[[World, ProgressReport], object]
) -> None:
    page = Page(world, report)
    assert page.again() == 304
    change(world, report)
    assert page.again() == 200


def test_a_word_of_a_reviewer_gives_a_new_page(world: World, report: ProgressReport) -> None:
    _returned(world, report)
    page = Page(world, report)
    assert page.again() == 304
    reviews.comment(
        entry=world.entry(report, "10"), seen_version=1, text="Chữ khác", actor=world.reviewer
    )
    assert page.again() == 200
    page = Page(world, report)
    User.objects.filter(pk=world.reviewer.pk).update(full_name="Người Khác")
    assert page.again() == 200


def test_a_window_that_closes_gives_a_new_page(world: World, report: ProgressReport) -> None:
    with time_machine.travel(clock.now().replace(hour=8), tick=False):
        soon = clock.now() + timedelta(minutes=30)
        type(world.period).objects.filter(pk=world.period.pk).update(due_at=soon, closes_at=soon)
        page = Page(world, report)
        assert page.again() == 304
    with time_machine.travel(clock.now().replace(hour=9), tick=False):
        assert page.again() == 200


def test_a_neighbour_learns_nothing(world: World, report: ProgressReport) -> None:
    page = Page(world, report)
    page.client.force_login(world.neighbour_officer)
    assert page.again() == 404
