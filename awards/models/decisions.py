"""Decisions with their awards, and what a later decision corrects or revokes of them."""

from __future__ import annotations

import uuid

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
    FundSource,
    MeritKind,
    NomineeKind,
    Rounding,
)
from awards.models.council import Session
from awards.models.fields import day, kept, link, moment, owner
from awards.models.law import AwardType, BaseSalary, Regime
from awards.models.nominations import Nomination
from awards.models.nominees import Nominee
from awards.models.rounds import AwardRound
from communes.models import AdministrativeUnit
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User

AFTER_SESSION = (
    "IF NEW.state IN ('decided', 'issued') AND NOT NEW.taken_in THEN "
    "IF NEW.session_id IS NOT NULL AND NOT EXISTS ("
    "SELECT 1 FROM awards_session s WHERE s.id = NEW.session_id "
    "AND s.state = 'signed' AND (s.held_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date "
    "<= NEW.decided_on) THEN "
    "RAISE EXCEPTION 'a decision comes after its session is signed' "
    "USING ERRCODE = 'check_violation'; END IF; "
    "IF NEW.session_id IS NULL AND NEW.kind = 'award' AND EXISTS ("
    "SELECT 1 FROM awards_award a LEFT JOIN awards_nomination n ON n.id = a.nomination_id "
    "WHERE a.decision_id = NEW.id AND n.simplified IS NOT TRUE) THEN "
    "RAISE EXCEPTION 'without a session only by the simplified procedure' "
    "USING ERRCODE = 'check_violation'; END IF; END IF; RETURN NEW;"
)
LIVING_BODY = (
    "IF NEW.state IN ('decided', 'issued') AND ("
    "NEW.decided_on IS NOT NULL AND NOT EXISTS (SELECT 1 FROM communes_unitversion v "
    "WHERE v.unit_id = NEW.unit_id AND v.valid @> NEW.decided_on) "
    "OR NEW.number_date IS NOT NULL AND NOT EXISTS (SELECT 1 FROM communes_unitversion v "
    "WHERE v.unit_id = NEW.unit_id AND v.valid @> NEW.number_date)) THEN "
    "RAISE EXCEPTION 'the deciding body does not exist on that day' "
    "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
)
KEPT_ONCE_DECIDED = (
    "IF EXISTS (SELECT 1 FROM awards_decision d WHERE d.id = OLD.decision_id "
    "AND d.state IN ('decided', 'issued')) THEN "
    "RAISE EXCEPTION 'what was decided is not deleted' "
    "USING ERRCODE = 'check_violation'; END IF; RETURN OLD;"
)
WORDS_STAY = (
    "IF (OLD.decision_id, OLD.nomination_id, OLD.nominee_id, OLD.award_type_id, OLD.name, "
    'OLD.place, OLD.citation, OLD.type_name, OLD."group", OLD."order", OLD.amount, OLD.factor, '
    "OLD.no_prize_reason) IS DISTINCT FROM "
    "(NEW.decision_id, NEW.nomination_id, NEW.nominee_id, NEW.award_type_id, NEW.name, "
    'NEW.place, NEW.citation, NEW.type_name, NEW."group", NEW."order", NEW.amount, NEW.factor, '
    "NEW.no_prize_reason) AND EXISTS (SELECT 1 FROM awards_decision d "
    "WHERE d.id = OLD.decision_id AND d.state IN ('decided', 'issued')) THEN "
    "RAISE EXCEPTION 'a decided line is corrected by a decision of its own' "
    "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
)
LINE_BEFORE_DECISION = (
    "IF EXISTS (SELECT 1 FROM awards_decision d WHERE d.id = NEW.decision_id "
    "AND d.state IN ('decided', 'issued')) THEN "
    "RAISE EXCEPTION 'lines are written before the decision' "
    "USING ERRCODE = 'check_violation'; END IF; RETURN NEW;"
)


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions by reader."""

    def visible_to(self, user: User) -> models.QuerySet[Decision]:
        """Of the level's people; issued ones of the proposers too."""
        return self.filter(seen_by(user))


