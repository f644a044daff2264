"""What was mobilised for the movement: a ledger by source and kind, and the plan for it."""

from __future__ import annotations

import uuid

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from campaigns.contribution_enums import ContributionKind, ContributionSource
from campaigns.models.campaign import Campaign
from communes.models import AdministrativeUnit, Work
from communes.models.works import money_field
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.vietnamese import fold, nfc


@pghistory.track()
class ConversionRate(models.Model):
    """What one labour day or one m2 counts for in đồng, from a day on, everywhere or in a unit."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(
        "loại",
        max_length=6,
        choices=[
            (ContributionKind.LABOUR.value, "một ngày công"),
            (ContributionKind.LAND.value, "một m² đất"),
        ],
    )
    unit = models.ForeignKey(
        AdministrativeUnit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="riêng cho đơn vị",
        help_text="Để trống khi dùng chung cả huyện.",
    )
    valid = DateRangeField("hiệu lực")
    amount = money_field("quy ra đồng")
    basis = models.CharField("căn cứ", max_length=240, blank=True)
    certain = models.BooleanField("đã kiểm chứng", default=False)
    note = models.CharField("ghi chú", max_length=500, blank=True)

    class Meta:
        verbose_name = "mức quy đổi đóng góp"
        verbose_name_plural = "mức quy đổi đóng góp"
        ordering = ["kind", "valid"]
        constraints = [
            ExclusionConstraint(
                name="conversion_rate_no_overlap",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    (Coalesce(F("unit"), Value(0)), RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                violation_error_message=(
                    "Đã có mức quy đổi khác trong cùng thời gian. Sửa ngày hiệu lực."
                ),
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="conversion_rate_positive",
                violation_error_message="Mức quy đổi phải lớn hơn 0.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.amount}"


# A counter-entry takes back exactly the row it names, once, and cannot be taken back itself.
COUNTER_ENTRY = """
IF NEW.corrects_id IS NULL AND (NEW.amount <= 0 OR NEW.value < 0) THEN
    RAISE EXCEPTION 'Số âm chỉ ghi được bằng bút toán đảo.';
END IF;
IF NEW.corrects_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM campaigns_contribution c
    WHERE c.id = NEW.corrects_id AND c.corrects_id IS NULL
      AND c.campaign_id = NEW.campaign_id AND c.unit_id = NEW.unit_id
      AND c.village_id IS NOT DISTINCT FROM NEW.village_id
      AND c.source = NEW.source AND c.kind = NEW.kind AND c."on" = NEW."on"
      AND c.amount = -NEW.amount AND c.value IS NOT DISTINCT FROM -NEW.value
      AND c.poor_value IS NOT DISTINCT FROM -NEW.poor_value
) THEN
    RAISE EXCEPTION 'Bút toán đảo phải đúng đơn vị, ngày, nguồn, loại và số của dòng bị đảo.';
