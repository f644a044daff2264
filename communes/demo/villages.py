"""Invented figures for some villages of the plan: few, deterministic, and true to what is known.

No village is complete; those of 2023 fail income and poverty, as the press told in 11/2023.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from decimal import Decimal

from communes.demo.accounts import Accounts
from communes.demo.calendar import steps
from communes.demo.figures import Figure
from communes.demo.reports import Draft, Reviewers, Writer
from communes.enums import ReportState
from communes.evaluation import ThresholdRule
from communes.measures import NO, YES, Comparator, EntryValue, Measure, PartSpec, PartValue
from communes.models import AdministrativeUnit, CriteriaSet, ReportingPeriod, UnitVersion
from communes.queries.specs import SetSpec, load_specs, thresholds_by_column
from communes.reference.files import Row, data
from communes.services.standings import Frame
from kbang_ntm.core import clock

COLUMN = "tay_nguyen"
INCOME, POVERTY = "10", "11"


def village_plan() -> Row:
    """The plan file: villages, what lags when, illustrative levels."""
    return data("demo/villages.json")


def figures_of(
    key: str, row: Row, index: int, period: str, spec: SetSpec, rules: Mapping[str, ThresholdRule]
) -> dict[str, Figure]:
    """{indicator code: figure} of one village in the period at `index` of the plan; pure.

    `rules` are levels by code; every part of the set has one part only.
    """
    behind = frozenset(row["behind"][index])
    survey = f"Rà soát tại làng, {period}"
    found = {}
    for indicator in spec.indicators.values():
        (part,) = indicator.spec.parts
        draw = random.Random(f"{key} {indicator.code}")
        met = indicator.code not in behind
        value = _value(indicator.code, part, row, rules.get(indicator.code), draw, met=met)
        found[indicator.code] = Figure(EntryValue(parts=(value,)), survey=survey)
    return found


def _value(
    code: str,
    part: PartSpec,
    row: Row,
    rule: ThresholdRule | None,
    draw: random.Random,
    *,
    met: bool,
) -> PartValue:
    if code == INCOME:
        return PartValue(number=Decimal(row["income"]))
    if code == POVERTY:
        return _counted(part, Decimal(row["poor"]), Decimal(row["households"]))
    if part.measure is Measure.BOOLEAN:
        return PartValue(choice=YES if met else NO)
    if part.comparator is Comparator.EQUAL:
        return PartValue(number=Decimal(0 if met else draw.randint(2, 6)))
    level = rule.amount if rule and rule.amount is not None else Decimal(20)
    up = part.comparator is Comparator.AT_LEAST
    away = Decimal(draw.randint(3, 12))
    share = min(level + (away if met == up else -away), Decimal(100))
    return PartValue(number=share + Decimal(draw.randint(0, 9)) / 10 if share < 99 else share)


def _counted(part: PartSpec, count: Decimal, whole: Decimal) -> PartValue:
    """A share as the set asks for it: counted, or as a percentage where it names no counts."""
    if part.is_counted:
        return PartValue(numerator=count, denominator=whole)
    return PartValue(number=(count * 100 / whole).quantize(Decimal("0.01")))


def load_village_reports(accounts: Accounts, reviewers: Reviewers) -> int:
    """Write the villages' reports of all periods of their plan; returns how many."""
    content = village_plan()
    criteria_set = CriteriaSet.objects.get(code=content["criteria_set"])
    periods = {row.key: row for row in ReportingPeriod.objects.filter(key__in=content["periods"])}
    written = 0
    for index, key in enumerate(content["periods"]):
        period = periods[key]
        frame = Frame(
            spec=load_specs(criteria_set, on=period.ends),
            rules=thresholds_by_column(criteria_set, column=COLUMN, year=period.year),
        )
        writer = Writer(
            period=period,
            criteria_set=criteria_set,
            frame=frame,
            accounts=accounts,
            reviewers=reviewers,
        )
        drafts = _drafts(content, index, period, frame)
        written += len(writer.write(drafts))
        if criteria_set.frozen_at is None:
            criteria_set.frozen_at = min(draft.steps.entered for draft in drafts)
            criteria_set.save(update_fields=["frozen_at"])
    return written


def _drafts(content: Row, index: int, period: ReportingPeriod, frame: Frame) -> list[Draft]:
    rules = {
        row.code: rule
        for pk, row in frame.spec.indicators.items()
        if (rule := frame.rules.get(pk, {}).get("a")) is not None
    }
    due, closes = (
        moment.astimezone(clock.LOCAL).date() for moment in (period.due_at, period.closes_at)
    )
    running = index == len(content["periods"]) - 1
    places = _places(list(content["villages"]), period)
    drafts = []
    for place, (key, row) in enumerate(content["villages"].items()):
        state = content["states"][key] if running else ReportState.CONFIRMED
        if not state:
            continue  # not begun
        figures = figures_of(key, row, index, period.label, frame.spec, rules)
        codes = list(figures)
        accepted = codes if state == ReportState.CONFIRMED else []
        if state == ReportState.IN_REVIEW:
            accepted = codes[: content["accepted_in_review"]]
        if state == ReportState.DRAFT:
            figures = {code: figures[code] for code in codes[: content["drafted"]]}
        village, commune = places[key]
        drafts.append(
            Draft(
                unit=village,
                commune=commune,
                state=state,
                figures=figures,
                notes={},
                steps=steps(due=due, closes=closes, place=place + 1, late=False),
                accepted=frozenset(accepted),
            )
        )
    return drafts


def _places(
    keys: list[str], period: ReportingPeriod
) -> dict[str, tuple[AdministrativeUnit, AdministrativeUnit]]:
    """{village key: (village, the commune it lies in on the period's last day)}."""
    rows = UnitVersion.objects.filter(
        unit__key__in=keys, parent__isnull=False, valid__contains=period.ends
    ).select_related("unit", "parent")
    return {row.unit.key: (row.unit, row.parent) for row in rows if row.parent is not None}
