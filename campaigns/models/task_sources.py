"""Where tasks come from: templates of the plan, recurring series, notices of meetings."""

from __future__ import annotations

import uuid

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from campaigns.models.campaign import Campaign
from campaigns.models.parties import Party
from campaigns.task_enums import ReminderWhen, Repeat, TaskSection
from communes.models import Agency
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.vietnamese import nfc

REPEATS_WHOLE = "Chọn cách lặp, ngày (1 đến 31) và tháng nằm trong kỳ."


def repeat_rule() -> Q:
    """A day that can be named: inside the month, the month inside the period."""
    days = Q(day__gte=1, day__lte=31, month__gte=1)
    return days & (
        Q(repeat=Repeat.MONTHLY, month=1)
        | Q(repeat=Repeat.QUARTERLY, month__lte=3)
        | Q(repeat=Repeat.YEARLY, month__lte=12)
    )


@pghistory.track()
class TaskTemplate(models.Model):
    """A task as the plan gives it: who, what, from which section; tasks are made of it.

    With `repeat` it becomes a series, due on `day` of the `month`-th month of each period.
    `co_codes` are codes of agencies that work along.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField("mã", max_length=60, unique=True)
    section = models.CharField("mục của kế hoạch", max_length=12, choices=TaskSection.choices)
    title = models.CharField("nhiệm vụ", max_length=240)
    content = models.TextField("nội dung", blank=True)
    product = models.CharField("sản phẩm", max_length=240, blank=True)
    every_commune = models.BooleanField("giao mọi xã, thị trấn", default=False)
    every_agency = models.BooleanField("giao mọi cơ quan", default=False)
    agency = models.ForeignKey(
        Agency,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="cơ quan chủ trì",
    )
    co_codes = ArrayField(
        models.SlugField(max_length=60),
        verbose_name="mã cơ quan phối hợp",
        default=list,
        blank=True,
    )
    repeat = models.CharField("lặp lại", max_length=9, choices=Repeat.choices, blank=True)
    day = models.PositiveSmallIntegerField("ngày", null=True, blank=True)
    month = models.PositiveSmallIntegerField("tháng trong kỳ", null=True, blank=True)
    source = models.TextField("nguồn", blank=True)
    certain = models.BooleanField("đã kiểm chứng", default=False)
    note = models.TextField("ghi chú", blank=True)
    order = models.PositiveSmallIntegerField("thứ tự", default=0)

    class Meta:
        verbose_name = "nhiệm vụ mẫu của kế hoạch"
        verbose_name_plural = "nhiệm vụ mẫu của kế hoạch"
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(every_commune=True, every_agency=False, agency__isnull=True)
                | Q(every_commune=False, every_agency=True, agency__isnull=True)
                | Q(every_commune=False, every_agency=False, agency__isnull=False),
                name="task_template_one_lead",
                violation_error_message="Chọn một cơ quan chủ trì, mọi cơ quan hoặc mọi xã.",
            ),
            models.CheckConstraint(
                condition=Q(repeat="") | (Q(every_agency=False) & repeat_rule()),
                name="task_template_repeat_whole",
                violation_error_message=REPEATS_WHOLE,
            ),
        ]

    def __str__(self) -> str:
        return self.title


class TaskSeries(Party):
    """A recurring task; each coming of it is a task of its own. Ended, never deleted."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="task_series", verbose_name="phong trào"
    )
    template = models.ForeignKey(
        TaskTemplate,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="series",
        verbose_name="nhiệm vụ mẫu",
    )
    every_commune = models.BooleanField("giao mọi xã, thị trấn", default=False)
    section = models.CharField("mục của kế hoạch", max_length=12, choices=TaskSection.choices)
    title = models.CharField("nhiệm vụ", max_length=240)
    product = models.CharField("sản phẩm", max_length=240, blank=True)
    repeat = models.CharField("lặp lại", max_length=9, choices=Repeat.choices)
    day = models.PositiveSmallIntegerField("ngày")
    month = models.PositiveSmallIntegerField("tháng trong kỳ", default=1)
    starts = models.DateField("từ ngày")
    until = models.DateField("đến ngày")
    ended_reason = models.CharField("lý do dừng", max_length=300, blank=True)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người giao"
    )
    at = models.DateTimeField("lúc giao", default=clock.now)
    illustrative = models.BooleanField("số liệu minh họa", default=False)

    class Meta:
        verbose_name = "nhiệm vụ định kỳ"
        verbose_name_plural = "nhiệm vụ định kỳ"
        ordering = ["-starts", "title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(every_commune=True, unit__isnull=True, agency__isnull=True)
                | Q(every_commune=False, unit__isnull=False, agency__isnull=True)
                | Q(every_commune=False, unit__isnull=True, agency__isnull=False),
                name="task_series_one_party",
                violation_error_message="Chọn một xã, một cơ quan, hoặc giao mọi xã, thị trấn.",
            ),
            models.CheckConstraint(
                condition=repeat_rule(),
                name="task_series_repeat_whole",
                violation_error_message=REPEATS_WHOLE,
            ),
            models.CheckConstraint(
                condition=Q(until__gte=models.F("starts")),
                name="task_series_ends_after_start",
                violation_error_message="Ngày kết thúc không thể trước ngày bắt đầu.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="task_series_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="task_series_stays_as_given",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "campaign",
                    "unit",
                    "agency",
                    "every_commune",
                    "repeat",
                    "day",
                    "month",
                    "starts",
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class MeetingNotice(models.Model):
    """The notice of a meeting's conclusions; the tasks made of it cite it.

    Its number is blank until the clerk has given one.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign,
        on_delete=models.PROTECT,
        related_name="meeting_notices",
        verbose_name="phong trào",
    )
    title = models.CharField("cuộc họp", max_length=240)
    held_on = models.DateField("ngày họp")
    chair = models.CharField("người chủ trì", max_length=160)
    number = models.CharField("số thông báo", max_length=60, blank=True)
    signed_on = models.DateField("ngày thông báo", null=True, blank=True)
    file = models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="tệp thông báo",
    )
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người nhập"
    )
    at = models.DateTimeField("lúc nhập", default=clock.now)
    illustrative = models.BooleanField("số liệu minh họa", default=False)

    class Meta:
        verbose_name = "thông báo kết luận cuộc họp"
        verbose_name_plural = "thông báo kết luận cuộc họp"
        ordering = ["-held_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True) | Q(signed_on__gte=models.F("held_on")),
                name="meeting_notice_after_meeting",
                violation_error_message="Ngày thông báo không thể trước ngày họp.",
            ),
            models.CheckConstraint(
                condition=Q(number="", signed_on__isnull=True)
                | (~Q(number="") & Q(signed_on__isnull=False)),
                name="meeting_notice_number_with_date",
                violation_error_message="Ghi cả số và ngày của thông báo, hoặc để trống cả hai.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="meeting_notice_not_deleted", operation=pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def cited(self) -> str:
        """How a task names it."""
        if self.number:
            return f"Thông báo số {self.number} ngày {self.signed_on:%d/%m/%Y}"
        return f"Kết luận cuộc họp ngày {self.held_on:%d/%m/%Y} (chưa có số)"

    def save(self, *args: object, **kwargs: object) -> None:
        self.title = nfc(self.title).strip()
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passes Django's own arguments on


@pghistory.track()
class ReminderRule(models.Model):
    """How many days before or after its due day a task is reminded of; dated, several at a time."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    when = models.CharField("lúc nhắc", max_length=6, choices=ReminderWhen.choices)
    days = models.PositiveSmallIntegerField("số ngày")
    valid = DateRangeField("hiệu lực")
    source = models.TextField("nguồn", blank=True)
    certain = models.BooleanField("đã kiểm chứng", default=False)
    note = models.TextField("ghi chú", blank=True)

    class Meta:
        verbose_name = "quy định nhắc việc"
        verbose_name_plural = "quy định nhắc việc"
        ordering = ["-when", "days"]
        constraints = [
            ExclusionConstraint(
                name="reminder_rule_no_overlap",
                expressions=[
                    ("when", RangeOperators.EQUAL),
                    ("days", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                violation_error_message=(
                    "Đã có dòng nhắc cùng số ngày trong thời gian này. Sửa ngày hiệu lực."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(when="after") | Q(days__gte=1),
                name="reminder_rule_after_the_day",
                violation_error_message="Nhắc sau hạn thì ghi từ 1 ngày trở lên.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days} ngày {self.get_when_display()}"
