"""Decisions with their awards, certificates, notices, and what goes to the level above."""

from __future__ import annotations

import uuid

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q

from awards.decision_rules import seen_by
from awards.decision_workflow import DECISION_PAIRS
from awards.enums import (
    AwardState,
    Capacity,
    DecisionKind,
    DecisionState,
    MeritKind,
    NomineeKind,
    Rounding,
    UpwardResult,
)
from awards.models.council import Session
from awards.models.fields import Kept, day, kept, link, moment, owner
from awards.models.law import AwardType, BaseSalary, Regime
from awards.models.nominations import Nomination
from awards.models.nominees import Nominee
from awards.models.rounds import AwardRound
from communes.models import AdministrativeUnit
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions by reader."""

    def visible_to(self, user: User) -> models.QuerySet[Decision]:
        """Of the level's people; issued ones of the proposers too."""
        return self.filter(seen_by(user))


class Decision(models.Model):
    """One decision of the chairman of a unit, with many awards in its annex.

    The number and the day come from the clerk's register. Base salary and rounding are frozen on
    the day it is decided. A correction or a revocation is a decision of its own (`about`).
    `taken_in`: an old paper entered from a scan, unverified.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = owner(AdministrativeUnit, "cấp quyết định", "award_decisions")
    kind = models.CharField(
        "loại", max_length=10, choices=DecisionKind.choices, default=DecisionKind.AWARD
    )
    round = link(AwardRound, "đợt")
    session = link(Session, "phiên họp")
    regime = link(Regime, "quy định áp dụng")
    about = link("self", "về quyết định")
    title = models.CharField("trích yếu", max_length=300)
    reason = models.CharField("lý do", max_length=600, blank=True)
    memo_number = models.CharField("số tờ trình của Phòng Nội vụ", max_length=60, blank=True)
    memo_date = day("ngày tờ trình")
    capacity = models.CharField(
        "ký với tư cách", max_length=8, choices=Capacity.choices, default=Capacity.CHAIRMAN
    )
    signer = models.CharField("người ký", max_length=160, blank=True)
    decided_by = link(User, "người quyết định")
    decided_at = moment("lúc quyết định")
    decided_on = day("ngày quyết định")
    base_salary = link(BaseSalary, "lương cơ sở")
    base_amount = models.DecimalField(
        "mức lương cơ sở", max_digits=14, decimal_places=0, null=True, blank=True
    )
    rounding = models.CharField(
        "cách làm tròn", max_length=13, choices=Rounding.choices, blank=True
    )
    rounding_certain = models.BooleanField("cách làm tròn đã kiểm chứng", default=False)
    number = models.CharField("số quyết định", max_length=60, blank=True)
    number_date = day("ngày vào sổ")
    file = link(StoredFile, "bản đã ký")
    state = models.CharField(
        "trạng thái", max_length=7, choices=DecisionState.choices, default=DecisionState.DRAFT
    )
    taken_in = models.BooleanField("nhập từ quyết định cũ", default=False)
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    made_by = owner(User, "người lập")
    made_at = models.DateTimeField("lúc lập", default=clock.now)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "quyết định khen thưởng"
        verbose_name_plural = "quyết định khen thưởng"
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft")
                | (Q(decided_on__isnull=False) & ~Q(signer=""))
                | Q(taken_in=True),
                name="decision_decided_by_somebody",
                violation_error_message="Ghi người ký và ngày quyết định.",
            ),
            models.CheckConstraint(
                condition=~Q(state="issued") | (~Q(number="") & Q(number_date__isnull=False)),
                name="decision_issued_by_number",
                violation_error_message="Văn thư ghi số và ngày trước khi phát hành.",
            ),
            models.CheckConstraint(
                condition=Q(kind="award") | Q(about__isnull=False) & ~Q(reason=""),
                name="decision_about_a_decision",
                violation_error_message="Chọn quyết định được đính chính, hủy bỏ và ghi lý do.",
            ),
            models.UniqueConstraint(
                fields=["unit", "number", "number_date"],
                condition=~Q(number=""),
                name="decision_number_once",
                violation_error_message="Số này đã có trong ngày đó.",
            ),
        ]
        triggers = [
            kept("decision"),
            pgtrigger.FSM(name="decision_guard", field="state", transitions=list(DECISION_PAIRS)),
            pgtrigger.Protect(
                name="decision_decided_stays",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="draft")
                & (
                    pgtrigger.Q(old__decided_on__df=pgtrigger.F("new__decided_on"))
                    | pgtrigger.Q(old__base_amount__df=pgtrigger.F("new__base_amount"))
                    | pgtrigger.Q(old__rounding__df=pgtrigger.F("new__rounding"))
                    | pgtrigger.Q(old__signer__df=pgtrigger.F("new__signer"))
                    | pgtrigger.Q(old__unit__df=pgtrigger.F("new__unit"))
                ),
            ),
            pgtrigger.Trigger(
                name="decision_after_session",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=(
                    "IF NEW.state <> 'draft' AND NEW.session_id IS NOT NULL AND NOT EXISTS ("
                    "SELECT 1 FROM awards_session s WHERE s.id = NEW.session_id "
                    "AND s.state = 'signed' AND (s.held_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date "
                    "<= NEW.decided_on) THEN "
                    "RAISE EXCEPTION 'a decision comes after its session is signed' "
                    "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Award(models.Model):
    """One line of the annex: who gets what, and the prize as decided, never computed again.

    `amount` in đồng; `factor` is the multiplier with the household's share in it. Freed of the
    nomination, the words are as on the paper.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    decision = owner(Decision, "quyết định", "awards")
    nomination = link(Nomination, "đề nghị")
    nominee = owner(Nominee, "đối tượng", "awards")
    group = models.CharField("nhóm", max_length=10, choices=NomineeKind.choices)
    order = models.PositiveSmallIntegerField("thứ tự")
    name = models.CharField("tên", max_length=200)
    place = models.CharField("đơn vị, địa chỉ", max_length=240)
    award_type = link(AwardType, "theo quy định")
    type_name = models.CharField("danh hiệu, hình thức", max_length=200)
    merit_kind = models.CharField("loại hình", max_length=10, choices=MeritKind.choices)
    citation = models.CharField("thành tích", max_length=600)
    factor = models.DecimalField("hệ số", max_digits=6, decimal_places=3, null=True, blank=True)
    amount = models.DecimalField(
        "tiền thưởng", max_digits=14, decimal_places=0, null=True, blank=True
    )
    no_prize_reason = models.CharField("lý do không có tiền thưởng", max_length=200, blank=True)
    book_number = models.CharField("số sổ vàng", max_length=30, blank=True)
    state = models.CharField(
        "tình trạng", max_length=7, choices=AwardState.choices, default=AwardState.VALID
    )
    revoked_by = link(Decision, "quyết định hủy bỏ")
    corrected_by = link(Decision, "quyết định đính chính")
    corrected_name = models.CharField("tên đã đính chính", max_length=200, blank=True)
    delivered_on = day("trao ngày")
    delivered_note = models.CharField("trao ở đâu, ai nhận", max_length=200, blank=True)

    class Meta:
        verbose_name = "khen thưởng đã quyết định"
        verbose_name_plural = "khen thưởng đã quyết định"
        ordering = ["decision", "order"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "order"], name="award_order_once"),
            models.UniqueConstraint(
                fields=["nomination"],
                condition=Q(nomination__isnull=False) & Q(state="valid"),
                name="award_of_nomination_once",
                violation_error_message="Đề nghị này đã được quyết định.",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0), name="award_amount_not_below"
            ),
            models.CheckConstraint(
                condition=Q(state="valid") | Q(revoked_by__isnull=False),
                name="award_revoked_by_decision",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="award_kept_once_decided",
                operation=pgtrigger.Delete,
            ),
            pgtrigger.Protect(
                name="award_amount_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__amount__isnull=False)
                & pgtrigger.Q(old__amount__df=pgtrigger.F("new__amount")),
            ),
        ]


