"""A campaign and its targets, named unit by unit."""

from __future__ import annotations

import uuid
from datetime import date

import pghistory
import pgtrigger
from django.contrib.postgres.fields import DateRangeField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from psycopg2.extras import DateRange

from campaigns.enums import TargetKind
from campaigns.plan_enums import ObjectiveKind
from communes.models import AdministrativeUnit, Agency, UnitVersion
from kbang_ntm.core.models import User


@pghistory.track()
class Campaign(models.Model):
    """An emulation movement: official period and launch date are two things."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField("mã", max_length=60, unique=True)
    title = models.CharField("tên phong trào", max_length=240)
    unit = models.ForeignKey(
        AdministrativeUnit,
        on_delete=models.PROTECT,
        related_name="campaigns",
        verbose_name="đơn vị",
    )
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name="thuộc phong trào",
    )
    period = DateRangeField("giai đoạn")
    launched_on = models.DateField("ngày phát động", null=True, blank=True)
    plan_number = models.CharField("số kế hoạch", max_length=60, blank=True)
    plan_date = models.DateField("ngày kế hoạch", null=True, blank=True)
    legal_bases = models.JSONField("căn cứ", default=list, blank=True)
    source = models.TextField("nguồn", blank=True)
    note = models.TextField("ghi chú", blank=True)
    illustrative = models.BooleanField("số liệu minh họa", default=False, db_default=False)
    opened_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người lập",
    )

    class Meta:
        verbose_name = "phong trào thi đua"
        verbose_name_plural = "phong trào thi đua"
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
                name="campaign_not_its_own_parent",
                violation_error_message="Phong trào không thể thuộc chính nó.",
            ),
            models.CheckConstraint(
                condition=Q(period__isempty=False) & Q(period__startswith__isnull=False),
                name="campaign_period_begins",
                violation_error_message="Giai đoạn phải có ngày đầu, trước ngày cuối.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="campaign_not_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.title


# A unit must have lived at some time between the day of the plan and the end of the target year:
# a commune of the plan that was dissolved later keeps its target, one long gone gets none.
LIVES = """
IF NOT EXISTS (
    SELECT 1 FROM communes_unitversion v JOIN campaigns_campaign c ON c.id = NEW.campaign_id
    WHERE v.unit_id = COALESCE(NEW.unit_id, NEW.within_id)
      AND v.valid && daterange(
          LEAST(COALESCE(c.plan_date, lower(c.period)), make_date(NEW.year, 12, 31)),
          make_date(NEW.year, 12, 31), '[]')
) THEN
    RAISE EXCEPTION 'Đơn vị không tồn tại trong thời gian của mục tiêu.';
END IF;
RETURN NEW;
"""


@pghistory.track()
class Objective(models.Model):
    """One sentence of the plan's objectives: a number by a year, or words that nobody counts."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="objectives", verbose_name="phong trào"
    )
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    kind = models.CharField("loại", max_length=20, choices=ObjectiveKind.choices)
    number = models.PositiveSmallIntegerField("số lượng", null=True, blank=True)
    year = models.PositiveSmallIntegerField("đến năm")
    words = models.CharField("lời của kế hoạch", max_length=300)
    certain = models.BooleanField("đã kiểm chứng", default=False)
    source = models.TextField("nguồn", blank=True)
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        verbose_name = "mục tiêu chung"
        verbose_name_plural = "mục tiêu chung"
        ordering = ["campaign", "order", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "kind", "year", "words"],
                name="objective_once",
                violation_error_message="Phong trào đã có mục tiêu này.",
            ),
            models.CheckConstraint(
                condition=Q(kind="words", number__isnull=True) | ~Q(kind="words"),
                name="objective_words_uncounted",
                violation_error_message="Mục tiêu nêu bằng lời thì không ghi số lượng.",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2100),
                name="objective_year_sane",
                violation_error_message="Năm không hợp lý. Xem lại năm.",
            ),
        ]

    def __str__(self) -> str:
        return self.words


@pghistory.track()
class Target(models.Model):
    """One promise of the plan: this unit reaches this standard by this year.

    A village whose name could not be read keeps `unit` empty and the commune in `within`.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="targets", verbose_name="phong trào"
    )
    kind = models.CharField("mục tiêu", max_length=20, choices=TargetKind.choices)
    unit = models.ForeignKey(
        AdministrativeUnit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="targets",
        verbose_name="đơn vị",
    )
    within = models.ForeignKey(
        AdministrativeUnit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="nằm trong",
    )
    year = models.PositiveSmallIntegerField("đến năm")
    read_as = models.CharField("chữ đọc được trong bản quét", max_length=120, blank=True)
    owner = models.ForeignKey(
        Agency,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="cơ quan theo dõi",
    )
    missed_reason = models.CharField("lý do không đạt", max_length=500, blank=True, db_default="")
    certain = models.BooleanField("đã kiểm chứng", default=False)
    source = models.TextField("nguồn", blank=True)
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        verbose_name = "mục tiêu"
        verbose_name_plural = "mục tiêu"
        triggers = [
            pgtrigger.Trigger(
                name="target_unit_lives",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=LIVES,
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "kind", "unit", "within", "year", "read_as"],
                name="target_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(unit__isnull=False) | Q(within__isnull=False), name="target_somewhere"
            ),
        ]

    def clean(self) -> None:
        """Say in words what the trigger refuses."""
        unit_id = self.unit_id or self.within_id
        if not (unit_id and self.campaign_id and self.year):
            return
        begun = self.campaign.plan_date or self.campaign.period.lower
        last = date(self.year, 12, 31)
        first = min(begun, last) if begun else last
        during = DateRange(first, last, "[]")
        if not UnitVersion.objects.filter(unit_id=unit_id, valid__overlap=during).exists():
            raise ValidationError(
                {"year": "Đơn vị không tồn tại trong thời gian của mục tiêu. Sửa đơn vị hoặc năm."}
            )
