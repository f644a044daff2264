"""Reports of a period: entries with versions, append-only revisions, receipts."""

from __future__ import annotations

import uuid

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from communes.enums import EntryReview, Origin, ReportState
from communes.models.criteria import CriteriaSet, Indicator
from communes.models.periods import ReportingPeriod
from communes.models.units import AdministrativeUnit, Agency
from communes.rules import reach
from communes.workflow import REPORT_PAIRS
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User


def measure_field(label: str) -> models.DecimalField:
    """An exact measure: 14 digits before, 4 after the comma."""
    return models.DecimalField(label, max_digits=18, decimal_places=4, null=True, blank=True)


class ProgressReportQuerySet(models.QuerySet["ProgressReport"]):
    """Reports by reader."""

    def visible_to(self, user: User) -> models.QuerySet[ProgressReport]:
        """Own commune's in every state; the district's people see what was sent."""
        return reach(user).filter_reports(self)


class ProgressReport(models.Model):
    """One unit's figures against one set in one period.

    `unit` is the subject (a commune, later a village), `responsible_unit` who enters for it.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(
        AdministrativeUnit, on_delete=models.PROTECT, related_name="reports", verbose_name="đơn vị"
    )
    responsible_unit = models.ForeignKey(
        AdministrativeUnit,
        on_delete=models.PROTECT,
        related_name="reports_entered",
        verbose_name="đơn vị nhập",
    )
    criteria_set = models.ForeignKey(
        CriteriaSet, on_delete=models.PROTECT, related_name="reports", verbose_name="bộ tiêu chí"
    )
    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="reports", verbose_name="kỳ báo cáo"
    )
    state = models.CharField(
        "trạng thái", max_length=12, choices=ReportState.choices, default=ReportState.DRAFT
    )
    version = models.PositiveIntegerField("phiên bản", default=0)
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    handed_at = models.DateTimeField("lúc trình", null=True, blank=True)
    handed_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người trình",
    )
    leader_remark = models.CharField("ý kiến lãnh đạo xã", max_length=1000, blank=True)
    submitted_at = models.DateTimeField("lúc gửi", null=True, blank=True)
    submitted_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người gửi",
    )
    late = models.BooleanField("gửi muộn", default=False)
    confirmed_at = models.DateTimeField("lúc xác nhận", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người xác nhận",
    )
    paper_number = models.CharField("số báo cáo giấy", max_length=60, blank=True)
    paper_date = models.DateField("ngày báo cáo giấy", null=True, blank=True)
    paper_file = models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="tệp báo cáo giấy",
    )
    created_at = models.DateTimeField("lúc tạo", default=clock.now)
    changed_at = models.DateTimeField("lúc sửa", default=clock.now)

    objects = ProgressReportQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo tiến độ"
        verbose_name_plural = "báo cáo tiến độ"
        constraints = [
            models.UniqueConstraint(fields=["unit", "criteria_set", "period"], name="report_once")
        ]
        indexes = [models.Index(fields=["period", "state"], name="report_by_period")]
        triggers = [
            pgtrigger.Protect(name="report_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.FSM(name="report_state_guard", field="state", transitions=list(REPORT_PAIRS)),
        ]


class MeasuredValue(models.Model):
    """The value of an indicator: up to two parts, each ratio, number or choice.

    A ratio keeps numerator and denominator; percentages are never stored.
    """

    numerator = measure_field("tử số")
    denominator = measure_field("mẫu số")
    number = measure_field("số")
    choice = models.CharField("lựa chọn", max_length=60, blank=True)
    numerator_b = measure_field("tử số, phần hai")
    denominator_b = measure_field("mẫu số, phần hai")
    number_b = measure_field("số, phần hai")
    choice_b = models.CharField("lựa chọn, phần hai", max_length=60, blank=True)
    na_reason = models.CharField("lý do không áp dụng", max_length=500, blank=True)
    note = models.CharField("giải trình", max_length=1000, blank=True)
    survey = models.CharField("cuộc điều tra", max_length=300, blank=True)

    VALUE_FIELDS = (
        "numerator",
        "denominator",
        "number",
        "choice",
        "numerator_b",
        "denominator_b",
        "number_b",
        "choice_b",
        "na_reason",
        "note",
        "survey",
    )

    class Meta:
        abstract = True


def value_checks(prefix: str) -> list[models.BaseConstraint]:
    """What no entry may hold whatever the door: negatives and empty denominators."""
    return [
        models.CheckConstraint(
            condition=(Q(numerator__isnull=True) | Q(numerator__gte=0))
            & (Q(numerator_b__isnull=True) | Q(numerator_b__gte=0)),
            name=f"{prefix}_numerator_not_negative",
        ),
        models.CheckConstraint(
            condition=(Q(denominator__isnull=True) | Q(denominator__gt=0))
            & (Q(denominator_b__isnull=True) | Q(denominator_b__gt=0)),
            name=f"{prefix}_denominator_positive",
        ),
    ]


class IndicatorEntry(MeasuredValue):
    """The present value of one indicator in one report: a projection of its revisions.

    `verdict` and what it rests on are written in the same transaction as the value.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Found by the unique (report, indicator): an index of its own would cost every insert.
    report = models.ForeignKey(
        ProgressReport,
        on_delete=models.PROTECT,
        related_name="entries",
        verbose_name="báo cáo",
        db_index=False,
    )
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="entries", verbose_name="chỉ tiêu"
    )
    version = models.PositiveIntegerField("phiên bản", default=0)
    changed_at = models.DateTimeField("lúc sửa", default=clock.now)
    changed_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người sửa",
    )
    save_code = models.CharField("mã lưu", max_length=12, blank=True)
    review = models.CharField(
        "rà soát", max_length=10, choices=EntryReview.choices, default=EntryReview.NONE
    )
    returns = models.PositiveSmallIntegerField("số lần trả lại", default=0)
    reviewed_at = models.DateTimeField("lúc rà soát", null=True, blank=True)
    reviewed_agency = models.ForeignKey(
        Agency,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="cơ quan đã rà soát",
    )
    verdict = models.CharField("kết quả", max_length=14, default="unknown")
    verdict_unverified = models.BooleanField("theo mức chưa kiểm chứng", default=False)
    verdict_illustrative = models.BooleanField(default=False)
    gap = models.CharField("còn thiếu", max_length=200, blank=True)
    threshold_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)
    rule_version = models.CharField(max_length=10, blank=True)

    class Meta:
        verbose_name = "số liệu chỉ tiêu"
        verbose_name_plural = "số liệu chỉ tiêu"
        constraints = [
            models.UniqueConstraint(fields=["report", "indicator"], name="entry_once"),
            *value_checks("entry"),
        ]
        triggers = [pgtrigger.Protect(name="entry_not_deleted", operation=pgtrigger.Delete)]