class Notice(Kept):
    """A letter that tells a proposer what became of its nomination."""

    nomination = owner(Nomination, "đề nghị", "notices")
    result = models.CharField(
        "kết quả",
        max_length=8,
        choices=[("awarded", "được khen thưởng"), ("refused", "không được khen thưởng")],
    )
    reason = models.CharField("lý do", max_length=600, blank=True)
    due_on = day("hạn thông báo")
    paper_number = models.CharField("số văn bản", max_length=60, blank=True)
    paper_date = day("ngày văn bản")

    class Meta:
        verbose_name = "thông báo kết quả"
        verbose_name_plural = "thông báo kết quả"
        constraints = [
            models.UniqueConstraint(fields=["nomination", "result"], name="award_notice_once"),
            models.CheckConstraint(
                condition=~Q(result="refused") | ~Q(reason=""),
                name="award_notice_refusal_says_why",
                violation_error_message="Ghi lý do không được khen thưởng.",
            ),
        ]
        triggers = [kept("award_notice")]


class UpwardCase(Kept):
    """What the level below sent to the level above for a nomination, and what came back."""

    nomination = models.OneToOneField(
        Nomination, on_delete=models.PROTECT, related_name="upward", verbose_name="đề nghị"
    )
    to_body = models.CharField("trình", max_length=200)
    memo_number = models.CharField("số tờ trình", max_length=60, blank=True)
    memo_date = day("ngày tờ trình")
    sent_on = models.DateField("gửi ngày")
    due_on = day("dự kiến trả lời")
    result = models.CharField("kết quả", max_length=8, choices=UpwardResult.choices, blank=True)
    result_on = day("ngày kết quả")
    result_paper = models.CharField("văn bản kết quả", max_length=160, blank=True)
    result_reason = models.CharField("lý do", max_length=600, blank=True)
    result_file = link(StoredFile, "tệp kết quả")

    class Meta:
        verbose_name = "hồ sơ trình cấp trên"
        verbose_name_plural = "hồ sơ trình cấp trên"
        ordering = ["-sent_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(result="") | Q(result_on__gte=F("sent_on")),
                name="upward_result_after_sending",
                violation_error_message="Ngày kết quả phải từ ngày gửi trở đi.",
            ),
            models.CheckConstraint(
                condition=~Q(result__in=["refused", "returned"]) | ~Q(result_reason=""),
                name="upward_refusal_says_why",
                violation_error_message="Ghi lý do cấp trên nêu.",
            ),
        ]
        triggers = [kept("upward_case")]


