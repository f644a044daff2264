"""Walk the portal as one person: every page once by its address pattern, by the links it shows."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import Resolver404, resolve

from kbang_ntm.core.models import User

# Files and acts of signing out are not pages.
NOT_PAGES = {"core:file", "account_logout"}
FILES = ("/xlsx/", "/pdf/", "/csv/", "/docx/", "/rss/")


def sign_in(context: Any, address: str, username: str) -> None:
    """Give a browser context the session of a person, as after the page of signing in."""
    user = User.objects.get(username=username)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": address}]
    )


def view_name(path: str) -> str:
    """The name of the address's pattern, "" for what is no page of the portal."""
    try:
        match = resolve(path)
    except Resolver404:
        return ""
    return match.view_name or ""


def pages_of(
    page: Any, start: str, *, most: int = 400, look: Callable[[str], None] = lambda address: None
) -> dict[str, str]:
    """{view name: address with query} of the pages reached from `start` by links. `look` is called
    with the address while the page is open. Raises AssertionError for more pages than `most`: a
    walk that stops early has not seen them."""
    found: dict[str, str] = {}
    waiting = deque([start])
    while waiting:
        address = waiting.popleft()
        path = urlsplit(address).path
        name = view_name(path)
        if not name or name in found or name in NOT_PAGES or path.startswith("/quan-tri/"):
            continue
        if path.endswith(FILES):
            continue
        answer = page.goto(address)
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        assert answer.status < 400, f"{address}: {answer.status}"
        found[name] = address
        assert len(found) <= most, f"more than {most} pages"
        links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
        waiting.extend(link for link in links if link.startswith("/"))
        look(address)
    return found
