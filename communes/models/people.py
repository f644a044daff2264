"""Who acts where, in which capacity, from when to when."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from communes.enums import Role
from communes.models.units import AdministrativeUnit, Agency
from kbang_ntm.core import clock
from kbang_ntm.core.models import User


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by day."""

    def on(self, day: date) -> MembershipQuerySet:
        """Those in force on that day and not ended early."""
        return self.filter(valid__contains=day, user__is_active=True)


class Membership(models.Model):
    """User x unit or agency x role, dated.

    Delegation while away is a membership of its own that names whom it stands for. A row is
    ended, never deleted.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="memberships", verbose_name="người dùng"
    )
    role = models.CharField("vai trò", max_length=20, choices=Role.choices)
    unit = models.ForeignKey(
        AdministrativeUnit,
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name="đơn vị",
    )
    agency = models.ForeignKey(
        Agency,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name="cơ quan",
    )
    title = models.CharField("chức danh", max_length=160, blank=True)
    valid = DateRangeField("hiệu lực")
    stands_for = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stand_ins",
        verbose_name="làm thay cho",
    )
    paper = models.CharField("văn bản giao", max_length=240, blank=True)
    created_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người tạo",
    )
    created_at = models.DateTimeField("lúc tạo", default=clock.now)
    ended_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người kết thúc",
    )
    ended_reason = models.CharField("lý do kết thúc", max_length=300, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "phân công người dùng"
        verbose_name_plural = "phân công người dùng"
        constraints = [
            ExclusionConstraint(
                name="membership_no_overlap",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(agency__isnull=True, stands_for__isnull=True),
                violation_error_message="Người này đã giữ vai trò này trong thời gian đó.",
            ),
            ExclusionConstraint(
                name="membership_agency_no_overlap",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("agency", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(agency__isnull=False, stands_for__isnull=True),
                violation_error_message="Người này đã giữ vai trò này trong thời gian đó.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class IndicatorAssignment(models.Model):
    """An officer of the commune who enters one indicator; without a row every officer may."""

    membership = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        related_name="assignments",
        verbose_name="phân công người dùng",
    )
    indicator = models.ForeignKey(
        "communes.Indicator",
        on_delete=models.PROTECT,
        related_name="assignments",
        verbose_name="chỉ tiêu",
    )
    valid = DateRangeField("hiệu lực")
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người tạo"
    )
    created_at = models.DateTimeField("lúc tạo", default=clock.now)

    class Meta:
        verbose_name = "phân công chỉ tiêu trong xã"
        verbose_name_plural = "phân công chỉ tiêu trong xã"
        constraints = [
            ExclusionConstraint(
                name="assignment_no_overlap",
                expressions=[
                    ("membership", RangeOperators.EQUAL),
                    ("indicator", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                violation_error_message="Chỉ tiêu này đã giao cho người này trong thời gian đó.",
            )
        ]
