"""The procedures of recognition as dated rows, and the days on which offices are closed."""

from __future__ import annotations

import uuid

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from communes.enums import Standard
from communes.models.criteria import Criterion
from communes.recognition_enums import (
    CaseAct,
    CaseLevel,
    DayKind,
    GateKind,
    HolidayKind,
    VoteBase,
    WithdrawalMeasure,
)


@pghistory.track()
class Procedure(models.Model):
    """How a standard is recognised, in a range of days. An open case keeps its own."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField("mã", max_length=60, unique=True)
    standard = models.CharField("chuẩn", max_length=10, choices=Standard.choices)
    title = models.CharField("tên", max_length=240)
    valid = DateRangeField("hiệu lực")
    legal_basis = models.CharField("căn cứ", max_length=240)
    decided_by = models.CharField("cấp công nhận", max_length=120)
    chosen_criteria = ArrayField(
        models.CharField(max_length=6),
        default=list,
        blank=True,
        verbose_name="tiêu chí được chọn",
        help_text="Các lĩnh vực mà đơn vị chọn; tiêu chí khác phải đạt hết.",
    )
    chosen_least = models.PositiveSmallIntegerField("số lĩnh vực phải đạt", default=0)
    recheck_standard = models.CharField(
        "kiểm tra lại theo chuẩn", max_length=10, choices=Standard.choices, blank=True
    )
    certain = models.BooleanField("đã kiểm chứng", default=False)
    source = models.TextField("nguồn", blank=True)
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        verbose_name = "trình tự xét công nhận"
        verbose_name_plural = "trình tự xét công nhận"
        ordering = ["standard", "valid"]
        constraints = [
            ExclusionConstraint(
                name="procedure_no_overlap",
                expressions=[
                    ("standard", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                violation_error_message=(
                    "Chuẩn này đã có trình tự khác trong cùng thời gian. Sửa ngày hiệu lực."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class ProcedureStep(models.Model):
    """A step of a procedure, in order: who acts, days, percentage of votes, what goes before."""

    procedure = models.ForeignKey(
        Procedure, on_delete=models.PROTECT, related_name="steps", verbose_name="trình tự"
    )
    code = models.CharField("việc", max_length=20, choices=CaseAct.choices)
    order = models.PositiveSmallIntegerField("thứ tự")
    label = models.CharField("tên bước", max_length=160)
    level = models.CharField("cấp làm", max_length=10, choices=CaseLevel.choices)
    body = models.CharField("cơ quan làm", max_length=160)
    days_from = models.PositiveSmallIntegerField("số ngày, từ", null=True, blank=True)
    days_to = models.PositiveSmallIntegerField("số ngày, đến", null=True, blank=True)
    day_kind = models.CharField(
        "cách tính ngày", max_length=10, choices=DayKind.choices, default=DayKind.CALENDAR
    )
    vote_percent = models.PositiveSmallIntegerField("tỷ lệ biểu quyết, %", null=True, blank=True)
    vote_base = models.CharField(
        "tính trên", max_length=8, choices=VoteBase.choices, default=VoteBase.PRESENT
    )
    needs = ArrayField(
        models.CharField(max_length=20, choices=CaseAct.choices),
        default=list,
        blank=True,
        verbose_name="phải có trước",
    )
    checks_gates = models.BooleanField("xét mọi điều kiện ở bước này", default=False)
    certain = models.BooleanField("đã kiểm chứng", default=False)
    source = models.TextField("nguồn", blank=True)
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        verbose_name = "bước của trình tự"
        verbose_name_plural = "bước của trình tự"
        ordering = ["procedure", "order"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "code"], name="procedure_step_once"),
            models.CheckConstraint(
                condition=Q(days_from__isnull=True, days_to__isnull=True)
                | Q(days_from__lte=F("days_to")),
                name="step_days_in_order",
                violation_error_message="Số ngày «từ» phải không lớn hơn «đến».",
            ),
            models.CheckConstraint(
                condition=Q(vote_percent__isnull=True) | Q(vote_percent__range=(1, 100)),
                name="step_percent_of_hundred",
                violation_error_message="Tỷ lệ biểu quyết từ 1 đến 100 %%.",
            ),
        ]

    def __str__(self) -> str:
        return self.label


@pghistory.track()
class StepPaper(models.Model):
    """A part of the dossier that a step needs."""

    step = models.ForeignKey(
        ProcedureStep, on_delete=models.PROTECT, related_name="papers", verbose_name="bước"
    )
    code = models.SlugField("mã", max_length=40)
    order = models.PositiveSmallIntegerField("thứ tự")
    label = models.CharField("thành phần hồ sơ", max_length=200)
    required = models.BooleanField("bắt buộc", default=True)
    certain = models.BooleanField("đã kiểm chứng", default=False)
    source = models.TextField("nguồn", blank=True)

    class Meta:
        verbose_name = "thành phần hồ sơ"
        verbose_name_plural = "thành phần hồ sơ"
        ordering = ["step", "order"]
        constraints = [models.UniqueConstraint(fields=["step", "code"], name="step_paper_once")]

    def __str__(self) -> str:
        return self.label


@pghistory.track()
class GateRule(models.Model):
    """A condition outside the criteria, with its level and who supplies the figure."""

    procedure = models.ForeignKey(
        Procedure, on_delete=models.PROTECT, related_name="gates", verbose_name="trình tự"
    )
    code = models.SlugField("mã", max_length=40)
    kind = models.CharField("loại", max_length=12, choices=GateKind.choices)
    order = models.PositiveSmallIntegerField("thứ tự")
    label = models.CharField("điều kiện", max_length=240)
    percent = models.PositiveSmallIntegerField("mức, %", null=True, blank=True)
    each_percent = models.PositiveSmallIntegerField("mức từng nội dung, %", null=True, blank=True)
    of_standard = models.CharField(
        "theo chuẩn", max_length=10, choices=Standard.choices, blank=True
    )
    supplied_by = models.CharField("cơ quan cung cấp", max_length=160)
    certain = models.BooleanField("đã kiểm chứng", default=False)
    source = models.TextField("nguồn", blank=True)
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        verbose_name = "điều kiện công nhận"
        verbose_name_plural = "điều kiện công nhận"
        ordering = ["procedure", "order"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "code"], name="gate_rule_once"),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__range=(1, 100)),
                name="gate_percent_of_hundred",
                violation_error_message="Mức từ 1 đến 100 %%.",
            ),
        ]

    def __str__(self) -> str:
        return self.label


@pghistory.track()
class WithdrawalRule(models.Model):
    """When recognition may be withdrawn: from one percentage on, below another if there is one."""

    procedure = models.ForeignKey(
        Procedure, on_delete=models.PROTECT, related_name="withdrawals", verbose_name="trình tự"
    )
    code = models.SlugField("mã", max_length=40)
    order = models.PositiveSmallIntegerField("thứ tự")
    label = models.CharField("trường hợp", max_length=300)
    measure = models.CharField("tính theo", max_length=10, choices=WithdrawalMeasure.choices)
    from_percent = models.PositiveSmallIntegerField("từ, %")
    under_percent = models.PositiveSmallIntegerField("dưới, %", null=True, blank=True)
    needs_flagged = models.BooleanField("phải có tiêu chí trọng yếu", default=False)
    certain = models.BooleanField("đã kiểm chứng", default=False)
    source = models.TextField("nguồn", blank=True)

    class Meta:
        verbose_name = "trường hợp thu hồi"
        verbose_name_plural = "trường hợp thu hồi"
        ordering = ["procedure", "order"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "code"], name="withdrawal_rule_once"),
            models.CheckConstraint(
                condition=Q(under_percent__isnull=True) | Q(from_percent__lt=F("under_percent")),
                name="withdrawal_percents_in_order",
                violation_error_message="Mức «từ» phải nhỏ hơn mức «dưới».",
            ),
        ]

    def __str__(self) -> str:
        return self.label


@pghistory.track()
class FlaggedCriterion(models.Model):
    """A criterion that weighs in the rule of 30 %: sets number theirs differently."""

    criterion = models.OneToOneField(
        Criterion, on_delete=models.PROTECT, related_name="flag", verbose_name="tiêu chí"
    )
    certain = models.BooleanField("đã kiểm chứng", default=False)
    source = models.TextField("nguồn", blank=True)

    class Meta:
        verbose_name = "tiêu chí trọng yếu khi thu hồi"
        verbose_name_plural = "tiêu chí trọng yếu khi thu hồi"

    def __str__(self) -> str:
        return str(self.criterion)


@pghistory.track()
class Holiday(models.Model):
    """A public holiday, or a day of rest that is worked instead of another."""

    day = models.DateField("ngày", unique=True)
    name = models.CharField("tên", max_length=120)
    kind = models.CharField(
        "loại", max_length=6, choices=HolidayKind.choices, default=HolidayKind.OFF
    )
    certain = models.BooleanField("đã kiểm chứng", default=False)
    source = models.TextField("nguồn", blank=True)

    class Meta:
        verbose_name = "ngày nghỉ lễ"
        verbose_name_plural = "ngày nghỉ lễ"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name}"
