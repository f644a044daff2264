"""A case of recognition and the facts of its way, each dated and with its paper."""

from __future__ import annotations

import uuid
from functools import cached_property

import pgtrigger
from django.db import models
from django.db.models import Q

from communes.case_rules import filter_cases
from communes.enums import Standard
from communes.models.criteria import CriteriaSet
from communes.models.procedures import Procedure
from communes.models.progress import ProgressReport
from communes.models.recognition import Recognition
from communes.models.units import AdministrativeUnit, UnitVersion
from communes.procedures import ProcedureSpec, from_json
from communes.recognition_enums import CaseAct, CaseState
from communes.recognition_workflow import CASE_PAIRS
from communes.rules import reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User


def person_key(label: str = "người làm", *, optional: bool = False) -> models.ForeignKey:
    """Who did it."""
    return models.ForeignKey(
        User,
        null=optional,
        blank=optional,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=label,
    )


def file_key(label: str = "tệp") -> models.ForeignKey:
    """A file that may be there."""
    return models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=label,
    )


def unit_key(label: str, *, optional: bool = False, name: str = "+") -> models.ForeignKey:
    """A unit."""
    return models.ForeignKey(
        AdministrativeUnit,
        null=optional,
        blank=optional,
        on_delete=models.PROTECT,
        related_name=name,
        verbose_name=label,
    )


class CaseQuerySet(models.QuerySet["RecognitionCase"]):
    """Cases by reader."""

    def visible_to(self, user: User) -> models.QuerySet[RecognitionCase]:
        """Own unit's in every state; the district's people see what was sent."""
        return filter_cases(reach(user), self)

    def open(self) -> CaseQuerySet:
        """Those in which somebody has still something to do."""
        return self.exclude(state__in=[CaseState.PUBLISHED, CaseState.WITHDRAWN, CaseState.STOPPED])


class RecognitionCase(models.Model):
    """One unit's way to one standard.

    `unit_name` and `procedure_frozen` are as on the day of opening; `responsible` prepares (the
    commune, also for its villages), `verifier` acts for the level above it and may be unknown.
    `standing` is {criterion no: verdict} of the report it opened from.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = unit_key("đơn vị", name="cases")
    unit_name = models.CharField("tên đơn vị khi mở hồ sơ", max_length=120)
    search_key = models.CharField(max_length=240, blank=True, editable=False)
    standard = models.CharField("chuẩn", max_length=10, choices=Standard.choices)
    criteria_set = models.ForeignKey(
        CriteriaSet, on_delete=models.PROTECT, related_name="+", verbose_name="bộ tiêu chí"
    )
    procedure = models.ForeignKey(
        Procedure, on_delete=models.PROTECT, related_name="cases", verbose_name="trình tự"
    )
    procedure_frozen = models.JSONField("trình tự khi mở hồ sơ")
    report = models.ForeignKey(
        ProgressReport,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="cases",
        verbose_name="báo cáo làm căn cứ",
    )
    standing = models.JSONField("kết quả tự đánh giá khi mở hồ sơ", default=dict)
    responsible = unit_key("đơn vị lập hồ sơ", name="cases_prepared")
    verifier = unit_key("đơn vị thẩm tra", optional=True, name="cases_verified")
    state = models.CharField(
        "trạng thái", max_length=10, choices=CaseState.choices, default=CaseState.DRAFT
    )
    since = models.DateField("ở trạng thái này từ ngày", default=clock.today)
    year = models.PositiveSmallIntegerField("xét cho năm")
    round = models.PositiveSmallIntegerField("lần gửi", default=1)
    opened_at = models.DateTimeField("lúc mở", default=clock.now)
    opened_by = person_key("người mở")
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    recognition = models.OneToOneField(
        Recognition,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="case",
        verbose_name="công nhận",
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ xét công nhận"
        verbose_name_plural = "hồ sơ xét công nhận"
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "standard"],
                condition=~Q(state__in=["published", "withdrawn", "stopped"]),
                name="case_one_open",
                violation_error_message="Đơn vị đang có một hồ sơ xét chuẩn này.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["recognised", "published", "withdrawn"])
                | Q(recognition__isnull=False),
                name="case_recognised_by_decision",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="case_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="case_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "unit", "unit_name", "standard", "procedure_frozen", "standing", "year"
                ),
            ),
            pgtrigger.FSM(name="case_state_guard", field="state", transitions=list(CASE_PAIRS)),
        ]

    def __str__(self) -> str:
        return f"{self.unit_name}, {self.get_standard_display()}"

    @cached_property
    def spec(self) -> ProcedureSpec:
        """The procedure as it stood on the day of opening."""
        return from_json(self.procedure_frozen)

    lives: bool | None = None  # set by lists that have asked for all their cases at once

    def verifier_lives(self) -> bool:
        """The unit that verifies is known and exists today. One query at most."""
        if self.lives is not None:
            return self.lives
        return (
            self.verifier_id is not None
            and UnitVersion.objects.filter(
                unit_id=self.verifier_id, valid__contains=clock.today()
            ).exists()
        )


APPEND_ONLY = pgtrigger.Update | pgtrigger.Delete


def case_key(name: str) -> models.ForeignKey:
    """The case a row belongs to."""
    return models.ForeignKey(
        RecognitionCase, on_delete=models.PROTECT, related_name=name, verbose_name="hồ sơ"
    )


class CaseStep(models.Model):
    """A fact of a case: what happened on which day, by whom, on which paper. Append-only.

    Self-assessed, verified, appraised, recognised and withdrawn are rows of their own.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = case_key("facts")
    act = models.CharField("việc", max_length=20, choices=CaseAct.choices)
    round = models.PositiveSmallIntegerField("lần gửi", default=1)
    day = models.DateField("ngày")
    body = models.CharField("cơ quan", max_length=160, blank=True)
    paper_number = models.CharField("số văn bản", max_length=60, blank=True)
    paper_date = models.DateField("ngày văn bản", null=True, blank=True)
    text = models.CharField("nội dung", max_length=2000, blank=True)
    data = models.JSONField(default=dict, blank=True)
    by = person_key()
    at = models.DateTimeField("lúc ghi", default=clock.now)

    class Meta:
        verbose_name = "bước của hồ sơ"
        verbose_name_plural = "bước của hồ sơ"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(act__in=["return", "stop", "withdraw", "succeed"]) | ~Q(text=""),
                name="case_step_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(act__in=["appraise", "decide", "withdraw"])
                | (~Q(paper_number="") & Q(paper_date__isnull=False)),
                name="case_step_has_paper",
                violation_error_message="Ghi số và ngày như trên văn bản.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="case_step_append_only", operation=APPEND_ONLY)]
