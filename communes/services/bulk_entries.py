"""Long files of figures as a job: read once, checked as the form checks, written in chunks.

All or nothing for each report; a killed worker's successor skips the chunks that were committed;
the same file asked for twice is one job.
"""

from __future__ import annotations

import csv
import gc
import io
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any, BinaryIO

from django.db import connection, transaction

from communes.rules import units_entered
from communes.services.bulk_lines import Group, Lines, Trouble, read_lines
from communes.services.bulk_places import Places
from communes.services.bulk_store import Outcome, store_groups
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed
from kbang_ntm.core.jobs import Chunk, JobContext, enqueue
from kbang_ntm.core.models import Job, StoredFile, User
from kbang_ntm.core.queries.files import JOB
from kbang_ntm.core.services.files import store_bytes, store_file
from kbang_ntm.core.spreadsheets import (
    Encoding,
    Notice,
    guarded,
    inspect_spreadsheet,
    open_spreadsheet,
)
from kbang_ntm.core.storage import open_stored
from kbang_ntm.core.vietnamese import format_number

JOB_KIND = "communes.bulk_entries"
OWNER_KIND = "bulk_entries"
CHUNK_VALUES = 5_000
"""Figures written in one transaction, about; a report is never cut."""
AT_ONCE = 3
"""Chunks in work at the same time: while one waits for the database, the other is checked."""


@transaction.atomic
def order_bulk(*, name: str, stream: BinaryIO, actor: User, convert: Encoding | None = None) -> Job:
    """Keep the file and queue its reading. The same file of the same person is the same job,
    unless that one has ended with troubles: then it is read again, and what is stored already is
    found unchanged.

    Raises NotAllowed for people who enter for no commune, Refused for what cannot be read.
    """
    if not units_entered(actor):
        raise NotAllowed("not_allowed", "Chỉ công chức phụ trách của xã nhập số liệu từ tệp.")
    accepted = inspect_spreadsheet(name, stream)
    key = f"bulk-{actor.pk}-{accepted.sha256[:40]}-{convert or 'as-is'}"
    earlier = list(Job.objects.filter(key__startswith=key).order_by("id"))
    if earlier and not _may_repeat(earlier[-1]):
        return earlier[-1]
    file = store_file(
        name=accepted.original_name,
        stream=stream,
        owner_kind=OWNER_KIND,
        owner_uid=actor.uid,
        user=actor,
        accepted=accepted,
    )
    audit.record(
        actor=actor,
        action="bulk.order",
        subject=file,
        summary=f"Nhập số liệu từ tệp {accepted.original_name}"[:500],
        data={"sha256": accepted.sha256},
    )
    return enqueue(
        kind=JOB_KIND,
        key=f"{key}-{len(earlier) + 1}",
        title=f"Nhập số liệu từ tệp {accepted.original_name}",
        parameters={
            "file": str(file.uid),
            "convert": convert or "",
            "received_at": clock.now().isoformat(),
        },
        requested_by=actor,
    )


def _may_repeat(job: Job) -> bool:
    over = job.state in (Job.State.FAILED, Job.State.CANCELLED)
    return over or (job.state == Job.State.DONE and bool(job.result.get("troubles")))


def may_read_bulk(user: User, file: StoredFile) -> bool:
    """Who sent a file may read it again."""
    return file.created_by_id == user.pk


def run_bulk(context: JobContext) -> None:
    """The job. Safe to run again from any line: every chunk is done once."""
    # Hundreds of thousands of small objects live until the end: searching them for cycles again
    # and again takes a third of the time and finds nothing.
    collecting, switching = gc.isenabled(), sys.getswitchinterval()
    gc.disable()
    # A chunk whose answer has come from the database goes on sooner.
    sys.setswitchinterval(0.001)
    try:
        _run(context)
    finally:
        sys.setswitchinterval(switching)
        if collecting:
            gc.enable()


def _run(context: JobContext) -> None:
    actor = context.user
    assert actor is not None, "order_bulk names the person"
    given = context.parameters
    file = StoredFile.objects.get(uid=given["file"])
    places = Places()
    context.step("Đọc tệp")
    with (
        open_stored(file) as stream,
        open_spreadsheet(stream, file.original_name, convert=given["convert"] or None) as reading,
    ):
        lines = read_lines(reading, places)
        notices = reading.notices
    chunks = list(_chunks(lines))
    total = len(chunks) + 1
    works = [
        partial(
            _once, context, groups, places, datetime.fromisoformat(given["received_at"]),
            actor, file.sha256,
        )
        for groups in chunks
    ]  # fmt: skip
    outcomes = []
    for done, outcome in enumerate(_worked(works)):
        outcomes.append(outcome)
        context.step(
            f"Ghi số liệu, {format_number(sum(o.stored for o in outcomes))} ô", done + 1, total
        )
    _finish(context, lines, outcomes, notices)


