"""A backup brings back what was there: every row, every file, and the rights."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as portal_settings
from django.core.files.storage import default_storage

from kbang_ntm.core.backups.contents import differences
from kbang_ntm.core.backups.folder import backups
from kbang_ntm.core.backups.restoring import restore
from kbang_ntm.core.backups.sealed import sum_path
from kbang_ntm.core.backups.servers import portal_database
from kbang_ntm.core.models import BackupRun, StoredFile, User
from kbang_ntm.core.services.backups import back_up
from tests.core.backup.standing import CONTENTS, content_of, owner_server

CHANGED_BY_RESTORING = [
    "public.core_auditdetail",
    "public.core_auditevent",
    "public.core_auditwaiting",
]


@pytest.mark.data("reference")
def test_every_row_and_file_comes_back(
    folder: Path, stored: list[StoredFile], target: str, tmp_path: Path
) -> None:
    before = content_of(portal_database())
    made = back_up()

    found = restore(source=made.path, into=target, files=tmp_path / "restored")

    after = content_of(owner_server().named(target))
    assert differences(before, after) == CHANGED_BY_RESTORING  # by its own line in the trail
    for table in CHANGED_BY_RESTORING:
        assert int(after[table][0]) == int(before[table][0]) + 1
    assert (
        (found.rows, found.files) == (made.rows, 3) == (sum(int(n) for n, _ in before.values()), 3)
    )
    for file, content in zip(stored, CONTENTS, strict=True):
        assert (tmp_path / "restored" / file.path).read_bytes() == content
    with owner_server().named(target).cursor() as cursor:
        cursor.execute("SELECT action FROM core_auditevent ORDER BY id DESC LIMIT 1")
        assert cursor.fetchone() == ("data.restored",)
        cursor.execute(
            "SELECT has_table_privilege(%s, 'core_user', 'UPDATE'), "
            "has_table_privilege(%s, 'core_auditevent', 'UPDATE')",
            [portal_settings.DATABASE_APP_ROLE] * 2,
        )
        assert cursor.fetchone() == (True, False)


def test_content_hash_sees_one_letter(transactional_db: None) -> None:
    User.objects.create_user(username="alice", full_name="Đinh Thị Hương")
    database = portal_database()
    before = content_of(database)
    with database.cursor() as cursor:
        cursor.execute("UPDATE core_user SET full_name = full_name || ' '")
    assert differences(before, content_of(database)) == ["public.core_user"]


def test_the_file_stands_under_its_sum_and_its_row(folder: Path, stored: list[StoredFile]) -> None:
    made = back_up()
    assert sum_path(made.path).read_text() == f"{made.sha256}  {made.path.name}\n"
    assert hashlib.sha256(made.path.read_bytes()).hexdigest() == made.sha256
    assert b"hai" * 100 not in made.path.read_bytes()
    run = BackupRun.objects.get()
    assert (run.ok, run.name, run.size, run.sha256) == (
        True,
        made.path.name,
        made.path.stat().st_size,
        made.sha256,
    )
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        [".lock", made.path.name, sum_path(made.path).name]
    )


def test_files_that_are_there_stay_as_they_are(
    folder: Path, stored: list[StoredFile], target: str
) -> None:
    made = back_up()
    default_storage.delete(stored[1].path)
    restore(source=made.path, into=target)
    for file, content in zip(stored, CONTENTS, strict=True):
        assert default_storage.open(file.path).read() == content


def test_a_lost_file_is_named_and_the_rest_is_kept(
    folder: Path, stored: list[StoredFile], target: str, tmp_path: Path
) -> None:
    default_storage.delete(stored[0].path)
    made = back_up()
    run = BackupRun.objects.get()
    assert not run.ok
    assert stored[0].path in run.words
    found = restore(source=made.path, into=target, files=tmp_path / "restored")
    assert (found.files, found.missing) == (2, [stored[0].path])


def test_only_the_newest_are_kept(folder: Path, transactional_db: None, settings: Any) -> None:
    settings.BACKUP_KEEP = 2
    folder.mkdir()
    for day in (1, 2):
        (folder / f"kbang-ntm-2025010{day}T000000Z.tar.zst.age").write_bytes(b"old")
        (folder / f"kbang-ntm-2025010{day}T000000Z.tar.zst.age.sha256").write_bytes(b"old")
    made = back_up()
    assert backups() == [folder / "kbang-ntm-20250102T000000Z.tar.zst.age", made.path]
    assert len(list(folder.glob("*.sha256"))) == 2


def test_commands_need_no_more_than_their_roles(
    portal_environment: dict[str, str], tmp_path: Path, target: str
) -> None:
    """The application's role makes a backup; restoring is the owner's."""
    environment = {
        **portal_environment,
        "PORTAL_BACKUP_FOLDER": str(tmp_path / "backups"),
        "PORTAL_BACKUP_KEY_FILE": str(tmp_path / "key"),
    }

    def manage(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=portal_settings.BASE_DIR,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "age1" in manage("make_backup_key")
    assert "SHA-256: " in manage("backup")
    assert f"vào «{target}»" in manage("restore", "--into", target, "--files", str(tmp_path / "f"))
