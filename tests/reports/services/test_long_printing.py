"""A long document survives the worker that prints it: another goes on behind the last part."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pypdf import PdfReader

from kbang_ntm.core.jobs import run_next
from kbang_ntm.core.models import Job, JobStep, StoredFile
from kbang_ntm.core.storage import read_stored
from reports.documents.registry import Format
from reports.models import DocumentFile, DocumentSnapshot
from reports.services.documents import Order, order_print
from reports.services.print_chunks import PREFIX
from reports.services.snapshots import render_snapshot
from tests.factories.communes import make_world
from tests.reports.services import long_kind

Worker = Callable[..., "subprocess.Popen[bytes]"]
ORDER = Order(kind=long_kind.KIND.code, period="2025-Q2", format="pdf")
KINDS = ("-I", "tests.reports.services.long_kind_in_worker")


@pytest.fixture(autouse=True)
def kind() -> Iterator[None]:
    with long_kind.registered():
        yield


def parts(job: Job) -> dict[str, str]:
    """SHA-256 of the parts kept so far, by name."""
    kept = JobStep.objects.filter(job=job, name__startswith=PREFIX)
    return dict(kept.values_list("name", "file__sha256"))


def wait_until(true: Callable[[], Any], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            pytest.fail(f"did not come true in {seconds} s: {list(Job.objects.values())}")
        time.sleep(0.05)


def layout_processes() -> set[str]:
    """Processes of layout that run on this machine for this user."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = path.read_bytes().split(b"\0")
        except OSError:
            continue
        if b"reports.documents.renderers.layout_process" in words:
            found.add(path.parent.name)
    return found


@pytest.mark.django_db(transaction=True)
def test_another_worker_goes_on_behind_the_last_part(celery_worker_process: Worker) -> None:
    world = make_world()
    before = layout_processes()
    first = celery_worker_process(*KINDS)
    job = order_print(order=ORDER, key="long", actor=world.reader)
    wait_until(lambda: len(parts(job)) >= 2, 120)
    started = layout_processes() - before
    os.killpg(first.pid, signal.SIGKILL)
    kept = parts(job)
    written = {row.name: row.pk for row in JobStep.objects.filter(job=job)}
    assert Job.objects.get(pk=job.pk).state == Job.State.RUNNING
    assert started and not DocumentFile.objects.exists()
    wait_until(lambda: not started & layout_processes(), 30)

    celery_worker_process(*KINDS, "--beat", "--schedule", f"{settings.VAR}/beat-{os.getpid()}")
    seen: dict[str, int] = {}

    def done() -> bool:
        steps = JobStep.objects.filter(job=job)
        seen.update(steps.values_list("name", "pk"))
        return Job.objects.get(pk=job.pk).state == Job.State.DONE

    wait_until(done, 180)
    job.refresh_from_db()
    assert job.attempts == 2
    assert {name: seen.get(name, pk) for name, pk in written.items()} == written
    assert job.result_file is not None
    content = read_stored(job.result_file)
    snapshot = DocumentSnapshot.objects.get()
    assert content == render_snapshot(snapshot, Format.PDF).content
    assert len(PdfReader(io.BytesIO(content)).pages) > 20
    # The parts are let go; the snapshot and the file are what is left.
    assert kept and not parts(job)
    assert list(StoredFile.objects.all()) == [job.result_file]


@pytest.mark.django_db
def test_the_page_of_the_job_tells_rows() -> None:
    world = make_world()
    labels: list[str] = []
    job = order_print(order=ORDER, key="long", actor=world.reader)
    from django.db.models.signals import post_save

    def note(sender: object, instance: JobStep, **_: object) -> None:
        labels.append(Job.objects.values_list("step_label", flat=True).get(pk=instance.job_id))

    post_save.connect(note, sender=JobStep)
    try:
        run_next(job.uid)
    finally:
        post_save.disconnect(note, sender=JobStep)
    assert Job.objects.get(pk=job.pk).state == Job.State.DONE
    assert f"Dựng phụ lục: 0/{long_kind.ROWS:,} dòng".replace(",", ".") in labels
    assert len(set(labels)) > 2
