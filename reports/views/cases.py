"""The list of recognition cases and the public list of recognitions."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from communes.case_rules import may_open, sees_cases
from communes.queries.case_facts import public_recognitions
from communes.queries.case_list import case_lines, unit_names
from communes.queries.procedures import calendar_of
from kbang_ntm.core import clock
from kbang_ntm.core.access import member, requires
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.filters import WordsForm, holds
from reports.case_table import CaseFilterForm, CaseTable, case_sheet, listed_cases

readers_only = requires(sees_cases, "Trang này dành cho xã và các cơ quan tham gia xét công nhận.")


@readers_only
@require_safe
def cases(request: HttpRequest) -> HttpResponseBase:
    """All cases the person may see. A constant number of queries."""
    user = member(request)
    found = listed_cases(user)
    ids = set(found.order_by().values_list("responsible_id", flat=True).distinct())
    form = CaseFilterForm(request.GET, communes=unit_names(ids, clock.today()))
    return show_list(
        request,
        "reports/cases.html",
        CaseTable(case_lines(form.narrow(found), calendar_of())),
        {"form": form, "opens": may_open(user)},
        name=f"ho-so-cong-nhan-{clock.today():%Y%m%d}",
        sheet=case_sheet,
    )


@login_not_required
@require_safe
def recognitions(request: HttpRequest) -> HttpResponse:
    """Units recognised and withdrawn, for everybody: decisions that were announced."""
    today = clock.today()
    form, words = WordsForm.words(request.GET)
    lines = [
        line
        for line in public_recognitions(on=today)
        if holds(f"{line.name} {line.row.decision_number}", words)
    ]
    context = {"form": form, "words": words, "lines": lines, "day": today}
    return render(request, "reports/recognitions.html", context)
