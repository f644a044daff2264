"""Alerts that are not over, among what waits for quản trị."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from kbang_ntm.core import clock
from kbang_ntm.core.models import Alert, User
from kbang_ntm.core.registry import InboxItem, registry

ELSEWHERE = ("backup", "rehearsal")  # have lines of their own (`queries.backups`)


def rows(user: User) -> QuerySet[Alert] | None:
    """Without these `waiting` has nothing to say."""
    if not registry.is_administrator(user):
        return None
    return Alert.objects.filter(over_at=None).exclude(fact__in=ELSEWHERE)


def waiting(user: User) -> list[InboxItem]:
    """A line about each."""
    found = rows(user)
    page = reverse("core:condition")
    return [
        InboxItem(title=row.label, url=page, group="", hint=row.words, due=clock.today())
        for row in (found if found is not None else ())
    ]
