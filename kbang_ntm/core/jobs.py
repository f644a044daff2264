"""Long work as rows: who asks, who runs, who takes over.

The row is the queue. Celery carries its uid to a worker and nothing else: a lost, late or repeated
message changes nothing, because a worker works only while it holds the lease on the row. A lease
runs out LEASE after the last sign of life, so the row of a killed worker is free again, and the
sweeper wakes somebody for it. `lease_token` fences: who lost the lease can write no progress and no
result any more.

Lease times are compared with the clock of the database, never with the portal's own (which may
stand on a demonstration date) and never with a worker's (which may be wrong).
"""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from kombu.exceptions import OperationalError as BrokerDown
from kombu.pools import producers

from kbang_ntm.core import clock
from kbang_ntm.core.errors import Conflict, Refused
from kbang_ntm.core.models import Job, JobStep, StoredFile, User
from kbang_ntm.core.registry import registry

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=12)  # with the sweep's 10 s a successor starts within 22 s
BEAT_SECONDS = 3.0  # four signs of life may be missed
SWEEP_SECONDS = 10  # how often beat calls the sweeper
SWEEP_LIMIT = 50  # rows woken per sweep
OVERDUE = timedelta(seconds=30)  # three sweeps that did not come
RETRY_AFTER = tuple(timedelta(seconds=s) for s in (5, 30, 120))


class LeaseLost(Exception):
    """Another worker has this job, or it was stopped. Let it pass: nothing may be written."""


@dataclass(frozen=True)
class Chunk:
    """What a finished step leaves for those after it: JSON-ready data and perhaps a file."""

    data: dict[str, Any] = field(default_factory=dict)
    file: StoredFile | None = None


# --- Asking ---------------------------------------------------------------------------------------
@transaction.atomic
def enqueue(
    *,
    kind: str,
    key: str,
    title: str,
    parameters: dict[str, Any],
    requested_by: User | None,
    steps_total: int = 0,
) -> Job:
    """The job row for `key`, made now or found in whatever state it is.

    `parameters` are JSON-ready; `title` is what the person reads. Who asks for a result of their
    own puts their pk in the key: only the requester sees a job. Raises KeyError for an unregistered
    kind and Conflict (`key_reused`) when the key stands for other work. A failed job is started
    again by `services.jobs.retry` only.
    """
    registry.job_kinds[kind]  # a row nobody can run would wait for ever
    job, created = Job.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "title": title[:240],
            "parameters": parameters,
            "requested_by": requested_by,
            "steps_total": steps_total,
            "request_id": str(structlog.contextvars.get_contextvars().get("request_id", ""))[:64],
            "run_after": Now(),
        },
    )
    if created:
        job.refresh_from_db(fields=["run_after"])
        wake_on_commit(job)
    elif (job.kind, job.parameters) != (kind, json.loads(json.dumps(parameters))):
        raise Conflict(
            "key_reused", "Việc này trùng mã với một việc khác. Tải lại trang rồi làm lại."
        )
    return job


def wake_on_commit(job: Job) -> None:
    """Send the uid to a worker once the row is there for it to see. What is committed is
    acknowledged, whatever comes of the waking: the sweeper finds the row."""
    transaction.on_commit(lambda: wake(job.uid), robust=True)


def wake(uid: uuid.UUID, *, expires: int | None = None) -> bool:
    """Tell the workers; False when the broker is down, and then the sweeper will."""
    from kbang_ntm.core.tasks import run_job  # tasks import this module

    app = run_job.app
    waiting_little = app.connection_for_write(transport_options=settings.BROKER_PATIENCE)
    try:
        with producers[waiting_little].acquire(block=True) as producer:
            run_job.apply_async(args=[str(uid)], expires=expires, producer=producer)
    except BrokerDown as error:
        log.warning("job.not_woken", job=str(uid), reason=str(error))
        return False
    return True


