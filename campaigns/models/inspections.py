"""Inspections and supervision: plans of a year, visits with their team and checklist."""

from __future__ import annotations

import uuid
from datetime import datetime

import pgtrigger
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from campaigns.inspection_enums import InspectionKind, InspectionState, ItemAnswer, PlanState
from campaigns.inspection_workflow import INSPECTION_PAIRS, PLAN_PAIRS
from campaigns.models.campaign import Campaign
from communes.models import AdministrativeUnit, Agency, Indicator
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.vietnamese import fold

ONE_BODY = "Chọn một cơ quan hoặc một xã đứng ra kiểm tra."


class Body(models.Model):
    """A row kept by the body that inspects: an agency, or a commune."""

    agency = models.ForeignKey(
        Agency,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="cơ quan kiểm tra",
    )
    body_unit = models.ForeignKey(
        AdministrativeUnit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="xã kiểm tra",
    )

    class Meta:
        abstract = True


def one_body(prefix: str) -> models.CheckConstraint:
    """One body, never both, never none; of a unit's supervision, the Front of that unit."""
    return models.CheckConstraint(
        condition=Q(agency__isnull=False, body_unit__isnull=True)
        | Q(agency__isnull=True, body_unit__isnull=False),
        name=f"{prefix}_one_body",
        violation_error_message=ONE_BODY,
    )


class InspectionPlan(Body):
    """The plan of a body for a year."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="+", verbose_name="phong trào"
    )
    year = models.PositiveSmallIntegerField("năm")
    kind = models.CharField("loại", max_length=11, choices=InspectionKind.choices)
    title = models.CharField("tên kế hoạch", max_length=240)
    state = models.CharField(
        "trạng thái", max_length=6, choices=PlanState.choices, default=PlanState.DRAFT
    )
    paper_number = models.CharField("số văn bản", max_length=60, blank=True)
    paper_date = models.DateField("ngày văn bản", null=True, blank=True)
    paper_file = models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="tệp văn bản",
    )
    note = models.CharField("nội dung", max_length=1000, blank=True)
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    made_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người lập"
    )
    made_at = models.DateTimeField("lúc lập", default=clock.now)

    class Meta:
        verbose_name = "kế hoạch kiểm tra"
        verbose_name_plural = "kế hoạch kiểm tra"
        ordering = ["-year", "kind", "id"]
        constraints = [
            one_body("inspection_plan"),
            models.UniqueConstraint(
                fields=["campaign", "year", "title"],
                name="inspection_plan_once",
                violation_error_message="Năm này đã có kế hoạch mang tên đó.",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | (~Q(paper_number="") & Q(paper_date__isnull=False)),
                name="inspection_plan_issued_by_paper",
                violation_error_message="Ghi số và ngày văn bản trước khi ban hành.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="inspection_plan_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.FSM(
                name="inspection_plan_guard", field="state", transitions=list(PLAN_PAIRS)
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Inspection(Body):
    """One visit to a unit; one visit may serve several programmes."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="+", verbose_name="phong trào"
    )
    plan = models.ForeignKey(
        InspectionPlan,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="visits",
        verbose_name="kế hoạch",
    )
    unit = models.ForeignKey(
        AdministrativeUnit,
        on_delete=models.PROTECT,
        related_name="inspections",
        verbose_name="đơn vị được kiểm tra",
    )
    kind = models.CharField("loại", max_length=11, choices=InspectionKind.choices)
    title = models.CharField("nội dung kiểm tra", max_length=240)
    search_key = models.CharField(max_length=300, blank=True, editable=False)
    days = DateRangeField("thời gian")
    state = models.CharField(
        "trạng thái",
        max_length=9,
        choices=InspectionState.choices,
        default=InspectionState.PLANNED,
    )
    note = models.CharField("ghi chú", max_length=1000, blank=True)
    conclusion = models.TextField("kết luận", blank=True)
    conclusion_number = models.CharField("số văn bản kết luận", max_length=60, blank=True)
    conclusion_date = models.DateField("ngày văn bản kết luận", null=True, blank=True)
    conclusion_file = models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="tệp kết luận",
    )
    cancelled_reason = models.CharField("lý do hủy", max_length=300, blank=True)
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    made_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người lập"
    )
    made_at = models.DateTimeField("lúc lập", default=clock.now)

    class Meta:
        verbose_name = "cuộc kiểm tra, giám sát"
        verbose_name_plural = "cuộc kiểm tra, giám sát"
        ordering = ["-days", "-id"]
        constraints = [
            one_body("inspection"),
            models.CheckConstraint(
                condition=Q(days__isempty=False)
                & Q(days__startswith__isnull=False)
                & Q(days__endswith__isnull=False),
                name="inspection_has_days",
                violation_error_message="Ghi ngày bắt đầu và ngày kết thúc.",
            ),
            models.CheckConstraint(
                condition=~Q(state="concluded")
                | (~Q(conclusion_number="") & Q(conclusion_date__isnull=False)),
                name="inspection_concluded_by_paper",
                violation_error_message="Ghi số và ngày văn bản kết luận.",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_reason=""),
                name="inspection_cancelled_says_why",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="inspection_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.FSM(
                name="inspection_guard", field="state", transitions=list(INSPECTION_PAIRS)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        self.search_key = fold(self.title)[:300]
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passes Django's own arguments on


class ServedProgramme(models.Model):
    """A programme that a visit serves, so that one visit serves several."""

    inspection = models.ForeignKey(
        Inspection,
        on_delete=models.PROTECT,
        related_name="programmes",
        verbose_name="cuộc kiểm tra",
    )
    name = models.CharField("chương trình, nội dung", max_length=160)

    class Meta:
        verbose_name = "chương trình được kiểm tra"
        verbose_name_plural = "chương trình được kiểm tra"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection", "name"],
                name="served_programme_once",
                violation_error_message="Chương trình này đã ghi rồi.",
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="served_programme_append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
            )
        ]


