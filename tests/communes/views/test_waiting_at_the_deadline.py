"""Who was waiting when the period closed is on time; who was not is late, as ever."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.cookies import SimpleCookie

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from communes.models import Evidence, Receipt
from kbang_ntm.core.admission.arrival import COOKIE
from kbang_ntm.core.admission.gate import PAGE, PLACES
from kbang_ntm.core.models import AuditEvent
from tests.factories.communes import World, make_world, pdf

pytestmark = pytest.mark.django_db
INSIDE = "2025-06-20T10:00:00+07:00"
JUST_BEFORE = "2025-06-30T23:58:00+07:00"
STILL_WAITING = "2025-07-01T00:01:00+07:00"
LET_IN = "2025-07-01T00:05:00+07:00"
TOO_LATE = "2025-07-01T00:16:01+07:00"
BY_SCRIPT = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}


@contextmanager
def at(moment: str) -> Iterator[None]:
    with time_machine.travel(moment, tick=False):
        yield


@pytest.fixture(autouse=True)
def one_place(settings) -> None:
    settings.ADMISSION_PAGES, settings.ADMISSION_PATIENCE = 1, 0


def just_before(told: str, moment: str) -> bool:
    """Whether it was told to have come at that moment, at which the test's clock stands: how long
    it was worked on is counted by another clock, which goes on."""
    apart = datetime.fromisoformat(moment) - datetime.fromisoformat(told)
    return timedelta(0) <= apart < timedelta(seconds=1)


class Evening:
    """A filled report on the last evening, and people with open browsers."""

    def __init__(self) -> None:
        self.world: World = make_world(stands_on=None)
        with at(INSIDE):
            self.report = self.world.fill(self.world.report())
        self.officer, self.leader = Client(), Client()
        with at(JUST_BEFORE):
            self.officer.force_login(self.world.officer)
            self.leader.force_login(self.world.leader)
        self.form = reverse("communes:entry", args=[self.report.uid])

    def waits(self, client: Client, moment: str) -> None:
        """The form asked for while every place is taken."""
        with at(moment):
            assert PLACES[PAGE].take()
            assert client.get(self.form).status_code == 503
            PLACES[PAGE].leave()

    def saves(self, moment: str, client: Client | None = None):
        pk = self.world.indicators["10"].pk
        url = reverse("communes:cell-save", args=[self.report.uid, pk])
        body = {"key": uuid.uuid4().hex, f"i{pk}_v": "1", f"i{pk}_a_number": "52"}
        with at(moment):
            return (client or self.officer).post(url, body, **BY_SCRIPT)

    def sends(self, moment: str):
        with at(moment):
            return self.leader.post(reverse("communes:submit", args=[self.report.uid]))

    def event(self, action: str) -> AuditEvent:
        return AuditEvent.objects.filter(action=action, subject_uid=self.report.uid).first()


@pytest.fixture
def evening() -> Evening:
    return Evening()


def test_a_save_of_who_was_waiting_is_on_time_and_says_so(evening):
    evening.waits(evening.officer, JUST_BEFORE)
    evening.waits(evening.officer, STILL_WAITING)
    with at(LET_IN):
        page = evening.officer.get(evening.form).content.decode()
    assert re.search(r'name="i\d+_v"', page), "the form is still open to who was waiting"
    assert evening.saves(LET_IN).status_code == 200
    told = evening.event("report.save").detail.data
    assert told["waited_since"] == JUST_BEFORE
    assert just_before(told["received_at"], LET_IN)
    assert len(told["ticket"]) == 12
    entry = evening.world.entry(evening.report, "10")
    assert just_before(entry.changed_at.isoformat(), LET_IN), "rows bear the true time"


def test_without_a_ticket_a_save_after_closing_is_refused(evening):
    assert evening.saves(LET_IN).status_code == 422
    with at(LET_IN):
        page = evening.officer.get(evening.form).content.decode()
    assert "đã đóng" in page
    assert not re.search(r'name="i\d+_v"', page)


def test_sixteen_minutes_after_the_last_waiting_page_it_is_over(evening):
    evening.waits(evening.officer, JUST_BEFORE)
    evening.waits(evening.officer, STILL_WAITING)
    assert evening.saves("2025-07-01T00:16:00+07:00").status_code == 200
    evening.waits(evening.officer, STILL_WAITING)
    assert evening.saves(TOO_LATE).status_code == 422


def test_who_comes_after_closing_gets_no_time(evening):
    evening.waits(evening.officer, STILL_WAITING)
    assert evening.saves(LET_IN).status_code == 422


def test_a_ticket_somebody_wrote_counts_for_nothing(evening):
    evening.officer.cookies = SimpleCookie(
        {**{k: v.value for k, v in evening.officer.cookies.items()}, COOKIE: '["x",0,0]:1:2'}
    )
    assert evening.saves(LET_IN).status_code == 422


def test_sending_is_on_time_too(evening):
    evening.waits(evening.leader, JUST_BEFORE)
    answer = evening.sends(LET_IN)
    slip = Receipt.objects.get(report=evening.report, kind=Receipt.Kind.SUBMIT)
    assert answer.headers["Location"] == reverse("communes:receipt", args=[slip.uid])
    told = evening.event("report.submit").detail.data
    assert told["waited_since"] == JUST_BEFORE
    assert just_before(told["received_at"], LET_IN)


def test_sending_without_waiting_is_refused(evening):
    answer = evening.sends(LET_IN)
    assert answer.headers["Location"] == reverse("communes:sign-off", args=[evening.report.uid])
    assert not Receipt.objects.filter(kind=Receipt.Kind.SUBMIT).exists()


def test_handing_over_and_files_too(evening):
    pk = evening.world.indicators["9"].pk
    url = reverse("communes:evidence-add", args=[evening.report.uid, pk])
    before = Evidence.objects.count()

    def files():
        return {f"i{pk}_files": SimpleUploadedFile("biên bản.pdf", pdf("mới"))}

    with at(LET_IN):
        assert evening.officer.post(url, files(), **BY_SCRIPT).status_code == 422
    evening.waits(evening.officer, JUST_BEFORE)
    with at(LET_IN):
        assert evening.officer.post(url, files(), **BY_SCRIPT).status_code == 200
        hand = reverse("communes:hand", args=[evening.report.uid])
        assert evening.officer.post(hand).status_code == 302
    assert Evidence.objects.count() == before + 1
    evening.report.refresh_from_db()
    assert evening.report.state == "handed"
    assert evening.event("report.hand").detail.data["waited_since"] == JUST_BEFORE


def test_lateness_is_judged_by_the_first_knock(evening):
    due = evening.report.period.due_at
    knock = due.replace(second=0, microsecond=0)
    assert knock < due
    evening.waits(evening.leader, knock.isoformat())
    after = due + timedelta(minutes=5)
    assert evening.sends(after.isoformat()).status_code == 302
    assert not Receipt.objects.get(kind=Receipt.Kind.SUBMIT).late
