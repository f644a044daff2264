"""The campaign: overview with its timeline, opening, changing, copying."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.forms.plan import CampaignForm, CopyForm
from campaigns.models import Campaign
from campaigns.plan_rules import opens_any
from campaigns.queries.campaigns import home_figures, units_to_open
from campaigns.queries.current import visible_campaigns
from campaigns.queries.plans import period_words, timeline_of
from campaigns.services import campaigns as service
from campaigns.services.campaigns import period_of
from campaigns.services.plan_copy import moved_milestones, moved_stages
from campaigns.views.campaign_pages import (
    asked_campaign,
    base_context,
    campaign_of,
    led_campaign,
    readers_only,
)
from communes.forms.registers import filled
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import format_date

HOME = "Phong trào"
NOT_OPENING = "Bạn không lập phong trào. Cơ quan chủ trì, lãnh đạo UBND xã hoặc quản trị lập."


@readers_only
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the campaign is, how far its timeline has come, and the ways to its parts."""
    user = member(request)
    campaign = asked_campaign(request, user)
    context = {**base_context(campaign, user), "opens": opens_any(user)}
    if campaign is None:
        return render(request, "campaigns/empty.html", context)
    context |= {
        "period": period_words(campaign.period.lower, campaign.period.upper),
        "steps": timeline_of(campaign, clock.today()),
        "links": campaign.links.all(),
        "figures": home_figures(user, campaign),
        "others": [row for row in visible_campaigns(user) if row.pk != campaign.pk],
        "phases": campaign.phases.all(),
        "milestones": campaign.milestones.all(),
    }
    return render(request, "campaigns/home.html", context)


@acts
def new(request: HttpRequest) -> HttpResponse:
    """Open a campaign."""
    user = member(request)
    need(opens_any(user), NOT_OPENING)
    form = CampaignForm(
        request.POST or None, units=units_to_open(user), parents=_parents(user, None)
    )
    return act_page(
        request,
        form=form,
        words=Act("Lập phong trào mới", "Lập phong trào", reverse("campaigns:home"), HOME),
        do=lambda: service.open_campaign(
            code=form.cleaned_data["code"],
            unit_id=int(form.cleaned_data["unit"]),
            text=form.text(),
            actor=user,
        ),
        done="Đã lập phong trào.",
        to=_home_of,
    )


@acts
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Mend what is written of a campaign."""
    user = member(request)
    row = led_campaign(user, code)
    form = CampaignForm(
        request.POST or None,
        units=None,
        parents=_parents(user, row),
        initial=CampaignForm.initial_of(row),
    )
    return act_page(
        request,
        form=form,
        words=Act("Sửa thông tin phong trào", "Lưu", _home_of(row), row.title),
        do=lambda: service.change_campaign(campaign=row, text=form.text(), actor=user),
        done="Đã lưu thông tin phong trào.",
    )


@acts
def copy(request: HttpRequest, code: str) -> HttpResponse:
    """Set a new campaign up from this one."""
    user = member(request)
    row = campaign_of(user, code)
    need(opens_any(user), NOT_OPENING)
    form = CopyForm(request.POST or None, units=units_to_open(user), initial=_next_period(row))

    def do() -> Campaign:
        data = form.cleaned_data
        return service.copy_campaign(
            campaign=row,
            code=data["code"],
            title=data["title"],
            unit_id=int(data["unit"]),
            first=data["first"],
            last=data["last"],
            actor=user,
        )

    words = Act(
        "Lập phong trào mới từ phong trào này",
        "Sao chép",
        _home_of(row),
        row.title,
        lead="Mang theo: phong trào liên quan, giai đoạn và mốc (dời ngày), đối tượng khen thưởng, "
        "lời kế hoạch (thành bản soạn), mục tiêu chung chưa có số lượng, mẫu nhiệm vụ. Không mang "
        "theo: số và ngày văn bản, căn cứ, mục tiêu của từng xã, kết quả."
        + _shift_words(row, form),
    )
    done = "Đã lập phong trào mới. Xem lại ngày, căn cứ và lời kế hoạch trước khi ban hành."
    return act_page(request, form=form, words=words, do=do, done=done, to=_home_of)


def _home_of(row: Campaign) -> str:
    return f"{reverse('campaigns:home')}?pt={row.code}"


def _parents(user: User, row: Campaign | None) -> list[tuple[int, str]]:
    rows = visible_campaigns(user)
    return [(one.pk, one.title) for one in rows if row is None or one.pk != row.pk]


def _shift_words(row: Campaign, form: CopyForm) -> str:
    """Which stages and milestones become which, by the days typed or, before, those offered. Two
    queries."""
    try:
        begins, ends = (form.fields[name].clean(form[name].value()) for name in ("first", "last"))
        period_of(begins, ends)
    except (ValidationError, Refused):
        return ""
    stages = [
        f"«{one.before}» thành «{one.title}» ({format_date(one.first)} đến {format_date(one.last)})"
        if one.title
        else f"«{one.before}» nằm ngoài giai đoạn mới nên không mang theo"
        for one in moved_stages(row, begins, ends)
    ]
    milestones = [
        f"mốc «{one.before}» thành «{one.title}», {format_date(one.first)}"
        if one.title
        else f"mốc «{one.before}» nằm ngoài giai đoạn mới nên không mang theo"
        for one in moved_milestones(row, begins, ends)
    ]
    if not stages and not milestones:
        return ""
    head = "Năm và ngày dời theo ngày đầu giai đoạn; sửa được ở trang phong trào sau khi sao chép:"
    return "".join(f"\n{line}" for line in (head, *(f"- {one}" for one in (*stages, *milestones))))


def _next_period(row: Campaign) -> dict[str, object]:
    """The period that follows, as long as this one."""
    first, after = row.period.lower, row.period.upper
    if after is None:
        return {"title": row.title}
    if (first.month, first.day) == (after.month, after.day) == (1, 1):
        last = date(after.year + after.year - first.year - 1, 12, 31)
    else:
        last = after + (after - first) - timedelta(days=1)
    return filled({"title": row.title, "first": after, "last": last})
