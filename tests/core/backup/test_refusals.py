"""What is no whole backup, or would write over something, is refused before anything is written."""

from __future__ import annotations

import shutil
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kbang_ntm.core.backups import folder as places
from kbang_ntm.core.backups import servers
from kbang_ntm.core.backups.keys import make_key, read_keys
from kbang_ntm.core.backups.making import make_backup
from kbang_ntm.core.backups.restoring import restore
from kbang_ntm.core.errors import Conflict, Refused
from kbang_ntm.core.models import BackupRun, StoredFile
from kbang_ntm.core.services.backups import back_up
from tests.core.backup.standing import content_of, owner_server, there

Spoil = Callable[[Path, Callable[[bytearray], bytes]], Path]


def test_not_the_bytes_that_were_written(
    folder: Path, stored: list[StoredFile], target: str, broken: Spoil, tmp_path: Path
) -> None:
    def change(content: bytearray) -> bytes:
        content[len(content) // 2] ^= 1
        return bytes(content)

    made = make_backup()
    for spoil in (change, lambda content: bytes(content[:-1])):
        with pytest.raises(Refused) as refusal:
            restore(source=broken(made.path, spoil), into=target, files=tmp_path / "restored")
        assert refusal.value.code == "damaged"
    assert not there(target)
    assert not (tmp_path / "restored").exists()
    assert not list(folder.glob(f"{places.SCRATCH}*"))


def test_another_sum_beside_it(folder: Path, stored: list[StoredFile], target: str) -> None:
    made = make_backup()
    made.path.with_name(made.path.name + ".sha256").write_text(f"{'0' * 64}  x\n")
    with pytest.raises(Refused) as refusal:
        restore(source=made.path, into=target)
    assert refusal.value.code == "damaged"
    assert not there(target)


def test_the_wrong_key(
    folder: Path, stored: list[StoredFile], target: str, settings: Any, tmp_path: Path
) -> None:
    made = make_backup()
    make_key(tmp_path / "other")
    settings.BACKUP_KEY_FILE = str(tmp_path / "other")
    with pytest.raises(Refused) as refusal:
        restore(source=made.path, into=target)
    assert refusal.value.code == "wrong_key"
    assert not there(target)
    both = (tmp_path / "other").read_text() + (tmp_path / "key").read_text()
    (tmp_path / "other").write_text(both)  # a new key in front, the old one kept behind it
    assert restore(source=made.path, into=target, files=tmp_path / "new").files == 3


def test_a_full_database_is_left_alone(folder: Path, stored: list[StoredFile], target: str) -> None:
    made = make_backup()
    servers.create(owner_server().named(target), owner_server())
    with owner_server().named(target).cursor() as cursor:
        cursor.execute("CREATE TABLE kept (one int); INSERT INTO kept VALUES (1)")
    before = content_of(owner_server().named(target))
    with pytest.raises(Refused) as refusal:
        restore(source=made.path, into=target)
    assert refusal.value.code == "not_empty"
    assert content_of(owner_server().named(target)) == before


def test_files_of_somebody_else_are_left_alone(
    folder: Path, stored: list[StoredFile], target: str, tmp_path: Path, own_files: Path
) -> None:
    made = make_backup()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("mine")
    with pytest.raises(Refused) as refusal:
        restore(source=made.path, into=target, files=tmp_path / "full")
    assert refusal.value.code == "files_taken"
    (own_files / stored[0].path).write_bytes(b"other")
    with pytest.raises(Refused) as refusal:
        restore(source=made.path, into=target)
    assert refusal.value.code == "files_taken"
    assert not there(target)


def test_a_backup_of_another_release(folder: Path, transactional_db: None, target: str) -> None:
    with servers.portal_database().cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) "
            "VALUES ('core', '9999_later', now())"
        )
    made = make_backup()
    with pytest.raises(Refused) as refusal:
        restore(source=made.path, into=target)
    assert refusal.value.code == "other_release"
    assert "core.9999_later" in refusal.value.message
    assert not there(target)


def test_no_key_in_production(folder: Path, transactional_db: None, settings: Any) -> None:
    settings.PRODUCTION = True
    Path(settings.BACKUP_KEY_FILE).unlink()
    with pytest.raises(Refused) as refusal:
        back_up()
    assert refusal.value.code == "no_key"
    run = BackupRun.objects.get()
    assert (run.ok, run.words) == (False, refusal.value.message)
    settings.BACKUP_KEY_FILE = ""
    with pytest.raises(Refused, match="make_backup_key"):
        make_backup()


@pytest.mark.parametrize("words", ["", "# nothing\n", "AGE-SECRET-KEY-1X\n"])
def test_no_key_file(tmp_path: Path, words: str) -> None:
    (tmp_path / "key").write_text(words)
    with pytest.raises(Refused) as refusal:
        read_keys(tmp_path / "key")
    assert refusal.value.code == "bad_key"


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    make_key(tmp_path / "key")
    before = (tmp_path / "key").read_text()
    with pytest.raises(Refused) as refusal:
        make_key(tmp_path / "key")
    assert refusal.value.code == "key_there"
    assert (tmp_path / "key").read_text() == before
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def test_two_at_a_time(folder: Path, transactional_db: None) -> None:
    with places.at_work(), pytest.raises(Conflict) as refusal:
        back_up()
    assert refusal.value.code == "at_work"
    assert not BackupRun.objects.exists()


def test_no_space_is_said_before(
    folder: Path, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**9, 10**9, 1000))
    with pytest.raises(Refused) as refusal:
        back_up()
    assert refusal.value.code == "no_space"
    assert not places.backups()


def test_no_program_is_new_enough(transactional_db: None) -> None:
    with pytest.raises(Refused, match="postgresql-client-99") as refusal:
        servers.program("pg_dump", server=99)
    assert refusal.value.code == "no_program"


def test_the_program_of_the_servers_own_version_comes_first(transactional_db: None) -> None:
    server = servers.server_version(servers.portal_database())
    assert servers.program("pg_dump", server=server)[1] == server
