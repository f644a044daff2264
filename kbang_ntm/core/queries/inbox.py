""" "Việc của tôi": what waits for a person, by when, one link each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, QuerySet
from django.urls import reverse

from kbang_ntm.core import clock
from kbang_ntm.core.models import Job, User
from kbang_ntm.core.once import one_reading
from kbang_ntm.core.queries.jobs import INBOX_LIMIT, of_inbox
from kbang_ntm.core.queries.notices import Digest, digest_of, unread
from kbang_ntm.core.registry import InboxItem, InboxSource, registry
from kbang_ntm.core.vietnamese import format_date

SOON_DAYS = 3  # days before the due date on which a line begins to speak
NEXT_DAYS = 7
WAITING, OVERDUE, TODAY, NEXT, LATER, WORKING, DONE = (
    "Đang chờ",
    "Quá hạn",
    "Hôm nay",
    "Trong 7 ngày tới",
    "Sau đó",
    "Máy đang làm",
    "Vừa xong",
)


@dataclass(frozen=True)
class Line:
    """One line as the page prints it; `tone` is "late", "soon" or "" (quiet)."""

    title: str
    url: str
    hint: str
    tone: str
    due_words: str
    due_date: str


@dataclass(frozen=True)
class Group:
    """Lines under one head."""

    title: str
    lines: tuple[Line, ...]


WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


@dataclass(frozen=True)
class Inbox:
    """The whole page; `waiting` and `overdue` count lines that wait for the person."""

    today: date
    groups: tuple[Group, ...]
    cards: tuple[dict[str, Any], ...]
    waiting: int
    overdue: int
    digest: Digest

    @property
    def weekday(self) -> str:
        """ "Thứ Ba": written out, as in letters."""
        return WEEKDAYS[self.today.weekday()]


def inbox_of(user: User) -> Inbox:
    """Ask every source that has something to say once; the number of queries does not depend on
    the number of rows."""
    with one_reading():
        return _read(user)


JOBS, NOTICES = "core.jobs", "core.notices"


def _there(user: User) -> frozenset[str]:
    """Names of the sources whose rows are there, JOBS and NOTICES among them. One query."""
    rows: dict[str, QuerySet[Any] | None] = {JOBS: of_inbox(user), NOTICES: unread(user)}
    rows |= {name: registry.inbox_rows[name](user) for name in _looked_into()}
    asked = {name: found for name, found in rows.items() if found is not None}
    looks = [Exists(found.order_by()) for found in asked.values()]
    answers = User.objects.filter(pk=user.pk).values_list(*looks).get()
    return frozenset(name for name, there in zip(asked, answers, strict=True) if there)


def _looked_into() -> list[str]:
    return [name for name in registry.inbox if name in registry.inbox_rows]


def _read(user: User) -> Inbox:
    today = clock.today()
    there = _there(user)
    silent = frozenset(_looked_into()) - there
    sources: list[InboxSource] = [
        source for name, source in registry.inbox.items() if name not in silent
    ]
    items = [item for source in sources for item in source(user)]
    open_items = [item for item in items if not item.done]
    jobs = list(of_inbox(user)[:INBOX_LIMIT]) if JOBS in there else []
    groups = [
        *_groups(open_items, today),
        _group(WORKING, [job_item(job) for job in jobs if job.state in RUNNING], today),
        _group(
            DONE,
            [
                *(job_item(job) for job in jobs if job.state not in RUNNING),
                *(item for item in items if item.done),
            ],
            today,
        ),
    ]
    cards = (source(user) for source in registry.side_cards.values())
    return Inbox(
        today=today,
        groups=tuple(group for group in groups if group.lines),
        cards=tuple(card for card in cards if card is not None),
        waiting=len(open_items),
        overdue=sum(1 for item in open_items if item.due is not None and item.due < today),
        digest=digest_of(user) if NOTICES in there else Digest(unread=0),
    )


RUNNING = (Job.State.QUEUED, Job.State.RUNNING)


def job_item(job: Job) -> InboxItem:
    """A job as a line: how far it is, or how it ended."""
    if job.state == Job.State.FAILED:
        hint = f"Không làm được: {job.error}"
    elif job.state == Job.State.DONE:
        at = job.finished_at.astimezone(clock.LOCAL) if job.finished_at else None
        hint = f"Xong lúc {at:%H:%M:%S} ngày {format_date(at.date())}" if at else "Đã xong"
    elif job.state == Job.State.QUEUED:
        hint = "Đang chờ máy chủ"
    else:
        count = f"bước {job.steps_done}/{job.steps_total}" if job.steps_total else "đang làm"
        hint = f"{count}: {job.step_label}" if job.step_label else count
    return InboxItem(
        title=job.title,
        url=reverse("core:job", args=[job.uid]),
        group="",
        hint=hint[:1].upper() + hint[1:],
        done=job.state not in RUNNING,
    )


def _groups(items: Iterable[InboxItem], today: date) -> list[Group]:
    """Overdue first, then the named groups by their nearest date, then the rest by time."""
    overdue: list[InboxItem] = []
    named: dict[str, list[InboxItem]] = {}
    by_time: dict[str, list[InboxItem]] = {TODAY: [], NEXT: [], LATER: []}
    for item in items:
        if item.due is not None and item.due < today:
            overdue.append(item)
        elif item.group:
            named.setdefault(item.group, []).append(item)
        else:
            by_time[_period(item.due, today)].append(item)
    heads = sorted(named, key=lambda head: min(_order(item) for item in named[head]))
    before = overdue or named or by_time[TODAY] or by_time[NEXT]
    if not before:  # "afterwards" needs something that comes first
        by_time = {WAITING: by_time[LATER]}
    return [
        _group(OVERDUE, overdue, today),
        *(_group(head, named[head], today) for head in heads),
        *(_group(head, rows, today) for head, rows in by_time.items()),
    ]


def _period(due: date | None, today: date) -> str:
    if due is None or (due - today).days > NEXT_DAYS:
        return LATER
    return TODAY if due == today else NEXT


def _order(item: InboxItem) -> tuple[date, int, str]:
    return (item.due or date.max, item.order, item.title)


def _group(title: str, items: Iterable[InboxItem], today: date) -> Group:
    return Group(title, tuple(_line(item, today) for item in sorted(items, key=_order)))


def _line(item: InboxItem, today: date) -> Line:
    tone, words = _due(item, today)
    return Line(
        title=item.title,
        url=item.url,
        hint=item.hint,
        tone=tone,
        due_words=words,
        due_date=format_date(item.due) if item.due else "",
    )


def _due(item: InboxItem, today: date) -> tuple[str, str]:
    """How a due date speaks: loudly when passed, plainly when far away, not at all when done."""
    if item.due is None or item.done:
        return "", ""
    days = (item.due - today).days
    if days < 0:
        return "late", f"Quá hạn {-days} ngày"
    if days == 0:
        return "soon", "Hạn hôm nay"
    return ("soon" if days <= SOON_DAYS else ""), f"Còn {days} ngày"
