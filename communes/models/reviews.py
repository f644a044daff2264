"""What shows that a figure is so, and what the agencies say of it."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from communes.enums import EvidenceState, ReviewResult
from communes.models.criteria import ReviewDuty
from communes.models.progress import IndicatorEntry
from communes.models.units import Agency
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User


class Evidence(models.Model):
    """A file that shows an entry is so: promised by the client's hash or stored."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entry = models.ForeignKey(
        IndicatorEntry,
        on_delete=models.PROTECT,
        related_name="evidence",
        verbose_name="số liệu chỉ tiêu",
    )
    state = models.CharField("trạng thái", max_length=8, choices=EvidenceState.choices)
    name = models.CharField("tên tệp", max_length=200)
    promised_sha256 = models.CharField(max_length=64, blank=True)
    file = models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="tệp",
    )
    added_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người thêm"
    )
    added_at = models.DateTimeField("lúc thêm", default=clock.now)
    removed_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người gỡ",
    )
    removed_at = models.DateTimeField("lúc gỡ", null=True, blank=True)

    class Meta:
        verbose_name = "minh chứng"
        verbose_name_plural = "minh chứng"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="stored") | Q(file__isnull=False),
                name="evidence_stored_has_file",
            )
        ]


class Review(models.Model):
    """One word on one entry: accept, return, comment, the commune's answer, a settlement."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entry = models.ForeignKey(
        IndicatorEntry,
        on_delete=models.PROTECT,
        related_name="reviews",
        verbose_name="số liệu chỉ tiêu",
    )
    entry_version = models.PositiveIntegerField()
    result = models.CharField("ý kiến", max_length=8, choices=ReviewResult.choices)
    text = models.CharField("ý kiến", max_length=2000, blank=True)
    agency = models.ForeignKey(
        Agency,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="cơ quan",
    )
    duty = models.ForeignKey(
        ReviewDuty,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="phân công rà soát",
    )
    round = models.PositiveSmallIntegerField("lần", default=0)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người làm"
    )
    at = models.DateTimeField("lúc", default=clock.now)
    minutes = models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="biên bản",
    )
    minutes_number = models.CharField("số biên bản", max_length=60, blank=True)
    minutes_date = models.DateField("ngày họp", null=True, blank=True)

    class Meta:
        verbose_name = "ý kiến rà soát"
        verbose_name_plural = "ý kiến rà soát"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(result__in=["return", "answer", "settle"]) | ~Q(text=""),
                name="review_says_why",
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="review_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]
