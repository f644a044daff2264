"""The prize fund of a level and year: an append-only ledger, never below what is allowed."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from awards.decision_rules import fund_units
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


SUM_OF_LINES = (
    "COALESCE(SUM(l.amount "
    "* CASE WHEN l.kind IN ('income', 'release', 'return') THEN 1 ELSE -1 END "
    "* CASE WHEN l.counter_of_id IS NULL THEN 1 ELSE -1 END), 0) "
)
OVERDRAFT_COVERS = (
    "IF NEW.overdraft < OLD.overdraft THEN "
    "SELECT NEW.overdraft + " + SUM_OF_LINES + "INTO free FROM awards_fundline l "
    "WHERE l.fund_id = NEW.id; "
    "IF free < 0 THEN RAISE EXCEPTION 'the prize fund would go below zero' "
    "USING ERRCODE = 'check_violation'; END IF; END IF; RETURN NEW;"
)
# A prize is held, let go, paid and taken back once each, unless the line was answered by a
# counter-entry; the row of the award is locked, so that two people wait for one another.
AWARD_ONCE = (
    "IF NEW.award_id IS NULL OR NEW.counter_of_id IS NOT NULL THEN RETURN NEW; END IF; "
    "SELECT * INTO found FROM awards_award a WHERE a.id = NEW.award_id FOR UPDATE; "
    "IF found.decision_id IS DISTINCT FROM NEW.decision_id "
    "OR found.amount IS DISTINCT FROM NEW.amount THEN "
    "RAISE EXCEPTION 'a prize is the amount its decision says' "
    "USING ERRCODE = 'check_violation'; END IF; "
    "IF NEW.kind = 'payment' AND found.state <> 'valid' THEN "
    "RAISE EXCEPTION 'a revoked award is not paid' "
    "USING ERRCODE = 'check_violation'; END IF; "
    "IF EXISTS (SELECT 1 FROM awards_fundline l WHERE l.award_id = NEW.award_id "
    "AND l.kind = NEW.kind AND l.counter_of_id IS NULL AND NOT EXISTS ("
    "SELECT 1 FROM awards_fundline c WHERE c.counter_of_id = l.id)) THEN "
    "RAISE EXCEPTION 'a prize is paid once' "
    "USING ERRCODE = 'unique_violation'; END IF; RETURN NEW;"
)
MIRRORS = (
    "IF NEW.counter_of_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM awards_fundline l "
    "WHERE l.id = NEW.counter_of_id AND l.counter_of_id IS NULL AND l.fund_id = NEW.fund_id "
    "AND l.kind = NEW.kind AND l.source = NEW.source AND l.amount = NEW.amount "
    "AND l.award_id IS NOT DISTINCT FROM NEW.award_id) THEN "
    "RAISE EXCEPTION 'a counter-entry mirrors its line' "
    "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
)


class FundQuerySet(models.QuerySet["PrizeFund"]):
    """Funds by reader."""

    def visible_to(self, user: User) -> models.QuerySet[PrizeFund]:
        """Of the levels the person is the desk or the leader of."""
        return self.filter(unit_id__in=fund_units(user))


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

    objects = FundQuerySet.as_manager()

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
        triggers = [
            kept("prize_fund"),
            pgtrigger.Trigger(
                name="prize_fund_overdraft_covers",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                declare=[("free", "numeric")],
                func=OVERDRAFT_COVERS,
            ),
        ]

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
                name="fund_line_award_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("found", "awards_award%ROWTYPE")],
                func=AWARD_ONCE,
            ),
            pgtrigger.Trigger(
                name="fund_line_mirrors",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=MIRRORS,
            ),
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
                    "SELECT f.overdraft + "
                    + SUM_OF_LINES
                    + "INTO free FROM awards_prizefund f LEFT JOIN awards_fundline l "
                    "ON l.fund_id = f.id WHERE f.id = NEW.fund_id GROUP BY f.id; "
                    "IF free < 0 THEN RAISE EXCEPTION 'the prize fund would go below zero' "
                    "USING ERRCODE = 'check_violation'; END IF; RETURN NULL;"
                ),
            ),
        ]
