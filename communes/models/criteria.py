"""Criteria sets as data: groups, criteria, indicators, parts, thresholds by year and region."""

from __future__ import annotations

import uuid

import pghistory
import pgtrigger
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from communes.enums import DutyRole, Provenance, Standard
from communes.measures import Comparator, Measure
from communes.models.units import AdministrativeUnit, Agency
from kbang_ntm.core import clock
from kbang_ntm.core.constraints import ExclusionConstraint
from kbang_ntm.core.models import User


@pghistory.track()
class CriteriaSet(models.Model):
    """One published set. Frozen once a report uses it: wording then changes by dated rows only."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField("mã", max_length=60, unique=True)
    title = models.CharField("tên", max_length=240)
    standard = models.CharField("chuẩn", max_length=10, choices=Standard.choices)
    applies_to = models.CharField("áp dụng cho", max_length=40)
    legal_basis = models.TextField("căn cứ")
    short_basis = models.CharField("căn cứ, viết ngắn", max_length=80, blank=True)
    valid = DateRangeField("hiệu lực")
    certain = models.BooleanField("đã kiểm chứng", default=False)
    note = models.TextField("ghi chú", blank=True)
    frozen_at = models.DateTimeField("khóa từ", null=True, blank=True)
    source = models.TextField("nguồn", blank=True)

    class Meta:
        verbose_name = "bộ tiêu chí"
        verbose_name_plural = "bộ tiêu chí"

    def __str__(self) -> str:
        return self.title


class CriteriaGroup(models.Model):
    """A part of a set, such as «II. Hạ tầng kinh tế - xã hội»."""

    criteria_set = models.ForeignKey(
        CriteriaSet, on_delete=models.PROTECT, related_name="groups", verbose_name="bộ tiêu chí"
    )
    order = models.PositiveSmallIntegerField("thứ tự")
    title = models.CharField("tên nhóm", max_length=160)

    class Meta:
        verbose_name = "nhóm tiêu chí"
        verbose_name_plural = "nhóm tiêu chí"
        ordering = ["criteria_set", "order"]
        constraints = [
            models.UniqueConstraint(fields=["criteria_set", "order"], name="criteria_group_once")
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class Criterion(models.Model):
    """A criterion; met when all its indicators are met or properly not applicable."""

    criteria_set = models.ForeignKey(
        CriteriaSet, on_delete=models.PROTECT, related_name="criteria", verbose_name="bộ tiêu chí"
    )
    group = models.ForeignKey(
        CriteriaGroup, on_delete=models.PROTECT, related_name="criteria", verbose_name="nhóm"
    )
    no = models.CharField("số", max_length=6)
    order = models.PositiveSmallIntegerField("thứ tự")
    title = models.CharField("tên", max_length=240)
    short_title = models.CharField("tên ngắn", max_length=60, blank=True)
    watched = models.BooleanField("theo dõi riêng", default=False)
    certain = models.BooleanField("đã kiểm chứng", default=False)
    source = models.TextField("nguồn", blank=True)

    class Meta:
        verbose_name = "tiêu chí"
        verbose_name_plural = "tiêu chí"
        ordering = ["criteria_set", "order"]
        constraints = [models.UniqueConstraint(fields=["criteria_set", "no"], name="criterion_key")]

    def __str__(self) -> str:
        return f"{self.no}. {self.title}"


@pghistory.track()
class Indicator(models.Model):
    """A figure to report; key (set, code). An amendment closes the row's range and opens another.

    `carry_rule` says how the figure goes onto another map: sum, ratio_of_sums, weighted, all,
    ask or unknown. `yearly` marks figures surveyed once a year.
    """

    criteria_set = models.ForeignKey(
        CriteriaSet,
        on_delete=models.PROTECT,
        related_name="indicators",
        verbose_name="bộ tiêu chí",
    )
    criterion = models.ForeignKey(
        Criterion, on_delete=models.PROTECT, related_name="indicators", verbose_name="tiêu chí"
    )
    code = models.CharField("mã", max_length=8)
    order = models.PositiveSmallIntegerField("thứ tự")
    title = models.TextField("nội dung")
    short_title = models.CharField("tên ngắn", max_length=120, blank=True)
    formula = models.TextField("cách tính", blank=True)
    may_not_apply = models.BooleanField("có thể không áp dụng", default=False)
    yearly = models.BooleanField("điều tra một năm một lần", default=False)
    needs_evidence = models.BooleanField("cần minh chứng", default=True)
    is_stock = models.BooleanField("số tại thời điểm", default=True)
    carry_rule = models.CharField("cách tính sang bản đồ khác", max_length=20, default="unknown")
    set_by = models.CharField("cấp quy định mức", max_length=20, default="national")
    valid = DateRangeField("hiệu lực")
    certain = models.BooleanField("đã kiểm chứng", default=False)
    confidence = models.CharField("độ tin", max_length=10, blank=True)
    note = models.TextField("ghi chú", blank=True)
    source = models.TextField("nguồn", blank=True)

    class Meta:
        verbose_name = "chỉ tiêu"
        verbose_name_plural = "chỉ tiêu"
        ordering = ["criteria_set", "order"]
        constraints = [
            ExclusionConstraint(
                name="indicator_key",
                expressions=[
                    ("criteria_set", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                violation_error_message="Mã chỉ tiêu này đã có trong cùng thời gian.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.short_title or self.title}"


@pghistory.track()
class IndicatorPart(models.Model):
    """One measured part of an indicator: most have one, compound ones two (both sexes; in all
    and piped). Part keys are "a" and "b"."""

    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="parts", verbose_name="chỉ tiêu"
    )
    key = models.CharField("mã", max_length=1)
    label = models.CharField("tên phần", max_length=80, blank=True)
    measure = models.CharField(
        "kiểu số", max_length=10, choices=[(m.value, m.value) for m in Measure]
    )
    comparator = models.CharField(
        "so sánh", max_length=2, choices=[(c.value, c.value) for c in Comparator]
    )
    unit = models.CharField("đơn vị tính", max_length=40, blank=True)
    numerator_label = models.CharField("tử số", max_length=160, blank=True)
    denominator_label = models.CharField("mẫu số", max_length=160, blank=True)
    count_unit = models.CharField("đơn vị đếm", max_length=40, blank=True)
    whole_counts = models.BooleanField("chỉ số nguyên", default=True)
    scale = models.JSONField("thang xếp loại", default=list, blank=True)
    max_value = models.DecimalField(
        "không vượt quá", max_digits=18, decimal_places=4, null=True, blank=True
    )

    class Meta:
        verbose_name = "phần của chỉ tiêu"
        verbose_name_plural = "phần của chỉ tiêu"
        ordering = ["indicator", "key"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "key"], name="indicator_part_once"),
            models.CheckConstraint(condition=Q(key__in=["a", "b"]), name="indicator_part_key"),
        ]


@pghistory.track(pghistory.InsertEvent())
class Threshold(models.Model):
    """A level to reach = f(indicator part, year of assessment, region column, province override).

    Append-only: the newest fitting row wins; a wrong one is withdrawn, which is the only change
    allowed. `province` set = that province's own decision, which goes before the national one.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    part = models.ForeignKey(
        IndicatorPart,
        on_delete=models.PROTECT,
        related_name="thresholds",
        verbose_name="phần của chỉ tiêu",
    )
    year_from = models.PositiveSmallIntegerField("từ năm", default=2021)
    year_to = models.PositiveSmallIntegerField("đến năm", default=2025)
    region_column = models.CharField("chỉ tiêu theo vùng", max_length=20)
    province = models.ForeignKey(
        AdministrativeUnit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="quyết định riêng của tỉnh",
    )
    amount = models.DecimalField("mức", max_digits=18, decimal_places=4, null=True, blank=True)
    choice = models.CharField("mức, bằng chữ", max_length=60, blank=True)
    legal_basis = models.CharField("căn cứ", max_length=240, blank=True)
    provenance = models.CharField("nguồn của mức", max_length=12, choices=Provenance.choices)
    certain = models.BooleanField("đã kiểm chứng", default=False)
    confidence = models.CharField("độ tin", max_length=10, blank=True)
    source = models.TextField("nguồn", blank=True)
    entered_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người nhập",
    )
    entered_at = models.DateTimeField("lúc nhập", default=clock.now)
    withdrawn_at = models.DateTimeField("lúc rút", null=True, blank=True)
    withdrawn_reason = models.CharField("lý do rút", max_length=300, blank=True)

    class Meta:
        verbose_name = "mức đạt chuẩn"
        verbose_name_plural = "mức đạt chuẩn"
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=False) | ~Q(choice=""), name="threshold_has_level"
            ),
            models.CheckConstraint(
                condition=Q(year_from__lte=models.F("year_to")), name="threshold_years_in_order"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="threshold_append_only",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["withdrawn_at", "withdrawn_reason"]),
            ),
            pgtrigger.Protect(name="threshold_not_deleted", operation=pgtrigger.Delete),
        ]


