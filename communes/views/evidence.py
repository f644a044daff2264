"""Files of an entry: added, promised, taken off; and the commune's answer to a return."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from communes.enums import EvidenceState, ReviewResult
from communes.forms.entry import AnswerForm
from communes.models import Evidence, IndicatorEntry, ProgressReport
from communes.queries.entry_page import load_desk
from communes.services.evidence import promise_evidence, remove_evidence
from communes.services.reviews import answer as answer_return
from communes.views.answers import refuse, report_or_404, status_of
from communes.views.entry_desk import place_of, redraw, show_group, take_files, why_closed
from kbang_ntm.core.access import member, same_person
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User


@require_POST
@same_person
def add(request: HttpRequest, uid: UUID, indicator: int) -> HttpResponse:
    """Files for one indicator; entry.js gets the row back, a plain form the page of the group."""
    user = member(request)
    report = report_or_404(user, uid)
    try:
        wrong = take_files(request, report, [indicator]).get(indicator, "")
    except NotAllowed as refusal:
        raise PermissionDenied(refusal.message) from refusal
    except Refused as refusal:
        wrong = refusal.message
    if _by_script(request):
        return redraw(request, report, user, indicator, wrong)
    if wrong:
        return _show_refusal(request, report, user, indicator, wrong)
    return redirect(place_of(report, indicator))


def _show_refusal(
    request: HttpRequest, report: ProgressReport, user: User, indicator: int, wrong: str
) -> HttpResponse:
    desk = load_desk(report, user, closed=why_closed(report, user))
    if indicator not in desk.spec.indicators:
        return redirect("communes:entry", report.uid)
    row = desk.spec.indicators[indicator]
    group = next(g for g in desk.spec.groups if row in g.indicators)
    return show_group(request, desk, group, refused={indicator: wrong}, status=422)


@require_POST
@same_person
def promise(request: HttpRequest, uid: UUID, indicator: int) -> HttpResponse:
    """Say by its hash that a file is on its way; nothing is drawn, the upload follows."""
    user = member(request)
    report = report_or_404(user, uid)
    try:
        promise_evidence(
            report=report,
            indicator_id=indicator,
            name=request.POST.get("name", ""),
            sha256=request.POST.get("sha256", ""),
            actor=user,
        )
    except NotAllowed as refusal:
        raise PermissionDenied(refusal.message) from refusal
    except Refused as refusal:
        return HttpResponse(refusal.message, status=422, content_type="text/plain; charset=utf-8")
    return HttpResponse(status=204)


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask, then take a file off its entry."""
    user = member(request)
    evidence = get_object_or_404(
        Evidence.objects.exclude(state=EvidenceState.REMOVED)
        .filter(entry__report__in=ProgressReport.objects.visible_to(user))
        .select_related(
            "entry__report__period", "entry__report__criteria_set", "entry__indicator", "file"
        ),
        uid=uid,
    )
    report, entry = evidence.entry.report, evidence.entry
    refusal = ""
    if request.method == "POST":
        try:
            remove_evidence(evidence=evidence, actor=user)
        except NotAllowed as wrong:
            raise PermissionDenied(wrong.message) from wrong
        except Refused as wrong:
            refusal = wrong.message
        else:
            return redirect(place_of(report, entry.indicator_id))
    context = {
        "evidence": evidence,
        "entry": entry,
        "report": report,
        "back": place_of(report, entry.indicator_id),
        "refusal": refusal,
    }
    return render(
        request, "communes/entry/remove_evidence.html", context, status=422 if refusal else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, uid: UUID, indicator: int) -> HttpResponse:
    """Answer the agency that returned an entry, leaving the figure as it is."""
    user = member(request)
    report = report_or_404(user, uid)
    entry = get_object_or_404(
        IndicatorEntry.objects.select_related("indicator"), report=report, indicator_id=indicator
    )
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_return(entry=entry, text=form.cleaned_data["text"], actor=user)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect(place_of(report, indicator))
    returns = entry.reviews.filter(result=ReviewResult.RETURN).select_related("agency", "by")
    context = {
        "form": form,
        "entry": entry,
        "report": report,
        "returned": returns.last(),
        "back": place_of(report, indicator),
    }
    return render(request, "communes/entry/answer.html", context, status=status_of(form))


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"
