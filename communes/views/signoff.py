"""From the officer to the leader to the district: hand over, read, give back, send, the paper."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from communes.enums import ReportState
from communes.forms.entry import GiveBackForm, PaperForm
from communes.models import ProgressReport, Receipt
from communes.queries.entry_page import load_desk
from communes.queries.sign_off import changes_of, earlier_standing
from communes.rules import COMMUNE_ROLES, is_coordination, may_enter, may_sign_off, reach
from communes.services.papers import attach_paper
from communes.services.reports import ask_to_resend, give_back, hand_to_leader, submit
from communes.views.answers import refuse, report_or_404, status_of
from communes.views.entry_desk import why_closed
from communes.views.history import badge
from kbang_ntm.core.access import member
from kbang_ntm.core.admission.arrival import arrival_of
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of

SENDABLE = (ReportState.DRAFT, ReportState.HANDED, ReportState.RETURNED)


@require_POST
def hand(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The officer hands the report to the leader; with gaps only after seeing the list of them."""
    user = member(request)
    report = report_or_404(user, uid)
    desk = load_desk(report, user)
    if desk.gaps and may_enter(user, report) and "du" not in request.POST:
        messages.warning(request, f"Còn thiếu {desk.missing} mục, chưa trình.")
        return redirect("communes:gaps", uid)
    try:
        if report.state == ReportState.RETURNED:
            ask_to_resend(report=report, actor=user)
        else:
            hand_to_leader(report=report, actor=user, arrival=arrival_of(request))
    except NotAllowed as refusal:
        raise PermissionDenied(refusal.message) from refusal
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("communes:entry", uid)
    messages.success(request, "Đã trình lãnh đạo UBND xã.")
    return redirect("communes:sign-off", uid)


@require_safe
def sign_off(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One page for the leader: what is missing, what changed, where the commune stands, send."""
    user = member(request)
    return show(request, commune_report_or_404(user, uid), user)


def commune_report_or_404(user: User, uid: UUID) -> ProgressReport:
    """The report for people of its commune (and the coordination office, who only read)."""
    report = report_or_404(user, uid)
    own = report.responsible_unit_id in reach(user).units(*COMMUNE_ROLES)
    if not own and not is_coordination(user):
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    return report


def show(
    request: HttpRequest,
    report: ProgressReport,
    user: User,
    *,
    back: GiveBackForm | None = None,
    paper: PaperForm | None = None,
) -> HttpResponse:
    """The page; a form that was refused comes with what was typed in it."""
    desk = load_desk(report, user, closed=why_closed(report, user))
    leads = may_sign_off(user, report)
    context = {
        "desk": desk,
        "report": report,
        "badge": badge(report),
        "before": earlier_standing(desk.before),
        "changes": changes_of(desk),
        "leads": leads,
        "sends": leads and report.state in SENDABLE,
        "again": report.state == ReportState.RETURNED,
        "gives_back": leads and report.state == ReportState.HANDED,
        "back": back or GiveBackForm(),
        "paper": paper or PaperForm(initial={"number": report.paper_number}),
        "attaches": (leads or may_enter(user, report)) and report.state != ReportState.CONFIRMED,
        "receipt": last_receipt(report),
        "history": [line for line in history_of(report.uid) if line.action != "report.save"],
    }
    status = max(status_of(back), status_of(paper))
    return render(request, "communes/entry/sign_off.html", context, status=status)


def last_receipt(report: ProgressReport) -> Receipt | None:
    """The slip of the last sending."""
    return report.receipts.filter(kind=Receipt.Kind.SUBMIT).first()


@require_POST
def return_to_officer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The leader gives the report back with a remark."""
    user = member(request)
    report = commune_report_or_404(user, uid)
    form = GiveBackForm(request.POST)
    if form.is_valid():
        try:
            give_back(report=report, remark=form.cleaned_data["remark"], actor=user)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "Đã trả lại công chức phụ trách.")
            return redirect("communes:sign-off", uid)
    return show(request, report, user, back=form)


@require_POST
def send(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Send to the district; pressing twice shows the slip of the first time."""
    user = member(request)
    report = commune_report_or_404(user, uid)
    try:
        receipt = submit(report=report, actor=user, arrival=arrival_of(request))
    except NotAllowed as refusal:
        raise PermissionDenied(refusal.message) from refusal
    except Refused as refusal:
        earlier = last_receipt(report)
        if refusal.code == "wrong_state" and earlier is not None:
            return redirect("communes:receipt", earlier.uid)
        messages.error(request, refusal.message)
        return redirect("communes:sign-off", uid)
    return redirect("communes:receipt", receipt.uid)


@require_POST
def paper(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Attach the commune's signed, numbered report."""
    user = member(request)
    report = commune_report_or_404(user, uid)
    form = PaperForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            attach_paper(
                report=report,
                number=form.cleaned_data["number"],
                day=form.cleaned_data["day"],
                name=file.name or "",
                stream=file,
                actor=user,
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "Đã đính kèm báo cáo giấy.")
            return redirect("communes:sign-off", uid)
    return show(request, report, user, paper=form)
