"""A period's figures carried onto the map of another day, unit by unit, with their derivation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from communes.carry import Carried, Piece, carry, judge
from communes.enums import Basis
from communes.evaluation import CriterionResult, IndicatorResult, SetResult, evaluate_criterion
from communes.evaluation import evaluate_set as judge_set
from communes.models import CriteriaSet, ReportingPeriod, UnitVersion
from communes.queries.carry import Maps, People, Ways, load_census, load_ways
from communes.queries.specs import IndicatorRow, Rules, SetSpec, thresholds_by_column
from communes.tracing import Origin, Portion
from kbang_ntm.core.vietnamese import format_date, format_percent
from reports.queries.figures import UnitFigures, period_figures

TOWN = "không báo cáo bộ tiêu chí xã"
UNSENT = {Basis.SELF_ASSESSED: "chưa gửi báo cáo", Basis.CONFIRMED: "chưa được xác nhận"}
FROM_NOWHERE = "chưa ghi đơn vị này được lập từ đơn vị nào của kỳ báo cáo"


@dataclass(frozen=True)
class Source:
    """A unit of the period's map in a unit of the asked map, with what it reported."""

    unit_id: int
    key: str
    name: str
    portion: Portion
    reports: bool
    figures: UnitFigures | None
    people: People | None

    @property
    def share_words(self) -> str:
        """ "cả đơn vị"; "9,86 % dân số, 31,81 % diện tích"; "một phần, chưa rõ tỷ lệ"."""
        if self.portion.whole:
            return "cả đơn vị"
        shares = ((self.portion.population, "dân số"), (self.portion.area, "diện tích"))
        known = [
            f"{format_percent(share * 100, 2, trim=True)} {word}"
            for share, word in shares
            if share is not None
        ]
        return ", ".join(known) or "một phần, chưa rõ tỷ lệ"

    @property
    def bases(self) -> tuple[str, ...]:
        """The decisions that moved it here, each with its day."""
        lines = (
            f"{link.legal_basis} (từ {format_date(link.on)})"
            + ("" if link.certain else ", chưa kiểm chứng")
            for link in self.portion.links
        )
        return tuple(dict.fromkeys(lines))


@dataclass(frozen=True)
class CarriedFigure:
    """One indicator of one unit: its carried value and the verdict on it."""

    row: IndicatorRow
    carried: Carried
    result: IndicatorResult


@dataclass(frozen=True)
class CarriedUnit:
    """A unit of the asked map with figures made of those of the period's units."""

    version: UnitVersion
    sources: tuple[Source, ...]
    blocked: str
    figures: Mapping[int, CarriedFigure]
    criteria: tuple[CriterionResult, ...]
    whole: SetResult

    @property
    def reporting(self) -> tuple[Source, ...]:
        """Sources that report the commune criteria."""
        return tuple(source for source in self.sources if source.reports)

    @property
    def with_figures(self) -> tuple[UnitFigures, ...]:
        """What those sent."""
        return tuple(source.figures for source in self.reporting if source.figures)

    @property
    def moved(self) -> str:
        """ "tính chuyển từ Đông, Nghĩa An, một phần Đăk Hlơ"; why not, where it cannot be."""
        if self.blocked:
            return f"chưa xác định: {self.blocked}"
        names = (
            source.name if source.portion.whole else f"một phần {source.name}"
            for source in self.sources
        )
        return f"tính chuyển từ {', '.join(names)}"

    @property
    def confirmed_count(self) -> int:
        """How many of the reporting sources are confirmed."""
        return sum(figures.confirmed for figures in self.with_figures)

    @property
    def updated_at(self) -> datetime | None:
        """When the newest figure in it was written."""
        times = [figures.updated_at for figures in self.with_figures if figures.updated_at]
        return max(times, default=None)


