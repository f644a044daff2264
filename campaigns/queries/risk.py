"""The risk components of communes for a draw, counted from what the portal holds."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q

from campaigns.draw import ALGORITHM
from campaigns.inspection_enums import OPEN_FINDINGS, TO_MEND
from campaigns.models import Finding, Inspection
from campaigns.queries.inspections import RUNNING
from campaigns.queries.parties import communes_on
from communes.enums import Standard
from communes.models import AdministrativeUnit, RegisterRule, Standing
from communes.rules import SENT

PREFIX = "draw-weight-"
COMPONENTS = {
    "base": "phần chung",
    "unmet": "tiêu chí chưa đạt",
    "open": "tồn tại chưa khép",
    "overdue": "tồn tại quá hạn",
    "months": "tháng chưa kiểm tra",
}
MOST_MONTHS = 12


def weights_on(day: date) -> dict[str, int]:
    """{component: its weight} by the rules in force that day; 0 where none is. One query."""
    rows = RegisterRule.objects.filter(code__startswith=PREFIX, valid__contains=day)
    found = dict.fromkeys(COMPONENTS, 0)
    for row in rows:
        name = row.code.removeprefix(PREFIX)
        if name in found and row.amount is not None:
            found[name] = max(int(row.amount), 0)
    return found


def months_between(earlier: date, later: date) -> int:
    """Whole months from one day to another, at most MOST_MONTHS, never below 0."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    if later.day < earlier.day:
        months -= 1
    return max(0, min(months, MOST_MONTHS))


def inputs_on(day: date, *, count: int, within: int | None = None) -> dict[str, Any]:
    """What a draw among the communes of that day's map is given, ready to freeze. Six queries.

    {"algorithm", "on", "count", "weights": {component: n}, "units": [{"key", "name",
    "components": {component: n}}]}
    """
    units = communes_on(day, within)
    ids = [unit.unit_id for unit in units if unit.unit_id]
    keys = dict(AdministrativeUnit.objects.filter(pk__in=ids).values_list("id", "key"))
    unmet = _unmet(ids)
    found = {
        unit_id: (still, late)
        for unit_id, still, late in Finding.objects.filter(inspection__unit_id__in=ids)
        .values_list("inspection__unit_id")
        .annotate(
            still=Count("id", filter=Q(state__in=OPEN_FINDINGS)),
            late=Count("id", filter=Q(state__in=TO_MEND, deadline__lt=day)),
        )
    }
    visited = dict(
        Inspection.objects.filter(unit_id__in=ids, state__in=RUNNING, days__startswith__lte=day)
        .order_by()
        .values_list("unit_id")
        .annotate(last=Max("days__startswith"))
    )
    rows = []
    for unit in units:
        assert unit.unit_id is not None, "communes are units"
        still, late = found.get(unit.unit_id, (0, 0))
        last = visited.get(unit.unit_id)
        rows.append(
            {
                "key": keys[unit.unit_id],
                "name": unit.name,
                "components": {
                    "base": 1,
                    "unmet": unmet.get(unit.unit_id, 0),
                    "open": still,
                    "overdue": late,
                    "months": months_between(last, day) if last else MOST_MONTHS,
                },
            }
        )
    return {
        "algorithm": ALGORITHM,
        "on": day.isoformat(),
        "count": count,
        "weights": weights_on(day),
        "units": rows,
    }


def _unmet(ids: list[int]) -> dict[int, int]:
    """{unit id: criteria not met or unknown} by the newest period it has sent figures of."""
    found: dict[int, int] = defaultdict(int)
    rows = (
        Standing.objects.filter(
            unit_id__in=ids, criteria_set__standard=Standard.NTM, report__state__in=SENT
        )
        .order_by("period__ends", "-basis")  # what is confirmed comes last and counts
        .values_list("unit_id", "criteria_total", "criteria_met")
    )
    for unit_id, total, met in rows:
        found[unit_id] = total - met
    return found
