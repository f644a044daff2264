"""Jobs as people see them: their own, and for quản trị all."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet

from kbang_ntm.core import clock
from kbang_ntm.core.models import Job, User
from kbang_ntm.core.queries.folding import holding
from kbang_ntm.core.registry import registry

RECENT = timedelta(days=1)
FAILED_SHOWN = timedelta(days=7)
INBOX_LIMIT = 8


def may_see(user: User, job: Job) -> bool:
    """The requester and quản trị; nobody else learns that the job exists."""
    return job.requested_by_id == user.pk or registry.is_administrator(user)


def visible_to(user: User, words: str = "") -> QuerySet[Job]:
    """The jobs this person may open, newest first; `words` all stand in the title, marks
    ignored."""
    rows = holding(Job.objects.select_related("requested_by", "result_file"), words, "title")
    return rows if registry.is_administrator(user) else rows.filter(requested_by=user)


def of_inbox(user: User) -> QuerySet[Job]:
    """A person's own jobs that belong in "Việc của tôi": waiting, running, done within a day,
    failed within a week; newest first."""
    now = clock.now()
    wanted = (
        Q(state__in=[Job.State.QUEUED, Job.State.RUNNING])
        | Q(state=Job.State.DONE, finished_at__gte=now - RECENT)
        | Q(state=Job.State.FAILED, finished_at__gte=now - FAILED_SHOWN)
    )
    return Job.objects.filter(wanted, requested_by=user).order_by("-id")
