"""The register of guidance, and proposals of policy with their answers."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.forms.guidance import (
    AnswerForm,
    GuidanceFilterForm,
    GuidanceForm,
    ProposalFilterForm,
    ProposalForm,
)
from campaigns.forms.tasks import scan_of
from campaigns.models import GuidanceDocument, PolicyProposal
from campaigns.queries.guidance import (
    criteria_of_today,
    guidance_lines,
    own_agencies,
    proposal_lines,
)
from campaigns.queries.tasks import visible_tasks
from campaigns.rules import acting, leads
from campaigns.services import guidance as service
from campaigns.tables.tasks import GuidanceTable, ProposalTable, proposal_badge
from campaigns.task_enums import ProposalState, TaskSection
from campaigns.views.task_pages import MISSING, campaign_of, readers
from communes.forms.registers import WhyForm
from communes.models import Agency
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core.access import member
from kbang_ntm.core.exports import asked, show_list
from kbang_ntm.core.queries.audit import history_of

GUIDANCE, PROPOSALS = "Văn bản hướng dẫn", "Đề xuất chính sách"
NOT_AGENCY = "Chỉ người của cơ quan ban hành hoặc cơ quan chỉ đạo ghi sổ này."


@readers
@require_safe
def guidance(request: HttpRequest) -> HttpResponseBase:
    """Documents of guidance with on time or late."""
    user = member(request)
    campaign = campaign_of(request)
    agencies = own_agencies(user, everyone=True)
    form = GuidanceFilterForm(request.GET or None, agencies=agencies)
    leading = leads(user, campaign)
    own = acting(user).agencies
    hidden = ("act",) if asked(request) else ()
    table = GuidanceTable(guidance_lines(campaign, form.asked()), exclude=hidden)
    table.keeps = frozenset(pk for pk, _name in agencies if leading or pk in own)
    context = {"form": form, "campaign": campaign, "adds": leading or bool(own)}
    return show_list(
        request, "campaigns/tasks/guidance.html", table, context, name="van-ban-huong-dan"
    )


@acts
def guidance_new(request: HttpRequest) -> HttpResponse:
    """Enter a document of guidance."""
    user = member(request)
    campaign = campaign_of(request)
    leading = leads(user, campaign)
    agencies = own_agencies(user, everyone=leading)
    need(bool(agencies), NOT_AGENCY)
    tasks = visible_tasks(user).filter(campaign=campaign, section=TaskSection.GUIDANCE)
    form = GuidanceForm(
        request.POST or None,
        request.FILES or None,
        agencies=agencies,
        criteria=criteria_of_today(),
        tasks=list(tasks.filter(agency_id__in=[pk for pk, _ in agencies]).order_by("-due", "id")),
    )
    return act_page(
        request,
        form=form,
        words=Act("Vào sổ văn bản hướng dẫn", "Vào sổ", reverse("campaigns:guidance"), GUIDANCE),
        do=lambda: service.record_guidance(
            campaign=campaign,
            agency=Agency.objects.get(pk=form.cleaned_data["agency"]),
            text=form.text(),
            scan=scan_of(form),
            actor=user,
        ),
        done="Đã vào sổ văn bản hướng dẫn.",
    )


@acts
def guidance_withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a wrong entry out of the register."""
    user = member(request)
    rows = GuidanceDocument.objects.select_related("campaign", "agency")
    row = rows.filter(uid=uid).first()
    if row is None:
        raise Http404(MISSING)
    need(row.agency_id in acting(user).agencies or leads(user, row.campaign), NOT_AGENCY)
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=Act(
            "Rút văn bản khỏi sổ?",
            "Rút khỏi sổ",
            reverse("campaigns:guidance"),
            GUIDANCE,
            lead=f"Số {row.number}, {row.title}. Chỉ dùng khi vào sổ nhầm.",
        ),
        do=lambda: service.withdraw_guidance(
            row=row, reason=form.cleaned_data["reason"], actor=user
        ),
        done="Đã rút văn bản khỏi sổ.",
    )


@readers
@require_safe
def proposals(request: HttpRequest) -> HttpResponseBase:
    """Proposals of policy with their answers."""
    user = member(request)
    campaign = campaign_of(request)
    form = ProposalFilterForm(request.GET or None, agencies=own_agencies(user, everyone=True))
    table = ProposalTable(proposal_lines(campaign, form.asked()))
    context = {"form": form, "campaign": campaign, "adds": bool(acting(user).agencies)}
    return show_list(
        request, "campaigns/tasks/proposals.html", table, context, name="de-xuat-chinh-sach"
    )


@readers
@require_safe
def proposal(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One proposal: what is asked, what was answered."""
    user = member(request)
    row = _proposal(uid)
    raised = row.state == ProposalState.RAISED
    context = {
        "row": row,
        "badge": proposal_badge(row),
        "answers": raised and leads(user, row.campaign),
        "withdraws": raised and row.agency_id in acting(user).agencies,
        "history": history_of(row.uid),
    }
    return render(request, "campaigns/tasks/proposal.html", context)


def _proposal(uid: UUID) -> PolicyProposal:
    rows = PolicyProposal.objects.select_related(
        "campaign", "agency", "file", "answer_file", "by", "answered_by"
    )
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404(MISSING)
    return found


@acts
def proposal_new(request: HttpRequest) -> HttpResponse:
    """Enter a proposal of one's agency."""
    user = member(request)
    campaign = campaign_of(request)
    agencies = own_agencies(user)
    need(bool(agencies), "Chỉ người của cơ quan nêu đề xuất của cơ quan.")
    form = ProposalForm(request.POST or None, request.FILES or None, agencies=agencies)
    back = reverse("campaigns:proposals")
    return act_page(
        request,
        form=form,
        words=Act("Nêu đề xuất chính sách", "Nêu đề xuất", back, PROPOSALS),
        do=lambda: service.raise_proposal(
            campaign=campaign,
            agency=Agency.objects.get(pk=form.cleaned_data["agency"]),
            title=form.cleaned_data["title"],
            text=form.cleaned_data["text"],
            raised_on=form.cleaned_data["raised_on"],
            scan=scan_of(form),
            actor=user,
        ),
        done="Đã nêu đề xuất.",
        to=lambda made: reverse("campaigns:proposal", args=[made.uid]),
    )


@acts
def proposal_answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Record what was decided."""
    user = member(request)
    row = _proposal(uid)
    need(leads(user, row.campaign), "Chỉ cơ quan chỉ đạo phong trào ghi trả lời đề xuất.")
    form = AnswerForm(request.POST or None, request.FILES or None)
    return act_page(
        request,
        form=form,
        words=Act(
            "Ghi trả lời đề xuất",
            "Ghi trả lời",
            reverse("campaigns:proposal", args=[row.uid]),
            row.title,
            lead="Ghi theo văn bản trả lời của cấp có thẩm quyền.",
        ),
        do=lambda: service.answer_proposal(
            row=row, answer=form.answer(), scan=scan_of(form), actor=user
        ),
        done="Đã ghi trả lời.",
    )


@acts
def proposal_withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take back one's own proposal."""
    user = member(request)
    row = _proposal(uid)
    need(row.agency_id in acting(user).agencies, "Chỉ cơ quan đã nêu rút đề xuất của mình.")
    form = WhyForm(request.POST or None)
    back = reverse("campaigns:proposal", args=[row.uid])
    return act_page(
        request,
        form=form,
        words=Act("Rút đề xuất?", "Rút đề xuất", back, row.title),
        do=lambda: service.withdraw_proposal(
            row=row, reason=form.cleaned_data["reason"], actor=user
        ),
        done="Đã rút đề xuất.",
    )
