"""Rounds of award (đợt xét khen thưởng): letter, what may be asked for, quotas, who may be late."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pghistory
import pgtrigger
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q

from awards.enums import MeritKind, NomineeKind, RoundKind, RoundState
from awards.models.fields import Withdrawable, day, kept, link, owner, withdrawn_says_why
from awards.models.nominees import Nominee
from awards.nomination_workflow import ROUND_PAIRS
from campaigns.models import Campaign
from campaigns.models.parties import Party, one_party
from communes.models import AdministrativeUnit
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User


class AwardRound(models.Model):
    """A round of one level: the district's or a commune's. Nominations belong to a round."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = owner(AdministrativeUnit, "cấp xét (huyện, xã)", "award_rounds")
    campaign = link(Campaign, "phong trào")
    name = models.CharField("tên đợt", max_length=200)
    kind = models.CharField("loại đợt", max_length=8, choices=RoundKind.choices)
    merit_kind = models.CharField("loại hình", max_length=10, choices=MeritKind.choices)
    achievement = DateRangeField("thời gian đạt thành tích")
    letter_number = models.CharField("số văn bản hướng dẫn", max_length=60, blank=True)
    letter_date = day("ngày văn bản hướng dẫn")
    letter_file = link(StoredFile, "văn bản hướng dẫn")
    opens_on = models.DateField("nhận hồ sơ từ ngày")
    due_on = models.DateField("hạn gửi")
    closes_on = models.DateField("khép nhận hồ sơ ngày")
    state = models.CharField(
        "trạng thái", max_length=6, choices=RoundState.choices, default=RoundState.DRAFT
    )
    note = models.CharField("ghi chú", max_length=1000, blank=True)
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    made_by = owner(User, "người lập")
    made_at = models.DateTimeField("lúc lập", default=clock.now)

    class Meta:
        verbose_name = "đợt xét khen thưởng"
        verbose_name_plural = "đợt xét khen thưởng"
        ordering = ["-due_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                name="award_round_once",
                violation_error_message="Đã có đợt mang tên này.",
            ),
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("due_on")) & Q(due_on__lte=F("closes_on")),
                name="award_round_days_in_order",
                violation_error_message="Ngày mở, hạn gửi, ngày khép phải theo thứ tự.",
            ),
            models.CheckConstraint(
                condition=Q(achievement__isempty=False)
                & Q(achievement__startswith__isnull=False)
                & Q(achievement__endswith__isnull=False),
                name="award_round_has_achievement",
                violation_error_message="Ghi ngày đầu và ngày cuối của thời gian đạt thành tích.",
            ),
        ]
        triggers = [
            kept("award_round"),
            pgtrigger.FSM(name="award_round_guard", field="state", transitions=list(ROUND_PAIRS)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def achieved_until(self) -> date:
        """The last day of the period of achievement."""
        last: date = self.achievement.upper - timedelta(days=1)
        return last


@pghistory.track()
class RoundType(models.Model):
    """A title or form that may be asked for in a round, by its code in the law."""

    round = owner(AwardRound, "đợt", "types")
    type_code = models.CharField("danh hiệu, hình thức", max_length=24)
    ballot_mode = models.CharField(
        "cách biểu quyết",
        max_length=6,
        choices=[("open", "công khai"), ("secret", "kín")],
        blank=True,
        help_text="Để trống thì theo quy định.",
    )

    class Meta:
        verbose_name = "danh hiệu, hình thức của đợt"
        verbose_name_plural = "danh hiệu, hình thức của đợt"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "type_code"], name="round_type_once")
        ]


@pghistory.track()
class Quota(models.Model):
    """At most `most` awards of a type, for a kind of nominee and a proposer where named."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = owner(AwardRound, "đợt", "quotas")
    type_code = models.CharField("danh hiệu, hình thức", max_length=24)
    nominee_kind = models.CharField(
        "đối tượng", max_length=10, choices=NomineeKind.choices, blank=True
    )
    proposer_unit = link(AdministrativeUnit, "riêng đơn vị")
    most = models.PositiveSmallIntegerField("nhiều nhất")
    basis = models.CharField("căn cứ", max_length=240)

    class Meta:
        verbose_name = "số lượng tối đa"
        verbose_name_plural = "số lượng tối đa"
        ordering = ["round", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "type_code", "nominee_kind", "proposer_unit"],
                nulls_distinct=False,
                name="quota_once",
                violation_error_message="Đã có số lượng tối đa cho nội dung này.",
            )
        ]


class LateAllowance(Withdrawable, Party):
    """A proposer that may still send after the round has closed, and why."""

    round = owner(AwardRound, "đợt", "late_allowances")
    until = models.DateField("được gửi đến ngày")
    reason = models.CharField("lý do", max_length=300)

    class Meta:
        verbose_name = "nơi được gửi muộn"
        verbose_name_plural = "nơi được gửi muộn"
        constraints = [one_party("late_allowance"), withdrawn_says_why("late_allowance")]
        triggers = [kept("late_allowance")]


class TitleRegistration(Withdrawable, Party):
    """A title registered at the year's start (the law before 2024 asks for it)."""

    nominee = owner(Nominee, "đối tượng", "registrations")
    year = models.PositiveSmallIntegerField("năm")
    type_code = models.CharField("danh hiệu", max_length=24)
    registered_on = models.DateField("đăng ký ngày")
    paper = models.CharField("văn bản đăng ký", max_length=160, blank=True)
    file = link(StoredFile, "tệp")

    class Meta:
        verbose_name = "đăng ký danh hiệu thi đua"
        verbose_name_plural = "đăng ký danh hiệu thi đua"
        ordering = ["-year", "id"]
        constraints = [
            one_party("title_registration"),
            withdrawn_says_why("title_registration"),
            models.UniqueConstraint(
                fields=["nominee", "year", "type_code"],
                condition=Q(withdrawn_at__isnull=True),
                name="title_registration_once",
                violation_error_message="Đối tượng này đã đăng ký danh hiệu đó trong năm.",
            ),
        ]
        triggers = [kept("title_registration")]
