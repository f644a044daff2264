"""Invented quarterly figures: pure, deterministic, inside constraints that a test checks.

The plan says how many criteria each commune meets in each period and which come easiest. From it
follows which criteria are met; an unmet one has a few indicators that lag and grow towards their
level. The verdicts themselves are never invented: `communes.evaluation` gives them.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from communes.demo.quantities import DENOMINATORS, TENTH, Quantities, divided, quantities
from communes.evaluation import ThresholdRule
from communes.measures import (
    NO,
    YES,
    Comparator,
    EntryValue,
    IndicatorSpec,
    Measure,
    PartSpec,
    PartValue,
    wild_change,
)

NEVER = 10**6
INCOME, POVERTY, CRAFT = "10", "11", "13.4"
NO_CRAFT_VILLAGE = "Xã không có làng nghề, làng nghề truyền thống."
COMPLETED = "Hoàn thành thêm trong kỳ, có hồ sơ tại xã."
# Which indicators of a criterion usually lag behind, the likeliest first.
LAGGING: dict[str, tuple[str, ...]] = {
    "1": ("1.1", "1.2"),
    "2": ("2.2", "2.4", "2.3"),
    "6": ("6.1", "6.3"),
    "9": ("9.1", "9.2"),
    "12": ("12.2", "12.1"),
    "13": ("13.3", "13.2", "13.1"),
    "15": ("15.3", "15.4"),
    "17": ("17.1", "17.8", "17.11", "17.6", "17.9"),
    "18": ("18.1", "18.6"),
    "19": ("19.2",),
}

Rules = Mapping[str, Mapping[str, ThresholdRule | None]]


@dataclass(frozen=True)
class Figure:
    """What a commune enters for one indicator: the value, and the survey it rests on.

    `carried` tells that it was kept from the period before ("giữ nguyên kỳ trước").
    """

    value: EntryValue
    survey: str = ""
    carried: bool = False


@dataclass(frozen=True)
class Frame:
    """What the figures are made for: indicators by criterion, and levels by year."""

    criteria: Mapping[str, tuple[IndicatorSpec, ...]]
    rules: Mapping[int, Rules]


Figures = dict[str, dict[str, dict[str, Figure]]]


def generate(plan: Mapping[str, Any], frame: Frame) -> Figures:
    """{period: {commune: {indicator code: figure}}} for every commune of the period's map."""
    return {
        period: {
            name: _Commune(plan, frame, name).figures(period, index, basis)
            for name, basis in bases(plan, index).items()
        }
        for index, period in enumerate(plan["periods"])
    }


def bases(plan: Mapping[str, Any], index: int) -> dict[str, Quantities]:
    """Quantities of each commune that exists in the period, divisions included."""
    period, division = plan["periods"][index], plan["division"]
    found = {}
    for name, row in plan["communes"].items():
        found[name] = quantities(f"{plan['seed']} {name}", row, index, school_year(period))
    if index < plan["periods"].index(division["period"]):
        return found
    last = plan["periods"].index(division["period"]) - 1
    gone = found.pop(division["unit"])
    whole = quantities(
        f"{plan['seed']} {division['unit']}",
        plan["communes"][division["unit"]],
        last,
        school_year(plan["periods"][last]),
    )
    assert gone.values.keys() == whole.values.keys(), "the same quantities whatever the period"
    for name, part in divided(whole, division["parts"]).items():
        found[name] = found[name].plus(part)
    return found


def school_year(period: str) -> int:
    """Pupils who finished in May count from the third quarter on."""
    year, quarter = int(period[:4]), int(period[-1])
    return year if quarter >= 3 else year - 1


