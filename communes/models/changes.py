"""Changes of units and agencies: what was decided, what moved, and to whom."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from communes.enums import HandoverState
from communes.models.units import AdministrativeUnit, Agency
from communes.workflow import HANDOVER_PAIRS
from kbang_ntm.core import clock
from kbang_ntm.core.models import User


class ChangeDraft(models.Model):
    """A change somebody prepares: the file as typed and the answers given so far.

    A working row: planning reads it, nothing in the portal moves by it. `change` is set once the
    plan was applied, and then the row stays as it is.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    definition = models.JSONField("nội dung sắp xếp")
    answers = models.JSONField("câu trả lời", default=dict, blank=True)
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người lập"
    )
    created_at = models.DateTimeField("lúc lập", default=clock.now)
    changed_at = models.DateTimeField("lúc sửa", default=clock.now)
    change = models.OneToOneField(
        "communes.UnitChange",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="draft",
        verbose_name="lần sắp xếp đã áp dụng",
    )

    class Meta:
        verbose_name = "phương án sắp xếp"
        verbose_name_plural = "phương án sắp xếp"
        ordering = ["-id"]


class UnitChange(models.Model):
    """One applied change: what the paper said, the plan as shown, the answers, who and when.

    `plan` is {"definition": ..., "effects": [...], "moves": [...]} as shown before applying;
    `plan_sha256` names it. Append-only: a wrong change is mended by another one. Only
    `carried_out_at` is written later, once, on the day of the change.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField("tên", max_length=300)
    date = models.DateField("ngày hiệu lực")
    legal_basis = models.CharField("căn cứ", max_length=240)
    document_number = models.CharField("số văn bản", max_length=120, blank=True)
    document_date = models.DateField("ngày văn bản", null=True, blank=True)
    source = models.TextField("nguồn", blank=True)
    plan = models.JSONField("phương án")
    answers = models.JSONField("câu trả lời", default=dict, blank=True)
    plan_sha256 = models.CharField("mã băm phương án", max_length=64)
    applied_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người áp dụng"
    )
    applied_at = models.DateTimeField("lúc áp dụng", default=clock.now)
    carried_out_at = models.DateTimeField("lúc chuyển xong việc", null=True, blank=True)

    class Meta:
        verbose_name = "lần sắp xếp đơn vị, cơ quan"
        verbose_name_plural = "lần sắp xếp đơn vị, cơ quan"
        ordering = ["-date", "-id"]
        triggers = [
            pgtrigger.Protect(
                name="unit_change_append_only",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["carried_out_at"]),
            ),
            pgtrigger.Protect(name="unit_change_not_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.title


class HandoverItem(models.Model):
    """One thing an ended unit or agency held: from where, to where, due when, with which files.

    `state` says how far it is: waiting for the day, waiting for a person to name the successor,
    passed on, or ended with the place. `holding` is the thing as it was found.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    change = models.ForeignKey(
        UnitChange, on_delete=models.PROTECT, related_name="items", verbose_name="lần sắp xếp"
    )
    kind = models.CharField("loại", max_length=40)
    subject = models.CharField("mã việc", max_length=200)
    title = models.CharField("nội dung", max_length=400)
    who = models.CharField("người đang giữ", max_length=200, blank=True)
    part = models.CharField("thuộc thôn, làng", max_length=120, blank=True)
    files = models.JSONField("tệp kèm theo", default=list, blank=True)
    due = models.DateField("hạn", null=True, blank=True)
    from_unit = models.ForeignKey(
        AdministrativeUnit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="từ đơn vị",
    )
    from_agency = models.ForeignKey(
        Agency,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="từ cơ quan",
    )
    to_unit = models.ForeignKey(
        AdministrativeUnit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="đến đơn vị",
    )
    to_agency = models.ForeignKey(
        Agency,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="đến cơ quan",
    )
    holding = models.JSONField("như khi lập phương án", default=dict)
    reason = models.CharField("lý do", max_length=300, blank=True)
    state = models.CharField("tình trạng", max_length=8, choices=HandoverState.choices)
    done_at = models.DateTimeField("lúc xong", null=True, blank=True)

    class Meta:
        verbose_name = "mục bàn giao"
        verbose_name_plural = "mục bàn giao"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["change", "kind", "subject"], name="handover_item_once"
            ),
            models.CheckConstraint(
                condition=Q(from_unit__isnull=False, from_agency__isnull=True)
                | Q(from_unit__isnull=True, from_agency__isnull=False),
                name="handover_from_one_place",
            ),
            models.CheckConstraint(
                condition=Q(to_unit__isnull=True) | Q(to_agency__isnull=True),
                name="handover_to_one_place",
            ),
            models.CheckConstraint(
                condition=~Q(state="passed")
                | Q(to_unit__isnull=False)
                | Q(to_agency__isnull=False),
                name="handover_passed_has_place",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="handover_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.FSM(
                name="handover_state_guard", field="state", transitions=list(HANDOVER_PAIRS)
            ),
        ]
