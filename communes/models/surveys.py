"""The Front's survey of satisfaction: questions, papers counted twice, minutes."""

from __future__ import annotations

import uuid

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.db.models import F, Q

from communes.enums import Role, Standard, SurveyState
from communes.models.parts import NamedPart, part_checks
from communes.models.units import AdministrativeUnit
from communes.register_rules import kept_by
from communes.register_workflow import SURVEY_PAIRS
from communes.rules import reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User


@pghistory.track()
class Questionnaire(models.Model):
    """Questions put to the people for some standards, dated; frozen once a survey uses it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField("mã", max_length=40, unique=True)
    title = models.CharField("tên mẫu phiếu", max_length=240)
    standards = ArrayField(
        models.CharField(max_length=10, choices=Standard.choices), verbose_name="cho các chuẩn"
    )
    valid = DateRangeField("hiệu lực")
    legal_basis = models.CharField("căn cứ", max_length=240, blank=True)
    source = models.TextField("nguồn", blank=True)
    certain = models.BooleanField("đã kiểm chứng", default=False)
    note = models.TextField("ghi chú", blank=True)
    frozen_at = models.DateTimeField("lúc bắt đầu dùng", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "mẫu phiếu khảo sát"
        verbose_name_plural = "mẫu phiếu khảo sát"
        ordering = ["-valid", "code"]

    def __str__(self) -> str:
        return self.title


# Papers were filled in against these words: a used questionnaire is replaced, never reworded.
FROZEN_QUESTION = """
IF EXISTS (
    SELECT 1 FROM communes_questionnaire q
    WHERE q.frozen_at IS NOT NULL
      AND q.id IN (COALESCE(NEW.questionnaire_id, OLD.questionnaire_id), OLD.questionnaire_id)
) THEN
    RAISE EXCEPTION 'Mẫu phiếu đã dùng nên câu hỏi không sửa được. Lập mẫu phiếu mới.';
END IF;
RETURN COALESCE(NEW, OLD);
"""


@pghistory.track()
class SurveyQuestion(models.Model):
    """One question, answered hài lòng, không hài lòng or otherwise."""

    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="questions", verbose_name="mẫu phiếu"
    )
    order = models.PositiveSmallIntegerField("thứ tự")
    text = models.CharField("câu hỏi", max_length=400)
    short_text = models.CharField("tên ngắn", max_length=80)
    overall = models.BooleanField("câu hỏi chung", default=False)

    class Meta:
        verbose_name = "câu hỏi khảo sát"
        verbose_name_plural = "câu hỏi khảo sát"
        ordering = ["questionnaire", "order"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "order"], name="survey_question_once"),
            models.UniqueConstraint(
                fields=["questionnaire"],
                condition=Q(overall=True),
                name="survey_one_overall",
                violation_error_message="Mỗi mẫu phiếu có nhiều nhất một câu hỏi chung.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="survey_question_frozen",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=FROZEN_QUESTION,
            )
        ]

    def __str__(self) -> str:
        return self.short_text


class SurveyQuerySet(models.QuerySet["Survey"]):
    """Surveys by reader."""

    def visible_to(self, user: User) -> models.QuerySet[Survey]:
        """The Front its own; the commune and the district's readers what is closed."""
        mine = reach(user)
        done = ~Q(state=SurveyState.OPEN)
        seen = Q(front_unit_id__in=mine.units(Role.FRONT)) | (done & kept_by(mine.commune_ids))
        return self.filter(seen | done if mine.reads_district else seen)

    def public(self) -> models.QuerySet[Survey]:
        """What everybody may see."""
        return self.filter(state=SurveyState.PUBLISHED)


