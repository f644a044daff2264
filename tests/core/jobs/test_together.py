"""Many at once: one row, one holder."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest
from django.db import IntegrityError, connection

from kbang_ntm.core.jobs import Chunk, claim, enqueue
from kbang_ntm.core.models import Job, Notification
from tests.core.jobs import kinds
from tests.core.people import make_person

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 6
T = TypeVar("T")


def at_once(work: Callable[[], T]) -> list[T]:
    """What `work` gives in MANY threads that start together, each on its own connection."""
    start = threading.Barrier(MANY)

    def one(_: int) -> T:
        try:
            connection.ensure_connection()
            start.wait(10)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(one, range(MANY)))


def ask(key: str) -> Job:
    alice = make_person(f"a{uuid.uuid4().hex[:8]}")
    return enqueue(kind=kinds.COUNT, key=key, title="Việc thử", parameters={}, requested_by=alice)


def test_asking_at_once_is_one_row() -> None:
    alice = make_person()
    rows = at_once(
        lambda: (
            enqueue(
                kind=kinds.COUNT, key="1", title="Việc thử", parameters={}, requested_by=alice
            ).pk
        )
    )
    assert len(set(rows)) == 1
    assert Job.objects.count() == 1


def test_claiming_one_row_at_once_has_one_winner() -> None:
    job = ask("1")
    winners = [context for context in at_once(lambda: claim(job.uid)) if context]
    assert len(winners) == 1
    assert Job.objects.get().attempts == 1


def test_claiming_from_a_queue_at_once_gives_everybody_another_row() -> None:
    for number in range(MANY):
        ask(str(number))
    held = [context.job.pk for context in at_once(claim) if context]
    assert len(held) == len(set(held)) == MANY


def test_finishing_a_step_at_once_has_its_effects_once() -> None:
    """As when a worker thought dead comes back beside its successor with the same step."""
    job = ask("1")
    context = claim(job.uid)
    assert context is not None

    def finish_step() -> str:
        def work() -> Chunk:
            kinds.leave_trace(context, "step")
            return Chunk({"done": True})

        try:
            context.once("step", work)
        except IntegrityError:
            return "too late"
        return "done"

    assert "done" in at_once(finish_step)
    assert Notification.objects.count() == 1
