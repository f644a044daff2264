"""Sensitive details of nominees: shown, written and exported on duty, each look logged."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from awards.award_sheets import details_sheet
from awards.forms.nominees import DetailForm, PurposeForm
from awards.models import Nominee
from awards.nominee_rules import kept_area, may_read_details
from awards.queries.nominees import all_facts, detail_reads, detailed_in
from awards.queries.places import place_names
from awards.services import details as service
from awards.tables.law import DetailReadTable
from awards.views.law import readers_only
from communes.rules import is_administrator
from communes.views.answers import refuse, status_of
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core.access import get_visible, member, requires
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.sheets import download


@readers_only
@acts
def details(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask what for, then show the details; the look is logged."""
    user = member(request)
    row: Nominee = get_visible(Nominee.objects, user, uid=uid)
    need(may_read_details(user, row), service.NOT_ON_DUTY)
    form = PurposeForm(request.POST or None)
    context = {"row": row, "form": form, "detail": None, "shown": False}
    if form.is_valid():
        try:
            found = service.read_details(
                nominees=[row],
                what=service.LOOK,
                purpose=form.cleaned_data["purpose"],
                actor=user,
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            context |= {"detail": found.get(row.pk), "shown": True, "facts": all_facts(row)}
    answer = render(request, "awards/nominees/details.html", context, status=status_of(form))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@readers_only
@acts
def details_write(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write details without looking at what is stored."""
    user = member(request)
    row: Nominee = get_visible(Nominee.objects, user, uid=uid)
    need(may_read_details(user, row), service.NOT_ON_DUTY)
    form = DetailForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=Act(
            "Ghi thông tin riêng",
            "Ghi thông tin riêng",
            reverse("awards:nominee", args=[uid]),
            row.name,
            lead="Ô để trống thì giữ nguyên nội dung đã ghi. Chỉ ghi điều thật cần cho hồ sơ; số "
            "định danh chỉ cần khi chi tiền thưởng.",
        ),
        do=lambda: service.write_details(nominee=row, text=form.text(), actor=user),
        done="Đã ghi thông tin riêng.",
    )


@readers_only
@acts
def details_export(request: HttpRequest) -> HttpResponseBase:
    """Details of the people of the own area as a file; every one of them is logged."""
    user = member(request)
    units = kept_area(user)
    need(bool(units), service.NOT_ON_DUTY)
    form = PurposeForm(request.POST or None)
    if form.is_valid():
        rows = detailed_in(units)
        try:
            found = service.read_details(
                nominees=rows,
                what=service.EXPORT,
                purpose=form.cleaned_data["purpose"],
                actor=user,
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            names = place_names({row.unit_id for row in rows})
            return download(details_sheet(rows, found, names), "thong-tin-rieng")
    words = Act(
        "Xuất thông tin riêng",
        "Tải XLSX",
        reverse("awards:nominees"),
        "Đối tượng khen thưởng",
        lead="Mỗi người trong tệp là một lượt xem được ghi lại, quản trị xem được.",
    )
    context = {"form": form, "words": words, "multipart": False}
    return render(request, "communes/registers/act.html", context, status=status_of(form))


@requires(is_administrator, "Chỉ quản trị xem nhật ký các lượt xem thông tin riêng.")
@require_safe
def reads(request: HttpRequest) -> HttpResponseBase:
    """Who looked at sensitive details, when and what for."""
    rows = detail_reads(member(request))
    return show_list(
        request, "awards/nominees/reads.html", DetailReadTable(rows), {}, name="luot-xem"
    )
