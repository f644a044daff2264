""" "Việc của tôi": what waits, by when, one link each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kbang_ntm.core import clock
from kbang_ntm.core.jobs import claim, enqueue, run_next
from kbang_ntm.core.models import Job, PortalState, User
from kbang_ntm.core.queries.inbox import Inbox, inbox_of
from kbang_ntm.core.registry import InboxItem, registry
from tests.core.jobs import kinds
from tests.core.people import make_person, questions

pytestmark = pytest.mark.django_db
TODAY = date(2024, 10, 8)
Waiting = dict[str, list[InboxItem]]


@pytest.fixture
def waiting() -> Iterator[Waiting]:
    """The only source of lines: by account."""
    lines: Waiting = {}
    sources, cards = dict(registry.inbox), dict(registry.side_cards)
    registry.inbox.clear()
    registry.side_cards.clear()
    registry.add_inbox("test", lambda user: lines.get(user.username, []))
    PortalState.objects.create(demo_date=TODAY)
    clock.forget()
    yield lines
    registry.inbox, registry.side_cards = sources, cards


def item(title: str, days: int | None = None, **changes: Any) -> InboxItem:
    due = None if days is None else TODAY + timedelta(days=days)
    return InboxItem(**{"title": title, "url": "/x/", "group": "", "due": due, **changes})


def shown(inbox: Inbox) -> list[tuple[str, list[str]]]:
    return [(group.title, [line.title for line in group.lines]) for group in inbox.groups]


def test_lines_stand_by_time_and_groups_by_their_nearest_date(waiting: Waiting) -> None:
    alice = make_person()
    waiting["alice"] = [
        item("Xa", 17),
        item("Không hạn"),
        item("Tuần này", 6),
        item("Hôm nay", 0),
        item("Trả lại B", 2, group="Báo cáo Quý III/2024", order=2),
        item("Trả lại A", 2, group="Báo cáo Quý III/2024", order=1),
        item("Trễ trong nhóm", -1, group="Báo cáo Quý III/2024"),
        item("Trễ", -3),
        item("Đã gửi", done=True),
    ]
    inbox = inbox_of(alice)
    assert shown(inbox) == [
        ("Quá hạn", ["Trễ", "Trễ trong nhóm"]),
        ("Báo cáo Quý III/2024", ["Trả lại A", "Trả lại B"]),
        ("Hôm nay", ["Hôm nay"]),
        ("Trong 7 ngày tới", ["Tuần này"]),
        ("Sau đó", ["Xa", "Không hạn"]),
        ("Vừa xong", ["Đã gửi"]),
    ]
    assert (inbox.waiting, inbox.overdue) == (8, 2)


def test_what_comes_first_is_not_called_afterwards(waiting: Waiting) -> None:
    alice = make_person()
    waiting["alice"] = [item("Xa", 17)]
    assert shown(inbox_of(alice)) == [("Đang chờ", ["Xa"])]


@pytest.mark.parametrize(
    ("days", "tone", "words"),
    [
        (-3, "late", "Quá hạn 3 ngày"),
        (0, "soon", "Hạn hôm nay"),
        (3, "soon", "Còn 3 ngày"),
        (4, "", "Còn 4 ngày"),
        (None, "", ""),
    ],
)
def test_how_a_due_date_speaks(waiting: Waiting, days: int | None, tone: str, words: str) -> None:
    alice = make_person()
    waiting["alice"] = [item("Việc", days)]
    line = inbox_of(alice).groups[0].lines[0]
    assert (line.tone, line.due_words) == (tone, words)


def ask(user: User, kind: str, key: str) -> Job:
    return enqueue(kind=kind, key=key, title=f"Việc {key}", parameters={}, requested_by=user)


def test_own_jobs_stand_there_until_a_day_after_they_end(waiting: Waiting) -> None:
    alice, bob = make_person("alice"), make_person("bob")
    run_next(ask(alice, kinds.COUNT, "xong").uid)
    run_next(ask(alice, kinds.REFUSE, "hỏng").uid)
    context = claim(ask(alice, kinds.SLOW, "chạy").uid)
    assert context is not None
    context.step("Ghép trang", 2, 5)
    ask(bob, kinds.COUNT, "của người khác")
    old = ask(alice, kinds.COUNT, "cũ")
    run_next(old.uid)
    Job.objects.filter(pk=old.pk).update(finished_at=clock.now() - timedelta(days=2))
    inbox = inbox_of(alice)
    assert shown(inbox) == [
        ("Máy đang làm", ["Việc chạy"]),
        ("Vừa xong", ["Việc hỏng", "Việc xong"]),
    ]
    hints = {line.title: line.hint for group in inbox.groups for line in group.lines}
    assert hints["Việc chạy"] == "Bước 2/5: Ghép trang"
    assert hints["Việc hỏng"] == "Không làm được: Kỳ này chưa có số liệu. Chọn kỳ khác."
    assert hints["Việc xong"].startswith("Xong lúc ")
    assert inbox.waiting == 0


def test_the_page_in_words(client: Client, waiting: Waiting) -> None:
    waiting["alice"] = [item("Sửa chỉ tiêu <13.1>", -1, hint="Phòng NN&PTNT trả lại")]
    client.force_login(make_person("alice"))
    text = client.get("/").content.decode()
    assert "Thứ Ba, 08/10/2024" in text
    assert "1 việc đang chờ, 1 việc quá hạn" in text
    assert "Sửa chỉ tiêu &lt;13.1&gt;" in text and "Quá hạn 1 ngày" in text


def test_nothing_waits(client: Client, waiting: Waiting) -> None:
    client.force_login(make_person())
    assert "Không còn việc nào chờ bạn." in client.get("/").content.decode()


def test_side_cards_are_asked_for_this_person(client: Client, waiting: Waiting) -> None:
    registry.add_side_card("none", lambda user: None)
    registry.add_side_card(
        "steps",
        lambda user: {"template": "components/timeline.html", "name": user.username},
    )
    alice = make_person()
    assert [card["name"] for card in inbox_of(alice).cards] == ["alice"]
    client.force_login(alice)
    assert "g-aside" in client.get("/").content.decode()


def test_strangers_go_to_the_public_page_or_to_sign_in(client: Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer["Location"] in ("/cong-khai/", reverse("account_login"))


def test_the_page_asks_as_often_for_three_rows_as_for_one(client: Client, waiting: Waiting) -> None:
    alice = make_person()
    client.force_login(alice)
    waiting["alice"] = [item("Việc 1", 1)]
    ask(alice, kinds.COUNT, "1")
    one = questions(client, "/")
    waiting["alice"] += [item("Việc 2", 2), item("Việc 3", 30)]
    ask(alice, kinds.COUNT, "2")
    ask(alice, kinds.COUNT, "3")
    assert questions(client, "/") == one <= 8
