"""Units x criteria of one period, on the map of a day, as known at a moment.

Feeds the page, the spreadsheet and the printed report, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from communes.enums import Basis, ReportState, UnitKind
from communes.models import (
    CriteriaSet,
    ProgressReport,
    ReportingPeriod,
    Standing,
    UnitVersion,
)
from communes.queries.specs import GroupRow, SetSpec, load_specs
from communes.rules import SENT
from reports.queries.as_known import Counted, counted_as_known


@dataclass(frozen=True)
class Cell:
    """One criterion of one unit: verdict and how many of its indicators are met."""

    no: str
    verdict: str
    met: int
    total: int


@dataclass(frozen=True)
class Row:
    """One unit. `cells` is empty while it has sent nothing (or nothing of the asked basis)."""

    unit_id: int
    key: str
    name: str
    short_name: str
    report_uid: str
    state: str
    confirmed: bool
    late: bool
    met: int
    cells: tuple[Cell, ...]
    illustrative: bool
    unverified: bool
    updated_at: datetime | None
    submitted_at: datetime | None

    @property
    def has_figures(self) -> bool:
        """Whether there is anything to count."""
        return bool(self.cells)

    @property
    def state_label(self) -> str:
        """The report's state in words; "chưa báo cáo" when there is none."""
        return ReportState(self.state).label if self.state else "chưa báo cáo"


@dataclass(frozen=True)
class Matrix:
    """A district's period at one look."""

    period: ReportingPeriod
    criteria_set: CriteriaSet
    map_date: date
    known_at: datetime | None
    basis: str
    spec: SetSpec
    rows: tuple[Row, ...]

    @property
    def groups(self) -> tuple[GroupRow, ...]:
        """Groups of the set, for the head of the table."""
        return self.spec.groups

    @property
    def counted(self) -> tuple[Row, ...]:
        """Rows with figures."""
        return tuple(row for row in self.rows if row.has_figures)

    @property
    def criteria_total(self) -> int:
        """How many criteria the set has."""
        return len(self.spec.criteria)

    @property
    def met_sum(self) -> int:
        """Criteria met over all counted units."""
        return sum(row.met for row in self.counted)

    @property
    def average(self) -> Decimal | None:
        """Mean criteria met per counted unit, exact to 28 digits; None without figures."""
        return Decimal(self.met_sum) / len(self.counted) if self.counted else None

    @property
    def confirmed_count(self) -> int:
        """How many units' figures are confirmed."""
        return sum(row.confirmed for row in self.rows)

    @property
    def as_of(self) -> datetime | None:
        """When the newest figure shown was written."""
        times = [row.updated_at for row in self.counted if row.updated_at]
        return max(times) if times else None

    @property
    def illustrative(self) -> bool:
        """Whether any row rests on illustrative figures."""
        return any(row.illustrative for row in self.rows)

    def met_of(self, no: str) -> int:
        """In how many counted units a criterion is met."""
        return sum(
            cell.verdict in ("met", "not_applicable")
            for row in self.counted
            for cell in row.cells
            if cell.no == no
        )

    def band(self, low: int, high: int) -> tuple[Row, ...]:
        """Counted units with low <= criteria met <= high."""
        return tuple(row for row in self.counted if low <= row.met <= high)


def communes_on(day: date) -> list[UnitVersion]:
    """Communes (not towns) of the map of a day, in the order of the plan."""
    return list(
        UnitVersion.objects.filter(kind=UnitKind.COMMUNE, valid__contains=day)
        .select_related("unit")
        .order_by("unit__order", "sort_key")
    )


def set_of(period: ReportingPeriod) -> CriteriaSet | None:
    """The set most reports of a period use; before the first report, the one in force."""
    used = CriteriaSet.objects.filter(standard="ntm", reports__period=period).distinct().first()
    return used or CriteriaSet.objects.filter(standard="ntm", valid__contains=period.ends).first()


def load_matrix(
    *,
    period: ReportingPeriod,
    map_date: date | None = None,
    known_at: datetime | None = None,
    basis: str = Basis.SELF_ASSESSED,
    own_units: Iterable[int] = (),
) -> Matrix | None:
    """The matrix of a period; None where no criteria set is in force.

    Figures of reports that were sent, and of drafts only for `own_units`. With `known_at`, what
    was known at that moment is counted anew from revisions. A constant number of queries.
    """
    criteria_set = set_of(period)
    if criteria_set is None:
        return None
    day = map_date or period.ends
    reports = {
        report.unit_id: report
        for report in ProgressReport.objects.filter(period=period, criteria_set=criteria_set)
    }
    if known_at is None:
        counted = _standings(period, criteria_set, basis)
    else:
        counted = counted_as_known(period, criteria_set, known_at=known_at, basis=basis)
    mine = frozenset(own_units)
    rows = tuple(
        _row(version, reports.get(version.unit_id), counted, mine, known_at)
        for version in communes_on(day)
    )
    spec = load_specs(criteria_set, on=period.ends)
    return Matrix(period, criteria_set, day, known_at, basis, spec, rows)


def _standings(
    period: ReportingPeriod, criteria_set: CriteriaSet, basis: str
) -> dict[int, Counted]:
    return {
        row.unit_id: Counted(
            state="",
            met=row.criteria_met,
            verdicts={no: (v[0], v[1], v[2]) for no, v in row.verdicts.items()},
            illustrative=row.illustrative,
            unverified=row.unverified,
            updated_at=row.updated_at,
        )
        for row in Standing.objects.filter(period=period, criteria_set=criteria_set, basis=basis)
    }


def _row(
    version: UnitVersion,
    report: ProgressReport | None,
    counted: dict[int, Counted],
    mine: frozenset[int],
    known_at: datetime | None,
) -> Row:
    found = counted.get(version.unit_id)
    state = report.state if report else ""
    if known_at is not None:
        state = found.state if found else ""
    if found is not None and state not in SENT and version.unit_id not in mine:
        found = None
    return Row(
        unit_id=version.unit_id,
        key=version.unit.key,
        name=version.name,
        short_name=version.short_name,
        report_uid=str(report.uid) if report else "",
        state=state,
        confirmed=state == ReportState.CONFIRMED and found is not None,
        late=bool(report and report.late),
        met=found.met if found else 0,
        cells=tuple(Cell(no, *verdict) for no, verdict in found.verdicts.items()) if found else (),
        illustrative=found.illustrative if found else False,
        unverified=found.unverified if found else False,
        updated_at=found.updated_at if found else None,
        submitted_at=report.submitted_at if report else None,
    )
