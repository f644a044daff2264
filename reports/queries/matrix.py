"""Units x criteria of one period, on the map of a day, as known at a moment.

Feeds the page, the spreadsheet and the printed report, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db.models import OuterRef, Subquery

from communes.enums import Basis, ReportState
from communes.models import (
    CriteriaSet,
    ProgressReport,
    ReportingPeriod,
    Standing,
    UnitVersion,
)
from communes.queries.carry import Maps, load_maps
from communes.queries.footings import MAP
from communes.queries.specs import GroupRow, SetSpec
from communes.queries.wording import kept_specs
from communes.rules import SENT
from kbang_ntm.core.once import once
from reports.queries.areas import Area, communes_of
from reports.queries.as_known import Counted, counted_as_known
from reports.queries.carried import CarriedUnit, carry_period


@dataclass(frozen=True)
class Cell:
    """One criterion of one unit: verdict and how many of its indicators are met."""

    no: str
    verdict: str
    met: int
    total: int


@dataclass(frozen=True)
class Row:
    """One unit. `cells` is empty while it has sent nothing (or nothing of the asked basis).

    `carried` holds the derivation of figures made of those of other units; such a row has no
    report of its own.
    """

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
    carried: CarriedUnit | None = None

    @property
    def has_figures(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.cells)

    @property
    def counts(self) -> bool:
        """Whether it stands in sums and means: a carried row of which nothing is known would
        count as a unit that meets nothing."""
        if self.carried is None:
            return self.has_figures
        return any(cell.verdict != "unknown" for cell in self.cells)

    @property
    def state_label(self) -> str:
        """The report's state in words; "chưa báo cáo" when there is none."""
        if self.carried is not None:
            done, of = self.carried.confirmed_count, len(self.carried.reporting)
            return f"đã xác nhận {done}/{of} xã cũ" if of else "chưa xác định"
        return ReportState(self.state).label if self.state else "chưa báo cáo"


@dataclass(frozen=True)
class Matrix:
    """A district's period at one look.

    `own_rows` are the units that reported, on the period's own map; they differ from `rows` where
    figures were carried onto another map. `area` is the district it is narrowed to, if any.
    """

    period: ReportingPeriod
    criteria_set: CriteriaSet
    map_date: date
    known_at: datetime | None
    basis: str
    spec: SetSpec
    rows: tuple[Row, ...]
    own_rows: tuple[Row, ...]
    area: Area | None = None

    @property
    def carried(self) -> bool:
        """Whether any figure was carried onto another map."""
        return any(row.carried is not None for row in self.rows)

    @property
    def groups(self) -> tuple[GroupRow, ...]:
        """Groups of the set, for the head of the table."""
        return self.spec.groups

    @property
    def counted(self) -> tuple[Row, ...]:
        """Rows that stand in sums and means."""
        return tuple(row for row in self.rows if row.counts)

    @property
    def shown(self) -> tuple[Row, ...]:
        """Rows with anything to show."""
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
        """How many of the units that report are confirmed."""
        return sum(row.confirmed for row in self.own_rows)

    @property
    def as_of(self) -> datetime | None:
        """When the newest figure shown was written."""
        times = [row.updated_at for row in self.shown if row.updated_at]
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

    def known_of(self, no: str) -> int:
        """In how many counted units a criterion could be judged. Of own figures an unknown one is
        the unit's own gap and counts; of carried ones it is ours and does not."""
        return sum(
            row.carried is None or cell.verdict != "unknown"
            for row in self.counted
            for cell in row.cells
            if cell.no == no
        )

    def band(self, low: int, high: int) -> tuple[Row, ...]:
        """Counted units with low <= criteria met <= high."""
        return tuple(row for row in self.counted if low <= row.met <= high)


def communes_on(day: date, units: frozenset[int] | None = None) -> list[UnitVersion]:
    """Communes (not towns) of the map of a day, in the order of the plan; only `units` if given."""
    return [row for row in _communes(day) if units is None or row.unit_id in units]


@MAP.kept
def _communes(day: date) -> tuple[UnitVersion, ...]:
    return tuple(load_maps().communes(day))


@once
def set_of(period: ReportingPeriod) -> CriteriaSet | None:
    """The set most reports of a period use; before the first report, the one in force."""
    used = CriteriaSet.objects.filter(standard="ntm", reports__period=period).distinct().first()
    return used or CriteriaSet.objects.filter(standard="ntm", valid__contains=period.ends).first()


