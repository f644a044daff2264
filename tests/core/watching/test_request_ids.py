"""The id of a request stands in the log of the work it asked for, whoever woke the worker."""

from __future__ import annotations

import subprocess
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
import structlog
from django.test import Client
from django.urls import reverse

from kbang_ntm.core import jobs
from kbang_ntm.core.models import AuditEvent, Job
from kbang_ntm.core.registry import registry
from tests.core.jobs import kinds
from tests.core.people import make_person

pytestmark = pytest.mark.django_db(transaction=True)
Worker = Callable[..., "subprocess.Popen[bytes]"]
ASKED = "0f0f-yeu-cau-cua-toi"


def ask(key: str, kind: str) -> Job:
    with structlog.contextvars.bound_contextvars(request_id=ASKED):
        return jobs.enqueue(kind=kind, key=key, title="Việc thử", parameters={}, requested_by=None)


def finished(job: Job) -> bool:
    for _ in range(100):
        job.refresh_from_db()
        if job.state in ("done", "failed"):
            return True
        time.sleep(0.1)
    return False


def test_a_worker_logs_under_the_id_of_the_request(
    celery_worker_process: Worker, tmp_path: Path
) -> None:
    celery_worker_process("-I", "tests.core.jobs.kinds")
    job = ask("1", kinds.BREAK)
    Job.objects.filter(pk=job.pk).update(max_attempts=1)
    assert finished(job)
    log = (tmp_path / "worker-0.log").read_text()
    lines = [line for line in log.splitlines() if "job.failed" in line]
    assert lines, log[-2000:]
    assert [line for line in lines if f"request_id='{ASKED}'" not in line] == []


def test_the_row_keeps_it_for_the_sweeper() -> None:
    job = ask("1", kinds.COUNT)
    seen: list[object] = []
    structlog.contextvars.clear_contextvars()  # of a request that another test has made
    before = registry.job_kinds[kinds.COUNT]
    registry.add_job_kind(
        kinds.COUNT, lambda context: seen.append(dict(structlog.contextvars.get_contextvars()))
    )
    try:
        jobs.run_next(job.uid)
    finally:
        registry.add_job_kind(kinds.COUNT, before)
    assert [one["request_id"] for one in seen] == [ASKED]  # type: ignore[index]  # dicts
    assert "request_id" not in structlog.contextvars.get_contextvars()


@pytest.mark.django_db
def test_every_request_has_an_id_of_ours(client: Client) -> None:
    """Acts and work carry it; what a browser claims is not taken for one."""
    boss, alice = make_person("boss", is_superuser=True), make_person("alice")
    client.force_login(boss)
    address = reverse("core:account_sign_out", args=[alice.uid])
    for _ in range(2):
        client.post(address, headers={"X-Request-ID": "abc", "X-Correlation-ID": "abc"})
    ids = set(AuditEvent.objects.values_list("request_id", flat=True))
    assert len(ids) == 2
    assert {str(uuid.UUID(one)) for one in ids} == ids