class Decision(models.Model):
    """One decision of the chairman of a unit, with many awards in its annex.

    The number and the day come from the clerk's register. Base salary and rounding are frozen on
    the day it is decided. A correction or a revocation is a decision of its own (`about`).
    `taken_in`: an old paper entered from a scan; a draft until a second person has compared it.
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
    fund_source = models.CharField(
        "nguồn chi", max_length=9, choices=FundSource.choices, default=FundSource.BUDGET
    )
    number = models.CharField("số quyết định", max_length=60, blank=True)
    number_date = day("ngày vào sổ")
    file = link(StoredFile, "bản đã ký")
    state = models.CharField(
        "trạng thái", max_length=7, choices=DecisionState.choices, default=DecisionState.DRAFT
    )
    taken_in = models.BooleanField("nhập từ quyết định cũ", default=False)
    verified_by = link(User, "người đối chiếu")
    verified_at = moment("lúc đối chiếu")
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
                condition=Q(state__in=["draft", "dropped"])
                | (Q(decided_on__isnull=False) & ~Q(signer="") & Q(decided_by__isnull=False))
                | Q(taken_in=True, verified_by__isnull=False),
                name="decision_decided_by_somebody",
                violation_error_message="Ghi người ký và ngày quyết định; quyết định cũ phải được "
                "người thứ hai đối chiếu.",
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
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=F("made_by")),
                name="decision_verified_by_another",
                violation_error_message="Người đối chiếu phải khác người nhập.",
            ),
            models.CheckConstraint(
                condition=Q(number_date__isnull=True)
                | Q(decided_on__isnull=True)
                | Q(number_date__gte=F("decided_on")),
                name="decision_numbered_after_decided",
                violation_error_message="Ngày vào sổ phải từ ngày quyết định trở đi.",
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
                condition=~pgtrigger.Q(old__state__in=["draft", "dropped"])
                & (
                    pgtrigger.Q(old__title__df=pgtrigger.F("new__title"))
                    | pgtrigger.Q(old__kind__df=pgtrigger.F("new__kind"))
                    | pgtrigger.Q(old__capacity__df=pgtrigger.F("new__capacity"))
                    | pgtrigger.Q(old__session__df=pgtrigger.F("new__session"))
                    | pgtrigger.Q(old__about__df=pgtrigger.F("new__about"))
                    | pgtrigger.Q(old__reason__df=pgtrigger.F("new__reason"))
                    | pgtrigger.Q(old__decided_on__df=pgtrigger.F("new__decided_on"))
                    | pgtrigger.Q(old__base_amount__df=pgtrigger.F("new__base_amount"))
                    | pgtrigger.Q(old__rounding__df=pgtrigger.F("new__rounding"))
                    | pgtrigger.Q(old__signer__df=pgtrigger.F("new__signer"))
                    | pgtrigger.Q(old__unit__df=pgtrigger.F("new__unit"))
                ),
            ),
            pgtrigger.Protect(
                name="decision_number_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="issued")
                & (
                    pgtrigger.Q(old__number__df=pgtrigger.F("new__number"))
                    | pgtrigger.Q(old__number_date__df=pgtrigger.F("new__number_date"))
                ),
            ),
            pgtrigger.Trigger(
                name="decision_after_session",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=AFTER_SESSION,
            ),
            pgtrigger.Trigger(
                name="decision_by_living_body",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=LIVING_BODY,
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
    corrected_citation = models.CharField("thành tích đã đính chính", max_length=600, blank=True)
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
            pgtrigger.Trigger(
                name="award_kept_once_decided",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=KEPT_ONCE_DECIDED,
            ),
            pgtrigger.Trigger(
                name="award_words_stay",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=WORDS_STAY,
            ),
            pgtrigger.Trigger(
                name="award_line_before_decision",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=LINE_BEFORE_DECISION,
            ),
            pgtrigger.Protect(
                name="award_revoked_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="revoked") & ~pgtrigger.Q(new__state="revoked"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shown_name}: {self.type_name}"

    @property
    def shown_name(self) -> str:
        """The name as it stands today: corrected, if a decision corrected it."""
        return self.corrected_name or self.name

    @property
    def shown_citation(self) -> str:
        """The words as they stand today."""
        return self.corrected_citation or self.citation


class AwardChange(models.Model):
    """What a correction or a revocation does to one award; empty words stay as they were."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    decision = owner(Decision, "quyết định", "changes")
    award = owner(Award, "khen thưởng", "changes")
    name = models.CharField("tên đúng", max_length=200, blank=True)
    citation = models.CharField("thành tích đúng", max_length=600, blank=True)

    class Meta:
        verbose_name = "nội dung đính chính, hủy bỏ"
        verbose_name_plural = "nội dung đính chính, hủy bỏ"
        ordering = ["award__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "award"],
                name="award_change_once",
                violation_error_message="Dòng này đã có trong quyết định.",
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="award_change_while_draft",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=(
                    "IF EXISTS (SELECT 1 FROM awards_decision d WHERE d.id = "
                    "COALESCE(NEW.decision_id, OLD.decision_id) "
                    "AND d.state IN ('decided', 'issued')) THEN "
                    "RAISE EXCEPTION 'what was decided does not change' "
                    "USING ERRCODE = 'check_violation'; END IF; RETURN COALESCE(NEW, OLD);"
                ),
            )
        ]
