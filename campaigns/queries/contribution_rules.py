"""The dated conventions of the ledger: limits, minutes, and rates of conversion."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import F, Q

from campaigns.burden import Limits
from campaigns.models import Contribution, ConversionRate
from communes.models import RegisterRule

POOR_LIMIT = "contribution-poor-limit"
HOUSEHOLD_LIMIT = "contribution-household-limit"
MINUTES = "contribution-minutes"


def rules_on(day: date) -> dict[str, RegisterRule]:
    """{code: rule in force that day}. One query."""
    codes = (POOR_LIMIT, HOUSEHOLD_LIMIT, MINUTES)
    return {
        row.code: row for row in RegisterRule.objects.filter(code__in=codes, valid__contains=day)
    }


def limits_of(rules: dict[str, RegisterRule]) -> Limits:
    """The limits among the rules."""

    def amount(code: str) -> Decimal | None:
        return rules[code].amount if code in rules else None

    return Limits(amount(POOR_LIMIT), amount(HOUSEHOLD_LIMIT))


def rate_on(kind: str, unit_id: int, day: date) -> ConversionRate | None:
    """The rate of a kind in a unit that day, its own before the common one. One query."""
    return (
        ConversionRate.objects.filter(
            Q(unit_id=unit_id) | Q(unit__isnull=True), kind=kind, valid__contains=day
        )
        .order_by(F("unit").asc(nulls_last=True))
        .first()
    )


def lacks_minutes(row: Contribution, rule: RegisterRule | None) -> bool:
    """Whether the convention asks for minutes that are not there."""
    return (
        row.source == "people"
        and row.corrects_id is None
        and row.minutes_file_id is None
        and rule is not None
        and rule.amount is not None
        and (row.value or 0) >= rule.amount
    )
