"""Registers of incoming letters, and steering boards with their members."""

from __future__ import annotations

import uuid

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from campaigns.models.tasks import person, scan_field
from campaigns.task_enums import BoardKind, BoardRole
from communes.models import AdministrativeUnit, Agency
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import fold, nfc


class LetterCounter(models.Model):
    """The last arrival number of a unit's year; locked while the next one is taken."""

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="letter_counter_once")]


class IncomingLetter(models.Model):
    """A letter as it came: `arrival_no` is the register's own, `number` the letter's."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(
        AdministrativeUnit, on_delete=models.PROTECT, related_name="letters", verbose_name="sổ của"
    )
    year = models.PositiveSmallIntegerField("năm")
    arrival_no = models.PositiveIntegerField("số đến")
    arrived_on = models.DateField("ngày đến")
    number = models.CharField("số, ký hiệu", max_length=60, blank=True)
    letter_date = models.DateField("ngày văn bản", null=True, blank=True)
    sender = models.CharField("nơi gửi", max_length=200)
    abstract = models.CharField("trích yếu", max_length=400)
    search_key = models.CharField(max_length=800, blank=True, editable=False)
    file = scan_field("tệp văn bản")
    answer_due = models.DateField("hạn trả lời", null=True, blank=True)
    handler_agency = models.ForeignKey(
        Agency,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="cơ quan xử lý",
    )
    handler_name = models.CharField("người xử lý", max_length=160, blank=True)
    answer_number = models.CharField("số văn bản trả lời", max_length=60, blank=True)
    answer_date = models.DateField("ngày trả lời", null=True, blank=True)
    answer_file = scan_field("tệp trả lời")
    answer_document = models.CharField("mã văn bản phát hành", max_length=36, blank=True)
    answered_by = person("người ghi trả lời")
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người vào sổ"
    )
    at = models.DateTimeField("lúc vào sổ", default=clock.now)
    withdrawn_at = models.DateTimeField("lúc rút", null=True, blank=True)
    withdrawn_by = person("người rút")
    withdrawn_reason = models.CharField("lý do rút", max_length=300, blank=True)
    illustrative = models.BooleanField("số liệu minh họa", default=False)

    class Meta:
        verbose_name = "văn bản đến"
        verbose_name_plural = "văn bản đến"
        ordering = ["-year", "-arrival_no"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "arrival_no"],
                name="letter_number_once",
                violation_error_message="Số đến này đã dùng trong sổ.",
            ),
            models.CheckConstraint(
                condition=Q(letter_date__isnull=True) | Q(letter_date__lte=F("arrived_on")),
                name="letter_written_before_it_came",
                violation_error_message="Ngày văn bản không thể sau ngày đến.",
            ),
            models.CheckConstraint(
                condition=Q(answer_due__isnull=True) | Q(answer_due__gte=F("arrived_on")),
                name="letter_due_after_it_came",
                violation_error_message="Hạn trả lời không thể trước ngày đến.",
            ),
            models.CheckConstraint(
                condition=Q(answer_date__isnull=True, answer_number="")
                | (
                    Q(answer_date__isnull=False, answer_date__gte=F("arrived_on"))
                    & ~Q(answer_number="")
                ),
                name="letter_answer_whole",
                violation_error_message="Ghi cả số và ngày trả lời, không trước ngày đến.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""),
                name="letter_withdrawn_says_why",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="letter_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="letter_stays_as_entered",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "unit", "year", "arrival_no", "arrived_on", "number", "letter_date", "sender"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.abstract

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_key = fold(f"{self.number} {self.sender} {self.abstract}")[:800]
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passes Django's own arguments on


class Board(models.Model):
    """A steering board set up by a decision. Ended, never deleted."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(
        AdministrativeUnit, on_delete=models.PROTECT, related_name="boards", verbose_name="của"
    )
    kind = models.CharField("loại", max_length=3, choices=BoardKind.choices)
    name = models.CharField("tên", max_length=240)
    decision_number = models.CharField("số quyết định", max_length=60, blank=True)
    decision_date = models.DateField("ngày quyết định", null=True, blank=True)
    decision_file = scan_field("tệp quyết định")
    valid = DateRangeField("hoạt động")
    ended_reason = models.CharField("lý do kết thúc", max_length=300, blank=True)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người nhập"
    )
    at = models.DateTimeField("lúc nhập", default=clock.now)
    illustrative = models.BooleanField("số liệu minh họa", default=False)

    class Meta:
        verbose_name = "ban chỉ đạo, quản lý, phát triển"
        verbose_name_plural = "ban chỉ đạo, quản lý, phát triển"
        ordering = ["unit__order", "name"]
        constraints = [
            ExclusionConstraint(
                name="board_one_of_a_kind",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                violation_error_message=(
                    "Nơi này đã có ban cùng loại trong thời gian này. Kết thúc ban cũ trước."
                ),
            ),
            models.CheckConstraint(
                condition=Q(valid__upper_inf=True) | ~Q(ended_reason=""),
                name="board_ended_says_why",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="board_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="board_stays_where_it_is",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("unit", "kind"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BoardMember(models.Model):
    """A person in a board for a time; ended with a day, never deleted."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    board = models.ForeignKey(
        Board, on_delete=models.PROTECT, related_name="members", verbose_name="ban"
    )
    name = models.CharField("họ và tên", max_length=120)
    position = models.CharField("chức vụ", max_length=160, blank=True)
    role = models.CharField("nhiệm vụ trong ban", max_length=9, choices=BoardRole.choices)
    valid = DateRangeField("tham gia")
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người nhập"
    )
    at = models.DateTimeField("lúc nhập", default=clock.now)

    class Meta:
        verbose_name = "thành viên của ban"
        verbose_name_plural = "thành viên của ban"
        ordering = ["id"]
        constraints = [
            ExclusionConstraint(
                name="board_member_once_at_a_time",
                expressions=[
                    ("board", RangeOperators.EQUAL),
                    ("name", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                violation_error_message="Người này đang ở trong ban.",
            ),
            ExclusionConstraint(
                name="board_one_head_at_a_time",
                expressions=[
                    ("board", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                condition=Q(role="head"),
                violation_error_message="Ban đã có trưởng ban trong thời gian này.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="board_member_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="board_member_stays_who_it_is",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("board", "name", "role"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.name = nfc(self.name).strip()
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passes Django's own arguments on
