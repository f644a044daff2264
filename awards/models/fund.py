"""The prize fund of a level and year: an append-only ledger, never below what is allowed."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from awards.enums import FundSource, LineKind
from awards.models.decisions import Award, Decision
from awards.models.fields import Kept, append_only, day, kept, link, owner
from communes.models import AdministrativeUnit
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User

SIGNS = {
    LineKind.INCOME: 1,
    LineKind.COMMITMENT: -1,
    LineKind.RELEASE: 1,
    LineKind.PAYMENT: -1,
    LineKind.RETURN: 1,
    LineKind.ORGANISING: -1,
}
"""What a line does to what is free. A payment of a commitment releases it in the same act."""


class PrizeFund(models.Model):
    """Quỹ thi đua, khen thưởng of a unit in a year. `overdraft`: authorised by a paper."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = owner(AdministrativeUnit, "cấp", "prize_funds")
    year = models.PositiveSmallIntegerField("năm")
    overdraft = models.DecimalField(
        "được chi trước, đồng", max_digits=14, decimal_places=0, default=0
    )
    overdraft_paper = models.CharField("văn bản cho chi trước", max_length=160, blank=True)
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    made_by = owner(User, "người lập")
    made_at = models.DateTimeField("lúc lập", default=clock.now)

    class Meta:
        verbose_name = "quỹ thi đua, khen thưởng"
        verbose_name_plural = "quỹ thi đua, khen thưởng"
        ordering = ["-year", "unit"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                name="prize_fund_once",
                violation_error_message="Đã có quỹ của năm này.",
            ),
            models.CheckConstraint(
                condition=Q(overdraft=0) | (Q(overdraft__gt=0) & ~Q(overdraft_paper="")),
                name="prize_fund_overdraft_by_paper",
                violation_error_message="Ghi văn bản cho phép chi trước.",
            ),
        ]
        triggers = [kept("prize_fund")]

    def __str__(self) -> str:
        return f"Quỹ {self.year}"


class FundLine(Kept):
    """One line, in đồng, always positive; its kind says which way it goes (`SIGNS`).

    A counter-entry (`counter_of`) has the kind of the line it answers and goes the other way.
    """

    fund = owner(PrizeFund, "quỹ", "lines")
    kind = models.CharField("loại", max_length=10, choices=LineKind.choices)
    source = models.CharField("nguồn", max_length=9, choices=FundSource.choices)
    amount = models.DecimalField("số tiền, đồng", max_digits=14, decimal_places=0)
    on = models.DateField("ngày")
    award = link(Award, "khen thưởng")
    decision = link(Decision, "quyết định")
    counter_of = link("self", "bút toán đảo của")
    receiver = models.CharField("người nhận", max_length=160, blank=True)
    paper = models.CharField("chứng từ", max_length=160, blank=True)
    paper_date = day("ngày chứng từ")
    file = link(StoredFile, "bản quét")
    note = models.CharField("ghi chú", max_length=300, blank=True)

    class Meta:
        verbose_name = "bút toán của quỹ"
        verbose_name_plural = "bút toán của quỹ"
        ordering = ["on", "id"]
        indexes = [models.Index(fields=["fund", "kind"], name="fund_line_sums")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="fund_line_positive",
                violation_error_message="Số tiền phải lớn hơn 0.",
            ),
            models.UniqueConstraint(
                fields=["award"],
                condition=Q(kind="payment", counter_of__isnull=True),
                name="fund_paid_once",
                violation_error_message="Tiền thưởng này đã chi.",
            ),
            models.UniqueConstraint(
                fields=["award"],
                condition=Q(kind="commitment", counter_of__isnull=True),
                name="fund_committed_once",
            ),
            models.UniqueConstraint(
                fields=["counter_of"],
                condition=Q(counter_of__isnull=False),
                name="fund_countered_once",
                violation_error_message="Bút toán này đã được đảo.",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["commitment", "payment"]) | Q(decision__isnull=False),
                name="fund_spends_by_decision",
                violation_error_message="Chi thưởng phải theo một quyết định.",
            ),
        ]
        triggers = [
            append_only("fund_line"),
            pgtrigger.Trigger(
                name="fund_line_own_level",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=(
                    "IF NEW.decision_id IS NOT NULL AND NOT EXISTS ("
                    "SELECT 1 FROM awards_decision d JOIN awards_prizefund f ON f.id = NEW.fund_id "
                    "WHERE d.id = NEW.decision_id AND d.unit_id = f.unit_id) THEN "
                    "RAISE EXCEPTION 'a decision charges the fund of its own level only' "
                    "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
                ),
            ),
            pgtrigger.Trigger(
                name="fund_line_balance",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                declare=[("free", "numeric")],
                func=(
                    "PERFORM 1 FROM awards_prizefund f WHERE f.id = NEW.fund_id FOR UPDATE; "
                    "SELECT f.overdraft + COALESCE(SUM(l.amount "
                    "* CASE WHEN l.kind IN ('income', 'release', 'return') THEN 1 ELSE -1 END "
                    "* CASE WHEN l.counter_of_id IS NULL THEN 1 ELSE -1 END), 0) "
                    "INTO free FROM awards_prizefund f LEFT JOIN awards_fundline l "
                    "ON l.fund_id = f.id WHERE f.id = NEW.fund_id GROUP BY f.id; "
                    "IF free < 0 THEN RAISE EXCEPTION 'the prize fund would go below zero' "
                    "USING ERRCODE = 'check_violation'; END IF; RETURN NULL;"
                ),
            ),
        ]
