"""Complaints about a nomination, and how they ended."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from awards.forms.postings import ComplaintForm, SettleForm
from awards.nomination_rules import may_appraise
from awards.queries.postings import kept_complaints
from awards.services import complaints as service
from awards.views.appraisal import NOT_DESK, words_of
from awards.views.nominations import nomination_or_404
from communes.views.register_pages import act_page, acts, need
from kbang_ntm.core.access import member


@acts
def lodge(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write a complaint down that came by letter; the nomination rests."""
    user = member(request)
    row = nomination_or_404(user, uid)
    need(may_appraise(user, row), NOT_DESK)
    form = ComplaintForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=words_of(
            row,
            "Ghi khiếu nại, tố cáo",
            "Ghi, tạm dừng đề nghị",
            f"{row.nominee_name}: đề nghị tạm dừng đến khi giải quyết xong.",
        ),
        do=lambda: service.lodge(
            nomination=row,
            about=form.cleaned_data["about"],
            received_on=form.cleaned_data["received_on"],
            actor=user,
        ),
        done="Đã ghi khiếu nại, tố cáo; đề nghị tạm dừng.",
    )


@acts
def settle(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write down how a complaint ended."""
    user = member(request)
    rows = kept_complaints(user).select_related("nomination__round")
    one = rows.filter(uid=uid).first()
    if one is None:
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    need(may_appraise(user, one.nomination), NOT_DESK)
    form = SettleForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=words_of(one.nomination, "Giải quyết khiếu nại, tố cáo", "Ghi kết quả", one.about),
        do=lambda: service.settle(complaint=one, settlement=form.said(), actor=user),
        done="Đã ghi kết quả giải quyết.",
    )
