"""Plans of inspections, and draws of units to inspect."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.draw import ALGORITHM, lots_of
from campaigns.forms.inspections import (
    DrawForm,
    InspectionPlanForm,
    PaperForm,
    SeedForm,
    scan_of,
)
from campaigns.inspection_rules import may_draw, may_issue, may_plan
from campaigns.models import Draw, InspectionPlan
from campaigns.queries.bodies import offer_to
from campaigns.queries.inspections import lines_of, visible_inspections, visible_plans
from campaigns.queries.parties import party_names
from campaigns.queries.risk import COMPONENTS
from campaigns.services import draws as draw_service
from campaigns.services import inspection_plans as service
from campaigns.tables.inspections import days_words, visit_state
from campaigns.views.contributions import NOT_FOUND, readers_only, running
from communes.forms.registers import SureForm
from communes.models import AdministrativeUnit
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of

PLANS, DRAWS = "Kế hoạch kiểm tra", "Bốc thăm"


@readers_only
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Plans by year."""
    user, campaign = member(request), running(request)
    rows = list(visible_plans(user).filter(campaign=campaign).order_by("-year", "kind", "id"))
    names = party_names(
        [row.body_unit_id for row in rows], [row.agency_id for row in rows], clock.today()
    )
    lines = [(row, names.of(row.body_unit_id, row.agency_id)) for row in rows]
    context = {"lines": lines, "makes": may_plan(user)}
    return render(request, "campaigns/inspections/plans.html", context)


