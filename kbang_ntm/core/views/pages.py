"""Refusals as pages: what went wrong and what to do."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from kbang_ntm.core.storage import is_full

SOON = 10  # seconds after which asking again is worth it


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's mark is too old or cookies are off; `reason` is for the log, not for people."""
    return render(request, "csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault, in the words that help: 503 while the database is away, 507 when there is no room
    on the disk, else 500. Asks nobody: no session, no rows, no navigation."""
    fault = sys.exc_info()[1]
    if isinstance(fault, OperationalError | InterfaceError):
        answer = HttpResponse(loader.render_to_string("503.html"), status=503)
        answer.headers["Retry-After"] = str(SOON)
        return answer
    if fault is not None and is_full(fault):
        return HttpResponse(loader.render_to_string("507.html"), status=507)
    return HttpResponse(loader.render_to_string("500.html"), status=500)