class Survey(models.Model):
    """One commune, standard and year; `front_unit` is the unit whose Front holds it.

    `passed_to` reads the result since the commune ended; None while the commune reads it itself.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(
        AdministrativeUnit, on_delete=models.PROTECT, related_name="surveys", verbose_name="xã"
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
    questionnaire = models.ForeignKey(
        Questionnaire, on_delete=models.PROTECT, related_name="surveys", verbose_name="mẫu phiếu"
    )
    front_unit = models.ForeignKey(
        AdministrativeUnit,
        on_delete=models.PROTECT,
        related_name="surveys_held",
        verbose_name="Mặt trận của",
    )
    state = models.CharField(
        "trạng thái", max_length=9, choices=SurveyState.choices, default=SurveyState.OPEN
    )
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    opened_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người mở"
    )
    opened_at = models.DateTimeField("lúc mở", default=clock.now)
    minutes_number = models.CharField("số biên bản kiểm phiếu", max_length=60, blank=True)
    minutes_date = models.DateField("ngày biên bản", null=True, blank=True)
    minutes_file = models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="tệp biên bản",
    )
    closed_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người chốt",
    )
    closed_at = models.DateTimeField("lúc chốt", null=True, blank=True)
    published_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người công bố",
    )
    published_at = models.DateTimeField("lúc công bố", null=True, blank=True)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = "khảo sát sự hài lòng"
        verbose_name_plural = "khảo sát sự hài lòng"
        ordering = ["-year", "unit__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "standard", "year"],
                name="survey_once",
                violation_error_message="Xã đã có khảo sát cho chuẩn và năm này.",
            ),
            models.CheckConstraint(
                condition=Q(state="open")
                | (
                    ~Q(minutes_number="")
                    & Q(minutes_date__isnull=False, minutes_file__isnull=False)
                ),
                name="survey_closed_with_minutes",
                violation_error_message="Chốt khảo sát phải có số, ngày và tệp biên bản.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="survey_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.FSM(name="survey_guard", field="state", transitions=list(SURVEY_PAIRS)),
        ]


class SurveyGroup(NamedPart):
    """Papers counted together: those of a village, or of the whole commune (`unit` of it)."""

    survey = models.ForeignKey(
        Survey, on_delete=models.PROTECT, related_name="groups", verbose_name="khảo sát"
    )
    name = models.CharField("nhóm phiếu", max_length=120)

    class Meta:
        verbose_name = "nhóm phiếu khảo sát"
        verbose_name_plural = "nhóm phiếu khảo sát"
        ordering = ["name"]
        constraints = part_checks("survey_group", "survey", "Nhóm phiếu này đã có.")
        triggers = [pgtrigger.Protect(name="survey_group_not_deleted", operation=pgtrigger.Delete)]


class SurveyTally(models.Model):
    """One count of a group's papers. A group is checked when its last two counts agree."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey(
        SurveyGroup, on_delete=models.PROTECT, related_name="tallies", verbose_name="nhóm phiếu"
    )
    number = models.PositiveSmallIntegerField("lần đếm")
    issued = models.PositiveIntegerField("phiếu phát ra")
    returned = models.PositiveIntegerField("phiếu thu về")
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người nhập"
    )
    at = models.DateTimeField("lúc nhập", default=clock.now)

    class Meta:
        verbose_name = "lần đếm phiếu"
        verbose_name_plural = "lần đếm phiếu"
        ordering = ["group", "number"]
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="survey_tally_once"),
            models.CheckConstraint(
                condition=Q(returned__lte=F("issued")),
                name="survey_tally_papers",
                violation_error_message="Phiếu thu về không thể nhiều hơn phiếu phát ra.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="survey_tally_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]


ANSWER_FITS = """
IF NOT EXISTS (
    SELECT 1 FROM communes_surveytally t
    JOIN communes_surveygroup g ON g.id = t.group_id
    JOIN communes_survey s ON s.id = g.survey_id
    JOIN communes_surveyquestion q ON q.questionnaire_id = s.questionnaire_id
    WHERE t.id = NEW.tally_id AND q.id = NEW.question_id
      AND NEW.yes + NEW.no + NEW.other <= t.returned
) THEN
    RAISE EXCEPTION 'Số trả lời của một câu không thể nhiều hơn số phiếu thu về.';
END IF;
RETURN NEW;
"""


class SurveyAnswer(models.Model):
    """How the papers of one count answer one question; blank answers are not counted."""

    tally = models.ForeignKey(
        SurveyTally, on_delete=models.PROTECT, related_name="answers", verbose_name="lần đếm"
    )
    question = models.ForeignKey(
        SurveyQuestion, on_delete=models.PROTECT, related_name="+", verbose_name="câu hỏi"
    )
    yes = models.PositiveIntegerField("hài lòng")
    no = models.PositiveIntegerField("không hài lòng")
    other = models.PositiveIntegerField("ý kiến khác", default=0)

    class Meta:
        verbose_name = "kết quả một câu hỏi"
        verbose_name_plural = "kết quả một câu hỏi"
        ordering = ["tally", "question__order"]
        constraints = [
            models.UniqueConstraint(fields=["tally", "question"], name="survey_answer_once")
        ]
        triggers = [
            pgtrigger.Protect(
                name="survey_answer_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            ),
            pgtrigger.Trigger(
                name="survey_answer_fits",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func=ANSWER_FITS,
            ),
        ]
