"""How the portal is doing: a page for its administrators, numbers for a monitor."""

from __future__ import annotations

from datetime import datetime
from secrets import compare_digest

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from kbang_ntm.core.access import requires
from kbang_ntm.core.metrics import exposition
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.condition import facts, open_alerts
from kbang_ntm.core.queries.room import rooms
from kbang_ntm.core.registry import registry
from kbang_ntm.core.slow_queries import remembered

FULLEST = 12  # units in the table of room
LOOPBACK = ("127.0.0.1", "::1")
FORWARDED = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Via")


def _administrator(user: User) -> bool:
    return registry.is_administrator(user)


@never_cache
@require_safe
@requires(_administrator, "Tình trạng hệ thống chỉ quản trị xem.")
def condition(request: HttpRequest) -> HttpResponse:
    """Everything a computer person looks at in the morning, on one page."""
    slow = [{**row, "at": datetime.fromisoformat(row["at"])} for row in remembered()]
    held = [one for one in rooms() if one.key][:FULLEST]
    context = {
        "facts": facts(),
        "alerts": open_alerts(),
        "slow": slow,
        "rooms": held,
        "quota": settings.UPLOAD_QUOTA_BYTES,
        "slow_ms": settings.SLOW_QUERY_MS,
    }
    return render(request, "core/condition.html", context)


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus's text, for whoever has the token or asks on this very machine; for others there
    is no such page."""
    if not _may_scrape(request):
        raise Http404("Không có trang này.")
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)


def _may_scrape(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    if token:
        given = request.headers.get("Authorization", "")
        return compare_digest(given.encode(), f"Bearer {token}".encode())
    # What came through a proxy of this machine is not of this machine.
    through = any(name in request.headers for name in FORWARDED)
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not through
