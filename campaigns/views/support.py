"""Support of communes and villages: all of it, one agency, one unit, assigning and ending."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from campaigns.forms.support import AssignForm, EndForm, GridForm, SupportFilterForm
from campaigns.models import SupportAssignment
from campaigns.queries.parties import agencies_on, communes_on
from campaigns.queries.support import (
    assignments_of,
    assignments_on,
    quiet_rule,
    support_lines,
    unit_seen,
    visit_lines,
)
from campaigns.rules import acting, leads_any, reads_campaigns
from campaigns.services import support as service
from campaigns.tables.support import SupportTable
from communes.enums import UnitKind
from communes.forms.registers import WhyForm
from communes.models import AdministrativeUnit, Agency, UnitVersion
from communes.queries.register_rules import (
    in_sentence,
    names_on,
    territories,
)
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core import clock
from kbang_ntm.core.access import get_visible, member, requires
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of

LIST = "Giúp đỡ xã, làng"
readers = requires(
    reads_campaigns, "Trang này dành cho người có nhiệm vụ trong phong trào. Hỏi quản trị."
)


@readers
@require_safe
def support(request: HttpRequest) -> HttpResponseBase:
    """Who helps whom, who has nobody, where nobody has come for long."""
    user = member(request)
    today = clock.today()
    agencies = agencies_on(today)
    form = SupportFilterForm(
        request.GET or None, agencies=[(one.agency_id, one.name) for one in agencies]
    )
    lines = support_lines(user, form.asked())
    context = {
        "form": form,
        "assigns": leads_any(user),
        "own": _own_agencies(user),
        "nobody": sum(not one.helpers for one in lines),
        "quiet": sum(one.quiet_since is not None for one in lines),
        "units": len(lines),
        "rule": quiet_rule(today),
    }
    template = "campaigns/support/list.html"
    return show_list(request, template, SupportTable(lines), context, name="giup-do-xa-lang")


@readers
@require_safe
def agency(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One agency: the units it helps, how far each is, what is missing, its own visits."""
    user = member(request)
    row = Agency.objects.filter(uid=uid).first()
    if row is None:
        raise Http404("Không tìm thấy cơ quan này.")
    today = clock.today()
    held = {one.unit_id: one for one in assignments_on(user, today).filter(agency=row)}
    lines = support_lines(user, unit_ids=held.keys()) if held else []
    context = {
        "row": row,
        "lines": [(line, held[line.unit_id]) for line in lines],
        "visits": visit_lines(user, agency_id=row.pk)[:30],
        "visits_all": f"{reverse('campaigns:support-visits')}?cq={row.pk}",
        "own": row.pk in acting(user).agencies,
        "assigns": leads_any(user),
        "rule": quiet_rule(today),
    }
    return render(request, "campaigns/support/agency.html", context)


