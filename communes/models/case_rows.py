"""What a case rests on: words on criteria, votes, papers, gates, and papers registered late."""

from __future__ import annotations

import uuid
from datetime import date

import pgtrigger
from django.db import models
from django.db.models import F, Q

from communes.models.cases import APPEND_ONLY, case_key, file_key, person_key
from communes.models.criteria import Criterion
from communes.models.units import Agency
from communes.recognition_enums import CaseAct, GateVerdict, Phase, VoteBase
from kbang_ntm.core import clock


class CaseCriterion(models.Model):
    """One word on one criterion of a case; the newest of its phase counts. Append-only."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = case_key("words")
    criterion = models.ForeignKey(
        Criterion, on_delete=models.PROTECT, related_name="+", verbose_name="tiêu chí"
    )
    phase = models.CharField("dịp", max_length=8, choices=Phase.choices, default=Phase.VERIFY)
    verdict = models.CharField("kết quả", max_length=8, choices=GateVerdict.choices)
    text = models.CharField("ý kiến", max_length=2000, blank=True)
    agency = models.ForeignKey(
        Agency,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="cơ quan",
    )
    by = person_key()
    at = models.DateTimeField("lúc ghi", default=clock.now)

    class Meta:
        verbose_name = "kết quả từng tiêu chí"
        verbose_name_plural = "kết quả từng tiêu chí"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="met") | ~Q(text=""),
                name="case_word_says_why",
                violation_error_message="Tiêu chí chưa đạt hoặc chưa xác định phải ghi lý do.",
            )
        ]
        triggers = [pgtrigger.Protect(name="case_word_append_only", operation=APPEND_ONLY)]


class CaseVote(models.Model):
    """The count of a meeting as on its minutes: whole numbers. Withdrawn, never changed."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = case_key("votes")
    act = models.CharField("cuộc họp", max_length=20, choices=CaseAct.choices)
    day = models.DateField("ngày họp")
    total = models.PositiveSmallIntegerField("tổng số thành viên")
    present = models.PositiveSmallIntegerField("có mặt")
    yes = models.PositiveSmallIntegerField("tán thành")
    percent = models.PositiveSmallIntegerField("mức phải đạt, %")
    base = models.CharField("tính trên", max_length=8, choices=VoteBase.choices)
    minutes_number = models.CharField("số biên bản", max_length=60)
    minutes = file_key("biên bản")
    by = person_key()
    at = models.DateTimeField("lúc ghi", default=clock.now)
    withdrawn_by = person_key("người rút", optional=True)
    withdrawn_at = models.DateTimeField("lúc rút", null=True, blank=True)
    withdrawn_reason = models.CharField("lý do rút", max_length=300, blank=True)

    class Meta:
        verbose_name = "biểu quyết"
        verbose_name_plural = "biểu quyết"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(yes__lte=F("present"), present__lte=F("total"), present__gt=0),
                name="case_vote_counts",
                violation_error_message=(
                    "Số tán thành không nhiều hơn số có mặt, số có mặt không nhiều hơn tổng số."
                ),
            ),
            models.UniqueConstraint(
                fields=["case", "act"],
                condition=Q(withdrawn_at__isnull=True),
                name="case_vote_one_counts",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="case_vote_append_only",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    exclude=["withdrawn_by", "withdrawn_at", "withdrawn_reason"]
                ),
            ),
            pgtrigger.Protect(name="case_vote_not_deleted", operation=pgtrigger.Delete),
        ]


