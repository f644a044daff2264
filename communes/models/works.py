"""Works (công trình), the ledger of their money, and a commune's statements on debt."""

from __future__ import annotations

import uuid

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q

from communes.enums import CapitalSource, Programme, WorkLineKind
from communes.models.units import AdministrativeUnit
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.vietnamese import fold, nfc


def money_field(label: str, **options: object) -> models.DecimalField:
    """Whole đồng, exact."""
    return models.DecimalField(label, max_digits=18, decimal_places=0, **options)  # type: ignore[arg-type]  # Django's own options


@pghistory.track()
class Work(models.Model):
    """One work of a commune. What was given, accepted and paid stands in its ledger."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(
        AdministrativeUnit, on_delete=models.PROTECT, related_name="works", verbose_name="xã"
    )
    village = models.ForeignKey(
        AdministrativeUnit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="thôn, làng",
    )
    name = models.CharField("tên công trình", max_length=240)
    search_key = models.CharField(max_length=300, blank=True, editable=False)
    programme = models.CharField("chương trình", max_length=5, choices=Programme.choices)
    programme_name = models.CharField("tên nguồn khác", max_length=160, blank=True)
    decision_number = models.CharField("số quyết định đầu tư", max_length=60, blank=True)
    decision_date = models.DateField("ngày quyết định", null=True, blank=True)
    total_investment = money_field("tổng mức đầu tư", null=True, blank=True)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    created_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người nhập",
    )
    created_at = models.DateTimeField("lúc nhập", default=clock.now)
    withdrawn_at = models.DateTimeField("lúc rút", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người rút",
    )
    withdrawn_reason = models.CharField("lý do rút", max_length=300, blank=True)

    class Meta:
        verbose_name = "công trình"
        verbose_name_plural = "công trình"
        ordering = ["unit__order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                condition=Q(withdrawn_at__isnull=True),
                name="work_name_once",
                violation_error_message="Xã đã có công trình mang tên này.",
            ),
            models.CheckConstraint(
                condition=Q(total_investment__isnull=True) | Q(total_investment__gte=0),
                name="work_total_not_negative",
                violation_error_message="Tổng mức đầu tư không thể nhỏ hơn 0.",
            ),
            models.CheckConstraint(
                condition=Q(programme="ntm", programme_name="")
                | (Q(programme="other") & ~Q(programme_name="")),
                name="work_other_programme_named",
                violation_error_message=(
                    "Ghi tên nguồn khi công trình không thuộc Chương trình NTM, để trống khi thuộc."
                ),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""),
                name="work_withdrawn_says_why",
            ),
        ]
        triggers = [pgtrigger.Protect(name="work_not_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.name = nfc(self.name).strip()
        self.search_key = fold(f"{self.name} {self.decision_number}")[:300]
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passes Django's own arguments on


# A counter-entry takes back exactly the row it names, once, and cannot be taken back itself.
COUNTER_ENTRY = """
IF NEW.corrects_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM communes_workline w
    WHERE w.id = NEW.corrects_id AND w.work_id = NEW.work_id AND w.kind = NEW.kind
      AND w.source = NEW.source AND w.amount = -NEW.amount AND w.corrects_id IS NULL
) THEN
    RAISE EXCEPTION 'Bút toán đảo phải đúng công trình, loại, nguồn và số tiền của dòng bị đảo.';
END IF;
RETURN NEW;
"""


class WorkLine(models.Model):
    """One row of a work's ledger in đồng: append-only, corrected by a counter-entry.

    A row of zero says "none so far": it makes the sum known.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    work = models.ForeignKey(
        Work, on_delete=models.PROTECT, related_name="lines", verbose_name="công trình"
    )
    kind = models.CharField("loại", max_length=8, choices=WorkLineKind.choices)
    source = models.CharField("nguồn vốn", max_length=10, choices=CapitalSource.choices, blank=True)
    year = models.PositiveSmallIntegerField("năm vốn", null=True, blank=True)
    amount = money_field("số tiền")
    on = models.DateField("ngày")
    paper = models.CharField("chứng từ", max_length=160, blank=True)
    corrects = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="counter",
        verbose_name="đảo dòng",
    )
    reason = models.CharField("lý do", max_length=300, blank=True)
    by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người ghi",
    )
    at = models.DateTimeField("lúc ghi", default=clock.now)

    class Meta:
        verbose_name = "dòng sổ công trình"
        verbose_name_plural = "dòng sổ công trình"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, amount__gte=0)
                | (Q(corrects__isnull=False, amount__lte=0) & ~Q(reason="")),
                name="work_line_sign",
                violation_error_message="Số tiền không thể nhỏ hơn 0. Ghi sai thì đảo dòng đó.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="given") | ~Q(source=""),
                name="work_line_given_names_source",
                violation_error_message="Chọn nguồn của vốn đã giao.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="work_line_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            pgtrigger.Trigger(
                name="work_line_counter",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=COUNTER_ENTRY,
            ),
        ]


class DebtStatement(models.Model):
    """The commune's own paper on construction debt: kept apart from what the register computes.

    `owed` is what the paper says, 0 for «không nợ đọng». Append-only: the newest `as_of` counts.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(
        AdministrativeUnit,
        on_delete=models.PROTECT,
        related_name="debt_statements",
        verbose_name="xã",
    )
    as_of = models.DateField("tính đến ngày")
    owed = money_field("nợ theo văn bản")
    paper_number = models.CharField("số văn bản", max_length=60)
    paper_date = models.DateField("ngày văn bản")
    paper_file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name="tệp văn bản"
    )
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người nhập"
    )
    at = models.DateTimeField("lúc nhập", default=clock.now)

    class Meta:
        verbose_name = "văn bản của xã về nợ xây dựng cơ bản"
        verbose_name_plural = "văn bản của xã về nợ xây dựng cơ bản"
        ordering = ["-as_of", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owed__gte=0) & ~Q(paper_number=""),
                name="debt_statement_whole",
                violation_error_message="Ghi số văn bản và số nợ từ 0 trở lên.",
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="debt_statement_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]
