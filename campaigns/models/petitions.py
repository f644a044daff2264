"""Petitions of units and agencies, and the lists in which they are put before the UBND."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pgtrigger
from django.db import models
from django.db.models import Q

from campaigns.models.campaign import Campaign
from campaigns.models.parties import Party, one_party
from campaigns.petition_enums import Outcome, PetitionKind, PetitionState
from campaigns.petition_rules import handled_by, sent_by
from campaigns.petition_workflow import PETITION_PAIRS
from communes.models import AdministrativeUnit, Agency, Criterion
from communes.rules import is_administrator, reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.vietnamese import fold, nfc


def link(to: Any, label: str, **options: Any) -> models.ForeignKey[Any, Any]:
    """A reference that may be empty and is never followed back."""
    return models.ForeignKey(
        to,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=label,
        **options,
    )


def moment(label: str) -> models.DateTimeField[Any, Any]:
    """When a step was done; empty before it."""
    return models.DateTimeField(label, null=True, blank=True)


class PetitionBatch(models.Model):
    """Petitions compiled at one time and put before the UBND of `to_unit` by `to_agency`."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    to_unit = models.ForeignKey(
        AdministrativeUnit, on_delete=models.PROTECT, related_name="+", verbose_name="trình UBND"
    )
    to_agency = link(Agency, "cơ quan tổng hợp")
    title = models.CharField("trích yếu", max_length=240)
    paper_number = models.CharField("số tờ trình", max_length=60, blank=True)
    paper_date = models.DateField("ngày tờ trình", null=True, blank=True)
    note = models.CharField("ý kiến của nơi tổng hợp", max_length=2000, blank=True)
    made_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người tổng hợp"
    )
    made_at = models.DateTimeField("lúc tổng hợp", default=clock.now)

    class Meta:
        verbose_name = "danh sách kiến nghị trình UBND"
        verbose_name_plural = "danh sách kiến nghị trình UBND"
        ordering = ["-made_at"]
        triggers = [
            pgtrigger.Protect(
                name="petition_batch_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return self.title


class PetitionQuerySet(models.QuerySet["Petition"]):
    """Petitions by reader."""

    def visible_to(self, user: User) -> models.QuerySet[Petition]:
        """The sender's own from the first draft on; from sending on also those who receive it and
        the district's readers."""
        sent = ~Q(state=PetitionState.DRAFT) & Q(sent_at__isnull=False)
        if reach(user).reads_district or is_administrator(user):
            return self.filter(sent_by(user) | sent)
        return self.filter(sent_by(user) | handled_by(user) & sent)


class Petition(Party):
    """What a unit or an agency asks of the UBND of `to_unit`; each step keeps its time.

    `to_agency` receives it; None where a commune without a district above it answers itself.
    `passed_to` or `passed_agency` goes on for a sender that has ended. `incoming_desk` names the
    register of incoming numbers, which stays with the office that gave the number.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = link(Campaign, "phong trào")
    kind = models.CharField("loại", max_length=10, choices=PetitionKind.choices)
    title = models.CharField("trích yếu", max_length=240)
    text = models.TextField("nội dung")
    search_key = models.CharField(max_length=400, blank=True, editable=False)
    criterion = link(Criterion, "tiêu chí liên quan")
    file = link(StoredFile, "tệp kèm theo")
    passed_to = link(AdministrativeUnit, "đơn vị kế tục đang giữ")
    passed_agency = link(Agency, "cơ quan kế tục đang giữ")
    to_unit = link(AdministrativeUnit, "gửi UBND")
    to_agency = link(Agency, "cơ quan tiếp nhận")
    state = models.CharField(
        "trạng thái", max_length=9, choices=PetitionState.choices, default=PetitionState.DRAFT
    )
    written_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người soạn"
    )
    written_at = models.DateTimeField("lúc soạn", default=clock.now)
    sent_by = link(User, "người gửi")
    sent_at = moment("lúc gửi")
    received_at = moment("lúc tiếp nhận")
    incoming_desk = models.CharField(max_length=12, blank=True, editable=False)
    incoming_year = models.PositiveSmallIntegerField("năm của số đến", null=True, blank=True)
    incoming_number = models.PositiveIntegerField("số đến", null=True, blank=True)
    answer_due = models.DateField("hạn trả lời", null=True, blank=True)
    batch = models.ForeignKey(
        PetitionBatch,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="petitions",
        verbose_name="danh sách trình",
    )
    compiled_at = moment("lúc tổng hợp")
    outcome = models.CharField("kết quả", max_length=8, choices=Outcome.choices, blank=True)
    decision = models.TextField("nội dung quyết định", blank=True)
    decision_number = models.CharField("số văn bản quyết định", max_length=60, blank=True)
    decision_date = models.DateField("ngày văn bản quyết định", null=True, blank=True)
    decided_at = moment("lúc quyết định")
    answer = models.TextField("nội dung trả lời", blank=True)
    answer_number = models.CharField("số văn bản trả lời", max_length=60, blank=True)
    answer_file = link(StoredFile, "tệp trả lời")
    answered_at = moment("lúc trả lời")
    withdrawn_at = moment("lúc rút")
    withdrawn_reason = models.CharField("lý do rút", max_length=300, blank=True)
    amended_plan = models.CharField("bản điều chỉnh kế hoạch", max_length=60, blank=True)
    # Without an index: making one would lock the table, and an office has some hundred petitions.
    amended_by = link(
        "campaigns.PlanVersion", "bản kế hoạch sửa đổi theo kiến nghị", db_index=False
    )
    illustrative = models.BooleanField("số liệu minh họa", default=False)

    objects = PetitionQuerySet.as_manager()

    class Meta:
        verbose_name = "kiến nghị"
        verbose_name_plural = "kiến nghị"
        ordering = ["-written_at", "-id"]
        constraints = [
            one_party("petition"),
            models.UniqueConstraint(
                fields=["incoming_desk", "incoming_year", "incoming_number"],
                name="petition_number_once",
                violation_error_message="Số đến này đã dùng trong năm.",
            ),
            models.CheckConstraint(
                condition=Q(passed_to__isnull=True) | Q(passed_agency__isnull=True),
                name="petition_passed_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"])
                | Q(sent_at__isnull=False, to_unit__isnull=False),
                name="petition_sent_whole",
                violation_error_message="Chọn nơi tiếp nhận trước khi gửi.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "sent", "withdrawn"])
                | Q(
                    received_at__isnull=False,
                    incoming_year__isnull=False,
                    incoming_number__isnull=False,
                ),
                name="petition_received_numbered",
                violation_error_message="Kiến nghị đã tiếp nhận phải có số đến.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["compiled", "decided", "answered"])
                | Q(compiled_at__isnull=False, batch__isnull=False),
                name="petition_compiled_listed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["decided", "answered"])
                | Q(decided_at__isnull=False) & ~Q(outcome="") & ~Q(decision=""),
                name="petition_decided_whole",
                violation_error_message="Ghi kết quả và nội dung quyết định.",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="petition_answered_whole",
                violation_error_message="Ghi nội dung trả lời.",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
                name="petition_withdrawn_says_why",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="petition_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.FSM(
                name="petition_state_guard", field="state", transitions=list(PETITION_PAIRS)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        self.title = nfc(self.title).strip()
        self.search_key = fold(f"{self.title} {self.text}")[:400]
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passes Django's own arguments on

    @property
    def number_words(self) -> str:
        """ "12/2025"; "" before it was received."""
        return f"{self.incoming_number}/{self.incoming_year}" if self.incoming_number else ""

    @property
    def open(self) -> bool:
        """Somebody still has to do something."""
        return self.state not in (PetitionState.ANSWERED, PetitionState.WITHDRAWN)

    def late_on(self, day: date) -> bool:
        """The answer was due before that day and has not gone out, or went out late."""
        if self.answer_due is None or self.state == PetitionState.WITHDRAWN:
            return False
        done = self.answered_at.astimezone(clock.LOCAL).date() if self.answered_at else day
        return done > self.answer_due
