"""Clusters in which units and agencies compare themselves (cụm, khối thi đua)."""

from __future__ import annotations

import uuid

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from campaigns.cluster_rules import reads_every_cluster
from campaigns.enums import ClusterKind
from campaigns.models.parties import Party, one_party
from communes.enums import UnitKind
from communes.models import AdministrativeUnit
from communes.queries.register_rules import kept_units
from kbang_ntm.core import clock
from kbang_ntm.core.models import User


class ClusterQuerySet(models.QuerySet["EmulationCluster"]):
    """Clusters by reader."""

    def visible_to(self, user: User) -> models.QuerySet[EmulationCluster]:
        """The district's clusters for everybody in the movement; a commune's own ones for its
        people and the district's readers."""
        if reads_every_cluster(user):
            return self
        mine = kept_units(user)
        if not mine:
            return self.none()
        return self.filter(Q(unit_id__in=mine) | Q(unit__level=UnitKind.DISTRICT))


@pghistory.track()
class EmulationCluster(models.Model):
    """A cluster of the district or of a commune; its members and heads are dated rows of theirs."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(
        AdministrativeUnit,
        on_delete=models.PROTECT,
        related_name="clusters",
        verbose_name="thuộc",
        help_text="Huyện, hoặc xã tự lập cụm, khối của mình.",
    )
    kind = models.CharField("loại", max_length=5, choices=ClusterKind.choices)
    name = models.CharField("tên", max_length=160)
    valid = DateRangeField("hiệu lực")
    paper = models.CharField("văn bản lập", max_length=160, blank=True)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    illustrative = models.BooleanField("số liệu minh họa", default=False)

    objects = ClusterQuerySet.as_manager()

    class Meta:
        verbose_name = "cụm, khối thi đua"
        verbose_name_plural = "cụm, khối thi đua"
        ordering = ["unit__order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                name="cluster_name_once",
                violation_error_message="Đã có cụm, khối mang tên này.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ClusterMember(Party):
    """A unit or an agency in a cluster over a range of days."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cluster = models.ForeignKey(
        EmulationCluster,
        on_delete=models.PROTECT,
        related_name="members",
        verbose_name="cụm, khối",
    )
    valid = DateRangeField("thời gian")
    note = models.CharField("ghi chú", max_length=300, blank=True)
    ended_reason = models.CharField("lý do kết thúc", max_length=300, blank=True)
    entered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người ghi"
    )
    entered_at = models.DateTimeField("lúc ghi", default=clock.now)

    class Meta:
        verbose_name = "thành viên cụm, khối"
        verbose_name_plural = "thành viên cụm, khối"
        ordering = ["cluster", "unit__order", "agency__order", "id"]
        constraints = [
            one_party("cluster_member"),
            *(
                ExclusionConstraint(
                    name=f"cluster_{party}_no_overlap",
                    expressions=[
                        ("cluster", RangeOperators.EQUAL),
                        (party, RangeOperators.EQUAL),
                        ("valid", RangeOperators.OVERLAPS),
                    ],
                    violation_error_message="Đơn vị đã là thành viên trong thời gian này.",
                )
                for party in ("unit", "agency")
            ),
            models.CheckConstraint(
                condition=Q(valid__startswith__isnull=False) | Q(valid__isempty=True),
                name="cluster_member_first_day",
                violation_error_message="Ghi ngày vào cụm, khối.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="cluster_member_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="cluster_member_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("cluster", "unit", "agency", "entered_by"),
            ),
        ]


# The head is a member of its cluster at some day of its year.
HEAD_IS_MEMBER = """
IF NEW.withdrawn_at IS NULL AND NOT EXISTS (
    SELECT 1 FROM campaigns_clustermember m
    WHERE m.id = NEW.member_id AND m.cluster_id = NEW.cluster_id
      AND m.valid && daterange(make_date(NEW.year, 1, 1), make_date(NEW.year + 1, 1, 1))
) THEN
    RAISE EXCEPTION 'Trưởng cụm, khối phải là thành viên của cụm, khối trong năm đó.';
END IF;
RETURN NEW;
"""


class ClusterHead(models.Model):
    """Which member heads a cluster in a year: one. A change withdraws the row with a reason."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cluster = models.ForeignKey(
        EmulationCluster, on_delete=models.PROTECT, related_name="heads", verbose_name="cụm, khối"
    )
    member = models.ForeignKey(
        ClusterMember, on_delete=models.PROTECT, related_name="heads", verbose_name="thành viên"
    )
    year = models.PositiveSmallIntegerField("năm")
    entered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người ghi"
    )
    entered_at = models.DateTimeField("lúc ghi", default=clock.now)
    withdrawn_at = models.DateTimeField("lúc thôi", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người rút",
    )
    withdrawn_reason = models.CharField("lý do thôi", max_length=300, blank=True)

    class Meta:
        verbose_name = "trưởng cụm, khối"
        verbose_name_plural = "trưởng cụm, khối"
        ordering = ["cluster", "-year", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "year"],
                condition=Q(withdrawn_at__isnull=True),
                name="cluster_one_head_a_year",
                violation_error_message="Năm này cụm, khối đã có trưởng.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""),
                name="cluster_head_withdrawn_why",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="cluster_head_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="cluster_head_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("cluster", "member", "year", "entered_by"),
            ),
            pgtrigger.Protect(
                name="cluster_head_over",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
            pgtrigger.Trigger(
                name="cluster_head_is_member",
                operation=pgtrigger.Insert | pgtrigger.Update,
                when=pgtrigger.Before,
                func=HEAD_IS_MEMBER,
            ),
        ]
