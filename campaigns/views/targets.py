"""Objectives and targets with state and reason, one target, the watched criteria."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.forms.targets import (
    ObjectiveForm,
    TargetChangeForm,
    TargetFilterForm,
    TargetForm,
)
from campaigns.models import Campaign, Objective, Target
from campaigns.queries.current import visible_campaigns
from campaigns.queries.hit_rate import track_record
from campaigns.queries.objectives import objective_lines
from campaigns.queries.parties import agencies_on
from campaigns.queries.target_lists import narrowed, units_to_promise
from campaigns.queries.target_states import target_lines
from campaigns.queries.watched_criteria import watched_lines, watched_numbers
from campaigns.rules import leads
from campaigns.services import targets as service
from campaigns.tables.targets import (
    TargetTable,
    line_name,
    objective_sheet,
    state_chip,
    target_sheet,
)
from campaigns.views.campaign_pages import (
    GONE,
    NOT_LEADING,
    asked_campaign,
    base_context,
    led_campaign,
    readers_only,
)
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of

LIST = "Mục tiêu"


@readers_only
@require_safe
def targets(request: HttpRequest) -> HttpResponseBase:
    """Objectives computed on the map of the day, then every target with state and reason."""
    user = member(request)
    campaign = asked_campaign(request, user)
    context = base_context(campaign, user)
    if campaign is None:
        return render(request, "campaigns/empty.html", context)
    years = sorted(set(campaign.targets.values_list("year", flat=True)))
    form = TargetFilterForm(request.GET or None, years=years)
    asked = form.asked()
    day = asked.pop("day") or clock.today()
    lines = target_lines(campaign, day)
    objectives = objective_lines(campaign, day, lines)
    context |= {
        "form": form,
        "day": day,
        "past": day < clock.today(),
        "objectives": [(row, state_chip(row.state)) for row in objectives],
        "track": track_record(campaign, day, lines),
    }
    return show_list(
        request,
        "campaigns/targets.html",
        TargetTable(narrowed(lines, **asked)),
        context,
        name="muc-tieu",
        per_page=50,
        sheet=lambda shown: [target_sheet(shown), objective_sheet(objectives)],
    )


@readers_only
@require_safe
def target(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One target: state, why, what is missing with its trend."""
    user = member(request)
    row = _target(user, uid)
    day = clock.today()
    line = target_lines(row.campaign, day, uid)[0]
    context = {
        **base_context(row.campaign, user),
        "line": line,
        "name": line_name(line),
        "chip": state_chip(line.state),
        "day": day,
        "history": history_of(row.uid),
    }
    return render(request, "campaigns/target.html", context)


@readers_only
@require_safe
def watched(request: HttpRequest) -> HttpResponse:
    """Income and poverty by commune: figure, level of the target year, what is still to do."""
    user = member(request)
    campaign = asked_campaign(request, user)
    context = base_context(campaign, user)
    if campaign is None:
        return render(request, "campaigns/empty.html", context)
    day = clock.today()
    lines = watched_lines(campaign, day)
    context |= {
        "day": day,
        "numbers": watched_numbers(),
        "lines": lines,
        "illustrative": any(line.illustrative for line in lines),
    }
    return render(request, "campaigns/watched.html", context)


@acts
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Promise something of a unit."""
    user = member(request)
    campaign = led_campaign(user, code)
    today = clock.today()
    form = TargetForm(
        request.POST or None,
        units=units_to_promise(campaign, today),
        owners=_owners(today),
        initial={"year": str(min(max(today.year, campaign.period.lower.year), _last(campaign)))},
    )
    return act_page(
        request,
        form=form,
        words=Act("Thêm mục tiêu", "Thêm", _list(code), LIST, lead=campaign.title),
        do=lambda: service.add_target(
            campaign=campaign,
            kind=form.cleaned_data["kind"],
            unit_id=int(form.cleaned_data["unit"]),
            year=form.cleaned_data["year"],
            owner_id=form.owner_id,
            note=form.cleaned_data["note"],
            actor=user,
        ),
        done="Đã thêm mục tiêu.",
    )


@acts
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who follows a target, and why it was missed."""
    user = member(request)
    row = _target(user, uid)
    need(leads(user, row.campaign), NOT_LEADING)
    form = TargetChangeForm(
        request.POST or None,
        owners=_owners(clock.today()),
        initial=TargetChangeForm.initial_of(row),
    )
    back = reverse("campaigns:target", args=[row.uid])
    return act_page(
        request,
        form=form,
        words=Act("Sửa mục tiêu", "Lưu", back, LIST),
        do=lambda: service.change_target(
            target=row,
            owner_id=form.owner_id,
            missed_reason=form.cleaned_data["missed_reason"],
            note=form.cleaned_data["note"],
            actor=user,
        ),
        done="Đã lưu mục tiêu.",
    )


@acts
def objective(request: HttpRequest, code: str = "", uid: UUID | None = None) -> HttpResponse:
    """Add or mend an objective."""
    user = member(request)
    if uid is None:
        campaign, row = led_campaign(user, code), None
    else:
        row = Objective.objects.filter(uid=uid, campaign__in=visible_campaigns(user)).first()
        if row is None:
            raise Http404(GONE)
        campaign = row.campaign
        need(leads(user, campaign), NOT_LEADING)
    initial = ObjectiveForm.initial_of(row) if row else {"year": str(_last(campaign))}
    form = ObjectiveForm(request.POST or None, initial=initial)
    title = "Sửa mục tiêu chung" if row else "Thêm mục tiêu chung"
    return act_page(
        request,
        form=form,
        words=Act(title, "Lưu", _list(campaign.code), LIST, lead=campaign.title),
        do=lambda: service.save_objective(campaign=campaign, text=form.text(), row=row, actor=user),
        done="Đã lưu mục tiêu chung.",
    )


def _target(user: User, uid: UUID) -> Target:
    row = (
        Target.objects.filter(uid=uid, campaign__in=visible_campaigns(user))
        .select_related("campaign__unit")
        .first()
    )
    if row is None:
        raise Http404(GONE)
    return row


def _owners(day: date) -> list[tuple[int, str]]:
    return [(one.agency_id or 0, one.name) for one in agencies_on(day)]


def _last(campaign: Campaign) -> int:
    upper = campaign.period.upper
    return upper.year - 1 if upper else clock.today().year


def _list(code: str) -> str:
    return f"{reverse('campaigns:targets')}?pt={code}"
