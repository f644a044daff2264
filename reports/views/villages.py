"""Villages x criteria of a period."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from communes.models import ReportingPeriod
from communes.rules import reach
from kbang_ntm.core.access import member
from kbang_ntm.core.exports import asked
from reports.filters import VillageForm
from reports.queries.periods import newest_open, offered_periods
from reports.queries.thresholds import unproved_indicators
from reports.queries.village_matrix import load_villages
from reports.resources import download
from reports.views.matrix import readers_only
from reports.village_grid import VillageGrid, build_villages, village_sheet


@readers_only
@require_safe
def villages(request: HttpRequest) -> HttpResponseBase:
    """The villages of a period, of the district or of one commune."""
    form, grid = _asked(request)
    if grid is None:
        return render(request, "reports/villages_empty.html", {"form": form})
    found, kind = grid.matrix, asked(request)
    if kind:
        return download(village_sheet(grid), f"cac-lang-{found.period.key}", kind)
    context = {
        "form": form,
        "grid": grid,
        "unproved": unproved_indicators(found.criteria_set, found.period),
    }
    return render(request, "reports/villages.html", context)


def _asked(request: HttpRequest) -> tuple[VillageForm | None, VillageGrid | None]:
    """The form with its choices, and what was asked for; None where there is nothing to show."""
    periods = offered_periods()
    default = _default(periods)
    if default is None:
        return None, None
    form = VillageForm(request.GET, periods=periods, default=default)
    choice = form.choice()
    mine = reach(member(request))
    found = load_villages(
        period=choice.period,
        map_date=choice.map_date,
        known_at=choice.known_at,
        basis=choice.basis,
        own_units=mine.commune_ids,
    )
    if found is None:
        return form, None
    form.offer_communes(found.communes)
    return form, build_villages(found, choice, mine)


def _default(periods: list[ReportingPeriod]) -> ReportingPeriod | None:
    return newest_open(periods) or next(iter(periods), None)