@dataclass(frozen=True)
class Carrying:
    """All that carrying one period onto one map rests on."""

    period: ReportingPeriod
    spec: SetSpec
    maps: Maps
    basis: str
    ways: Ways
    reported: Mapping[int, UnitFigures]
    people: Mapping[int, People]
    rules: Mapping[str, Rules]


def carry_period(
    *,
    period: ReportingPeriod,
    criteria_set: CriteriaSet,
    spec: SetSpec,
    maps: Maps,
    day: date,
    known_at: datetime | None,
    basis: str,
    found: Iterable[Origin],
) -> dict[int, CarriedUnit]:
    """{unit id: its carried figures} for the communes of `found` on the map of `day`.

    Queries: the rules of carrying, populations, what was reported (two; four with `known_at`),
    and one for the levels of each region column.
    """
    communes = {version.unit_id: version for version in maps.communes(day)}
    wanted = [origin for origin in found if origin.unit in communes]
    sources = {portion.unit for origin in wanted for portion in origin.portions}
    columns = {column_of(communes[origin.unit]) for origin in wanted}
    base = Carrying(
        period=period,
        spec=spec,
        maps=maps,
        basis=basis,
        ways=load_ways(day),
        reported=period_figures(
            period=period, criteria_set=criteria_set, spec=spec, known_at=known_at, basis=basis
        ),
        people=load_census(sorted(sources), links=maps.links).on(period.ends),
        rules={
            column: thresholds_by_column(
                criteria_set, column=column, year=period.year, known_at=known_at
            )
            for column in sorted(columns)
        },
    )
    return {origin.unit: carry_unit(base, origin, communes[origin.unit]) for origin in wanted}


def column_of(version: UnitVersion) -> str:
    """The column of levels that holds for a unit; "" where none is known."""
    return version.region_column or version.commune_group


def carry_unit(base: Carrying, origin: Origin, version: UnitVersion) -> CarriedUnit:
    """One unit of the asked map. No query."""
    sources = tuple(_source(base, portion) for portion in origin.portions)
    blocked = _blocked(base, origin)
    rules = base.rules.get(column_of(version), {})
    figures: dict[int, CarriedFigure] = {}
    criteria = []
    for criterion in base.spec.criteria:
        for row in criterion.indicators:
            pieces = [_piece(base, source, row) for source in sources]
            made = carry(row.spec, base.ways.of(row), pieces, blocked=blocked)
            result = judge(row.spec, made, rules.get(row.id, {}))
            figures[row.id] = CarriedFigure(row, made, result)
        results = [figures[row.id].result for row in criterion.indicators]
        criteria.append(evaluate_criterion(criterion.no, results))
    return CarriedUnit(version, sources, blocked, figures, tuple(criteria), judge_set(criteria))


def _source(base: Carrying, portion: Portion) -> Source:
    have = base.period.ends
    return Source(
        unit_id=portion.unit,
        key=base.maps.version(portion.unit, have).unit.key,
        name=base.maps.name(portion.unit, have),
        portion=portion,
        reports=base.maps.reports(portion.unit, have),
        figures=base.reported.get(portion.unit),
        people=base.people.get(portion.unit),
    )


def _piece(base: Carrying, source: Source, row: IndicatorRow) -> Piece:
    missing = ""
    if not source.reports:
        missing = TOWN
    elif source.figures is None:
        missing = UNSENT[Basis(base.basis)]
    return Piece(
        name=source.name,
        portion=source.portion,
        value=source.figures.values.get(row.id) if source.figures else None,
        missing=missing,
        population=source.people.number if source.people else None,
        population_note=source.people.note if source.people else "",
    )


def _blocked(base: Carrying, origin: Origin) -> str:
    if origin.portions:
        return ""
    if not origin.blocked:
        return FROM_NOWHERE
    names = ", ".join(base.maps.name(unit, base.period.ends) for unit in origin.blocked)
    return f"số liệu của kỳ đã gộp trong {names}, không tách lại theo bản đồ cũ được"
