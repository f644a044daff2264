"""The middleware that gives places to requests."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from datetime import timedelta

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

from kbang_ntm.core import clock
from kbang_ntm.core.admission import arrival, kept
from kbang_ntm.core.admission.places import Places
from kbang_ntm.core.registry import registry

ASK_AGAIN, TELL_EVERY = 10, 60  # seconds
log = structlog.get_logger(__name__)
DASHBOARD, PAPER, PAGE = "dashboard", "paper", "page"
ALWAYS = frozenset({"health", "alive", "ready", "core:sign_in_again"})
# A password is dear to check (a tenth of a second of a core), so that signing in waits as pages do.
SIGNING_IN = frozenset({"account_login", "core:resume", "mfa_authenticate"})


def _patience() -> float:
    return float(settings.ADMISSION_PATIENCE)


PLACES = {
    PAGE: Places(lambda: settings.ADMISSION_PAGES, _patience),
    DASHBOARD: Places(lambda: settings.ADMISSION_DASHBOARDS, _patience),
    PAPER: Places(lambda: settings.ADMISSION_PAPERS, _patience),
}


def papers_wait() -> bool:
    """Whether a file that could be made at once should rather become a job."""
    return PLACES[PAPER].full or PLACES[PAGE].full


def class_of(request: HttpRequest, name: str) -> str:
    """The class of a request for the view of that name; "" is always let in."""
    if not name or name in ALWAYS:
        return ""
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        return PAGE if name in SIGNING_IN else ""
    if name in registry.dashboards:
        return DASHBOARD
    return PAPER if name in registry.papers else PAGE


class AdmissionMiddleware:
    """Outside of sessions and people: who is turned away costs no query.

    That is why the address is resolved here and not in `process_view`, before which the session
    has been read. The place is given back when the answer has been made.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        arrival.note_start(request)
        name = class_of(request, _view_name(request))
        if not name:
            return self.get_response(request)
        if not PLACES[name].take():
            page = kept.kept_answer(request) if name == DASHBOARD else None
            return page or waiting(request)
        try:
            response = self.get_response(request)
            if name == DASHBOARD and request.method == "GET":
                kept.keep(request, response)
            return response
        finally:
            PLACES[name].leave()


def _view_name(request: HttpRequest) -> str:
    """Of the address; "" where there is none, which is found out quickly enough."""
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


_told = 0.0


def _tell() -> None:
    """One line a minute that people are waiting, not one for each of them."""
    global _told
    if time.monotonic() - _told > TELL_EVERY:
        _told = time.monotonic()
        log.warning("admission.full")


def waiting(request: HttpRequest) -> HttpResponse:
    """503: a plain page that asks again by itself, and a ticket; scripts get a sentence."""
    now = getattr(request, "arrived", None) or arrival.note_start(request)
    script = request.headers.get("HX-Request") or request.headers.get("X-Requested-With")
    if script:
        words = "Cổng đang có nhiều người. Chữ đã gõ vẫn còn, cổng thử lại sau ít giây."
        response: HttpResponse = JsonResponse({"wait": ASK_AGAIN, "message": words}, status=503)
        arrival.hand_out(request, response, now)
    else:
        response = HttpResponse(status=503)
        ticket = arrival.hand_out(request, response, now)
        since = clock.now() - timedelta(seconds=now - ticket.first)
        context = {
            "since": since,
            "again": ASK_AGAIN,
            "grace": math.floor(settings.WAITING_GRACE / 60),
            "posted": request.method == "POST",
        }
        response.content = render_to_string("core/waiting.html", context).encode()
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django: an error line for each
    _tell()
    response.headers["Retry-After"] = str(ASK_AGAIN)
    response.headers["Cache-Control"] = "no-store"
    return response
