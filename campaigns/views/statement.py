"""The yearly result of each unit and agency in the movement, a page to print each."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from campaigns.forms.clusters import YearForm
from campaigns.queries.statement import last_day, statement_lines, unit_or_agency
from campaigns.queries.statement import statement as read_statement
from campaigns.tables.clusters import StatementTable
from campaigns.views.clusters import MISSING
from campaigns.views.support import readers
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.exports import show_list

FIRST, AHEAD = 2021, 1


@readers
@require_safe
def statements(request: HttpRequest) -> HttpResponseBase:
    """Everybody of a year, each with a page."""
    user = member(request)
    form = YearForm(request.GET or None)
    year = form.year()
    table = StatementTable(statement_lines(user, year, form.words()), year=year)
    return show_list(
        request,
        "campaigns/statement/list.html",
        table,
        {"form": form, "year": year},
        name=f"ket-qua-phong-trao-{year}",
        per_page=50,
    )


@readers
@require_safe
def statement(request: HttpRequest, year: int, uid: UUID) -> HttpResponse:
    """One unit or agency in a year."""
    user = member(request)
    unit, agency = unit_or_agency(uid, user)
    today = clock.today()
    if (unit is None and agency is None) or not FIRST <= year <= today.year + AHEAD:
        raise Http404(MISSING)
    context = {
        "one": read_statement(unit, agency, year),
        "on": today,
        "whole": last_day(year) != today,
    }
    return render(request, "campaigns/statement/one.html", context)
