"""When a request arrived, which is what a deadline is judged by.

A request arrives when its first byte does: the proxy says when (it overwrites what a client
claims), without a proxy it is when the web process took it up. Who was given the waiting page has a
signed ticket with the time of the first knock; for `GRACE` after the last waiting page that time
counts, so that whoever was waiting when a period closed is on time. It never counts for longer than
`LONGEST` after the first knock.
"""

from __future__ import annotations

import re
import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from kbang_ntm.core import clock

COOKIE = "cho"
SALT = "core.admission.ticket"
LONGEST = 3600  # seconds
STARTED = re.compile(r"t=(\d{9,11}\.\d{3}) age=(\d{1,4}\.\d{3})")
OLDEST = 900  # seconds a proxy may have held a request


@dataclass(frozen=True)
class Ticket:
    """Seconds of the epoch of the first knock and of the last waiting page; `no` names it."""

    no: str
    first: float
    last: float

    def counts(self, now: float) -> bool:
        """Whether the time of the first knock still stands for the person."""
        return now - self.last <= settings.WAITING_GRACE and now - self.first <= LONGEST


@dataclass(frozen=True)
class Arrival:
    """`at` is the moment a deadline is judged by, `received` when this very request came. They
    differ for the holder of a ticket that counts, whom `ticket` names."""

    at: datetime
    received: datetime
    ticket: str = ""

    @classmethod
    def now(cls) -> Arrival:
        """Of an act that no request asked for."""
        moment = clock.now()
        return cls(moment, moment)

    def trace(self) -> dict[str, Any]:
        """For the audit event: nothing unless the person had been kept waiting."""
        if not self.ticket:
            return {}
        return {
            "waited_since": self.at.isoformat(),
            "received_at": self.received.isoformat(),
            "ticket": self.ticket,
        }


def note_start(request: HttpRequest) -> float:
    """Called once, by the middleware, before the body is read; seconds of the epoch."""
    now = clock.real_now().timestamp()
    request.arrived = _proxy_start(request, now)  # type: ignore[attr-defined]  # ours
    # How long ago that was is counted by a clock that cannot be set: a jump of the machine's while
    # the request is worked on must not stand on a receipt.
    request.ticking = time.monotonic() - (now - request.arrived)  # type: ignore[attr-defined]  # ours
    return now


def _proxy_start(request: HttpRequest, now: float) -> float:
    """When the proxy saw the first byte; `now` without a trusted proxy."""
    said = request.headers.get("X-Request-Start", "") if settings.BEHIND_TLS_PROXY else ""
    match = STARTED.fullmatch(said)
    if match is None:
        return now
    start = float(match[1]) - float(match[2])
    return start if now - OLDEST <= start <= now else now


def arrival_of(request: HttpRequest) -> Arrival:
    """The moment that counts for this request, on the portal's clock."""
    now, moment = clock.real_now().timestamp(), clock.now()
    ago = time.monotonic() - getattr(request, "ticking", time.monotonic())
    received = moment - timedelta(seconds=ago)
    ticket = ticket_of(request)
    if ticket is None or not ticket.counts(now - ago):
        return Arrival(received, received)
    return Arrival(moment - timedelta(seconds=now - ticket.first), received, ticket.no)


def ticket_of(request: HttpRequest) -> Ticket | None:
    """The ticket the browser holds, if its signature is ours."""
    text = request.COOKIES.get(COOKIE, "")
    if not text:
        return None
    try:
        no, first, last = signing.loads(text, salt=SALT, max_age=LONGEST)
    except signing.BadSignature:
        return None
    return Ticket(str(no), float(first), float(last))


def hand_out(request: HttpRequest, response: HttpResponse, now: float) -> Ticket:
    """A ticket on a waiting page; who holds one that counts keeps the time of the first knock."""
    held = ticket_of(request)
    if held is not None and held.counts(now):
        ticket = Ticket(held.no, held.first, now)
    else:
        ticket = Ticket(secrets.token_hex(6), getattr(request, "arrived", now), now)
    response.set_cookie(
        COOKIE,
        signing.dumps([ticket.no, ticket.first, ticket.last], salt=SALT),
        max_age=LONGEST,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return ticket
