"""The villages of a person's communes and the reports their commune gives for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from communes.enums import (
    Basis,
    DutyRole,
    RecognitionState,
    Standard,
    UnitKind,
)
from communes.models import (
    CriteriaSet,
    ProgressReport,
    Recognition,
    ReportingPeriod,
    ReviewDuty,
    Standing,
    Succession,
    UnitVersion,
)
from communes.queries.entry_home import PeriodLine, extensions_of, quarters, version_on
from communes.rules import reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import User

SOON = timedelta(days=92)  # how long before it opens a period is listed
NO_COMMUNE = "chưa xác định xã kế tục"
NO_REVIEWERS = "chưa xác định cơ quan rà soát"
NO_SET = "chưa có bộ tiêu chí làng"


@dataclass(frozen=True)
class PromisedVillage:
    """A village some plan names: its unit (None where its name could not be read), the commune,
    the year it shall reach the standard, and what the scan shows."""

    village_id: int | None
    commune_id: int | None
    year: int
    read_as: str


Promises = Callable[[], Iterable[PromisedVillage]]
_promises: dict[str, Promises] = {}


def register_promises(name: str, source: Promises) -> None:
    """Let an app above say which villages its plans name; called in AppConfig.ready()."""
    _promises[name] = source


def promised_villages() -> list[PromisedVillage]:
    """All villages named by plans, in the plans' order. One query a source."""
    return [row for source in _promises.values() for row in source()]


def heirs_of_commune(village_id: int, day: date) -> frozenset[int]:
    """Communes one of which the village lies in on a day on which nobody has said which: those
    that follow its last known commune. Empty where no earlier commune is known. Two queries."""
    begun = Q(valid__startswith__isnull=True) | Q(valid__startswith__lte=day)
    before = UnitVersion.objects.filter(begun, unit_id=village_id, parent__isnull=False)
    last = before.order_by("-valid").values_list("parent_id", flat=True).first()
    rows = Succession.objects.filter(predecessor_id=last, date__lte=day)
    return frozenset(rows.values_list("successor_id", flat=True))


@dataclass(frozen=True)
class VillageLine(PeriodLine):
    """One period of one village. `unit` is the village as called then, `commune` where it lies
    (None while that is asked for), `place_id` the commune of the person who sees the line;
    `blocked` says why no report can be begun, "" when it can."""

    commune: UnitVersion | None
    place_id: int
    blocked: str
    recognised: bool
    target_year: int | None

    @property
    def commune_id(self) -> int:
        return self.place_id

    @property
    def about(self) -> str:
        return f"{self.unit.name}: "

    @property
    def waits(self) -> bool:
        """Begun and not sent; or not begun though its year is promised and nobody recognised it."""
        if self.report is None:
            return self.is_open and not (self.blocked or self.recognised)
        return super().waits


@dataclass(frozen=True)
class Nameless:
    """A village of the plan whose name could not be read."""

    commune: str
    year: int
    read_as: str


def village_lines(user: User) -> list[VillageLine]:
    """The quarters of the villages of the person's communes, those that wait first.

    Listed are periods with a report, open ones, and the next one of a village. Nothing is asked
    of the database besides its villages where there are none; else eleven queries, whatever the
    number of villages.
    """
    ids = reach(user).commune_ids
    versions = _versions_near(ids)
    if not versions:
        return []
    found = _Found.read(ids, versions)
    lines: list[VillageLine] = []
    seen_next = set[int]()
    for period in quarters():
        for village_id, rows in versions.items():
            line = found.line(period, rows)
            if line is None or (line.not_yet and village_id in seen_next):
                continue
            if line.not_yet:
                seen_next.add(village_id)
            lines.append(line)
    lines.reverse()
    return sorted(lines, key=lambda line: not line.waits)


def nameless_villages(user: User) -> list[Nameless]:
    """Villages of the plan in the person's communes whose names could not be read. A query for
    the plans and one for names."""
    ids = reach(user).commune_ids
    rows = [row for row in promised_villages() if row.village_id is None and row.commune_id in ids]
    names = dict(
        UnitVersion.objects.filter(
            unit_id__in=[row.commune_id for row in rows], valid__contains=clock.today()
        ).values_list("unit_id", "short_name")
    )
    return [Nameless(names.get(row.commune_id or 0, ""), row.year, row.read_as) for row in rows]


def villages_near(ids: Iterable[int]) -> QuerySet[UnitVersion]:
    """Villages as they lay, on any day, in one of the communes or in one that is followed by
    them."""
    before = Succession.objects.filter(successor_id__in=list(ids)).values("predecessor_id")
    return UnitVersion.objects.filter(
        Q(parent_id__in=list(ids)) | Q(parent_id__in=before), kind=UnitKind.VILLAGE
    )


def _versions_near(ids: Iterable[int]) -> dict[int, list[UnitVersion]]:
    """Versions by village of `villages_near`. One query."""
    near = villages_near(ids)
    found: dict[int, list[UnitVersion]] = defaultdict(list)
    for version in (
        UnitVersion.objects.filter(unit_id__in=near.values("unit_id"))
        .select_related("unit")
        .order_by("unit__order", "unit__key", "valid")
    ):
        found[version.unit_id].append(version)
    return found


