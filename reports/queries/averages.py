"""Mean criteria met over the last periods of a kind, each on the map of its own time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from communes.enums import ReportState, Standard, UnitKind
from communes.models import CriteriaSet, ReportingPeriod, Standing, UnitVersion
from communes.rules import SENT
from reports.queries.matrix import Matrix
from reports.queries.progress import ProgressFacts

MOST_PERIODS = 8  # two years of quarters, and what a page has room for


@dataclass(frozen=True)
class PeriodAverage:
    """A period: criteria met by all units with figures together, how many of `units` they are, how
    many are confirmed. `other_set`: counted by another set of criteria, not to be compared."""

    period: ReportingPeriod
    met: int
    counted: int
    confirmed: int
    units: int
    illustrative: bool = False
    other_set: bool = False

    @property
    def average(self) -> Decimal | None:
        """Mean criteria met for each unit with figures; None without any."""
        return Decimal(self.met) / self.counted if self.counted and not self.other_set else None

    @property
    def settled(self) -> bool:
        """Whether every unit of the period is confirmed."""
        return self.confirmed == self.units


def period_averages(facts: ProgressFacts) -> list[PeriodAverage]:
    """Oldest first, the report's own period last. On another map, or as known at a moment, only the
    periods that the report has counted so anyway: other means would stand beside them uncompared.
    """
    matrix = facts.matrix
    if not matrix.counted:
        return []
    if matrix.known_at is None and not matrix.carried:
        return last_averages(matrix)
    known = [one.matrix for one in facts.earlier if one.matrix is not None]
    return sorted(
        (average_of(one) for one in (*known, matrix)), key=lambda found: found.period.ends
    )


def average_of(matrix: Matrix) -> PeriodAverage:
    """The same of a matrix that is read already. No query."""
    return PeriodAverage(
        matrix.period,
        matrix.met_sum,
        len(matrix.counted),
        sum(row.confirmed for row in matrix.counted),
        len(matrix.rows),
        matrix.illustrative,
    )


def last_averages(matrix: Matrix) -> list[PeriodAverage]:
    """Up to eight periods of the matrix's kind, oldest first, the matrix's own last; sent figures
    as they stand now. The means are those that `load_matrix` gives of each period. Four queries."""
    own = matrix.period
    earlier = list(
        ReportingPeriod.objects.filter(kind=own.kind, ends__lt=own.starts).order_by("-ends")[
            : MOST_PERIODS - 1
        ]
    )
    sets = _sets(earlier)
    versions = UnitVersion.objects.filter(kind=UnitKind.COMMUNE).values_list("unit_id", "valid")
    communes = list(versions)
    sent: dict[int, dict[int, Standing]] = defaultdict(dict)
    standings = (
        Standing.objects.filter(
            period__in=earlier,
            criteria_set=matrix.criteria_set,
            basis=matrix.basis,
            report__state__in=SENT,
        )
        .exclude(verdicts={})
        .select_related("report")
        .only("unit_id", "period_id", "criteria_met", "illustrative", "report__state")
    )
    for row in standings:
        sent[row.period_id][row.unit_id] = row
    found = []
    for period in reversed(earlier):
        units = {unit_id for unit_id, valid in communes if period.ends in valid}
        rows = [row for unit_id, row in sent[period.pk].items() if unit_id in units]
        other = sets.get(period.pk, matrix.criteria_set.pk) != matrix.criteria_set.pk
        found.append(_average(period, rows, len(units), other=other))
    return [*found, average_of(matrix)]


def _sets(periods: Sequence[ReportingPeriod]) -> dict[int, int]:
    """{period id: the set it was counted by}, chosen as `matrix.set_of` does."""
    used = (
        CriteriaSet.objects.filter(standard=Standard.NTM, reports__period__in=periods)
        .order_by("pk")
        .values_list("reports__period_id", "pk")
        .distinct()
    )
    found: dict[int, int] = {}
    for period_id, set_id in used:
        found.setdefault(period_id, set_id)
    return found


def _average(
    period: ReportingPeriod, rows: Sequence[Standing], units: int, *, other: bool
) -> PeriodAverage:
    return PeriodAverage(
        period,
        sum(row.criteria_met for row in rows),
        len(rows),
        sum(row.report.state == ReportState.CONFIRMED for row in rows),
        units,
        any(row.illustrative for row in rows),
        other,
    )
