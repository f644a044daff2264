"""What happens to a task after it was given: accepted, begun, reported, confirmed, returned."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.urls import reverse

from campaigns.dependencies import closes_circle
from campaigns.models import Campaign, Task, TaskDependency, TaskDue, TaskNote
from campaigns.models.tasks import DUE_BEFORE_START
from campaigns.queries.task_people import lead_people, people_of
from campaigns.services.task_papers import TASK_KIND, keep
from campaigns.task_enums import TaskState
from campaigns.task_rules import holder_of, may_lead, may_note
from campaigns.task_workflow import TASK
from communes.services.register_papers import Scan, clean_text
from kbang_ntm.core import audit, clock, notify
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import format_date
from kbang_ntm.core.workflow import advance

CLOSED = (TaskState.DONE, TaskState.WITHDRAWN)
MOVABLE = (TaskState.ASSIGNED, TaskState.ACCEPTED, TaskState.DOING)


@transaction.atomic
def accept(*, task: Task, actor: User) -> Task:
    """Take the task on. Raises NotAllowed, Refused (`wrong_state`)."""
    return advance(TASK, obj=task, act="accept", actor=actor)


@transaction.atomic
def start(*, task: Task, actor: User) -> Task:
    """Begin the work. Raises NotAllowed, Refused (`wrong_state`)."""
    return advance(TASK, obj=task, act="start", actor=actor)


@transaction.atomic
def report(*, task: Task, result: str, scan: Scan | None, actor: User) -> Task:
    """Hand in the result with its proof, for confirmation; this day counts for on time or late.

    Raises NotAllowed, Refused (`wrong_state`, `no_result`, `waits`).
    """
    result = clean_text(result, 4000)
    if not result:
        raise Refused("no_result", "Ghi kết quả đã làm được trước khi báo cáo.")
    waiting = open_needs(task)
    if waiting:
        raise Refused(
            "waits",
            f"Chưa báo cáo kết quả được: nhiệm vụ «{waiting[0].title}» phải xong trước.",
        )
    done = advance(
        TASK,
        obj=task,
        act="report",
        actor=actor,
        changes={
            "result": result,
            "handed_on": clock.today(),
            "handed_by": actor,
            **_proof(task, scan, actor),
        },
        data={"result": result},
    )
    notify.tell(
        recipients=lead_people([done.campaign.unit_id]).get(done.campaign.unit_id, []),
        kind="task.reported",
        key=f"reported-{done.uid}-{clock.now().isoformat()}",
        text=f"Chờ xác nhận kết quả: {done.title}",
        url=reverse("campaigns:task", args=[done.uid]),
    )
    return done


def _proof(task: Task, scan: Scan | None, actor: User) -> dict[str, object]:
    file = keep(scan, TASK_KIND, task.uid, actor)
    return {"result_file": file} if file else {}


@transaction.atomic
def confirm(*, task: Task, actor: User) -> Task:
    """Confirm that it is done. Raises NotAllowed, Refused (`wrong_state`)."""
    done = advance(
        TASK,
        obj=task,
        act="confirm",
        actor=actor,
        changes={"done_on": clock.today(), "done_by": actor},
    )
    _tell_holder(done, "task.confirmed", f"Đã xác nhận hoàn thành: {done.title}")
    return done


@transaction.atomic
def give_back(*, task: Task, reason: str, actor: User) -> Task:
    """Return a result that is not enough; its day of handing in no longer counts.

    Raises NotAllowed, Refused (`no_reason`, `wrong_state`).
    """
    reason = _reason(reason, "Ghi lý do trả lại.")
    back = advance(
        TASK,
        obj=task,
        act="return",
        actor=actor,
        changes={"handed_on": None, "handed_by": None},
        data={"reason": reason},
    )
    _tell_holder(back, "task.returned", f"Trả lại nhiệm vụ {back.title}: {reason}")
    return back


@transaction.atomic
def withdraw(*, task: Task, reason: str, actor: User) -> Task:
    """Take back a task that need not be done; it stays readable.

    Raises NotAllowed, Refused (`no_reason`, `wrong_state`).
    """
    reason = _reason(reason, "Ghi lý do rút nhiệm vụ.")
    gone = advance(
        TASK,
        obj=task,
        act="withdraw",
        actor=actor,
        changes={
            "withdrawn_at": clock.now(),
            "withdrawn_by": actor,
            "withdrawn_reason": reason,
        },
        data={"reason": reason},
    )
    _tell_holder(gone, "task.returned", f"Đã rút nhiệm vụ {gone.title}: {reason}")
    return gone


@transaction.atomic
def note(*, task: Task, text: str, scan: Scan | None, actor: User) -> TaskNote:
    """Write how it goes, with proof where there is one. Raises NotAllowed, Refused (`no_text`,
    `closed`)."""
    locked = _lock(task)
    if not may_note(actor, locked):
        raise NotAllowed("not_allowed", "Chỉ cơ quan làm và cơ quan giao ghi tiến độ.")
    _check_open(locked)
    text = clean_text(text, 4000)
    if not text:
        raise Refused("no_text", "Ghi tiến độ đã làm được.")
    file = keep(scan, TASK_KIND, locked.uid, actor)
    row = TaskNote.objects.create(task=locked, text=text, file=file, by=actor)
    audit.record(actor=actor, action="task.note", subject=locked, summary="Ghi tiến độ")
    return row


@transaction.atomic
def change_due(*, task: Task, due: date, reason: str, actor: User) -> TaskDue:
    """Move the due day; the old one and the reason stay.

    Raises NotAllowed, Refused (`no_reason`, `due`, `same_due`, `closed`).
    """
    locked = _lock(task)
    if not may_lead(actor, locked):
        raise NotAllowed("not_allowed", "Chỉ cơ quan giao nhiệm vụ đổi hạn.")
    _check_open(locked)
    if locked.state == TaskState.WAITING:
        raise Refused("closed", "Kết quả đã báo cáo, chờ xác nhận nên không đổi hạn.")
    reason = _reason(reason, "Ghi lý do đổi hạn.")
    if due < locked.starts:
        raise Refused("due", DUE_BEFORE_START)
    if due == locked.due:
        raise Refused("same_due", "Hạn mới trùng hạn cũ. Chọn ngày khác.")
    row = TaskDue.objects.create(task=locked, before=locked.due, due=due, reason=reason, by=actor)
    locked.due = due
    locked.save(update_fields=["due"])
    words = f"Đổi hạn từ {format_date(row.before)} sang {format_date(due)}"
    audit.record(
        actor=actor, action="task.due", subject=locked, summary=words, data={"reason": reason}
    )
    _tell_holder(locked, "task.assigned", f"{words}: {locked.title}")
    return row


@transaction.atomic
def add_need(*, task: Task, needs: Task, actor: User) -> TaskDependency:
    """Say that another task must be done first. Raises NotAllowed, Refused (`self`, `circle`,
    `already`, `closed`, `campaign`)."""
    locked = _lock(task)
    if not may_lead(actor, locked):
        raise NotAllowed("not_allowed", "Chỉ cơ quan giao nhiệm vụ ghi việc phải xong trước.")
    _check_open(locked)
    if locked.pk == needs.pk:
        raise Refused("self", "Một nhiệm vụ không thể chờ chính nó. Chọn nhiệm vụ khác.")
    if locked.campaign_id != needs.campaign_id:
        raise Refused("campaign", "Chọn nhiệm vụ của cùng phong trào.")
    # Two links added at the same time could close a circle that neither of them sees.
    list(Campaign.objects.select_for_update(of=("self",)).filter(pk=locked.campaign_id))
    pairs = list(
        TaskDependency.objects.filter(task__campaign_id=locked.campaign_id).values_list(
            "task_id", "needs_id"
        )
    )
    if (locked.pk, needs.pk) in pairs:
        raise Refused("already", "Đã ghi nhiệm vụ này phải xong trước.")
    if closes_circle(pairs, locked.pk, needs.pk):
        raise Refused(
            "circle",
            f"«{needs.title}» lại chờ chính nhiệm vụ này, nên hai việc chờ nhau mãi. "
            "Chọn nhiệm vụ khác.",
        )
    row = TaskDependency.objects.create(task=locked, needs=needs, by=actor)
    audit.record(
        actor=actor,
        action="task.need",
        subject=locked,
        summary=f"Phải xong trước: {needs.title}"[:500],
    )
    return row


def open_needs(task: Task) -> list[Task]:
    """Tasks it waits for that are neither done nor withdrawn. One query."""
    return list(
        Task.objects.filter(awaited_by__task=task).exclude(state__in=CLOSED).order_by("due", "id")
    )


def _lock(task: Task) -> Task:
    return Task.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=task.pk)


def _check_open(task: Task) -> None:
    if task.state in CLOSED:
        raise Refused("closed", f"Nhiệm vụ {task.get_state_display()} nên không ghi thêm.")


def _reason(text: str, sentence: str) -> str:
    reason = clean_text(text, 300)
    if not reason:
        raise Refused("no_reason", sentence)
    return reason


def _tell_holder(task: Task, kind: str, text: str) -> None:
    holder = holder_of(task)
    notify.tell(
        recipients=people_of([holder]).get(holder, []),
        kind=kind,
        key=f"{kind}-{task.uid}-{clock.now().isoformat()}",
        text=text,
        url=reverse("campaigns:task", args=[task.uid]),
    )
