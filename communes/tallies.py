"""Arithmetic of the registers: debt of works, shares of counted papers, what may be published.

Pure: no ORM, exact numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import TypeVar

EXACT = Context(prec=60)
ZERO = Decimal(0)
HUNDRED = Decimal(100)
Key = TypeVar("Key")


@dataclass(frozen=True)
class WorkSums:
    """Sums of one work in đồng; None where no row says anything, which is not zero."""

    given: Decimal | None = None
    accepted: Decimal | None = None
    paid: Decimal | None = None

    @property
    def known(self) -> bool:
        """Whether debt can be computed at all."""
        return self.accepted is not None and self.paid is not None

    @property
    def owed(self) -> Decimal | None:
        """Accepted value not paid yet; never below zero: an advance is no negative debt."""
        if self.accepted is None or self.paid is None:
            return None
        return max(ZERO, EXACT.subtract(self.accepted, self.paid))

    @property
    def advance(self) -> Decimal | None:
        """Paid beyond what was accepted."""
        if self.accepted is None or self.paid is None:
            return None
        return max(ZERO, EXACT.subtract(self.paid, self.accepted))

    @property
    def unfunded(self) -> Decimal | None:
        """Accepted value for which no capital was given."""
        if self.accepted is None or self.given is None:
            return None
        return max(ZERO, EXACT.subtract(self.accepted, self.given))


@dataclass(frozen=True)
class DebtSums:
    """Sums over works; `unknown` works have no computable debt and are left out of `owed`."""

    works: int
    given: Decimal
    accepted: Decimal
    paid: Decimal
    owed: Decimal
    unknown: int


def total_debt(works: Iterable[WorkSums]) -> DebtSums:
    """Debt of works together. An advance on one work never pays for another."""
    rows = list(works)
    return DebtSums(
        works=len(rows),
        given=_sum(row.given for row in rows),
        accepted=_sum(row.accepted for row in rows),
        paid=_sum(row.paid for row in rows),
        owed=_sum(row.owed for row in rows),
        unknown=sum(not row.known for row in rows),
    )


def _sum(values: Iterable[Decimal | None]) -> Decimal:
    found = ZERO
    for value in values:
        if value is not None:
            found = EXACT.add(found, value)
    return found


def share(part: int, whole: int) -> Decimal | None:
    """What percentage `part` is of `whole`; None where there is no whole.

    For showing. Comparisons go through `reaches`, which never divides.
    """
    if whole == 0:
        return None
    return EXACT.divide(EXACT.multiply(Decimal(part), HUNDRED), Decimal(whole))


def reaches(part: int, whole: int, percent: Decimal) -> bool | None:
    """Whether part of whole is at least `percent`; None where there is no whole."""
    if whole == 0:
        return None
    return EXACT.multiply(Decimal(part), HUNDRED) >= EXACT.multiply(percent, Decimal(whole))


def hidden_groups(papers: Mapping[Key, int], least: int) -> frozenset[Key]:
    """Groups that must not be shown when groups of fewer than `least` papers are kept back.

    The sum of all groups is public, so what is kept back together must be `least` papers and two
    groups at the least: else the difference would tell it. The smallest others are added until
    that holds. A group without any paper tells nothing and is left alone.
    """
    filled = {key: number for key, number in papers.items() if number > 0}
    kept = {key for key, number in filled.items() if number < least}
    if not kept:
        return frozenset()
    others = sorted(filled.keys() - kept, key=lambda key: (filled[key], str(key)))
    for key in others:
        if len(kept) > 1 and sum(filled[one] for one in kept) >= least:
            break
        kept.add(key)
    return frozenset(kept)
