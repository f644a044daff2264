"""Bringing a backup back, into an empty database only: what is there is never written over."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, default_storage
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from kbang_ntm.core import audit
from kbang_ntm.core.backups import folder as places
from kbang_ntm.core.backups import servers
from kbang_ntm.core.backups.elsewhere import standing_in
from kbang_ntm.core.backups.keys import key_path, read_keys
from kbang_ntm.core.backups.manifest import BackupManifest, read_manifest
from kbang_ntm.core.backups.sealed import unpack
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.exchange.package import hash_of
from kbang_ntm.core.grants import grant
from kbang_ntm.core.models import PortalState
from kbang_ntm.core.storage import STORAGE_ERRORS

RESTORED = "data.restored"
NAMED = 5  # migrations in a sentence


@dataclass(frozen=True)
class Restored:
    """What came back."""

    rows: int
    files: int
    missing: list[str]
    made_at: str
    seconds: float


def restore(*, source: Path, into: str, files: Path | None = None) -> Restored:
    """Bring the backup `source` into the empty database `into` of the owner's server (made where
    there is none), and its files into `files` (new or empty), else into the portal's own store.

    Everything is opened and checked before anything is written. The application gets its rights,
    and the restore stands in the trail of the restored portal. Raises Refused: `no_key`,
    `bad_key`, `no_backup`, `wrong_key`, `damaged`, `other_release`, `not_empty`, `files_taken`,
    `no_space`, `no_database`, `no_server`, `no_program`, `not_loaded`, `file_not_stored`, and
    Conflict (`at_work`).
    """
    begun = time.monotonic()
    keys = read_keys(key_path())
    server = servers.database_at(settings.DATABASE_OWNER_URL)
    target = server.named(into)
    store = _store(files)
    with places.at_work() as scratch:
        places.check_space(size_of(source))
        opened = scratch / "opened"
        unpack(source, keys, opened)
        manifest = read_manifest(opened, source)
        check_release(manifest)
        _check_store(store, manifest)
        made = servers.create(target, server)
        try:
            _check_empty(target)
            servers.load_dump(target, opened / "dump", made_by=manifest.pg_dump)
            _keep_files(store, manifest, opened)
            with standing_in(target), transaction.atomic():
                _finish(source, manifest)
        except BaseException:  # also Ctrl-C: half a portal is no use to anybody
            if made:
                servers.drop(into, server)
            raise
    return Restored(
        rows=manifest.rows,
        files=len(manifest.files),
        missing=manifest.missing,
        made_at=manifest.made_at,
        seconds=time.monotonic() - begun,
    )


def size_of(source: Path) -> int:
    """Bytes of a backup. Raises Refused (`no_backup`)."""
    try:
        return source.stat().st_size
    except OSError as error:
        raise Refused("no_backup", f"Không đọc được bản sao lưu {source}.") from error


def check_release(manifest: BackupManifest) -> None:
    """Raises Refused (`other_release`) unless this release knows the backup's tables."""
    loader = MigrationLoader(None)
    made = {(app, name) for app, names in manifest.migrations.items() for name in names}
    unknown = {
        found
        for found in made - set(loader.disk_migrations)
        if found[0] in loader.migrated_apps  # a package that is gone may have left its rows
    }
    if differing := sorted(
        f"{app}.{name}" for app, name in unknown | set(loader.graph.nodes) - made
    ):
        raise Refused(
            "other_release",
            f"Bản sao lưu thuộc phiên bản khác của cổng ({', '.join(differing[:NAMED])}). Phục hồi "
            "bằng đúng phiên bản đã lập bản sao, rồi mới nâng cấp.",
        )


def _check_empty(target: servers.Database) -> None:
    """Raises Refused (`not_empty`)."""
    with target.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'"
        )
        if cursor.fetchone() != (0,):
            raise Refused(
                "not_empty",
                f"Cơ sở dữ liệu «{target.name}» không trống. Chỉ phục hồi vào cơ sở dữ liệu mới; "
                "chưa có gì được ghi.",
            )


def _store(files: Path | None) -> Storage:
    """Where files go. Raises Refused (`files_taken`)."""
    if files is None:
        found: Storage = default_storage
        return found
    if files.exists() and (not files.is_dir() or any(files.iterdir())):
        raise Refused(
            "files_taken", f"Thư mục {files} không trống. Chọn thư mục mới; chưa có gì được ghi."
        )
    return FileSystemStorage(
        location=files, file_permissions_mode=0o640, directory_permissions_mode=0o750
    )


def _check_store(store: Storage, manifest: BackupManifest) -> None:
    """Raises Refused (`files_taken`) where the store holds something else under a path."""
    for path, told in manifest.files.items():
        if store.exists(path):
            with store.open(path, "rb") as stream:
                if hash_of(stream) != told:
                    raise Refused(
                        "files_taken",
                        f"Kho tệp đã có tệp khác ở {path}. Phục hồi với --files THƯ_MỤC_MỚI; chưa "
                        "có gì được ghi.",
                    )


def _keep_files(store: Storage, manifest: BackupManifest, opened: Path) -> None:
    """Contents that are not there yet. Raises Refused (`file_not_stored`)."""
    for path, (size, _) in manifest.files.items():
        if store.exists(path):
            continue
        try:
            with (opened / "files" / path).open("rb") as stream:
                kept = store.save(path, stream)
            whole = kept == path and store.size(path) == size
        except STORAGE_ERRORS:
            whole = False
        if not whole:
            raise Refused(
                "file_not_stored",
                f"Kho tệp không nhận {path}. Kiểm tra chỗ trống và quyền ghi rồi phục hồi lại.",
            )


def _finish(source: Path, manifest: BackupManifest) -> None:
    """Rights of the application, and the line in the trail."""
    if connection.settings_dict["USER"] != settings.DATABASE_APP_ROLE:
        grant(settings.DATABASE_APP_ROLE)
    audit.record(
        actor=None,
        action=RESTORED,
        subject=PortalState(),
        summary=f"Phục hồi từ bản sao lưu {source.name}, {manifest.rows} dòng",
        data={"backup": source.name, "made_at": manifest.made_at, "rows": manifest.rows},
    )
