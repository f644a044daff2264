"""The newest period in one line: how many have sent, how many are confirmed, the mean."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from communes.enums import Basis, ReportState
from communes.models import ReportingPeriod, Standing
from communes.rules import SENT
from kbang_ntm.core.once import once
from reports.queries.matrix import communes_on, reports_of, set_of
from reports.queries.periods import newest_open, offered_periods


@dataclass(frozen=True)
class Glance:
    """Counts over the communes of the period's last day; `average` over those that have sent."""

    period: ReportingPeriod
    expected: int
    sent: int
    confirmed: int
    average: Decimal | None

    @property
    def missing(self) -> int:
        """Communes that have sent nothing."""
        return self.expected - self.sent


@once
def glance() -> Glance | None:
    """The newest open quarter; None before any has opened. Five queries."""
    period = newest_open(offered_periods())
    criteria_set = set_of(period) if period else None
    if period is None or criteria_set is None:
        return None
    ids = {version.unit_id for version in communes_on(period.ends)}
    states = {
        row.unit_id: row.state for row in reports_of(period, criteria_set) if row.unit_id in ids
    }
    sent = [unit_id for unit_id, state in states.items() if state in SENT]
    met = list(
        Standing.objects.filter(
            period=period,
            criteria_set=criteria_set,
            basis=Basis.SELF_ASSESSED,
            unit_id__in=sent,
        ).values_list("criteria_met", flat=True)
    )
    return Glance(
        period=period,
        expected=len(ids),
        sent=len(sent),
        confirmed=sum(state == ReportState.CONFIRMED for state in states.values()),
        average=Decimal(sum(met)) / len(met) if met else None,
    )
