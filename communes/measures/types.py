"""Value types of indicators: what is measured, what was reported, what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import (
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)
from enum import StrEnum

HUNDRED = Decimal(100)
YES = "yes"
NO = "no"

# Sums and products of reported values (at most 18 digits each) need under 40 digits. The trap
# on Inexact turns any silent rounding into an error, so "exact" is enforced, not hoped for.
EXACT = Context(prec=100, traps=[InvalidOperation, DivisionByZero, Overflow, Inexact])
# Quotients never end in general: they are made here, for showing only, never for comparing.
ROUNDING = Context(
    prec=100, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero, Overflow]
)


class Measure(StrEnum):
    """Kind of value. Boolean and ordinal parts carry a choice, the others numbers."""

    RATIO = "ratio"
    NUMBER = "number"
    CURRENCY = "currency"
    BOOLEAN = "boolean"
    ORDINAL = "ordinal"


class Comparator(StrEnum):
    """How a value stands to its threshold. IS is for choices ("đạt", "từ Khá trở lên")."""

    AT_LEAST = "ge"
    AT_MOST = "le"
    EQUAL = "eq"
    IS = "is"


class Verdict(StrEnum):
    """What the figures say; nothing about how far a report has gone."""

    MET = "met"
    NOT_MET = "not_met"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class PartSpec:
    """One measured part of an indicator; most have one, compound ones two (nam and nữ).

    `unit` is the unit of the result ("%", "triệu đồng/người/năm"), `count_unit` that of
    numerator and denominator ("hộ", "km"). A ratio without `denominator_label` is a
    percentage reported directly. `whole_counts`: only whole numbers make sense. `scale` lists
    ordinal steps from low to high. `max_value` is the highest possible result in `unit`
    (a ratio without one ends at 100).
    """

    key: str
    label: str
    measure: Measure
    comparator: Comparator
    unit: str = ""
    numerator_label: str = ""
    denominator_label: str = ""
    count_unit: str = ""
    whole_counts: bool = True
    scale: tuple[str, ...] = ()
    max_value: Decimal | None = None

    @property
    def is_counted(self) -> bool:
        """A ratio reported as two counts rather than as a percentage."""
        return self.measure is Measure.RATIO and bool(self.denominator_label)

    @property
    def is_choice(self) -> bool:
        return self.measure in (Measure.BOOLEAN, Measure.ORDINAL)


@dataclass(frozen=True)
class IndicatorSpec:
    """An indicator: one part, or two that must both hold."""

    code: str
    title: str
    parts: tuple[PartSpec, ...]
    may_not_apply: bool = False


@dataclass(frozen=True)
class PartValue:
    """What was reported for one part. Only the fields of the part's measure are filled.

    `number` of a directly reported ratio is in percent. `choice` is "", "yes", "no" or a
    step of the scale.
    """

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    number: Decimal | None = None
    choice: str = ""

    @property
    def is_empty(self) -> bool:
        return (
            self.numerator is None
            and self.denominator is None
            and self.number is None
            and not self.choice
        )


@dataclass(frozen=True)
class EntryValue:
    """What was reported for an indicator, its parts in the order of the indicator's parts.

    A non-blank `na_reason` claims that the indicator does not apply; the claim counts only
    with `na_approved`, given by the agency that reviews it.
    """

    parts: tuple[PartValue, ...] = ()
    na_reason: str = ""
    na_approved: bool = False
