"""Reports to choose from: figures of all indicators, judged and counted once, as COPY takes them.

Millions of figures repeat a few thousand values. Each value is judged by the rules that judge a
form, each profile (one value for every indicator) counted as a report is counted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from communes.enums import Basis
from communes.evaluation import ThresholdRule, evaluate_indicator
from communes.measures import Comparator, EntryValue, Measure, PartSpec, PartValue, typed_part
from communes.models import CriteriaSet, ProgressReport, ReportingPeriod
from communes.queries.specs import IndicatorRow, SetSpec, thresholds_by_column
from communes.scale.names import note
from communes.services.bulk_values import columns_of, hashed_value, verdict_text
from communes.services.standings import counted
from kbang_ntm.core.copying import copied

VALUES = 24  # of an indicator, for one region and year
PROFILES = 120
MET = ("met", "not_applicable")


@dataclass(frozen=True)
class Cell:
    """One value of one indicator. `entry` and `revision` are its columns for COPY, `hashed` its
    part of a receipt; `row` what a standing counts (with version 1, not reviewed)."""

    entry: str
    revision: str
    hashed: str
    met: bool
    row: tuple[Any, ...]


@dataclass(frozen=True)
class Profile:
    """A value for each indicator, in the order of the set, and what they come to."""

    cells: tuple[Cell, ...]
    standing: Mapping[str, Any]


ENTRY_TAIL = ("indicator_id", "verdict", "verdict_unverified", "verdict_illustrative", "gap",
              "threshold_ids", "rule_version")  # fmt: skip
STANDING_COUNTS = ("criteria_met", "criteria_not_met", "criteria_unknown", "criteria_total",
                   "indicators_met", "indicators_total", "entered", "verdicts", "unverified",
                   "illustrative")  # fmt: skip


def make_profiles(
    *, spec: SetSpec, criteria_set: CriteriaSet, period: ReportingPeriod, column: str,
    chance: Random,
) -> list[Profile]:  # fmt: skip
    """Profiles of one region in one period's year, from the weakest to the best."""
    rules = thresholds_by_column(criteria_set, column=column, year=period.year)
    pools = [
        [_cell(row, rules.get(row.id, {}), chance) for _ in range(VALUES)]
        for row in spec.indicators.values()
    ]
    found = []
    for number in range(PROFILES):
        share = 0.45 + 0.54 * number / PROFILES
        cells = tuple(_choose(pool, share, chance) for pool in pools)
        found.append(Profile(cells, standing_of(spec, cells)))
    return sorted(found, key=lambda profile: int(profile.standing["criteria_met"]))


def standing_of(spec: SetSpec, cells: Sequence[Cell]) -> dict[str, Any]:
    """The counts of a report with these figures, by the name of the column."""
    blank = ProgressReport(illustrative=True, version=1)
    rows = [cell.row for cell in cells]
    one = counted(report=blank, spec=spec, basis=Basis.SELF_ASSESSED, entries=rows)
    return {name: getattr(one, name) for name in STANDING_COUNTS}


def _choose(pool: Sequence[Cell], share: float, chance: Random) -> Cell:
    """A value that is met, that often, where there is one; else another."""
    wanted = chance.random() < share
    fitting = [cell for cell in pool if cell.met == wanted]
    return chance.choice(fitting or pool)


def _cell(row: IndicatorRow, rules: Mapping[str, ThresholdRule | None], chance: Random) -> Cell:
    value = EntryValue(parts=tuple(_part(part, chance) for part in row.spec.parts))
    result = evaluate_indicator(row.spec, value, rules, derivation=False)
    values = columns_of(value, note(chance), "")
    texts = "\t".join(map(copied, values))
    parts = zip(row.spec.parts, value.parts, strict=True)
    raw = copied({spec.key: typed_part(part) for spec, part in parts})
    verdict = result.verdict.value
    counts = (row.id, verdict, result.unverified, result.illustrative, "none", 1)
    hashed = [row.code, 1, [hashed_value(one) for one in values]]
    return Cell(
        entry=f"{row.id}\t{verdict_text(result)}\t{texts}",
        revision=f"{raw}\t{texts}",
        hashed=json.dumps(hashed, ensure_ascii=False, separators=(",", ":")),
        met=verdict in MET,
        row=counts,
    )


def _part(spec: PartSpec, chance: Random) -> PartValue:
    """A value as communes report it, more often good than bad."""
    if spec.is_choice:
        return PartValue(choice=chance.choice(spec.scale or ("yes", "yes", "no")))
    good = min(1.0, chance.betavariate(5, 1.2) + 0.05)
    share = 1 - good if spec.comparator is Comparator.AT_MOST else good
    if spec.is_counted:
        total = chance.randrange(200, 3000)
        return PartValue(numerator=Decimal(round(total * share)), denominator=Decimal(total))
    if spec.measure is Measure.CURRENCY:
        return PartValue(number=Decimal(chance.randrange(280, 720)) / 10)
    if spec.measure is Measure.NUMBER:
        whole = spec.comparator is Comparator.EQUAL or spec.whole_counts
        if spec.comparator is Comparator.EQUAL and good > 0.6:
            return PartValue(number=Decimal(0))
        number = Decimal(chance.randrange(1, 200))
        return PartValue(number=number if whole else number / 10)
    return PartValue(number=Decimal(round(share * 1000)) / 10)
