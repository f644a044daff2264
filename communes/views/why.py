""" "Vì sao?": the card of one verdict, on one sheet of paper, and the criterion it belongs to."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from communes.enums import Basis, ReportState
from communes.queries.history import report_lines
from communes.queries.review import lead_agency
from communes.queries.sheet import living_evidence, load_sheet, questions, words_on
from communes.queries.why import VERDICT_WORDS, people_steps, why_card
from communes.views.answers import entry_or_404, place, report_or_404
from kbang_ntm.core import clock
from kbang_ntm.core.access import member


@require_safe
def indicator(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Why one indicator is met, not met, unknown or not applicable."""
    entry = entry_or_404(member(request), uid)
    sheet, evidence = load_sheet(entry), living_evidence(entry)
    context = {
        "entry": entry,
        "report": entry.report,
        "unit": place(entry.report),
        "sheet": sheet,
        "card": why_card(sheet, questions(sheet), evidence),
        "steps": people_steps(
            sheet, evidence, words_on(entry), lead_agency(entry.indicator_id, clock.today())
        ),
        "now": clock.now(),
    }
    return render(request, "communes/why.html", context)


@require_safe
def criterion(request: HttpRequest, uid: UUID, no: str) -> HttpResponse:
    """A criterion of a report: its indicators, each with its own reason."""
    report = report_or_404(member(request), uid)
    confirmed = report.state == ReportState.CONFIRMED
    standing = report.standings.filter(
        basis=Basis.CONFIRMED if confirmed else Basis.SELF_ASSESSED
    ).first()
    _spec, groups = report_lines(report, standing.verdicts if standing else {})
    found = next((c for g in groups for c in g.criteria if c.criterion.no == no), None)
    if found is None:
        raise Http404("Bộ tiêu chí của kỳ này không có tiêu chí đó.")
    context = {
        "report": report,
        "unit": place(report),
        "found": found,
        "words": VERDICT_WORDS[found.verdict or "unknown"],  # type: ignore[index]  # a StrEnum
        "now": clock.now(),
    }
    return render(request, "communes/why_criterion.html", context)
