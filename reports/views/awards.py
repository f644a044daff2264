"""Certificates as files; the pages of awards link here by name."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from awards.models import CertificateLayout
from awards.nomination_rules import reads_awards
from awards.queries.certificates import SAMPLE, certificates_of, slots_of
from kbang_ntm.core import clock
from kbang_ntm.core.access import member, requires
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User
from reports.documents.renderers.certificates import render_certificates
from reports.queries.award_papers import decisions_to_print, layout_of, layouts_inside
from reports.views.papers import file_answer

NOT_YOURS = "Trang này dành cho người có nhiệm vụ về thi đua, khen thưởng. Hỏi quản trị."


@requires(reads_awards, NOT_YOURS)
@require_safe
def certificates(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """All certificates of a decision, in the order of its annex; `mau`: the layout."""
    row = decisions_to_print(member(request)).filter(uid=uid).first()
    if row is None:
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    layout = _layout(row.unit_id, request.GET.get("mau", ""))
    slots = slots_of(layout)
    sheets = [one.drawn(slots) for one in certificates_of(row)]
    try:
        content = render_certificates(
            sheets,
            overlay=bool(layout and layout.overlay),
            title=row.title,
            created=row.decided_at or row.made_at,
        )
    except Refused as refusal:
        raise Http404(refusal.message) from refusal
    return file_answer(content, "application/pdf", "giay-khen.pdf")


@requires(reads_awards, NOT_YOURS)
@require_safe
def certificate_test(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The test page of a layout: sample words on a grid of 10 mm."""
    layout = get_layout(member(request), uid)
    slots = slots_of(layout)
    drawn = [(slot, slot.lines(SAMPLE[slot.code])) for slot in slots if SAMPLE.get(slot.code)]
    try:
        content = render_certificates(
            [drawn], overlay=layout.overlay, title=layout.name, created=clock.now(), grid=True
        )
    except Refused as refusal:
        raise Http404(refusal.message) from refusal
    return file_answer(content, "application/pdf", "giay-khen-in-thu.pdf")


def get_layout(user: User, uid: UUID) -> CertificateLayout:
    """A layout of a level the person works for, else 404."""
    found = layouts_inside(user).filter(uid=uid).first()
    if found is None:
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    return found


def _layout(unit_id: int, uid: str) -> CertificateLayout | None:
    """The layout asked for in the address, None for the plain one; 404 for what is none."""
    if not uid:
        return None
    try:
        found = layout_of(unit_id, UUID(uid))
    except ValueError as error:
        raise Http404("Không có mẫu này.") from error
    if found is None:
        raise Http404("Không có mẫu này.")
    return found
