"""Papers of awards as files; the pages of awards link here by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from awards.models import CertificateLayout
from awards.nomination_rules import reads_awards
from awards.queries.certificates import SAMPLE, certificates_of, slots_of
from kbang_ntm.core import clock
from kbang_ntm.core.access import member, requires
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User
from reports.builders.awards import (
    decisions,
    memos,
    nominees,
    payment,
    session_minutes,
    session_papers,
)
from reports.documents.registry import DocumentKind
from reports.documents.renderers import render as render_document
from reports.documents.renderers.certificates import render_certificates
from reports.queries.award_papers import (
    decisions_to_print,
    layout_of,
    layouts_inside,
    nominations_to_print,
    rounds_to_print,
    sessions_to_print,
)
from reports.services.documents import check_format

NOT_YOURS = "Trang này dành cho người có nhiệm vụ về thi đua, khen thưởng. Hỏi quản trị."


@dataclass(frozen=True)
class Paper:
    """A kind with the rows it is about, and who may print it beyond seeing the row."""

    kind: DocumentKind
    rows: Callable[[User], QuerySet[Any]]
    file: str

    @property
    def about(self) -> str:
        return self.kind.parameters[0].name


PAPERS = {
    paper.kind.code: paper
    for paper in (
        Paper(nominees.LIST_KIND, rounds_to_print, "danh-sach-de-nghi"),
        Paper(nominees.SHEET_KIND, nominations_to_print, "phieu-tham-dinh"),
        Paper(session_papers.INVITATION_KIND, sessions_to_print, "giay-moi"),
        Paper(session_papers.BALLOT_KIND, sessions_to_print, "phieu-bieu-quyet"),
        Paper(session_papers.TALLY_KIND, sessions_to_print, "bien-ban-kiem-phieu"),
        Paper(session_minutes.KIND, sessions_to_print, "bien-ban-hop"),
        Paper(session_papers.NOTICE_KIND, sessions_to_print, "thong-bao-ket-luan"),
        Paper(memos.MEMO_KIND, decisions_to_print, "to-trinh"),
        Paper(memos.PROVINCE_KIND, rounds_to_print, "to-trinh-cap-tren"),
        Paper(decisions.DECISION_KIND, decisions_to_print, "quyet-dinh"),
        Paper(payment.PAYMENT_KIND, decisions_to_print, "danh-sach-ky-nhan"),
    )
}


@requires(reads_awards, NOT_YOURS)
@require_safe
def award_paper(request: HttpRequest, kind: str, uid: UUID, format: str) -> HttpResponseBase:
    """One paper about one row the person may see; a format that is not offered is 404."""
    paper = PAPERS.get(kind)
    if paper is None:
        raise Http404("Không có loại văn bản này.")
    row = paper.rows(member(request)).filter(uid=uid).first()
    if row is None:
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    try:
        format_ = check_format(paper.kind, format)
        made = render_document(paper.kind.build(**{paper.about: row}), format_)
    except Refused as refusal:
        raise Http404(refusal.message) from refusal
    return _file(made.content, made.content_type, f"{paper.file}.{format_.value}")


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
    return _file(content, "application/pdf", "giay-khen.pdf")


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
    return _file(content, "application/pdf", "giay-khen-in-thu.pdf")


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


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
