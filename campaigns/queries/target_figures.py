"""Figures behind targets: confirmed reports of units, judged by the levels of the target year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from campaigns.warning import Lack, Point
from communes.enums import Basis, EntryReview, PeriodKind
from communes.evaluation import IndicatorResult, evaluate_criterion, evaluate_indicator
from communes.measures import YES, Comparator, PartSpec, PartValue, Verdict
from communes.measures.display import with_unit
from communes.models import IndicatorEntry, Standing
from communes.queries.columns import columns_on
from communes.queries.specs import IndicatorRow, Rules, SetSpec, thresholds_by_column
from communes.queries.values import Figures, entry_value, part_values, show_value
from communes.queries.wording import kept_specs
from kbang_ntm.core import clock

LAST = 5  # quarters behind a trend: four steps
SURVEYS = 16  # quarters looked through for what is surveyed once a year: four years

SIGNS = {Comparator.AT_LEAST: "từ", Comparator.AT_MOST: "nhiều nhất"}
Key = tuple[int, str]  # unit id, standard


@dataclass(frozen=True)
class Judged:
    """An indicator of a unit by the level of a year, said in words; `trend` is (period, value)."""

    row: IndicatorRow
    criterion: str
    result: IndicatorResult
    shown: str
    level: str
    lack: Lack
    trend: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class UnitFigures:
    """What is confirmed of a unit: counts by quarter, and every indicator by a year's levels."""

    standing: Standing
    criteria: tuple[Point, ...]
    judged: tuple[Judged, ...]
    verdicts: dict[str, Verdict]

    @property
    def total(self) -> int:
        """Criteria in all."""
        return len(self.verdicts)

    @property
    def met(self) -> int:
        """Criteria met or properly not applicable."""
        return self.total - self.count(Verdict.NOT_MET) - self.count(Verdict.UNKNOWN)

    def count(self, verdict: Verdict) -> int:
        """Criteria with that verdict."""
        return sum(found is verdict for found in self.verdicts.values())

    @property
    def missing(self) -> tuple[Judged, ...]:
        """Indicators that are not met or unknown, in order."""
        wanted = (Verdict.NOT_MET, Verdict.UNKNOWN)
        return tuple(one for one in self.judged if one.result.verdict in wanted)


class FigureBook:
    """Everything read once for many units; `of` works it out for one of them and a
    year among `wanted`, the pairs of standard and year.

    A constant number of queries for any number of units: one for reports, one for columns, two
    for entries, and for each criteria set its wording and its levels by column and year.
    """

    def __init__(
        self, unit_ids: Collection[int], day: date, wanted: Iterable[tuple[str, int]]
    ) -> None:
        self.day = day
        self._standings = _standings(unit_ids, day)
        self._columns = columns_on(unit_ids, day) if unit_ids else {}
        newest = [rows[-1] for rows in self._standings.values()]
        self._specs: dict[int, SetSpec] = {
            row.criteria_set_id: kept_specs(row.criteria_set, on=row.period.ends) for row in newest
        }
        sets = {row.criteria_set_id: row.criteria_set for row in newest}
        columns = sorted({self._columns.get(row.unit_id, "") for row in newest})
        self._rules: dict[tuple[int, str, int], Rules] = {
            (pk, column, year): thresholds_by_column(found, column=column, year=year)
            for pk, found in sets.items()
            for column in columns
            for standard, year in sorted(set(wanted))
            if standard == found.standard
        }
        self._entries = self._read_entries()

    def _read_entries(self) -> dict[int, dict[int, Figures]]:
        recent = [row.report_id for rows in self._standings.values() for row in rows[-LAST:]]
        older = [row.report_id for rows in self._standings.values() for row in rows[-SURVEYS:]]
        found: dict[int, dict[int, Figures]] = defaultdict(dict)
        every = IndicatorEntry.objects.filter(report__in=recent)
        yearly = IndicatorEntry.objects.filter(
            report__in=set(older) - set(recent), indicator__yearly=True
        )
        for rows in (every, yearly):
            for report_id, *figure in rows.values_list("report_id", *Figures._fields):
                found[report_id][figure[2]] = Figures._make(figure)
        return found

    def of(self, unit_id: int, standard: str, year: int) -> UnitFigures | None:
        """The unit by the levels of a year; None without a confirmed report."""
        rows = self._standings.get((unit_id, standard))
        if not rows:
            return None
        last = rows[-1]
        spec = self._specs[last.criteria_set_id]
        column = self._columns.get(unit_id, "")
        rules = self._rules.get((last.criteria_set_id, column, year), {})
        judged, verdicts = [], {}
        for criterion in spec.criteria:
            ones = [
                self._judge(rows, row, criterion.no, rules.get(row.id, {}), year)
                for row in criterion.indicators
            ]
            judged += ones
            verdicts[criterion.no] = evaluate_criterion(
                criterion.no, [one.result for one in ones]
            ).verdict
        counts = tuple(Point(_at(row), Fraction(row.criteria_met)) for row in rows)
        return UnitFigures(last, counts, tuple(judged), verdicts)

    def _judge(
        self,
        standings: list[Standing],
        row: IndicatorRow,
        criterion: str,
        rules: Mapping[str, object],
        year: int,
    ) -> Judged:
        figures = [(one, self._entries[one.report_id].get(row.id)) for one in standings]
        known = [(one, entry) for one, entry in figures if entry is not None]
        latest = known[-1][1] if known and known[-1][0] is standings[-1] else None
        value = entry_value(latest, row.spec, review=_review(latest)) if latest else None
        result = evaluate_indicator(row.spec, value, rules)  # type: ignore[arg-type]  # rules by part key
        place = _deciding(result)
        part = row.spec.parts[place]
        series = by_survey(known) if row.yearly else [(_at(s), _name(s), e) for s, e in known]
        points = tuple(
            Point(at, number)
            for at, _words, entry in series
            if (number := measured(part, part_values(entry, len(row.spec.parts))[place]))
            is not None
        )
        level = _level(part, rules)
        end = year if row.yearly else year * 4 + 4
        lack = Lack(
            code=row.code,
            criterion=criterion,
            gap=result.gap or result.reason,
            level=level,
            rising=_rising(part, level, points),
            points=points,
            left=max(end - (points[-1].at if points else _now(standings[-1], row)), 0),
            yearly=row.yearly,
        )
        trend = tuple((words, _shown(row, entry)) for _at_, words, entry in series)
        shown = _shown(row, latest) if latest else ""
        return Judged(row, criterion, result, shown, _level_words(row, rules), lack, trend)


