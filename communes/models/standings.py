"""What came out: counts per report, and confirmed reports frozen."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models

from communes.enums import Basis
from communes.models.criteria import CriteriaSet
from communes.models.periods import ReportingPeriod
from communes.models.progress import ProgressReport
from communes.models.units import AdministrativeUnit
from kbang_ntm.core import clock
from kbang_ntm.core.models import User


class Standing(models.Model):
    """Counts and verdicts of one report on one basis, written with the figures they count.

    `verdicts` is {criterion no: [verdict, met, total]}; `entries_version` the report version they
    were counted at.
    """

    unit = models.ForeignKey(
        AdministrativeUnit,
        on_delete=models.PROTECT,
        related_name="standings",
        verbose_name="đơn vị",
    )
    criteria_set = models.ForeignKey(
        CriteriaSet, on_delete=models.PROTECT, related_name="+", verbose_name="bộ tiêu chí"
    )
    period = models.ForeignKey(
        ReportingPeriod,
        on_delete=models.PROTECT,
        related_name="standings",
        verbose_name="kỳ báo cáo",
    )
    report = models.ForeignKey(
        ProgressReport, on_delete=models.PROTECT, related_name="standings", verbose_name="báo cáo"
    )
    basis = models.CharField("tính theo", max_length=10, choices=Basis.choices)
    criteria_met = models.PositiveSmallIntegerField("tiêu chí đạt", default=0)
    criteria_not_met = models.PositiveSmallIntegerField(default=0)
    criteria_unknown = models.PositiveSmallIntegerField(default=0)
    criteria_total = models.PositiveSmallIntegerField("tổng số tiêu chí", default=0)
    indicators_met = models.PositiveSmallIntegerField(default=0)
    indicators_total = models.PositiveSmallIntegerField(default=0)
    entered = models.PositiveSmallIntegerField("chỉ tiêu đã nhập", default=0)
    accepted = models.PositiveSmallIntegerField("chỉ tiêu đã chấp nhận", default=0)
    verdicts = models.JSONField(default=dict)
    unverified = models.BooleanField("theo mức chưa kiểm chứng", default=False)
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    report_version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField("cập nhật lúc", default=clock.now)

    class Meta:
        verbose_name = "kết quả tổng hợp"
        verbose_name_plural = "kết quả tổng hợp"
        constraints = [
            models.UniqueConstraint(
                fields=["period", "unit", "criteria_set", "basis"], name="standing_once"
            )
        ]


class Snapshot(models.Model):
    """A confirmed report frozen: canonical JSON of every value, verdict and threshold, and hash.

    A correction adds a snapshot with the next `sequence`; the old one stays.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(
        ProgressReport, on_delete=models.PROTECT, related_name="snapshots", verbose_name="báo cáo"
    )
    sequence = models.PositiveSmallIntegerField("lần")
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    reason = models.CharField("lý do", max_length=500, blank=True)
    at = models.DateTimeField("lúc", default=clock.now)
    by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người làm",
    )

    class Meta:
        verbose_name = "bản chốt"
        verbose_name_plural = "bản chốt"
        constraints = [models.UniqueConstraint(fields=["report", "sequence"], name="snapshot_once")]
        triggers = [
            pgtrigger.Protect(
                name="snapshot_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]
