"""Nominations: who is proposed for what, by whom, on which law, with which dossier."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pgtrigger
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import F, Q

from awards.enums import Effect, MeritKind, NominationState, Outcome
from awards.models.fields import (
    Kept,
    Withdrawable,
    append_only,
    kept,
    link,
    moment,
    owner,
    withdrawn_says_why,
)
from awards.models.law import AwardType, DossierRule, Regime
from awards.models.nominees import Nominee
from awards.models.rounds import AwardRound
from awards.nomination_rules import seen_by
from awards.nomination_workflow import NOMINATION_PAIRS
from campaigns.models import EmulationCluster, Story, Subject, SubjectCriterion
from campaigns.models.parties import Party, one_party
from communes.models import AdministrativeUnit, Agency
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.vietnamese import fold


class NominationQuerySet(models.QuerySet["Nomination"]):
    """Nominations by reader."""

    def visible_to(self, user: User) -> models.QuerySet[Nomination]:
        """Own ones from the draft on; of the level's desk, council and leader what was sent."""
        return self.filter(seen_by(user))


class Nomination(Party):
    """One nominee, one award, one round. `unit` or `agency` proposes, perhaps for a cluster.

    The regime and the type are frozen on receipt (`regime`, `award_type`, `received_on`); the
    name is kept as it was then. `passed_unit` and `passed_agency` go on after the proposer ended.
    `upward_of`: the case at the lower level that this one takes to the level above.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = owner(AwardRound, "đợt", "nominations")
    nominee = owner(Nominee, "đối tượng", "nominations")
    nominee_name = models.CharField("tên ghi trên hồ sơ", max_length=200)
    search_key = models.CharField(max_length=400, blank=True, editable=False)
    cluster = link(EmulationCluster, "cụm, khối")
    story = link(Story, "từ gương điển hình")
    subject = link(Subject, "đối tượng theo kế hoạch")
    type_code = models.CharField("danh hiệu, hình thức", max_length=24)
    merit_kind = models.CharField("loại hình", max_length=10, choices=MeritKind.choices)
    achievement = DateRangeField("thời gian đạt thành tích")
    citation = models.CharField("thành tích ghi trên giấy khen", max_length=300, blank=True)
    citation_list = models.CharField("thành tích ghi trong danh sách", max_length=600, blank=True)
    report = models.TextField("tóm tắt thành tích", blank=True)
    collective_merit = models.ForeignKey(
        "campaigns.Initiative",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="sáng kiến làm căn cứ",
    )
    meeting_on = models.DateField("ngày họp xét của đơn vị", null=True, blank=True)
    meeting_present = models.PositiveSmallIntegerField("số người dự họp", null=True, blank=True)
    meeting_yes = models.PositiveSmallIntegerField("số người đồng ý", null=True, blank=True)
    meeting_file = link(StoredFile, "biên bản họp xét")
    simplified = models.BooleanField("theo thủ tục đơn giản", default=False)
    simplified_reason = models.CharField("trường hợp", max_length=200, blank=True)
    state = models.CharField(
        "trạng thái",
        max_length=15,
        choices=NominationState.choices,
        default=NominationState.DRAFT,
    )
    regime = link(Regime, "quy định áp dụng")
    award_type = link(AwardType, "theo quy định")
    received_on = models.DateField("ngày tiếp nhận", null=True, blank=True)
    received_by = link(User, "người tiếp nhận")
    appraise_by = models.DateField("hạn thẩm định", null=True, blank=True)
    sent_by = link(User, "người gửi")
    sent_at = moment("lúc gửi")
    late = models.BooleanField("gửi muộn", default=False)
    supplements = models.PositiveSmallIntegerField("số lần yêu cầu bổ sung", default=0)
    supplement_due = models.DateField("hạn bổ sung", null=True, blank=True)
    state_reason = models.CharField("lý do, yêu cầu", max_length=600, blank=True)
    suspended_from = models.CharField(max_length=15, blank=True, editable=False)
    upward_of = link("self", "từ đề nghị ở cấp dưới")
    passed_unit = link(AdministrativeUnit, "đơn vị tiếp tục")
    passed_agency = link(Agency, "cơ quan tiếp tục")
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    made_by = owner(User, "người lập")
    made_at = models.DateTimeField("lúc lập", default=clock.now)

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = "đề nghị khen thưởng"
        verbose_name_plural = "đề nghị khen thưởng"
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["round", "state"], name="nomination_in_round")]
        constraints = [
            one_party("nomination"),
            models.UniqueConstraint(
                fields=["round", "nominee", "type_code"],
                condition=~Q(state__in=["withdrawn", "ineligible"]),
                name="nomination_once",
                violation_error_message="Đợt này đã có đề nghị cho đối tượng và hình thức đó.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "sent", "withdrawn", "suspended"])
                | (
                    Q(received_on__isnull=False)
                    & Q(regime__isnull=False)
                    & Q(award_type__isnull=False)
                ),
                name="nomination_received_under_a_regime",
                violation_error_message="Tiếp nhận hồ sơ (chọn quy định áp dụng) trước.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["supplement", "ineligible", "suspended", "withdrawn"])
                | ~Q(state_reason=""),
                name="nomination_says_why",
                violation_error_message="Ghi lý do.",
            ),
            models.CheckConstraint(
                condition=Q(meeting_yes__isnull=True)
                | Q(meeting_present__isnull=False) & Q(meeting_yes__lte=F("meeting_present")),
                name="nomination_meeting_votes",
                violation_error_message="Số người đồng ý không được nhiều hơn số người dự họp.",
            ),
            models.CheckConstraint(
                condition=Q(simplified=False) | ~Q(simplified_reason=""),
                name="nomination_simplified_says_why",
                violation_error_message="Ghi trường hợp được áp dụng thủ tục đơn giản.",
            ),
        ]
        triggers = [
            kept("nomination"),
            pgtrigger.FSM(
                name="nomination_guard", field="state", transitions=list(NOMINATION_PAIRS)
            ),
            pgtrigger.Protect(
                name="nomination_frozen_on_receipt",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__received_on__isnull=False)
                & (
                    pgtrigger.Q(old__received_on__df=pgtrigger.F("new__received_on"))
                    | pgtrigger.Q(old__nominee__df=pgtrigger.F("new__nominee"))
                    | pgtrigger.Q(old__type_code__df=pgtrigger.F("new__type_code"))
                    | pgtrigger.Q(old__round__df=pgtrigger.F("new__round"))
                    | pgtrigger.Q(old__nominee_name__df=pgtrigger.F("new__nominee_name"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nominee_name}: {self.type_code}"

    @property
    def achieved_until(self) -> date:
        """The last day of the period of achievement."""
        last: date = self.achievement.upper - timedelta(days=1)
        return last

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_key = fold(f"{self.nominee_name} {self.citation}")[:400]
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passes Django's own arguments on


class CriterionAnswer(Kept):
    """How the nominee stands to one criterion of the plan's subject; the newest row counts.

    `computed` is what the data say, in words and figures with where they come from; `met` is what
    people say, empty while unknown.
    """

    nomination = owner(Nomination, "đề nghị", "criterion_answers")
    criterion = owner(SubjectCriterion, "tiêu chuẩn")
    computed = models.JSONField("số liệu của cổng", default=dict)
    met = models.BooleanField("đạt", null=True, blank=True)
    note = models.CharField("diễn giải", max_length=600, blank=True)

    class Meta:
        verbose_name = "đối chiếu tiêu chuẩn"
        verbose_name_plural = "đối chiếu tiêu chuẩn"
        ordering = ["id"]
        triggers = [append_only("criterion_answer")]


class DossierItem(Withdrawable):
    """A file (or a note where the paper lies) for a part of the dossier."""

    nomination = owner(Nomination, "đề nghị", "dossier_items")
    rule = link(DossierRule, "thành phần")
    label = models.CharField("thành phần", max_length=300)
    file = link(StoredFile, "tệp")
    paper = models.CharField("số, ngày văn bản", max_length=160, blank=True)
    note = models.CharField("ghi chú", max_length=300, blank=True)

    class Meta:
        verbose_name = "thành phần hồ sơ đã nộp"
        verbose_name_plural = "thành phần hồ sơ đã nộp"
        ordering = ["id"]
        constraints = [
            withdrawn_says_why("dossier_item"),
            models.CheckConstraint(
                condition=Q(file__isnull=False) | ~Q(paper=""),
                name="dossier_item_is_something",
                violation_error_message="Tải tệp lên, hoặc ghi số, ngày của bản giấy đã nộp.",
            ),
        ]
        triggers = [kept("dossier_item")]


class CheckRun(Kept):
    """All checks of a nomination at one moment; the newest run counts."""

    nomination = owner(Nomination, "đề nghị", "check_runs")

    class Meta:
        verbose_name = "lượt kiểm đề nghị"
        verbose_name_plural = "lượt kiểm đề nghị"
        ordering = ["-id"]
        triggers = [append_only("check_run")]


class CheckResult(models.Model):
    """What one check found, with its clause and a plain sentence, as the row said that day."""

    run = owner(CheckRun, "lượt kiểm", "results")
    code = models.SlugField("phép kiểm", max_length=40)
    title = models.CharField("tên", max_length=160)
    clause = models.CharField("điều, khoản", max_length=160, blank=True)
    outcome = models.CharField("kết quả", max_length=14, choices=Outcome.choices)
    effect = models.CharField("tác dụng", max_length=6, choices=Effect.choices)
    sentence = models.TextField("giải thích")
    facts = models.JSONField("số liệu", default=dict)
    certain = models.BooleanField("quy định đã kiểm chứng", default=False)

    class Meta:
        verbose_name = "kết quả kiểm"
        verbose_name_plural = "kết quả kiểm"
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["run", "code"], name="check_result_once")]
        triggers = [append_only("check_result")]


class CheckOverride(models.Model):
    """One person asks to let a failed check pass, with a reason; another one agrees."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    nomination = owner(Nomination, "đề nghị", "overrides")
    code = models.SlugField("phép kiểm", max_length=40)
    reason = models.CharField("lý do", max_length=600)
    asked_by = owner(User, "người đề nghị bỏ qua")
    asked_at = models.DateTimeField("lúc đề nghị", default=clock.now)
    agreed_by = link(User, "người đồng ý")
    agreed_at = moment("lúc đồng ý")

    class Meta:
        verbose_name = "bỏ qua phép kiểm"
        verbose_name_plural = "bỏ qua phép kiểm"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["nomination", "code"],
                name="check_override_once",
                violation_error_message="Phép kiểm này đã có đề nghị bỏ qua.",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("asked_by")),
                name="check_override_second_person",
                violation_error_message="Người đồng ý phải khác người đề nghị bỏ qua.",
            ),
        ]
        triggers = [kept("check_override")]
