"""What a member of a cluster registers for a year and signs (đăng ký, giao ước thi đua)."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from campaigns.cluster_enums import PledgeState
from campaigns.cluster_rules import reads_every_cluster
from campaigns.cluster_workflow import PLEDGE_PAIRS
from campaigns.models.clusters import ClusterMember, EmulationCluster
from campaigns.rules import acting
from communes.queries.register_rules import kept_units
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User


class PledgeQuerySet(models.QuerySet["Pledge"]):
    """Pledges by reader."""

    def visible_to(self, user: User) -> models.QuerySet[Pledge]:
        """Own ones from the first draft on; of the clusters one sees, what is signed."""
        mine = acting(user)
        own = (
            Q(member__unit_id__in=mine.units | kept_units(user))
            | Q(member__agency_id__in=mine.agencies)
            | Q(member__cluster__unit_id__in=kept_units(user))
        )
        signed = Q(state=PledgeState.SIGNED)
        if not reads_every_cluster(user):
            seen = EmulationCluster.objects.visible_to(user)
            signed &= Q(member__cluster__in=seen.values("pk"))
        return self.filter(own | signed)


class Pledge(models.Model):
    """One member and year: the text is edited while a draft, kept as it is once signed."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    member = models.ForeignKey(
        ClusterMember, on_delete=models.PROTECT, related_name="pledges", verbose_name="thành viên"
    )
    year = models.PositiveSmallIntegerField("năm")
    text = models.TextField("nội dung đăng ký, giao ước")
    state = models.CharField(
        "trạng thái", max_length=6, choices=PledgeState.choices, default=PledgeState.DRAFT
    )
    paper_number = models.CharField("số văn bản", max_length=60, blank=True)
    signed_on = models.DateField("ngày ký", null=True, blank=True)
    paper_file = models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="bản đã ký",
    )
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    entered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người soạn"
    )
    entered_at = models.DateTimeField("lúc soạn", default=clock.now)
    signed_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người chốt",
    )
    signed_at = models.DateTimeField("lúc chốt", null=True, blank=True)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = "giao ước thi đua"
        verbose_name_plural = "giao ước thi đua"
        ordering = ["-year", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "year"],
                name="pledge_once",
                violation_error_message="Thành viên đã có giao ước của năm này.",
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(
                    signed_on__isnull=False,
                    paper_file__isnull=False,
                    signed_by__isnull=False,
                    signed_at__isnull=False,
                ),
                name="pledge_signed_with_paper",
                violation_error_message="Giao ước đã ký phải có ngày ký và bản quét.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="pledge_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="pledge_stays_whose_it_is",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("member", "year", "entered_by"),
            ),
            pgtrigger.Protect(
                name="pledge_signed_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="signed"),
            ),
            pgtrigger.FSM(name="pledge_guard", field="state", transitions=list(PLEDGE_PAIRS)),
        ]


# A target belongs to the text that was signed: it changes only while the pledge is a draft.
TARGET_FROZEN = """
IF EXISTS (
    SELECT 1 FROM campaigns_pledge p
    WHERE p.state = 'signed'
      AND p.id IN (COALESCE(NEW.pledge_id, OLD.pledge_id), COALESCE(OLD.pledge_id, NEW.pledge_id))
) THEN
    RAISE EXCEPTION 'Giao ước đã ký nên chỉ tiêu không sửa được.';
END IF;
RETURN COALESCE(NEW, OLD);
"""


class PledgeTarget(models.Model):
    """One target of a pledge: words, and a number with its unit where there is one."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pledge = models.ForeignKey(
        Pledge, on_delete=models.PROTECT, related_name="targets", verbose_name="giao ước"
    )
    order = models.PositiveSmallIntegerField("thứ tự")
    content = models.CharField("chỉ tiêu", max_length=300)
    number = models.DecimalField(
        "số phấn đấu", max_digits=14, decimal_places=2, null=True, blank=True
    )
    unit_word = models.CharField("đơn vị tính", max_length=40, blank=True)

    class Meta:
        verbose_name = "chỉ tiêu giao ước"
        verbose_name_plural = "chỉ tiêu giao ước"
        ordering = ["pledge", "order"]
        constraints = [
            models.UniqueConstraint(fields=["pledge", "order"], name="pledge_target_once"),
            models.CheckConstraint(
                condition=~Q(content="") & (Q(number__isnull=True) | Q(number__gte=0)),
                name="pledge_target_whole",
                violation_error_message="Ghi chỉ tiêu; số phấn đấu không thể nhỏ hơn 0.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="pledge_target_frozen",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=TARGET_FROZEN,
            )
        ]


class PledgeResult(models.Model):
    """What became of a target, as told on a day; append-only, the newest row counts."""

    target = models.ForeignKey(
        PledgeTarget, on_delete=models.PROTECT, related_name="results", verbose_name="chỉ tiêu"
    )
    reached = models.BooleanField("đạt")
    number = models.DecimalField(
        "số thực hiện", max_digits=14, decimal_places=2, null=True, blank=True
    )
    note = models.CharField("căn cứ, ghi chú", max_length=500, blank=True)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người ghi"
    )
    at = models.DateTimeField("lúc ghi", default=clock.now)

    class Meta:
        verbose_name = "kết quả chỉ tiêu giao ước"
        verbose_name_plural = "kết quả chỉ tiêu giao ước"
        ordering = ["target", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__gte=0),
                name="pledge_result_not_negative",
                violation_error_message="Số thực hiện không thể nhỏ hơn 0.",
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="pledge_result_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]
