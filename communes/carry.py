"""Figures of one map carried onto another: sums, ratios of sums, weighted means, "all met".

Pure and exact: no database, Decimals only, nothing rounded before a verdict. What one of the
units did not report makes the carried figure unknown; the part that is known is told in words,
never as a sum that pretends to be whole. Rules are conventions given as data (`Way`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from communes.carried_words import NOT_DEFINED, listed, lowest, partial_words, rounded_value
from communes.enums import CarryMethod, Divided
from communes.evaluation import IndicatorResult, ThresholdRule, evaluate_indicator
from communes.measures import (
    NO,
    YES,
    EntryValue,
    IndicatorSpec,
    Measure,
    PartSpec,
    PartValue,
    Verdict,
)
from communes.measures.types import EXACT, ROUNDING
from communes.tracing import ONE, Portion

EMPTY = PartValue()
NO_WAY = "chưa có quy ước tính chuyển cho chỉ tiêu này"
ASKED = "người có trách nhiệm phải xác định, cổng không tự tính"
# A mean rarely ends. Inputs have at most 18 digits and shares 8 decimals a change, so a mean that
# differs from a level at all differs by far more than this: rounding never turns a verdict.
_MEAN_STEP = Decimal(1).scaleb(-60)


@dataclass(frozen=True)
class Way:
    """A rule of carrying: the method, what happens to a divided unit, and where it comes from.
    `own`: a row about this indicator alone, not about its method."""

    id: int
    method: CarryMethod
    divided: Divided = Divided.UNKNOWN
    skips_na: bool = False
    legal_basis: str = ""
    certain: bool = False
    source: str = ""
    own: bool = False


@dataclass(frozen=True)
class Piece:
    """One unit of the period's map in a unit of the asked map.

    `value` is what it reported for the indicator; without one, `missing` says why in words.
    `population` is its number of people on a known day (`population_note`), for weighted means.
    """

    name: str
    portion: Portion
    value: EntryValue | None = None
    missing: str = ""
    population: Decimal | None = None
    population_note: str = ""


@dataclass(frozen=True)
class CarriedPart:
    """One part of a carried figure; empty with a `reason` where it is unknown. `scaled` tells by
    which shares counts were divided ("theo tỷ lệ dân số")."""

    value: PartValue = EMPTY
    reason: str = ""
    scaled: str = ""


@dataclass(frozen=True)
class Carried:
    """A carried figure and how it came about. `value` is None where nothing of it is known."""

    value: EntryValue | None
    parts: tuple[CarriedPart, ...]
    pieces: tuple[Piece, ...]
    way: Way | None
    reason: str = ""

    @property
    def scaled(self) -> str:
        """ "theo tỷ lệ dân số" where a share of a divided unit was used, else ""."""
        return next((part.scaled for part in self.parts if part.scaled), "")


def carry(
    spec: IndicatorSpec, way: Way | None, pieces: Sequence[Piece], *, blocked: str = ""
) -> Carried:
    """The figure of an indicator on the other map, made of the figures of `pieces`.

    One whole unit keeps its figure whatever the rule. `blocked` says in words why the units
    cannot be told apart or are not known; then nothing is computed.
    """
    found = tuple(pieces)
    if blocked:
        return _unknown(spec, found, way, blocked)
    if len(found) == 1 and found[0].portion.whole:
        return _kept(spec, found, way)
    if way is None or way.method == CarryMethod.UNKNOWN:
        return _unknown(spec, found, way, NO_WAY)
    if way.method == CarryMethod.ASK:
        return _unknown(spec, found, way, ASKED)
    counted = tuple(piece for piece in found if not (way.skips_na and _not_applicable(piece)))
    if found and not counted:
        reasons = [f"{piece.name}: {piece.value.na_reason}" for piece in found if piece.value]
        value = EntryValue(
            (EMPTY,) * len(spec.parts), na_reason="; ".join(reasons), na_approved=True
        )
        return Carried(value, (CarriedPart(),) * len(spec.parts), found, way)
    parts = tuple(_part(spec, index, way, counted) for index in range(len(spec.parts)))
    return _whole(parts, found, way)


def _kept(spec: IndicatorSpec, pieces: tuple[Piece, ...], way: Way | None) -> Carried:
    only = pieces[0]
    if only.value is None:
        return _unknown(spec, pieces, way, f"thiếu {_absence(only)}")
    values = only.value.parts or (EMPTY,) * len(spec.parts)
    return Carried(only.value, tuple(CarriedPart(value) for value in values), pieces, way)


def _unknown(
    spec: IndicatorSpec, pieces: tuple[Piece, ...], way: Way | None, reason: str
) -> Carried:
    parts = (CarriedPart(reason=reason),) * len(spec.parts)
    return Carried(None, parts, pieces, way, reason)


def _whole(parts: tuple[CarriedPart, ...], pieces: tuple[Piece, ...], way: Way) -> Carried:
    reasons = dict.fromkeys(part.reason for part in parts if part.reason)
    if all(part.value.is_empty for part in parts):
        return Carried(None, parts, pieces, way, "; ".join(reasons))
    value = EntryValue(tuple(part.value for part in parts))
    return Carried(value, parts, pieces, way, "; ".join(reasons))


def _not_applicable(piece: Piece) -> bool:
    return bool(piece.value and piece.value.na_reason and piece.value.na_approved)


def _absence(piece: Piece) -> str:
    return f"{piece.name} ({piece.missing})" if piece.missing else f"{piece.name} (chưa nhập)"


@dataclass(frozen=True)
class _Known:
    """A piece with its part of the figure and the share that goes over."""

    piece: Piece
    value: PartValue
    share: Decimal


def _part(spec: IndicatorSpec, index: int, way: Way, pieces: Sequence[Piece]) -> CarriedPart:
    part = spec.parts[index]
    known: list[_Known] = []
    missing: list[str] = []
    for piece in pieces:
        value, why = _reported(part, index, piece)
        share, no_share = _share(way, piece)
        no_weight = way.method == CarryMethod.WEIGHTED and piece.population is None
        if value is None:
            missing.append(f"{piece.name} ({why})")
        elif share is None:
            missing.append(f"{piece.name} ({no_share})")
        elif no_weight:
            missing.append(f"{piece.name} (chưa có dân số ghi ngày tháng)")
        else:
            known.append(_Known(piece, value, share))
    combine = _COMBINE[way.method]
    made = combine(part, known) if known else None
    if known and made is None:
        return CarriedPart(reason=NOT_DEFINED[way.method])
    if missing or made is None:
        names = [one.piece.name for one in known]
        told = partial_words(part, way.method, made, names) if made is not None else ""
        lack = f"thiếu {listed(missing)}" if missing else NO_WAY
        return CarriedPart(reason=f"{lack}; {told}" if told else lack)
    divided = [one for one in known if not one.piece.portion.whole]
    scaled = _SCALED.get(way.divided, "") if divided and way.method != CarryMethod.ALL else ""
    return CarriedPart(made, scaled=scaled)


_SCALED = {Divided.POPULATION: "theo tỷ lệ dân số", Divided.AREA: "theo tỷ lệ diện tích"}


def _reported(part: PartSpec, index: int, piece: Piece) -> tuple[PartValue | None, str]:
    """(the piece's value of a part, or None, why there is none)."""
    if piece.value is None:
        return None, piece.missing or "chưa nhập"
    if piece.value.na_reason:
        return None, "không áp dụng" if piece.value.na_approved else "chờ đồng ý không áp dụng"
    parts = piece.value.parts
    value = parts[index] if index < len(parts) else EMPTY
    if part.is_choice:
        steps = (YES, NO) if part.measure is Measure.BOOLEAN else part.scale
        return (value, "") if value.choice in steps else (None, "chưa nhập")
    if not part.is_counted:
        return (value, "") if value.number is not None else (None, "chưa nhập")
    if value.numerator is None or not value.denominator:
        return None, "chưa nhập đủ tử số và mẫu số"
    return value, ""


def _share(way: Way, piece: Piece) -> tuple[Decimal | None, str]:
    """(what goes over of a piece, or None, why that is not known)."""
    portion = piece.portion
    if portion.whole:
        return ONE, ""
    if way.divided == Divided.ASK:
        return None, "đơn vị bị chia, người có trách nhiệm phải xác định phần của từng nơi"
    if way.method == CarryMethod.ALL:
        same = way.divided == Divided.SAME
        return (ONE, "") if same else (None, "đơn vị bị chia, chưa có quy ước cho từng phần")
    if way.divided == Divided.POPULATION:
        return portion.population, "đơn vị bị chia, chưa có tỷ lệ dân số của phần chuyển sang"
    if way.divided == Divided.AREA:
        return portion.area, "đơn vị bị chia, chưa có tỷ lệ diện tích của phần chuyển sang"
    return None, "đơn vị bị chia, chưa có quy ước cho từng phần"


def _sums(part: PartSpec, known: Sequence[_Known]) -> PartValue | None:
    """Numbers add up; a ratio is its two sums. None for what cannot be added."""
    if part.is_counted:
        return PartValue(
            numerator=_total(known, lambda value: value.numerator),
            denominator=_total(known, lambda value: value.denominator),
        )
    if part.measure in (Measure.NUMBER, Measure.CURRENCY):
        return PartValue(number=_total(known, lambda value: value.number))
    return None


def _ratios(part: PartSpec, known: Sequence[_Known]) -> PartValue | None:
    """Only counts have a numerator and a denominator to sum."""
    return _sums(part, known) if part.is_counted else None


def _total(known: Sequence[_Known], take: Callable[[PartValue], Decimal | None]) -> Decimal:
    total = Decimal()
    for one in known:
        number = take(one.value)
        assert number is not None, "_reported passes whole values only"
        total = EXACT.add(total, EXACT.multiply(number, one.share))
    return total


def _mean(part: PartSpec, known: Sequence[_Known]) -> PartValue | None:
    """The mean by population; of a divided unit the people of its part count."""
    if part.is_choice or part.is_counted:
        return None
    above, below = Decimal(), Decimal()
    for one in known:
        number, people = one.value.number, one.piece.population
        assert number is not None and people is not None, "_part passes whole values only"
        weight = EXACT.multiply(people, one.share)
        above = EXACT.add(above, EXACT.multiply(number, weight))
        below = EXACT.add(below, weight)
    if not below:
        return None
    return PartValue(number=ROUNDING.quantize(ROUNDING.divide(above, below), _MEAN_STEP))


def _all(part: PartSpec, known: Sequence[_Known]) -> PartValue | None:
    """Yes where all say yes; of a scale the lowest step: it meets a level when all do."""
    if not part.is_choice:
        return None
    return PartValue(choice=lowest(part, [one.value.choice for one in known]))


_COMBINE: dict[str, Callable[[PartSpec, Sequence[_Known]], PartValue | None]] = {
    CarryMethod.SUM: _sums,
    CarryMethod.RATIO_OF_SUMS: _ratios,
    CarryMethod.WEIGHTED: _mean,
    CarryMethod.ALL: _all,
}


def judge(
    spec: IndicatorSpec, carried: Carried, rules: dict[str, ThresholdRule | None]
) -> IndicatorResult:
    """The verdict on a carried figure by the levels of the unit it was carried to.

    The exact value decides; words are those of the value rounded to four decimals where that
    gives the same verdict, so that nobody reads sixty digits.
    """
    if carried.value is None:
        return IndicatorResult(code=spec.code, verdict=Verdict.UNKNOWN, reason=carried.reason)
    exact = evaluate_indicator(spec, carried.value, rules)
    shown = evaluate_indicator(spec, rounded_value(carried.value, 4), rules)
    told = shown if shown.verdict is exact.verdict else exact
    if exact.verdict is Verdict.UNKNOWN and carried.reason:
        told = replace(told, reason=carried.reason)
    return replace(exact, gap=told.gap, reason=told.reason)


def carry_recognition(way: Way | None, pieces: Sequence[tuple[str, bool | None]]) -> bool | None:
    """Whether a unit made of others counts as recognised; None: chưa xác định.

    `pieces` are (name, recognised or None where it cannot be, as a town). Only a rule row that
    says "all" decides: a decision of recognition names the commune of its day.
    """
    if way is None or way.method != CarryMethod.ALL or not pieces:
        return None
    states = [state for _name, state in pieces]
    return None if None in states else all(states)
