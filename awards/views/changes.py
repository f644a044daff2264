"""Correction and revocation: drafts of decisions about an issued one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from awards.decision_rules import may_draft
from awards.enums import AwardState, Capacity, DecisionKind
from awards.forms.decisions import ChangeForm
from awards.services import corrections
from awards.views.decision_pages import act_on, back_to, decision_or_404
from communes.views.register_pages import act_page, acts, need
from kbang_ntm.core.access import member

DRAFTERS = "Chỉ nơi thường trực của cấp đã quyết định soạn việc này."
LEADS = {
    DecisionKind.CORRECTION: "Ghi tên đúng, lời đúng ở dòng sai; các dòng khác để trống. Bản đã "
    "phát hành giữ nguyên.",
    DecisionKind.REVOCATION: "Đánh dấu các trường hợp bị hủy bỏ. Tiền chưa chi thôi giữ; tiền đã "
    "chi phải thu hồi.",
}


@acts
def correct(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Draft a correction (đính chính)."""
    return _change(request, uid, DecisionKind.CORRECTION, "Soạn quyết định đính chính")


@acts
def revoke(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Draft a revocation (hủy bỏ)."""
    return _change(request, uid, DecisionKind.REVOCATION, "Soạn quyết định hủy bỏ khen thưởng")


def _change(request: HttpRequest, uid: UUID, kind: DecisionKind, title: str) -> HttpResponse:
    user = member(request)
    row = decision_or_404(user, uid)
    need(may_draft(user, row), DRAFTERS)
    awards = row.awards.filter(state=AwardState.VALID).order_by("order")
    words = f"{kind.label.capitalize()} Quyết định số {row.number}"
    form = ChangeForm(
        request.POST or None,
        awards=list(awards),
        kind=kind.value,
        initial={"title": words, "capacity": Capacity.CHAIRMAN},
    )
    return act_page(
        request,
        form=form,
        words=act_on(row, title, "Lập dự thảo", lead=LEADS[kind]),
        do=lambda: corrections.draft_change(
            about=row, text=form.text(), changes=form.changes(), actor=user
        ),
        done="Đã lập dự thảo, chờ người đứng đầu quyết định.",
        to=back_to,
    )
