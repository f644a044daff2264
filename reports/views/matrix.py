"""Units x criteria of a period: the page of the meeting, its spreadsheet and its one sheet A4."""

from __future__ import annotations

import hashlib
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from communes.rules import is_coordination, reach
from kbang_ntm.core import clock
from kbang_ntm.core.access import member, requires
from kbang_ntm.core.exports import asked
from kbang_ntm.core.models import User
from reports.filters import MatrixChoice, MatrixForm
from reports.grid import Grid, build_grid
from reports.grid_sheet import grid_sheet
from reports.map_choice import map_options
from reports.queries.matrix import load_matrix
from reports.queries.periods import newest_with_figures, offered_periods
from reports.queries.stamps import figures_stamp
from reports.resources import download
from reports.rule_letters import ways_of
from reports.rules import may_print, may_see_district, reads_district
from reports.summary import summarise

readers_only = requires(
    may_see_district, "Trang này dành cho người có nhiệm vụ trong phong trào. Hỏi quản trị."
)


@readers_only
@require_safe
def matrix(request: HttpRequest) -> HttpResponseBase:
    """The matrix, or 304 when nothing in it has changed since this reader last had it."""
    user, form = member(request), _form(request)
    choice = form.choice() if form else None
    if form is None or choice is None:
        return render(request, "reports/matrix_empty.html")
    kind = asked(request)
    if kind:
        return matrix_file(request, kind)
    stamp = _stamp(request, choice)
    unchanged = get_conditional_response(request, etag=stamp)
    if unchanged is not None:
        return unchanged
    grid = _grid(choice, user)
    if grid is None:
        return render(request, "reports/matrix_empty.html", {"period": choice.period})
    found = grid.matrix
    form.offer_groups([(g.order, g.title) for g in found.groups], found.criteria_total)
    context = {"form": form, "choice": choice, "grid": grid, "summary": summarise(found, choice)}
    context |= {
        "options": map_options(choice.period, choice.map_date),
        "ways": ways_of(found),
        "reads_district": reads_district(user),
    }
    context |= {"may_remind": is_coordination(user), "may_print": may_print(user)}
    response = render(request, "reports/matrix.html", context)
    if stamp:
        response["ETag"] = stamp
    patch_cache_control(response, private=True, no_cache=True)
    return response


@readers_only
@require_safe
def matrix_sheet(request: HttpRequest) -> HttpResponseBase:
    """The same rows and columns as XLSX, at the address of earlier releases."""
    return matrix_file(request, "xlsx")


def matrix_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The rows and columns of the page as a file."""
    form = _form(request)
    choice = form.choice() if form else None
    grid = _grid(choice, member(request)) if choice else None
    if choice is None or grid is None:
        return render(request, "reports/matrix_empty.html", status=404)
    summary = summarise(grid.matrix, choice)
    return download(grid_sheet(grid, summary), f"tong-hop-{choice.period.key}", kind)


def _form(request: HttpRequest) -> MatrixForm | None:
    periods = offered_periods()
    default = newest_with_figures(periods)
    return MatrixForm(request.GET, periods=periods, default=default) if default else None


def _grid(choice: MatrixChoice, user: User) -> Grid | None:
    found = load_matrix(
        period=choice.period,
        map_date=choice.map_date,
        known_at=choice.known_at,
        basis=choice.basis,
        own_units=reach(user).commune_ids,
    )
    return build_grid(found, choice, reach(user)) if found else None


def _stamp(request: HttpRequest, choice: MatrixChoice) -> str | None:
    """The page's entity tag; None while a message waits to be shown.

    Besides the figures it holds the question, the day, the reader's posts and session (the page
    carries that session's form token) and the release.
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
        figures_stamp(choice.period),
        _release(),
    ]
    return '"' + hashlib.sha256(repr(parts).encode()).hexdigest()[:32] + '"'


@cache
def _release() -> str:
    """The page's own form: a new release shows itself at once."""
    templates = settings.BASE_DIR / "templates"
    files = (templates / "reports" / "matrix.html", templates / "base.html")
    words = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    return words + static("css/portal.css")
