"""The văn thư's register, the signed scan, and letters to proposers."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from awards.decision_rules import may_register, works_on_decisions
from awards.forms.decisions import NoticeForm, RegisterForm, ScanForm, scan_of
from awards.models import Nomination, Notice
from awards.nomination_rules import desk_units
from awards.queries.waiting import waiting_notices
from awards.services import issuing
from awards.tables.decisions import NoticeTable
from awards.views.decision_pages import act_on, decision_or_404, readers
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core.access import member
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.vietnamese import format_date


@acts
def register(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Number and day; the decision goes out."""
    user = member(request)
    row = decision_or_404(user, uid)
    need(may_register(user, row), issuing.CLERKS)
    form = RegisterForm(
        request.POST or None,
        request.FILES or None,
        initial={"number_date": f"{row.decided_on:%d/%m/%Y}" if row.decided_on else ""},
    )
    signed = f" ký ngày {format_date(row.decided_on)}" if row.decided_on else ""
    return act_page(
        request,
        form=form,
        words=act_on(
            row,
            "Vào sổ, phát hành quyết định",
            "Phát hành",
            lead=f"«{row.title}»{signed}. Ghi số, ngày như trên giấy; cổng không tự đặt số.",
        ),
        do=lambda: issuing.issue(
            decision=row,
            number=form.cleaned_data["number"],
            number_date=form.cleaned_data["number_date"],
            scan=scan_of(form),
            actor=user,
        ),
        done="Đã phát hành. Số sổ vàng đã ghi; nơi đề nghị đã được báo.",
    )


@acts
def scan(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The signed scan of an issued decision."""
    user = member(request)
    row = decision_or_404(user, uid)
    need(may_register(user, row), issuing.CLERKS)
    form = ScanForm(request.POST or None, request.FILES or None)

    def keep() -> object:
        paper = scan_of(form)
        assert paper is not None, "the form asks for the file"
        return issuing.attach_scan(decision=row, scan=paper, actor=user)

    return act_page(
        request,
        form=form,
        words=act_on(row, "Tải bản đã ký", "Tải lên"),
        do=keep,
        done="Đã lưu bản đã ký.",
    )


@readers
@require_safe
def notices(request: HttpRequest) -> HttpResponseBase:
    """Letters that are still to be sent."""
    user = member(request)
    need(bool(desk_units(user)), "Chỉ nơi thường trực gửi thông báo kết quả.")
    table = NoticeTable(waiting_notices(user))
    return show_list(request, "awards/decisions/notices.html", table, {}, name="thong-bao")


@acts
def send_notice(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Enter the letter that was sent."""
    user = member(request)
    row = (
        Notice.objects.filter(uid=uid, nomination__in=Nomination.objects.visible_to(user))
        .select_related("nomination__round")
        .first()
    )
    if row is None or not works_on_decisions(user):
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    need(
        row.nomination.round.unit_id in desk_units(user),
        "Chỉ nơi thường trực của cấp xét gửi thông báo kết quả.",
    )
    form = NoticeForm(request.POST or None)
    result = "được khen thưởng" if row.result == "awarded" else f"không được: {row.reason}"
    return act_page(
        request,
        form=form,
        words=Act(
            "Ghi thông báo đã gửi",
            "Ghi",
            reverse("awards:award-notices"),
            "Thông báo kết quả",
            lead=f"{row.nomination.nominee_name}: {result}",
        ),
        do=lambda: issuing.send_notice(
            notice=row,
            number=form.cleaned_data["number"],
            day=form.cleaned_data["day"],
            actor=user,
        ),
        done="Đã ghi.",
    )
