"""What a prize fund holds: ledger, balance by source, what is held and paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import BooleanField, ExpressionWrapper, Q, Sum

from awards.enums import FundSource, LineKind
from awards.law_codes import ORGANISING_SHARE
from awards.models import AwardRule, FundLine, PrizeFund
from awards.models.fund import SIGNS
from awards.queries.law import rule_on
from kbang_ntm.core.models import User

ZERO = Decimal(0)


@dataclass
class SourceSum:
    """One source of a fund, in đồng; `free` is what may still be promised."""

    source: str
    sums: dict[str, Decimal] = field(default_factory=lambda: defaultdict(lambda: ZERO))

    @property
    def label(self) -> str:
        """The source in words."""
        return str(FundSource(self.source).label)

    @property
    def income(self) -> Decimal:
        """What came in."""
        return self.sums[LineKind.INCOME]

    @property
    def held(self) -> Decimal:
        """Promised by decisions and not paid yet."""
        return self.sums[LineKind.COMMITMENT] - self.sums[LineKind.RELEASE]

    @property
    def paid(self) -> Decimal:
        """Paid less what was taken back."""
        return self.sums[LineKind.PAYMENT] - self.sums[LineKind.RETURN]

    @property
    def organising(self) -> Decimal:
        """Spent on organising."""
        return self.sums[LineKind.ORGANISING]

    @property
    def free(self) -> Decimal:
        """Neither promised nor spent; below zero while an overdraft is used."""
        return sum((SIGNS[LineKind(kind)] * value for kind, value in self.sums.items()), ZERO)


@dataclass(frozen=True)
class FundSums:
    """A fund as a whole and by source."""

    sources: tuple[SourceSum, ...]
    overdraft: Decimal

    def total(self, name: str) -> Decimal:
        """The sum over all sources of one of `SourceSum`'s figures."""
        return sum((getattr(one, name) for one in self.sources), ZERO)

    @property
    def income(self) -> Decimal:
        return self.total("income")

    @property
    def held(self) -> Decimal:
        return self.total("held")

    @property
    def paid(self) -> Decimal:
        return self.total("paid")

    @property
    def organising(self) -> Decimal:
        return self.total("organising")

    @property
    def free(self) -> Decimal:
        return self.total("free")

    def of(self, source: str) -> SourceSum:
        """One source; zeros where nothing has come from it."""
        return next((one for one in self.sources if one.source == source), SourceSum(source))


def sums_of(funds: Iterable[PrizeFund]) -> dict[int, FundSums]:
    """{fund id: its sums}. A counter-entry takes its line away. One query."""
    rows = list(funds)
    found: dict[int, dict[str, SourceSum]] = {row.pk: {} for row in rows}
    grouped = (
        FundLine.objects.filter(fund__in=rows)
        .order_by()
        .annotate(plain=ExpressionWrapper(Q(counter_of__isnull=True), BooleanField()))
        .values_list("fund_id", "source", "kind", "plain")
        .annotate(total=Sum("amount"))
    )
    for fund_id, source, kind, plain, total in grouped:
        one = found[fund_id].setdefault(source, SourceSum(source))
        one.sums[kind] += total if plain else -total
    order = list(FundSource.values)
    return {
        row.pk: FundSums(
            tuple(sorted(found[row.pk].values(), key=lambda one: order.index(one.source))),
            row.overdraft,
        )
        for row in rows
    }


@dataclass(frozen=True)
class ShareRule:
    """The share of a fund that organising may cost, on a day; `most` in đồng of this fund."""

    rule: AwardRule
    most: Decimal
    blocks: bool


def share_rule(sums: FundSums, day: date) -> ShareRule | None:
    """The row of that day applied to the fund's income; None where there is no row."""
    rule = rule_on(ORGANISING_SHARE, day)
    if rule is None or rule.amount is None:
        return None
    return ShareRule(rule, sums.income * rule.amount / 100, rule.text != "warns")


def ledger(fund: PrizeFund) -> list[FundLine]:
    """All lines in order, with what a page shows of them. One query."""
    return list(
        fund.lines.select_related("award", "decision", "file", "by", "counter_of").order_by(
            "on", "id"
        )
    )


def funds_of(user: User) -> list[PrizeFund]:
    """Funds the person may see, newest year first. One query."""
    return list(PrizeFund.objects.visible_to(user).order_by("-year", "unit__order"))
