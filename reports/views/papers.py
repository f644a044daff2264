"""Papers about one row as pages and files; the pages of the rows link here by the kind's code."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from kbang_ntm.core.access import member
from kbang_ntm.core.errors import Refused
from reports.documents.papers import Paper, find_paper
from reports.documents.renderers import render as render_document
from reports.documents.renderers.html import render_preview
from reports.figure_links import of_row
from reports.issuing_rules import may_draft
from reports.queries.issuing import papers_about
from reports.queries.layouts import as_printed
from reports.services.documents import check_format
from reports.services.snapshots import stored_picture


def asked_for(request: HttpRequest, kind: str, uid: UUID) -> tuple[Paper, Any]:
    """The paper and its row, 404 where the person may not print it or there is none."""
    paper = find_paper(kind)
    if paper is None:
        raise Http404("Không có loại văn bản này.")
    row = paper.row_for(member(request), uid)
    if row is None:
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    return paper, row


@require_safe
def paper(request: HttpRequest, kind: str, uid: UUID) -> HttpResponse:
    """The paper as a page, with its files; a paper that cannot be made yet says why."""
    found, row = asked_for(request, kind, uid)
    context: dict[str, Any] = {"kind": found.kind, "uid": uid, "pdf": settings.PDF_ENABLED}
    context["back"] = found.page_of(row)
    try:
        document = as_printed(found.kind.build(**{found.about: row}), subject=str(uid))
    except Refused as refused:
        context["why_not"] = refused.message
        return render(request, "reports/documents/paper.html", context)
    links = of_row(context["back"]) if context["back"] else None
    # The renderer escapes every text of the tree and has no way in for markup.
    context["preview"] = mark_safe(render_preview(document, figure_href=links))
    user = member(request)
    context["drafts"] = document.head is not None and may_draft(user)
    context["going"] = papers_about(user, kind, uid)
    context["formats"] = [one.value for one in found.kind.formats]
    return render(request, "reports/documents/paper.html", context)


@require_safe
def paper_file(request: HttpRequest, kind: str, uid: UUID, format: str) -> HttpResponseBase:
    """The paper as a file; a format that is not offered is 404."""
    found, row = asked_for(request, kind, uid)
    try:
        format_ = check_format(found.kind, format)
        document = as_printed(found.kind.build(**{found.about: row}), subject=str(uid))
        made = render_document(document, format_, stored_file=stored_picture)
    except Refused as refusal:
        raise Http404(refusal.message) from refusal
    return file_answer(made.content, made.content_type, f"{found.file}.{format_.value}")


def file_answer(content: bytes, content_type: str, name: str) -> HttpResponse:
    """A file to keep under that name."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
