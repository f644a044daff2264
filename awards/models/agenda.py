"""The agenda of a session: items with how they are voted and what came out, reviews, recusals."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q

from awards.enums import BallotChannel, BallotMode, ItemState, RecusalGround
from awards.models.council import Session, SessionSeat
from awards.models.fields import Kept, append_only, kept, moment, owner
from awards.models.nominations import Nomination
from awards.session_workflow import ITEM_PAIRS
from kbang_ntm.core import clock


class AgendaItem(models.Model):
    """One nomination on the agenda of a session, with how it is voted and what came out.

    `heading` groups items on the screen. `needed` = the least number of yes votes over
    `members_total` of the session, kept as an integer when voting opens. A vote that has to be
    taken again (lost key) is a new item with the next `attempt`; the old one stays as void.
    `rank_round`: 2 for a second round where a quota forces a choice.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = owner(Session, "phiên họp", "items")
    nomination = owner(Nomination, "đề nghị", "agenda_items")
    order = models.PositiveSmallIntegerField("thứ tự")
    heading = models.CharField("nhóm", max_length=200, blank=True)
    attempt = models.PositiveSmallIntegerField("lần biểu quyết", default=1)
    rank_round = models.PositiveSmallIntegerField("vòng", default=1)
    mode = models.CharField("cách biểu quyết", max_length=6, choices=BallotMode.choices)
    channel = models.CharField(
        "bỏ phiếu", max_length=10, choices=BallotChannel.choices, default=BallotChannel.MIXED
    )
    percent = models.PositiveSmallIntegerField("tỷ lệ cần đạt, %")
    percent_basis = models.CharField("căn cứ tỷ lệ", max_length=240, blank=True)
    percent_certain = models.BooleanField("tỷ lệ đã kiểm chứng", default=False)
    state = models.CharField(
        "trạng thái", max_length=7, choices=ItemState.choices, default=ItemState.WAITING
    )
    state_reason = models.CharField("lý do", max_length=300, blank=True)
    public_key = models.CharField(max_length=128, blank=True, editable=False)
    opened_at = moment("lúc mở")
    closed_at = moment("lúc đóng")
    needed = models.PositiveSmallIntegerField("số phiếu cần", null=True, blank=True)
    yes = models.PositiveSmallIntegerField("đồng ý", null=True, blank=True)
    no = models.PositiveSmallIntegerField("không đồng ý", null=True, blank=True)
    invalid = models.PositiveSmallIntegerField("không hợp lệ", null=True, blank=True)
    recused = models.PositiveSmallIntegerField("không bỏ phiếu", null=True, blank=True)
    absent = models.PositiveSmallIntegerField("vắng, không có ý kiến", null=True, blank=True)
    not_cast = models.PositiveSmallIntegerField("có mặt, chưa bỏ phiếu", null=True, blank=True)
    total = models.PositiveSmallIntegerField("tổng số thành viên", null=True, blank=True)
    reached = models.BooleanField("đủ tỷ lệ", null=True, blank=True)
    rank = models.PositiveSmallIntegerField("xếp thứ", null=True, blank=True)
    within_quota = models.BooleanField("trong số lượng tối đa", null=True, blank=True)
    rank_reason = models.CharField("căn cứ xếp thứ", max_length=300, blank=True)

    class Meta:
        verbose_name = "nội dung phiên họp"
        verbose_name_plural = "nội dung phiên họp"
        ordering = ["session", "order", "attempt"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "nomination", "attempt", "rank_round"], name="agenda_item_once"
            ),
            models.UniqueConstraint(
                fields=["nomination"],
                condition=Q(state__in=["waiting", "open"]),
                name="agenda_item_one_live",
                violation_error_message="Đề nghị này đang nằm trong nội dung một phiên họp.",
            ),
            models.CheckConstraint(
                condition=Q(percent__range=(1, 100)),
                name="agenda_item_percent",
                violation_error_message="Tỷ lệ từ 1 đến 100 %%.",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | Q(
                    total=F("yes")
                    + F("no")
                    + F("invalid")
                    + F("recused")
                    + F("absent")
                    + F("not_cast")
                ),
                name="agenda_item_counts_add_up",
                violation_error_message="Số phiếu cộng lại phải bằng tổng số thành viên.",
            ),
            models.CheckConstraint(
                condition=Q(reached__isnull=True)
                | Q(reached=True, yes__gte=F("needed"))
                | Q(reached=False, yes__lt=F("needed")),
                name="agenda_item_reached_is_counted",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["void", "removed"]) | ~Q(state_reason=""),
                name="agenda_item_says_why",
                violation_error_message="Ghi lý do.",
            ),
        ]
        triggers = [
            kept("agenda_item"),
            pgtrigger.Trigger(
                name="agenda_item_signed_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=(
                    "IF EXISTS (SELECT 1 FROM awards_session s WHERE s.id = NEW.session_id "
                    "AND s.state = 'signed') THEN "
                    "RAISE EXCEPTION 'the minutes of this session are signed' "
                    "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
                ),
            ),
            pgtrigger.FSM(name="agenda_item_guard", field="state", transitions=list(ITEM_PAIRS)),
            pgtrigger.Protect(
                name="agenda_item_result_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="closed")
                & (
                    pgtrigger.Q(old__yes__df=pgtrigger.F("new__yes"))
                    | pgtrigger.Q(old__no__df=pgtrigger.F("new__no"))
                    | pgtrigger.Q(old__invalid__df=pgtrigger.F("new__invalid"))
                    | pgtrigger.Q(old__total__df=pgtrigger.F("new__total"))
                    | pgtrigger.Q(old__needed__df=pgtrigger.F("new__needed"))
                    | pgtrigger.Q(old__reached__df=pgtrigger.F("new__reached"))
                ),
            ),
        ]


class MemberReview(models.Model):
    """A member's own score and remark on a nomination before the session; the last word counts."""

    item = owner(AgendaItem, "nội dung", "reviews")
    seat = owner(SessionSeat, "thành viên", "reviews")
    score = models.PositiveSmallIntegerField("điểm", null=True, blank=True)
    remark = models.CharField("nhận xét", max_length=1000, blank=True)
    at = models.DateTimeField("lúc ghi", default=clock.now)

    class Meta:
        verbose_name = "nhận xét của thành viên"
        verbose_name_plural = "nhận xét của thành viên"
        constraints = [
            models.UniqueConstraint(fields=["item", "seat"], name="member_review_once"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__range=(0, 100)),
                name="member_review_score",
                violation_error_message="Điểm từ 0 đến 100.",
            ),
        ]
        triggers = [kept("member_review")]


class Recusal(Kept):
    """A member does not vote on an item: computed from where it belongs, or declared."""

    item = owner(AgendaItem, "nội dung", "recusals")
    seat = owner(SessionSeat, "thành viên", "recusals")
    ground = models.CharField("lý do", max_length=12, choices=RecusalGround.choices)
    computed = models.BooleanField("cổng xác định", default=False)
    note = models.CharField("quan hệ, diễn giải", max_length=200, blank=True)
    basis = models.CharField("căn cứ", max_length=240, blank=True)

    class Meta:
        verbose_name = "không bỏ phiếu"
        verbose_name_plural = "không bỏ phiếu"
        ordering = ["item", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "seat"],
                name="recusal_once",
                violation_error_message="Thành viên này đã được ghi không bỏ phiếu nội dung đó.",
            ),
            models.CheckConstraint(
                condition=~Q(ground="relation") | ~Q(note=""),
                name="recusal_relation_named",
                violation_error_message="Ghi quan hệ với người được đề nghị.",
            ),
        ]
        triggers = [append_only("recusal")]
