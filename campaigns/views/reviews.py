"""Interim and final reviews: the list, one review, and the acts on it."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.enums import ReviewState
from campaigns.forms.reviews import CloseForm, ReceiveForm, RemarkForm, ReviewForm
from campaigns.models import ReviewEvent
from campaigns.queries import review_facts
from campaigns.queries.current import ASK, campaign_on
from campaigns.queries.reviews import owed_lines, remarks_of, reviews_seen
from campaigns.rules import acting, leads_unit, may_run_review, reads_campaigns
from campaigns.services import reviews as service
from campaigns.tables.reviews import ReviewTable
from communes.forms.review import PlainForm
from communes.queries.changes import ONE_DAY
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import get_visible, member, requires
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of

LIST = "Sơ kết, tổng kết"
readers_only = requires(
    reads_campaigns, "Trang này dành cho người có nhiệm vụ trong phong trào. Hỏi quản trị."
)


@readers_only
@require_safe
def reviews(request: HttpRequest) -> HttpResponseBase:
    """Reviews of the campaign the person sees."""
    user = member(request)
    campaign = campaign_on(code=request.GET.get(ASK, ""))
    context = {"campaign": campaign, "leads": campaign and _places(user, campaign.unit_id)}
    table = ReviewTable(reviews_seen(user, campaign))
    return show_list(request, "campaigns/reviews/list.html", table, context, name="so-ket-tong-ket")


def _places(user: User, unit_id: int) -> list[int]:
    """Units for which the person may hold a review: the campaign's own, and its communes."""
    found = {unit_id, *acting(user).units}
    return sorted(pk for pk in found if leads_unit(user, pk))


@readers_only
@acts
def add(request: HttpRequest) -> HttpResponse:
    """Open a review: of the campaign's unit for who runs it, of the commune for its people."""
    user = member(request)
    campaign = campaign_on(code=request.GET.get(ASK, ""))
    if campaign is None:
        raise Http404("Chưa có phong trào nào.")
    places = _places(user, campaign.unit_id)
    need(bool(places), service.NOT_LEADING)
    unit_id = campaign.unit_id if campaign.unit_id in places else places[0]
    form = ReviewForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=Act(
            "Mở đợt sơ kết, tổng kết",
            "Mở đợt",
            reverse("campaigns:reviews"),
            LIST,
            lead="Cổng lập danh sách mọi xã, cơ quan phải gửi báo cáo, và gom số liệu của các sổ.",
        ),
        do=lambda: service.open_review(
            campaign=campaign, unit_id=unit_id, text=form.text(), actor=user
        ),
        done="Đã mở đợt và lập danh sách đơn vị phải gửi báo cáo.",
        to=lambda made: reverse("campaigns:review", args=[made.uid]),
    )


