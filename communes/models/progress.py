"""Reports of a period: entries with versions, append-only revisions, receipts, standings."""

from __future__ import annotations

import uuid

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from communes.enums import (
    Basis,
    EntryReview,
    EvidenceState,
    Origin,
    PeriodKind,
    ReportState,
    ReviewResult,
)
from communes.models.criteria import CriteriaSet, Indicator, ReviewDuty
from communes.models.units import AdministrativeUnit, Agency
from communes.rules import reach
from communes.workflow import REPORT_PAIRS
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User


def measure_field(label: str) -> models.DecimalField:
    """An exact measure: 14 digits before, 4 after the comma."""
    return models.DecimalField(label, max_digits=18, decimal_places=4, null=True, blank=True)


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
    """More time for one unit, granted by the coordination office with a reason."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="extensions")
    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField("gia hạn đến")
    reason = models.CharField("lý do", max_length=500)
    granted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "gia hạn"
        verbose_name_plural = "gia hạn"


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
    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="reports")
    responsible_unit = models.ForeignKey(
        AdministrativeUnit, on_delete=models.PROTECT, related_name="reports_entered"
    )
    criteria_set = models.ForeignKey(CriteriaSet, on_delete=models.PROTECT, related_name="reports")
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="reports")
    state = models.CharField(
        "trạng thái", max_length=12, choices=ReportState.choices, default=ReportState.DRAFT
    )
    version = models.PositiveIntegerField(default=0)
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    handed_at = models.DateTimeField(null=True, blank=True)
    handed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    leader_remark = models.CharField("ý kiến lãnh đạo xã", max_length=1000, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    late = models.BooleanField("gửi muộn", default=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    paper_number = models.CharField("số báo cáo giấy", max_length=60, blank=True)
    paper_date = models.DateField("ngày báo cáo giấy", null=True, blank=True)
    paper_file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)

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
    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="entries")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="entries")
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(default=clock.now)
    changed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    save_code = models.CharField("mã lưu", max_length=12, blank=True)
    review = models.CharField(
        "rà soát", max_length=10, choices=EntryReview.choices, default=EntryReview.NONE
    )
    returns = models.PositiveSmallIntegerField("số lần trả lại", default=0)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    verdict = models.CharField("kết quả", max_length=14, default="unknown")
    verdict_unverified = models.BooleanField(default=False)
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
    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="receipts")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    number = models.CharField("số phiếu", max_length=20, unique=True, null=True, blank=True)
    code = models.CharField("mã lưu", max_length=12)
    at = models.DateTimeField("lúc", default=clock.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.CELL)
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

    entry = models.ForeignKey(IndicatorEntry, on_delete=models.PROTECT, related_name="revisions")
    version = models.PositiveIntegerField()
    base_version = models.PositiveIntegerField()
    raw = models.JSONField("chữ đã gõ", default=dict, blank=True)
    author = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    origin = models.CharField(max_length=10, choices=Origin.choices)
    receipt = models.ForeignKey(
        Receipt, null=True, blank=True, on_delete=models.PROTECT, related_name="revisions"
    )
    reason = models.CharField("lý do sửa", max_length=500, blank=True)
    received_at = models.DateTimeField(default=clock.now)

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


class Evidence(models.Model):
    """A file that shows an entry is so: promised by the client's hash or stored."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entry = models.ForeignKey(IndicatorEntry, on_delete=models.PROTECT, related_name="evidence")
    state = models.CharField(max_length=8, choices=EvidenceState.choices)
    name = models.CharField("tên tệp", max_length=200)
    promised_sha256 = models.CharField(max_length=64, blank=True)
    file = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=clock.now)
    removed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)

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
    entry = models.ForeignKey(IndicatorEntry, on_delete=models.PROTECT, related_name="reviews")
    entry_version = models.PositiveIntegerField()
    result = models.CharField(max_length=8, choices=ReviewResult.choices)
    text = models.CharField("ý kiến", max_length=2000, blank=True)
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    duty = models.ForeignKey(
        ReviewDuty, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    round = models.PositiveSmallIntegerField("lần", default=0)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    minutes = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
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


class Standing(models.Model):
    """Counts and verdicts of one report on one basis, written with the figures they count.

    `verdicts` is {criterion no: [verdict, met, total]}; `entries_version` the report version they
    were counted at.
    """

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="standings")
    criteria_set = models.ForeignKey(CriteriaSet, on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(ReportingPeriod, on_delete=models.PROTECT, related_name="standings")
    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="standings")
    basis = models.CharField("tính theo", max_length=10, choices=Basis.choices)
    criteria_met = models.PositiveSmallIntegerField(default=0)
    criteria_not_met = models.PositiveSmallIntegerField(default=0)
    criteria_unknown = models.PositiveSmallIntegerField(default=0)
    criteria_total = models.PositiveSmallIntegerField(default=0)
    indicators_met = models.PositiveSmallIntegerField(default=0)
    indicators_total = models.PositiveSmallIntegerField(default=0)
    entered = models.PositiveSmallIntegerField("chỉ tiêu đã nhập", default=0)
    accepted = models.PositiveSmallIntegerField("chỉ tiêu đã chấp nhận", default=0)
    verdicts = models.JSONField(default=dict)
    unverified = models.BooleanField(default=False)
    illustrative = models.BooleanField(default=False)
    report_version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(default=clock.now)

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
    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="snapshots")
    sequence = models.PositiveSmallIntegerField()
    body = models.TextField()
    sha256 = models.CharField(max_length=64)
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "bản chốt"
        verbose_name_plural = "bản chốt"
        constraints = [models.UniqueConstraint(fields=["report", "sequence"], name="snapshot_once")]
        triggers = [
            pgtrigger.Protect(
                name="snapshot_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]
