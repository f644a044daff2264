"""What each commune, agency and cluster does of its own in a campaign, paper by paper."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from campaigns.models.campaign import Campaign
from campaigns.models.clusters import EmulationCluster
from campaigns.plan_enums import PaperKind
from communes.models import AdministrativeUnit, Agency
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User


def _one_of_three() -> Q:
    names = ("unit", "agency", "cluster")
    found = Q()
    for one in names:
        found |= Q(**{f"{name}__isnull": name != one for name in names})
    return found


class PartyPlan(models.Model):
    """The part of one unit, agency or cluster in a campaign; its papers hang on it.

    `passed_to` keeps a commune's part since the commune ended.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="parts", verbose_name="phong trào"
    )
    unit = models.ForeignKey(
        AdministrativeUnit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="đơn vị",
    )
    agency = models.ForeignKey(
        Agency,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="cơ quan",
    )
    cluster = models.ForeignKey(
        EmulationCluster,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="cụm, khối",
    )
    passed_to = models.ForeignKey(
        AdministrativeUnit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="đơn vị kế tục đang giữ",
    )
    illustrative = models.BooleanField("số liệu minh họa", default=False)

    class Meta:
        verbose_name = "phần việc của đơn vị trong phong trào"
        verbose_name_plural = "phần việc của đơn vị trong phong trào"
        constraints = [
            models.CheckConstraint(
                condition=_one_of_three(),
                name="party_plan_one_party",
                violation_error_message="Chọn một đơn vị, một cơ quan hoặc một cụm, khối.",
            ),
            models.UniqueConstraint(
                fields=["campaign", "unit", "agency", "cluster"],
                name="party_plan_once",
                nulls_distinct=False,
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="party_plan_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="party_plan_stays_whose_it_is",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("campaign", "unit", "agency", "cluster"),
            ),
        ]


class PartyPaper(models.Model):
    """A plan, a launch or a review of a party. Kept as it is; a wrong one is withdrawn."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    part = models.ForeignKey(
        PartyPlan, on_delete=models.PROTECT, related_name="papers", verbose_name="phần việc"
    )
    kind = models.CharField("việc", max_length=8, choices=PaperKind.choices)
    on = models.DateField("ngày")
    number = models.CharField("số văn bản", max_length=60, blank=True)
    words = models.CharField("hình thức, nội dung", max_length=500, blank=True)
    file = models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="tệp",
    )
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người ghi"
    )
    at = models.DateTimeField("lúc ghi", default=clock.now)
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

    class Meta:
        verbose_name = "văn bản, việc làm của đơn vị"
        verbose_name_plural = "văn bản, việc làm của đơn vị"
        ordering = ["part", "on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True)
                | (~Q(withdrawn_reason="") & Q(withdrawn_by__isnull=False)),
                name="party_paper_withdrawn_says_why",
                violation_error_message="Ghi lý do rút.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="launch") | ~Q(words=""),
                name="party_launch_says_how",
                violation_error_message="Ghi phát động bằng hình thức nào.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="party_paper_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="party_paper_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "part", "kind", "on", "number", "words", "file", "by", "at"
                ),
            ),
            pgtrigger.Protect(
                name="party_paper_withdrawn_kept",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
        ]