@dataclass(frozen=True)
class _Found:
    """Everything the lines need, read once."""

    ids: frozenset[int]
    communes: Mapping[int, list[UnitVersion]]
    reports: Mapping[tuple[int, int], ProgressReport]
    standings: Mapping[int, Standing]
    later: Mapping[tuple[int, int], datetime]
    recognised: frozenset[int]
    years: Mapping[int, int]
    heirs: Mapping[int, list[tuple[date, int]]]
    sets: list[CriteriaSet]
    duties: list[tuple[int, date | None, date | None]]
    now: datetime

    @classmethod
    def read(cls, ids: frozenset[int], versions: Mapping[int, list[UnitVersion]]) -> _Found:
        villages = list(versions)
        parents = {v.parent_id for rows in versions.values() for v in rows if v.parent_id}
        communes: dict[int, list[UnitVersion]] = defaultdict(list)
        for row in UnitVersion.objects.filter(unit_id__in=parents).order_by("valid"):
            communes[row.unit_id].append(row)
        heirs: dict[int, list[tuple[date, int]]] = defaultdict(list)
        for old, day, new in Succession.objects.filter(predecessor_id__in=parents).values_list(
            "predecessor_id", "date", "successor_id"
        ):
            heirs[old].append((day, new))
        reports = ProgressReport.objects.filter(
            unit_id__in=villages,
            responsible_unit_id__in=ids,
            criteria_set__standard=Standard.VILLAGE,
        ).select_related("period", "handed_by")
        return cls(
            ids=ids,
            communes=communes,
            reports={(row.unit_id, row.period_id): row for row in reports},
            standings={
                row.report_id: row
                for row in Standing.objects.filter(unit_id__in=villages, basis=Basis.SELF_ASSESSED)
            },
            later=extensions_of(ids),
            recognised=recognised_villages(villages),
            years={row.village_id: row.year for row in promised_villages() if row.village_id},
            heirs=heirs,
            sets=list(CriteriaSet.objects.filter(standard=Standard.VILLAGE)),
            duties=_lead_spans(),
            now=clock.now(),
        )

    def line(self, period: ReportingPeriod, versions: list[UnitVersion]) -> VillageLine | None:
        """The village's line of a period; None where it is not this person's or long past."""
        village = version_on(versions, period)
        if village is None:
            return None
        village_id = village.unit_id
        report = self.reports.get((village_id, period.pk))
        place = report.responsible_unit_id if report else self._place(village, versions, period)
        if place is None:
            return None
        until = max(period.closes_at, self.later.get((place, period.pk), period.closes_at))
        if report is None and not period.opens_at - SOON <= self.now <= until:
            return None
        commune = (
            version_on(self.communes[village.parent_id], period) if village.parent_id else None
        )
        return VillageLine(
            period=period,
            unit=village,
            report=report,
            standing=self.standings.get(report.pk) if report else None,
            until=until,
            now=self.now,
            commune=commune,
            place_id=place,
            blocked=self._blocked(period, commune),
            recognised=village_id in self.recognised,
            target_year=self.years.get(village_id),
        )

    def _place(
        self, village: UnitVersion, versions: list[UnitVersion], period: ReportingPeriod
    ) -> int | None:
        """The person's commune that would enter it: the village's own, or, while that is asked
        for, one of those that follow the commune it is known to have lain in."""
        if village.parent_id is not None:
            return village.parent_id if village.parent_id in self.ids else None
        earlier = versions[: versions.index(village)]
        last = next((row.parent_id for row in reversed(earlier) if row.parent_id), None)
        heirs = {new for day, new in self.heirs.get(last or 0, []) if day <= period.ends}
        return min(heirs & self.ids, default=None)

    def _blocked(self, period: ReportingPeriod, commune: UnitVersion | None) -> str:
        if commune is None:
            return NO_COMMUNE
        found = next((row for row in self.sets if period.ends in row.valid), None)
        if found is None:
            return NO_SET
        day = period.due_at.astimezone(clock.LOCAL).date()
        led = any(
            pk == found.pk and (lower is None or lower <= day) and (upper is None or day < upper)
            for pk, lower, upper in self.duties
        )
        return "" if led else NO_REVIEWERS


def _lead_spans() -> list[tuple[int, date | None, date | None]]:
    """(set id, from, until) of leading duties for village sets. One query."""
    rows = ReviewDuty.objects.filter(
        role=DutyRole.LEAD, indicator__criteria_set__standard=Standard.VILLAGE
    )
    pairs = rows.order_by().values_list("indicator__criteria_set_id", "valid").distinct()
    return [(pk, valid.lower, valid.upper) for pk, valid in pairs]


def recognised_villages(village_ids: Iterable[int]) -> frozenset[int]:
    """Villages whose newest word is recognition, not withdrawal. One query."""
    rows = Recognition.objects.filter(
        unit_id__in=list(village_ids), standard=Standard.VILLAGE
    ).order_by("year", "decision_date", "id")
    newest = {row.unit_id: row.state for row in rows}
    return frozenset(pk for pk, state in newest.items() if state == RecognitionState.RECOGNISED)
