"""Recognitions known from papers and press; the procedure that leads to them comes on top."""

from __future__ import annotations

import uuid

import pghistory
from django.db import models

from communes.enums import RecognitionState, Standard
from communes.models.units import AdministrativeUnit


@pghistory.track()
class Recognition(models.Model):
    """That a unit was recognised (or recognition withdrawn), by whom, by which paper, if known."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(
        AdministrativeUnit,
        on_delete=models.PROTECT,
        related_name="recognitions",
        verbose_name="đơn vị",
    )
    standard = models.CharField("chuẩn", max_length=10, choices=Standard.choices)
    state = models.CharField("việc", max_length=10, choices=RecognitionState.choices)
    year = models.PositiveSmallIntegerField("năm", null=True, blank=True)
    decision_number = models.CharField("số quyết định", max_length=120, blank=True)
    decision_date = models.DateField("ngày quyết định", null=True, blank=True)
    decided_by = models.CharField("cấp công nhận", max_length=120, blank=True)
    known_before = models.DateField("đã có trước ngày", null=True, blank=True)
    certain = models.BooleanField("đã kiểm chứng", default=False)
    year_certain = models.BooleanField("năm đã kiểm chứng", default=False)
    source = models.TextField("nguồn", blank=True)
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        verbose_name = "công nhận"
        verbose_name_plural = "công nhận"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "standard", "state", "year"],
                name="recognition_once",
                nulls_distinct=False,
            )
        ]


@pghistory.track()
class DistrictFigure(models.Model):
    """A figure of the district known from the press, with its day, certainty and source."""

    unit = models.ForeignKey(
        AdministrativeUnit, on_delete=models.PROTECT, related_name="figures", verbose_name="đơn vị"
    )
    metric = models.CharField("số đo", max_length=80)
    value = models.DecimalField("giá trị", max_digits=18, decimal_places=4)
    of_total = models.DecimalField(
        "trên tổng số", max_digits=18, decimal_places=4, null=True, blank=True
    )
    as_of = models.CharField("thời điểm", max_length=40)
    criteria_set = models.CharField("theo bộ tiêu chí", max_length=40, blank=True)
    certain = models.BooleanField("đã kiểm chứng", default=False)
    source = models.TextField("nguồn", blank=True)
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        verbose_name = "số liệu của huyện đã công bố"
        verbose_name_plural = "số liệu của huyện đã công bố"
        constraints = [
            models.UniqueConstraint(fields=["unit", "metric", "as_of"], name="district_figure_once")
        ]