@pghistory.track()
class ReviewDuty(models.Model):
    """Which agency reviews an indicator's figures: one leads and accepts, co-agencies comment."""

    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="duties", verbose_name="cơ quan"
    )
    indicator = models.ForeignKey(
        Indicator, on_delete=models.PROTECT, related_name="duties", verbose_name="chỉ tiêu"
    )
    role = models.CharField("vai", max_length=4, choices=DutyRole.choices)
    valid = DateRangeField("hiệu lực")
    legal_basis = models.CharField("căn cứ", max_length=240, blank=True)
    certain = models.BooleanField("đã kiểm chứng", default=False)
    source = models.TextField("nguồn", blank=True)

    class Meta:
        verbose_name = "phân công rà soát"
        verbose_name_plural = "phân công rà soát"
        constraints = [
            ExclusionConstraint(
                name="duty_one_lead",
                expressions=[
                    ("indicator", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(role="lead"),
                violation_error_message="Chỉ tiêu này đã có cơ quan chủ trì trong thời gian đó.",
            ),
            ExclusionConstraint(
                name="duty_no_overlap",
                expressions=[
                    ("agency", RangeOperators.EQUAL),
                    ("indicator", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                violation_error_message="Cơ quan này đã được giao chỉ tiêu này.",
            ),
        ]
