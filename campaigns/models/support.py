"""Which agency helps which commune or village, and its visits there."""

from __future__ import annotations

import uuid
from typing import Any

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from communes.models import AdministrativeUnit, Agency
from communes.queries.register_rules import kept_units
from communes.rules import is_administrator, reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User

OVERLAPS = (
    "Cơ quan này đã được phân công giúp đơn vị trong thời gian đó. Kết thúc phân công cũ trước, "
    "hoặc chọn ngày khác."
)


class SupportQuerySet(models.QuerySet[Any]):
    """Assignments and visits by reader."""

    def visible_to(self, user: User) -> models.QuerySet[Any]:
        """All for the district's readers; a commune those of its own, of its villages and of what
        became part of it."""
        if reach(user).reads_district or is_administrator(user):
            return self
        mine = kept_units(user)
        return self.filter(Q(unit_id__in=mine) | Q(within_id__in=mine))

    def living(self) -> models.QuerySet[Any]:
        """Without those entered by mistake."""
        return self.filter(withdrawn_at__isnull=True)


class Support(models.Model):
    """An agency and a unit it helps; `within` is the commune of a village."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="+", verbose_name="cơ quan"
    )
    unit = models.ForeignKey(
        AdministrativeUnit, on_delete=models.PROTECT, related_name="+", verbose_name="đơn vị"
    )
    within = models.ForeignKey(
        AdministrativeUnit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="xã của thôn, làng",
    )
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    entered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người ghi"
    )
    entered_at = models.DateTimeField("lúc ghi", default=clock.now)
    withdrawn_at = models.DateTimeField("lúc rút", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người rút",
    )
    withdrawn_reason = models.CharField("lý do rút", max_length=300, blank=True)

    objects = SupportQuerySet.as_manager()

    class Meta:
        abstract = True


class SupportAssignment(Support):
    """One agency helps one commune or village over a range of days."""

    valid = DateRangeField("thời gian")
    paper_number = models.CharField("số văn bản", max_length=60, blank=True)
    paper_date = models.DateField("ngày văn bản", null=True, blank=True)
    note = models.CharField("nội dung giúp đỡ", max_length=500, blank=True)
    follows = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="followed_by",
        verbose_name="nối tiếp phân công",
    )
    ended_reason = models.CharField("lý do kết thúc", max_length=300, blank=True)

    class Meta:
        verbose_name = "phân công giúp đỡ"
        verbose_name_plural = "phân công giúp đỡ"
        ordering = ["unit__order", "agency__order", "id"]
        constraints = [
            ExclusionConstraint(
                name="support_no_overlap",
                expressions=[
                    ("agency", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(withdrawn_at__isnull=True),
                violation_error_message=OVERLAPS,
            ),
            models.CheckConstraint(
                condition=Q(valid__startswith__isnull=False) | Q(valid__isempty=True),
                name="support_has_a_first_day",
                violation_error_message="Ghi ngày bắt đầu phân công.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""),
                name="support_withdrawn_says_why",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="support_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="support_stays_whose_it_is",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("agency", "unit", "within", "entered_by"),
            ),
        ]


class SupportVisit(Support):
    """One visit of the agency to the unit: what was seen and agreed. A wrong one is withdrawn."""

    on = models.DateField("ngày đi")
    people = models.CharField("người đi", max_length=240)
    seen = models.TextField("đã xem, đã nghe")
    agreed = models.TextField("đã thống nhất", blank=True)
    file = models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="biên bản, ảnh",
    )

    class Meta:
        verbose_name = "chuyến làm việc giúp đỡ"
        verbose_name_plural = "chuyến làm việc giúp đỡ"
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["unit", "on"], name="support_visit_unit_on")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(people="") & ~Q(seen=""),
                name="support_visit_says_what",
                violation_error_message="Ghi ai đi và đã xem, đã nghe gì.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""),
                name="support_visit_withdrawn_why",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="support_visit_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="support_visit_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "agency", "unit", "within", "on", "people", "seen", "agreed", "file",
                    "entered_by", "entered_at",
                ),
            ),
            pgtrigger.Protect(
                name="support_visit_withdrawn_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
        ]  # fmt: skip
