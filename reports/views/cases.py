"""The list of recognition cases, as page and XLSX, and the public list of recognitions."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from communes.case_rules import may_open, sees_cases
from communes.queries.case_facts import public_recognitions
from communes.queries.case_list import CaseLine, case_lines, unit_names
from communes.queries.procedures import calendar_of
from kbang_ntm.core import clock
from kbang_ntm.core.access import member, requires
from reports.case_table import CaseFilterForm, CaseTable, case_sheet, listed_cases
from reports.resources import download

readers_only = requires(sees_cases, "Trang này dành cho xã và các cơ quan tham gia xét công nhận.")


def _listed(request: HttpRequest) -> tuple[CaseFilterForm, list[CaseLine]]:
    cases = listed_cases(member(request))
    ids = set(cases.order_by().values_list("responsible_id", flat=True).distinct())
    form = CaseFilterForm(request.GET, communes=unit_names(ids, clock.today()))
    return form, case_lines(form.narrow(cases), calendar_of())


@readers_only
@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """All cases the person may see. A constant number of queries."""
    form, lines = _listed(request)
    table = CaseTable(lines)
    RequestConfig(request, paginate={"per_page": 25}).configure(table)
    context = {"form": form, "table": table, "opens": may_open(member(request))}
    return render(request, "reports/cases.html", context)


@readers_only
@require_safe
def cases_sheet(request: HttpRequest) -> HttpResponseBase:
    """The same rows as XLSX."""
    _form, lines = _listed(request)
    return download(case_sheet(lines), f"ho-so-cong-nhan-{clock.today():%Y%m%d}")


@login_not_required
@require_safe
def recognitions(request: HttpRequest) -> HttpResponse:
    """Units recognised and withdrawn, for everybody: decisions that were announced."""
    today = clock.today()
    context = {"lines": public_recognitions(on=today), "day": today}
    return render(request, "reports/recognitions.html", context)
