"""A person's notices and what they chose about them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from kbang_ntm.core.models import NoticePreference, Notification, User
from kbang_ntm.core.queries.folding import holding
from kbang_ntm.core.registry import registry


@dataclass(frozen=True)
class Choice:
    """One kind of notice with its switches."""

    kind: str
    label: str
    on_page: bool
    by_mail: bool


@dataclass(frozen=True)
class Digest:
    """The line of the inbox: how many of the digested notices are unread."""

    unread: int


def visible_to(user: User, words: str = "") -> QuerySet[Notification]:
    """The notices told to this person, newest first, without the kinds they hid; `words` all
    stand in the text, marks ignored."""
    hidden = NoticePreference.objects.filter(user=user, on_page=False).values("kind")
    rows = Notification.objects.filter(recipient=user).exclude(kind__in=hidden).order_by("-id")
    return holding(rows, words, "text")


def choices_of(user: User) -> list[Choice]:
    """All registered kinds by label; without a choice made, on the page and not by mail."""
    made = {row.kind: row for row in NoticePreference.objects.filter(user=user)}
    return [
        Choice(
            kind,
            label,
            on_page=made[kind].on_page if kind in made else True,
            by_mail=made[kind].by_mail if kind in made else False,
        )
        for kind, label in sorted(registry.notice_kinds.items(), key=lambda pair: pair[1])
    ]


def digest_of(user: User) -> Digest:
    """What the last digests brought and the person has not opened yet. One query."""
    return Digest(unread=unread(user).count())


def unread(user: User) -> QuerySet[Notification]:
    """Notices of the digests that the person has not opened yet."""
    return visible_to(user).filter(read_at=None, digested_at__isnull=False)
