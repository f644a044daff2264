"""Backups and rehearsals with the row that says how they went, also when they did not."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from kbang_ntm.core import clock
from kbang_ntm.core.backups import folder
from kbang_ntm.core.backups.making import Made, make_backup
from kbang_ntm.core.backups.rehearsing import Rehearsed, rehearse
from kbang_ntm.core.errors import Conflict, Refused
from kbang_ntm.core.jobs import JobContext, enqueue
from kbang_ntm.core.models import BackupRun, Job
from kbang_ntm.core.vietnamese import format_date

KIND = "core.nightly_backup"
KEPT = 500  # letters of a sentence


def back_up() -> Made:
    """Make a backup (see `make_backup`) and write down how it went. Raises Refused."""
    begun = folder.moment()
    try:
        made = make_backup()
    except Refused as refused:
        _failed(BackupRun.Kind.BACKUP, begun, refused)
        raise
    BackupRun.objects.create(
        kind=BackupRun.Kind.BACKUP,
        started_at=begun,
        ended_at=folder.moment(),
        ok=not made.missing,
        words=made.words[:KEPT],
        name=made.path.name,
        size=made.size,
        sha256=made.sha256,
    )
    return made


def rehearse_restore(source: Path | None = None) -> Rehearsed:
    """Rehearse (see `rehearse`) and write down how it went. Raises Refused."""
    begun = folder.moment()
    try:
        found = rehearse(source)
    except Refused as refused:
        _failed(BackupRun.Kind.REHEARSAL, begun, refused)
        raise
    BackupRun.objects.create(
        kind=BackupRun.Kind.REHEARSAL,
        started_at=begun,
        ended_at=folder.moment(),
        ok=True,
        words=found.words[:KEPT],
        name=found.source.name,
    )
    return found


def _failed(kind: BackupRun.Kind, begun: datetime, refused: Refused) -> None:
    if isinstance(refused, Conflict):  # another one is at work and will write its own row
        return
    BackupRun.objects.create(
        kind=kind,
        started_at=begun,
        ended_at=folder.moment(),
        ok=False,
        words=refused.message[:KEPT],
    )


def queue_nightly() -> Job:
    """The job of tonight; asking again on the same real day returns it."""
    day = datetime.now(clock.LOCAL).date()
    return enqueue(
        kind=KIND,
        key=f"{KIND}:{day.isoformat()}",
        title=f"Sao lưu và diễn tập phục hồi ngày {format_date(day)}",
        parameters={},
        requested_by=None,
        steps_total=2,
    )


def run_nightly(context: JobContext) -> None:
    """Runner: a backup, then its rehearsal; a second run makes another one, which harms nobody."""
    context.step("Sao lưu", 0, 2)
    made = back_up()
    context.step("Diễn tập phục hồi", 1, 2)
    rehearse_restore()
    context.finish({"name": made.path.name, "sha256": made.sha256})
