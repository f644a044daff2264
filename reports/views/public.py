"""The page for everybody outside: what was promised, what is recognised, what is confirmed."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cache

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from kbang_ntm.core import clock
from reports.charts.unit_map import Sign, Spot, draw_map, sign_key
from reports.queries.mapping import UnitPlaces, places_on
from reports.queries.public import PublicPage, public_page
from reports.queries.stamps import figures_stamp


@login_not_required
@require_safe
def public(request: HttpRequest) -> HttpResponseBase:
    """Targets, recognised units, map; no figure that is not confirmed."""
    day = clock.today()
    stamp = _stamp(request, day)
    unchanged = get_conditional_response(request, etag=stamp)
    if unchanged is not None:
        return unchanged
    page = public_page(day)
    if page is None:
        return render(request, "reports/public_empty.html")
    # Recognition is told for the plan's communes, so the map stands on the plan's day.
    places = places_on(_plan_day(page), [unit.recognition.unit_id for unit in page.units])
    context = {
        "page": page,
        "day": day,
        "map": _draw(page, places),
        "places": places,
        "keys": [
            (sign_key(Sign.FULL), "xã đã được công nhận"),
            (sign_key(Sign.EMPTY), "chưa được công nhận"),
        ],
        "unplaced": [
            unit.recognition.name
            for unit in page.units
            if places.places[unit.recognition.unit_id].x is None
        ],
    }
    response = render(request, "reports/public.html", context)
    response["ETag"] = stamp
    patch_cache_control(response, private=request.user.is_authenticated, no_cache=True)
    return response


def _plan_day(page: PublicPage) -> date:
    return page.campaign.plan_date or page.campaign.period.lower


def _draw(page: PublicPage, places: UnitPlaces) -> SafeString:
    spots = []
    for unit in page.units:
        known = unit.recognition
        place = places.places[known.unit_id]
        if place.x is not None and place.y is not None:
            sign = Sign.FULL if known.recognised else Sign.EMPTY
            words = f"{known.name}: {'đã được' if known.recognised else 'chưa được'} công nhận"
            spots.append(Spot(place.x, place.y, known.name, sign, words))
    title = "Bản đồ sáu xã từ ngày 01/7/2025; mỗi dấu tròn là một xã của kế hoạch"
    return draw_map(places.sheet.outlines, spots, title=title)


def _stamp(request: HttpRequest, day: date) -> str:
    parts = [
        day,
        request.user.pk,
        request.COOKIES.get(settings.CSRF_COOKIE_NAME, ""),
        figures_stamp(),
        _release(),
    ]
    return '"' + hashlib.sha256(repr(parts).encode()).hexdigest()[:32] + '"'


@cache
def _release() -> str:
    templates = settings.BASE_DIR / "templates"
    files = (templates / "reports" / "public.html", templates / "base.html")
    words = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    return words + static("css/portal.css")
