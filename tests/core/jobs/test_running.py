"""Running a job in this process: leases, fences, ends."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db.models.functions import Now

from kbang_ntm.core import jobs
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.jobs import Chunk, LeaseLost, claim, enqueue, run_next
from kbang_ntm.core.models import AuditEvent, Job, JobStep, Notification, User
from kbang_ntm.core.services.jobs import cancel, retry
from tests.core.jobs import kinds
from tests.core.people import make_person

pytestmark = pytest.mark.django_db


def ask(kind: str = kinds.COUNT, user: User | None = None, **parameters: object) -> Job:
    user = user or make_person()
    return enqueue(
        kind=kind, key=str(uuid.uuid4()), title="Việc thử", parameters=parameters, requested_by=user
    )


def let_lease_run_out(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(lease_until=Now() - timedelta(seconds=1))


def test_a_waiting_row_runs_to_its_end_once() -> None:
    job = ask()
    done = run_next()
    assert done is not None and done.pk == job.pk
    assert (done.state, done.attempts, done.result) == ("done", 1, {"note": "Đã đếm."})
    assert done.finished_at is not None and done.lease_token is None
    assert run_next(job.uid) is None
    assert Notification.objects.count() == 1


def test_nothing_waits() -> None:
    assert run_next() is None


def test_a_row_with_a_living_lease_is_left_alone() -> None:
    job = ask()
    assert claim(job.uid) is not None
    assert claim(job.uid) is None
    assert not jobs.claimable().exists()


def test_who_lost_the_lease_writes_nothing_more() -> None:
    job = ask()
    slow_one = claim(job.uid)
    assert slow_one is not None
    let_lease_run_out(job)
    successor = claim(job.uid)
    assert successor is not None
    with pytest.raises(LeaseLost):
        slow_one.step("Bước muộn", 1, 2)
    with pytest.raises(LeaseLost):
        slow_one.finish({"by": "the slow one"})
    with pytest.raises(LeaseLost):
        slow_one.once("late", lambda: Chunk({"by": "the slow one"}))
    assert not JobStep.objects.exists()
    successor.finish({"by": "the successor"})
    with pytest.raises(LeaseLost):
        slow_one.fail("Không được ghi câu này.")
    row = Job.objects.get()
    assert (row.state, row.result, row.error) == ("done", {"by": "the successor"}, "")


def test_a_finished_step_is_not_done_again() -> None:
    job = ask(kinds.SLOW, seconds=0)
    first = claim(job.uid)
    assert first is not None
    first.once("first", lambda: Chunk({"by_attempt": 1}))
    let_lease_run_out(job)
    done = run_next(job.uid)
    assert done is not None and done.state == Job.State.DONE
    assert (done.attempts, done.steps_done, done.steps_total) == (2, 3, 3)
    kept = first.finished_steps()
    assert kept["first"].data == {"by_attempt": 1}
    assert kept["last"].data == {"by_attempt": 2}
    assert [n.text for n in Notification.objects.all()] == ["last"]


def test_effects_of_a_step_fall_when_the_lease_is_lost() -> None:
    job = ask()
    context = claim(job.uid)
    assert context is not None

    def work() -> Chunk:
        kinds.leave_trace(context, "too late")
        Job.objects.filter(pk=job.pk).update(lease_token=uuid.uuid4())
        return Chunk()

    with pytest.raises(LeaseLost):
        context.once("step", work)
    assert not Notification.objects.exists()


def test_a_refusal_is_shown_and_not_tried_again() -> None:
    done = run_next(ask(kinds.REFUSE).uid)
    assert done is not None
    assert (done.state, done.error) == ("failed", "Kỳ này chưa có số liệu. Chọn kỳ khác.")


def test_a_fault_is_tried_again_later_and_then_said_in_words() -> None:
    job = ask(kinds.BREAK)
    for attempt in (1, 2, 3):
        row = run_next(job.uid)
        assert row is not None and (row.state, row.attempts) == ("queued", attempt)
        assert not jobs.claimable().exists(), "a pause comes first"
        Job.objects.update(run_after=Now())
    row = run_next(job.uid)
    assert row is not None and (row.state, row.attempts) == ("failed", 4)
    assert row.error == (
        "Máy chủ đã thử 4 lần mà chưa làm xong. Bấm «Làm lại»; nếu vẫn không được, "
        f"báo quản trị mã việc {row.uid.hex[:8].upper()}."
    )


def test_a_row_that_kills_its_workers_is_closed() -> None:
    job = ask()
    for _ in range(4):
        assert claim(job.uid) is not None
        let_lease_run_out(job)
    assert claim(job.uid) is None
    row = Job.objects.get()
    assert row.state == Job.State.FAILED and "4 lần" in row.error


def test_oldest_first() -> None:
    alice = make_person()
    older, newer = ask(user=alice), ask(user=alice)
    assert [run.pk for run in (run_next(), run_next()) if run] == [older.pk, newer.pk]


def test_stopping_takes_the_lease_away() -> None:
    alice = make_person()
    job = ask(user=alice)
    context = claim(job.uid)
    assert context is not None
    cancel(job=job, actor=alice)
    with pytest.raises(LeaseLost):
        context.step("Bước hai")
    assert Job.objects.get().state == Job.State.CANCELLED
    assert AuditEvent.objects.get().action == "job.cancel"
    assert run_next() is None


def test_only_the_requester_stops() -> None:
    job = ask(user=make_person("alice"))
    with pytest.raises(NotAllowed):
        cancel(job=job, actor=make_person("bob"))
    assert Job.objects.get().state == Job.State.QUEUED
    assert not AuditEvent.objects.exists()


def test_a_failed_row_runs_again_on_demand() -> None:
    alice = make_person()
    job = ask(kinds.REFUSE, user=alice)
    run_next(job.uid)
    again = retry(job=job, actor=alice)
    assert (again.state, again.attempts, again.error) == ("queued", 0, "")
    assert jobs.claimable().get().pk == job.pk


def test_what_is_over_or_running_is_neither_stopped_nor_repeated() -> None:
    alice = make_person()
    job = ask(user=alice)
    with pytest.raises(Refused) as waiting:
        retry(job=job, actor=alice)
    assert waiting.value.code == "job_not_over"
    run_next(job.uid)
    with pytest.raises(Refused) as over:
        cancel(job=job, actor=alice)
    assert over.value.code == "job_over"