class CasePaper(models.Model):
    """A file in the dossier, under the part it answers. Withdrawn, never changed."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = case_key("papers")
    act = models.CharField("bước", max_length=20, choices=CaseAct.choices)
    code = models.SlugField("thành phần hồ sơ", max_length=40)
    label = models.CharField("tên", max_length=200)
    number = models.CharField("số văn bản", max_length=60, blank=True)
    day = models.DateField("ngày văn bản", null=True, blank=True)
    file = file_key()
    by = person_key()
    at = models.DateTimeField("lúc thêm", default=clock.now)
    withdrawn_by = person_key("người rút", optional=True)
    withdrawn_at = models.DateTimeField("lúc rút", null=True, blank=True)
    withdrawn_reason = models.CharField("lý do rút", max_length=300, blank=True)

    class Meta:
        verbose_name = "giấy tờ trong hồ sơ"
        verbose_name_plural = "giấy tờ trong hồ sơ"
        ordering = ["id"]
        triggers = [
            pgtrigger.Protect(
                name="case_paper_append_only",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    exclude=["withdrawn_by", "withdrawn_at", "withdrawn_reason"]
                ),
            ),
            pgtrigger.Protect(name="case_paper_not_deleted", operation=pgtrigger.Delete),
        ]


class CaseGate(models.Model):
    """What was known of a gate: stated on a paper, or computed when the dossier went up.

    Append-only; the newest stated row of a code counts, rows with `computed` are kept as they were
    on the day of submission.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = case_key("gates")
    code = models.SlugField("điều kiện", max_length=40)
    verdict = models.CharField("kết quả", max_length=8, choices=GateVerdict.choices)
    words = models.CharField("số liệu", max_length=500)
    source = models.CharField("nguồn", max_length=300)
    as_of = models.DateField("thời điểm")
    computed = models.BooleanField("do cổng tính", default=False)
    body = models.CharField("cơ quan xác nhận", max_length=160, blank=True)
    agency = models.ForeignKey(
        Agency,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="cơ quan",
    )
    paper_number = models.CharField("số văn bản", max_length=60, blank=True)
    paper_date = models.DateField("ngày văn bản", null=True, blank=True)
    file = file_key()
    by = person_key()
    at = models.DateTimeField("lúc ghi", default=clock.now)

    class Meta:
        verbose_name = "điều kiện của hồ sơ"
        verbose_name_plural = "điều kiện của hồ sơ"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(computed=True) | (~Q(paper_number="") & Q(paper_date__isnull=False)),
                name="case_gate_has_paper",
                violation_error_message="Ghi số và ngày của giấy xác nhận.",
            )
        ]
        triggers = [pgtrigger.Protect(name="case_gate_append_only", operation=APPEND_ONLY)]


class LatePaper(models.Model):
    """A paper signed before its body ended and registered after: a reason and two people.

    `body_ended` is the body's last day. Nothing but the confirmation is added later.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = case_key("late_papers")
    act = models.CharField("việc", max_length=20, choices=CaseAct.choices)
    number = models.CharField("số văn bản", max_length=60)
    day = models.DateField("ngày ký")
    body = models.CharField("cơ quan ký", max_length=160)
    body_ended = models.DateField("ngày cuối của cơ quan")
    reason = models.CharField("lý do vào sổ muộn", max_length=500)
    by = person_key("người đề nghị")
    at = models.DateTimeField("lúc đề nghị", default=clock.now)
    confirmed_by = person_key("người xác nhận", optional=True)
    confirmed_at = models.DateTimeField("lúc xác nhận", null=True, blank=True)

    class Meta:
        verbose_name = "giấy vào sổ muộn"
        verbose_name_plural = "giấy vào sổ muộn"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("by")),
                name="late_paper_two_people",
                violation_error_message="Người xác nhận phải khác người đề nghị.",
            ),
            models.CheckConstraint(
                condition=Q(day__lte=F("body_ended")),
                name="late_paper_signed_in_time",
                violation_error_message="Ngày ký phải trước khi cơ quan kết thúc hoạt động.",
            ),
            models.UniqueConstraint(
                fields=["case", "act", "number", "day"], name="late_paper_once"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="late_paper_append_only",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["confirmed_by", "confirmed_at"]),
            ),
            pgtrigger.Protect(name="late_paper_not_deleted", operation=pgtrigger.Delete),
        ]

    def covers(self, number: str, day: date | None) -> bool:
        """It is about this paper."""
        return self.number == number and self.day == day
