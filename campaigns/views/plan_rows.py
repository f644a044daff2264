"""Linked movements, stages, milestones and subjects: shown, added, mended, taken out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.forms.plan import LinkForm, MilestoneForm, PhaseForm, SubjectForm
from campaigns.models import Campaign, CampaignLink, Milestone, Phase, Subject
from campaigns.queries.current import visible_campaigns
from campaigns.queries.plans import subjects_of
from campaigns.rules import leads
from campaigns.services import plan_rows as service
from campaigns.views.campaign_pages import (
    GONE,
    NOT_LEADING,
    asked_campaign,
    base_context,
    led_campaign,
    readers_only,
)
from communes.forms.registers import SureForm
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core.access import member
from kbang_ntm.core.models import User

Row = CampaignLink | Phase | Milestone | Subject
R = TypeVar("R", CampaignLink, Phase, Milestone, Subject)
MODELS: dict[str, type[Row]] = {
    "lien-ket": CampaignLink,
    "giai-doan": Phase,
    "moc": Milestone,
    "doi-tuong": Subject,
}


@readers_only
@require_safe
def subjects(request: HttpRequest) -> HttpResponse:
    """Whom the plan honours and for what."""
    user = member(request)
    campaign = asked_campaign(request, user)
    rows = list(subjects_of(campaign)) if campaign else []
    context = {**base_context(campaign, user), "subjects": rows}
    return render(request, "campaigns/subjects.html", context)


@acts
def link(request: HttpRequest, code: str = "", uid: UUID | None = None) -> HttpResponse:
    """Add or mend a linked movement."""
    user = member(request)
    campaign, row = _about(user, CampaignLink, code, uid)
    form = LinkForm(request.POST or None, initial=LinkForm.initial_of(row) if row else None)
    return _act(
        request,
        campaign,
        row,
        form,
        "phong trào liên quan",
        lambda: service.save_link(campaign=campaign, text=form.text(), row=row, actor=user),
    )


@acts
def phase(request: HttpRequest, code: str = "", uid: UUID | None = None) -> HttpResponse:
    """Add or mend a stage."""
    user = member(request)
    campaign, row = _about(user, Phase, code, uid)
    form = PhaseForm(request.POST or None, initial=PhaseForm.initial_of(row) if row else None)
    return _act(
        request,
        campaign,
        row,
        form,
        "giai đoạn",
        lambda: service.save_phase(campaign=campaign, row=row, actor=user, **form.cleaned_data),
    )


@acts
def milestone(request: HttpRequest, code: str = "", uid: UUID | None = None) -> HttpResponse:
    """Add or mend a milestone."""
    user = member(request)
    campaign, row = _about(user, Milestone, code, uid)
    initial = MilestoneForm.initial_of(row) if row else None
    form = MilestoneForm(request.POST or None, initial=initial)
    return _act(
        request,
        campaign,
        row,
        form,
        "mốc tiến độ",
        lambda: service.save_milestone(campaign=campaign, row=row, actor=user, **form.cleaned_data),
    )


@acts
def subject(request: HttpRequest, code: str = "", uid: UUID | None = None) -> HttpResponse:
    """Add or mend a subject with its criteria."""
    user = member(request)
    campaign, row = _about(user, Subject, code, uid)
    form = SubjectForm(request.POST or None, initial=SubjectForm.initial_of(row) if row else None)
    return _act(
        request,
        campaign,
        row,
        form,
        "đối tượng",
        lambda: service.save_subject(campaign=campaign, text=form.text(), row=row, actor=user),
    )


@acts
def remove(request: HttpRequest, kind: str, uid: UUID) -> HttpResponse:
    """Take a row entered by mistake out."""
    user = member(request)
    model = MODELS.get(kind)
    if model is None:
        raise Http404(GONE)
    found = model._default_manager.filter(uid=uid, campaign__in=visible_campaigns(user)).first()
    if found is None:
        raise Http404(GONE)
    row, campaign = found, found.campaign
    need(leads(user, campaign), NOT_LEADING)
    form = SureForm(request.POST or None)
    words = Act(
        "Bỏ dòng này?",
        "Bỏ",
        _back(campaign, row),
        campaign.title,
        lead=f"«{row}». Nội dung cũ còn trong lịch sử.",
    )
    return act_page(
        request,
        form=form,
        words=words,
        do=lambda: service.remove_row(row=row, actor=user),
        done="Đã bỏ.",
    )


def _about(user: User, model: type[R], code: str, uid: UUID | None) -> tuple[Campaign, R | None]:
    if uid is None:
        return led_campaign(user, code), None
    row = model._default_manager.filter(uid=uid, campaign__in=visible_campaigns(user)).first()
    if row is None:
        raise Http404(GONE)
    need(leads(user, row.campaign), NOT_LEADING)
    return row.campaign, row


def _act(
    request: HttpRequest,
    campaign: Campaign,
    row: Row | None,
    form: Any,
    what: str,
    do: Callable[[], Any],
) -> HttpResponse:
    title = f"{'Sửa' if row else 'Thêm'} {what}"
    words = Act(title, "Lưu", _back(campaign, row or form), campaign.title)
    return act_page(request, form=form, words=words, do=do, done="Đã lưu.")


def _back(campaign: Campaign, of: Any) -> str:
    name = "subjects" if isinstance(of, Subject | SubjectForm) else "home"
    return f"{reverse(f'campaigns:{name}')}?pt={campaign.code}"
