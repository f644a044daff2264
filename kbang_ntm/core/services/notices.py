"""What a person does with notices: reading them, and choosing which to get."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from kbang_ntm.core import clock
from kbang_ntm.core.models import NoticePreference, Notification, User
from kbang_ntm.core.registry import registry


def mark_read(*, notice: Notification, actor: User) -> Notification:
    """The recipient has opened it; a second time changes nothing."""
    Notification.objects.filter(pk=notice.pk, recipient=actor, read_at=None).update(
        read_at=clock.now()
    )
    notice.refresh_from_db(fields=["read_at"])
    return notice


def mark_all_read(*, actor: User, up_to: int) -> int:
    """All of a person's notices up to the newest they have seen (its pk) are read; how many were
    not before. Those that came meanwhile stay unread."""
    return Notification.objects.filter(recipient=actor, pk__lte=up_to, read_at=None).update(
        read_at=clock.now()
    )


@transaction.atomic
def choose(*, actor: User, on_page: Collection[str], by_mail: Collection[str]) -> None:
    """Store, for every registered kind, whether the person wants it on the page and by mail."""
    NoticePreference.objects.bulk_create(
        [
            NoticePreference(
                user=actor, kind=kind, on_page=kind in on_page, by_mail=kind in by_mail
            )
            for kind in registry.notice_kinds
        ],
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["on_page", "by_mail"],
    )