@readers_only
@require_safe
def review(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One review: figures by part, who has sent its report, remarks."""
    user = member(request)
    event = _event(user, uid)
    lines = owed_lines(event)
    mine = acting(user)
    remarks = remarks_of(event)
    context = {
        "event": event,
        "last": event.span.upper - ONE_DAY,
        "sections": [
            (section, remarks.get(section.key, "")) for section in review_facts.sections_of(event)
        ],
        "lines": [(line, mine.speaks_for(line.row.unit_id, line.row.agency_id)) for line in lines],
        "received": sum(line.row.received_on is not None for line in lines),
        "late": any(line.row.received_on is None and line.late for line in lines),
        "runs": may_run_review(user, event),
        "preparing": event.state == ReviewState.PREPARING,
        "gathered": event.state == ReviewState.GATHERED,
        "closed": event.state == ReviewState.CLOSED,
        "over": event.span.upper <= clock.today() + ONE_DAY,
        "history": history_of(event.uid),
    }
    return render(request, "campaigns/reviews/one.html", context)


@readers_only
@acts
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Mend title, dates, due day."""
    user = member(request)
    event = _run(user, uid)
    form = ReviewForm(request.POST or None, initial=ReviewForm.initial_of(event))
    return act_page(
        request,
        form=form,
        words=_words(event, "Sửa thông tin đợt", "Lưu"),
        do=lambda: service.change_review(event=event, text=form.text(), actor=user),
        done="Đã lưu.",
    )


@readers_only
@acts
def receive(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Write down a report that came."""
    user = member(request)
    row = service.report_of(user, uid)
    if row is None:
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    own = acting(user).speaks_for(row.unit_id, row.agency_id)
    need(
        own or may_run_review(user, row.event),
        "Chỉ đơn vị phải nộp hoặc cơ quan tổ chức ghi báo cáo này.",
    )
    form = ReceiveForm(
        request.POST or None,
        request.FILES or None,
        initial={"received_on": f"{clock.today():%d/%m/%Y}"},
    )
    return act_page(
        request,
        form=form,
        words=_words(row.event, "Ghi báo cáo đã gửi", "Ghi nhận"),
        do=lambda: service.receive_report(report=row, paper=form.paper(), actor=user),
        done="Đã ghi nhận báo cáo.",
    )


@readers_only
@acts
def remark(request: HttpRequest, uid: UUID, section: str) -> HttpResponse:
    """Write what stands after the figures of a section."""
    user = member(request)
    event = _run(user, uid)
    part = next((one for one in review_facts.parts() if one.key == section), None)
    if part is None:
        raise Http404("Không có mục này.")
    form = RemarkForm(request.POST or None, initial={"text": remarks_of(event).get(section, "")})
    return act_page(
        request,
        form=form,
        words=_words(event, f"Nhận xét: {part.heading}", "Lưu nhận xét"),
        do=lambda: service.remark(
            event=event, section=section, text=form.cleaned_data["text"], actor=user
        ),
        done="Đã lưu nhận xét.",
    )


@readers_only
@acts
def gather(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Freeze the figures."""
    user = member(request)
    event = _run(user, uid)
    return act_page(
        request,
        form=_yes(request),
        words=_words(
            event,
            "Chốt số liệu của đợt?",
            "Chốt số liệu",
            lead="Báo cáo in sau khi chốt luôn mang đúng các số này, dù sổ có ghi thêm.",
        ),
        do=lambda: service.gather_facts(event=event, actor=user),
        done="Đã chốt số liệu.",
    )


@readers_only
@acts
def reopen(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Let go of the frozen figures."""
    user = member(request)
    event = _run(user, uid)
    return act_page(
        request,
        form=_yes(request),
        words=_words(
            event,
            "Mở lại để lấy số mới?",
            "Mở lại",
            lead="Số đã chốt bỏ đi, lần chốt sau lấy số mới nhất.",
        ),
        do=lambda: service.reopen_facts(event=event, actor=user),
        done="Đã mở lại.",
    )


@readers_only
@acts
def close(request: HttpRequest, uid: UUID) -> HttpResponse:
    """End it with the issued report."""
    user = member(request)
    event = _run(user, uid)
    form = CloseForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_words(event, "Kết thúc đợt", "Kết thúc"),
        do=lambda: service.close_review(event=event, actor=user, **form.cleaned_data),
        done="Đã kết thúc đợt.",
    )


def _yes(request: HttpRequest) -> PlainForm:
    """A form that only asks whether."""
    return PlainForm(request.POST if request.method == "POST" else None)


def _event(user: User, uid: UUID) -> ReviewEvent:
    found: ReviewEvent = get_visible(
        ReviewEvent.objects.select_related("campaign", "unit"), user, uid=uid
    )
    return found


def _run(user: User, uid: UUID) -> ReviewEvent:
    event = _event(user, uid)
    if not may_run_review(user, event):
        raise PermissionDenied(service.NOT_LEADING)
    return event


def _words(event: ReviewEvent, title: str, button: str, lead: str = "") -> Act:
    back = reverse("campaigns:review", args=[event.uid])
    return Act(title, button, back, event.title, lead=lead)
