"""What the pages of tasks share: the campaign they are about, the task, who may read."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest
from django.urls import reverse

from campaigns.models import Campaign, Task
from campaigns.queries.current import ASK, campaign_on
from campaigns.queries.tasks import visible_tasks
from campaigns.rules import leads, reads_campaigns
from communes.views.register_pages import need
from kbang_ntm.core.access import requires
from kbang_ntm.core.models import User

MISSING = "Không tìm thấy, hoặc bạn không được xem mục này."
NOT_LEAD = "Chỉ cơ quan chỉ đạo phong trào giao nhiệm vụ và sửa việc đã giao."
readers = requires(
    reads_campaigns, "Trang này dành cho người có nhiệm vụ trong phong trào. Hỏi quản trị."
)


def campaign_of(request: HttpRequest) -> Campaign:
    """The campaign the address names, else the one of the day."""
    found = campaign_on(code=request.GET.get(ASK, ""))
    if found is None:
        raise Http404("Chưa có phong trào nào. Quản trị nạp hoặc lập phong trào trước.")
    return found


def led_campaign(request: HttpRequest, user: User) -> Campaign:
    """The same, for who runs it; 403 with a sentence for others."""
    campaign = campaign_of(request)
    need(leads(user, campaign), NOT_LEAD)
    return campaign


def task_or_404(user: User, uid: UUID) -> Task:
    """A task the person may see."""
    found = (
        visible_tasks(user)
        .select_related(
            "template", "series", "notice", "assigned_by", "handed_by", "done_by", "withdrawn_by",
            "result_file",
        )
        .filter(uid=uid)
        .first()
    )  # fmt: skip
    if found is None:
        raise Http404(MISSING)
    return found


def led_task(user: User, uid: UUID) -> Task:
    """A task the person may see and whose campaign it runs."""
    task = task_or_404(user, uid)
    need(leads(user, task.campaign), NOT_LEAD)
    return task


def task_url(task: Task) -> str:
    """The page of a task."""
    return reverse("campaigns:task", args=[task.uid])
