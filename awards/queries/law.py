"""The law of awards on a day: which regime, type, rule, salary and body."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from awards.law_codes import HOUSEHOLD_FACTOR, ROUNDING
from awards.models import AwardRule, AwardType, BaseSalary, CheckRule, Regime
from awards.prize import Multipliers, prize
from communes.models import AdministrativeUnit
from communes.queries.case_bodies import Body, unit_body
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.once import settled
from kbang_ntm.core.vietnamese import format_date


@settled
def regime_on(day: date) -> Regime:
    """The regime in force on a day. One query. Raises Refused (`no_regime`)."""
    found = Regime.objects.select_related("types_of").filter(valid__contains=day).first()
    if found is None:
        raise Refused(
            "no_regime",
            f"Cổng chưa có quy định khen thưởng áp dụng ngày {format_date(day)}. "
            "Quản trị thêm quy định rồi làm lại.",
        )
    return found


def more_favourable(regime: Regime, day: date) -> Regime | None:
    """The later regime that a dossier received under `regime` and not yet decided may be put under
    on a day, when its row says that the more favourable law may be chosen. One query."""
    later = Regime.objects.filter(valid__contains=day, favourable=True, valid__gt=regime.valid)
    return later.exclude(pk=regime.pk).select_related("types_of").first()


def types_of(regime: Regime) -> int:
    """Id of the regime whose types apply in this one."""
    return regime.types_of_id or regime.pk


@settled
def award_type(code: str, regime: Regime, day: date) -> AwardType:
    """The row of a title or form under a regime: the newest that had begun by the day, for a
    dossier keeps the regime it was received under. One query. Raises Refused (`no_type`)."""
    rows = AwardType.objects.filter(regime_id=types_of(regime), code=code)
    found = rows.filter(valid__startswith__lte=day).order_by("-valid").first()
    if found is None:
        raise Refused(
            "no_type",
            f"Quy định {regime.code} không có danh hiệu, hình thức này vào ngày "
            f"{format_date(day)}. Chọn danh hiệu, hình thức khác.",
        )
    return found


@settled
def award_types_on(regime: Regime, day: date) -> list[AwardType]:
    """Titles and forms that may be given on a day, in the law's order. One query."""
    rows = AwardType.objects.filter(regime_id=types_of(regime), valid__contains=day)
    return list(rows.select_related("regime").order_by("order", "id"))


def award_names() -> list[tuple[str, str]]:
    """(code, newest name) of every title and form of any time, in the law's order. One query."""
    rows = AwardType.objects.order_by("order", "valid").values_list("code", "name")
    return list(dict(rows).items())


@settled
def rule_on(code: str, day: date) -> AwardRule | None:
    """The rule in force on a day; None where nobody has entered one. One query."""
    return AwardRule.objects.filter(code=code, valid__contains=day).first()


@settled
def rules_on(day: date) -> dict[str, AwardRule]:
    """{code: rule in force that day}. One query."""
    return {row.code: row for row in AwardRule.objects.filter(valid__contains=day)}


@settled
def check_rules_on(day: date) -> dict[str, CheckRule]:
    """{code: what the check does that day}; a code without a row is not checked. One query."""
    return {row.code: row for row in CheckRule.objects.filter(valid__contains=day)}


@settled
def base_salary_on(day: date) -> BaseSalary:
    """Lương cơ sở of a day. One query. Raises Refused (`no_salary`)."""
    found = BaseSalary.objects.filter(valid__contains=day).first()
    if found is None:
        raise Refused(
            "no_salary",
            f"Cổng chưa có mức lương cơ sở ngày {format_date(day)}. Quản trị thêm mức rồi làm lại.",
        )
    return found


def deciding_body(unit: AdministrativeUnit, day: date) -> Body:
    """The unit as the body that decides that day. At most three queries.

    Raises Refused (`body_ended`) when it did not exist then; the sentence names who follows.
    """
    body = unit_body(unit.pk, day, label="Cơ quan quyết định")
    if not body.exists:
        raise Refused(
            "body_ended",
            f"{body.ended_words} Ngày {format_date(day)} đơn vị này không quyết định khen thưởng "
            "được; chuyển hồ sơ cho đơn vị kế tục.",
        )
    return body


@dataclass(frozen=True)
class PrizeWords:
    """What a prize rests on. `amount` in đồng, None where the law gives no prize or the portal
    does not know how to round."""

    amount: int | None
    multiplier: Decimal | None
    base: BaseSalary
    rounding: AwardRule | None

    @property
    def certain(self) -> bool:
        """Base salary and rounding are both verified."""
        return self.base.certain and self.rounding is not None and self.rounding.certain


class PrizeTable:
    """The prizes of one day: base salary, rounding and household factor read once (two queries).

    Raises Refused (`no_salary`).
    """

    def __init__(self, day: date) -> None:
        self.base = base_salary_on(day)
        self.rules = rules_on(day)
        self.rounding = self.rules.get(ROUNDING)
        factor = self.rules.get(HOUSEHOLD_FACTOR)
        self.factor = factor.amount if factor else None

    def multiplier(self, row: AwardType, kind: str) -> Decimal | None:
        """Times the base salary for a kind of nominee; None where the law gives no prize."""
        return Multipliers(
            individual=row.individual_multiplier,
            collective=row.collective_multiplier,
            household=row.household_multiplier,
            household_factor=self.factor,
        ).of(kind)

    def of(self, row: AwardType, kind: str) -> PrizeWords:
        """The prize of a type for a kind of nominee."""
        times = self.multiplier(row, kind)
        amount = None
        if times is not None and self.rounding is not None:
            amount = prize(self.base.amount, times, self.rounding.text)
        return PrizeWords(amount, times, self.base, self.rounding)
