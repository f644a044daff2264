"""What Celery calls: ids in, services called, nothing else."""

from __future__ import annotations

import uuid

from celery import shared_task

from kbang_ntm.core import jobs

HARD_LIMIT_SECONDS = 3600  # a runner that hangs for an hour is killed; the row is then taken over


@shared_task(name="core.run_job", time_limit=HARD_LIMIT_SECONDS)  # type: ignore[untyped-decorator]  # celery has no types
def run_job(uid: str) -> None:
    """Run this job if it is free; a late or repeated message finds nothing to do."""
    jobs.run_next(uuid.UUID(uid))


@shared_task(name="core.sweep_jobs")  # type: ignore[untyped-decorator]  # celery has no types
def sweep_jobs() -> None:
    """Beat, every 10 s: wake workers for rows that wait and rows whose worker is gone."""
    jobs.sweep()


@shared_task(name="core.daily_digest")  # type: ignore[untyped-decorator]  # celery has no types
def daily_digest() -> None:
    """Beat, once a morning: put yesterday's notices together, one text a person."""
    from kbang_ntm.core.services.digest import queue_digest

    queue_digest()


@shared_task(name="core.clean_orphans")  # type: ignore[untyped-decorator]  # celery has no types
def clean_orphans() -> None:
    """Beat, once a night: remove bytes whose transaction never committed."""
    from kbang_ntm.core.services.files import clean_orphans as clean

    clean()


@shared_task(name="core.nightly_backup")  # type: ignore[untyped-decorator]  # celery has no types
def nightly_backup() -> None:
    """Beat, once a night: a backup and its rehearsal, as a job."""
    from kbang_ntm.core.services.backups import queue_nightly

    queue_nightly()


@shared_task(name="core.watch")  # type: ignore[untyped-decorator]  # celery has no types
def watch() -> None:
    """Beat, every five minutes: look at the portal itself, tell its administrators."""
    from kbang_ntm.core.services.watching import look

    look()
