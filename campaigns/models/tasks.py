"""Tasks given to agencies and communes, what is written about them, and what they wait for."""

from __future__ import annotations

import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q

from campaigns.models.campaign import Campaign
from campaigns.models.parties import Party, one_party
from campaigns.models.task_sources import MeetingNotice, TaskSeries, TaskTemplate
from campaigns.task_enums import TaskSection, TaskState
from campaigns.task_workflow import TASK_PAIRS
from communes.models import AdministrativeUnit, Agency
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.vietnamese import fold

DUE_BEFORE_START = "Hạn hoàn thành không thể trước ngày bắt đầu."
# A due day moves only together with the row that says why.
DUE_MOVES_WITH_REASON = """
IF NEW.due IS DISTINCT FROM OLD.due AND NOT EXISTS (
    SELECT 1 FROM campaigns_taskdue d
    WHERE d.task_id = NEW.id AND d.before = OLD.due AND d.due = NEW.due AND d.id = (
        SELECT max(id) FROM campaigns_taskdue WHERE task_id = NEW.id
    )
) THEN
    RAISE EXCEPTION 'Hạn của nhiệm vụ chỉ đổi kèm lý do.';
END IF;
RETURN NEW;
"""


def person(label: str) -> models.ForeignKey[User | None, User | None]:
    """Who did an act; empty until it is done."""
    return models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=label
    )


def scan_field(label: str) -> models.ForeignKey[StoredFile | None, StoredFile | None]:
    """A file that may be missing."""
    return models.ForeignKey(
        StoredFile,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=label,
    )


