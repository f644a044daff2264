"""An unchanged first page is not made again; whatever shows on it makes it another."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.models import Decision, Session
from campaigns.models import Petition, Task
from communes.models import (
    Membership,
    PeriodExtension,
    ProgressReport,
    Registration,
    ReportingPeriod,
    Standing,
    UnitVersion,
)
from communes.queries.footings import LAW, MAP
from kbang_ntm.core import clock
from kbang_ntm.core.models import Job, Notification, User
from kbang_ntm.core.queries.home_stamp import _totals
from kbang_ntm.core.registry import registry
from reports.models import IssuedPaper

pytestmark = [pytest.mark.django_db, pytest.mark.data("demo")]
HOME = reverse("core:home")
UNCHANGED = 4  # session, person, map and law, the page's own stamp


def opened(username: str) -> tuple[Client, str]:
    """Someone's browser with the page, and its tag."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    tag: str = client.get(HOME)["ETag"]
    return client, tag


def again(client: Client, tag: str) -> int:
    status: int = client.get(HOME, headers={"if-none-match": tag}).status_code
    return status


@pytest.mark.parametrize("username", ["xa.sonlang", "ld.dakrong", "dieuphoi", "chutich", "noivu"])
def test_asked_about_in_four_queries(username: str) -> None:
    client, tag = opened(username)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(HOME, headers={"if-none-match": tag})
    assert (answer.status_code, len(asked)) == (304, UNCHANGED)
    assert sorted(answer["Cache-Control"].split(", ")) == ["no-cache", "private"]


def test_quan_tri_always_gets_a_new_page() -> None:
    client = Client()
    client.force_login(User.objects.get(username="quantri"))
    assert "ETag" not in client.get(HOME)


def test_every_table_a_page_reads_is_in_its_stamp() -> None:
    """A source that reads another table must say so in its app's `HomeGround`."""
    statement = _totals(tuple(registry.home_grounds)).words
    named = set(re.findall(r"FROM ([a-z_]+)", statement)) | {"django_session", "core_user"}
    named |= {model._meta.db_table for model in (*MAP.models, *LAW.models)}
    # Written with an event or a report's change, and never changed; read once per process.
    named |= {"core_auditdetail", "communes_receipt", "core_portalstate"}
    for user in User.objects.filter(is_active=True):
        client = Client()
        client.force_login(user)
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(HOME)
        if "ETag" in answer:
            read = {
                table
                for query in asked
                for table in re.findall(r'(?:FROM|JOIN) "([a-z_]+)"', query["sql"])
            }
            assert read <= named, user.username


def first(rows: Any) -> int:
    """Key of the first of some rows of the demonstration."""
    found = rows.order_by("pk").first()
    assert found is not None
    return int(found.pk)


def own(username: str) -> list[int]:
    units = Membership.objects.filter(user__username=username).values_list("unit_id", flat=True)
    return list(units)


def touch(model: Any, pk: int, **values: object) -> None:
    assert model.objects.filter(pk=pk).update(**values) == 1


def rewrite(model: Any) -> None:
    """Write a row anew as it is: some of its columns do not change once given."""
    touch(model, first(model.objects), uid=F("uid"))


def _report(username: str) -> None:
    pk = first(ProgressReport.objects.filter(responsible_unit_id__in=own(username)))
    touch(ProgressReport, pk, leader_remark="Xem lại")


def _standing(username: str) -> None:
    pk = first(Standing.objects.filter(report__responsible_unit_id__in=own(username)))
    touch(Standing, pk, entered=3)


def _extension(username: str) -> None:
    period = ReportingPeriod.objects.get(key="2025-Q2")
    PeriodExtension.objects.create(
        period=period,
        unit_id=own(username)[0],
        until=period.closes_at + timedelta(days=9),
        reason="mưa lũ",
        granted_by=User.objects.get(username="dieuphoi"),
    )


def _notice(username: str) -> None:
    user = User.objects.get(username=username)
    Notification.objects.create(
        recipient=user, kind="report.reminded", text="Nhắc", key="x", digested_at=clock.now()
    )


def _job(username: str) -> None:
    user = User.objects.get(username=username)
    Job.objects.create(kind="core.digest", key="x", title="Việc", requested_by=user)


CHANGES: list[tuple[str, Callable[[str], object]]] = [
    ("xa.dakrong", _report),
    ("ld.dakrong", _standing),
    ("xa.sonlang", _extension),
    ("chutich", _notice),
    ("dieuphoi", _job),
    ("dieuphoi", lambda who: touch(ProgressReport, first(
        ProgressReport.objects.filter(period__key="2025-Q2")), version=99)),
    ("chutich", lambda who: touch(Standing, first(
        Standing.objects.filter(period__key="2025-Q2", basis="self")), criteria_met=1)),
    ("bhxh", lambda who: touch(Standing, first(
        Standing.objects.filter(report__state="in_review", basis="self")), accepted=1)),
    ("xa.sonlang", lambda who: touch(UnitVersion, first(
        UnitVersion.objects.filter(unit_id__in=own(who))), name="Xã Sơn Lang mới")),
    ("noivu", lambda who: touch(User, User.objects.get(username=who).pk, full_name="Tên Khác")),
    ("noivu", lambda who: touch(Membership, first(
        Membership.objects.filter(user__username=who)), role="doc")),
    ("xa.sonlang", lambda who: rewrite(Task)),
    ("xa.sonlang", lambda who: rewrite(Petition)),
    ("noivu", lambda who: rewrite(Session)),
    ("chutich", lambda who: rewrite(Decision)),
    ("chutich", lambda who: rewrite(IssuedPaper)),
    ("ld.dakrong", lambda who: rewrite(Registration)),
]  # fmt: skip


@pytest.mark.parametrize(("username", "change"), CHANGES)
def test_a_change_gives_a_new_page(username: str, change: Callable[[str], object]) -> None:
    client, tag = opened(username)
    assert again(client, tag) == 304
    change(username)
    assert again(client, tag) == 200


def test_a_window_that_opens_or_closes_gives_a_new_page() -> None:
    client, tag = opened("xa.sonlang")
    period = ReportingPeriod.objects.get(key="2025-Q2")
    now = clock.now()
    with time_machine.travel(now.replace(hour=8), tick=False):
        soon = clock.now() + timedelta(minutes=30)
        ReportingPeriod.objects.filter(pk=period.pk).update(due_at=soon, closes_at=soon)
        tag = client.get(HOME)["ETag"]
        assert again(client, tag) == 304
    with time_machine.travel(now.replace(hour=9), tick=False):
        assert again(client, tag) == 200


def test_another_session_is_another_page() -> None:
    _client, tag = opened("chutich")
    other, _tag = opened("chutich")
    assert again(other, tag) == 200
