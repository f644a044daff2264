"""Asking for documents, and reading what was printed."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from communes.models import ProgressReport, Receipt
from kbang_ntm.core.access import member, requires
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.filters import WordsForm
from kbang_ntm.core.models import Job
from kbang_ntm.core.queries.folding import holding
from reports.builders import submission_receipt
from reports.documents import registry
from reports.documents.registry import Format
from reports.documents.renderers import render as render_document
from reports.documents.renderers.html import render_preview
from reports.figure_links import of_snapshot
from reports.forms.printing import PrintForm
from reports.issuing_rules import may_draft
from reports.models import DocumentSnapshot
from reports.rules import may_print
from reports.services.documents import Order, order_print
from reports.services.issuing import draft_of_period
from reports.services.long_files import file_or_job
from reports.services.snapshots import document_of
from reports.tables import SnapshotTable

printers_only = requires(
    may_print, "Chỉ người của huyện in báo cáo của huyện. Hỏi Văn phòng Điều phối."
)


@printers_only
@require_http_methods(["GET", "HEAD", "POST"])
def print_page(request: HttpRequest) -> HttpResponse:
    """Choose what to print; the file is made in the background."""
    asked = {"period": request.GET["ky"]} if request.GET.get("ky") else {}
    if request.GET.get("ban_do"):
        asked["map_date"] = request.GET["ban_do"]
    form = PrintForm(request.POST or None, initial=asked)
    if request.method == "POST" and form.is_valid():
        try:
            job = order_print(
                order=form.order(), key=form.cleaned_data["key"], actor=member(request)
            )
            return redirect("core:job", job.uid)
        except Refused as refused:
            form.add_error(None, refused.message)
    status = 422 if form.is_bound else 200
    recent = SnapshotTable(
        DocumentSnapshot.objects.about_periods().select_related("created_by")[:10]
    )
    context = {"form": form, "recent": recent, "pdf_enabled": settings.PDF_ENABLED}
    return render(request, "reports/documents/print.html", context, status=status)


@printers_only
@require_GET
def document_list(request: HttpRequest) -> HttpResponseBase:
    """All snapshots, newest first."""
    form, words = WordsForm.words(request.GET)
    rows = holding(
        DocumentSnapshot.objects.about_periods().select_related("created_by"), words, "title"
    )
    context = {"form": form}
    table = SnapshotTable(rows)
    return show_list(request, "reports/documents/list.html", table, context, name="ban-in")


@printers_only
@require_GET
def document(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One snapshot as a page, with its files."""
    snapshot = get_object_or_404(
        DocumentSnapshot.objects.about_periods().select_related("created_by"), uid=uid
    )
    kept = {row.format: row.file for row in snapshot.files.select_related("file")}
    formats = [(f.value, kept.get(f.value)) for f in registry.get(snapshot.kind).formats]
    # The renderer escapes every text of the tree and has no way in for markup.
    preview = mark_safe(render_preview(document_of(snapshot), figure_href=of_snapshot(snapshot)))
    context = {
        "snapshot": snapshot,
        "formats": formats,
        "preview": preview,
        "drafts": may_draft(member(request)),
    }
    return render(request, "reports/documents/document.html", context)


@printers_only
@require_POST
def document_file(request: HttpRequest, uid: UUID, format: str) -> HttpResponse:
    """Make a snapshot's file in one more format and go to it; a long one is made by a job."""
    snapshot = get_object_or_404(DocumentSnapshot.objects.about_periods(), uid=uid)
    try:
        made = file_or_job(snapshot=snapshot, format_name=format, actor=member(request))
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("reports:document", uid)
    return redirect("core:job" if isinstance(made, Job) else "core:file", made.uid)


@printers_only
@require_POST
def draft_document(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Bring what was printed of a period into the signing round."""
    snapshot = get_object_or_404(DocumentSnapshot.objects.about_periods(), uid=uid)
    try:
        paper = draft_of_period(order=Order.from_json(snapshot.parameters), actor=member(request))
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("reports:document", uid)
    return redirect("reports:issued", paper.uid)


@require_GET
def receipt_pdf(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The slip of one sending as PDF, for whoever may see the report."""
    reports = ProgressReport.objects.visible_to(member(request))
    receipt = (
        Receipt.objects.filter(uid=uid, report__in=reports, number__isnull=False)
        .select_related("report__period", "report__criteria_set", "report__unit", "by")
        .first()
    )
    if receipt is None:
        raise Http404("Không có phiếu tiếp nhận này.")
    try:
        made = render_document(submission_receipt.build(receipt=receipt), Format.PDF)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("communes:receipt", uid)
    response = HttpResponse(made.content, content_type=made.content_type)
    response["Content-Disposition"] = f'attachment; filename="phieu-{receipt.number}.pdf"'
    return response
