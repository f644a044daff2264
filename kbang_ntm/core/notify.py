"""The only writer of notices: rows in the transaction of the act; the digest reads them later."""

from __future__ import annotations

from collections.abc import Iterable

from kbang_ntm.core.models import NoticePreference, Notification, User
from kbang_ntm.core.registry import registry


def tell(*, recipients: Iterable[User], kind: str, key: str, text: str, url: str = "") -> int:
    """Leave one notice per person who has a duty in it; returns how many rows were asked for.

    `key` names the event: telling the same person twice about it is a no-op. People who switched
    the kind off get none. Raises KeyError for an unregistered kind.
    """
    registry.notice_kinds[kind]  # an unknown kind could never be switched off: refuse it
    people = {user.pk: user for user in recipients if user.is_active}
    off = set(
        NoticePreference.objects.filter(
            user_id__in=people, kind=kind, on_page=False, by_mail=False
        ).values_list("user_id", flat=True)
    )
    rows = [
        Notification(recipient_id=pk, kind=kind, key=key, text=text[:500], url=url)
        for pk in people
        if pk not in off
    ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
