"""What was promised for 2025 against what is known today."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from campaigns.queries.current import campaign_on
from campaigns.queries.outlook import elapsed, tiles_and_lines
from campaigns.queries.promises import promises, recognised_units
from campaigns.queries.village_targets import each_village, village_targets
from kbang_ntm.core import clock
from reports.queries.matrix import communes_on
from reports.views.matrix import readers_only


@readers_only
@require_safe
def targets(request: HttpRequest) -> HttpResponse:
    """Tiles with reasons, the communes of the plan beside the units of the day, the villages."""
    day = clock.today()
    campaign = campaign_on(day)
    if campaign is None:
        return render(request, "reports/targets_empty.html")
    units = recognised_units(campaign, day)
    living = communes_on(day)
    known = {unit.unit_id for unit in units if unit.recognised}
    tiles, lines = tiles_and_lines(promises(campaign, day), campaign, day)
    context = {
        "day": day,
        "campaign": campaign,
        "tiles": tiles,
        "lines": lines,
        "gone": int(elapsed(campaign, day) * 100),
        "units": units,
        "recognised": sum(unit.recognised for unit in units),
        "living": living,
        "living_recognised": sum(version.unit_id in known for version in living),
        "villages": village_targets(campaign, day),
        "each": each_village(day),
    }
    return render(request, "reports/targets.html", context)
