"""The field form of a visit, and its photos."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from campaigns.forms.checklists import ChecklistForm, PhotoForm
from campaigns.inspection_enums import InspectionState
from campaigns.inspection_rules import may_inspect
from campaigns.models import InspectionPhoto
from campaigns.queries.inspections import visible_inspections
from campaigns.services import checklists as service
from campaigns.services.inspections import NOT_BODY
from campaigns.tables.inspections import days_words
from campaigns.views.contributions import NOT_FOUND, readers_only
from campaigns.views.inspections import visit_or_404
from communes.forms.registers import WhyForm
from communes.queries.register_rules import place_on
from communes.views.answers import refuse, status_of
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.errors import Refused

ONLY_RUNNING = "Phiếu chỉ ghi được khi đang kiểm tra."


@readers_only
@acts
def checklist(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Fill in the checklist on the spot; all of it on one page, saved together."""
    user = member(request)
    row = visit_or_404(user, uid)
    need(may_inspect(user, row), NOT_BODY)
    need(row.state == InspectionState.RUNNING, ONLY_RUNNING)
    items = list(row.items.all())
    form = ChecklistForm(request.POST or None, items=items)
    if form.is_valid():
        try:
            changed = service.save_answers(inspection=row, answers=form.answers(), actor=user)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, f"Đã lưu {len(changed)} mục lúc {clock.now():%H:%M:%S}.")
            return redirect("campaigns:inspection-form", uid=row.uid)
    context = {
        "row": row,
        "form": form,
        "groups": list(form.groups()),
        "days": days_words(row.days),
        "unit_name": place_on(row.unit_id, clock.today()),
        "left": sum(1 for item in items if not item.answer),
        "total": len(items),
    }
    return render(request, "campaigns/inspections/form.html", context, status=status_of(form))


@readers_only
@acts
def photo(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Add one photo, from the camera or from a file."""
    user = member(request)
    row = visit_or_404(user, uid)
    need(may_inspect(user, row), NOT_BODY)
    need(row.state == InspectionState.RUNNING, ONLY_RUNNING)
    form = PhotoForm(
        request.POST or None,
        request.FILES or None,
        items=[(item.pk, item.question[:100]) for item in row.items.all()],
        initial={"item": request.GET.get("muc", "")},
    )
    words = Act(
        "Thêm ảnh", "Gửi ảnh", reverse("campaigns:inspection-form", args=[row.uid]),
        "Phiếu kiểm tra",
    )  # fmt: skip
    return act_page(
        request,
        form=form,
        words=words,
        do=lambda: service.add_photo(inspection=row, shot=form.shot(), actor=user),
        done="Đã lưu ảnh.",
    )


@readers_only
@acts
def withdraw_photo(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a photo out of the page."""
    user = member(request)
    found = (
        InspectionPhoto.objects.filter(
            uid=uid, withdrawn_reason="", inspection__in=visible_inspections(user)
        )
        .select_related("inspection")
        .first()
    )
    if found is None:
        raise Http404(NOT_FOUND)
    row = found.inspection
    need(may_inspect(user, row), NOT_BODY)
    form = WhyForm(request.POST or None)
    words = Act(
        "Rút ảnh này?", "Rút ảnh", reverse("campaigns:inspection", args=[row.uid]), row.title,
        lead="Ảnh không hiện nữa; việc rút và lý do được ghi lại.",
    )  # fmt: skip
    return act_page(
        request,
        form=form,
        words=words,
        do=lambda: service.withdraw_photo(
            photo=found, reason=form.cleaned_data["reason"], actor=user
        ),
        done="Đã rút ảnh.",
    )
