"""Notices: told once, read by their recipient only, put together once a day."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings as portal_settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from kbang_ntm.core import notify
from kbang_ntm.core.jobs import run_next
from kbang_ntm.core.models import Job, NoticePreference, Notification, User
from kbang_ntm.core.queries.notices import choices_of, digest_of, visible_to
from kbang_ntm.core.registry import registry
from kbang_ntm.core.services.digest import digest_person, queue_digest
from kbang_ntm.core.services.notices import choose, mark_all_read
from tests.core.people import make_person, questions

pytestmark = pytest.mark.django_db
SENT, RETURNED = "test.sent", "test.returned"


@pytest.fixture(autouse=True)
def two_kinds() -> Iterator[None]:
    """Only two kinds of notice, so that what a page shows is known."""
    before = dict(registry.notice_kinds)
    registry.notice_kinds.clear()
    registry.add_notice_kind(SENT, "Xã gửi báo cáo")
    registry.add_notice_kind(RETURNED, "Cơ quan trả lại số liệu")
    yield
    registry.notice_kinds = before


@pytest.fixture
def mail_server(settings: object) -> None:
    """A portal with a mail server set; the letters land in `mail.outbox`."""
    settings.MAIL_ENABLED = True  # type: ignore[attr-defined]  # pytest-django's fixture


def tell(user: User, key: str = "1", kind: str = SENT, url: str = "/bao-cao/1/") -> Notification:
    text = f"Xã Sơn Lang đã gửi báo cáo {key}"
    notify.tell(recipients=[user], kind=kind, key=key, text=text, url=url)
    return Notification.objects.get(recipient=user, key=key)


def test_opening_reads_and_leads_to_the_matter(client: Client) -> None:
    alice = make_person()
    row = tell(alice)
    client.force_login(alice)
    answer = client.get(reverse("core:notice", args=[row.uid]))
    assert answer["Location"] == "/bao-cao/1/"
    row.refresh_from_db()
    first = row.read_at
    assert first is not None
    client.get(reverse("core:notice", args=[row.uid]))
    row.refresh_from_db()
    assert row.read_at == first


@pytest.mark.parametrize("url", ["https://elsewhere.example/", "//elsewhere.example/", ""])
def test_a_notice_never_leads_away_from_the_portal(client: Client, url: str) -> None:
    alice = make_person()
    row = tell(alice, url=url)
    client.force_login(alice)
    answer = client.get(reverse("core:notice", args=[row.uid]))
    assert answer["Location"] == reverse("core:notices")


def test_others_neither_see_nor_read_it(client: Client) -> None:
    row = tell(make_person("alice"))
    client.force_login(make_person("bob"))
    assert client.get(reverse("core:notice", args=[row.uid])).status_code == 404
    assert row.text not in client.get(reverse("core:notices")).content.decode()
    client.post(reverse("core:notices_read"), {"den": str(row.pk)})
    row.refresh_from_db()
    assert row.read_at is None


def test_all_read_means_all_that_was_shown() -> None:
    alice = make_person()
    shown, later = tell(alice, "1"), tell(alice, "2")
    assert mark_all_read(actor=alice, up_to=shown.pk) == 1
    later.refresh_from_db()
    assert later.read_at is None


@pytest.mark.parametrize("given", ["", "abc", "-1", "9" * 40, "²"])
def test_a_wrong_number_reads_nothing(client: Client, given: str) -> None:
    alice = make_person()
    row = tell(alice)
    client.force_login(alice)
    assert client.post(reverse("core:notices_read"), {"den": given}).status_code == 302
    row.refresh_from_db()
    assert row.read_at is None


def test_a_kind_switched_off_is_not_told_any_more(client: Client) -> None:
    alice = make_person()
    client.force_login(alice)
    before = tell(alice)
    client.post(reverse("core:notices_choose"), {"trang": [RETURNED, "made.up"]})
    made = {c.kind: (c.on_page, c.by_mail) for c in choices_of(alice)}
    assert made == {SENT: (False, False), RETURNED: (True, False)}
    assert not NoticePreference.objects.filter(kind="made.up").exists()
    notify.tell(recipients=[alice], kind=SENT, key="2", text="Không ai nghe")
    assert not Notification.objects.filter(key="2").exists()
    assert before.text not in client.get(reverse("core:notices")).content.decode()


def test_the_page_of_notices(client: Client) -> None:
    alice = make_person()
    client.force_login(alice)
    assert "Chưa có thông báo nào." in client.get(reverse("core:notices")).content.decode()
    row = tell(alice)
    text = client.get(reverse("core:notices")).content.decode()
    assert row.text in text and "Chưa đọc" in text and "Đánh dấu đã đọc hết" in text
    assert "Xã gửi báo cáo" in text and "bằng thư" not in text
    client.post(reverse("core:notices_read"), {"den": str(row.pk)})
    text = client.get(reverse("core:notices")).content.decode()
    assert "Chưa đọc" not in text and "Đánh dấu đã đọc hết" not in text


def test_one_digest_a_day_for_everybody() -> None:
    alice, bob = make_person("alice"), make_person("bob")
    tell(alice, "1")
    tell(alice, "2")
    tell(bob, "1")
    assert digest_of(alice).unread == 0
    job = queue_digest()
    assert queue_digest().pk == job.pk
    done = run_next(job.uid)
    assert done is not None and done.state == Job.State.DONE
    assert done.result == {"people": 2, "mailed": 0, "failed": 0}
    assert not Notification.objects.filter(digested_at=None).exists()
    assert digest_of(alice).unread == 2
    assert not mail.outbox


def test_the_digest_is_one_line_in_the_inbox(client: Client) -> None:
    alice = make_person()
    tell(alice)
    client.force_login(alice)
    assert "thông báo chưa đọc" not in client.get("/").content.decode()
    digest_person(alice)
    assert "1 thông báo chưa đọc" in client.get("/").content.decode()


def test_mail_only_to_those_who_asked_and_for_the_kinds_they_asked(mail_server: None) -> None:
    alice = make_person("alice", email="alice@kbang.example")
    bob = make_person("bob", email="bob@kbang.example")
    choose(actor=alice, on_page={SENT, RETURNED}, by_mail={RETURNED})
    for person in (alice, bob):
        tell(person, "1", SENT)
        tell(person, "2", RETURNED)
    assert digest_person(alice) is True
    assert digest_person(bob) is False
    assert digest_person(alice) is False, "once"
    letter = mail.outbox[0]
    assert len(mail.outbox) == 1 and letter.to == ["alice@kbang.example"]
    assert letter.subject == "Kbang nông thôn mới: 1 thông báo"
    assert "báo cáo 2" in letter.body and "báo cáo 1" not in letter.body


def test_a_dead_mail_server_keeps_the_notices_for_the_next_day(
    settings: object, mail_server: None
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]  # pytest-django's fixture
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # type: ignore[attr-defined]  # pytest-django's fixture
    alice = make_person("alice", email="alice@kbang.example")
    bob = make_person("bob")
    choose(actor=alice, on_page={SENT}, by_mail={SENT})
    tell(alice)
    tell(bob)
    done = run_next(queue_digest().uid)
    assert done is not None
    assert done.result == {"people": 2, "mailed": 0, "failed": 1}
    waiting = Notification.objects.filter(digested_at=None)
    assert [row.recipient_id for row in waiting] == [alice.pk]


def test_the_page_asks_as_often_for_three_rows_as_for_one(client: Client) -> None:
    alice = make_person()
    client.force_login(alice)
    tell(alice, "1")
    one = questions(client, reverse("core:notices"))
    tell(alice, "2")
    tell(alice, "3")
    assert questions(client, reverse("core:notices")) == one <= 8


def test_without_a_mail_server_nothing_is_mailed() -> None:
    assert portal_settings.MAIL_ENABLED is False
    alice = make_person(email="alice@kbang.example")
    choose(actor=alice, on_page={SENT}, by_mail={SENT})
    tell(alice)
    assert digest_person(alice) is False
    assert visible_to(alice).get().digested_at is not None
    assert not mail.outbox
