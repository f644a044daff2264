"""Entity tags of pages: a page that has not changed is told so, not made again."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import get_token
from django.utils.cache import patch_cache_control

from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.registry import registry
from kbang_ntm.core.who import known

CODE = ("kbang_ntm", "communes", "campaigns", "awards", "reports", "templates", "static")


def page_tag(request: HttpRequest, *figures: object) -> str | None:
    """The tag of a page of a signed-in person; None while a message waits to be shown.

    Besides what the figures rest on (`figures`) it holds the question, the day, the reader and the
    release.
    """
    if "messages" in request.COOKIES or "_messages" in request.session:
        return None
    return digest(request.get_full_path(), reader_of(request), clock.today(), *figures)


def digest(*parts: object) -> str:
    """A tag of what a page rests on, and of the release: a new one shows itself at once."""
    return '"' + hashlib.sha256(repr([*parts, _release()]).encode()).hexdigest()[:32] + '"'


def reader_of(request: HttpRequest) -> tuple[Any, ...]:
    """What of the reader shows on every page: the secret behind the form token, which the first
    answer sets; of a person besides session, names and posts."""
    get_token(request)
    secret = request.META["CSRF_COOKIE"]
    user = request.user
    if not isinstance(user, User):
        return (secret,)
    day = clock.today()
    parts = [known(user, name, day) for name in registry.person_parts]
    named = (user.pk, user.full_name, user.position, user.is_superuser, user.is_staff)
    return (secret, request.session.session_key, named, parts)


def tagged(response: HttpResponseBase, tag: str | None) -> HttpResponseBase:
    """The page with its tag: kept by the reader's browser alone, and asked about each time."""
    if tag:
        response["ETag"] = tag
    patch_cache_control(response, private=True, no_cache=True)
    return response


@cache
def _release() -> str:
    """Digest of everything pages are made of; read once per process."""
    found = hashlib.sha256()
    for folder in CODE:
        for file in sorted((settings.BASE_DIR / folder).rglob("*")):
            if file.suffix in (".py", ".html", ".css", ".js", ".json"):
                found.update(file.read_bytes())
    return found.hexdigest()
