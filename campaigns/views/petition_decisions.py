"""Compiling petitions, deciding on them and answering them."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.forms.petitions import AmendForm, AnswerForm, BatchForm, DecisionForm
from campaigns.models import Petition, PetitionBatch
from campaigns.petition_rules import is_desk, may_decide, may_handle
from campaigns.queries.petitions import desk_words, line_of, names_of, to_compile
from campaigns.services import petition_decisions as service
from campaigns.tables.petitions import petition_badge
from campaigns.views.petitions import LIST, petition_or_404, readers, words_of
from communes.forms.registers import filled
from communes.queries.register_rules import in_sentence
from communes.rules import is_administrator, reach
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member

NOT_DESK = "Chỉ nơi tiếp nhận làm việc này."


@acts
def compile_(request: HttpRequest) -> HttpResponse:
    """Put received petitions before the UBND as one list."""
    user = member(request)
    rows = list(to_compile(user))
    need(bool(rows) or is_desk(user), NOT_DESK)
    names = names_of(rows)
    offered = [
        (row.pk, f"Số {row.number_words}: {row.title} ({names.of(row.unit_id, row.agency_id)})")
        for row in rows
    ]
    today = clock.today()
    form = BatchForm(
        request.POST or None,
        petitions=offered,
        initial={
            "petitions": [str(row.pk) for row in rows],
            "title": f"Tổng hợp kiến nghị đến ngày {today:%d/%m/%Y}",
        },
    )

    def do() -> PetitionBatch:
        chosen = {int(pk) for pk in form.cleaned_data["petitions"]}
        return service.compile_petitions(
            petitions=[row for row in rows if row.pk in chosen], text=form.said(), actor=user
        )

    words = Act(
        "Tổng hợp kiến nghị, trình UBND",
        "Trình UBND",
        reverse("campaigns:petitions"),
        LIST,
        lead=f"{len(rows)} kiến nghị đã tiếp nhận, chưa trình."
        if rows
        else "Không còn kiến nghị nào đã tiếp nhận mà chưa trình.",
    )
    return act_page(
        request,
        form=form,
        words=words,
        do=do,
        done="Đã lập danh sách và trình UBND.",
        to=lambda made: reverse("campaigns:petition-batch", args=[made.uid]),
    )


@readers
@require_safe
def batch(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A compiled list: its petitions with decision and answer; prints clean."""
    user = member(request)
    found = PetitionBatch.objects.filter(uid=uid).select_related("made_by").first()
    rows = list(Petition.objects.visible_to(user).filter(batch=found).order_by("incoming_number"))
    if found is None or not (rows or may_handle(user, found)):
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    names = names_of(rows)
    context = {
        "batch": found,
        "desk": desk_words(rows[0], names) if rows else "",
        "lines": [(line_of(row, names, clock.today()), petition_badge(row.state)) for row in rows],
        "decides": may_decide(user, found),
        "prints": reach(user).reads_district or is_administrator(user) or may_handle(user, found),
    }
    return render(request, "campaigns/petitions/batch.html", context)


@acts
def decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What the UBND decides on one petition."""
    user = member(request)
    row = petition_or_404(user, uid)
    need(may_decide(user, row), "Chỉ lãnh đạo UBND quyết định về kiến nghị.")
    form = DecisionForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=words_of(row, "Quyết định về kiến nghị", "Ghi quyết định", row.text),
        do=lambda: service.decide_petition(petition=row, decision=form.said(), actor=user),
        done="Đã ghi quyết định.",
    )


@acts
def answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The answer that goes out to the sender."""
    user = member(request)
    row = petition_or_404(user, uid)
    need(may_handle(user, row), NOT_DESK)
    form = AnswerForm(request.POST or None, request.FILES or None, initial={"text": row.decision})

    def do() -> Petition:
        data = form.cleaned_data
        file = data["file"]
        return service.answer_petition(
            petition=row,
            text=data["text"],
            number=data["number"],
            file=(file.name or "", file) if file else None,
            actor=user,
        )

    return act_page(
        request,
        form=form,
        words=words_of(row, "Trả lời nơi gửi", "Gửi trả lời", f"«{row.title}»"),
        do=do,
        done="Đã trả lời nơi gửi.",
    )


@acts
def amend(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Note which amendment of the plan followed."""
    user = member(request)
    row = petition_or_404(user, uid)
    need(may_handle(user, row), NOT_DESK)
    names = names_of([row])
    cited = service.citation(row, in_sentence(names.of(row.unit_id, row.agency_id)))
    form = AmendForm(request.POST or None, initial=filled({"amended_plan": row.amended_plan}))
    return act_page(
        request,
        form=form,
        words=words_of(
            row,
            "Bản điều chỉnh kế hoạch",
            "Ghi lại",
            f"Bản điều chỉnh viện dẫn: «{cited}».",
        ),
        do=lambda: service.amendment_for(
            petition=row, amended_plan=form.cleaned_data["amended_plan"], actor=user
        ),
        done="Đã ghi bản điều chỉnh kế hoạch.",
    )
