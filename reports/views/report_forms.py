"""Forms of province or ministry: take in a template, see its names, download it filled."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from communes.rules import may_manage_reference
from communes.views.answers import refuse, status_of
from kbang_ntm.core.access import member, requires
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.exports import show_list
from reports.form_choices import FillForm, TemplateForm, WithdrawForm, today_first
from reports.form_names import NAMES
from reports.models import ReportForm
from reports.rules import may_print
from reports.services import report_forms as service
from reports.tables import FormTable
from reports.views.papers import file_answer

readers_only = requires(
    may_print, "Chỉ người của huyện dùng biểu mẫu của tỉnh, bộ. Hỏi Văn phòng Điều phối."
)
keepers_only = requires(
    may_manage_reference, "Chỉ Văn phòng Điều phối và quản trị tải lên, rút biểu mẫu."
)


@readers_only
@require_safe
def forms(request: HttpRequest) -> HttpResponseBase:
    """All templates, newest first."""
    table = FormTable(ReportForm.objects.all())
    context = {"may_add": may_manage_reference(member(request))}
    return show_list(request, "reports/forms/list.html", table, context, name="bieu-mau")


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Upload a template; what was understood stands on its page."""
    posted = request.method == "POST"
    form = TemplateForm(request.POST, request.FILES) if posted else TemplateForm(
        initial=today_first()
    )  # fmt: skip
    if form.is_valid():
        data = form.cleaned_data
        try:
            row = service.add_form(
                title=data["title"], issuer=data["issuer"], first=data["first"],
                last=data["last"], name=data["file"].name or "", stream=data["file"],
                actor=member(request),
            )  # fmt: skip
            return redirect("reports:form", row.uid)
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "names": NAMES}
    return render(request, "reports/forms/new.html", context, status=status_of(form))


@readers_only
@require_safe
def one(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A template: its names, and for what to fill it."""
    row = _form(uid)
    return _page(request, row, None)


@readers_only
@require_safe
def filled(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The filled copy of a period (`ky`) and commune (`xa`)."""
    row = _form(uid)
    names = service.names_of(row)
    form = FillForm(request.GET, of_commune=service.needs_commune(names))
    if form.is_valid():
        try:
            made = service.fill_form(form=row, period=form.period, commune=form.commune)
            return file_answer(made.content, made.content_type, made.file_name)
        except Refused as refusal:
            form.add_error(None, refusal.message)
    return _page(request, row, form)


@keepers_only
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a template out of use, with a reason."""
    row = _form(uid)
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            service.withdraw_form(form=row, reason=reason, actor=member(request))
            return redirect("reports:form", row.uid)
        except Refused as refusal:
            refuse(form, refusal)
    context = {"form": form, "row": row}
    return render(request, "reports/forms/withdraw.html", context, status=status_of(form))


def _form(uid: UUID) -> ReportForm:
    return get_object_or_404(
        ReportForm.objects.select_related("file", "added_by", "withdrawn_by"), uid=uid
    )


def _page(request: HttpRequest, row: ReportForm, form: FillForm | None) -> HttpResponse:
    names = service.names_of(row)
    context = {
        "row": row,
        "names": names,
        "understood": sum(not name.problem for name in names),
        "valid": service.valid_words(row),
        "form": form or FillForm(of_commune=service.needs_commune(names)),
        "dictionary": NAMES,
        "may_withdraw": may_manage_reference(member(request)),
    }
    return render(request, "reports/forms/one.html", context, status=status_of(form))
