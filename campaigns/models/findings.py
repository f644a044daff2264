"""What an inspection found lacking, and what was done about it."""

from __future__ import annotations

import uuid
from datetime import date

import pgtrigger
from django.db import models
from django.db.models import Q

from campaigns.inspection_enums import OPEN_FINDINGS, TO_MEND, FindingState
from campaigns.inspection_workflow import FINDING_PAIRS
from campaigns.models.inspections import ChecklistItem, Inspection
from campaigns.models.parties import Party, one_party
from communes.models import Indicator
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.vietnamese import fold


class Finding(Party):
    """Something lacking (tồn tại, hạn chế): the unit or agency that answers for it mends it by
    its deadline, the body that found it closes it. `unit` or `agency` change when they end."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="findings", verbose_name="cuộc kiểm tra"
    )
    indicator = models.ForeignKey(
        Indicator,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="chỉ tiêu",
    )
    item = models.ForeignKey(
        ChecklistItem,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="findings",
        verbose_name="mục của phiếu",
    )
    text = models.CharField("tồn tại, hạn chế", max_length=1000)
    search_key = models.CharField(max_length=1000, blank=True, editable=False)
    deadline = models.DateField("hạn khắc phục")
    state = models.CharField(
        "trạng thái", max_length=9, choices=FindingState.choices, default=FindingState.STATED
    )
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người nêu"
    )
    at = models.DateTimeField("lúc nêu", default=clock.now)
    closed_at = models.DateTimeField("lúc khép", null=True, blank=True)

    class Meta:
        verbose_name = "tồn tại, hạn chế"
        verbose_name_plural = "tồn tại, hạn chế"
        ordering = ["deadline", "id"]
        constraints = [
            one_party("finding"),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="finding_says_something",
                violation_error_message="Ghi tồn tại, hạn chế.",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False),
                name="finding_closed_on_a_day",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="finding_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.FSM(name="finding_guard", field="state", transitions=list(FINDING_PAIRS)),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_key = fold(self.text)[:1000]
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passes Django's own arguments on

    @property
    def open(self) -> bool:
        """Neither closed nor withdrawn."""
        return self.state in OPEN_FINDINGS

    def overdue(self, today: date) -> bool:
        """Waits for the responsible party after its deadline."""
        return self.state in TO_MEND and self.deadline < today


class FindingNote(models.Model):
    """A word on a finding, with its proof: append-only."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    finding = models.ForeignKey(
        Finding, on_delete=models.PROTECT, related_name="notes", verbose_name="tồn tại, hạn chế"
    )
    act = models.CharField("việc", max_length=10)
    text = models.CharField("nội dung", max_length=2000)
    file = models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="tệp minh chứng",
    )
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người ghi"
    )
    at = models.DateTimeField("lúc ghi", default=clock.now)

    class Meta:
        verbose_name = "ghi chép khắc phục"
        verbose_name_plural = "ghi chép khắc phục"
        ordering = ["id"]
        triggers = [
            pgtrigger.Protect(
                name="finding_note_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]
