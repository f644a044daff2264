"""Periods in words, and a figure against the same figure of earlier periods."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from communes.models import ReportingPeriod
from communes.queries.earlier import BEFORE, YEAR_AGO
from reports.builders.binding import Figures, listed
from reports.documents.tree import FigureState, Run

Number = int | Decimal
EARLIER_HEADS = {BEFORE: "So với kỳ trước", YEAR_AGO: "So với cùng kỳ năm trước"}
NAMES = {BEFORE: "kỳ trước", YEAR_AGO: "cùng kỳ năm trước"}
OTHER_SET = "khi đó tính theo bộ tiêu chí khác"


@dataclass(frozen=True)
class Then:
    """The figure of an earlier period: `key` is BEFORE or YEAR_AGO, `value` None where there is
    none, and then `why_not` where more is known than that; `note` goes with the value."""

    key: str
    period: ReportingPeriod | None
    value: Number | None
    why_not: str = ""
    note: str = ""
    state: FigureState = FigureState.CONFIRMED

    @property
    def when(self) -> str:
        """ "quý II năm 2024", "cùng kỳ năm trước, quý III năm 2023", "kỳ trước"."""
        if self.period is None:
            return NAMES[self.key]
        name = f"{NAMES[YEAR_AGO]}, " if self.key == YEAR_AGO else ""
        return f"{name}{period_words(self.period)}"


def period_words(period: ReportingPeriod) -> str:
    """ "quý III năm 2024", "6 tháng đầu năm 2024", "năm 2024"."""
    label = period.label.replace("/", " năm ")
    return label[0].lower() + label[1:]


def compared(
    figures: Figures, key: str, now: Number, earlier: Iterable[Then], *, unit: str, each: str = ""
) -> list[str | Run]:
    """ "tăng 2 tiêu chí so với quý II năm 2024 (12 tiêu chí); bằng cùng kỳ năm trước, ...".

    `each` is the unit of the earlier figure where it differs ("tiêu chí/xã"). What cannot be
    compared is said, never passed over. Fractions are compared as printed, with one decimal, so
    that prose and change agree.
    """
    found: list[list[str | Run]] = []
    missing: list[str] = []
    for then in earlier:
        if then.value is not None:
            found.append(_against(figures, key, now, then, unit, each or unit))
        elif then.why_not:
            found.append([f"chưa so sánh được với {then.when}, {then.why_not}"])
        else:
            missing.append(then.when)
    if missing:
        found.append([f"chưa có số liệu {listed(missing)} để so sánh"])
    words: list[str | Run] = []
    for one in found:
        words += [*(["; "] if words else []), *one]
    return words


def _against(
    figures: Figures, key: str, now: Number, then: Then, unit: str, each: str
) -> list[str | Run]:
    value: Number = 0 if then.value is None else then.value
    change = Decimal(as_printed(now)) - as_printed(value)
    whole = isinstance(now, int) and isinstance(value, int)

    def bind(name: str, number: Number) -> Run:
        places = None if isinstance(number, int) else 1
        return figures.bind(
            f"{key}-{then.key}-{name}", number, decimals=places, source=key, state=then.state
        )

    tail: list[str | Run] = [f"{then.when} (", bind("then", value), f" {each}{then.note})"]
    if change == 0:
        return ["bằng ", *tail]
    words = "tăng " if change > 0 else "giảm "
    return [
        words,
        bind("change", int(abs(change)) if whole else abs(change)),
        f" {unit} so với ",
        *tail,
    ]


def as_printed(value: Number) -> Number:
    """One decimal, half up; whole numbers as they are."""
    if isinstance(value, int):
        return value
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


def change_words(change: int | None) -> str:
    """ "tăng 2", "giảm 1", "bằng"; "chưa có" where nothing can be compared: for cells."""
    if change is None:
        return "chưa có"
    if change == 0:
        return "bằng"
    return f"tăng {change}" if change > 0 else f"giảm {-change}"
