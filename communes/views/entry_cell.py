"""One cell at a time, for entry.js: the row comes back drawn anew, with chip, index and dock."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from communes.enums import Origin
from communes.forms.entry import read_typed
from communes.models import ProgressReport
from communes.queries.entry_page import load_desk
from communes.queries.specs import IndicatorRow
from communes.queries.wording import kept_specs
from communes.services.edits import Problem
from communes.views.entry_desk import draw, kept, save_typed, why_closed
from kbang_ntm.core.access import get_visible, member, same_person
from kbang_ntm.core.errors import Conflict, NotAllowed, Refused

VERSION = "X-Entry-Version"  # what the save left, for what was typed on top of it meanwhile


@require_POST
@same_person
def save(request: HttpRequest, uid: UUID, indicator: int) -> HttpResponse:
    """Save one indicator. 200 stored, 409 somebody was first, 422 not stored and why; 401 when
    it was typed by somebody else than who is signed in now.

    A 200 names the version this save left. The row is drawn as it is now: when an answer is asked
    for again, somebody may have saved since, and what was typed on this save must not pass for
    typed on theirs.
    """
    user = member(request)
    report: ProgressReport = get_visible(
        ProgressReport.objects.select_related("period", "criteria_set"), user, uid=uid
    )
    spec = kept_specs(report.criteria_set, on=report.period.ends)
    typed = read_typed(request.POST, [indicator_or_404(spec.indicators, indicator)])
    origin = Origin.OFFLINE if request.POST.get("waited") else Origin.CELL
    try:
        outcome = save_typed(report, typed, request, origin, spec)
    except Refused as refusal:
        desk = load_desk(report, user, closed=why_closed(report, user), spec=spec, only=indicator)
        told = None if isinstance(refusal, NotAllowed) else kept(typed).get(indicator)
        status = 403 if isinstance(refusal, NotAllowed) else _status(refusal)
        return draw(request, desk, indicator, told, refusal=refusal.message, status=status)
    rules = outcome.frame.rules if outcome.frame else None
    desk = load_desk(report, user, spec=spec, rules=rules, only=indicator)
    told = next(iter(outcome.problems), None)
    answer = draw(request, desk, indicator, told, outcome=outcome, status=_status(told))
    answer[VERSION] = str(next((saved.version for saved in outcome.saved), 0))
    return answer


def indicator_or_404(rows: dict[int, IndicatorRow], pk: int) -> IndicatorRow:
    """The indicator, if the report's set has it."""
    if pk not in rows:
        raise Http404("Chỉ tiêu này không thuộc bộ tiêu chí của kỳ.")
    return rows[pk]


def _status(told: Problem | Refused | None) -> int:
    if told is None:
        return 200
    return 409 if isinstance(told, Conflict) or told.code == "conflict" else 422