class InspectionMember(models.Model):
    """A person of the team."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="members", verbose_name="cuộc kiểm tra"
    )
    name = models.CharField("họ và tên", max_length=120)
    position = models.CharField("chức vụ", max_length=160, blank=True)
    body = models.CharField("cơ quan", max_length=160, blank=True)
    lead = models.BooleanField("trưởng đoàn", default=False)
    removed = models.BooleanField("đã rút khỏi đoàn", default=False)

    class Meta:
        verbose_name = "thành viên đoàn kiểm tra"
        verbose_name_plural = "thành viên đoàn kiểm tra"
        ordering = ["-lead", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection"],
                condition=Q(lead=True, removed=False),
                name="inspection_one_lead",
                violation_error_message="Đoàn đã có trưởng đoàn.",
            )
        ]
        triggers = [pgtrigger.Protect(name="inspection_member_kept", operation=pgtrigger.Delete)]


class ChecklistItem(models.Model):
    """One thing to look at, mostly an indicator of the set in force; `version` counts answers."""

    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="items", verbose_name="cuộc kiểm tra"
    )
    indicator = models.ForeignKey(
        Indicator,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="chỉ tiêu",
    )
    order = models.PositiveSmallIntegerField("thứ tự")
    group = models.CharField("nhóm", max_length=160, blank=True)
    question = models.CharField("nội dung xem", max_length=500)
    answer = models.CharField("kết quả", max_length=11, choices=ItemAnswer.choices, blank=True)
    note = models.CharField("ghi chú", max_length=1000, blank=True)
    version = models.PositiveIntegerField("lần ghi", default=0)
    answered_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người ghi",
    )
    answered_at = models.DateTimeField("lúc ghi", null=True, blank=True)

    class Meta:
        verbose_name = "mục của phiếu kiểm tra"
        verbose_name_plural = "mục của phiếu kiểm tra"
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "order"], name="checklist_item_once"),
            models.UniqueConstraint(
                fields=["inspection", "indicator"],
                condition=Q(indicator__isnull=False),
                name="checklist_indicator_once",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="checklist_item_not_deleted", operation=pgtrigger.Delete)
        ]


class InspectionPhoto(models.Model):
    """A photo taken on the spot. The file is stored without its position unless `position_kept`;
    `original_sha256` is that of the file as it came. Withdrawn with a reason, never deleted."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    inspection = models.ForeignKey(
        Inspection, on_delete=models.PROTECT, related_name="photos", verbose_name="cuộc kiểm tra"
    )
    item = models.ForeignKey(
        ChecklistItem,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="photos",
        verbose_name="mục của phiếu",
    )
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="+", verbose_name="tệp ảnh"
    )
    caption = models.CharField("chú thích", max_length=240, blank=True)
    taken_at = models.CharField("lúc chụp theo máy ảnh", max_length=19, blank=True)
    position_kept = models.BooleanField("giữ vị trí chụp", default=False)
    original_sha256 = models.CharField("mã của ảnh gốc", max_length=64)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người gửi"
    )
    at = models.DateTimeField("lúc gửi", default=clock.now)
    withdrawn_reason = models.CharField("lý do rút", max_length=300, blank=True)

    class Meta:
        verbose_name = "ảnh kiểm tra"
        verbose_name_plural = "ảnh kiểm tra"
        ordering = ["id"]
        triggers = [pgtrigger.Protect(name="inspection_photo_kept", operation=pgtrigger.Delete)]

    @property
    def taken_words(self) -> str:
        """ "09:20 ngày 11/05/2025", as the camera's clock says; "" where it says nothing."""
        if not self.taken_at:
            return ""
        return f"{datetime.fromisoformat(self.taken_at):%H:%M ngày %d/%m/%Y}"
