"""Visits of agencies to the communes and villages they help."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.forms.support import VisitFilterForm, VisitForm
from campaigns.models import SupportVisit
from campaigns.queries.parties import agencies_on
from campaigns.queries.support import assignments_on, visit_lines
from campaigns.rules import acting
from campaigns.services import support as service
from campaigns.tables.support import VisitTable
from campaigns.views.support import LIST, readers
from communes.forms.registers import WhyForm
from communes.queries.register_rules import in_sentence, names_on
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import get_visible, member
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of


@readers
@require_safe
def visits(request: HttpRequest) -> HttpResponseBase:
    """All visits the person sees, newest first."""
    user = member(request)
    form = VisitFilterForm(
        request.GET or None,
        agencies=[(one.agency_id, one.name) for one in agencies_on(clock.today())],
    )
    asked = form.asked()
    lines = visit_lines(user, agency_id=asked.agency_id, words=asked.words)
    return show_list(
        request,
        "campaigns/support/visits.html",
        VisitTable(lines),
        {"form": form, "writes": bool(_places(user))},
        name="chuyen-lam-viec",
    )


@readers
@require_safe
def visit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One visit."""
    user = member(request)
    row: SupportVisit = get_visible(_rows(), user, uid=uid)
    context = {
        "row": row,
        "unit_name": names_on([row.unit_id], clock.today()).get(row.unit_id, ""),
        "own": row.agency_id in acting(user).agencies and row.withdrawn_at is None,
        "history": history_of(row.uid),
    }
    return render(request, "campaigns/support/visit.html", context)


@acts
def record(request: HttpRequest) -> HttpResponse:
    """Keep a visit of the person's own agency."""
    user = member(request)
    places = _places(user)
    need(
        bool(places),
        "Chỉ người của cơ quan đang được phân công giúp xã, làng ghi chuyến làm việc.",
    )
    form = VisitForm(
        request.POST or None,
        request.FILES or None,
        places=places,
        initial={"place": request.GET.get("den", ""), "on": f"{clock.today():%d/%m/%Y}"},
    )

    def do() -> SupportVisit:
        agency_id, _, unit_id = form.cleaned_data["place"].partition("-")
        return service.record_visit(
            agency_id=int(agency_id),
            unit_id=int(unit_id),
            visit=form.visit(),
            scan=form.scan(),
            actor=user,
        )

    words = Act("Ghi chuyến làm việc", "Lưu chuyến làm việc", reverse("campaigns:support"), LIST)
    return act_page(
        request,
        form=form,
        words=words,
        do=do,
        done="Đã lưu chuyến làm việc.",
        to=lambda made: reverse("campaigns:support-visit", args=[made.uid]),
    )


@acts
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take back a visit entered by mistake."""
    user = member(request)
    row: SupportVisit = get_visible(_rows(), user, uid=uid)
    need(
        row.agency_id in acting(user).agencies,
        "Chỉ người của cơ quan rút chuyến làm việc đã ghi.",
    )
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=Act(
            "Rút chuyến làm việc ghi nhầm?",
            "Rút chuyến làm việc",
            reverse("campaigns:support-visit", args=[row.uid]),
            f"Chuyến ngày {row.on:%d/%m/%Y}",
            lead="Nội dung vẫn xem lại được, kèm lý do. Ghi lại chuyến đúng sau khi rút.",
        ),
        do=lambda: service.withdraw_visit(
            visit=row, reason=form.cleaned_data["reason"], actor=user
        ),
        done="Đã rút chuyến làm việc.",
    )


def _rows() -> object:
    return SupportVisit.objects.select_related("agency", "unit", "file", "entered_by")


def _places(user: User) -> list[tuple[str, str]]:
    """("7-12", name) of every unit the person's agencies help today. Two queries."""
    mine = acting(user).agencies
    if not mine:
        return []
    today = clock.today()
    rows = list(assignments_on(user, today).filter(agency_id__in=mine))
    names = names_on([row.unit_id for row in rows], today)
    several = len({row.agency_id for row in rows}) > 1
    return [
        (
            f"{row.agency_id}-{row.unit_id}",
            f"{row.agency.short_name}, {in_sentence(names.get(row.unit_id, ''))}"
            if several
            else names.get(row.unit_id, ""),
        )
        for row in rows
    ]
