"""Guidance issued by agencies, and the changes of policy they propose."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from campaigns.models.campaign import Campaign
from campaigns.models.tasks import Task, person, scan_field
from campaigns.task_enums import ProposalState
from campaigns.task_workflow import PROPOSAL_PAIRS
from communes.models import Agency, Criterion
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import fold


class GuidanceDocument(models.Model):
    """A document of guidance: on time where it came by the day its task names."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="guidance", verbose_name="phong trào"
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="guidance", verbose_name="cơ quan ban hành"
    )
    number = models.CharField("số, ký hiệu", max_length=60)
    issued_on = models.DateField("ngày ban hành")
    title = models.CharField("trích yếu", max_length=300)
    search_key = models.CharField(max_length=400, blank=True, editable=False)
    criterion = models.ForeignKey(
        Criterion,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="tiêu chí",
    )
    task = models.ForeignKey(
        Task,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="guidance",
        verbose_name="theo nhiệm vụ",
    )
    due = models.DateField("hạn ban hành", null=True, blank=True)
    file = scan_field("tệp văn bản")
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người nhập"
    )
    at = models.DateTimeField("lúc nhập", default=clock.now)
    withdrawn_at = models.DateTimeField("lúc rút", null=True, blank=True)
    withdrawn_by = person("người rút")
    withdrawn_reason = models.CharField("lý do rút", max_length=300, blank=True)
    illustrative = models.BooleanField("số liệu minh họa", default=False)

    class Meta:
        verbose_name = "văn bản hướng dẫn"
        verbose_name_plural = "văn bản hướng dẫn"
        ordering = ["-issued_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "number", "issued_on"],
                condition=Q(withdrawn_at__isnull=True),
                name="guidance_once",
                violation_error_message="Sổ đã có văn bản số và ngày này của cơ quan.",
            ),
            models.CheckConstraint(
                condition=~Q(number="") & ~Q(title=""),
                name="guidance_whole",
                violation_error_message="Ghi số và trích yếu như trên văn bản.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""),
                name="guidance_withdrawn_says_why",
            ),
        ]
        triggers = [pgtrigger.Protect(name="guidance_not_deleted", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.number}, {self.title}"

    @property
    def late(self) -> bool | None:
        """Issued after the day it was owed; None where no day was set."""
        return None if self.due is None else self.issued_on > self.due

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_key = fold(f"{self.number} {self.title}")[:400]
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passes Django's own arguments on


class PolicyProposal(models.Model):
    """What an agency proposes so that an obstacle goes away, and the answer with its paper."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="proposals", verbose_name="phong trào"
    )
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="proposals", verbose_name="cơ quan đề xuất"
    )
    title = models.CharField("đề xuất", max_length=300)
    text = models.TextField("nội dung")
    search_key = models.CharField(max_length=400, blank=True, editable=False)
    file = scan_field("tệp đề xuất")
    state = models.CharField(
        "trạng thái", max_length=9, choices=ProposalState.choices, default=ProposalState.RAISED
    )
    raised_on = models.DateField("ngày đề xuất")
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người nhập"
    )
    at = models.DateTimeField("lúc nhập", default=clock.now)
    answered_on = models.DateField("ngày trả lời", null=True, blank=True)
    answer_number = models.CharField("số văn bản trả lời", max_length=60, blank=True)
    answer_text = models.TextField("nội dung trả lời", blank=True)
    answer_file = scan_field("tệp trả lời")
    answered_by = person("người ghi trả lời")
    withdrawn_reason = models.CharField("lý do rút", max_length=300, blank=True)
    illustrative = models.BooleanField("số liệu minh họa", default=False)

    class Meta:
        verbose_name = "đề xuất chính sách"
        verbose_name_plural = "đề xuất chính sách"
        ordering = ["-raised_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "refused"])
                | (Q(answered_on__isnull=False) & ~Q(answer_number="")),
                name="proposal_answer_has_paper",
                violation_error_message="Ghi số và ngày văn bản trả lời.",
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=models.F("raised_on")),
                name="proposal_answered_after_raised",
                violation_error_message="Ngày trả lời không thể trước ngày đề xuất.",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_reason=""),
                name="proposal_withdrawn_says_why",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="proposal_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="proposal_stays_as_raised",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("campaign", "agency", "title", "text", "raised_on"),
            ),
            pgtrigger.FSM(
                name="proposal_state_guard", field="state", transitions=list(PROPOSAL_PAIRS)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_key = fold(self.title)[:400]
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passes Django's own arguments on