@readers
@require_safe
def unit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One commune or village: who helps it, what it lacks, visits, earlier assignments."""
    user = member(request)
    row = _unit_seen(user, uid)
    today = clock.today()
    ids = sorted(territories([row.pk], today)[row.pk].whole)
    lines = support_lines(user, unit_ids=[row.pk])
    line = lines[0] if lines else None
    assigned = assignments_of(user, ids)
    mine = acting(user).agencies
    helpers = {one.agency.pk for one in line.helpers} if line else set()
    context = {
        "row": row,
        "line": line,
        "name": line.name if line else names_on([row.pk], today).get(row.pk, ""),
        "assignments": assigned,
        "visits": visit_lines(user, unit_ids=ids),
        "assigns": leads_any(user),
        "visits_too": bool(mine & helpers),
        "rule": quiet_rule(today),
        "history": [step for one in assigned[:3] for step in history_of(one.uid)],
    }
    return render(request, "campaigns/support/unit.html", context)


@acts
def grid(request: HttpRequest) -> HttpResponse:
    """Assign many at once: a table of agencies and communes."""
    user = member(request)
    need(leads_any(user), service.ASSIGNERS)
    today = clock.today()
    agencies = list(Agency.objects.on(today).order_by("order", "code"))
    units = communes_on(today)
    held = {(one.agency_id, one.unit_id) for one in assignments_on(user, today)}
    free = [
        (one.pk, unit.unit_id)
        for one in agencies
        for unit in units
        if (one.pk, unit.unit_id) not in held
    ]
    form = GridForm(request.POST or None, pairs=[(f"{a}-{u}", "") for a, u in free])
    by_id = {one.pk: one for one in agencies}
    ticked = set(request.POST.getlist("pairs"))
    rows = [
        (
            one,
            [(unit, f"{one.pk}-{unit.unit_id}", (one.pk, unit.unit_id) in held) for unit in units],
        )
        for one in agencies
    ]
    return act_page(
        request,
        form=form,
        words=Act(
            "Phân công nhiều cơ quan",
            "Phân công các ô đã chọn",
            reverse("campaigns:support"),
            LIST,
            lead="Ô có chữ «đang giúp» là phân công còn hiệu lực. Đánh dấu ô trống để phân công "
            "thêm; tất cả theo một văn bản.",
        ),
        do=lambda: service.assign_many(
            pairs=[(by_id[a], u) for a, u in form.chosen()], terms=form.terms(), actor=user
        ),
        done="Đã phân công.",
        template="campaigns/support/grid.html",
        context={"rows": rows, "units": units, "ticked": ticked},
    )


@acts
def new(request: HttpRequest) -> HttpResponse:
    """Assign one agency to one commune or village."""
    user = member(request)
    need(leads_any(user), service.ASSIGNERS)
    today = clock.today()
    agencies = {one.pk: one for one in Agency.objects.on(today).order_by("order", "code")}
    form = AssignForm(
        request.POST or None,
        agencies=[(pk, one.name) for pk, one in agencies.items()],
        units=_units_and_villages(),
        initial={"unit": request.GET.get("don-vi", ""), "agency": request.GET.get("cq", "")},
    )
    return act_page(
        request,
        form=form,
        words=Act("Phân công cơ quan giúp đỡ", "Phân công", reverse("campaigns:support"), LIST),
        do=lambda: service.assign(
            agency=agencies[int(form.cleaned_data["agency"])],
            unit_id=int(form.cleaned_data["unit"]),
            terms=form.terms(),
            actor=user,
        ),
        done="Đã phân công.",
        to=lambda made: reverse("campaigns:support-unit", args=[made.unit.uid]),
    )


@acts
def end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Set the last day of an assignment."""
    user = member(request)
    row, words = _assignment(user, uid, "Kết thúc phân công?", "Kết thúc phân công")
    form = EndForm(request.POST or None, initial={"last": f"{clock.today():%d/%m/%Y}"})
    return act_page(
        request,
        form=form,
        words=words,
        do=lambda: service.end_assignment(
            assignment=row,
            last=form.cleaned_data["last"],
            reason=form.cleaned_data["reason"],
            actor=user,
        ),
        done="Đã ghi ngày kết thúc.",
    )


@acts
def withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take back an assignment entered by mistake."""
    user = member(request)
    row, words = _assignment(user, uid, "Rút phân công ghi nhầm?", "Rút phân công")
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=words,
        do=lambda: service.withdraw_assignment(
            assignment=row, reason=form.cleaned_data["reason"], actor=user
        ),
        done="Đã rút phân công.",
    )


def _assignment(user: User, uid: UUID, title: str, button: str) -> tuple[SupportAssignment, Act]:
    row: SupportAssignment = get_visible(
        SupportAssignment.objects.select_related("agency", "unit"), user, uid=uid
    )
    need(leads_any(user), service.ASSIGNERS)
    name = in_sentence(names_on([row.unit_id], clock.today()).get(row.unit_id, ""))
    back = reverse("campaigns:support-unit", args=[row.unit.uid])
    return row, Act(title, button, back, LIST, lead=f"{row.agency.name} giúp {name}.")


def _own_agencies(user: User) -> list[Agency]:
    return list(Agency.objects.filter(pk__in=acting(user).agencies).order_by("order", "code"))


def _units_and_villages() -> list[tuple[int, str]]:
    """Communes and the town, each followed by its villages. One query."""
    rows = list(
        UnitVersion.objects.filter(
            valid__contains=clock.today(),
            kind__in=[UnitKind.COMMUNE, UnitKind.TOWNSHIP, UnitKind.VILLAGE],
        ).order_by("unit__order", "sort_key")
    )
    found: list[tuple[int, str]] = []
    for top in rows:
        if top.kind == UnitKind.VILLAGE:
            continue
        found.append((top.unit_id, top.name))
        found += [
            (one.unit_id, f"– {one.name}, {in_sentence(top.name)}")
            for one in rows
            if one.parent_id == top.unit_id
        ]
    return found


def _unit_seen(user: User, uid: UUID) -> AdministrativeUnit:
    """A unit whose support the person may look at, else 404."""
    row = unit_seen(user, uid)
    if row is not None:
        return row
    raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