class _Commune:
    """The figures of one commune, period by period."""

    def __init__(self, plan: Mapping[str, Any], frame: Frame, name: str) -> None:
        self.plan, self.frame, self.name = plan, frame, name
        self.row = plan["communes"][name]
        self.seed = f"{plan['seed']} {name}"
        self.starts = self._met_from()

    def _met_from(self) -> dict[str, int]:
        """From which period each indicator meets its level: 0 always, NEVER not within sight."""
        reached = {no: self._criterion_from(no) for no in self.frame.criteria}
        found = {}
        for no, specs in self.frame.criteria.items():
            draw = random.Random(f"{self.seed} lag {no}")
            codes = [spec.code for spec in specs if spec.code != CRAFT]
            usual = [code for code in LAGGING.get(no, tuple(codes)) if code in codes]
            behind = usual[: draw.randint(1, max(1, len(usual) - 1))]
            for code in codes:
                if code not in behind or reached[no] == 0:
                    found[code] = 0
                elif code == behind[0]:
                    found[code] = reached[no]
                else:
                    last = min(reached[no], len(self.plan["periods"]))
                    found[code] = draw.randint(1, last)
        return found

    def _criterion_from(self, no: str) -> int:
        """The first period in which the plan counts this criterion as met."""
        if no not in self.row["easiest_first"]:
            return 0
        place = self.row["easiest_first"].index(no)
        for index, period in enumerate(self.plan["periods"][: len(self.row["criteria_met"])]):
            others = self.row["criteria_met"][index] - self._surveyed_met(period)
            if place < others:
                return index
        return NEVER

    def _surveyed_met(self, period: str) -> int:
        """How many of the two surveyed criteria (income, poverty) are met in the period."""
        rules = self.frame.rules[int(period[:4])]
        survey = self.plan["surveys"][period]
        income, poverty = rules[INCOME]["a"], rules[POVERTY]["a"]
        assert income and poverty and income.amount and poverty.amount, "both levels are known"
        met = Decimal(self.row["income"][survey]) >= income.amount
        return met + (Decimal(self.row["poverty"][survey]) <= poverty.amount)

    def figures(self, period: str, index: int, basis: Quantities) -> dict[str, Figure]:
        """All indicators of one period."""
        rules = self.frame.rules[int(period[:4])]
        return {
            spec.code: self._figure(spec, period, index, basis, rules[spec.code])
            for specs in self.frame.criteria.values()
            for spec in specs
        }

    def _figure(
        self,
        spec: IndicatorSpec,
        period: str,
        index: int,
        basis: Quantities,
        rules: Mapping[str, ThresholdRule | None],
    ) -> Figure:
        if spec.code in (INCOME, POVERTY):
            return self._surveyed(spec.code, period)
        if spec.code == CRAFT and not self.row["craft_village"]:
            return Figure(EntryValue(na_reason=NO_CRAFT_VILLAGE, na_approved=True))
        start = self.starts.get(spec.code, 0)
        weak = len(spec.parts) - 1  # of two parts the second lags: women, piped water
        parts = []
        for order, part in enumerate(spec.parts):
            rule = rules[part.key]
            assert rule is not None, f"{spec.code} has no level, so nothing can be invented for it"
            path = _Path(
                start=start if order == weak else 0,
                index=index,
                length=len(self.plan["periods"]),
                seed=f"{self.seed} {spec.code} {part.key}",
            )
            name = DENOMINATORS[spec.code][order] if spec.code in DENOMINATORS else ""
            parts.append(part_value(part, rule, path, basis[name] if name else None))
        return Figure(EntryValue(parts=_within(spec.code, parts)))

    def _surveyed(self, code: str, period: str) -> Figure:
        """Income and poverty: found once a year, kept until the next survey."""
        year = self.plan["surveys"][period]
        carried = period != f"{year}-Q4"
        if code == INCOME:
            value = PartValue(number=Decimal(self.row["income"][year]))
            text = f"Điều tra thu nhập bình quân đầu người năm {year}"
        else:
            index = self.plan["periods"].index(f"{year}-Q4")
            households = bases(self.plan, index)[self.name]["households"]
            poor = households * Decimal(self.row["poverty"][year]) / 100
            value = PartValue(numerator=_floor(poor, Decimal(1)), denominator=households)
            text = f"Rà soát hộ nghèo, hộ cận nghèo cuối năm {year}"
        return Figure(EntryValue(parts=(value,)), survey=text, carried=carried)


@dataclass(frozen=True)
class _Path:
    """How one part goes over the periods: below its level until `start`, at it from then on."""

    start: int
    index: int
    length: int
    seed: str

    @property
    def met(self) -> bool:
        return self.index >= self.start

    def draw(self) -> random.Random:
        """The same numbers for every period of the path."""
        return random.Random(self.seed)

    def progress(self) -> Decimal:
        """From 0 to 1: how far the way to the level (or, once there, beyond it) has been gone."""
        if self.met:
            whole = self.length - self.start
            return Decimal(self.index - self.start + 1) / whole
        return Decimal(self.index + 1) / (min(self.start, self.length + 2) + 1)


