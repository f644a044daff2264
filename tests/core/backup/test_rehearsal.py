"""A rehearsal proves what it says, and leaves nothing behind but its row."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kbang_ntm.core import jobs
from kbang_ntm.core.backups import servers
from kbang_ntm.core.backups.keys import read_keys
from kbang_ntm.core.backups.making import make_backup
from kbang_ntm.core.backups.rehearsing import MARK
from kbang_ntm.core.backups.sealed import end_pieces, pieces_of, unpack, write_sealed
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import AuditEvent, BackupRun, Job, StoredFile
from kbang_ntm.core.services.backups import KIND, back_up, queue_nightly, rehearse_restore
from kbang_ntm.core.services.seals import seal_all
from kbang_ntm.core.tasks import nightly_backup
from tests.core.backup.standing import owner_server


def left_behind() -> list[str]:
    return servers.names_with(f"{servers.portal_database().name[:40]}{MARK}", owner_server())


@pytest.mark.data("demo")
def test_everything_is_as_it_was(folder: Path, stored: list[StoredFile]) -> None:
    seal_all()
    made = back_up()
    events = AuditEvent.objects.count()

    found = rehearse_restore()

    run = BackupRun.objects.get(kind=BackupRun.Kind.REHEARSAL)
    assert (found.source, found.rows, found.files) == (made.path, made.rows, made.files)
    assert run.ok
    assert run.words == found.words
    assert "mở được báo cáo" in run.words
    assert "nhật ký nguyên vẹn" in run.words
    assert left_behind() == []
    assert AuditEvent.objects.count() == events  # and we are back where we were


def test_a_trail_that_was_altered_is_found(folder: Path, stored: list[StoredFile]) -> None:
    """The trail of the backed-up portal was already broken: the restored one says so."""
    seal_all()
    with servers.portal_database().cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditevent DISABLE TRIGGER USER")
        cursor.execute("UPDATE core_auditevent SET action = 'test.other'")
        cursor.execute("ALTER TABLE core_auditevent ENABLE TRIGGER USER")
    back_up()
    with pytest.raises(Refused) as refusal:
        rehearse_restore()
    assert refusal.value.code == "differs"
    run = BackupRun.objects.get(kind=BackupRun.Kind.REHEARSAL)
    assert (run.ok, run.words) == (False, refusal.value.message)
    assert "Nhật ký không còn nguyên vẹn" in run.words
    assert left_behind() == []


def test_a_table_that_is_not_as_it_was_is_named(
    folder: Path, stored: list[StoredFile], settings: Any, tmp_path: Path
) -> None:
    """A backup, whole and by our key, whose dump does not hold what the manifest says."""
    made = make_backup()
    keys = read_keys(Path(settings.BACKUP_KEY_FILE))
    unpack(made.path, keys, tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text())
    manifest["tables"]["public.core_auditevent"][1] = "1"
    (tmp_path / "out" / "manifest.json").write_text(json.dumps(manifest))

    def pieces() -> Iterator[bytes]:
        for path in sorted((tmp_path / "out").rglob("*")):
            if path.is_file():
                content = path.read_bytes()
                name = str(path.relative_to(tmp_path / "out"))
                yield from pieces_of(name, len(content), iter((content,)))
        yield from end_pieces()

    write_sealed(tmp_path / "other", pieces(), keys[0])
    with pytest.raises(Refused, match=r"1 bảng .*public\.core_auditevent") as refusal:
        rehearse_restore(tmp_path / "other")
    assert refusal.value.code == "differs"
    assert left_behind() == []


def test_no_backup_yet(folder: Path, transactional_db: None) -> None:
    with pytest.raises(Refused) as refusal:
        rehearse_restore()
    assert refusal.value.code == "no_backup"
    assert not BackupRun.objects.get().ok


def test_a_role_that_may_create_nothing(
    folder: Path, stored: list[StoredFile], settings: Any
) -> None:
    settings.REHEARSAL_URL = os.environ["DATABASE_URL"]
    back_up()
    with pytest.raises(Refused, match="CREATE DATABASE") as refusal:
        rehearse_restore()
    assert refusal.value.code == "no_database"


def test_the_night_is_one_job(folder: Path, stored: list[StoredFile]) -> None:
    job = queue_nightly()
    assert queue_nightly() == job
    done = jobs.run_next(job.uid)
    assert done is not None
    assert (done.state, done.error) == (Job.State.DONE, "")
    runs = BackupRun.objects.order_by("id")
    assert [(run.kind, run.ok) for run in runs] == [("backup", True), ("rehearsal", True)]
    assert runs[0].name == done.result["name"] == runs[1].name


def test_a_night_without_a_key_says_why(
    folder: Path, transactional_db: None, settings: Any
) -> None:
    settings.BACKUP_KEY_FILE = ""
    done = jobs.run_next(queue_nightly().uid)
    assert done is not None
    assert done.state == Job.State.FAILED
    assert "PORTAL_BACKUP_KEY_FILE" in done.error


def test_beat_asks_for_the_night(transactional_db: None, settings: Any) -> None:
    assert settings.CELERY_BEAT_SCHEDULE["nightly-backup"]["task"] == nightly_backup.name
    nightly_backup()
    assert Job.objects.get().kind == KIND
