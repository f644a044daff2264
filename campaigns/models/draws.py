"""Draws of units to inspect: what went in is frozen, then the seed is published, then drawn."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q

from campaigns.models.campaign import Campaign
from kbang_ntm.core import clock
from kbang_ntm.core.models import User

# What was frozen, published or drawn stands: each column is written once.
WRITTEN_ONCE = """
IF NEW.inputs IS DISTINCT FROM OLD.inputs OR NEW.inputs_sha256 <> OLD.inputs_sha256
   OR NEW.prepared_at <> OLD.prepared_at OR NEW.seed_rule <> OLD.seed_rule
   OR NEW.title <> OLD.title OR NEW.campaign_id <> OLD.campaign_id THEN
    RAISE EXCEPTION 'Đầu vào của lần bốc thăm đã khóa, không sửa được.';
END IF;
IF OLD.seed_published_at IS NOT NULL AND (
    NEW.seed <> OLD.seed OR NEW.seed_published_at IS DISTINCT FROM OLD.seed_published_at
) THEN
    RAISE EXCEPTION 'Hạt giống đã công bố, không sửa được.';
END IF;
IF OLD.drawn_at IS NOT NULL AND (
    NEW.drawn_at IS DISTINCT FROM OLD.drawn_at OR NEW.result IS DISTINCT FROM OLD.result
) THEN
    RAISE EXCEPTION 'Đã bốc thăm, không bốc lại được.';
END IF;
RETURN NEW;
"""


class Draw(models.Model):
    """One draw. `inputs` is what `campaigns.draw` is given; `result` the keys in order drawn."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="+", verbose_name="phong trào"
    )
    title = models.CharField("tên lần bốc thăm", max_length=160)
    inputs = models.JSONField("đầu vào")
    inputs_sha256 = models.CharField("mã của đầu vào", max_length=64)
    seed_rule = models.CharField("hạt giống lấy từ đâu", max_length=240)
    prepared_at = models.DateTimeField("lúc khóa đầu vào", default=clock.now)
    prepared_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người lập"
    )
    seed = models.CharField("hạt giống", max_length=160, blank=True)
    seed_published_at = models.DateTimeField("lúc công bố hạt giống", null=True, blank=True)
    result = models.JSONField("kết quả", null=True, blank=True)
    drawn_at = models.DateTimeField("lúc bốc thăm", null=True, blank=True)
    drawn_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người bốc thăm",
    )
    illustrative = models.BooleanField("số liệu minh họa", default=False)

    class Meta:
        verbose_name = "lần bốc thăm"
        verbose_name_plural = "lần bốc thăm"
        ordering = ["-prepared_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(seed="", seed_published_at__isnull=True)
                | (
                    ~Q(seed="")
                    & Q(seed_published_at__isnull=False, seed_published_at__gt=F("prepared_at"))
                ),
                name="draw_seed_after_inputs",
                violation_error_message="Công bố hạt giống sau khi khóa đầu vào.",
            ),
            models.CheckConstraint(
                condition=Q(drawn_at__isnull=True, result__isnull=True)
                | Q(
                    result__isnull=False,
                    drawn_at__isnull=False,
                    seed_published_at__isnull=False,
                    seed_published_at__lt=F("drawn_at"),
                ),
                name="draw_after_seed",
                violation_error_message="Bốc thăm sau khi công bố hạt giống.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="draw_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="draw_written_once",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func=WRITTEN_ONCE,
            ),
        ]

    def __str__(self) -> str:
        return self.title
