"""Long sessions that slide: people who come daily are never asked for the password again."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase

RENEWED_AT = "_renewed_at"
RENEW_AFTER = 24 * 3600  # seconds; saving the session on each request would cost a write each


def begun(sender: Any, request: HttpRequest, **kwargs: Any) -> None:
    """At each sign-in: a session that begins now is not renewed by its first page."""
    request.session[RENEWED_AT] = int(time.time())


class SlidingSessionMiddleware:
    """Renews the cookie and the row of a signed-in person at most once a day.

    Only session ages are counted here, so real time is right on a demonstration portal too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        user = getattr(request, "user", None)
        if request.session.accessed and user is not None and user.is_authenticated:
            now = int(time.time())
            if now - int(request.session.get(RENEWED_AT, 0)) >= RENEW_AFTER:
                request.session[RENEWED_AT] = now  # a change makes the session be saved
        return response
