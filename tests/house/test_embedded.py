"""The bundled cluster: passwords, roles, who may reach it, and being killed."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
import redis

from kbang_ntm import embedded
from kbang_ntm.embedded.places import AS_ROOT, SOCKET_LIMIT, reachable

pytestmark = pytest.mark.bundled


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="kbang-ntm-cluster-"))
    path.chmod(0o711)
    yield path
    embedded.stop(path)
    shutil.rmtree(path)


def write_row(url: str) -> None:
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS kept (n int); INSERT INTO kept VALUES (1)")


def count_rows(url: str) -> int:
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kept")
        row = cursor.fetchone()
        assert row is not None
        return int(row[0])


def test_life_of_a_cluster(folder: Path) -> None:
    found = embedded.places(folder)
    with embedded.attached(folder, durable=False) as first:
        write_row(first.database_owner)
        with embedded.attached(folder) as second:
            assert second == first
        assert count_rows(first.database_owner) == 1  # the second user did not stop it
        with pytest.raises(embedded.ServiceError, match="một lệnh khác đang dùng"):
            embedded.claim(found, seconds=0.1)
        broker = redis.Redis.from_url(first.broker)
        assert broker.ping()
        with pytest.raises(redis.AuthenticationError):
            redis.Redis(unix_socket_path=str(found.valkey_socket)).ping()
    assert not embedded.running(found)
    assert embedded.server_pid(found) is None

    with embedded.attached(folder) as again:
        assert again == first
        assert count_rows(again.database_owner) == 1


def test_roles_have_no_more_than_they_need(folder: Path) -> None:
    with embedded.attached(folder, durable=False) as found:
        with psycopg2.connect(found.database_owner) as connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole FROM pg_roles"
                " WHERE rolname IN ('portal_owner', 'portal_app') ORDER BY 1"
            )
            assert cursor.fetchall() == [
                ("portal_app", False, False, False),
                ("portal_owner", False, True, False),
            ]
        wrong = found.database.replace("portal_app:", "portal_app:x")
        with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
            psycopg2.connect(wrong)


def test_killed_server_comes_back_with_its_data(folder: Path) -> None:
    found = embedded.places(folder)
    with embedded.attached(folder) as address:
        write_row(address.database_owner)
        pid = embedded.server_pid(found)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
    # Its number now belongs to somebody else: ourselves.
    lock = found.postgres / "postmaster.pid"
    lines = lock.read_text().splitlines() if lock.exists() else [""] * 8
    lock.write_text("\n".join([str(os.getpid()), *lines[1:]]))
    with embedded.attached(folder) as address:
        assert count_rows(address.database_owner) == 1


def test_half_made_cluster_is_made_anew(folder: Path) -> None:
    found = embedded.places(folder)
    embedded.addresses(folder)
    (found.base / "postgres.draft").mkdir()
    (found.base / "postgres.draft" / "PG_VERSION").write_text("18")
    with embedded.attached(folder, durable=False) as address:
        write_row(address.database_owner)


def test_files_are_closed_to_others(folder: Path) -> None:
    with embedded.attached(folder, durable=False):
        found = embedded.places(folder)
        assert found.passwords.stat().st_mode & 0o077 == 0
        for closed in (found.postgres, found.sockets, found.valkey):
            assert closed.stat().st_mode & 0o077 == 0
        pid = embedded.server_pid(found)
        assert pid is not None
        assert Path(f"/proc/{pid}").stat().st_uid == found.postgres.stat().st_uid
        if AS_ROOT:
            assert found.postgres.stat().st_uid != 0


def test_only_the_missing_service_is_started(folder: Path) -> None:
    with embedded.attached(folder, wanted=frozenset({"valkey"})):
        found = embedded.places(folder)
        assert embedded.running(found, frozenset({"valkey"}))
        assert not found.postgres.exists()


def test_long_folder_names_get_short_sockets(folder: Path) -> None:
    deep = folder / ("thư-mục-dài-" * 8)
    found = embedded.places(deep)
    assert len(os.fsencode(found.sockets)) <= SOCKET_LIMIT
    deep.mkdir(mode=0o755)
    with embedded.attached(deep, durable=False) as address:
        write_row(address.database_owner)
    shutil.rmtree(found.sockets, ignore_errors=True)


@pytest.mark.skipif(not AS_ROOT, reason="only root changes to the service user")
def test_folder_closed_to_the_service_user_is_left_alone(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    found = embedded.places(closed / "var")
    assert not found.base.is_relative_to(folder)
    assert found.base.is_relative_to("/var/lib/kbang-ntm")
    assert not reachable(closed)
    assert closed.stat().st_mode & 0o777 == 0o700
