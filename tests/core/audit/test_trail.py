"""The trail: complete, in words, for quản trị."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from kbang_ntm.core import audit, clock
from kbang_ntm.core.models import AuditDetail, AuditEvent, Job, User
from kbang_ntm.core.queries.audit import ERASED, history_of
from kbang_ntm.core.views.audit import PER_PAGE
from tests.core.people import make_person, questions

pytestmark = pytest.mark.django_db


def make_thing(title: str = "Báo cáo") -> Job:
    """Anything with a uid can have a trail."""
    return Job.objects.create(kind="test", key=str(uuid.uuid4()), title=title)


def act(actor: User | None, thing: Any, summary: str, action: str = "thing.touch") -> AuditEvent:
    with transaction.atomic():
        return audit.record(
            actor=actor, action=action, subject=thing, summary=summary, data={"reason": "vì thế"}
        )


def page(client: Client, **query: Any) -> str:
    answer = client.get(reverse("core:audit"), query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def root(client: Client) -> User:
    """An administrator who has signed in."""
    person = make_person("root", is_superuser=True)
    client.force_login(person)
    return person


def test_history_of_one_thing_oldest_first(django_assert_num_queries: Any) -> None:
    alice = make_person()
    thing, part = make_thing(), make_thing("Phần")
    act(alice, thing, "Gửi báo cáo")
    act(alice, part, "Trả lại một mục")
    act(None, thing, "Tự đóng khi hết hạn")
    act(alice, make_thing(), "Chuyện khác")
    with django_assert_num_queries(1):
        lines = history_of(thing.uid, part.uid)
    assert [line.summary for line in lines] == [
        "Gửi báo cáo",
        "Trả lại một mục",
        "Tự đóng khi hết hạn",
    ]
    assert [line.actor_name for line in lines] == ["Alice", "Alice", "Cổng"]
    assert lines[0].data == {"reason": "vì thế"}


def test_an_erased_detail_leaves_the_act() -> None:
    event = act(make_person(), make_thing(), "Gửi báo cáo")
    AuditDetail.objects.filter(event=event).delete()
    (line,) = history_of(event.subject_uid)
    assert (line.summary, line.actor_name, line.uid) == (ERASED, "", event.uid)


def test_only_the_administrator_reads_the_trail(client: Client) -> None:
    client.force_login(make_person())
    answer = client.get(reverse("core:audit"))
    assert answer.status_code == 403
    assert "Chỉ quản trị xem được nhật ký." in answer.content.decode()


def test_narrowing(client: Client, root: User) -> None:
    alice, bob = make_person("alice"), make_person("bob")
    first, second = make_thing(), make_thing()
    sent = act(alice, first, "Gửi báo cáo Quý III", "report.submit")
    act(bob, second, "Trả lại chỉ tiêu 13.1", "entry.return")
    both = page(client)
    assert "Gửi báo cáo Quý III" in both and "Trả lại chỉ tiêu 13.1" in both
    day = clock.today().strftime("%d/%m/%Y")
    for query in (
        {"nguoi": "ALICE"},
        {"viec": "report.submit"},
        {"noi_dung": "báo cáo quý"},
        {"muc": str(sent.subject_uid)},
        {"nguoi": "alice", "tu": day, "den": day, "loai": "core.Job"},
    ):
        text = page(client, **query)
        assert "Gửi báo cáo Quý III" in text, query
        assert "Trả lại chỉ tiêu 13.1" not in text, query
    assert "Không có việc nào khớp" in page(client, den="01/01/2020")
    assert "Không có việc nào khớp" in page(client, loai="core.User")


def test_a_date_that_cannot_be_read_is_said(client: Client, root: User) -> None:
    act(root, make_thing(), "Gửi báo cáo")
    text = page(client, tu="31/02/2024", muc="không phải mã", trang="x")
    assert "Gửi báo cáo" in text and "Nhập ngày như 08/10/2024." in text


def test_both_ends_of_a_day_belong_to_it(client: Client, root: User) -> None:
    thing = make_thing()
    for hour, minute in ((0, 0), (23, 59)):
        moment = datetime(2024, 10, 8, hour, minute, 30, tzinfo=clock.LOCAL)
        event = AuditEvent.objects.create(
            at=moment, action="x", subject_type="core.Job", subject_uid=thing.uid, commitment="-"
        )
        AuditDetail.objects.create(event=event, salt="-", summary=f"Lúc {hour} giờ")
    text = page(client, tu="08/10/2024", den="08/10/2024")
    assert "Lúc 0 giờ" in text and "Lúc 23 giờ" in text
    assert "Lúc 0 giờ" not in page(client, tu="09/10/2024")


def test_pages(client: Client, root: User) -> None:
    thing = make_thing()
    for number in range(PER_PAGE + 1):
        act(root, thing, f"Việc số {number}.")
    first, second = page(client), page(client, trang=2)
    assert f"Việc số {PER_PAGE}." in first and "Việc số 0." not in first and "Trang sau" in first
    assert "Việc số 0." in second and "Trang trước" in second and "Trang sau" not in second


def test_the_page_asks_as_often_for_three_rows_as_for_one(client: Client, root: User) -> None:
    act(make_person("p1"), make_thing(), "Việc 1")
    one = questions(client, reverse("core:audit"))
    act(make_person("p2"), make_thing(), "Việc 2")
    act(make_person("p3"), make_thing(), "Việc 3")
    assert questions(client, reverse("core:audit")) == one <= 6


def test_the_administration_screens_only_look(client: Client, root: User) -> None:
    User.objects.filter(pk=root.pk).update(is_staff=True)
    event = act(root, make_thing(), "Gửi báo cáo")
    for model in ("auditevent", "job", "notification", "storedfile"):
        assert client.get(f"/quan-tri/core/{model}/").status_code == 200
        assert client.get(f"/quan-tri/core/{model}/add/").status_code == 403
    assert client.post(f"/quan-tri/core/auditevent/{event.pk}/change/").status_code == 403
    assert client.post(f"/quan-tri/core/auditevent/{event.pk}/delete/").status_code == 403
    assert connection.is_usable()
