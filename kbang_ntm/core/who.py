"""The person of a request, read with all that every page asks about them: one query.

Apps register such parts (posts, the words of the head); they are asked again by whoever holds a
person that no request has read.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    get_user,
)
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.prepared import Prepared
from kbang_ntm.core.registry import registry

_COLUMNS = tuple(field.attname for field in User._meta.concrete_fields)
_Known = tuple[date, dict[str, Any]]


class PersonMiddleware(AuthenticationMiddleware):
    """Django's, with one query where it and the pages asked three."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)

        def found() -> User | AnonymousUser:
            person_found = _person_of(request)
            # A page asks its person hundreds of things; each costs thrice through the proxy.
            if request.user is waiting:
                request.user = person_found
            return person_found

        waiting: Any = SimpleLazyObject(found)
        request.user = waiting  # lazy, as Django sets it


def known(user: User, part: str, day: date) -> Any:
    """The part as it was read with the person on that day, "" for nothing; None for a person read
    otherwise."""
    kept: _Known | None = getattr(user, "_known", None)
    return kept[1][part] or "" if kept is not None and kept[0] == day else None


def _person_of(request: HttpRequest) -> User | AnonymousUser:
    """The session's person. What is out of the ordinary (no such account, one that is closed, a
    hash of another password or key) is left to Django, which knows what to do with the session."""
    found = _read(request)
    if found is None:
        known_to_django = get_user(request)
        if isinstance(known_to_django, User):
            found = person(known_to_django.pk)
    return found or AnonymousUser()


def _read(request: HttpRequest) -> User | None:
    try:
        pk = int(request.session[SESSION_KEY])
        backend, digest = request.session[BACKEND_SESSION_KEY], request.session[HASH_SESSION_KEY]
    except (KeyError, ValueError):
        return None
    if backend not in settings.AUTHENTICATION_BACKENDS:
        return None
    user = person(pk)
    if user is None or not user.is_active:
        return None
    return user if constant_time_compare(digest, user.get_session_auth_hash()) else None


def person(pk: int) -> User | None:
    """The account with its parts of today. One query."""
    day = clock.today()
    rows = _rows(pk, day)
    if not rows:
        return None
    row, wide = rows[0], len(_COLUMNS)
    user = User.from_db(connection.alias, _COLUMNS, row[:wide])
    parts = dict(zip(registry.person_parts, row[wide:], strict=True))
    user._known = (day, parts)  # type: ignore[attr-defined]  # as it was read, and when
    return user


def _question(pk: int, day: date) -> QuerySet[Any, Any]:
    parts = [part(day) for part in registry.person_parts.values()]
    return User.objects.filter(pk=pk).order_by().values_list(*_COLUMNS, *parts)


_rows = Prepared(_question)
