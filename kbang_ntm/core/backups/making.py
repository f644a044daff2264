"""Making a backup: the database of one moment, and the files that moment names.

Stored files never change and are not removed while a row names them, so they are copied after the
dump has begun: whatever the snapshot names is still there.
"""

from __future__ import annotations

import hashlib
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import structlog
from django.core.files.storage import default_storage
from psycopg2.extensions import cursor as Cursor

from kbang_ntm.core.backups import folder as places
from kbang_ntm.core.backups import servers
from kbang_ntm.core.backups.contents import Tables, tables_of
from kbang_ntm.core.backups.keys import keys_to_make_with
from kbang_ntm.core.backups.manifest import MANIFEST, BackupManifest, Part
from kbang_ntm.core.backups.sealed import PIECE, end_pieces, pieces_of, write_sealed
from kbang_ntm.core.exchange.package import hash_of
from kbang_ntm.core.storage import STORAGE_ERRORS
from kbang_ntm.core.vietnamese import format_number

log = structlog.get_logger(__name__)
NAMED_MISSING = 3  # paths in a sentence


@dataclass(frozen=True)
class Made:
    """A finished backup."""

    path: Path
    size: int
    sha256: str
    rows: int
    files: int
    missing: list[str]
    seconds: float

    @property
    def words(self) -> str:
        """What there is to say of it, in Vietnamese."""
        rows = format_number(self.rows)
        words = f"{rows} dòng, {self.files} tệp, {self.size / places.MB:.0f} MB"
        if not self.missing:
            return f"{words}."
        named = ", ".join(self.missing[:NAMED_MISSING])
        return f"{words}; {len(self.missing)} tệp có trong sổ nhưng kho mất hoặc sai: {named}."


def make_backup() -> Made:
    """A backup of this portal under its own name in the folder of backups, or nothing.

    Old ones beyond PORTAL_BACKUP_KEEP go afterwards. Raises Refused: `no_key`, `bad_key`,
    `no_folder`, `no_space`, `no_server`, `no_program`, `not_dumped`, `not_written`, and Conflict
    (`at_work`).
    """
    begun, at = time.monotonic(), places.moment()
    key = keys_to_make_with()[0]
    database = servers.portal_database()
    with places.at_work() as scratch:
        with database.cursor(snapshot=True) as cursor:
            places.check_space(_needed(cursor))
            stored = _stored(cursor)
            manifest = _dump(database, cursor, scratch / "dump", at)
        writing = _Writing(manifest, scratch / "dump", stored)
        draft = scratch / "draft"
        size, sha256 = write_sealed(draft, writing.pieces(), key)
        path = places.publish(draft, places.name_for(at), sha256)
    places.forget_old()
    if manifest.missing:
        log.error("backup.files_missing", count=len(manifest.missing), paths=manifest.missing)
    return Made(
        path=path,
        size=size,
        sha256=sha256,
        rows=manifest.rows,
        files=len(manifest.files),
        missing=manifest.missing,
        seconds=time.monotonic() - begun,
    )


def _needed(cursor: Cursor) -> int:
    """Bytes the dump and the encrypted copy may take: together less than the tables with their
    indexes, files do not shrink."""
    cursor.execute(
        "SELECT pg_database_size(current_database()), "
        "(SELECT coalesce(sum(size), 0) FROM core_storedfile)"
    )
    database, files = cursor.fetchone() or (0, 0)
    return int(database) + int(files)


def _stored(cursor: Cursor) -> dict[str, Part]:
    """{path: (size, SHA-256)} of the stored files of that moment."""
    cursor.execute("SELECT path, size, sha256 FROM core_storedfile ORDER BY path")
    return {path: (size, sha256) for path, size, sha256 in cursor.fetchall()}


def _migrations(cursor: Cursor) -> dict[str, list[str]]:
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    found: dict[str, list[str]] = {}
    for app, name in cursor.fetchall():
        found.setdefault(app, []).append(name)
    return found


def _dump(database: servers.Database, cursor: Cursor, target: Path, at: datetime) -> BackupManifest:
    """Dump the cursor's moment; rows are counted and hashed meanwhile. Files come later."""
    cursor.execute("SELECT pg_export_snapshot()")
    (snapshot,) = cursor.fetchone() or ("",)
    _, major = servers.program("pg_dump", server=servers.server_version(database))
    dump = servers.start_dump(database, target, snapshot)
    tables = _meanwhile(dump, cursor)
    servers.end_dump(dump)
    return BackupManifest(
        made_at=at.isoformat(timespec="seconds"),
        database=database.name,
        pg_dump=major,
        migrations=_migrations(cursor),
        tables=tables,
        dump=dict(_parts(target)),
        files={},
    )


def _meanwhile(dump: subprocess.Popen[str], cursor: Cursor) -> Tables:
    try:
        return tables_of(cursor)
    except BaseException:  # a dump must not go on behind a maker that was stopped
        dump.kill()
        dump.wait()
        raise


def _parts(target: Path) -> Iterator[tuple[str, Part]]:
    """Several files at a time: the dump is over, the cores have nothing else to do."""
    paths = sorted(target.iterdir(), key=lambda path: path.stat().st_size, reverse=True)
    with ThreadPoolExecutor(servers.PROCESSES) as hands:
        found = zip(paths, hands.map(_part, paths), strict=True)
        yield from sorted((path.name, part) for path, part in found)


def _part(path: Path) -> Part:
    with path.open("rb") as stream:
        return hash_of(stream)


class _Writing:
    """The members of the archive, one after the other."""

    def __init__(self, manifest: BackupManifest, dump: Path, stored: dict[str, Part]) -> None:
        self.manifest, self.dump, self.stored = manifest, dump, stored

    def pieces(self) -> Iterator[bytes]:
        """The dump, the stored files, what was found of them, the end."""
        for name, (size, _) in self.manifest.dump.items():
            yield from pieces_of(f"dump/{name}", size, _read(self.dump / name))
        for path, told in self.stored.items():
            content = self._content(path, told)
            if content is not None:
                yield from pieces_of(f"files/{path}", told[0], iter((content,)))
        body = self.manifest.as_json()
        yield from pieces_of(MANIFEST, len(body), iter((body,)))
        yield from end_pieces()

    def _content(self, path: str, told: Part) -> bytes | None:
        """The bytes of a stored file (20 MB at most), or None when they are not what was stored."""
        try:
            with default_storage.open(path, "rb") as stream:
                content: bytes = stream.read()
        except STORAGE_ERRORS:
            content = b""
        if (len(content), hashlib.sha256(content).hexdigest()) != told:
            self.manifest.missing.append(path)
            return None
        self.manifest.files[path] = told
        return content


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            yield piece
