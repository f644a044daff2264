"""The page for everybody outside: what was promised, what is recognised, what is confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from campaigns.queries.stories import latest_published, published_stamp
from kbang_ntm.core import clock
from kbang_ntm.core.kept import Shelf
from kbang_ntm.core.once import one_reading
from kbang_ntm.core.tags import digest, reader_of
from reports.charts.unit_map import Sign, Spot, draw_map, sign_key
from reports.filters import LookForm
from reports.map_choice import MapOption, map_links
from reports.queries.mapping import UnitPlaces, places_on
from reports.queries.public import PublicPage, public_page
from reports.queries.public_stamp import public_stamp
from reports.queries.stamps import figures_stamp, given_stamp

LATEST = 3
"""Stories on the first page; the others stand one link away."""


@login_not_required
@require_safe
def public(request: HttpRequest) -> HttpResponseBase:
    """Targets, recognised units, map; no figure that is not confirmed.

    Another map (`ban_do`) and an earlier moment (`biet_den`) may be asked for.
    """
    form = LookForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    map_date, known_at = asked.get("ban_do"), asked.get("biet_den")
    day = min(known_at.date(), clock.today()) if known_at else clock.today()
    with one_reading():
        figures = _figures_stamp(map_date, known_at)
        stamp = digest(day, request.get_full_path(), reader_of(request), figures)
        unchanged = get_conditional_response(request, etag=stamp)
        if unchanged is not None:
            return unchanged
        key = (day, map_date, known_at)
        context = _READ.get(key, figures, lambda: _context(day, map_date, known_at))
        if context is None:
            return render(request, "reports/public_empty.html")
        response = render(request, "reports/public.html", {**context, "form": form})
    response["ETag"] = stamp
    patch_cache_control(response, private=request.user.is_authenticated, no_cache=True)
    return response


_READ = Shelf(8)
"""What the page shows on the days, maps and moments asked for last: strangers all see the same."""


def _figures_stamp(map_date: date | None, known_at: datetime | None) -> str:
    """Another map or moment rests on everybody's figures; the page of the day on less."""
    if map_date is None and known_at is None:
        return public_stamp()
    return repr((figures_stamp(), given_stamp(), published_stamp(LATEST)))


def _context(day: date, map_date: date | None, known_at: datetime | None) -> dict[str, Any] | None:
    page = public_page(day, map_date=map_date, known_at=known_at)
    if page is None:
        return None
    marks = _marks(page)
    # Recognition is told for the plan's communes, so the map stands on the plan's day.
    places = places_on(map_date or _plan_day(page), [mark.unit_id for mark in marks])
    return {
        "page": page,
        "day": day,
        "map_date": map_date,
        "known_at": known_at,
        "options": _options(page, map_date),
        "map": _draw(marks, places),
        "places": places,
        "keys": _keys(marks),
        "stories": [] if known_at else latest_published(LATEST),
        "unplaced": [mark.name for mark in marks if places.places[mark.unit_id].x is None],
    }


def _plan_day(page: PublicPage) -> date:
    return page.campaign.plan_date or page.campaign.period.lower


@dataclass(frozen=True)
class Mark:
    """One unit on the map; `recognised` None: chưa xác định."""

    unit_id: int
    name: str
    recognised: bool | None


WORDS = {True: "đã được công nhận", False: "chưa được công nhận", None: "chưa xác định"}
SIGNS = {True: Sign.FULL, False: Sign.EMPTY, None: Sign.ABSENT}


def _marks(page: PublicPage) -> list[Mark]:
    """The communes of the plan, or of the map that was asked for."""
    if page.map_units is None:
        known = [unit.recognition for unit in page.units]
        return [Mark(unit.unit_id, unit.name, unit.recognised) for unit in known]
    return [
        Mark(unit.unit_id, unit.name.removeprefix("Xã "), unit.recognised)
        for unit in page.map_units
        if unit.kind == "xã"
    ]


def _options(page: PublicPage, map_date: date | None) -> list[MapOption]:
    """The communes of the plan first, then every map there has been. One query."""
    first = MapOption(f"{len(page.units)} xã của kế hoạch", "", current=map_date is None)
    return [first, *map_links(map_date)]


def _keys(marks: list[Mark]) -> list[tuple[SafeString, str]]:
    keys = [
        (sign_key(Sign.FULL), "xã đã được công nhận"),
        (sign_key(Sign.EMPTY), "chưa được công nhận"),
    ]
    if any(mark.recognised is None for mark in marks):
        keys.append((sign_key(Sign.ABSENT), "chưa xác định"))
    return keys


def _draw(marks: list[Mark], places: UnitPlaces) -> SafeString:
    spots = []
    for mark in marks:
        place = places.places[mark.unit_id]
        if place.x is not None and place.y is not None:
            words = f"{mark.name}: {WORDS[mark.recognised]}"
            spots.append(Spot(place.x, place.y, mark.name, SIGNS[mark.recognised], words))
    title = "Bản đồ sáu xã từ ngày 01/7/2025; mỗi dấu tròn là một xã"
    return draw_map(places.sheet.outlines, spots, title=title)
