"""The periods a period is compared with."""

from __future__ import annotations

from communes.enums import PeriodKind
from communes.models import ReportingPeriod
from communes.queries.gaps import previous_period

BEFORE, YEAR_AGO = "before", "year_ago"


def earlier_periods(period: ReportingPeriod) -> dict[str, ReportingPeriod | None]:
    """{BEFORE: the period of the kind just before, YEAR_AGO: the same one a year ago}.

    Of a whole year both would be the same, so YEAR_AGO is left out. Two queries.
    """
    found = {BEFORE: previous_period(period)}
    if period.kind != PeriodKind.YEAR:
        found[YEAR_AGO] = ReportingPeriod.objects.filter(
            kind=period.kind, ordinal=period.ordinal, year=period.year - 1
        ).first()
    return found
