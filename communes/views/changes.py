"""Changes of units and agencies, for quản trị: prepare, answer, confirm, see what moved."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communes.changes import read_definition
from communes.changes.files import read_answers, read_plan
from communes.changes.plan import Plan
from communes.forms.changes import (
    OFFICES,
    PlanFileForm,
    QuestionForm,
    StepForm,
    SuccessorFormSet,
    plan_body,
)
from communes.models import ChangeDraft, HandoverItem
from communes.queries.changes import applied_changes, handover_lines, open_drafts, units_on
from communes.queries.ground import Ground
from communes.rules import is_administrator
from communes.services.change_drafts import SENTENCE, answer_draft, save_draft
from communes.services.handovers import item_options, name_successor
from communes.services.mergers import apply_change, plan_change
from communes.views.answers import refuse, status_of
from kbang_ntm.core import clock
from kbang_ntm.core.access import member, requires
from kbang_ntm.core.errors import Conflict, Refused
from kbang_ntm.core.filters import WordsForm, holds

acts = require_http_methods(["GET", "HEAD", "POST"])
for_admin = requires(is_administrator, SENTENCE)


@for_admin
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """What was applied and what is being prepared."""
    form, words = WordsForm.words(request.GET)
    found = [row for row in applied_changes() if holds(f"{row.title} {row.legal_basis}", words)]
    context = {"changes": found, "drafts": open_drafts(), "form": form, "words": words}
    return render(request, "communes/changes/list.html", context)


@for_admin
@acts
def upload(request: HttpRequest) -> HttpResponse:
    """A plan as a file."""
    form = PlanFileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            body = _uploaded(form)
            draft = save_draft(body=body, actor=member(request))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("communes:change-plan", draft.uid)
    context = {"form": form}
    return render(request, "communes/changes/upload.html", context, status=status_of(form))


def _uploaded(form: PlanFileForm) -> dict[str, Any]:
    file, answers = form.cleaned_data["file"], form.cleaned_data["answers"]
    body = read_plan(file.name, file.read())
    if answers is not None:
        body["answers"] = {
            **(body.get("answers") or {}),
            **read_answers(answers.name, answers.read()),
        }
    return body


@for_admin
@acts
def new(request: HttpRequest) -> HttpResponse:
    """One step typed: the paper, the units before, those that follow."""
    units = units_on(clock.today(), *OFFICES)
    form = StepForm(request.POST or None, units=units)
    rows = SuccessorFormSet(request.POST or None, prefix="sau", form_kwargs={"units": units})
    if form.is_valid() and rows.is_valid():
        try:
            draft = save_draft(body=plan_body(form, rows), actor=member(request))
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("communes:change-plan", draft.uid)
    wrong = form.is_bound and not (form.is_valid() and rows.is_valid())
    context = {"form": form, "rows": rows}
    return render(request, "communes/changes/new.html", context, status=422 if wrong else 200)


def _plan(draft: ChangeDraft) -> Plan:
    return plan_change(read_definition(draft.definition), draft.answers)


@for_admin
@acts
def plan(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What the change would do; its questions as selects."""
    draft = get_object_or_404(ChangeDraft, uid=uid)
    if draft.change is not None:
        return redirect("communes:change", draft.change.uid)
    found = _plan(draft)
    form = QuestionForm(request.POST or None, plan=found, answers=draft.answers)
    if form.is_valid():
        answer_draft(draft=draft, answers=form.answers(), actor=member(request))
        return redirect("communes:change-plan", uid)
    context = {
        "draft": draft,
        "plan": found,
        "form": form,
        "moves": found.moves_by_kind(),
        "answered": len(found.questions) - len(found.unanswered),
    }
    return render(request, "communes/changes/plan.html", context, status=status_of(form))


@for_admin
@acts
def confirm(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The whole plan once more, with the hash of what is seen; then the act."""
    draft = get_object_or_404(ChangeDraft, uid=uid)
    if draft.change is not None:
        return redirect("communes:change", draft.change.uid)
    refusal, status = "", 200
    if request.method == "POST":
        try:
            change = apply_change(
                definition=read_definition(draft.definition),
                answers=draft.answers,
                actor=member(request),
                seen=request.POST.get("seen", "-"),
                draft=draft,
            )
        except Refused as problem:
            refusal, status = problem.message, 409 if isinstance(problem, Conflict) else 422
        else:
            return redirect("communes:change", change.uid)
    found = _plan(draft)
    context = {
        "draft": draft,
        "plan": found,
        "moves": found.moves_by_kind(),
        "refusal": refusal,
        "early": found.definition.date > clock.today(),
    }
    return render(request, "communes/changes/confirm.html", context, status=status)


@for_admin
@require_safe
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What moved, to whom; what still waits."""
    row = get_object_or_404(applied_changes(), uid=uid)
    groups = handover_lines(row)
    open_lines = [line for group in groups for line in group.lines if not line.settled]
    ground = Ground() if open_lines else None
    waiting = [(line, item_options(line.item, ground)) for line in open_lines]
    context = {"change": row, "groups": groups, "waiting": waiting}
    return render(request, "communes/changes/change.html", context)


@for_admin
@require_POST
def settle_item(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say who receives a thing that came after the plan."""
    item = get_object_or_404(HandoverItem.objects.select_related("change"), uid=uid)
    try:
        name_successor(item=item, answer=request.POST.get("answer", ""), actor=member(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("communes:change", item.change.uid)
