"""How long a job stands still when the process that runs it is killed (SIGKILL).

    .venv/bin/python -m tests.bench.takeover [times, 3]

Two real Celery workers: the first takes the job and dies in its second step; the second, with
the sweeper's beat, takes it over and ends it. Measured from the kill to the end of the job.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.portal import ROOT, Figure, demo_portal, show

TARGET = 30


def worker(number: int, *extra: str) -> subprocess.Popen[bytes]:
    """A worker of one process in a group of its own, ready to work."""
    from django.conf import settings

    from kbang_ntm.celery import app

    base = settings.DATABASES["default"]["NAME"]
    urls = {
        key: f"{os.environ[key].rsplit('/', 1)[0]}/{base}"
        for key in ("DATABASE_URL", "DATABASE_OWNER_URL")
    }
    name = f"bench{number}@{os.getpid()}"
    words = ["worker", "--concurrency=1", f"--hostname={name}", "-I", "tests.core.jobs.kinds"]
    started = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "kbang_ntm", *words, *extra],
        env={**os.environ, **urls, "PORTAL_DATABASE_ROLE": "app"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd=ROOT,
    )
    end = time.monotonic() + 60
    while not app.control.ping(destination=[name], timeout=0.5):
        if time.monotonic() > end:
            sys.exit("the worker did not come up")
    return started


def stop(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def once(number: int) -> float:
    """Seconds from the kill to the end of the job."""
    from django.conf import settings

    from kbang_ntm.core.jobs import enqueue
    from kbang_ntm.core.models import Job, JobStep, User
    from tests.core.jobs import kinds

    first = worker(2 * number)
    job = enqueue(
        kind=kinds.SLOW,
        key=f"bench-{number}",
        title="Việc đo",
        parameters={"seconds": 120},
        requested_by=User.objects.get(username="dieuphoi"),
    )
    while not JobStep.objects.filter(job=job, name="first").exists():
        time.sleep(0.05)
    schedule = Path(settings.VAR) / f"beat-{number}"
    second = worker(2 * number + 1, "--beat", "--schedule", str(schedule))
    stop(first)
    start = time.monotonic()
    while Job.objects.get(pk=job.pk).state != Job.State.DONE:
        time.sleep(0.05)
        if time.monotonic() - start > 4 * TARGET:
            sys.exit("nobody took the job over")
    seconds = time.monotonic() - start
    stop(second)
    return seconds


if __name__ == "__main__":
    with demo_portal():
        times = [once(n) for n in range(int(sys.argv[1]) if len(sys.argv) > 1 else 3)]
        code = show([Figure("killed worker's job ended by another", times, "s", TARGET)])
    sys.exit(code)
