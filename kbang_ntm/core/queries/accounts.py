"""Accounts as the administrator's pages read them."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet

from kbang_ntm.core.models import AuditEvent, User

LAST_EVENTS = 30


def accounts() -> QuerySet[User]:
    """All accounts in the order of given names, with `has_second_factor`."""
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return User.objects.annotate(has_second_factor=Exists(factors)).order_by("sort_key", "username")


def events_of(user: User) -> QuerySet[AuditEvent]:
    """The latest acts done to an account, newest first, with their details."""
    return (
        AuditEvent.objects.filter(subject_uid=user.uid)
        .select_related("detail")
        .order_by("-id")[:LAST_EVENTS]
    )
