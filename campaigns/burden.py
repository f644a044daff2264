"""Whether what people were asked to give is within their means: limits and arithmetic, no tables.

Nothing is blocked by it. Every answer says the numbers it rests on, so that a reader can do the
sum again; comparisons multiply and never divide, so they are exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kbang_ntm.core.vietnamese import format_number

FITS, HEAVY, UNKNOWN = "fits", "heavy", "unknown"


@dataclass(frozen=True)
class Limits:
    """đồng a year: of one poor household, of one household on average; None where no rule is."""

    poor: Decimal | None
    household: Decimal | None


@dataclass(frozen=True)
class PoorShare:
    """What the poor households of one place gave in a year: how many, and how much together."""

    place: str
    households: int
    value: Decimal


@dataclass(frozen=True)
class Burden:
    """The answer for one commune and year: HEAVY warns; `reasons` are whole sentences."""

    verdict: str
    reasons: tuple[str, ...]
    per_household: Decimal | None


def per_household(value: Decimal, households: int) -> Decimal:
    """đồng of one household, rounded half up."""
    return (value / households).quantize(Decimal(1), ROUND_HALF_UP)


def weigh(
    given: Decimal,
    *,
    households: int | None,
    unconverted: int,
    poor: Sequence[PoorShare],
    limits: Limits,
) -> Burden:
    """Judge what the people of a commune gave in a year.

    `given` in đồng over all rows that are converted, `unconverted` counts the others: with any of
    them an average below the limit proves nothing.
    """
    reasons: list[str] = []
    heavy = False
    for share in poor:
        if limits.poor is not None and share.value > limits.poor * share.households:
            heavy = True
            reasons.append(_poor_words(share, limits.poor))
    average = per_household(given, households) if households else None
    if average is not None and limits.household is not None and households:
        over = given > limits.household * households
        heavy = heavy or over
        if over:
            reasons.append(
                f"Bình quân mỗi hộ góp {format_number(average)} đồng "
                f"({format_number(given)} đồng chia {format_number(households)} hộ), cao hơn mức "
                f"{format_number(limits.household)} đồng một hộ một năm."
            )
    if heavy:
        return Burden(HEAVY, tuple(reasons), average)
    missing = _missing(households, unconverted, limits, given)
    if missing:
        return Burden(UNKNOWN, missing, average)
    return Burden(FITS, (), average)


def _poor_words(share: PoorShare, limit: Decimal) -> str:
    each = format_number(per_household(share.value, share.households))
    return (
        f"{share.place}: mỗi hộ nghèo, cận nghèo góp bình quân {each} đồng "
        f"({format_number(share.value)} đồng chia {format_number(share.households)} hộ), cao hơn "
        f"mức {format_number(limit)} đồng một hộ một năm."
    )


def _missing(
    households: int | None, unconverted: int, limits: Limits, given: Decimal
) -> tuple[str, ...]:
    found = []
    if limits.household is None:
        found.append("Chưa có mức nào để so.")
    if not households and (given or unconverted):
        found.append("Chưa xác định số hộ của xã.")
    if unconverted:
        found.append(f"{unconverted} khoản chưa quy ra đồng.")
    return tuple(found)