def _chunks(lines: Lines) -> Iterator[list[Group]]:
    """Groups in a fixed order, together about CHUNK_VALUES lines each."""
    chunk: list[Group] = []
    size = 0
    for _key, group in sorted(lines.groups.items()):
        if chunk and size + len(group.lines) > CHUNK_VALUES:
            yield chunk
            chunk, size = [], 0
        chunk.append(group)
        size += len(group.lines)
    if chunk:
        yield chunk


def _worked(works: Sequence[Callable[[], Outcome]]) -> Iterator[Outcome]:
    """The outcomes in order; several at once, each on a connection of its own. Inside a
    transaction of the caller all stay on its connection."""
    if connection.in_atomic_block or len(works) < 2:
        yield from (work() for work in works)
        return
    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = [pool.submit(_apart, work) for work in works]
        try:
            yield from (one.result() for one in waiting)
        finally:
            for one in waiting:
                one.cancel()


def _apart(work: Callable[[], Outcome]) -> Outcome:
    try:
        return work()
    finally:
        connection.close()


def _once(
    context: JobContext,
    groups: list[Group],
    places: Places,
    received_at: datetime,
    actor: User,
    source: str,
) -> Outcome:
    """Store a chunk unless that was done; what it did stands in its step."""

    def work() -> Chunk:
        done = store_groups(
            groups=groups, places=places, received_at=received_at, actor=actor, source=source
        )
        return Chunk(
            {
                "counts": [done.reports, done.stored, done.same, done.refused],
                "troubles": [list(one) for one in done.troubles],
            }
        )

    # Named by what is in it, not by its place: should a unit be known on the second try that was
    # not on the first, no chunk is taken for another.
    names = ";".join(f"{group.period.pk}-{group.unit_id}-{len(group.lines)}" for group in groups)
    left = context.once(f"chunk {sha256(names.encode()).hexdigest()[:32]}", work)
    groups.clear()
    troubles = [Trouble(*row) for row in left.data["troubles"]]
    reports, stored, same, refused = left.data["counts"]
    return Outcome(reports, stored, same, refused, troubles)


def _finish(
    context: JobContext, lines: Lines, outcomes: Sequence[Outcome], notices: Sequence[Notice]
) -> None:
    troubles = lines.troubles + [one for outcome in outcomes for one in outcome.troubles]
    stored = sum(outcome.stored for outcome in outcomes)
    reports = sum(outcome.reports for outcome in outcomes)
    refused = sum(outcome.refused for outcome in outcomes)
    same = sum(outcome.same for outcome in outcomes)
    words = [
        f"Đã ghi {format_number(stored)} số liệu của {format_number(reports)} báo cáo"
        f", {format_number(same)} số không đổi."
    ]
    if lines.blank:
        words.append(f"{format_number(lines.blank)} dòng không có số liệu, để nguyên.")
    if troubles:
        words.append(
            f"{format_number(len(troubles))} chỗ phải sửa; {format_number(refused)} báo cáo có chỗ "
            "phải sửa nên không ghi số nào. Tải danh sách, sửa tệp rồi nhập lại."
        )
    result: dict[str, Any] = {
        "note": " ".join(words),
        "stored": stored,
        "reports": reports,
        "same": same,
        "troubles": len(troubles),
        "rows": lines.rows,
    }
    listing = None
    if troubles or notices:
        listing = store_bytes(
            name="Chỗ phải sửa và điều cần biết.csv",
            content=_listing(troubles, notices),
            content_type="text/csv",
            owner_kind=JOB,
            owner_uid=context.job.uid,
            user=context.user,
        )
    context.finish(result, file=listing)


def _listing(troubles: Sequence[Trouble], notices: Sequence[Notice]) -> bytes:
    """The list as CSV with a mark of UTF-8, as Excel opens it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["Trang", "Ô", "Đơn vị", "Kỳ", "Chỉ tiêu", "Nội dung"])
    for one in troubles:
        writer.writerow([guarded(text) for text in one])
    for notice in notices:
        writer.writerow(
            [guarded(text) for text in (notice.sheet, notice.cell, "", "", "", notice.message)]
        )
    return out.getvalue().encode("utf-8-sig")
