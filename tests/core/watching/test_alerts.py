"""Alerts: once when something is wrong, once when it is over, to those who keep the portal."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from kbang_ntm.core.models import Alert, Job, User, Watch
from kbang_ntm.core.queries.condition import Fact, facts
from kbang_ntm.core.services.watching import look
from tests.core.clamd import clamd, closed_port
from tests.core.people import make_person, questions

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss() -> User:
    return make_person("boss", is_superuser=True, email="boss@kbang.example")


@pytest.fixture(autouse=True)
def nights(settings: Any) -> None:
    """Last night went well, so that nothing of it is told here."""
    from kbang_ntm.core.models import BackupRun

    now = datetime.now(UTC)
    for kind in BackupRun.Kind.values:
        BackupRun.objects.create(kind=kind, started_at=now, ended_at=now, ok=True, words="5 dòng.")
    settings.ALERT_FREE_PERCENT = 0  # of the machine the tests run on


def fact(key: str) -> Fact:
    return next(one for one in facts() if one.key == key)


def waiting_job(minutes: int) -> Job:
    since = datetime.now(UTC) - timedelta(minutes=minutes)
    return Job.objects.create(kind="x", key=f"{minutes}", title="In", run_after=since)


def test_each_is_told_once_and_once_when_it_is_over(boss: User) -> None:
    make_person("alice", email="alice@kbang.example")
    job = waiting_job(20)
    assert look() == (1, 0)
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        (["boss@kbang.example"], "Cổng nông thôn mới Kbang: 1 việc cần xem")
    ]
    body = mail.outbox[0].body
    assert "Việc máy chờ làm: 1 việc chờ, 0 việc đang làm; việc chờ lâu nhất 20 phút." in body
    assert "Xem tiến trình worker" in body
    assert look() == (0, 0)
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE)
    assert look() == (0, 1)
    assert mail.outbox[1].subject == "Cổng nông thôn mới Kbang: đã hết 1 cảnh báo"
    assert "Việc máy chờ làm đã trở lại bình thường." in mail.outbox[1].body
    assert look() == (0, 0)
    waiting_job(30)
    assert look() == (1, 0)
    assert Alert.objects.filter(fact="queue").count() == 2


def test_a_short_queue_is_no_alert(boss: User, settings: Any) -> None:
    waiting_job(14)
    assert look() == (0, 0)
    settings.ALERT_QUEUE_MINUTES = 13
    assert look() == (1, 0)


def test_the_letter_waits_for_the_mail_server(boss: User, settings: Any) -> None:
    host, port = closed_port()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = host, port
    waiting_job(20)
    assert look() == (0, 0)
    assert Alert.objects.get().told_at is None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert look() == (1, 0)


def test_what_was_over_before_anybody_was_told_is_not_told(boss: User) -> None:
    User.objects.filter(pk=boss.pk).update(email="")
    job = waiting_job(20)
    assert look() == (0, 0)
    job.delete()
    assert look() == (0, 0)
    User.objects.filter(pk=boss.pk).update(email="boss@kbang.example")
    assert look() == (0, 0)
    assert mail.outbox == []


def test_a_scanner_that_is_silent(boss: User, settings: Any) -> None:
    assert fact("scanner").good is None
    assert "Không quét" in fact("scanner").words
    settings.CLAMD = closed_port()
    assert look() == (1, 0)
    assert "mọi tệp tải lên bị từ chối" in mail.outbox[0].body
    with clamd() as (settings.CLAMD, _):
        assert look() == (0, 1)


def test_a_full_disk(boss: User, settings: Any) -> None:
    settings.ALERT_FREE_PERCENT = 100
    look()
    assert "disk-data" in Alert.objects.values_list("fact", flat=True)


def test_beat_and_worker_that_stand_still_show_on_the_page(client: Client, boss: User) -> None:
    assert fact("watch").good is False
    look()
    assert fact("watch").good is True
    Watch.objects.update(looked_at=datetime.now(UTC) - timedelta(minutes=16))
    assert fact("watch").good is False
    client.force_login(boss)
    page = client.get(reverse("core:condition")).content.decode()
    assert "16 phút trước" in page
    assert "Xem tiến trình beat và worker" in page


def test_the_page_shows_alerts_and_every_fact(client: Client, boss: User) -> None:
    waiting_job(20)
    look()
    client.force_login(boss)
    page = client.get(reverse("core:condition")).content.decode()
    assert [one.label for one in facts() if one.label not in page] == []
    assert "đã báo qua thư" in page
    home = client.get(reverse("core:home")).content.decode()
    assert "Việc máy chờ làm" in home


def test_the_page_is_closed_to_others(client: Client) -> None:
    client.force_login(make_person())
    answer = client.get(reverse("core:condition"))
    assert answer.status_code == 403
    assert "chỉ quản trị xem" in answer.content.decode()


def test_the_page_asks_a_constant_number_of_questions(client: Client, boss: User) -> None:
    client.force_login(boss)
    waiting_job(20)
    one = questions(client, reverse("core:condition"))
    for number in range(21, 25):
        waiting_job(number)
    assert questions(client, reverse("core:condition")) == one == 12


def test_connections_are_counted_by_the_applications_role(app_role: Any) -> None:
    with app_role():
        assert (fact("connections").number or 0) >= 1