@pghistory.track()
class CertificateLayout(models.Model):
    """Where the words stand on a certificate, in mm; for blanks printed before, with offsets."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = owner(AdministrativeUnit, "cấp", "certificate_layouts")
    name = models.CharField("tên mẫu", max_length=120)
    overlay = models.BooleanField("in chồng lên phôi có sẵn", default=False)
    offset_x = models.DecimalField("dịch ngang, mm", max_digits=5, decimal_places=1, default=0)
    offset_y = models.DecimalField("dịch dọc, mm", max_digits=5, decimal_places=1, default=0)
    values = models.JSONField("vị trí, cỡ chữ", default=dict)

    class Meta:
        verbose_name = "mẫu in giấy khen"
        verbose_name_plural = "mẫu in giấy khen"
        ordering = ["unit", "name"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="certificate_layout_once"),
            models.CheckConstraint(
                condition=Q(offset_x__range=(-50, 50)) & Q(offset_y__range=(-50, 50)),
                name="certificate_layout_offsets",
                violation_error_message="Độ dịch từ -50 đến 50 mm.",
            ),
        ]


class BookCounter(models.Model):
    """The last number given in a golden book (sổ vàng) of a unit and year; locked while the next
    one is taken."""

    unit = owner(AdministrativeUnit, "cấp")
    year = models.PositiveSmallIntegerField("năm")
    last = models.PositiveIntegerField("số cuối", default=0)

    class Meta:
        verbose_name = "số sổ vàng"
        verbose_name_plural = "số sổ vàng"
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="book_counter_once")]