def claimable(since: timedelta = timedelta(0)) -> QuerySet[Job]:
    """Rows that wait, and rows whose worker has given no sign of life for LEASE; oldest first.
    `since`: those that have been so for that long."""
    waiting = Q(state=Job.State.QUEUED, run_after__lte=Now() - since)
    orphaned = Q(state=Job.State.RUNNING, lease_until__lte=Now() - since)
    return Job.objects.filter(waiting | orphaned).order_by("run_after", "id")


def sweep(rows: QuerySet[Job] | None = None) -> int:
    """Wake workers for waiting and orphaned rows; returns how many messages went out.

    The messages expire before the next sweep sends its own, so that busy workers do not pile them
    up.
    """
    sent = 0
    waiting = claimable() if rows is None else rows
    for uid in waiting.values_list("uid", flat=True)[:SWEEP_LIMIT]:
        if not wake(uid, expires=SWEEP_SECONDS):
            break
        sent += 1
    return sent


def sweep_overdue() -> int:
    """Wake workers for rows that the sweeper has left lying: it goes by the clock of its machine,
    and stands still while that is set back. Called by a process that counts seconds itself."""
    return sweep(claimable(OVERDUE))


# --- Working --------------------------------------------------------------------------------------
class JobContext:
    """What a runner gets: the row, its parameters, and the only ways to write to it."""

    def __init__(self, job: Job, token: uuid.UUID) -> None:
        self.job = job
        self._token = token
        self._finished = False

    @property
    def parameters(self) -> dict[str, Any]:
        """As given to `enqueue`."""
        given: dict[str, Any] = self.job.parameters
        return given

    @property
    def user(self) -> User | None:
        """Who asked; None for the portal's own work."""
        return self.job.requested_by

    @property
    def is_finished(self) -> bool:
        """Whether the runner has called `finish`."""
        return self._finished

    def _held(self) -> QuerySet[Job]:
        return Job.objects.filter(pk=self.job.pk, lease_token=self._token, state=Job.State.RUNNING)

    def _write(self, **values: Any) -> None:
        if not self._held().update(**values):
            raise LeaseLost(str(self.job.uid))

    def renew(self) -> bool:
        """Give a sign of life; False when the lease is gone."""
        return bool(self._held().update(lease_until=Now() + LEASE))

    def step(self, label: str, done: int | None = None, total: int | None = None) -> None:
        """Show where the work stands, and give a sign of life.

        `label` is Vietnamese ("Dựng bảng phụ lục"); `done` of `total` steps. Raises LeaseLost.
        """
        values: dict[str, Any] = {"step_label": label[:200], "lease_until": Now() + LEASE}
        if done is not None:
            values["steps_done"] = done
        if total is not None:
            values["steps_total"] = total
        self._write(**values)

    def finished_steps(self) -> dict[str, Chunk]:
        """The steps finished so far, by this worker or one before it, with what they left."""
        rows = JobStep.objects.filter(job=self.job).select_related("file")
        return {row.name: Chunk(row.data, row.file) for row in rows}

    def once(self, name: str, work: Callable[[], Chunk]) -> Chunk:
        """Do a step unless a worker before has finished it; either way what the step leaves.

        `work` runs in one transaction with the row that marks the step finished, and that row is
        written under the lease: its effects happen once or not at all. `step()` belongs before it,
        not inside: its update would be invisible and would hold the row until the commit.
        Raises LeaseLost.
        """
        row = JobStep.objects.filter(job=self.job, name=name).select_related("file").first()
        if row is not None:
            return Chunk(row.data, row.file)
        with transaction.atomic():
            chunk = work()
            self._write(lease_until=Now() + LEASE)
            JobStep.objects.create(job=self.job, name=name, data=chunk.data, file=chunk.file)
        return chunk

    def finish(self, result: dict[str, Any] | None = None, file: StoredFile | None = None) -> None:
        """The last act: the job is done, with JSON-ready `result` and perhaps a file.

        May stand inside the runner's transaction, so that its rows and the end of the job are one.
        Raises LeaseLost when somebody else has the job; then roll back.
        """
        self._write(
            state=Job.State.DONE,
            result=result or {},
            result_file=file,
            steps_done=F("steps_total"),
            step_label="",
            error="",
            lease_token=None,
            lease_until=None,
            finished_at=clock.now(),
        )
        self._finished = True

    def fail(self, sentence: str) -> None:
        """The job ends without a result; `sentence` says why and what to do."""
        self._write(
            state=Job.State.FAILED,
            error=sentence[:500],
            lease_token=None,
            lease_until=None,
            finished_at=clock.now(),
        )

    def put_back(self, pause: timedelta) -> None:
        """Let somebody try again after `pause`."""
        self._write(
            state=Job.State.QUEUED, lease_token=None, lease_until=None, run_after=Now() + pause
        )


