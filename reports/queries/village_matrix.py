"""Villages x criteria of one period, on the map of a day, as known at a moment.

Reports on villages stand in no count of communes; this is the one page that counts them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from campaigns.models import Campaign
from campaigns.queries.current import campaign_on
from campaigns.queries.village_targets import Place, VillageTarget, village_targets, villages_on
from communes.enums import Basis, ReportState, Standard
from communes.models import CriteriaSet, ProgressReport, ReportingPeriod, Standing
from communes.queries.recognised import recognised_on
from communes.queries.specs import GroupRow, SetSpec, load_specs
from communes.queries.villages import NO_COMMUNE, promised_villages
from communes.rules import SENT
from reports.queries.as_known import Counted, counted_as_known
from reports.queries.matrix import Cell


@dataclass(frozen=True)
class VillageRow:
    """One village. `cells` is empty while nothing was sent for it; `year` is the plan's.

    `commune` is where it lies on the map's day ("chưa xác định xã kế tục" while that is asked
    for), `responsible_id` the commune that entered its report.
    """

    unit_id: int
    key: str
    short_name: str
    certain: bool
    commune_key: str
    commune: str
    year: int | None
    recognised: bool
    report_uid: str
    responsible_id: int | None
    state: str
    late: bool
    met: int
    cells: tuple[Cell, ...]
    illustrative: bool
    unverified: bool
    updated_at: datetime | None

    @property
    def confirmed(self) -> bool:
        """Its figures are confirmed."""
        return self.state == ReportState.CONFIRMED and bool(self.cells)

    @property
    def state_label(self) -> str:
        """The report's state in words; "chưa báo cáo" when there is none."""
        return ReportState(self.state).label if self.state else "chưa báo cáo"


@dataclass(frozen=True)
class VillageMatrix:
    """The villages of a period; `unread` are those of the plan nobody could read."""

    period: ReportingPeriod
    criteria_set: CriteriaSet
    map_date: date
    known_at: datetime | None
    basis: str
    spec: SetSpec
    rows: tuple[VillageRow, ...]
    unread: tuple[VillageTarget, ...]

    @property
    def groups(self) -> tuple[GroupRow, ...]:
        """Groups of the set, for the head of the table."""
        return self.spec.groups

    @property
    def criteria_total(self) -> int:
        """How many criteria the set has."""
        return len(self.spec.criteria)

    @property
    def counted(self) -> tuple[VillageRow, ...]:
        """Rows with figures."""
        return tuple(row for row in self.rows if row.cells)

    @property
    def confirmed_count(self) -> int:
        """How many villages' figures are confirmed."""
        return sum(row.confirmed for row in self.rows)

    @property
    def as_of(self) -> datetime | None:
        """When the newest figure shown was written."""
        return max((row.updated_at for row in self.counted if row.updated_at), default=None)

    @property
    def illustrative(self) -> bool:
        """Whether any row rests on illustrative figures."""
        return any(row.illustrative for row in self.rows)

    @property
    def communes(self) -> tuple[tuple[str, str], ...]:
        """(key, name) of the communes that have villages here, in order."""
        return tuple(dict.fromkeys((row.commune_key, row.commune) for row in self.rows))


def village_set_of(period: ReportingPeriod) -> CriteriaSet | None:
    """The village set reports of the period use; before the first one, the one in force."""
    sets = CriteriaSet.objects.filter(standard=Standard.VILLAGE)
    used = sets.filter(reports__period=period).distinct().first()
    return used or sets.filter(valid__contains=period.ends).first()


def load_villages(
    *,
    period: ReportingPeriod,
    map_date: date | None = None,
    known_at: datetime | None = None,
    basis: str = Basis.SELF_ASSESSED,
    own_units: Iterable[int] = (),
) -> VillageMatrix | None:
    """The villages of a period; None where no village set is in force.

    Figures of reports that were sent, and of drafts only where one of `own_units` enters them.
    A constant number of queries.
    """
    criteria_set = village_set_of(period)
    if criteria_set is None:
        return None
    day, mine = map_date or period.ends, frozenset(own_units)
    reports = {
        report.unit_id: report
        for report in ProgressReport.objects.filter(period=period, criteria_set=criteria_set)
    }
    if known_at is None:
        counted = _standings(period, criteria_set, basis)
    else:
        counted = counted_as_known(period, criteria_set, known_at=known_at, basis=basis)
    places = villages_on(day)
    done = recognised_on(Standard.VILLAGE, day)
    years = {row.village_id: row.year for row in promised_villages() if row.village_id}
    rows = []
    for place in places:
        report = reports.get(place.unit_id)
        found, state = _shown(report, counted.get(place.unit_id), mine, known_at)
        rows.append(
            _row(place, report, found, state, years.get(place.unit_id), place.unit_id in done)
        )
    return VillageMatrix(
        period=period,
        criteria_set=criteria_set,
        map_date=day,
        known_at=known_at,
        basis=basis,
        spec=load_specs(criteria_set, on=period.ends),
        rows=tuple(rows),
        unread=_unread(campaign_on(day), day),
    )


def _standings(
    period: ReportingPeriod, criteria_set: CriteriaSet, basis: str
) -> dict[int, Counted]:
    rows = Standing.objects.filter(period=period, criteria_set=criteria_set, basis=basis)
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


def _shown(
    report: ProgressReport | None,
    counted: Counted | None,
    mine: frozenset[int],
    known_at: datetime | None,
) -> tuple[Counted | None, str]:
    """What of a village's counts this reader sees, and how far its report has gone."""
    if report is None:
        return None, ""
    state = report.state if known_at is None else counted.state if counted else ""
    if state not in SENT and report.responsible_unit_id not in mine:
        return None, state
    return counted, state


def _row(
    place: Place,
    report: ProgressReport | None,
    found: Counted | None,
    state: str,
    year: int | None,
    recognised: bool,
) -> VillageRow:
    return VillageRow(
        unit_id=place.unit_id,
        key=place.key,
        short_name=place.name,
        certain=place.certain,
        commune_key=place.parent_key,
        commune=place.parent or NO_COMMUNE,
        year=year,
        recognised=recognised,
        report_uid=str(report.uid) if report else "",
        responsible_id=report.responsible_unit_id if report else None,
        state=state,
        late=bool(report and report.late),
        met=found.met if found else 0,
        cells=tuple(Cell(no, *verdict) for no, verdict in found.verdicts.items()) if found else (),
        illustrative=found.illustrative if found else False,
        unverified=found.unverified if found else False,
        updated_at=found.updated_at if found else None,
    )


def _unread(campaign: Campaign | None, day: date) -> tuple[VillageTarget, ...]:
    if campaign is None:
        return ()
    return tuple(row for row in village_targets(campaign, day) if not row.name)
