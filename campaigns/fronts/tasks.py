"""Home lines, navigation and files of tasks, guidance and policy proposals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse

from campaigns.models import PolicyProposal, Task
from campaigns.punctuality import OPEN
from campaigns.queries.tasks import TaskLine, grouped, lines_of, overdue_lines
from campaigns.reference_tasks import load_tasks
from campaigns.rules import LEAD_ROLES, acting, reads_campaigns
from campaigns.services import late_letters, passing_tasks
from campaigns.services.late_letters import LateKind, LateRow
from campaigns.services.task_papers import FILE_RULES
from campaigns.task_enums import ProposalState, TaskState
from campaigns.task_rules import held_by, holder_of
from communes.queries.register_rules import in_sentence
from communes.reference.loading import register as register_reference
from communes.rules import COMMUNE_ROLES, reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.navigation import NavItem
from kbang_ntm.core.navigation import register as register_navigation
from kbang_ntm.core.once import once
from kbang_ntm.core.registry import InboxItem, registry

SOON_DAYS = 14  # a task under way appears this long before it is due
GROUP = "Nhiệm vụ"
NOTICE_KINDS = {
    "task.assigned": "Được giao nhiệm vụ, đổi hạn nhiệm vụ",
    "task.reported": "Kết quả nhiệm vụ chờ xác nhận",
    "task.confirmed": "Nhiệm vụ được xác nhận hoàn thành",
    "task.returned": "Nhiệm vụ bị trả lại hoặc được rút",
    "task.reminded": "Nhắc nhiệm vụ sắp đến hạn, quá hạn",
    "proposal.raised": "Cơ quan nêu đề xuất chính sách",
    "proposal.answered": "Đề xuất chính sách có trả lời",
    "letter.assigned": "Có văn bản đến cần trả lời",
}
PAGES = (
    ("Nhiệm vụ", "campaigns:tasks"),
    ("Văn bản hướng dẫn", "campaigns:guidance"),
    ("Đề xuất chính sách", "campaigns:proposals"),
)


def register() -> None:
    """Called once, when the app is ready."""
    register_reference("campaigns.tasks", load_tasks)
    passing_tasks.register_kinds()
    registry.add_inbox("campaigns.tasks", task_items, own_tasks)
    registry.add_inbox("campaigns.results", result_items, waiting_results)
    registry.add_inbox("campaigns.proposals", proposal_items, raised_proposals)
    for kind, label in NOTICE_KINDS.items():
        registry.add_notice_kind(kind, label)
    for kind, rule in FILE_RULES.items():
        registry.add_file_rule(kind, rule)
    for label, name in PAGES:
        register_navigation(NavItem(label, name, order=63, visible=reads_campaigns, foot_only=True))
    late_letters.register(
        LateKind(
            code="viec-qua-han",
            label="Nhiệm vụ quá hạn",
            abstract="V/v đôn đốc thực hiện nhiệm vụ phong trào đã quá hạn",
            asks="Đề nghị các cơ quan, đơn vị khẩn trương hoàn thành, báo cáo kết quả trên cổng và "
            "nêu rõ nguyên nhân chậm, biện pháp khắc phục.",
            rows=lambda user, campaign: (
                LateRow(addressee(line), line.task.title, line.task.due, line.task.product)
                for line in overdue_lines(user, campaign)
            ),
            back="campaigns:tasks",
        )
    )


def addressee(line: TaskLine) -> str:
    """Whom a letter about the task goes to: the agency, or the UBND of the commune."""
    unit, _agency = holder_of(line.task)
    return f"UBND {in_sentence(line.holder_name)}" if unit else line.holder_name


@once
def own_tasks(user: User) -> QuerySet[Task] | None:
    """Open tasks of the person's units and agencies that are to be accepted, or due soon."""
    who = acting(user)
    soon = Q(state=TaskState.ASSIGNED) | Q(due__lte=clock.today() + timedelta(days=SOON_DAYS))
    return Task.objects.filter(held_by(who), soon, state__in=OPEN) if who.anybody else None


def task_items(user: User) -> Iterable[InboxItem]:
    """Tasks to accept, those due soon, and the overdue ones. One query besides rights."""
    rows = own_tasks(user)
    for task in rows.order_by("due", "id") if rows is not None else ():
        if task.state == TaskState.ASSIGNED:
            title = f"Tiếp nhận nhiệm vụ: {task.title}"
        else:
            title = f"Báo cáo kết quả: {task.title}"
        yield InboxItem(
            title=title,
            url=reverse("campaigns:task", args=[task.uid]),
            group=GROUP,
            hint=task.product,
            due=task.due,
        )


@once
def waiting_results(user: User) -> QuerySet[Task] | None:
    """Results that wait for the person's office or commune, which gave the tasks."""
    units = reach(user).units(*LEAD_ROLES, *COMMUNE_ROLES)
    rows = Task.objects.filter(campaign__unit_id__in=units, state=TaskState.WAITING)
    return rows if units else None


def result_items(user: User) -> Iterator[InboxItem]:
    """Results that wait for the offices that gave the tasks; those of one act stand as one line.
    Three queries besides rights."""
    waiting = waiting_results(user)
    rows = waiting.order_by("handed_on", "id") if waiting is not None else ()
    for group in grouped(lines_of(rows)):
        task = group.first.task
        page = reverse("campaigns:task", args=[task.uid])
        if group.many:
            page = f"{reverse('campaigns:tasks')}?lan={task.batch}&trang_thai={task.state}"
        names = ", ".join(group.names)
        yield InboxItem(
            title=f"Xác nhận kết quả: {task.title}",
            url=page,
            group=GROUP,
            hint=f"{names}; báo cáo từ {task.handed_on:%d/%m/%Y}",
        )


@once
def raised_proposals(user: User) -> QuerySet[PolicyProposal] | None:
    """Proposals nobody has answered yet, put to the person's office."""
    units = reach(user).units(*LEAD_ROLES)
    rows = PolicyProposal.objects.filter(campaign__unit_id__in=units, state=ProposalState.RAISED)
    return rows.select_related("agency") if units else None


def proposal_items(user: User) -> Iterator[InboxItem]:
    """Proposals nobody has answered yet, for the offices that lead. One query besides rights."""
    rows = raised_proposals(user)
    for row in rows.order_by("raised_on", "id") if rows is not None else ():
        yield InboxItem(
            title=f"Ghi trả lời đề xuất: {row.title}",
            url=reverse("campaigns:proposal", args=[row.uid]),
            group="Đề xuất chính sách",
            hint=f"{row.agency.short_name}, {row.raised_on:%d/%m/%Y}",
        )
