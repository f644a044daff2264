"""Prizes of the lines of a decision, by the law of the day it is decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from awards.accumulation import Claim, withheld
from awards.enums import AwardLevel, AwardState, DecisionState, Rounding
from awards.models import Award, AwardType, Decision
from awards.queries.law import PrizeTable
from communes.enums import UnitKind
from communes.models import AdministrativeUnit
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import fold

ABOVE = (AwardLevel.PROVINCE, AwardLevel.STATE)
NO_AMOUNT = "Quy định không nêu mức tiền thưởng."


@dataclass(frozen=True)
class Prize:
    """What one line gets: multiplier and whole đồng, or why there is no money."""

    factor: Decimal | None
    amount: int | None
    reason: str = ""


def decided_here(award_type: AwardType, unit: AdministrativeUnit) -> bool:
    """Whether the leader of that level decides that type."""
    if unit.level == UnitKind.DISTRICT:
        return award_type.decided_in_district
    return award_type.decided_in_commune


def prize_law(day: date) -> PrizeTable:
    """What the amounts of a day rest on. Two queries. Raises Refused (`no_salary`,
    `no_rounding`)."""
    table = PrizeTable(day)
    if table.rounding is None or table.rounding.text not in Rounding.values:
        raise Refused(
            "no_rounding",
            f"Chưa có quy định làm tròn tiền thưởng của ngày {day:%d/%m/%Y}. "
            "Quản trị nhập quy định này trước khi ký quyết định.",
        )
    return table


def factor_of(award: Award, law: PrizeTable) -> Decimal | None:
    """The multiplier of a line for its kind of nominee; None where the law gives none."""
    return law.multiplier(award.award_type, award.group) if award.award_type else None


def prizes(
    decision: Decision, awards: Sequence[Award], day: date, law: PrizeTable
) -> dict[int, Prize]:
    """{award id: its prize} if decided on that day. One query.

    `awards` come with `award_type`, `nominee` and `nomination`. Of two decisions of one day the
    one decided first keeps its prizes.
    """
    factors = {award.pk: factor_of(award, law) for award in awards}
    claims = [_claim(award, factors[award.pk]) for award in awards]
    lower = withheld(claims)
    names = {award.pk: award.type_name for award in awards}
    groups = {claim.key: claim.group for claim in claims}
    earlier = _earlier(decision, day)
    found = {}
    for award in awards:
        factor, kind = factors[award.pk], award.award_type
        if kind is not None and kind.level in ABOVE:
            found[award.pk] = Prize(None, None, f"Tiền thưởng do {kind.decider} chi.")
        elif factor is None:
            found[award.pk] = Prize(None, None, NO_AMOUNT)
        elif award.pk in lower:
            found[award.pk] = _without(factor, names[lower[award.pk]])
        elif groups[award.pk] in earlier and groups[award.pk][2] is not None:
            found[award.pk] = _without(factor, earlier[groups[award.pk]])
        else:
            found[award.pk] = Prize(factor, law.of(kind, award.group).amount if kind else None)
    return found


def _without(factor: Decimal, higher: str) -> Prize:
    return Prize(
        factor,
        None,
        f"Cùng thời điểm, cùng thời gian đạt thành tích: đã có tiền thưởng của «{higher}»."[:200],
    )


def _claim(award: Award, factor: Decimal | None) -> Claim:
    span = award.nomination.achievement if award.nomination else None
    return Claim(
        key=award.pk,
        subject=award.nominee.same_as_id or award.nominee_id,
        kind=award.award_type.kind if award.award_type else "",
        first=span.lower if span else None,
        last=span.upper if span else None,
        factor=factor,
        achievement=fold(award.citation),
    )


def _earlier(decision: Decision, day: date) -> dict[tuple[object, ...], str]:
    """{group of claims: type that has its prize} of other decisions of that level and day."""
    rows = Award.objects.filter(
        decision__unit_id=decision.unit_id,
        decision__decided_on=day,
        decision__state__in=[DecisionState.DECIDED, DecisionState.ISSUED],
        state=AwardState.VALID,
        amount__isnull=False,
    ).exclude(decision=decision)
    return {
        _claim(row, row.factor).group: row.type_name
        for row in rows.select_related("award_type", "nominee", "nomination")
    }
