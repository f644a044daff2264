"""Job kinds that tests bring, also to real workers (`celery worker -I tests.core.jobs.kinds`).

Their traces are job rows and notices, so that a test sees what a killed process had done.
"""

from __future__ import annotations

import time

from kbang_ntm.core.errors import Refused
from kbang_ntm.core.jobs import Chunk, JobContext
from kbang_ntm.core.models import Notification
from kbang_ntm.core.registry import registry

SLOW, COUNT, REFUSE, BREAK = "test.slow", "test.count", "test.refuse", "test.break"
NOTICE = "test.notice"


def leave_trace(context: JobContext, what: str) -> None:
    """A row nobody can make twice: (recipient, key) is unique."""
    assert context.user is not None
    Notification.objects.create(
        recipient=context.user, kind=NOTICE, key=f"{context.job.uid}:{what}", text=what
    )


def slow(context: JobContext) -> None:
    """Three steps. The second waits `seconds`, in the first attempt only."""

    def first() -> Chunk:
        leave_trace(context, "first")
        return Chunk({"by_attempt": context.job.attempts})

    def last() -> Chunk:
        leave_trace(context, "last")
        return Chunk({"by_attempt": context.job.attempts})

    context.step("Bước một", 0, 3)
    context.once("first", first)
    context.step("Bước hai", 1, 3)
    if context.job.attempts == 1:
        time.sleep(float(context.parameters["seconds"]))
    context.step("Bước ba", 2, 3)
    context.once("last", last)
    context.finish({"by_attempt": context.job.attempts})


def count(context: JobContext) -> None:
    leave_trace(context, f"run {context.job.attempts}")
    context.finish({"note": "Đã đếm."})


def refuse(context: JobContext) -> None:
    raise Refused("nothing_there", "Kỳ này chưa có số liệu. Chọn kỳ khác.")


def break_down(context: JobContext) -> None:
    raise ZeroDivisionError("a fault of the runner")


registry.add_job_kind(SLOW, slow)
registry.add_job_kind(COUNT, count)
registry.add_job_kind(REFUSE, refuse)
registry.add_job_kind(BREAK, break_down)
registry.add_notice_kind(NOTICE, "Thông báo thử")
