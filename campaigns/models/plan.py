"""The plan of a campaign: versions of its text, stages, linked movements, whom it honours."""

from __future__ import annotations

import uuid

import pghistory
import pgtrigger
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from campaigns.models.campaign import Campaign
from campaigns.plan_enums import Alternatives, PlanState
from campaigns.plan_workflow import PLAN_PAIRS
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User


@pghistory.track()
class CampaignLink(models.Model):
    """Another movement that runs beside, and who does what so that nothing is done twice."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="links", verbose_name="phong trào"
    )
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    title = models.CharField("tên phong trào, cuộc vận động", max_length=240)
    led_by = models.CharField("cơ quan chủ trì", max_length=200, blank=True)
    division = models.TextField("ai làm việc gì để không trùng")
    source = models.TextField("nguồn", blank=True)

    class Meta:
        verbose_name = "phong trào liên quan"
        verbose_name_plural = "phong trào liên quan"
        ordering = ["campaign", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "title"],
                name="campaign_link_once",
                violation_error_message="Phong trào liên quan này đã có trong danh sách.",
            )
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class Phase(models.Model):
    """A stage of the campaign."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="phases", verbose_name="phong trào"
    )
    title = models.CharField("giai đoạn", max_length=160)
    period = DateRangeField("thời gian")
    words = models.TextField("nội dung", blank=True)
    source = models.TextField("nguồn", blank=True)

    class Meta:
        verbose_name = "giai đoạn"
        verbose_name_plural = "giai đoạn"
        ordering = ["campaign", "period"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "title"],
                name="phase_once",
                violation_error_message="Phong trào đã có giai đoạn mang tên này.",
            ),
            models.CheckConstraint(
                condition=Q(period__isempty=False)
                & Q(period__startswith__isnull=False)
                & Q(period__endswith__isnull=False),
                name="phase_has_ends",
                violation_error_message="Ghi ngày đầu và ngày cuối của giai đoạn.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class Milestone(models.Model):
    """A day by which something of the campaign shall be done; `done_on` once it is."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="milestones", verbose_name="phong trào"
    )
    title = models.CharField("mốc", max_length=200)
    due = models.DateField("đến ngày")
    done_on = models.DateField("đã xong ngày", null=True, blank=True)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    source = models.TextField("nguồn", blank=True)

    class Meta:
        verbose_name = "mốc tiến độ"
        verbose_name_plural = "mốc tiến độ"
        ordering = ["campaign", "due", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "title", "due"],
                name="milestone_once",
                violation_error_message="Mốc này đã có.",
            )
        ]

    def __str__(self) -> str:
        return self.title


ISSUED = """
IF OLD.state = 'issued' AND (
    to_jsonb(NEW) - 'number' IS DISTINCT FROM to_jsonb(OLD) - 'number'
    OR (OLD.number <> '' AND NEW.number IS DISTINCT FROM OLD.number)
) THEN
    RAISE EXCEPTION 'Kế hoạch đã ban hành thì giữ nguyên. Lập bản sửa đổi.';
END IF;
RETURN NEW;
"""


class PlanVersion(models.Model):
    """The plan as issued once, or a draft of its next amendment.

    An issued version keeps its text for good; only a number that could not be read may be filled
    in later. `cites` names the petition an amendment answers, where one does.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="versions", verbose_name="phong trào"
    )
    sequence = models.PositiveSmallIntegerField("lần")
    state = models.CharField(
        "trạng thái", max_length=6, choices=PlanState.choices, default=PlanState.DRAFT
    )
    number = models.CharField("số kế hoạch", max_length=60, blank=True)
    date = models.DateField("ngày kế hoạch", null=True, blank=True)
    sent_on = models.DateField("ngày gửi", null=True, blank=True)
    in_force_from = models.DateField("có hiệu lực từ", null=True, blank=True)
    reason = models.TextField("lý do sửa đổi", blank=True)
    cites = models.CharField("theo kiến nghị", max_length=60, blank=True)
    file = models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="bản quét",
    )
    source = models.TextField("nguồn", blank=True)
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    made_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người soạn",
    )
    made_at = models.DateTimeField("lúc soạn", default=clock.now)
    issued_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người ban hành",
    )
    issued_at = models.DateTimeField("lúc ban hành", null=True, blank=True)

    class Meta:
        verbose_name = "kế hoạch của phong trào"
        verbose_name_plural = "kế hoạch của phong trào"
        ordering = ["campaign", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "sequence"], name="plan_version_once"),
            models.UniqueConstraint(
                fields=["campaign"],
                condition=Q(state="draft"),
                name="plan_one_draft",
                violation_error_message="Kế hoạch đang có một bản soạn dở.",
            ),
            models.CheckConstraint(
                condition=Q(sequence=1) | ~Q(reason=""),
                name="plan_amendment_says_why",
                violation_error_message="Ghi lý do sửa đổi kế hoạch.",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(date__isnull=False),
                name="plan_issued_has_date",
                violation_error_message="Kế hoạch ban hành phải có ngày.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="plan_version_kept", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="plan_issued_kept",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func=ISSUED,
            ),
            pgtrigger.FSM(name="plan_state_guard", field="state", transitions=list(PLAN_PAIRS)),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}, {self.words}"

    @property
    def words(self) -> str:
        """As people count: the plan, then its first amendment."""
        if self.sequence == 1:
            return "kế hoạch ban đầu"
        return f"kế hoạch sửa đổi lần {self.sequence - 1}"


