"""Jobs with a real broker and real worker processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings

from kbang_ntm.core import jobs
from kbang_ntm.core.jobs import enqueue
from kbang_ntm.core.models import Job, JobStep, Notification
from tests.core.jobs import kinds
from tests.core.people import make_person

pytestmark = pytest.mark.django_db(transaction=True)
Worker = Callable[..., "subprocess.Popen[bytes]"]
KINDS = ("-I", "tests.core.jobs.kinds")


def wait_until(true: Callable[[], Any], seconds: float) -> float:
    """Seconds it took; fails the test when it does not come true."""
    start = time.monotonic()
    while not true():
        if time.monotonic() - start > seconds:
            pytest.fail(f"did not come true in {seconds} s: {list(Job.objects.values())}")
        time.sleep(0.1)
    return time.monotonic() - start


def state(job: Job) -> str:
    return str(Job.objects.values_list("state", flat=True).get(pk=job.pk))


def ask(kind: str, key: str = "1", **parameters: object) -> Job:
    return enqueue(
        kind=kind, key=key, title="Việc thử", parameters=parameters, requested_by=make_person()
    )


def test_a_worker_is_woken_on_commit(celery_worker_process: Worker) -> None:
    celery_worker_process(*KINDS)
    job = ask(kinds.COUNT)
    wait_until(lambda: state(job) == "done", 5)
    assert Notification.objects.count() == 1


def test_a_killed_workers_job_is_finished_once_by_another(celery_worker_process: Worker) -> None:
    first = celery_worker_process(*KINDS)
    job = ask(kinds.SLOW, seconds=120)
    wait_until(lambda: JobStep.objects.filter(job=job, name="first").exists(), 10)
    celery_worker_process(*KINDS, "--beat", "--schedule", f"{settings.VAR}/beat-{os.getpid()}")
    os.killpg(first.pid, signal.SIGKILL)
    assert state(job) == "running"
    took = wait_until(lambda: state(job) == "done", 30)
    assert took < 30

    job.refresh_from_db()
    assert job.attempts == 2
    assert job.result == {"by_attempt": 2}
    by = {row.name: row.data["by_attempt"] for row in JobStep.objects.filter(job=job)}
    assert by == {"first": 1, "last": 2}
    assert sorted(Notification.objects.values_list("text", flat=True)) == ["first", "last"]


def test_a_job_longer_than_its_lease_keeps_it(celery_worker_process: Worker) -> None:
    celery_worker_process(*KINDS)
    seconds = jobs.LEASE.total_seconds() + 3
    job = ask(kinds.SLOW, seconds=seconds)
    wait_until(lambda: state(job) == "running", 5)
    end = time.monotonic() + seconds - 1
    while time.monotonic() < end:
        assert not jobs.claimable().exists(), "the pulse stopped while the process lived"
        time.sleep(0.5)
    wait_until(lambda: state(job) == "done", 10)
    job.refresh_from_db()
    assert job.attempts == 1


ASK_WITHOUT_BROKER = """
import django, sys, time
django.setup()
from kbang_ntm.core.jobs import enqueue
from kbang_ntm.core.models import User
import tests.core.jobs.kinds as kinds
start = time.monotonic()
job = enqueue(kind=kinds.COUNT, key="1", title="Việc thử", parameters={},
              requested_by=User.objects.get())
print(job.state, time.monotonic() - start)
"""


def test_without_a_broker_the_row_waits_and_runs_later(
    celery_worker_process: Worker, portal_environment: dict[str, str]
) -> None:
    make_person()
    asked = subprocess.run(
        [sys.executable, "-c", ASK_WITHOUT_BROKER],
        env={**portal_environment, "REDIS_URL": "redis://127.0.0.1:1/0"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found, took = asked.stdout.split()
    assert found == "queued"
    assert float(took) < 2
    assert "job.not_woken" in asked.stdout + asked.stderr
    job = Job.objects.get()

    celery_worker_process(*KINDS)
    time.sleep(1)
    assert state(job) == "queued", "nobody was told"
    assert jobs.sweep() == 1
    wait_until(lambda: state(job) == "done", 5)
    assert Notification.objects.count() == 1


def test_a_silent_broker_is_not_waited_for(portal_environment: dict[str, str]) -> None:
    """It takes the connection and never answers: whoever saves goes on after a moment."""
    make_person()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        asked = subprocess.run(
            [sys.executable, "-c", ASK_WITHOUT_BROKER],
            env={**portal_environment, "REDIS_URL": f"redis://127.0.0.1:{silent.getsockname()[1]}"},
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
    found, took = asked.stdout.split()
    assert found == "queued"
    assert float(took) < 5
    assert "job.not_woken" in asked.stderr