@readers_only
@require_safe
def plan(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One plan with its visits."""
    user = member(request)
    row = _plan(user, uid)
    names = party_names([row.body_unit_id], [row.agency_id], clock.today())
    visits = lines_of(visible_inspections(user).filter(plan=row))
    context = {
        "row": row,
        "body_name": names.of(row.body_unit_id, row.agency_id),
        "visits": [
            (line, days_words(line.row.days), visit_state(line.row.state)) for line in visits
        ],
        "mine": may_issue(user, row),
        "history": history_of(row.uid),
    }
    return render(request, "campaigns/inspections/plan.html", context)


@readers_only
@acts
def add_plan(request: HttpRequest) -> HttpResponse:
    """Begin a plan."""
    user, campaign = member(request), running(request)
    need(may_plan(user), service.NOT_OWN)
    given = offer_to(user)
    form = InspectionPlanForm(request.POST or None, bodies=given.bodies, kinds=given.kinds)
    words = Act(
        "Lập kế hoạch kiểm tra", "Lập kế hoạch", reverse("campaigns:inspection-plans"), PLANS
    )
    return act_page(
        request,
        form=form,
        words=words,
        do=lambda: service.make_plan(campaign=campaign, text=form.text(), actor=user),
        done="Đã lập kế hoạch. Kế hoạch nháp chỉ cơ quan lập thấy.",
        to=lambda made: reverse("campaigns:inspection-plan", args=[made.uid]),
    )


@readers_only
@acts
def issue(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Issue a plan by its paper."""
    user = member(request)
    row = _plan(user, uid)
    need(may_issue(user, row), service.NOT_OWN)
    form = PaperForm(request.POST or None, request.FILES or None)
    words = Act(
        "Ban hành kế hoạch", "Ban hành", reverse("campaigns:inspection-plan", args=[row.uid]),
        row.title, lead="Ban hành rồi, các đơn vị được kiểm tra thấy lịch của mình.",
    )  # fmt: skip
    return act_page(
        request,
        form=form,
        words=words,
        do=lambda: service.issue_plan(
            plan=row,
            number=form.cleaned_data["number"],
            day=form.cleaned_data["day"],
            scan=scan_of(form),
            actor=user,
        ),
        done="Đã ban hành kế hoạch.",
    )


@readers_only
@require_safe
def draws(request: HttpRequest) -> HttpResponse:
    """Draws, newest first."""
    campaign = running(request)
    rows = Draw.objects.filter(campaign=campaign).select_related("prepared_by")
    lines = [(row, draw_service.names_drawn(row)) for row in rows]
    context = {"lines": lines, "draws": may_draw(member(request))}
    return render(request, "campaigns/inspections/draws.html", context)


@readers_only
@require_safe
def draw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One draw: what was frozen, the seed, the result, and how to do it again."""
    user = member(request)
    row = _draw(uid)
    lots = {lot.key: lot.weight for lot in lots_of(row.inputs)}
    order = {key: place for place, key in enumerate(row.result or (), 1)}
    ids = dict(AdministrativeUnit.objects.filter(key__in=order).values_list("key", "id"))
    units = []
    for unit in sorted(row.inputs["units"], key=lambda one: one["key"]):
        parts = [(label, unit["components"].get(name, 0)) for name, label in COMPONENTS.items()]
        units.append((unit, parts, lots[unit["key"]], order.get(unit["key"])))
    weights = row.inputs["weights"]
    context = {
        "row": row,
        "heads": [(label, weights.get(name, 0)) for name, label in COMPONENTS.items()],
        "units": units,
        "whole": sum(lots.values()),
        "drawn": list(zip(draw_service.names_drawn(row), map(ids.get, order), strict=True)),
        "problem": draw_service.problem_of(row),
        "algorithm": ALGORITHM,
        "draws": may_draw(user),
        "plans": may_plan(user),
        "history": history_of(row.uid),
    }
    return render(request, "campaigns/inspections/draw.html", context)


@readers_only
@acts
def add_draw(request: HttpRequest) -> HttpResponse:
    """Freeze the units with their risk."""
    user, campaign = member(request), running(request)
    need(may_draw(user), draw_service.NOT_OFFICE)
    form = DrawForm(request.POST or None)
    words = Act(
        "Bốc thăm đơn vị được kiểm tra", "Khóa đầu vào", reverse("campaigns:draws"), DRAWS,
        lead="Bước 1: khóa danh sách đơn vị và trọng số. Bước 2: công bố hạt giống. Bước 3: bốc "
        "thăm. Không bước nào sửa lại được.",
    )  # fmt: skip
    return act_page(
        request,
        form=form,
        words=words,
        do=lambda: draw_service.prepare_draw(campaign=campaign, text=form.text(), actor=user),
        done="Đã khóa đầu vào.",
        to=lambda made: reverse("campaigns:draw", args=[made.uid]),
    )


@readers_only
@acts
def seed(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Publish the seed."""
    user = member(request)
    row = _draw(uid)
    need(may_draw(user), draw_service.NOT_OFFICE)
    form = SeedForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_draw_words(row, "Công bố hạt giống", f"Lấy từ: {row.seed_rule}"),
        do=lambda: draw_service.publish_seed(draw=row, seed=form.cleaned_data["seed"], actor=user),
        done="Đã công bố hạt giống.",
    )


@readers_only
@acts
def run(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Draw."""
    user = member(request)
    row = _draw(uid)
    need(may_draw(user), draw_service.NOT_OFFICE)
    form = SureForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=_draw_words(row, "Bốc thăm", "Kết quả giữ nguyên, ai cũng bốc lại để kiểm tra được."),
        do=lambda: draw_service.run_draw(draw=row, actor=user),
        done="Đã bốc thăm.",
    )


def _plan(user: User, uid: UUID) -> InspectionPlan:
    found = visible_plans(user).filter(uid=uid).first()
    if found is None:
        raise Http404(NOT_FOUND)
    return found


def _draw(uid: UUID) -> Draw:
    found = Draw.objects.filter(uid=uid).first()
    if found is None:
        raise Http404(NOT_FOUND)
    return found


def _draw_words(row: Draw, title: str, lead: str) -> Act:
    return Act(title, title, reverse("campaigns:draw", args=[row.uid]), row.title, lead)
