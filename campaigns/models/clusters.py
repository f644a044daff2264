"""Clusters in which units and agencies compare themselves (cụm, khối thi đua)."""

from __future__ import annotations

import uuid

import pghistory
from django.contrib.postgres.fields import DateRangeField
from django.db import models

from campaigns.enums import ClusterKind
from communes.models import AdministrativeUnit


@pghistory.track()
class EmulationCluster(models.Model):
    """A cluster of the district or of a commune; its members and heads are dated rows of theirs."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(
        AdministrativeUnit,
        on_delete=models.PROTECT,
        related_name="clusters",
        verbose_name="thuộc",
        help_text="Huyện, hoặc xã tự lập cụm, khối của mình.",
    )
    kind = models.CharField("loại", max_length=5, choices=ClusterKind.choices)
    name = models.CharField("tên", max_length=160)
    valid = DateRangeField("hiệu lực")
    paper = models.CharField("văn bản lập", max_length=160, blank=True)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    illustrative = models.BooleanField("số liệu minh họa", default=False)

    class Meta:
        verbose_name = "cụm, khối thi đua"
        verbose_name_plural = "cụm, khối thi đua"
        ordering = ["unit__order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                name="cluster_name_once",
                violation_error_message="Đã có cụm, khối mang tên này.",
            )
        ]

    def __str__(self) -> str:
        return self.name
