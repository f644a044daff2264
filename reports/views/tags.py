"""Entity tags of pages of figures: a page that has not changed is told so, not made again."""

from __future__ import annotations

import hashlib
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.utils.cache import patch_cache_control

from communes.rules import reach
from kbang_ntm.core import clock
from kbang_ntm.core.access import member


def page_tag(request: HttpRequest, template: str, *figures: object) -> str | None:
    """The tag of a page made of `template`; None while a message waits to be shown.

    Besides what the figures rest on (`figures`) it holds the question, the day, the reader's posts
    and session (the page carries that session's form token) and the release.
    """
    if "messages" in request.COOKIES or "_messages" in request.session:
        return None
    posts = sorted(post.membership_id for post in reach(member(request)).posts)
    parts = [
        request.get_full_path(),
        member(request).pk,
        posts,
        request.session.session_key,
        clock.today(),
        *figures,
        _release(template),
    ]
    return '"' + hashlib.sha256(repr(parts).encode()).hexdigest()[:32] + '"'


def tagged(response: HttpResponse, tag: str | None) -> HttpResponse:
    """The page with its tag: kept by the reader's browser alone, and asked about each time."""
    if tag:
        response["ETag"] = tag
    patch_cache_control(response, private=True, no_cache=True)
    return response


@cache
def _release(template: str) -> str:
    """The page's own form: a new release shows itself at once."""
    templates = settings.BASE_DIR / "templates"
    files = (templates / template, templates / "base.html")
    words = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    return words + static("css/portal.css")
