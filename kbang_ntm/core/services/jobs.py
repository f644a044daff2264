"""What the person who asked may do with a job: stop it, or let it be tried again."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.jobs import wake_on_commit
from kbang_ntm.core.models import Job, User
from kbang_ntm.core.queries.jobs import may_see


def _locked(job: Job, actor: User) -> Job:
    row = Job.objects.select_for_update(of=("self",)).get(pk=job.pk)
    if not may_see(actor, row):
        raise NotAllowed("not_allowed", "Chỉ người yêu cầu hoặc quản trị làm được việc này.")
    return row


@transaction.atomic
def cancel(*, job: Job, actor: User) -> Job:
    """Stop a job that waits or runs; its worker finds the lease gone at its next step.

    Raises Refused (`job_over`) when it has ended already.
    """
    row = _locked(job, actor)
    if row.state not in (Job.State.QUEUED, Job.State.RUNNING):
        raise Refused("job_over", f"Việc này {row.get_state_display()}, không còn gì để dừng.")
    row.state = Job.State.CANCELLED
    row.lease_token, row.lease_until = None, None
    row.finished_at = clock.now()
    row.save(update_fields=["state", "lease_token", "lease_until", "finished_at"])
    audit.record(actor=actor, action="job.cancel", subject=row, summary=f"Dừng việc: {row.title}")
    return row


@transaction.atomic
def retry(*, job: Job, actor: User) -> Job:
    """Queue a failed or stopped job again; steps it has finished are not done twice.

    Raises Refused (`job_not_over`) when it waits, runs or is done.
    """
    row = _locked(job, actor)
    if row.state not in (Job.State.FAILED, Job.State.CANCELLED):
        raise Refused("job_not_over", f"Việc này {row.get_state_display()}, không cần làm lại.")
    row.state = Job.State.QUEUED
    row.attempts, row.error = 0, ""
    row.finished_at = None
    row.run_after = Now()
    row.save(update_fields=["state", "attempts", "error", "finished_at", "run_after"])
    row.refresh_from_db(fields=["run_after"])
    audit.record(actor=actor, action="job.retry", subject=row, summary=f"Làm lại: {row.title}")
    wake_on_commit(row)
    return row