def part_value(
    part: PartSpec, rule: ThresholdRule, path: _Path, denominator: Decimal | None
) -> PartValue:
    """A value for one part, on the right side of its level."""
    if part.measure is Measure.BOOLEAN:
        return PartValue(choice=YES if path.met else NO)
    assert rule.amount is not None, "a level in numbers"
    if part.measure is Measure.RATIO and denominator is not None:
        step = Decimal(1) if part.whole_counts else TENTH
        share = _percent(part, rule.amount, path) / 100
        return PartValue(
            numerator=_bounded(part, rule.amount, path, denominator, share * denominator, step),
            denominator=denominator,
        )
    if part.comparator is Comparator.EQUAL:
        first = path.draw().randint(8, 34)
        left = _floor(first * (1 - path.progress()), Decimal(1))
        return PartValue(number=rule.amount if path.met else max(Decimal(1), left))
    if part.measure is Measure.RATIO:
        return PartValue(number=_floor(_percent(part, rule.amount, path), Decimal(1)))
    low = rule.amount * Decimal("0.6")
    high = rule.amount * Decimal("1.25")
    reach = high - rule.amount if path.met else rule.amount - low
    base = rule.amount if path.met else low
    return PartValue(number=_floor(base + reach * path.progress() * Decimal("0.9"), TENTH))


def _percent(part: PartSpec, level: Decimal, path: _Path) -> Decimal:
    """The percentage aimed at, before rounding to counts."""
    draw = path.draw()
    away = Decimal(str(round(draw.uniform(0.1, 0.26), 3)))
    beyond = Decimal(str(round(draw.uniform(0.05, 0.3), 3)))
    if part.comparator is Comparator.AT_MOST:
        if path.met:
            return level * (1 - beyond * path.progress() / 3)
        return level * (1 + away * (1 - path.progress()))
    if path.met:
        return level + (100 - level) * beyond * path.progress()
    return level * (1 - away * (1 - path.progress()))


def _bounded(
    part: PartSpec,
    level: Decimal,
    path: _Path,
    denominator: Decimal,
    aimed: Decimal,
    step: Decimal,
) -> Decimal:
    """The count nearest to what was aimed at that lies on the right side of the level."""
    edge = level * denominator / 100
    count = _floor(aimed, step)
    if part.comparator is Comparator.AT_MOST:
        return min(count, _floor(edge, step)) if path.met else max(count, _floor(edge, step) + step)
    needed = (edge / step).to_integral(rounding=ROUND_CEILING) * step
    if path.met:
        return min(max(count, needed), denominator)
    return max(min(count, needed - step), Decimal(0))


def _within(code: str, parts: list[PartValue]) -> tuple[PartValue, ...]:
    """Piped clean water is part of clean water: never more households than in all."""
    if code != "17.1":
        return tuple(parts)
    whole, piped = parts
    assert whole.numerator is not None and piped.numerator is not None, "both are counted"
    least = max(whole.numerator, piped.numerator)
    return (PartValue(numerator=least, denominator=whole.denominator), piped)


def _floor(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).to_integral(rounding=ROUND_FLOOR) * step


def division_note(plan: Mapping[str, Any], period: str, commune: str) -> str:
    """Why a commune's quantities jumped, in the period in which it received a part of another."""
    division = plan["division"]
    if period != division["period"] or commune not in division["parts"]:
        return ""
    return "Nhận địa bàn và dân cư của xã Đăk Hlơ từ 01/11/2024."


def notes(
    frame: Frame,
    new: Mapping[str, Figure],
    old: Mapping[str, Figure],
    divided: str,
) -> dict[str, str]:
    """Explanations for changes the portal would ask about, by indicator code."""
    found = {}
    for specs in frame.criteria.values():
        for spec in specs:
            if spec.code not in new or spec.code not in old:
                continue
            parts = zip(
                spec.parts, new[spec.code].value.parts, old[spec.code].value.parts, strict=False
            )
            if any(wild_change(part, now, before) for part, now, before in parts):
                choice = spec.parts[0].is_choice or spec.parts[0].comparator is Comparator.EQUAL
                found[spec.code] = divided if divided and not choice else COMPLETED
    return found
