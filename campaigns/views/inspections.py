"""Visits: list, one visit, and the acts that carry it from planned to concluded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.forms.inspections import (
    ConclusionForm,
    DaysForm,
    LackForm,
    LinesForm,
    MemberForm,
    VisitFilterForm,
    VisitForm,
    scan_of,
)
from campaigns.inspection_enums import InspectionState
from campaigns.inspection_rules import may_draw, may_inspect, may_plan
from campaigns.inspection_sheets import visit_sheet
from campaigns.inspection_workflow import INSPECTION
from campaigns.models import Inspection, InspectionMember
from campaigns.queries.bodies import (
    criteria_to_see,
    offer_to,
    own_plans,
    places_to_inspect,
)
from campaigns.queries.inspections import named_findings, visible_inspections, visit_lines
from campaigns.queries.parties import parties_on, party_names
from campaigns.services import findings as finding_service
from campaigns.services import inspections as service
from campaigns.tables.inspections import VisitTable, days_words, finding_state, visit_state
from campaigns.views.contributions import NOT_FOUND, readers_only, running
from communes.forms.registers import SureForm, WhyForm, filled
from communes.queries.register_lists import communes_seen
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of
from kbang_ntm.core.workflow import available

LIST = "Kiểm tra, giám sát"
OVER = (InspectionState.CONCLUDED, InspectionState.CANCELLED)


@readers_only
@require_safe
def inspections(request: HttpRequest) -> HttpResponseBase:
    """Visits, newest first."""
    user, campaign = member(request), running(request)
    form = VisitFilterForm(request.GET or None, units=communes_seen(user))
    table = VisitTable(visit_lines(user, campaign, form.asked()))
    context = {"form": form, "plans": may_plan(user), "draws": may_draw(user)}
    return show_list(
        request,
        "campaigns/inspections/list.html",
        table,
        context,
        name="kiem-tra-giam-sat",
        sheet=visit_sheet,
    )


@readers_only
@require_safe
def inspection(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One visit: team, checklist as answered, photos, findings, conclusion."""
    user, today = member(request), clock.today()
    row = visit_or_404(user, uid)
    names = party_names([row.unit_id, row.body_unit_id], [row.agency_id], today)
    findings = row.findings.select_related("inspection", "indicator").order_by("deadline", "id")
    mine = may_inspect(user, row)
    items = list(row.items.all())
    context = {
        "row": row,
        "badge": visit_state(row.state),
        "days": days_words(row.days),
        "unit_name": names.units.get(row.unit_id, ""),
        "body_name": names.of(row.body_unit_id, row.agency_id),
        "programmes": [one.name for one in row.programmes.all()],
        "members": [one for one in row.members.all() if not one.removed],
        "items": items,
        "answered": sum(1 for item in items if item.answer),
        "photos": row.photos.filter(withdrawn_reason="").select_related("file", "by", "item"),
        "findings": [
            (line, finding_state(line.row.state)) for line in named_findings(list(findings), today)
        ],
        "mine": mine,
        "edits": mine and row.state not in OVER,
        "runs": mine and row.state == InspectionState.RUNNING,
        "states": mine and row.state in (InspectionState.RUNNING, InspectionState.FINISHED),
        "moves": mine and row.state == InspectionState.PLANNED,
        "acts": [
            (one, reverse(f"campaigns:inspection-{one.name}", args=[row.uid]))
            for one in available(INSPECTION, user, row)
        ],
        "history": history_of(row.uid),
    }
    return render(request, "campaigns/inspections/visit.html", context)


@readers_only
@acts
def add(request: HttpRequest) -> HttpResponse:
    """Enter a visit."""
    user, campaign = member(request), running(request)
    need(may_plan(user), service.NOT_BODY)
    given, plans = offer_to(user), own_plans(user, campaign)
    form = VisitForm(
        request.POST or None,
        bodies=given.bodies,
        kinds=given.kinds,
        units=places_to_inspect(user),
        plans=[(row.pk, f"{row.year}: {row.title}") for row in plans],
        criteria=criteria_to_see(),
        initial={"unit": request.GET.get("xa", ""), "plan": request.GET.get("ke-hoach", "")},
    )
    words = Act("Lên lịch một cuộc kiểm tra", "Lên lịch", reverse("campaigns:inspections"), LIST)
    return act_page(
        request,
        form=form,
        words=words,
        do=lambda: service.plan_inspection(
            campaign=campaign, visit=form.visit({row.pk: row for row in plans}), actor=user
        ),
        done="Đã lên lịch. Thêm thành viên đoàn trước khi bắt đầu.",
        to=lambda made: reverse("campaigns:inspection", args=[made.uid]),
    )


def _act(
    request: HttpRequest,
    uid: UUID,
    form: Callable[[Inspection], forms.Form],
    do: Callable[[Inspection, forms.Form, User], Any],
    title: str,
    button: str,
    done: str,
    lead: str = "",
) -> HttpResponse:
    """A page with one form about one visit, for the body that makes it."""
    user = member(request)
    row = visit_or_404(user, uid)
    need(may_inspect(user, row), service.NOT_BODY)
    filled_in = form(row)
    words = Act(title, button, reverse("campaigns:inspection", args=[row.uid]), row.title, lead)
    return act_page(
        request, form=filled_in, words=words, do=lambda: do(row, filled_in, user), done=done
    )


