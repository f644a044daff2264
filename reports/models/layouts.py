"""Who signs a kind of document and who receives it, by day: rows of the offices, not code."""

from __future__ import annotations

import uuid

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models

from kbang_ntm.core import clock
from kbang_ntm.core.models import User


class PaperLayout(models.Model):
    """The foot of a kind as one body issues it, in a range of days.

    `issuer` is the body as it stands in the head ("ỦY BAN NHÂN DÂN HUYỆN KBANG"). Texts hold a
    line each: `authority` ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"), `position`, `recipients`. A new
    row ends the one before it; nothing else of a row changes.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("loại văn bản", max_length=60)
    issuer = models.CharField("cơ quan ban hành", max_length=200)
    valid = DateRangeField("áp dụng")
    authority = models.CharField("quyền hạn", max_length=300, blank=True)
    position = models.CharField("chức vụ", max_length=300)
    recipients = models.TextField("nơi nhận", blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "thể thức cuối văn bản"
        verbose_name_plural = "thể thức cuối văn bản"
        ordering = ["kind", "issuer", "valid"]
        constraints = [
            ExclusionConstraint(
                name="paper_layout_once_a_day",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    ("issuer", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                violation_error_message="Đã có thể thức cho những ngày này.",
            )
        ]
        triggers = [
            pgtrigger.Protect(name="paper_layout_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="paper_layout_stays",
                fields=["uid", "kind", "issuer", "authority", "position", "recipients", "by", "at"],
            ),
        ]
