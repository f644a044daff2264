"""The bundled PostgreSQL and Valkey, for trying out and for tests.

They are used when DATABASE_URL / REDIS_URL are not given. Both listen on sockets in the data
folder only, with passwords of their own. Started by root they run as `nobody`; their data then
lies where `nobody` can reach it, which is outside root's home. The servers' own helper packages
are not used to start them: as root those would add a system user and open parent folders.

Who uses a cluster holds a shared lock on it; the last one to leave stops it.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO

import psycopg2
import redis
from psycopg2 import sql
from redis.backoff import NoBackoff
from redis.retry import Retry

from kbang_ntm.embedded.cluster import Command, prepare, server_pid
from kbang_ntm.embedded.places import (
    APP,
    DATABASE,
    OWNER,
    SERVICE_GROUP,
    SERVICES,
    SUPERUSER,
    Addresses,
    Places,
    ServiceError,
    addresses,
    locked,
    passwords,
    places,
)

__all__ = [
    "SERVICES",
    "Addresses",
    "Command",
    "Places",
    "ServiceError",
    "addresses",
    "attached",
    "claim",
    "places",
    "prepare",
    "running",
    "server_pid",
    "share",
    "start",
    "stop",
    "wait_until_running",
]


def superuser_connection(
    found: Places, database: str = "postgres"
) -> psycopg2.extensions.connection:
    """A connection that only this module uses, to make roles and databases."""
    connection = psycopg2.connect(
        host=str(found.sockets),
        user=SUPERUSER,
        password=passwords(found)["portal_super"],
        dbname="postgres",
        connect_timeout=5,
    )
    connection.autocommit = True
    return connection


def broker_connection(found: Places) -> redis.Redis:
    """A connection that asks once: the client's own retries take seconds when nobody is there."""
    return redis.Redis(
        unix_socket_path=str(found.valkey_socket),
        password=passwords(found)["valkey"],
        retry=Retry(NoBackoff(), 0),
    )


def running(found: Places, wanted: frozenset[str] = SERVICES) -> bool:
    """Whether the wanted services answer."""
    try:
        if "postgres" in wanted:
            superuser_connection(found).close()
        if "valkey" in wanted:
            with closing(broker_connection(found)) as broker:
                broker.ping()
    except (psycopg2.OperationalError, redis.RedisError):
        return False
    return True


def wait_until_running(
    found: Places, wanted: frozenset[str] = SERVICES, seconds: float = 30
) -> None:
    """Return when they answer and the roles exist. Raises ServiceError after `seconds`."""
    end = time.monotonic() + seconds
    while not running(found, wanted):
        if time.monotonic() > end:
            raise ServiceError(
                f"cơ sở dữ liệu kèm theo không lên sau {seconds:.0f} giây; "
                f"xem nhật ký trong «{found.base}»."
            )
        time.sleep(0.05)
    if "postgres" in wanted:
        ensure_roles(found)


def ensure_roles(found: Places) -> None:
    """Create the owner, the application's role and the database where they are missing."""
    keys = passwords(found)
    wanted = ((OWNER, keys["portal_owner"], "CREATEDB"), (APP, keys["portal_app"], "NOCREATEDB"))
    with closing(superuser_connection(found)) as connection, connection.cursor() as cursor:
        for role, password, extra in wanted:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if not cursor.fetchone():
                statement = sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEROLE {} PASSWORD {}")
                cursor.execute(
                    statement.format(sql.Identifier(role), sql.SQL(extra), sql.Literal(password))
                )
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if not cursor.fetchone():
            cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
        # Tests run as the owner and step down to the rights of the application.
        cursor.execute(f"GRANT {APP} TO {OWNER}")


def start(var: Path, *, wanted: frozenset[str] = SERVICES, durable: bool = True) -> None:
    """Start the wanted services in the background, apart from our own process group."""
    found = places(var)
    for command in prepare(var, wanted=wanted, durable=durable):
        with (found.base / f"{command.name}.log").open("ab") as log:
            subprocess.Popen(
                command.argv,
                user=command.user,
                group=SERVICE_GROUP if command.user else None,
                extra_groups=[] if command.user else None,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,  # Ctrl-C at a command must not end its database first
            )
    wait_until_running(found, wanted)


def stop(var: Path, seconds: float = 30) -> None:
    """Stop whatever of this cluster runs; sessions are cut, data is safe."""
    found = places(var)
    with closing(broker_connection(found)) as broker, suppress(redis.RedisError):  # not running
        broker.shutdown(nosave=True)
    pid = server_pid(found)
    if pid is None:
        return
    os.kill(pid, signal.SIGINT)
    end = time.monotonic() + seconds
    while server_pid(found) is not None and time.monotonic() < end:
        time.sleep(0.05)


def claim(found: Places, seconds: float = 30) -> IO[str]:
    """Become the only user of a cluster, waiting for commands that work with it.

    Returns the held lock; turn it into a shared one (`share`) once the servers run. Raises
    ServiceError when others do not leave in time.
    """
    mine = (found.base / "users.lock").open("a")
    end = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return mine
        except BlockingIOError:
            if time.monotonic() > end:
                mine.close()
                raise ServiceError(
                    "một lệnh khác đang dùng cơ sở dữ liệu kèm theo; chờ lệnh đó xong rồi chạy lại."
                ) from None
            time.sleep(0.2)


def share(mine: IO[str]) -> None:
    """Let others in again; the cluster stays up until this lock is closed."""
    fcntl.flock(mine, fcntl.LOCK_SH)


@contextmanager
def attached(
    var: Path, *, wanted: frozenset[str] = SERVICES, durable: bool = True
) -> Iterator[Addresses]:
    """The cluster of a data folder, running while the block lasts.

    Attaches to a running one; otherwise starts it, and the last user stops it.
    """
    found = places(var)
    result = addresses(var)
    users = found.base / "users.lock"
    with users.open("a") as mine:
        with locked(found.base / "start.lock"):
            fcntl.flock(mine, fcntl.LOCK_SH)
            if not running(found, wanted):
                start(var, wanted=wanted, durable=durable)
        try:
            yield result
        finally:
            with locked(found.base / "start.lock"):
                try:
                    fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pass  # somebody else still works with it
                else:
                    stop(var)
