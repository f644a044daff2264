"""Opinions of the people by village: gathered on paper, counted here."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q

from communes.enums import OpinionState, Standard
from communes.models.parts import NamedPart, part_checks
from communes.models.units import AdministrativeUnit
from communes.register_rules import kept_by, sees_open_rounds
from communes.register_workflow import OPINION_PAIRS
from communes.rules import reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User


class OpinionRoundQuerySet(models.QuerySet["OpinionRound"]):
    """Rounds by reader."""

    def visible_to(self, user: User) -> models.QuerySet[OpinionRound]:
        """Own commune's always; the district's people see closed ones, the office all."""
        mine = reach(user)
        if sees_open_rounds(user):
            return self
        own = kept_by(mine.commune_ids)
        return self.filter(own | Q(state=OpinionState.CLOSED) if mine.reads_district else own)


class OpinionRound(models.Model):
    """One commune, standard and year. `villages_total` is typed: the map may miss villages.

    `passed_to` goes on with it since the commune ended; None while the commune keeps it itself.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(
        AdministrativeUnit,
        on_delete=models.PROTECT,
        related_name="opinion_rounds",
        verbose_name="xã",
    )
    passed_to = models.ForeignKey(
        AdministrativeUnit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,  # a commune has few of these in a year
        verbose_name="đơn vị kế tục đang giữ",
    )
    standard = models.CharField("chuẩn", max_length=10, choices=Standard.choices)
    year = models.PositiveSmallIntegerField("năm")
    villages_total = models.PositiveSmallIntegerField("số thôn, làng của xã", null=True, blank=True)
    state = models.CharField(
        "trạng thái", max_length=6, choices=OpinionState.choices, default=OpinionState.OPEN
    )
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    opened_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người mở"
    )
    opened_at = models.DateTimeField("lúc mở", default=clock.now)
    closed_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người chốt",
    )
    closed_at = models.DateTimeField("lúc chốt", null=True, blank=True)

    objects = OpinionRoundQuerySet.as_manager()

    class Meta:
        verbose_name = "đợt lấy ý kiến nhân dân"
        verbose_name_plural = "đợt lấy ý kiến nhân dân"
        ordering = ["-year", "unit__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "standard", "year"],
                name="opinion_round_once",
                violation_error_message="Xã đã có đợt lấy ý kiến cho chuẩn và năm này.",
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(villages_total__gt=0),
                name="opinion_round_closed_whole",
                violation_error_message="Ghi số thôn, làng của xã trước khi chốt.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="opinion_round_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.FSM(
                name="opinion_round_guard", field="state", transitions=list(OPINION_PAIRS)
            ),
        ]


class OpinionVillage(NamedPart):
    """A village of a round: a unit of the map, or a name typed from the paper."""

    round = models.ForeignKey(
        OpinionRound, on_delete=models.PROTECT, related_name="villages", verbose_name="đợt"
    )
    name = models.CharField("thôn, làng", max_length=120)

    class Meta:
        verbose_name = "thôn, làng lấy ý kiến"
        verbose_name_plural = "thôn, làng lấy ý kiến"
        ordering = ["name"]
        constraints = part_checks("opinion_village", "round", "Thôn, làng này đã có trong đợt.")
        triggers = [
            pgtrigger.Protect(name="opinion_village_not_deleted", operation=pgtrigger.Delete)
        ]


class OpinionMinutes(models.Model):
    """What the minutes of a village's meeting say; a mended version says why, the old one stays.

    `present` are households represented; each counted once among agree, disagree and other.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    village = models.ForeignKey(
        OpinionVillage, on_delete=models.PROTECT, related_name="minutes", verbose_name="thôn, làng"
    )
    version = models.PositiveSmallIntegerField("lần")
    held_on = models.DateField("ngày họp")
    number = models.CharField("số biên bản", max_length=60, blank=True)
    file = models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="tệp biên bản",
    )
    households = models.PositiveIntegerField("tổng số hộ")
    invited = models.PositiveIntegerField("số hộ được mời", null=True, blank=True)
    present = models.PositiveIntegerField("số hộ có đại diện dự họp")
    agree = models.PositiveIntegerField("đồng ý")
    disagree = models.PositiveIntegerField("không đồng ý")
    other = models.PositiveIntegerField("ý kiến khác", default=0)
    opinions = models.TextField("nội dung ý kiến khác", blank=True)
    reason = models.CharField("lý do sửa", max_length=300, blank=True)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người nhập"
    )
    at = models.DateTimeField("lúc nhập", default=clock.now)

    class Meta:
        verbose_name = "biên bản họp thôn, làng"
        verbose_name_plural = "biên bản họp thôn, làng"
        ordering = ["village", "version"]
        constraints = [
            models.UniqueConstraint(fields=["village", "version"], name="opinion_minutes_once"),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(reason=""),
                name="opinion_minutes_change_says_why",
                violation_error_message="Ghi lý do sửa số của biên bản.",
            ),
            models.CheckConstraint(
                condition=Q(households__gt=0, present__lte=F("households"))
                & (Q(invited__isnull=True) | Q(invited__lte=F("households"))),
                name="opinion_minutes_households",
                violation_error_message="Số hộ dự họp, được mời không thể quá tổng số hộ.",
            ),
            models.CheckConstraint(
                condition=Q(present__gte=F("agree") + F("disagree") + F("other")),
                name="opinion_minutes_votes",
                violation_error_message="Tổng số ý kiến không thể quá số hộ dự họp.",
            ),
            models.CheckConstraint(
                condition=Q(other=0) | ~Q(opinions=""),
                name="opinion_minutes_other_told",
                violation_error_message="Ghi nội dung ý kiến khác.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="opinion_minutes_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]


class OpinionAnswer(models.Model):
    """The commune's answer to the other opinions of a village; the newest counts."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    village = models.ForeignKey(
        OpinionVillage, on_delete=models.PROTECT, related_name="answers", verbose_name="thôn, làng"
    )
    text = models.TextField("xã trả lời")
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người trả lời"
    )
    at = models.DateTimeField("lúc trả lời", default=clock.now)

    class Meta:
        verbose_name = "trả lời ý kiến của thôn, làng"
        verbose_name_plural = "trả lời ý kiến của thôn, làng"
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="opinion_answer_text")]
        triggers = [
            pgtrigger.Protect(
                name="opinion_answer_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]
