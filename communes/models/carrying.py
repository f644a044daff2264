"""Rules by which figures and recognitions go onto another map: conventions, dated, with source."""

from __future__ import annotations

import uuid

import pghistory
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from communes.enums import CarryMethod, CarryScope, Divided, Standard
from communes.models.criteria import Indicator
from kbang_ntm.core.constraints import ExclusionConstraint


@pghistory.track()
class CarryRule(models.Model):
    """One rule, in force for maps of the days in `valid`.

    A row for an indicator goes before the row for the method recorded with the indicator. Where
    no row is in force the carried figure is chưa xác định; likewise a recognition.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scope = models.CharField("phạm vi", max_length=12, choices=CarryScope.choices)
    indicator = models.ForeignKey(
        Indicator,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="carry_rules",
        verbose_name="chỉ tiêu",
        help_text="Chỉ chọn khi phạm vi là một chỉ tiêu.",
    )
    standard = models.CharField(
        "chuẩn",
        max_length=10,
        choices=Standard.choices,
        blank=True,
        help_text="Chỉ chọn khi phạm vi là công nhận đạt chuẩn.",
    )
    method = models.CharField("cách tính", max_length=20, choices=CarryMethod.choices)
    divided = models.CharField(
        "đơn vị bị chia", max_length=12, choices=Divided.choices, default=Divided.UNKNOWN
    )
    skips_na = models.BooleanField(
        "bỏ qua nơi không áp dụng",
        default=False,
        help_text="Đơn vị đã được đồng ý không áp dụng thì không tính vào, thay vì chưa xác định.",
    )
    valid = DateRangeField("hiệu lực", help_text="Theo ngày của bản đồ được chuyển sang.")
    legal_basis = models.CharField("căn cứ", max_length=240)
    certain = models.BooleanField("đã kiểm chứng", default=False)
    source = models.TextField("nguồn", blank=True)
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        verbose_name = "quy ước tính chuyển"
        verbose_name_plural = "quy ước tính chuyển sang bản đồ khác"
        ordering = ["scope", "method", "indicator__order", "valid"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope=CarryScope.INDICATOR, indicator__isnull=False, standard="")
                | Q(scope=CarryScope.RECOGNITION, indicator__isnull=True) & ~Q(standard="")
                | Q(scope=CarryScope.METHOD, indicator__isnull=True, standard=""),
                name="carry_rule_about_one_thing",
                violation_error_message=(
                    "Chọn chỉ tiêu khi phạm vi là một chỉ tiêu, chọn chuẩn khi phạm vi là công "
                    "nhận; phạm vi khác để trống cả hai."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(scope=CarryScope.RECOGNITION)
                | Q(method__in=[CarryMethod.ALL, CarryMethod.ASK, CarryMethod.UNKNOWN]),
                name="carry_rule_recognition_not_summed",
                violation_error_message=(
                    "Công nhận không cộng được. Chọn: đạt khi mọi đơn vị cũ đạt, người có trách "
                    "nhiệm xác định, hoặc chưa có cách tính."
                ),
            ),
            *(
                ExclusionConstraint(
                    name=f"carry_rule_{scope.value}_once",
                    expressions=[
                        (field, RangeOperators.EQUAL),
                        ("valid", RangeOperators.OVERLAPS),
                    ],
                    condition=Q(scope=scope),
                    violation_error_message="Đã có quy ước cho mục này trong cùng thời gian.",
                )
                for scope, field in (
                    (CarryScope.METHOD, "method"),
                    (CarryScope.INDICATOR, "indicator"),
                    (CarryScope.RECOGNITION, "standard"),
                )
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scope_display()}: {self.get_method_display()}"
