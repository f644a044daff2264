"""Templates of forms of province or ministry, as staff uploaded them."""

from __future__ import annotations

import uuid

import pgtrigger
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User


class ReportForm(models.Model):
    """One template: title, file, who issues it, and for which days. A wrong one is withdrawn, a new
    edition is another row."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField("tên biểu mẫu", max_length=240)
    issuer = models.CharField("cơ quan ban hành", max_length=160)
    valid = DateRangeField("dùng cho các kỳ kết thúc trong")
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name="tệp mẫu"
    )
    added_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người tải lên"
    )
    added_at = models.DateTimeField("lúc tải lên", default=clock.now)
    withdrawn_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người rút",
    )
    withdrawn_at = models.DateTimeField("lúc rút", null=True, blank=True)
    withdrawn_reason = models.CharField("lý do rút", max_length=300, blank=True)

    class Meta:
        verbose_name = "biểu mẫu"
        verbose_name_plural = "biểu mẫu"
        ordering = ["-added_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""),
                name="report_form_withdrawn_says_why",
                violation_error_message="Ghi lý do rút biểu mẫu.",
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="report_form_append_only",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    exclude=["withdrawn_by", "withdrawn_at", "withdrawn_reason"]
                ),
            ),
            pgtrigger.Protect(name="report_form_not_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.title
