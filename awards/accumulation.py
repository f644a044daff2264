"""Which of several awards of one nominee carry a prize. Pure.

NĐ 152/2025 Điều 49.5-7 (and NĐ 98/2023 alike): several titles at the same time for the same
period, only the highest one's prize; titles of different periods, all; forms of award for
different achievements, all; a title and a form, both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from awards.enums import AwardKind


@dataclass(frozen=True)
class Claim:
    """One award decided on a day, as far as its prize depends on others of the same nominee.

    `subject`: the nominee, whichever of its rows; `achievement`: what a form of award is for;
    `factor`: None where the law gives no prize.
    """

    key: int
    subject: int
    kind: str
    first: date | None
    last: date | None
    factor: Decimal | None
    achievement: str = ""

    @property
    def group(self) -> tuple[object, ...]:
        """Claims of one group carry one prize together. A form of award for another achievement
        stands alone."""
        period = (self.subject, self.kind, self.first, self.last)
        return period if self.kind == AwardKind.TITLE else (*period, self.achievement)


def withheld(claims: Sequence[Claim]) -> dict[int, int]:
    """{key of an award without a prize: key of the higher award that carries it}.

    Of equals the first one carries it. Awards whose period is not known are never put together.
    """
    best: dict[tuple[object, ...], Claim] = {}
    for claim in claims:
        if claim.factor is None or claim.first is None:
            continue
        held = best.get(claim.group)
        if held is None or held.factor is None or claim.factor > held.factor:
            best[claim.group] = claim
    return {
        claim.key: best[claim.group].key
        for claim in claims
        if claim.factor is not None
        and claim.first is not None
        and best[claim.group].key != claim.key
    }
