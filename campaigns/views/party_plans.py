"""Everybody's own part: who is late, one party with its papers, recording, withdrawing."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.forms.party_plans import PaperForm, PartFilterForm
from campaigns.models import Campaign, PartyPaper, PartyPlan
from campaigns.queries.party_plans import (
    PLAN_DUE,
    PartLine,
    narrowed,
    part_lines,
    party_value,
    plan_due,
    visible_parts,
)
from campaigns.services import party_plans as service
from campaigns.tables.party_plans import PartTable
from campaigns.views.campaign_pages import (
    GONE,
    asked_campaign,
    base_context,
    campaign_of,
    readers_only,
)
from communes.forms.registers import WhyForm
from communes.queries.register_rules import rule_on
from communes.services.register_papers import Scan
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of

LIST = "Kế hoạch của xã, cơ quan"


@readers_only
@require_safe
def parts(request: HttpRequest) -> HttpResponseBase:
    """Who has a plan of their own, when, on time or late."""
    user = member(request)
    campaign = asked_campaign(request, user)
    context = base_context(campaign, user)
    if campaign is None:
        return render(request, "campaigns/empty.html", context)
    form = PartFilterForm(request.GET or None)
    lines = part_lines(user, campaign)
    day = campaign.plan_date or clock.today()
    context |= {
        "form": form,
        "due": plan_due(campaign),
        "rule": rule_on(PLAN_DUE, day),
        "own": [line for line in lines if _keeps(user, campaign, line)],
        "overdue": sum(line.overdue for line in lines),
        "have": sum(line.plan is not None for line in lines),
        "all": len(lines),
    }
    return show_list(
        request,
        "campaigns/party_plans.html",
        PartTable(narrowed(lines, **form.asked()), code=campaign.code),
        context,
        name="ke-hoach-don-vi",
    )


@readers_only
@require_safe
def part(request: HttpRequest, code: str, party: str) -> HttpResponse:
    """One party's plan, launch and reviews, those withdrawn struck out."""
    user = member(request)
    campaign = campaign_of(user, code)
    line = _line(user, campaign, party)
    papers = PartyPaper.objects.filter(part=line.part) if line.part else PartyPaper.objects.none()
    context = {
        **base_context(campaign, user),
        "line": line,
        "papers": papers.select_related("file", "by", "withdrawn_by").order_by("on", "id"),
        "keeps": _keeps(user, campaign, line),
        "due": line.due,
        "history": history_of(line.part.uid) if line.part else [],
    }
    return render(request, "campaigns/party_plan.html", context)


@acts
def record(request: HttpRequest, code: str, party: str) -> HttpResponse:
    """Record a plan, a launch or a review."""
    user = member(request)
    campaign = campaign_of(user, code)
    line = _line(user, campaign, party)
    need(_keeps(user, campaign, line), service.NOT_KEEPER)
    form = PaperForm(
        request.POST or None,
        request.FILES or None,
        initial={"kind": request.GET.get("viec", "plan")},
    )

    def do() -> PartyPaper:
        file = form.cleaned_data["file"]
        return service.record_paper(
            campaign=campaign,
            whose=_whose(party),
            text=form.text(),
            scan=Scan(name=file.name or "", stream=file) if file else None,
            actor=user,
        )

    back = reverse("campaigns:party-plan", args=[code, party])
    words = Act("Ghi phần việc của đơn vị", "Ghi", back, line.name, lead=campaign.title)
    return act_page(request, form=form, words=words, do=do, done="Đã ghi.")


@acts
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a wrong row out."""
    user = member(request)
    row = (
        PartyPaper.objects.filter(uid=uid, part__in=visible_parts(user))
        .select_related("part__campaign", "part__cluster")
        .first()
    )
    if row is None:
        raise Http404(GONE)
    need(service.keeps(user, row.part), service.NOT_KEEPER)
    form = WhyForm(request.POST or None)
    back = reverse("campaigns:party-plan", args=[row.part.campaign.code, party_value(row.part)])
    words = Act(
        "Rút dòng này?",
        "Rút",
        back,
        LIST,
        lead=f"{row.get_kind_display().capitalize()} {row.number} ngày {row.on:%d/%m/%Y}. "
        "Dòng cũ vẫn hiện, kèm lý do.",
    )
    return act_page(
        request,
        form=form,
        words=words,
        do=lambda: service.withdraw_paper(
            paper=row, reason=form.cleaned_data["reason"], actor=user
        ),
        done="Đã rút.",
    )


def _whose(party: str) -> service.Whose:
    """The party of an address; 404 for anything else."""
    try:
        number = int(party[1:])
    except ValueError:
        raise Http404(GONE) from None
    names = {"u": "unit_id", "a": "agency_id", "c": "cluster_id"}
    if party[:1] not in names:
        raise Http404(GONE)
    return service.Whose(**{names[party[:1]]: number})


def _line(user: User, campaign: Campaign, party: str) -> PartLine:
    found = next((row for row in part_lines(user, campaign) if row.value == party), None)
    if found is None:
        raise Http404(GONE)
    return found


def _keeps(user: User, campaign: Campaign, line: PartLine) -> bool:
    part = line.part
    if part is None:
        whose = _whose(line.value)
        part = PartyPlan(
            campaign=campaign,
            unit_id=whose.unit_id,
            agency_id=whose.agency_id,
            cluster_id=whose.cluster_id,
        )
        if whose.cluster_id is not None:  # on the list are clusters of the campaign's own unit
            return base_context(campaign, user)["runs"] is True
    return service.keeps(user, part)
