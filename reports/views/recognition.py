"""The certificate of a recognised village as a file; the page of its case links here by name."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from kbang_ntm.core.access import member
from kbang_ntm.core.errors import Refused
from reports.builders.recognition.certificate import certificate_title, drawn_certificate
from reports.documents.renderers.certificates import render_certificates
from reports.queries.commune_papers import cases_to_print
from reports.views.papers import file_answer


@require_safe
def village_certificate(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Giấy công nhận of one case, for whoever may see it."""
    case = cases_to_print(member(request)).filter(uid=uid).first()
    if case is None:
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    try:
        content = render_certificates(
            [drawn_certificate(case)],
            overlay=False,
            title=certificate_title(case),
            created=case.opened_at,
        )
    except Refused as refusal:
        raise Http404(refusal.message) from refusal
    return file_answer(content, "application/pdf", "giay-cong-nhan.pdf")