class Receipt(models.Model):
    """What the portal hands back for one act of saving or sending: number, time, hash.

    `number` is given on sending only ("24-10-04-0092"); a save has a short `code` ("7F3A").
    """

    class Kind(models.TextChoices):
        SAVE = "save", "lưu"
        SUBMIT = "submit", "gửi"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(
        ProgressReport, on_delete=models.PROTECT, related_name="receipts", verbose_name="báo cáo"
    )
    kind = models.CharField("loại", max_length=6, choices=Kind.choices)
    number = models.CharField("số phiếu", max_length=20, unique=True, null=True, blank=True)
    code = models.CharField("mã lưu", max_length=12)
    at = models.DateTimeField("lúc", default=clock.now)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người làm"
    )
    origin = models.CharField(
        "nguồn nhập", max_length=10, choices=Origin.choices, default=Origin.CELL
    )
    sha256 = models.CharField(max_length=64)
    entries = models.PositiveIntegerField("số mục", default=0)
    late = models.BooleanField("muộn", default=False)

    class Meta:
        verbose_name = "phiếu"
        verbose_name_plural = "phiếu"
        ordering = ["-id"]
        triggers = [
            pgtrigger.Protect(
                name="receipt_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]


class ReceiptCounter(models.Model):
    """The last number given on a day; the row is locked while the next one is taken."""

    day = models.DateField(unique=True)
    last = models.PositiveIntegerField(default=0)


class EntryRevision(MeasuredValue):
    """One version of one entry: append-only, the truth behind undo, conflicts and history."""

    # Found by the unique (entry, version), as above.
    entry = models.ForeignKey(
        IndicatorEntry,
        on_delete=models.PROTECT,
        related_name="revisions",
        verbose_name="số liệu chỉ tiêu",
        db_index=False,
    )
    version = models.PositiveIntegerField("phiên bản")
    base_version = models.PositiveIntegerField("sửa từ phiên bản")
    raw = models.JSONField("chữ đã gõ", default=dict, blank=True)
    author = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người nhập",
    )
    origin = models.CharField("nguồn nhập", max_length=10, choices=Origin.choices)
    receipt = models.ForeignKey(
        Receipt,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="revisions",
        verbose_name="phiếu",
    )
    reason = models.CharField("lý do sửa", max_length=500, blank=True)
    received_at = models.DateTimeField("lúc nhận", default=clock.now)

    class Meta:
        verbose_name = "lần sửa số liệu"
        verbose_name_plural = "lần sửa số liệu"
        ordering = ["entry", "version"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "version"], name="revision_once"),
            *value_checks("revision"),
        ]
        indexes = [models.Index(fields=["entry", "received_at"], name="revision_as_known")]
        triggers = [
            pgtrigger.Protect(
                name="revision_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]