# The text of an issued plan stays; that of a draft is edited, and its sections come and go.
ISSUED_TEXT = """
IF EXISTS (
    SELECT 1 FROM campaigns_planversion v
    WHERE v.id IN (NEW.version_id, OLD.version_id) AND v.state = 'issued'
) THEN
    RAISE EXCEPTION 'Kế hoạch đã ban hành thì giữ nguyên. Lập bản sửa đổi.';
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
"""


class PlanSection(models.Model):
    """A section of one version. `key` is the same in every version, so that two are compared."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(
        PlanVersion, on_delete=models.PROTECT, related_name="sections", verbose_name="kế hoạch"
    )
    key = models.SlugField("mã mục", max_length=40)
    order = models.PositiveSmallIntegerField("thứ tự")
    heading = models.CharField("đề mục", max_length=240)
    body = models.TextField("nội dung", blank=True)

    class Meta:
        verbose_name = "mục của kế hoạch"
        verbose_name_plural = "mục của kế hoạch"
        ordering = ["version", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "key"],
                name="plan_section_once",
                violation_error_message="Kế hoạch đã có mục mang mã này.",
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="plan_issued_text_kept",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=ISSUED_TEXT,
            )
        ]

    def __str__(self) -> str:
        return self.heading


@pghistory.track()
class Subject(models.Model):
    """A kind of those whom the plan honours, a) to đ), with the criteria they are judged by."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="subjects", verbose_name="phong trào"
    )
    code = models.CharField("điểm", max_length=4)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)
    title = models.CharField("đối tượng", max_length=240)
    alternatives = models.CharField(
        "các ý là", max_length=7, choices=Alternatives.choices, default=Alternatives.UNKNOWN
    )
    alternatives_basis = models.CharField("căn cứ của cách hiểu", max_length=240, blank=True)
    source = models.TextField("nguồn", blank=True)

    class Meta:
        verbose_name = "đối tượng khen thưởng"
        verbose_name_plural = "đối tượng khen thưởng"
        ordering = ["campaign", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "code"],
                name="subject_once",
                violation_error_message="Phong trào đã có đối tượng mang điểm này.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code}) {self.title}"


@pghistory.track()
class SubjectCriterion(models.Model):
    """One thing a subject is honoured for."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = models.ForeignKey(
        Subject, on_delete=models.CASCADE, related_name="criteria", verbose_name="đối tượng"
    )
    order = models.PositiveSmallIntegerField("thứ tự")
    text = models.CharField("tiêu chuẩn", max_length=500)

    class Meta:
        verbose_name = "tiêu chuẩn của đối tượng"
        verbose_name_plural = "tiêu chuẩn của đối tượng"
        ordering = ["subject", "order"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "order"], name="subject_criterion_once")
        ]

    def __str__(self) -> str:
        return self.text
