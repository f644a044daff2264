"""Entering a period's figures: the list of periods, the page of a group, saving it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from communes.enums import Origin, ReportState, Role, UnitKind
from communes.forms.entry import CarryOverForm, read_typed
from communes.models import AdministrativeUnit, ReportingPeriod
from communes.queries.entry_home import period_lines
from communes.queries.entry_page import load_desk
from communes.queries.villages import nameless_villages, village_lines
from communes.queries.wording import kept_specs
from communes.rules import COMMUNE_ROLES, may_enter, reach
from communes.services.carrying import carry_over
from communes.services.reports import start_report
from communes.services.villages import start_village_report
from communes.views.answers import report_or_404
from communes.views.entry_desk import (
    kept,
    number_in,
    save_typed,
    show_group,
    take_files,
    why_closed,
)
from communes.views.history import badge
from communes.views.signoff import hand
from kbang_ntm.core.access import member, requires
from kbang_ntm.core.admission.arrival import arrival_of
from kbang_ntm.core.errors import Conflict, NotAllowed, Refused


@require_safe
@requires(lambda user: reach(user).has(*COMMUNE_ROLES), "Trang này dành cho người của xã.")
def home(request: HttpRequest) -> HttpResponse:
    """My communes' periods and those of their villages, what waits for figures first."""
    user = member(request)
    context = {
        "rows": [
            (line, badge(line.report) if line.report else None) for line in period_lines(user)
        ],
        "villages": [
            (line, badge(line.report) if line.report else None) for line in village_lines(user)
        ],
        "nameless": nameless_villages(user),
        "enters": reach(user).has(Role.COMMUNE_OFFICER),
    }
    return render(request, "communes/entry/home.html", context)


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Begin the report of a period, or open the one a colleague began."""
    period = get_object_or_404(ReportingPeriod, uid=_uid(request.POST.get("period")))
    unit = get_object_or_404(AdministrativeUnit, uid=_uid(request.POST.get("unit")))
    try:
        if unit.level == UnitKind.VILLAGE:
            report = start_village_report(village=unit, period=period, actor=member(request))
        else:
            report = start_report(unit_id=unit.pk, period=period, actor=member(request))
    except NotAllowed as refusal:
        raise PermissionDenied(refusal.message) from refusal
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("communes:entry-home")
    return redirect("communes:entry", report.uid)


def _uid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


@require_safe
def page(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One group of a report: to type in while it is open, to read when it is not."""
    user = member(request)
    report = report_or_404(user, uid)
    desk = load_desk(report, user, closed=why_closed(report, user, at=arrival_of(request).at))
    return show_group(request, desk, desk.group(number_in(request.GET.get("nhom"))))


@require_POST
def save(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Save a group, or the whole form at once: valid entries are stored, the others come back with
    their sentence."""
    user = member(request)
    report = report_or_404(user, uid)
    spec = kept_specs(report.criteria_set, on=report.period.ends)
    order = number_in(request.POST.get("nhom"))
    group = next((g for g in (*spec.groups, spec.whole) if g.order == order), spec.groups[0])
    typed = read_typed(request.POST, group.indicators)
    try:
        outcome = save_typed(report, typed, request, Origin.GROUP, spec)
    except NotAllowed as refusal:
        raise PermissionDenied(refusal.message) from refusal
    except Refused as refusal:
        desk = load_desk(report, user, closed=why_closed(report, user), spec=spec)
        return show_group(
            request,
            desk,
            group,
            told=kept(typed),
            refusal=refusal.message,
            status=409 if isinstance(refusal, Conflict) else 422,
        )
    try:
        refused = take_files(request, report, [row.id for row in group.indicators])
    except Refused as refusal:  # closed between the two: the figures are in, the files are not
        refused = {row.id: refusal.message for row in group.indicators[:1]}
    if outcome.problems or refused:
        report.refresh_from_db()
        desk = load_desk(report, user, closed=why_closed(report, user), spec=spec)
        told = {problem.indicator_id: problem for problem in outcome.problems}
        return show_group(request, desk, group, told=told, refused=refused, status=422)
    if "trinh" in request.POST:
        return hand(request, uid)
    follow = number_in(request.POST.get("den")) or group.order
    return redirect(f"{reverse('communes:entry', args=[uid])}?nhom={follow}")


@require_POST
def carry(request: HttpRequest, uid: UUID) -> HttpResponse:
    """ "Giữ nguyên kỳ trước" for yearly surveyed figures, with the survey cited."""
    user = member(request)
    report = report_or_404(user, uid)
    desk = load_desk(report, user, closed=why_closed(report, user))
    group = desk.group(number_in(request.POST.get("nhom")))
    form = CarryOverForm(request.POST, rows=desk.carryable)
    if form.is_valid():
        try:
            count = carry_over(
                report=report,
                indicator_ids=form.cleaned_data["indicators"],
                survey=form.cleaned_data["survey"],
                actor=user,
            )
        except NotAllowed as refusal:
            raise PermissionDenied(refusal.message) from refusal
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, f"Đã giữ nguyên {count} chỉ tiêu theo kỳ trước.")
            return redirect(f"{reverse('communes:entry', args=[uid])}?nhom={group.order}")
    return show_group(request, desk, group, carry=form, status=422)


@require_safe
def gaps(request: HttpRequest, uid: UUID) -> HttpResponse:
    """ "Còn thiếu": everything that keeps the report from being sent, each with a link."""
    user = member(request)
    report = report_or_404(user, uid)
    desk = load_desk(report, user, closed=why_closed(report, user))
    context = {
        "desk": desk,
        "report": report,
        "badge": badge(report),
        "gaps": desk.gaps,
        "hands": may_enter(user, report) and report.state == ReportState.DRAFT,
    }
    return render(request, "communes/entry/gaps.html", context)