class Task(Party):
    """One task of one unit or agency. On time or late is read from its dates.

    `batch` ties tasks given in one act; `passed_*` goes on with it since its holder ended.
    `handed_on` is the day its result was handed in for confirmation.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="tasks", verbose_name="phong trào"
    )
    section = models.CharField("mục của kế hoạch", max_length=12, choices=TaskSection.choices)
    title = models.CharField("nhiệm vụ", max_length=240)
    content = models.TextField("nội dung", blank=True)
    product = models.CharField("sản phẩm", max_length=240, blank=True)
    search_key = models.CharField(max_length=500, blank=True, editable=False)
    responsible_name = models.CharField("người chịu trách nhiệm", max_length=120, blank=True)
    responsible_position = models.CharField("chức vụ", max_length=120, blank=True)
    starts = models.DateField("ngày bắt đầu")
    due = models.DateField("hạn hoàn thành")
    state = models.CharField(
        "trạng thái", max_length=9, choices=TaskState.choices, default=TaskState.ASSIGNED
    )
    batch = models.UUIDField("lần giao", default=uuid.uuid4)
    template = models.ForeignKey(
        TaskTemplate,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tasks",
        verbose_name="nhiệm vụ mẫu",
    )
    series = models.ForeignKey(
        TaskSeries,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tasks",
        verbose_name="nhiệm vụ định kỳ",
    )
    occurrence = models.DateField("kỳ của nhiệm vụ định kỳ", null=True, blank=True)
    notice = models.ForeignKey(
        MeetingNotice,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tasks",
        verbose_name="thông báo kết luận",
    )
    passed_unit = models.ForeignKey(
        AdministrativeUnit,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="đơn vị kế tục đang giữ",
    )
    passed_agency = models.ForeignKey(
        Agency,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="cơ quan kế tục đang giữ",
    )
    assigned_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="người giao"
    )
    assigned_at = models.DateTimeField("lúc giao", default=clock.now)
    result = models.TextField("kết quả", blank=True)
    result_file = scan_field("minh chứng kết quả")
    handed_on = models.DateField("ngày báo cáo kết quả", null=True, blank=True)
    handed_by = person("người báo cáo kết quả")
    done_on = models.DateField("ngày xác nhận", null=True, blank=True)
    done_by = person("người xác nhận")
    withdrawn_at = models.DateTimeField("lúc rút", null=True, blank=True)
    withdrawn_by = person("người rút")
    withdrawn_reason = models.CharField("lý do rút", max_length=300, blank=True)
    illustrative = models.BooleanField("số liệu minh họa", default=False)

    class Meta:
        verbose_name = "nhiệm vụ"
        verbose_name_plural = "nhiệm vụ"
        ordering = ["due", "id"]
        indexes = [
            models.Index(fields=["campaign", "state", "due"], name="task_by_state"),
            models.Index(fields=["due"], name="task_by_due"),
        ]
        constraints = [
            one_party("task"),
            models.CheckConstraint(
                condition=Q(due__gte=F("starts")),
                name="task_due_after_start",
                violation_error_message=DUE_BEFORE_START,
            ),
            models.UniqueConstraint(
                fields=["batch", "title", "unit", "agency"],
                name="task_once_in_batch",
                nulls_distinct=False,
                violation_error_message="Nhiệm vụ này đã giao trong lần giao này.",
            ),
            models.UniqueConstraint(
                fields=["series", "occurrence", "unit", "agency"],
                name="task_once_in_occurrence",
                nulls_distinct=False,
                condition=Q(series__isnull=False),
                violation_error_message="Kỳ này của nhiệm vụ định kỳ đã giao.",
            ),
            models.CheckConstraint(
                condition=Q(series__isnull=True, occurrence__isnull=True)
                | Q(series__isnull=False, occurrence__isnull=False),
                name="task_occurrence_of_series",
            ),
            models.CheckConstraint(
                condition=Q(passed_unit__isnull=True) | Q(passed_agency__isnull=True),
                name="task_one_successor",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["waiting", "done"])
                | (Q(handed_on__isnull=False) & ~Q(result="")),
                name="task_handed_has_result",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_on__isnull=False), name="task_done_has_day"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="task_withdrawn_says_why",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="task_not_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="task_stays_as_given",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "campaign", "unit", "agency", "title", "starts", "batch", "series", "occurrence"
                ),
            ),
            pgtrigger.FSM(name="task_state_guard", field="state", transitions=list(TASK_PAIRS)),
            pgtrigger.Trigger(
                name="task_due_says_why",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                func=DUE_MOVES_WITH_REASON,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def set_search_key(self) -> None:
        """What search without marks looks through."""
        self.search_key = fold(f"{self.title} {self.product}")[:500]


class TaskParty(Party):
    """A unit or agency that works along on a task."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    task = models.ForeignKey(
        Task, on_delete=models.PROTECT, related_name="parties", verbose_name="nhiệm vụ"
    )

    class Meta:
        verbose_name = "cơ quan phối hợp"
        verbose_name_plural = "cơ quan phối hợp"
        ordering = ["id"]
        constraints = [
            one_party("task_party"),
            models.UniqueConstraint(
                fields=["task", "unit", "agency"],
                name="task_party_once",
                nulls_distinct=False,
                violation_error_message="Cơ quan này đã ghi phối hợp.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="task_party_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]


class TaskDependency(models.Model):
    """`task` waits for `needs`: its result is handed in after that one is done."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    task = models.ForeignKey(
        Task, on_delete=models.PROTECT, related_name="waits_for", verbose_name="nhiệm vụ"
    )
    needs = models.ForeignKey(
        Task, on_delete=models.PROTECT, related_name="awaited_by", verbose_name="chờ nhiệm vụ"
    )
    by = person("người ghi")
    at = models.DateTimeField("lúc ghi", default=clock.now)

    class Meta:
        verbose_name = "nhiệm vụ phải xong trước"
        verbose_name_plural = "nhiệm vụ phải xong trước"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "needs"],
                name="task_dependency_once",
                violation_error_message="Đã ghi nhiệm vụ này phải xong trước.",
            ),
            models.CheckConstraint(
                condition=~Q(task=F("needs")),
                name="task_dependency_on_another",
                violation_error_message="Một nhiệm vụ không thể chờ chính nó.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="task_dependency_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]


class TaskNote(models.Model):
    """How a task goes, in words, with proof; append-only."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    task = models.ForeignKey(
        Task, on_delete=models.PROTECT, related_name="notes", verbose_name="nhiệm vụ"
    )
    text = models.TextField("tiến độ")
    file = scan_field("minh chứng")
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người ghi"
    )
    at = models.DateTimeField("lúc ghi", default=clock.now)

    class Meta:
        verbose_name = "ghi chú tiến độ"
        verbose_name_plural = "ghi chú tiến độ"
        ordering = ["id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="task_note_says_it")]
        triggers = [
            pgtrigger.Protect(
                name="task_note_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]


class TaskDue(models.Model):
    """A change of a task's due day, with its reason; append-only."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    task = models.ForeignKey(
        Task, on_delete=models.PROTECT, related_name="dues", verbose_name="nhiệm vụ"
    )
    before = models.DateField("hạn cũ")
    due = models.DateField("hạn mới")
    reason = models.CharField("lý do", max_length=300)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name="người đổi"
    )
    at = models.DateTimeField("lúc đổi", default=clock.now)

    class Meta:
        verbose_name = "lần đổi hạn"
        verbose_name_plural = "lần đổi hạn"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(before=F("due")),
                name="task_due_changes_with_reason",
                violation_error_message="Ghi lý do và hạn mới khác hạn cũ.",
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="task_due_append_only", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]
