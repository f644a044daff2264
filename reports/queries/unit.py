"""One unit over time: names and codes, where it came from and went, recognition, its figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from communes.enums import Basis, ReportState, Standard, UnitKind
from communes.models import (
    AdministrativeUnit,
    Criterion,
    ProgressReport,
    ReportingPeriod,
    Standing,
    Succession,
    UnitVersion,
)
from communes.queries.carry import load_maps
from communes.queries.timeline import Fact, facts_of
from communes.rules import SENT, Reach
from kbang_ntm.core.vietnamese import format_percent
from reports.queries.carried_history import HistoryLine, first_day_of, unit_history

# By which standard the figures on the page of a kind of unit are counted.
COUNTED_BY = {UnitKind.COMMUNE: Standard.NTM, UnitKind.VILLAGE: Standard.VILLAGE}


@dataclass(frozen=True)
class Kin:
    """A unit this one came from or went into."""

    key: str
    name: str
    kind: str
    date: date
    population_share: Decimal | None
    legal_basis: str
    certain: bool

    @property
    def share_words(self) -> str:
        """ "9,86 % dân số"; "" where the whole or an unknown part went over."""
        if self.population_share is None or self.population_share == 1:
            return ""
        return f"{format_percent(self.population_share * 100, 2, trim=True)} dân số"


@dataclass(frozen=True)
class VersionLine:
    """One row of the table of names: the version, its last day, and what its parent was called."""

    version: UnitVersion
    last_day: date | None
    parent: str


@dataclass(frozen=True)
class PeriodLine:
    """One period of the unit's history; None where nothing of that kind may be shown.

    `moved` tells of which units a carried figure is made, or why nothing is known of it.
    """

    period: ReportingPeriod
    state: str
    self_assessed: int | None
    confirmed: int | None
    total: int
    report_uid: str
    late: bool
    illustrative: bool
    moved: str = ""


@dataclass(frozen=True)
class UnitStory:
    """All a unit's page tells. `now` is its version of today or the last one; `ended` the first
    day it was no more. `map_day` is the day whose map carried lines stand on, if any."""

    unit: AdministrativeUnit
    now: UnitVersion
    exists: bool
    ended: date | None
    versions: tuple[VersionLine, ...]
    aliases: tuple[str, ...]
    predecessors: tuple[Kin, ...]
    successors: tuple[Kin, ...]
    lines: tuple[PeriodLine, ...]
    facts: tuple[Fact, ...]
    map_day: date | None = None

    @property
    def reports(self) -> bool:
        """Whether this kind of unit is counted by criteria quarter by quarter."""
        return self.now.kind in COUNTED_BY


def unit_story(
    unit: AdministrativeUnit,
    *,
    today: date,
    reach: Reach,
    map_date: date | None = None,
    known_at: datetime | None = None,
) -> UnitStory | None:
    """The unit's page for a reader; None for a unit that never had a name. Nine queries, and those
    of `unit_history` where figures are carried or counted as known at a moment.

    Figures of sent reports; drafts only of the reader's own commune and its villages. A unit
    made of others shows the earlier periods carried onto the map of its first day, unless
    another is asked for.
    """
    versions = tuple(unit.versions.order_by("valid"))
    if not versions:
        return None
    now = next((v for v in versions if today in v.valid), None)
    last = versions[-1]
    predecessors, successors = _families(unit)
    lines: tuple[PeriodLine, ...] = ()
    day = map_date
    if last.kind in COUNTED_BY:
        lines = tuple(_lines(unit, COUNTED_BY[UnitKind(last.kind)], reach))
    if last.kind == UnitKind.COMMUNE and (predecessors or map_date or known_at):
        maps = load_maps()
        day = map_date or first_day_of(unit, maps)
        history = unit_history(unit, maps=maps, day=day, known_at=known_at)
        lines = _with_history(lines, history, known_at=known_at)
    return UnitStory(
        unit=unit,
        now=now or last,
        exists=now is not None,
        ended=last.valid.upper if now is None else None,
        versions=_version_lines(versions),
        aliases=tuple(unit.aliases.values_list("name", flat=True).order_by("name")),
        predecessors=predecessors,
        successors=successors,
        lines=lines,
        facts=facts_of(unit, reader=reach),
        map_day=day if any(line.moved for line in lines) else None,
    )


def _with_history(
    lines: tuple[PeriodLine, ...], history: list[HistoryLine], *, known_at: datetime | None
) -> tuple[PeriodLine, ...]:
    """The unit's own lines with the carried ones among them; of a past moment all are counted
    anew."""
    mine = {line.period.pk: line for line in lines}
    found = {} if known_at is not None else dict(mine)
    for entry in history:
        nothing_known = known_at is not None and not entry.unit.with_figures
        if nothing_known or (entry.own and known_at is None):
            continue
        own = mine.get(entry.period.pk) if entry.own else None
        met = entry.met
        found[entry.period.pk] = PeriodLine(
            period=entry.period,
            state=entry.unit.with_figures[0].state if own else "",
            self_assessed=None if entry.confirmed and not entry.own else met,
            confirmed=met if entry.confirmed else None,
            total=entry.unit.whole.criteria_total,
            report_uid=own.report_uid if own else "",
            late=bool(own and own.late),
            illustrative=any(figures.illustrative for figures in entry.unit.with_figures),
            moved="" if entry.own else entry.unit.moved,
        )
    return tuple(sorted(found.values(), key=lambda line: (line.period.ends, line.period.kind)))


def _version_lines(versions: tuple[UnitVersion, ...]) -> tuple[VersionLine, ...]:
    parents: dict[int, list[UnitVersion]] = {}
    for row in UnitVersion.objects.filter(
        unit_id__in=[v.parent_id for v in versions if v.parent_id]
    ).order_by("valid"):
        parents.setdefault(row.unit_id, []).append(row)
    lines = []
    for version in versions:
        last = version.valid.upper - timedelta(days=1) if version.valid.upper else None
        above = parents.get(version.parent_id or 0, [])
        name = _name_around(above, version.valid.upper, before=True) if last else ""
        lines.append(VersionLine(version, last, name or (above[-1].name if above else "")))
    return tuple(lines)


def _families(unit: AdministrativeUnit) -> tuple[tuple[Kin, ...], tuple[Kin, ...]]:
    """The units it was made of, and those made of it. Two queries, one where there are none."""
    rows = list(
        Succession.objects.filter(Q(successor=unit) | Q(predecessor=unit))
        .exclude(successor=F("predecessor"))
        .select_related("predecessor", "successor")
        .order_by("date", "id")
    )
    others = {row.predecessor_id for row in rows} | {row.successor_id for row in rows}
    names: dict[int, list[UnitVersion]] = {}
    for version in UnitVersion.objects.filter(unit__in=others - {unit.pk}).order_by("valid"):
        names.setdefault(version.unit_id, []).append(version)
    before = [row for row in rows if row.successor_id == unit.pk]
    after = [row for row in rows if row.predecessor_id == unit.pk]
    return _kin(before, "predecessor", names), _kin(after, "successor", names)


def _kin(
    found: list[Succession], side: str, names: dict[int, list[UnitVersion]]
) -> tuple[Kin, ...]:
    units = [getattr(row, side) for row in found]
    return tuple(
        Kin(
            key=unit.key,
            name=_name_around(names.get(unit.pk, []), row.date, before=side == "predecessor"),
            kind=row.get_kind_display(),
            date=row.date,
            population_share=row.population_share,
            legal_basis=row.legal_basis,
            certain=row.certain,
        )
        for row, unit in zip(found, units, strict=True)
    )


def _name_around(versions: list[UnitVersion], day: date, *, before: bool) -> str:
    """What a unit was called just before a day, or from that day on."""
    if before:
        fitting = [v for v in versions if v.valid.lower is None or v.valid.lower < day]
        return (fitting or versions)[-1].name if versions else ""
    fitting = [v for v in versions if v.valid.upper is None or v.valid.upper > day]
    return (fitting or versions)[0].name if versions else ""


def _lines(unit: AdministrativeUnit, standard: str, reach: Reach) -> list[PeriodLine]:
    ours = reach.commune_ids
    seen = ProgressReport.objects.filter(
        Q(responsible_unit_id__in=ours) | Q(state__in=SENT),
        unit=unit,
        criteria_set__standard=standard,
    )
    rows: Any = seen.annotate(
        own=_counted(Basis.SELF_ASSESSED, "criteria_met"),
        sure=_counted(Basis.CONFIRMED, "criteria_met"),
        total=Coalesce(
            _counted(Basis.SELF_ASSESSED, "criteria_total"),
            _counted(Basis.CONFIRMED, "criteria_total"),
            0,
        ),
    )
    lines = []
    for report in rows.select_related("period").order_by("period__ends", "period__kind"):
        lines.append(
            PeriodLine(
                period=report.period,
                state=report.state,
                self_assessed=report.own,
                confirmed=report.sure,
                total=report.total,
                report_uid=str(report.uid)
                if report.responsible_unit_id in ours or reach.reads_district
                else "",
                late=report.late,
                illustrative=report.illustrative,
            )
        )
    return lines


def _counted(basis: Basis, column: str) -> Subquery:
    """A column of the standing of a report on a basis."""
    rows = Standing.objects.filter(report_id=OuterRef("pk"), basis=basis)
    return Subquery(rows.order_by().values(column)[:1])


def newest_sent(unit: AdministrativeUnit) -> tuple[Standing, dict[str, str]] | None:
    """The counts of the newest report sent for a unit, confirmed ones where they are, with the
    criteria by number; None where nothing was sent. Two queries."""
    rows = Standing.objects.filter(
        unit=unit, report__state__in=SENT, criteria_set__standard__in=COUNTED_BY.values()
    )
    newest = (
        rows.filter(Q(basis=Basis.SELF_ASSESSED) | Q(report__state=ReportState.CONFIRMED))
        .select_related("period")
        .order_by("-period__ends", "period__kind", "basis")
        .first()
    )
    if newest is None:
        return None
    titles = Criterion.objects.filter(criteria_set_id=newest.criteria_set_id).order_by("order")
    return newest, {row.no: row.short_title or row.title for row in titles}
