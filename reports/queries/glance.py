"""The newest period in one line: how many have sent, how many are confirmed, the mean."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from communes.enums import ReportState
from communes.models import ReportingPeriod
from communes.rules import SENT, Reach
from kbang_ntm.core.once import once
from reports.queries.areas import areas_on, communes_of, homes_of, own_area
from reports.queries.matrix import reports_of, set_of
from reports.queries.periods import newest_open, offered_periods


@dataclass(frozen=True)
class Glance:
    """Counts over the communes of the period's last day; `average` over those that have sent.
    `units` are those communes, None for all of the map."""

    period: ReportingPeriod
    expected: int
    sent: int
    confirmed: int
    average: Decimal | None
    units: frozenset[int] | None = None

    @property
    def missing(self) -> int:
        """Communes that have sent nothing."""
        return self.expected - self.sent


@once
def glance(reader: Reach) -> Glance | None:
    """The newest open quarter, of the reader's district where the map holds several; None before
    any has opened. Four queries, one more where there are several."""
    period = newest_open(offered_periods())
    criteria_set = set_of(period) if period else None
    if period is None or criteria_set is None:
        return None
    units = communes_of(own_area(areas_on(period.ends), reader, period.ends), period.ends)
    ids = homes_of(period.ends).keys() if units is None else units
    reports = reports_of(period, criteria_set, units)
    states = {row.unit_id: row.state for row in reports if row.unit_id in ids}
    sent = [row for row in reports if row.unit_id in ids and row.state in SENT]
    counts = [getattr(row, "met", None) for row in sent]  # annotated
    met = [count for count in counts if count is not None]
    return Glance(
        period=period,
        expected=len(ids),
        sent=len(sent),
        confirmed=sum(state == ReportState.CONFIRMED for state in states.values()),
        average=Decimal(sum(met)) / len(met) if met else None,
        units=units,
    )
