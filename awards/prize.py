"""Prize money of an award. Pure: whole đồng out, exact Decimals inside.

Multipliers are times the base salary in force on the day the decision is signed (NĐ 91/2017 Điều
68; NĐ 152/2025 Điều 49). How the product is rounded is not certain, so it is a row of law.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from awards.enums import NomineeKind, Rounding

TEN_THOUSAND = Decimal(10_000)


@dataclass(frozen=True)
class Multipliers:
    """What the law gives for each kind of nominee; None where it gives nothing.

    `household_factor`: times the individual's multiplier where the row has no own one for a
    household (NĐ 152/2025: 1.5).
    """

    individual: Decimal | None = None
    collective: Decimal | None = None
    household: Decimal | None = None
    household_factor: Decimal | None = None

    def of(self, kind: str) -> Decimal | None:
        """The multiplier for that kind of nominee. Multiplied first, rounded once at the end."""
        if kind == NomineeKind.COLLECTIVE:
            return self.collective
        if kind == NomineeKind.INDIVIDUAL:
            return self.individual
        if self.household is not None:
            return self.household
        if self.individual is None or self.household_factor is None:
            return None
        return self.individual * self.household_factor


def rounded(amount: Decimal, how: str) -> int:
    """đồng, rounded as the row of law says. Raises ValueError for an unknown rule or a negative
    amount: money is never rounded by a guess."""
    if amount < 0:
        raise ValueError("a prize is not negative")
    if how == Rounding.CEIL:
        steps = (amount / TEN_THOUSAND).to_integral_value(rounding=ROUND_CEILING)
        return int(steps * TEN_THOUSAND)
    if how == Rounding.NEAREST:
        steps = (amount / TEN_THOUSAND).to_integral_value(rounding=ROUND_HALF_UP)
        return int(steps * TEN_THOUSAND)
    if how == Rounding.NONE:
        return int(amount.to_integral_value(rounding=ROUND_HALF_UP))
    raise ValueError(f"no rule of rounding is called {how!r}")


def prize(base: int | Decimal, multiplier: Decimal, how: str) -> int:
    """`base` đồng times `multiplier`, rounded by the rule `how`."""
    return rounded(Decimal(base) * multiplier, how)
