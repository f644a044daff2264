"""What the portal has told its administrators about itself, and when it last looked."""

from __future__ import annotations

from django.db import models


class Alert(models.Model):
    """One thing that was not as it should be, from when it was seen until it was over.

    `fact` names it (see `queries.condition`); only one of a name is open. Times are real, also on a
    portal that stands on a demonstration day.
    """

    fact = models.CharField("mục", max_length=40)
    label = models.CharField("tên mục", max_length=120)
    words = models.CharField("tình trạng", max_length=500)
    seen_at = models.DateTimeField("thấy lúc")
    told_at = models.DateTimeField("báo lúc", null=True, blank=True)
    over_at = models.DateTimeField("hết lúc", null=True, blank=True)
    over_told_at = models.DateTimeField("báo hết lúc", null=True, blank=True)

    class Meta:
        verbose_name = "cảnh báo"
        verbose_name_plural = "cảnh báo"
        ordering = ["-seen_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["fact"],
                condition=models.Q(over_at__isnull=True),
                name="alert_open_once",
                violation_error_message="Mục này đang có cảnh báo chưa hết.",
            )
        ]


class Watch(models.Model):
    """The single row that says when the portal last looked at itself."""

    singleton = models.BooleanField(default=True, unique=True)
    looked_at = models.DateTimeField("xem lúc")

    class Meta:
        verbose_name = "lần tự kiểm tra"
        verbose_name_plural = "lần tự kiểm tra"
        constraints = [
            models.CheckConstraint(condition=models.Q(singleton=True), name="watch_single")
        ]
