"""Reporting periods with their windows, and more time for single units."""

from __future__ import annotations

import uuid

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from communes.enums import PeriodKind
from communes.models.units import AdministrativeUnit
from kbang_ntm.core import clock
from kbang_ntm.core.models import User


@pghistory.track()
class ReportingPeriod(models.Model):
    """A quarter, half-year or year; `key` is "2024-Q3", "2024-H1" or "2024".

    Times are windows as data: figures are cut off on `cut_off`, entry opens at `opens_at`, is due
    at `due_at` and closes at `closes_at` (23:59:59 local).
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField("mã", max_length=10, unique=True)
    kind = models.CharField("loại kỳ", max_length=8, choices=PeriodKind.choices)
    year = models.PositiveSmallIntegerField("năm")
    ordinal = models.PositiveSmallIntegerField("thứ tự trong năm")
    starts = models.DateField("từ ngày")
    ends = models.DateField("đến ngày")
    cut_off = models.DateField("ngày chốt số liệu")
    opens_at = models.DateTimeField("mở lúc")
    due_at = models.DateTimeField("hạn gửi")
    closes_at = models.DateTimeField("đóng lúc")
    certain = models.BooleanField("đã kiểm chứng", default=False)
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        verbose_name = "kỳ báo cáo"
        verbose_name_plural = "kỳ báo cáo"
        ordering = ["-ends", "kind"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts__lte=F("ends"))
                & Q(opens_at__lt=F("due_at"))
                & Q(due_at__lte=F("closes_at")),
                name="period_times_in_order",
                violation_error_message="Thứ tự phải là: mở, hạn gửi, đóng. Sửa lại ngày giờ.",
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """ "Quý III/2024", "6 tháng đầu năm 2024", "Năm 2024"."""
        if self.kind == PeriodKind.QUARTER:
            return f"Quý {('I', 'II', 'III', 'IV')[self.ordinal - 1]}/{self.year}"
        if self.kind == PeriodKind.HALF:
            return f"6 tháng {('đầu', 'cuối')[self.ordinal - 1]} năm {self.year}"
        return f"Năm {self.year}"


class PeriodExtension(models.Model):
    """More time for one unit, granted by the coordination office with a reason.

    Append-only: on time or late rests on it. More time is another row.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    period = models.ForeignKey(
        ReportingPeriod,
        on_delete=models.PROTECT,
        related_name="extensions",
        verbose_name="kỳ báo cáo",
    )
    unit = models.ForeignKey(
        AdministrativeUnit, on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị"
    )
    until = models.DateTimeField("gia hạn đến")
    reason = models.CharField("lý do", max_length=500)
    granted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người gia hạn"
    )
    granted_at = models.DateTimeField("lúc gia hạn", default=clock.now)

    class Meta:
        verbose_name = "gia hạn"
        verbose_name_plural = "gia hạn"
        triggers = [
            pgtrigger.Protect(
                name="extension_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]
