"""Figures brought in a file: looked at first, taken in whole, taken back in whole."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from communes.enums import ImportState
from communes.models.progress import ProgressReport, Receipt
from communes.rules import reach
from communes.workflow import IMPORT_PAIRS
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    """Imports by reader."""

    def visible_to(self, user: User) -> models.QuerySet[ImportBatch]:
        """One's own uploads and those for one's communes; once they are in the report, whoever
        sees the report knows of them."""
        mine = Q(made_by=user) | Q(report__responsible_unit_id__in=reach(user).commune_ids)
        taken = Q(state__in=[ImportState.CONFIRMED, ImportState.CANCELLED]) & Q(
            report__in=ProgressReport.objects.visible_to(user).values("pk")
        )
        return self.filter(mine | taken)


class ImportBatch(models.Model):
    """What one uploaded file says about one report.

    `edits` is what was read, `problems` what could not be read, each with sheet and cell; neither
    ever changes. Whether an edit is a change, a conflict or nothing new is asked anew each time,
    against what is stored then; `summary` counts what it was when the file came. `upload` ties
    together the communes of one district file; `left_out` tells its uploader, and nobody else,
    which communes take nothing of it and why.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    upload = models.UUIDField(db_index=True, editable=False)
    report = models.ForeignKey(
        ProgressReport, on_delete=models.PROTECT, related_name="imports", verbose_name="báo cáo"
    )
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name="tệp"
    )
    sha256 = models.CharField(max_length=64)
    alone = models.BooleanField("tệp chỉ có số liệu của báo cáo này", default=True)
    stamped = models.BooleanField("có dấu nhận dạng", default=True)
    state = models.CharField(
        "trạng thái", max_length=9, choices=ImportState.choices, default=ImportState.PREVIEWED
    )
    made_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người tải lên"
    )
    made_at = models.DateTimeField("lúc tải lên", default=clock.now)
    edits = models.JSONField("số liệu đã đọc", default=list, blank=True)
    problems = models.JSONField("chỗ chưa đọc được", default=list, blank=True)
    notes = models.JSONField("lưu ý về tệp", default=list, blank=True)
    summary = models.JSONField("tóm tắt lúc tải lên", default=dict, blank=True)
    left_out = models.JSONField("xã không nhập được", default=list, blank=True)
    confirmed_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người xác nhận nhập",
    )
    confirmed_at = models.DateTimeField("lúc nhập", null=True, blank=True)
    receipt = models.OneToOneField(
        Receipt,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="import_batch",
        verbose_name="phiếu",
    )
    kept = models.PositiveIntegerField("số mục giữ số đang lưu", default=0)
    cancelled_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người hủy",
    )
    cancelled_at = models.DateTimeField("lúc hủy", null=True, blank=True)
    cancel_reason = models.CharField("lý do hủy", max_length=500, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "lần nhập từ tệp"
        verbose_name_plural = "lần nhập từ tệp"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["upload", "report"], name="import_once_per_upload"),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "cancelled"])
                | Q(receipt__isnull=False, confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="import_confirmed_has_receipt",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled")
                | (
                    Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancel_reason="")
                ),
                name="import_cancelled_has_reason",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="import_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.FSM(name="import_state_guard", field="state", transitions=list(IMPORT_PAIRS)),
            pgtrigger.Protect(
                name="import_content_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "upload",
                    "report",
                    "file",
                    "sha256",
                    "alone",
                    "stamped",
                    "made_by",
                    "made_at",
                    "edits",
                    "problems",
                    "notes",
                    "left_out",
                    "summary",
                ),
            ),
        ]
