"""Units over time: identity is ours, names, codes, parents and flags have dates."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

import pghistory
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from communes.enums import SuccessionKind, UnitKind
from kbang_ntm.core.constraints import ExclusionConstraint

if TYPE_CHECKING:
    from kbang_ntm.core.models import User


@pghistory.track()
class AdministrativeUnit(models.Model):
    """A unit as such. `key` is ours and stays; official codes were re-used for other units."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.SlugField("mã riêng của cổng", max_length=60, unique=True)
    level = models.CharField("cấp", max_length=10, choices=UnitKind.choices)
    order = models.PositiveIntegerField("thứ tự trong kế hoạch", default=0)
    latitude = models.DecimalField("vĩ độ", max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(
        "kinh độ", max_digits=9, decimal_places=6, null=True, blank=True
    )
    source = models.TextField("nguồn", blank=True)
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        verbose_name = "đơn vị hành chính"
        verbose_name_plural = "đơn vị hành chính"
        ordering = ["order", "key"]

    def __str__(self) -> str:
        return self.key


@pghistory.track()
class UnitVersion(models.Model):
    """What a unit was called, coded, part of and flagged as, in a range of days.

    Ranges are half open [from, to). Two versions of one unit never overlap, and one official
    code never means two units on one day.
    """

    unit = models.ForeignKey(
        AdministrativeUnit, on_delete=models.PROTECT, related_name="versions", verbose_name="đơn vị"
    )
    valid = DateRangeField("hiệu lực")
    name = models.CharField("tên", max_length=120)
    short_name = models.CharField("tên ngắn", max_length=80)
    search_key = models.CharField(max_length=160, blank=True, editable=False)
    sort_key = models.CharField("khóa sắp xếp", max_length=900, blank=True)
    kind = models.CharField("loại", max_length=10, choices=UnitKind.choices)
    official_code = models.CharField("mã đơn vị hành chính", max_length=12, blank=True)
    parent = models.ForeignKey(
        AdministrativeUnit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="thuộc",
    )
    region_column = models.CharField("chỉ tiêu theo vùng", max_length=20, blank=True)
    region_certain = models.BooleanField("vùng đã kiểm chứng", default=False)
    commune_group = models.CharField("nhóm xã", max_length=4, blank=True)
    ethnic_zone = models.CharField("khu vực dân tộc thiểu số", max_length=4, blank=True)
    legal_basis = models.CharField("căn cứ", max_length=240, blank=True)
    name_certain = models.BooleanField("tên đã kiểm chứng", default=True)
    source = models.TextField("nguồn", blank=True)

    class Meta:
        verbose_name = "tên, mã và cấp trên theo thời gian"
        verbose_name_plural = "tên, mã và cấp trên theo thời gian"
        ordering = ["unit__order", "valid"]
        constraints = [
            ExclusionConstraint(
                name="unit_version_no_overlap",
                expressions=[("unit", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                violation_error_message=(
                    "Khoảng thời gian trùng với một dòng khác của đơn vị. Sửa ngày bắt đầu "
                    "hoặc ngày kết thúc."
                ),
            ),
            ExclusionConstraint(
                name="unit_code_one_meaning",
                expressions=[
                    ("official_code", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=~Q(official_code=""),
                violation_error_message=(
                    "Mã này đang thuộc đơn vị khác trong cùng thời gian. Kiểm tra lại mã và ngày."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        from kbang_ntm.core.vietnamese import fold, nfc, title_sort_key

        self.name, self.short_name = nfc(self.name).strip(), nfc(self.short_name).strip()
        self.search_key = fold(self.name)[:160]
        self.sort_key = self.sort_key or title_sort_key(self.short_name)[:900]
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passes Django's own arguments on


class UnitAlias(models.Model):
    """Another spelling met in papers, so that a search finds the unit."""

    unit = models.ForeignKey(
        AdministrativeUnit, on_delete=models.PROTECT, related_name="aliases", verbose_name="đơn vị"
    )
    name = models.CharField("cách viết khác", max_length=120)
    search_key = models.CharField(max_length=160, blank=True, editable=False)
    source = models.CharField("nguồn", max_length=300, blank=True)

    class Meta:
        verbose_name = "cách viết khác"
        verbose_name_plural = "cách viết khác"
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="unit_alias_once")]

    def save(self, *args: object, **kwargs: object) -> None:
        from kbang_ntm.core.vietnamese import fold

        self.search_key = fold(self.name)[:160]
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passes Django's own arguments on


@pghistory.track()
class Succession(models.Model):
    """From `date` on, `successor` follows `predecessor`, wholly or in part."""

    predecessor = models.ForeignKey(
        AdministrativeUnit,
        on_delete=models.PROTECT,
        related_name="successions",
        verbose_name="trước",
    )
    successor = models.ForeignKey(
        AdministrativeUnit,
        on_delete=models.PROTECT,
        related_name="inheritances",
        verbose_name="sau",
    )
    kind = models.CharField("việc", max_length=10, choices=SuccessionKind.choices)
    date = models.DateField("ngày hiệu lực")
    population_share = models.DecimalField(
        "phần dân số", max_digits=9, decimal_places=8, null=True, blank=True
    )
    area_share = models.DecimalField(
        "phần diện tích", max_digits=9, decimal_places=8, null=True, blank=True
    )
    legal_basis = models.CharField("căn cứ", max_length=240)
    certain = models.BooleanField("đã kiểm chứng", default=True)
    source = models.TextField("nguồn", blank=True)

    class Meta:
        verbose_name = "sáp nhập, chia tách, đổi tên"
        verbose_name_plural = "sáp nhập, chia tách, đổi tên"
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor", "date"], name="succession_once"
            ),
            models.CheckConstraint(
                condition=~Q(predecessor=models.F("successor")) | Q(kind="rename"),
                name="succession_not_itself",
            ),
        ]


class UnitFact(models.Model):
    """A dated figure known of a unit (households, population, area), with its source."""

    unit = models.ForeignKey(
        AdministrativeUnit, on_delete=models.PROTECT, related_name="facts", verbose_name="đơn vị"
    )
    metric = models.CharField("số đo", max_length=60)
    value = models.DecimalField("giá trị", max_digits=18, decimal_places=4)
    measure_unit = models.CharField("đơn vị tính", max_length=60, blank=True)
    as_of = models.CharField("thời điểm", max_length=40, blank=True)
    certain = models.BooleanField("đã kiểm chứng", default=False)
    source = models.TextField("nguồn", blank=True)
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        verbose_name = "số liệu của đơn vị"
        verbose_name_plural = "số liệu của đơn vị"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "metric", "as_of", "value"], name="unit_fact_once"
            )
        ]


class AgencyQuerySet(models.QuerySet["Agency"]):
    """Agencies by day."""

    def on(self, day: date) -> AgencyQuerySet:
        """Agencies that exist on that day."""
        return self.filter(valid__contains=day)

    def visible_to(self, user: User) -> AgencyQuerySet:
        """Names of agencies are known to everybody who signs in."""
        return self


@pghistory.track()
class Agency(models.Model):
    """A body without territory: phòng, ban, ngành, Mặt trận, đoàn thể. Dated, with successors."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField("mã", max_length=40, unique=True)
    name = models.CharField("tên", max_length=160)
    short_name = models.CharField("tên ngắn", max_length=80)
    unit = models.ForeignKey(
        AdministrativeUnit, on_delete=models.PROTECT, related_name="agencies", verbose_name="đơn vị"
    )
    valid = DateRangeField("hoạt động")
    order = models.PositiveIntegerField("thứ tự", default=0)
    is_coordination = models.BooleanField("là Văn phòng Điều phối", default=False)
    certain = models.BooleanField("đã kiểm chứng", default=False)
    source = models.TextField("nguồn", blank=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = "cơ quan"
        verbose_name_plural = "cơ quan"
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class AgencySuccession(models.Model):
    """The agency that takes over another's work from a day on."""

    predecessor = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="successions", verbose_name="trước"
    )
    successor = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="inheritances", verbose_name="sau"
    )
    date = models.DateField("ngày hiệu lực")
    legal_basis = models.CharField("căn cứ", max_length=240, blank=True)
    certain = models.BooleanField("đã kiểm chứng", default=False)

    class Meta:
        verbose_name = "cơ quan kế tục"
        verbose_name_plural = "cơ quan kế tục"
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor", "date"], name="agency_succession_once"
            )
        ]
