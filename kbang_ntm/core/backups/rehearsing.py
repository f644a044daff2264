"""Proving that a backup can be brought back: into a database of its own, compared, looked at,
dropped."""

from __future__ import annotations

import io
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from kbang_ntm.core.backups import folder as places
from kbang_ntm.core.backups import servers
from kbang_ntm.core.backups.contents import differences, tables_of
from kbang_ntm.core.backups.elsewhere import standing_in
from kbang_ntm.core.backups.keys import key_path, read_keys
from kbang_ntm.core.backups.manifest import BackupManifest, read_manifest
from kbang_ntm.core.backups.restoring import check_release, size_of
from kbang_ntm.core.backups.sealed import unpack
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import StoredFile
from kbang_ntm.core.registry import registry
from kbang_ntm.core.vietnamese import format_number

log = structlog.get_logger(__name__)
MARK = "_dien_tap_"  # in the names of databases a rehearsal makes
NAMED = 5  # tables in a sentence


@dataclass(frozen=True)
class Rehearsed:
    """A rehearsal that found everything as it was."""

    source: Path
    rows: int
    tables: int
    files: int
    report: str
    seconds: float

    @property
    def words(self) -> str:
        """What there is to say of it, in Vietnamese."""
        return (
            f"{self.source.name} phục hồi được: {format_number(self.rows)} dòng của "
            f"{self.tables} bảng và "
            f"{self.files} tệp đúng như lúc sao lưu, nhật ký nguyên vẹn, {self.report}; "
            f"{self.seconds:.0f} giây."
        )


def rehearse(source: Path | None = None) -> Rehearsed:
    """Bring `source`, else the newest backup, back into a database made and dropped here.

    Raises Refused: those of reading a backup and of `load_dump`, `no_database` where the role of
    PORTAL_REHEARSAL_URL may not create one, and `differs` when anything is not as it was.
    """
    begun = time.monotonic()
    source = source or next(reversed(places.backups()), None)
    if source is None:
        raise Refused("no_backup", "Chưa có bản sao lưu nào để diễn tập. Chạy manage.py backup.")
    keys = read_keys(key_path())
    with places.at_work() as scratch:
        places.check_space(size_of(source))
        opened = scratch / "opened"
        unpack(source, keys, opened)
        manifest = read_manifest(opened, source)
        check_release(manifest)
        with _database() as database:
            servers.load_dump(database, opened / "dump", made_by=manifest.pg_dump)
            _compare(database, manifest)
            report = _look(database, manifest)
    return Rehearsed(
        source=source,
        rows=manifest.rows,
        tables=len(manifest.tables),
        files=len(manifest.files),
        report=report,
        seconds=time.monotonic() - begun,
    )


@contextmanager
def _database() -> Iterator[servers.Database]:
    """A new database for one rehearsal; those that a killed one left go first."""
    server = servers.database_at(settings.REHEARSAL_URL)
    before = f"{servers.portal_database().name[:40]}{MARK}"
    for left in servers.names_with(before, server):
        servers.drop(left, server)
    database = server.named(before + secrets.token_hex(4))
    servers.create(database, server)
    try:
        yield database
    finally:
        servers.drop(database.name, server)


def _compare(database: servers.Database, manifest: BackupManifest) -> None:
    """Raises Refused (`differs`) unless every table holds what it held."""
    with database.cursor(snapshot=True) as cursor:
        found = differences(manifest.tables, tables_of(cursor))
    if found:
        raise _differs(f"{len(found)} bảng không như lúc sao lưu ({', '.join(found[:NAMED])})")


def _differs(words: str) -> Refused:
    return Refused("differs", f"Diễn tập phục hồi không được: {words}. Đừng xóa bản sao lưu cũ.")


def _look(database: servers.Database, manifest: BackupManifest) -> str:
    """What the portal itself says of the restored database; the words of the report it opened.

    Raises Refused (`differs`).
    """
    try:
        with standing_in(database):
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                raise _differs("bản sao lưu còn thiếu bước migrate")
            _check_files(manifest)
            call_command("verify_audit", stdout=io.StringIO())
            return registry.open_report()
    except (DatabaseError, CommandError) as error:
        log.error("rehearsal.not_readable", reason=str(error))
        raise _differs(str(error).strip().splitlines()[0].rstrip(".")) from error


def _check_files(manifest: BackupManifest) -> None:
    """Every stored file the rows name came along, or is known to have been lost before."""
    rows = StoredFile.objects.values_list("path", "size", "sha256")
    lost = [
        path
        for path, *told in rows.iterator()
        if manifest.files.get(path) != tuple(told) and path not in manifest.missing
    ]
    if lost:
        raise _differs(f"{len(lost)} tệp không có trong bản sao lưu ({lost[0]})")
