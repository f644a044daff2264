"""Open sessions of a person: kept beside the session rows, ended one by one or all at once.

allauth's own bookkeeping asks the database once per old session at each sign-in; this asks once.
Session ages are counted by the database's clock, never by the demonstration date.
"""

from __future__ import annotations

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest

from kbang_ntm.core.models import User


def open_sessions(user: User) -> QuerySet[UserSession]:
    """The person's sessions that still open a page, oldest first."""
    living = Session.objects.filter(expire_date__gt=Now()).values("session_key")
    found: QuerySet[UserSession] = UserSession.objects.filter(user=user, session_key__in=living)
    return found.order_by("created_at")


def end_sessions(user: User, *, keep: str = "") -> int:
    """Ends the person's sessions but the one with key `keep`; returns how many were open."""
    ended = open_sessions(user).exclude(session_key=keep).count()
    others = UserSession.objects.filter(user=user).exclude(session_key=keep)
    Session.objects.filter(
        session_key__in=list(others.values_list("session_key", flat=True))
    ).delete()
    others.delete()
    return ended


def signed_in(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """At each sign-in: writes the session down and forgets those that have run out."""
    UserSession.objects.create_from_request(request)
    living = Session.objects.values("session_key")
    UserSession.objects.filter(user=user).exclude(session_key__in=living).delete()


def password_changed(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """A new password has a new session key here, and ends all sessions elsewhere."""
    UserSession.objects.create_from_request(request)
    end_sessions(user, keep=request.session.session_key or "")
