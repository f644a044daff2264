"""How a body lays its documents out, by day: sizes, margins, wording of the head."""

from __future__ import annotations

import uuid

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from kbang_ntm.core import clock
from kbang_ntm.core.models import User


def _points(label: str) -> models.DecimalField:
    return models.DecimalField(label, max_digits=4, decimal_places=2)


class OfficeForm(models.Model):
    """Sizes and margins of every document of a body, in a range of days (fields: `PageForm`).

    `issuer` is the body as it stands in the head, in one line. `superior` (lines; "" for none) and
    `place` are worded as the body writes them; `issuing_body` only breaks its name into lines: a
    name is a fact of the body and nobody's choice. A new row ends the one before it; nothing else
    of a row changes.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    issuer = models.CharField("cơ quan ban hành", max_length=200)
    valid = DateRangeField("áp dụng")
    superior = models.CharField("cơ quan chủ quản", max_length=300, blank=True)
    issuing_body = models.CharField("tên cơ quan theo dòng", max_length=300)
    place = models.CharField("địa danh", max_length=60)
    top = models.PositiveSmallIntegerField("lề trên")
    bottom = models.PositiveSmallIntegerField("lề dưới")
    left = models.PositiveSmallIntegerField("lề trái")
    right = models.PositiveSmallIntegerField("lề phải")
    heads = _points("cỡ chữ đầu văn bản")
    motto = _points("cỡ chữ tiêu ngữ")
    place_size = _points("cỡ chữ địa danh")
    titles = _points("cỡ chữ tên loại")
    text = _points("cỡ chữ nội dung")
    line = _points("dãn dòng")
    indent = _points("thụt đầu dòng")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "thể thức trang của cơ quan"
        verbose_name_plural = "thể thức trang của cơ quan"
        ordering = ["issuer", "valid"]
        constraints = [
            ExclusionConstraint(
                name="office_form_once_a_day",
                expressions=[
                    ("issuer", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                violation_error_message="Đã có thể thức trang cho những ngày này.",
            ),
            models.CheckConstraint(
                name="office_form_leaves_room",
                condition=Q(left__lt=100 - F("right")) & Q(top__lt=140 - F("bottom")),
                violation_error_message="Lề quá rộng, trang không còn chỗ cho chữ.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="office_form_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="office_form_stays", exclude=["valid"]),
        ]
