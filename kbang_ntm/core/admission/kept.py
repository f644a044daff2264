"""Dashboards as they were last shown to a session, for the minutes in which all are busy.

Kept in the shared cache under a hash of session, cookie of forms and address: nobody sees what was
made for another session, and a session that has ended sees nothing. Strangers share one copy, from
which the tokens of forms are taken out. Without a broker nothing is kept.
"""

from __future__ import annotations

import hashlib
import re

from django.conf import settings
from django.contrib import messages
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from kbang_ntm.core import clock

KEEP = 1800  # seconds
MOST_BYTES = 400_000
TOKEN = re.compile(r"(?<=\")[A-Za-z0-9]{64}(?=\")")
MAIN = '<main class="wrap" id="noi-dung">'


def key_of(request: HttpRequest) -> str:
    """Of this session and address."""
    session = _session(request)
    form = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "") if session else ""
    part = request.headers.get("HX-Request", "")
    whole = "\n".join((session, form, part, request.get_full_path()))
    return f"admission.kept.{hashlib.sha256(whole.encode()).hexdigest()}"


def keep(request: HttpRequest, response: HttpResponseBase) -> None:
    """Remember a dashboard that was shown whole."""
    if not isinstance(response, HttpResponse) or response.status_code != 200:
        return
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return
    strange = set(response.cookies) - {settings.CSRF_COOKIE_NAME}
    if strange or len(response.content) > MOST_BYTES:
        return
    if hasattr(request, "_messages") and len(messages.get_messages(request)):
        return  # words for once
    page = response.content.decode()
    if not _session(request):
        page = TOKEN.sub("", page)
    cache.set(key_of(request), (clock.now(), page), KEEP)


def _session(request: HttpRequest) -> str:
    return request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")


def kept_answer(request: HttpRequest) -> HttpResponse | None:
    """The page as it was last shown, saying since when; None when there is none to show."""
    found = cache.get(key_of(request))
    if found is None:
        return None
    session = _session(request)
    if session and not SessionStore().exists(session):
        return None
    at, page = found
    words = render_to_string("core/kept_page.html", {"at": at})
    response = HttpResponse(mark_safe(page.replace(MAIN, MAIN + words, 1)))
    response.headers["Cache-Control"] = "no-store"
    return response
