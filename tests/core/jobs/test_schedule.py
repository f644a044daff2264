"""Beat calls only tasks that exist, and does something by calling them."""

from __future__ import annotations

import os
import time

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from kbang_ntm.celery import app
from kbang_ntm.core import jobs
from kbang_ntm.core.models import Job
from kbang_ntm.core.tasks import clean_orphans, daily_digest, run_job
from tests.core.jobs import kinds
from tests.core.people import make_person


@pytest.mark.django_db  # loading the tasks runs the checks, which read the clock
def test_every_scheduled_task_exists() -> None:
    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {"core.sweep_jobs", "core.daily_digest", "core.clean_orphans"} <= scheduled
    assert scheduled <= set(app.tasks)


def test_sweeping_is_as_often_as_the_lease_expects() -> None:
    sweep = settings.CELERY_BEAT_SCHEDULE["sweep-jobs"]
    assert sweep["schedule"] == jobs.SWEEP_SECONDS
    assert jobs.LEASE.total_seconds() + jobs.SWEEP_SECONDS < 30
    assert jobs.LEASE.total_seconds() > 3 * jobs.BEAT_SECONDS


@pytest.mark.django_db
def test_the_morning_task_queues_one_digest_a_day() -> None:
    daily_digest()
    daily_digest()
    assert Job.objects.get().kind == "core.daily_digest"


@pytest.mark.django_db
def test_a_repeated_message_runs_a_job_once() -> None:
    job = jobs.enqueue(
        kind=kinds.COUNT, key="1", title="Việc", parameters={}, requested_by=make_person()
    )
    run_job(str(job.uid))
    run_job(str(job.uid))
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 1)


@pytest.mark.django_db
@pytest.mark.usefixtures("own_files")
def test_the_nightly_task_removes_what_no_row_names() -> None:
    path = default_storage.save("ab/cd/0123456789abcdef", ContentFile(b"left behind"))
    long_ago = time.time() - 25 * 3600
    os.utime(default_storage.path(path), (long_ago, long_ago))
    clean_orphans()
    assert not default_storage.exists(path)