def _standings(unit_ids: Collection[int], day: date) -> dict[Key, list[Standing]]:
    """Confirmed counts by unit and standard, oldest first, of the newest set only."""
    rows = Standing.objects.filter(
        unit_id__in=list(unit_ids),
        basis=Basis.CONFIRMED,
        period__kind=PeriodKind.QUARTER,
        period__ends__lte=day,
        report__confirmed_at__lte=clock.end_of_day(day),
    ).select_related("period", "criteria_set")
    found: dict[Key, list[Standing]] = defaultdict(list)
    for row in rows.order_by("period__ends"):
        kept = found[(row.unit_id, row.criteria_set.standard)]
        if kept and kept[-1].criteria_set_id != row.criteria_set_id:
            kept.clear()
        kept.append(row)
    return dict(found)


def by_survey(known: list[tuple[Standing, Figures]]) -> list[tuple[int, str, Figures]]:
    """(year, words, newest entry) of each survey: a quarter that repeats it says nothing new."""
    found: dict[int, Figures] = {}
    for standing, entry in known:
        text = entry.survey.strip()[-4:]
        found[int(text) if text.isdigit() else standing.period.year] = entry
    return [(year, f"Năm {year}", entry) for year, entry in sorted(found.items())]


def measured(part: PartSpec, value: PartValue) -> Fraction | None:
    """A measured value in the unit of its part, exact; None for choices and blanks."""
    if part.is_choice:
        return None
    if part.is_counted:
        if value.numerator is None or not value.denominator:
            return None
        return Fraction(value.numerator) * 100 / Fraction(value.denominator)
    return None if value.number is None else Fraction(value.number)


def _deciding(result: IndicatorResult) -> int:
    """The first part that is not met, else the first."""
    for place, part in enumerate(result.parts):
        if part.verdict is Verdict.NOT_MET:
            return place
    return 0


def _level(part: PartSpec, rules: Mapping[str, object]) -> Fraction | None:
    amount = getattr(rules.get(part.key), "amount", None)
    return None if amount is None or part.is_choice else Fraction(amount)


def _level_words(row: IndicatorRow, rules: Mapping[str, object]) -> str:
    """ "từ 57 triệu đồng/người/năm", "nhiều nhất 7 %", part by part; "" where nobody knows it."""
    found = []
    for part in row.spec.parts:
        rule = rules.get(part.key)
        amount, choice = getattr(rule, "amount", None), getattr(rule, "choice", "")
        if part.is_choice and choice:
            words = "đạt" if choice == YES else f"từ {choice}"
        elif amount is not None:
            words = f"{SIGNS.get(part.comparator, '')} {with_unit(amount, part.unit)}".strip()
        else:
            continue
        found.append(f"{part.label}: {words}" if part.label and len(row.spec.parts) > 1 else words)
    return "; ".join(found)


def _rising(part: PartSpec, level: Fraction | None, points: tuple[Point, ...]) -> bool:
    if part.comparator is Comparator.AT_LEAST:
        return True
    if part.comparator is Comparator.AT_MOST:
        return False
    return level is None or not points or points[-1].value <= level


def _review(entry: Figures) -> str:
    return entry.review or EntryReview.NONE


def _at(row: Standing) -> int:
    return row.period.year * 4 + row.period.ordinal


def _now(row: Standing, indicator: IndicatorRow) -> int:
    return row.period.year if indicator.yearly else _at(row)


def _name(row: Standing) -> str:
    return str(row.period.label)


def _shown(row: IndicatorRow, entry: Figures) -> str:
    return show_value(row.spec, part_values(entry, len(row.spec.parts)), entry.na_reason)