@once
def reports_of(
    period: ReportingPeriod,
    criteria_set: CriteriaSet | None,
    units: frozenset[int] | None = None,
) -> tuple[ProgressReport, ...]:
    """Reports of a period on a set, of some units if given; `met` is how many criteria each meets
    by its own word (None: nothing counted yet). One query."""
    own = Standing.objects.filter(report=OuterRef("pk"), basis=Basis.SELF_ASSESSED)
    rows = ProgressReport.objects.filter(period=period, criteria_set=criteria_set).annotate(
        met=Subquery(own.values("criteria_met")[:1])
    )
    return tuple(rows if units is None else rows.filter(unit_id__in=units))


def load_matrix(
    *,
    period: ReportingPeriod,
    map_date: date | None = None,
    known_at: datetime | None = None,
    basis: str = Basis.SELF_ASSESSED,
    own_units: Iterable[int] = (),
    carried: bool = True,
    area: Area | None = None,
) -> Matrix | None:
    """The matrix of a period; None where no criteria set is in force.

    Figures of reports that were sent, and of drafts only for `own_units`. With `known_at`, what
    was known at that moment is counted anew from revisions. Where the map of `map_date` differs
    from the period's, units that are the same on both keep their own figures and the others show
    carried ones (`carried=False` leaves them empty). `area` narrows the period's own map to one
    district; another map and an earlier moment show the whole. A constant number of queries.
    """
    criteria_set = set_of(period)
    if criteria_set is None:
        return None
    day = map_date or period.ends
    if day != period.ends or known_at is not None:
        area = None
    units = communes_of(area, day)
    reported = ProgressReport.objects.filter(period=period, criteria_set=criteria_set)
    if units is not None:
        reported = reported.filter(unit_id__in=units)
    reports = {report.unit_id: report for report in reported}
    if known_at is None:
        counted = _standings(period, criteria_set, basis, units)
    else:
        counted = counted_as_known(period, criteria_set, known_at=known_at, basis=basis)
    mine = frozenset(own_units)

    def own(versions: Iterable[UnitVersion]) -> tuple[Row, ...]:
        return tuple(
            _row(version, reports.get(version.unit_id), counted, mine, known_at)
            for version in versions
        )

    spec = kept_specs(criteria_set, on=period.ends)
    maps = load_maps() if day != period.ends else None
    if maps is None or not maps.differ(period.ends, day):
        rows = own(communes_on(day, units) if maps is None else maps.communes(day))
        return Matrix(period, criteria_set, day, known_at, basis, spec, rows, rows, area)
    rows, own_rows = own(maps.communes(day)), own(maps.communes(period.ends))
    found = Matrix(period, criteria_set, day, known_at, basis, spec, rows, own_rows)
    return carry_matrix(found, maps) if carried else found


def carry_matrix(found: Matrix, maps: Maps) -> Matrix:
    """The matrix with carried figures in the rows of units that are not the same on both maps."""
    origins = maps.origins(have=found.period.ends, want=found.map_date)
    units = carry_period(
        period=found.period,
        criteria_set=found.criteria_set,
        spec=found.spec,
        maps=maps,
        day=found.map_date,
        known_at=found.known_at,
        basis=found.basis,
        found=[origin for origin in origins.values() if not origin.own],
    )
    rows = tuple(
        carried_row(units[row.unit_id]) if row.unit_id in units else row for row in found.rows
    )
    return replace(found, rows=rows)


def carried_row(unit: CarriedUnit) -> Row:
    """A row of carried figures; confirmed when every unit it is made of is."""
    version, sent = unit.version, unit.with_figures
    confirmed = bool(sent) and unit.confirmed_count == len(unit.reporting)
    return Row(
        unit_id=version.unit_id,
        key=version.unit.key,
        name=version.name,
        short_name=version.short_name,
        report_uid="",
        state="",
        confirmed=confirmed,
        late=False,
        met=unit.whole.criteria_met if sent else 0,
        cells=tuple(
            Cell(c.no, c.verdict.value, c.met + c.not_applicable, c.total) for c in unit.criteria
        )
        if sent
        else (),
        illustrative=any(figures.illustrative for figures in sent) or unit.whole.illustrative,
        unverified=unit.whole.unverified,
        updated_at=unit.updated_at,
        submitted_at=None,
        carried=unit,
    )


def _standings(
    period: ReportingPeriod, criteria_set: CriteriaSet, basis: str, units: frozenset[int] | None
) -> dict[int, Counted]:
    rows = Standing.objects.filter(period=period, criteria_set=criteria_set, basis=basis)
    if units is not None:
        rows = rows.filter(unit_id__in=units)
    return {
        row.unit_id: Counted(
            state="",
            met=row.criteria_met,
            verdicts={no: (v[0], v[1], v[2]) for no, v in row.verdicts.items()},
            illustrative=row.illustrative,
            unverified=row.unverified,
            updated_at=row.updated_at,
        )
        for row in rows
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
