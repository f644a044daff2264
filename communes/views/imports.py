"""Figures of one report from a file: download, upload, look, take in, take back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communes.enums import ImportState
from communes.forms.imports import CancelForm, UploadForm, read_choices
from communes.models import ImportBatch
from communes.queries.imports import earlier_import, imports_of, taken_by
from communes.queries.wording import kept_specs
from communes.queries.workbook import commune_book
from communes.rules import may_confirm_import, may_drop_import, may_enter, may_propose
from communes.services import imports as service
from communes.services.import_plan import make_plan
from communes.services.uploads import may_read_upload, upload_for_report
from communes.services.windows import check_writable
from communes.views.answers import place, refuse, report_or_404, status_of
from communes.views.history import badge
from communes.workbooks.writing import write_period_book
from kbang_ntm.core import clock
from kbang_ntm.core.access import get_visible, member
from kbang_ntm.core.errors import Conflict, NotAllowed, Refused

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
acts = require_http_methods(["GET", "HEAD", "POST"])


def sheet_answer(content: bytes, file_name: str) -> HttpResponse:
    """A spreadsheet as an attachment; `file_name` is ASCII without extension."""
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{file_name}.xlsx"'
    response["Cache-Control"] = "no-store"  # it holds versions: an old copy would only clash
    return response


def closed_now(report: Any) -> str:
    """The sentence that says why figures may not change now, or ""."""
    try:
        check_writable(report, at=clock.now())
    except Refused as refusal:
        return refusal.message
    return ""


@require_safe
def workbook(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The period's spreadsheet to fill in; locked for who does not enter figures here."""
    user = member(request)
    report = report_or_404(user, uid)
    closed = closed_now(report)
    if not closed and not may_propose(user, report):
        closed = "Công chức phụ trách của xã nhập"
    content = write_period_book(commune_book(report, user, closed=closed))
    return sheet_answer(content, f"bang-nhap-{report.unit.key}-{report.period.key}")


@acts
def imports(request: HttpRequest, uid: UUID) -> HttpResponse:
    """ "Nhập từ tệp": the spreadsheet to download, a filled one to upload, and earlier imports."""
    user = member(request)
    report = report_or_404(user, uid)
    if request.method == "POST" and not may_propose(user, report):
        raise PermissionDenied("Bạn không nhập số liệu cho xã này.")
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = upload_for_report(
                report=report,
                name=file.name or "",
                stream=file,
                actor=user,
                convert=form.cleaned_data["convert"],
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("communes:import", batch.uid)
    closed = closed_now(report)
    context = {
        "report": report,
        "unit": place(report),
        "badge": badge(report),
        "form": form if may_propose(user, report) and not closed else None,
        "closed": closed,
        "enters": may_enter(user, report),
        "rows": imports_of(report, user),
    }
    return render(request, "communes/imports/list.html", context, status=status_of(form))


def batch_or_404(request: HttpRequest, uid: UUID) -> ImportBatch:
    """The import, if this person may know of it."""
    found: ImportBatch = get_visible(
        ImportBatch.objects.select_related(
            "report__unit",
            "report__period",
            "report__criteria_set",
            "report__handed_by",
            "report__submitted_by",
            "file",
            "receipt",
            "made_by",
            "confirmed_by",
            "cancelled_by",
        ),
        member(request),
        uid=uid,
    )
    return found


@require_safe
def one(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A preview, or what became of it."""
    return show(request, batch_or_404(request, uid))


def show(
    request: HttpRequest, batch: ImportBatch, *, refusal: Refused | None = None
) -> HttpResponse:
    """The page of an import in its state; a refused confirmation shows its sentence above."""
    user, report = member(request), batch.report
    context: dict[str, Any] = {
        "batch": batch,
        "report": report,
        "unit": place(report),
        "refusal": refusal.message if refusal else "",
    }
    status = 200 if refusal is None else 409 if isinstance(refusal, Conflict) else 422
    if batch.state != ImportState.PREVIEWED:
        spec = kept_specs(report.criteria_set, on=report.period.ends)
        confirmed = batch.state == ImportState.CONFIRMED
        context |= {
            "taken": taken_by(batch, spec) if batch.receipt else [],
            "may_open": may_read_upload(user, batch.file),
            "may_cancel": confirmed and may_confirm_import(user, batch),
            "built_on": service.built_on(batch) if confirmed else "",
        }
        return render(request, "communes/imports/result.html", context, status=status)
    plan = make_plan(batch, actor=user)
    picks = read_choices(request.POST, plan)
    context |= {
        "plan": plan,
        "clashes": [(one, picks.get(one.change.row.id, ("",))[0]) for one in plan.clashes],
        "closed": closed_now(report),
        "confirms": may_confirm_import(user, batch),
        "drops": may_drop_import(user, batch),
        "earlier": earlier_import(batch),
    }
    return render(request, "communes/imports/preview.html", context, status=status)


@require_POST
def confirm(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take the preview in; asking twice leads to the same result."""
    user, batch = member(request), batch_or_404(request, uid)
    choices: service.Choices = {}
    if batch.state == ImportState.PREVIEWED:
        choices = read_choices(request.POST, make_plan(batch, actor=user))
    try:
        service.confirm_import(batch=batch, choices=choices, actor=user)
    except NotAllowed as refusal:
        raise PermissionDenied(refusal.message) from refusal
    except Refused as refusal:
        return show(request, batch_or_404(request, uid), refusal=refusal)
    return redirect("communes:import", uid)


@require_POST
def drop(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Set a preview aside."""
    batch = batch_or_404(request, uid)
    try:
        service.drop_import(batch=batch, actor=member(request))
    except NotAllowed as refusal:
        raise PermissionDenied(refusal.message) from refusal
    except Refused as refusal:
        return show(request, batch, refusal=refusal)
    return redirect("communes:imports", batch.report.uid)


@acts
def cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask, then take a whole import back."""
    user, batch = member(request), batch_or_404(request, uid)
    if not may_confirm_import(user, batch):
        raise PermissionDenied("Công chức phụ trách của xã hủy được lần nhập của xã.")
    form = CancelForm(request.POST) if request.method == "POST" else CancelForm()
    if form.is_valid():
        try:
            service.cancel_import(batch=batch, reason=form.cleaned_data["reason"], actor=user)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("communes:import", uid)
    confirmed = batch.state == ImportState.CONFIRMED
    context = {
        "form": form,
        "batch": batch,
        "report": batch.report,
        "unit": place(batch.report),
        "confirmed": confirmed,
        "built_on": service.built_on(batch) if confirmed else "",
    }
    return render(request, "communes/imports/cancel.html", context, status=status_of(form))
