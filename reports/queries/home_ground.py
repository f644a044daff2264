"""What the first page's card of the district and lines of reports rest on."""

from __future__ import annotations

from typing import Any

from communes.models import AdministrativeUnit, ProgressReport, Standing
from communes.queries.entry_home import quarters
from communes.rules import is_coordination, reach
from kbang_ntm.core import clock
from kbang_ntm.core.kept import table_of, total_of
from kbang_ntm.core.models import AuditEvent, User
from kbang_ntm.core.registry import HomeGround
from reports.models import IssuedPaper, SigningStep
from reports.queries.areas import areas_on, communes_of, homes_of, own_area
from reports.queries.late import REMINDED

_REPORT = table_of(ProgressReport)
_THERE = "WHERE period_id = %(newest)s AND unit_id = ANY(%(area)s)"

_TOTALS = (
    total_of(table_of(IssuedPaper)),
    total_of(table_of(SigningStep)),
    total_of(_REPORT, _THERE),
    total_of(table_of(Standing), _THERE),
    # The set of a period is the one its reports use.
    f"SELECT string_agg(DISTINCT criteria_set_id::text, ',') FROM {_REPORT} "
    "WHERE period_id = %(newest)s",
    f"SELECT count(*)::text FROM {table_of(AuditEvent)} WHERE action = '{REMINDED}' "
    f"AND subject_uid IN (SELECT uid FROM {table_of(AdministrativeUnit)} "
    "WHERE id = ANY(%(called)s))",
)


def _values(user: User) -> dict[str, Any]:
    mine, now = reach(user), clock.now()
    opened = [period for period in quarters() if period.opens_at <= now]
    if not opened or not mine.reads_district:
        return {"newest": 0, "area": [], "called": []}
    day = opened[-1].ends
    found = communes_of(own_area(areas_on(day), mine, day), day)
    area = sorted(homes_of(day) if found is None else found)
    called = area if is_coordination(user) else []
    return {"newest": opened[-1].pk, "area": area, "called": called}


HOME = HomeGround(_TOTALS, _values)
