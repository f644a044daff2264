"""Interim and final reviews: what is looked back on, who owes a report, what staff remark."""

from __future__ import annotations

import uuid

import pgtrigger
from django.contrib.postgres.fields import DateRangeField
from django.db import models
from django.db.models import Q

from campaigns.enums import ReviewKind, ReviewState
from campaigns.models.campaign import Campaign
from campaigns.models.parties import Party, one_party
from campaigns.review_workflow import REVIEW_PAIRS
from communes.models import AdministrativeUnit
from communes.rules import is_administrator, reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User


class ReviewEventQuerySet(models.QuerySet["ReviewEvent"]):
    """Reviews by reader."""

    def visible_to(self, user: User) -> models.QuerySet[ReviewEvent]:
        """The district's readers see all, a commune's people their own and those of the units
        above, which ask them for reports."""
        mine = reach(user)
        if mine.reads_district or is_administrator(user):
            return self
        owed = ReviewReport.objects.filter(
            event=models.OuterRef("pk"), unit_id__in=mine.commune_ids
        )
        return self.filter(Q(unit_id__in=mine.commune_ids) | Q(models.Exists(owed)))


class ReviewEvent(models.Model):
    """A review of a year or a stage by the unit that runs the campaign.

    `span` is what it looks back on, upper bound excluded; `held_on` the day of the meeting.
    Gathering freezes the figures: `facts` as canonical JSON with its SHA-256. Number and date of
    the report are typed from the signed paper.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="reviews", verbose_name="phong trào"
    )
    unit = models.ForeignKey(
        AdministrativeUnit,
        on_delete=models.PROTECT,
        related_name="campaign_reviews",
        verbose_name="đơn vị tổ chức",
    )
    kind = models.CharField("loại", max_length=8, choices=ReviewKind.choices)
    title = models.CharField("tên", max_length=240)
    span = DateRangeField("thời gian nhìn lại")
    reports_due = models.DateField("hạn các đơn vị gửi báo cáo")
    held_on = models.DateField("ngày họp", null=True, blank=True)
    state = models.CharField(
        "trạng thái", max_length=9, choices=ReviewState.choices, default=ReviewState.PREPARING
    )
    facts = models.JSONField("số liệu đã chốt", null=True, blank=True)
    facts_sha256 = models.CharField("mã băm số liệu", max_length=64, blank=True)
    gathered_at = models.DateTimeField("lúc chốt số liệu", null=True, blank=True)
    paper_number = models.CharField("số báo cáo", max_length=60, blank=True)
    paper_date = models.DateField("ngày báo cáo", null=True, blank=True)
    illustrative = models.BooleanField("số liệu minh họa", default=False)
    created_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người mở"
    )
    created_at = models.DateTimeField("lúc mở", default=clock.now)

    objects = ReviewEventQuerySet.as_manager()

    class Meta:
        verbose_name = "đợt sơ kết, tổng kết"
        verbose_name_plural = "đợt sơ kết, tổng kết"
        ordering = ["-span", "unit__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "unit", "kind", "span"],
                name="review_event_once",
                violation_error_message="Đã có đợt sơ kết, tổng kết này cho cùng thời gian.",
            ),
            models.CheckConstraint(
                condition=Q(state="preparing", facts__isnull=True, gathered_at__isnull=True)
                | (~Q(state="preparing") & Q(facts__isnull=False, gathered_at__isnull=False)),
                name="review_event_frozen_with_facts",
            ),
            models.CheckConstraint(
                condition=Q(paper_number="", paper_date__isnull=True)
                | (~Q(paper_number="") & Q(paper_date__isnull=False)),
                name="review_event_paper_whole",
                violation_error_message="Ghi cả số và ngày của báo cáo, hoặc để trống cả hai.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="review_event_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.FSM(name="review_event_guard", field="state", transitions=list(REVIEW_PAIRS)),
        ]

    def __str__(self) -> str:
        return self.title


class ReviewReport(Party):
    """A report that a commune or an agency owes for a review; received with its paper."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(
        ReviewEvent, on_delete=models.PROTECT, related_name="reports", verbose_name="đợt"
    )
    received_on = models.DateField("ngày nhận", null=True, blank=True)
    paper_number = models.CharField("số báo cáo", max_length=60, blank=True)
    paper_date = models.DateField("ngày báo cáo", null=True, blank=True)
    file = models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="tệp",
    )
    received_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="người ghi",
    )

    class Meta:
        verbose_name = "báo cáo sơ kết phải nộp"
        verbose_name_plural = "báo cáo sơ kết phải nộp"
        ordering = ["event", "unit__order", "agency__name"]
        constraints = [
            one_party("review_report"),
            models.UniqueConstraint(
                fields=["event", "unit", "agency"],
                name="review_report_once",
                nulls_distinct=False,
                violation_error_message="Đơn vị này đã có trong danh sách phải nộp.",
            ),
            models.CheckConstraint(
                condition=Q(received_on__isnull=True, received_by__isnull=True, paper_number="")
                | (Q(received_on__isnull=False, received_by__isnull=False) & ~Q(paper_number="")),
                name="review_report_received_whole",
                violation_error_message="Ghi ngày nhận và số của báo cáo.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="review_report_not_deleted", operation=pgtrigger.Delete)]


class ReviewRemark(models.Model):
    """What staff add to a section of the report; append-only, the newest of a section counts. An
    empty text takes the earlier one away."""

    event = models.ForeignKey(
        ReviewEvent, on_delete=models.PROTECT, related_name="remarks", verbose_name="đợt"
    )
    section = models.SlugField("mục", max_length=40)
    text = models.TextField("nhận xét", blank=True)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người viết"
    )
    at = models.DateTimeField("lúc viết", default=clock.now)

    class Meta:
        verbose_name = "nhận xét trong báo cáo sơ kết"
        verbose_name_plural = "nhận xét trong báo cáo sơ kết"
        ordering = ["id"]
        triggers = [
            pgtrigger.Protect(
                name="review_remark_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]
