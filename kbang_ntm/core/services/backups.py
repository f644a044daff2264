"""Backups and rehearsals with the row that says how they went, also when they did not."""

from __future__ import annotations

from kbang_ntm.core.backups import folder
from kbang_ntm.core.backups.making import Made, make_backup
from kbang_ntm.core.errors import Conflict, Refused
from kbang_ntm.core.models import BackupRun

KEPT = 500  # letters of a sentence


def back_up() -> Made:
    """Make a backup (see `make_backup`) and write down how it went. Raises Refused."""
    begun = folder.moment()
    try:
        made = make_backup()
    except Conflict:  # another one is at work and will write its own row
        raise
    except Refused as refused:
        BackupRun.objects.create(
            kind=BackupRun.Kind.BACKUP,
            started_at=begun,
            ended_at=folder.moment(),
            ok=False,
            words=refused.message[:KEPT],
        )
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
