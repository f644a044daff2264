"""The report of an interim or final review as a file."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from campaigns.models import ReviewEvent
from campaigns.rules import reads_campaigns
from kbang_ntm.core.access import get_visible, member, requires
from kbang_ntm.core.errors import Refused
from reports.builders import review_report
from reports.documents.renderers import render as render_document
from reports.services.documents import check_format


@requires(reads_campaigns, "Trang này dành cho người có nhiệm vụ trong phong trào. Hỏi quản trị.")
@require_safe
def review_document(request: HttpRequest, uid: UUID, format: str) -> HttpResponseBase:
    """The report, of the frozen figures once they are gathered."""
    event = get_visible(
        ReviewEvent.objects.select_related("campaign", "unit"), member(request), uid=uid
    )
    try:
        format_ = check_format(review_report.KIND, format)
        made = render_document(review_report.KIND.build(event=event), format_)
    except Refused as refusal:
        raise Http404(refusal.message) from refusal
    response = HttpResponse(made.content, content_type=made.content_type)
    response["Content-Disposition"] = f'attachment; filename="bao-cao-so-ket.{format_.value}"'
    return response
