"""A campaign and its targets, named unit by unit."""

from __future__ import annotations

import uuid

import pghistory
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from campaigns.enums import TargetKind
from communes.models import AdministrativeUnit


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
    period = DateRangeField("giai đoạn")
    launched_on = models.DateField("ngày phát động", null=True, blank=True)
    plan_number = models.CharField("số kế hoạch", max_length=60, blank=True)
    plan_date = models.DateField("ngày kế hoạch", null=True, blank=True)
    legal_bases = models.JSONField("căn cứ", default=list, blank=True)
    source = models.TextField("nguồn", blank=True)
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        verbose_name = "phong trào thi đua"
        verbose_name_plural = "phong trào thi đua"

    def __str__(self) -> str:
        return self.title


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
    certain = models.BooleanField("đã kiểm chứng", default=False)
    source = models.TextField("nguồn", blank=True)
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        verbose_name = "mục tiêu"
        verbose_name_plural = "mục tiêu"
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
