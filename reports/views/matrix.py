"""Units x criteria of a period: the page of the meeting, its spreadsheet and its one sheet A4."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from communes.rules import is_coordination, reach
from kbang_ntm.core.access import member, requires
from kbang_ntm.core.exports import asked
from kbang_ntm.core.models import User
from kbang_ntm.core.once import one_reading
from kbang_ntm.core.tags import page_tag, tagged
from reports.filters import MatrixChoice, MatrixForm, PeriodForm
from reports.grid import Grid, build_grid
from reports.grid_sheet import grid_sheet
from reports.map_choice import map_options
from reports.queries.areas import areas_on, communes_of, own_area
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
    with one_reading():
        return _matrix(request)


def _matrix(request: HttpRequest) -> HttpResponseBase:
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
    return tagged(response, stamp)


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
    if default is None:
        return None
    form = MatrixForm(request.GET, periods=periods, default=default)
    day = PeriodForm(request.GET, periods=periods, default=default).period().ends
    areas = areas_on(day)
    form.offer_areas(areas, own_area(areas, reach(member(request)), day))
    return form


def _grid(choice: MatrixChoice, user: User) -> Grid | None:
    found = load_matrix(
        period=choice.period,
        map_date=choice.map_date,
        known_at=choice.known_at,
        basis=choice.basis,
        own_units=reach(user).commune_ids,
        area=choice.area,
    )
    return build_grid(found, choice, reach(user)) if found else None


def _stamp(request: HttpRequest, choice: MatrixChoice) -> str | None:
    return page_tag(request, figures_stamp(choice.period, _stamped(choice)))


def _stamped(choice: MatrixChoice) -> frozenset[int] | None:
    """The communes on which the page rests: the whole map where it looks elsewhere."""
    if choice.map_date is not None or choice.known_at is not None:
        return None
    return communes_of(choice.area, choice.period.ends)
