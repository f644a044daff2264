"""The law of awards by date: regimes, base salary, types of award, dossiers, checks, forms."""

from __future__ import annotations

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Q

from awards.enums import AwardKind, AwardLevel, Effect, MeritKind, NomineeKind
from awards.models.fields import LegalRow, link, owner
from communes.models.works import money_field


def multiplier(label: str) -> models.DecimalField:
    """Times the base salary; empty where the law gives none."""
    return models.DecimalField(label, max_digits=6, decimal_places=3, null=True, blank=True)


@pghistory.track()
class Regime(LegalRow):
    """One state of the law of awards. Exactly one is in force on a day.

    `types_of` names the regime whose types go on in this one because its own have not been read.
    """

    code = models.CharField("mã", max_length=4, unique=True)
    law = models.CharField("luật, nghị định", max_length=240)
    types_of = link("self", "dùng danh mục của quy định")
    favourable = models.BooleanField(
        "hồ sơ nhận trước được chọn quy định có lợi hơn",
        default=False,
        help_text="Hồ sơ tiếp nhận theo quy định trước, chưa quyết định, được theo quy định này.",
    )

    class Meta:
        verbose_name = "quy định áp dụng"
        verbose_name_plural = "quy định áp dụng"
        ordering = ["valid"]
        constraints = [
            ExclusionConstraint(
                name="regime_no_overlap",
                expressions=[("valid", RangeOperators.OVERLAPS)],
                violation_error_message="Đã có quy định khác trong cùng thời gian.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.law}"


@pghistory.track()
class BaseSalary(LegalRow):
    """Lương cơ sở in đồng a month, by the day a decision is signed."""

    amount = money_field("mức lương cơ sở")

    class Meta:
        verbose_name = "lương cơ sở"
        verbose_name_plural = "lương cơ sở"
        ordering = ["valid"]
        constraints = [
            ExclusionConstraint(
                name="base_salary_no_overlap",
                expressions=[("valid", RangeOperators.OVERLAPS)],
                violation_error_message="Đã có mức khác trong cùng thời gian. Sửa ngày hiệu lực.",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="base_salary_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.amount:.0f} đồng"


@pghistory.track()
class AwardType(LegalRow):
    """A title or a form of award under one regime; what the law does not give is empty."""

    regime = owner(Regime, "quy định áp dụng", "award_types")
    code = models.CharField("mã", max_length=24)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    name = models.CharField("tên", max_length=160)
    kind = models.CharField("loại", max_length=5, choices=AwardKind.choices)
    level = models.CharField("cấp", max_length=8, choices=AwardLevel.choices)
    decider = models.CharField("người quyết định", max_length=240)
    decided_in_commune = models.BooleanField("xã quyết định", default=False)
    decided_in_district = models.BooleanField("huyện quyết định", default=False)
    subjects = ArrayField(
        models.CharField(max_length=10, choices=NomineeKind.choices), verbose_name="đối tượng"
    )
    individual_multiplier = multiplier("hệ số cá nhân")
    collective_multiplier = multiplier("hệ số tập thể")
    household_multiplier = multiplier("hệ số hộ gia đình")
    vote_percent = models.PositiveSmallIntegerField("tỷ lệ phiếu, %", null=True, blank=True)
    vote_percent_local = models.PositiveSmallIntegerField(
        "tỷ lệ phiếu theo quy chế, %", null=True, blank=True
    )
    secret = models.BooleanField("bỏ phiếu kín", null=True, blank=True)
    copies = models.PositiveSmallIntegerField("số bộ hồ sơ", default=1)
    posting_days = models.PositiveSmallIntegerField(
        "niêm yết trước phiên họp, ngày làm việc", null=True, blank=True
    )
    review_from = models.DateField("xem lại từ ngày", null=True, blank=True)
    certain_note = models.TextField("về độ tin cậy", blank=True)

    class Meta:
        verbose_name = "danh hiệu, hình thức khen thưởng"
        verbose_name_plural = "danh hiệu, hình thức khen thưởng"
        ordering = ["regime", "order", "id"]
        constraints = [
            ExclusionConstraint(
                name="award_type_once",
                expressions=[
                    ("regime", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                violation_error_message="Quy định này đã có dòng của danh hiệu, hình thức đó.",
            ),
            models.CheckConstraint(
                condition=(Q(vote_percent__isnull=True) | Q(vote_percent__range=(1, 100)))
                & (Q(vote_percent_local__isnull=True) | Q(vote_percent_local__range=(1, 100))),
                name="award_type_percent_of_hundred",
                violation_error_message="Tỷ lệ phiếu từ 1 đến 100 %%.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class DossierRule(LegalRow):
    """A part of the dossier of a type of award."""

    award_type = owner(AwardType, "danh hiệu, hình thức", "dossier_rules")
    order = models.PositiveSmallIntegerField("thứ tự")
    label = models.CharField("thành phần hồ sơ", max_length=300)
    required = models.BooleanField("bắt buộc", default=True)

    class Meta:
        verbose_name = "thành phần hồ sơ khen thưởng"
        verbose_name_plural = "thành phần hồ sơ khen thưởng"
        ordering = ["award_type", "order"]
        constraints = [
            models.UniqueConstraint(fields=["award_type", "order"], name="dossier_rule_once")
        ]

    def __str__(self) -> str:
        return self.label


@pghistory.track()
class ConditionRule(LegalRow):
    """A condition of a type of award in words, with what a check needs where one computes it.

    `check` names a check of `awards/checks`; empty: people judge it. `amount` is its number
    (years in a row, percent).
    """

    award_type = owner(AwardType, "danh hiệu, hình thức", "condition_rules")
    order = models.PositiveSmallIntegerField("thứ tự")
    subject = models.CharField("đối tượng", max_length=10, choices=NomineeKind.choices, blank=True)
    clause = models.CharField("điều, khoản", max_length=160, blank=True)
    text = models.TextField("điều kiện")
    alternative = models.CharField(
        "nhóm", max_length=12, blank=True, help_text="Các dòng cùng nhóm: chỉ cần đạt một."
    )
    check_code = models.SlugField("phép kiểm", max_length=40, blank=True)
    amount = models.DecimalField("mức", max_digits=9, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = "điều kiện khen thưởng"
        verbose_name_plural = "điều kiện khen thưởng"
        ordering = ["award_type", "order"]
        constraints = [
            models.UniqueConstraint(fields=["award_type", "order"], name="condition_rule_once")
        ]

    def __str__(self) -> str:
        return self.text[:80]


@pghistory.track()
class CheckRule(LegalRow):
    """What a check does when it is not passed, in a range of days: blocks or warns."""

    code = models.SlugField("phép kiểm", max_length=40)
    title = models.CharField("tên", max_length=160)
    clause = models.CharField("điều, khoản", max_length=160, blank=True)
    effect = models.CharField("khi không đạt", max_length=6, choices=Effect.choices)
    unknown_effect = models.CharField("khi chưa xác định", max_length=6, choices=Effect.choices)
    levels = ArrayField(
        models.CharField(max_length=8, choices=AwardLevel.choices),
        default=list,
        blank=True,
        verbose_name="cấp",
        help_text="Để trống khi áp dụng cho mọi cấp.",
    )
    merit_kinds = ArrayField(
        models.CharField(max_length=10, choices=MeritKind.choices),
        default=list,
        blank=True,
        verbose_name="loại hình",
        help_text="Để trống khi áp dụng cho mọi loại hình.",
    )
    amount = models.DecimalField("mức", max_digits=9, decimal_places=2, null=True, blank=True)

    class Meta:
        verbose_name = "phép kiểm đề nghị khen thưởng"
        verbose_name_plural = "phép kiểm đề nghị khen thưởng"
        ordering = ["code", "valid"]
        constraints = [
            ExclusionConstraint(
                name="check_rule_no_overlap",
                expressions=[("code", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                violation_error_message="Phép kiểm này đã có dòng khác trong cùng thời gian.",
            )
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class AwardRule(LegalRow):
    """A number or a word of the law, or of an office's own rules (quy chế), in a range of days.

    Codes in use stand in `awards/law_codes.py`. `unit_code`: what the number counts.
    """

    code = models.SlugField("mã", max_length=48)
    title = models.CharField("tên", max_length=200)
    amount = models.DecimalField("mức", max_digits=9, decimal_places=3, null=True, blank=True)
    text = models.CharField("nội dung", max_length=240, blank=True)
    measure = models.CharField("đơn vị tính", max_length=40, blank=True)

    class Meta:
        verbose_name = "quy định về thi đua, khen thưởng"
        verbose_name_plural = "quy định về thi đua, khen thưởng"
        ordering = ["code", "valid"]
        constraints = [
            ExclusionConstraint(
                name="award_rule_no_overlap",
                expressions=[("code", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                violation_error_message="Quy định này đã có dòng khác trong cùng thời gian.",
            )
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class ReportForm(LegalRow):
    """The form (mẫu) of the report of achievements under a regime; number empty where not seen."""

    regime = owner(Regime, "quy định áp dụng", "report_forms")
    subject = models.CharField("đối tượng", max_length=10, choices=NomineeKind.choices, blank=True)
    merit_kind = models.CharField("loại hình", max_length=10, choices=MeritKind.choices, blank=True)
    number = models.CharField("số mẫu", max_length=20, blank=True)
    title = models.CharField("tên mẫu", max_length=200)

    class Meta:
        verbose_name = "mẫu báo cáo thành tích"
        verbose_name_plural = "mẫu báo cáo thành tích"
        ordering = ["regime", "id"]
        constraints = [models.UniqueConstraint(fields=["regime", "title"], name="report_form_once")]

    def __str__(self) -> str:
        return self.title