@readers_only
@acts
def move(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Other days."""

    def form(row: Inspection) -> forms.Form:
        days = {"first": row.days.lower, "last": row.days.upper - timedelta(days=1)}
        return DaysForm(request.POST or None, initial=filled(days))

    return _act(
        request, uid, form,
        lambda row, form, user: service.move_inspection(
            inspection=row, actor=user, **form.cleaned_data
        ),
        "Đổi ngày kiểm tra", "Lưu", "Đã đổi ngày.",
    )  # fmt: skip


@readers_only
@acts
def add_member(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put somebody on the team."""
    return _act(
        request, uid, lambda row: MemberForm(request.POST or None),
        lambda row, form, user: service.add_member(
            inspection=row, person=form.person(), actor=user  # type: ignore[attr-defined]  # a MemberForm
        ),
        "Thêm thành viên đoàn", "Thêm", "Đã thêm thành viên.",
    )  # fmt: skip


@readers_only
@acts
def remove_member(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take somebody off the team."""
    user = member(request)
    found = InspectionMember.objects.filter(
        uid=uid, removed=False, inspection__in=visible_inspections(user)
    ).first()
    if found is None:
        raise Http404(NOT_FOUND)
    return _act(
        request, found.inspection.uid, lambda row: SureForm(request.POST or None),
        lambda row, form, user: service.remove_member(member=found, actor=user),
        f"Rút {found.name} khỏi đoàn?", "Rút khỏi đoàn", "Đã rút khỏi đoàn.",
    )  # fmt: skip


@readers_only
@acts
def add_items(request: HttpRequest, uid: UUID) -> HttpResponse:
    """More things to look at."""
    return _act(
        request, uid, lambda row: LinesForm(request.POST or None),
        lambda row, form, user: service.add_items(
            inspection=row, lines=form.cleaned_data["lines"].splitlines(), actor=user
        ),
        "Thêm nội dung vào phiếu kiểm tra", "Thêm vào phiếu", "Đã thêm vào phiếu.",
    )  # fmt: skip


@readers_only
@acts
def start(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The team is there."""
    return _act(
        request, uid, lambda row: SureForm(request.POST or None),
        lambda row, form, user: service.start(inspection=row, actor=user),
        "Bắt đầu kiểm tra?", "Bắt đầu kiểm tra", "Đã bắt đầu. Mở phiếu để ghi.",
    )  # fmt: skip


@readers_only
@acts
def finish(request: HttpRequest, uid: UUID) -> HttpResponse:
    """All is answered."""
    return _act(
        request, uid, lambda row: SureForm(request.POST or None),
        lambda row, form, user: service.finish(inspection=row, actor=user),
        "Kiểm tra xong?", "Kiểm tra xong", "Đã ghi kiểm tra xong.",
        "Mọi mục của phiếu phải có kết quả. Sau đó vẫn nêu được tồn tại cho đến khi có kết luận.",
    )  # fmt: skip


@readers_only
@acts
def reopen(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The checklist is mended."""
    return _act(
        request, uid, lambda row: WhyForm(request.POST or None),
        lambda row, form, user: service.reopen(
            inspection=row, reason=form.cleaned_data["reason"], actor=user
        ),
        "Mở lại phiếu kiểm tra?", "Mở lại phiếu", "Đã mở lại phiếu.",
    )  # fmt: skip


@readers_only
@acts
def cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It does not take place."""
    return _act(
        request, uid, lambda row: WhyForm(request.POST or None),
        lambda row, form, user: service.cancel(
            inspection=row, reason=form.cleaned_data["reason"], actor=user
        ),
        "Hủy cuộc kiểm tra?", "Hủy cuộc kiểm tra", "Đã hủy cuộc kiểm tra.",
        "Cuộc kiểm tra vẫn xem lại được, kèm lý do.",
    )  # fmt: skip


@readers_only
@acts
def conclude(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Register the conclusion's paper."""
    return _act(
        request, uid, lambda row: ConclusionForm(request.POST or None, request.FILES or None),
        lambda row, form, user: service.conclude(
            inspection=row, conclusion=form.conclusion(), scan=scan_of(form), actor=user  # type: ignore[attr-defined]  # a ConclusionForm
        ),
        "Ghi kết luận", "Ghi kết luận", "Đã ghi kết luận.",
        "Ghi số và ngày của văn bản đã ký. Sau khi ghi, cuộc kiểm tra không sửa được.",
    )  # fmt: skip


@readers_only
@acts
def add_finding(request: HttpRequest, uid: UUID) -> HttpResponse:
    """State something lacking."""

    def form(row: Inspection) -> forms.Form:
        items = [(item.pk, item.question[:100]) for item in row.items.all()]
        parties = [(one.value, one.name) for one in parties_on(clock.today())]
        return LackForm(
            request.POST or None,
            items=items,
            parties=parties,
            initial={"party": f"u{row.unit_id}", "item": request.GET.get("muc", "")},
        )

    return _act(
        request, uid, form,
        lambda row, form, user: finding_service.state_finding(
            inspection=row, lack=form.lack(), actor=user  # type: ignore[attr-defined]  # a LackForm
        ),
        "Nêu tồn tại, hạn chế", "Nêu tồn tại", "Đã nêu tồn tại.",
    )  # fmt: skip


def visit_or_404(user: User, uid: UUID) -> Inspection:
    """The visit if the person may know of it."""
    found = visible_inspections(user).filter(uid=uid).first()
    if found is None:
        raise Http404(NOT_FOUND)
    return found