class Pulse(threading.Thread):
    """Signs of life from beside the work, on a database connection of its own.

    It lives exactly as long as the process: a killed worker falls silent, one that computes for a
    minute between two steps does not.
    """

    def __init__(self, context: JobContext) -> None:
        super().__init__(name=f"pulse-{context.job.pk}", daemon=True)
        self._context = context
        self._over = threading.Event()

    def run(self) -> None:
        try:
            while not self._over.wait(BEAT_SECONDS):
                try:
                    if not self._context.renew():
                        return
                except (OperationalError, InterfaceError):
                    log.warning("job.pulse_missed", job=str(self._context.job.uid))
                    connection.close()  # a new one at the next beat
        finally:
            connection.close()

    def __enter__(self) -> Pulse:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self.join()


@transaction.atomic
def claim(uid: uuid.UUID | None = None) -> JobContext | None:
    """Take the lease on one row that is free, or None. A row that killed its last allowed worker
    is closed on the way: it would kill the next one too."""
    rows = claimable() if uid is None else claimable().filter(uid=uid)
    while job := rows.select_for_update(skip_locked=True, of=("self",)).first():
        job.lease_token = token = uuid.uuid4()
        job.state = Job.State.RUNNING
        job.started_at = job.started_at or clock.now()
        spent = job.attempts >= job.max_attempts
        if not spent:
            job.attempts += 1
        job.save(update_fields=["lease_token", "state", "started_at", "attempts"])
        context = JobContext(job, token)
        if not spent:
            context.renew()
            return context
        context.fail(gave_up(job))
    return None


def run_next(uid: uuid.UUID | None = None) -> Job | None:
    """Claim and run one job in this process: that one, or the oldest free one.

    Returns the row as it stands afterwards; None when there was nothing to claim.
    """
    context = claim(uid)
    if context is None:
        return None
    job = context.job
    # The row's, not the message's: the sweeper wakes for rows too, and knows nobody's request.
    asked = {"request_id": job.request_id} if job.request_id else {}
    with structlog.contextvars.bound_contextvars(job=str(job.uid), kind=job.kind, **asked):
        try:
            run(context)
        except LeaseLost:
            log.info("job.lease_lost", attempt=job.attempts)
    return Job.objects.get(pk=job.pk)


def run(context: JobContext) -> None:
    """Let the registered runner work under a pulse, and write down how it ended."""
    job = context.job
    try:
        with Pulse(context):
            registry.job_kinds[job.kind](context)
            if not context.is_finished:
                context.finish()
    except LeaseLost:
        raise
    except Refused as refusal:
        context.fail(refusal.message)
    # The process boundary of foreign code: whatever a runner raises, the person who asked must
    # read how it ended, and the worker must live for the next job. Nothing is swallowed: it is
    # logged with its trace, and tried again or shown on the job's page.
    except Exception:
        log.exception("job.failed", attempt=job.attempts)
        if job.attempts >= job.max_attempts:
            context.fail(gave_up(job))
        else:
            context.put_back(RETRY_AFTER[min(job.attempts, len(RETRY_AFTER)) - 1])


def gave_up(job: Job) -> str:
    """The sentence for the person who asked; the code finds the trace in the log."""
    return (
        f"Máy chủ đã thử {job.attempts} lần mà chưa làm xong. Bấm «Làm lại»; nếu vẫn không được, "
        f"báo quản trị mã việc {job.uid.hex[:8].upper()}."
    )