END IF;
RETURN NEW;
"""


class Contribution(models.Model):
    """One row of the ledger: append-only, corrected by a counter-entry.

    `amount` counts what was given in its own unit (đồng, ngày công, m2, goods as `what` says);
    `value` is its worth in đồng, None while nobody has converted it.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="contributions", verbose_name="phong trào"
    )
    unit = models.ForeignKey(
        AdministrativeUnit, on_delete=models.PROTECT, related_name="+", verbose_name="xã"
    )
    village = models.ForeignKey(
        AdministrativeUnit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="thôn, làng",
    )
    on = models.DateField("ngày")
    source = models.CharField("nguồn", max_length=10, choices=ContributionSource.choices)
    kind = models.CharField("loại", max_length=6, choices=ContributionKind.choices)
    amount = models.DecimalField("số lượng", max_digits=18, decimal_places=2)
    what = models.CharField("hiện vật, đơn vị tính", max_length=160, blank=True)
    value = money_field("quy ra đồng", null=True, blank=True)
    rate = models.ForeignKey(
        ConversionRate,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="mức quy đổi",
    )
    agreed_by = models.CharField("người thống nhất giá trị", max_length=160, blank=True)
    donor = models.CharField("người đóng góp", max_length=160, blank=True)
    donor_public = models.BooleanField("đồng ý công khai tên", default=False)
    voluntary = models.BooleanField("tự nguyện", default=False)
    receipt = models.CharField("số chứng từ", max_length=60, blank=True)
    minutes_file = models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="biên bản họp thôn, làng",
    )
    file = models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="tệp chứng từ",
    )
    poor_households = models.PositiveIntegerField(
        "số hộ nghèo, cận nghèo tham gia", null=True, blank=True
    )
    poor_value = money_field("phần của hộ nghèo, cận nghèo", null=True, blank=True)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    search_key = models.CharField(max_length=900, blank=True, editable=False)
    donor_key = models.CharField(max_length=200, blank=True, editable=False)
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    corrects = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="counter",
        verbose_name="đảo dòng",
    )
    reason = models.CharField("lý do", max_length=300, blank=True)
    by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người ghi",
    )
    at = models.DateTimeField("lúc ghi", default=clock.now)

    class Meta:
        verbose_name = "dòng huy động nguồn lực"
        verbose_name_plural = "sổ huy động nguồn lực"
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["campaign", "unit", "on"], name="contribution_by_unit")]
        constraints = [
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, amount__gt=0)
                | (Q(corrects__isnull=False, amount__lt=0) & ~Q(reason="")),
                name="contribution_sign",
                violation_error_message="Ghi số lớn hơn 0. Ghi sai thì đảo dòng đó.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="money")
                | Q(value__isnull=False, value=F("amount"), rate__isnull=True),
                name="contribution_money_is_its_value",
                violation_error_message="Tiền không quy đổi: giá trị là chính số tiền.",
            ),
            models.CheckConstraint(
                condition=Q(kind="money")
                | Q(value__isnull=True)
                | Q(rate__isnull=False)
                | ~Q(agreed_by=""),
                name="contribution_value_rests_on_something",
                violation_error_message="Ghi mức quy đổi hoặc ai đã thống nhất giá trị.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="goods") | ~Q(what=""),
                name="contribution_goods_named",
                violation_error_message="Ghi tên hiện vật và đơn vị tính.",
            ),
            models.CheckConstraint(
                condition=Q(donor_public=False) | ~Q(donor=""),
                name="contribution_consent_of_somebody",
                violation_error_message="Ghi tên người đồng ý công khai.",
            ),
            models.CheckConstraint(
                condition=Q(poor_households__isnull=True, poor_value__isnull=True)
                | Q(
                    poor_households__isnull=False,
                    poor_households__gt=0,
                    poor_value__isnull=False,
                    source="people",
                ),
                name="contribution_poor_of_people",
                violation_error_message=(
                    "Số hộ nghèo và phần của hộ nghèo ghi cùng nhau, chỉ cho nguồn nhân dân."
                ),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="contribution_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            pgtrigger.Trigger(
                name="contribution_counter",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=COUNTER_ENTRY,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_source_display()}, {self.on:%d/%m/%Y}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.donor = nfc(self.donor).strip()
        self.search_key = fold(f"{self.what} {self.receipt} {self.note}")[:900]
        self.donor_key = fold(self.donor)[:200]
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passes Django's own arguments on


class ContributionWork(models.Model):
    """A work of the commune that a contribution served; a counter-entry names the same ones."""

    contribution = models.ForeignKey(
        Contribution,
        on_delete=models.PROTECT,
        related_name="served",
        verbose_name="dòng huy động",
    )
    work = models.ForeignKey(
        Work, on_delete=models.PROTECT, related_name="contributions", verbose_name="công trình"
    )

    class Meta:
        verbose_name = "công trình được đóng góp"
        verbose_name_plural = "công trình được đóng góp"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["contribution", "work"], name="contribution_work_once")
        ]
        triggers = [
            pgtrigger.Protect(
                name="contribution_work_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            )
        ]


@pghistory.track()
class ContributionPlan(models.Model):
    """What a unit plans to mobilise from a source in a year."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="+", verbose_name="phong trào"
    )
    unit = models.ForeignKey(
        AdministrativeUnit, on_delete=models.PROTECT, related_name="+", verbose_name="xã"
    )
    year = models.PositiveSmallIntegerField("năm")
    source = models.CharField("nguồn", max_length=10, choices=ContributionSource.choices)
    amount = money_field("kế hoạch huy động")
    paper = models.CharField("văn bản", max_length=160, blank=True)
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    changed_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người ghi",
    )
    changed_at = models.DateTimeField("lúc ghi", default=clock.now)

    class Meta:
        verbose_name = "kế hoạch huy động"
        verbose_name_plural = "kế hoạch huy động"
        ordering = ["year", "unit__order", "source"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "unit", "year", "source"],
                name="contribution_plan_once",
                violation_error_message="Đã có kế hoạch của xã, năm và nguồn này.",
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="contribution_plan_not_negative",
                violation_error_message="Kế hoạch huy động không thể nhỏ hơn 0.",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2010, year__lte=2100),
                name="contribution_plan_year",
                violation_error_message="Xem lại năm kế hoạch.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="contribution_plan_not_deleted", operation=pgtrigger.Delete)
        ]
