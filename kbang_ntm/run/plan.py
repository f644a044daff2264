"""What `make run` was asked for, read from the environment and checked before anything starts."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import socket
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg2
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from kbang_ntm.environment import Environment, stop

ROOM_NEEDED_MB = 200  # of disk, in the data folder
ADDRESS = "127.0.0.1"
PASSWORD_FILE = "demo_password"


@dataclass(frozen=True)
class Plan:
    """One run: where it listens, where its data lies, which services it brings itself."""

    root: Path
    var: Path
    port: int
    embedded: frozenset[str]
    environment: dict[str, str]
    password: str

    @property
    def url(self) -> str:
        return f"http://{ADDRESS}:{self.port}"

    @property
    def logs(self) -> Path:
        return self.var / "log"

    @property
    def work(self) -> Path:
        return self.var / "run"


def read_plan(root: Path) -> tuple[Plan, IO[str]]:
    """Check port, disk, data folder and given addresses; one plain sentence ends a bad start.

    Also returns the lock that keeps a second portal off this data folder; keep it open.
    """
    env = Environment()
    port = env.number("PORT", 8000, low=1, high=65535)
    var = Path(env.text("PORTAL_VAR", str(root / "var"))).resolve()
    make_folders(var)
    lock = only_one(var)
    check_port(port)
    database, broker = env.database_url("DATABASE_URL"), env.broker_url("REDIS_URL")
    if database:
        check_database(database, "DATABASE_URL")
    if owner := env.database_url("DATABASE_OWNER_URL"):
        check_database(owner, "DATABASE_OWNER_URL")
    if broker:
        check_broker(broker)
    password = demo_password(var, env.secret("PORTAL_DEMO_PASSWORD"))
    plan = Plan(
        root=root,
        var=var,
        port=port,
        embedded=frozenset(
            name for name, given in (("postgres", database), ("valkey", broker)) if not given
        ),
        environment={
            **os.environ,
            "PORTAL_VAR": str(var),
            "PORTAL_DEMO_PASSWORD": password,
            "PORTAL_STATIC_MANIFEST": "True",
            "DJANGO_SETTINGS_MODULE": "kbang_ntm.settings",
            "PYTHONUNBUFFERED": "1",
        },
        password=password,
    )
    return plan, lock


def make_folders(var: Path) -> None:
    try:
        for folder in (var, var / "log", var / "run", var / "files", var / "static"):
            folder.mkdir(parents=True, exist_ok=True)
        (var / "run").chmod(0o700)
        probe = var / "run" / "probe"
        probe.write_bytes(b"x" * 4096)
        probe.unlink()
    except OSError as error:
        stop(f"không ghi được vào thư mục dữ liệu «{var}» ({error.strerror}).")
    free = shutil.disk_usage(var).free // 2**20
    if free < ROOM_NEEDED_MB:
        stop(
            f"ổ đĩa chứa «{var}» chỉ còn {free} MB, cần {ROOM_NEEDED_MB} MB; dọn bớt rồi chạy lại."
        )


def only_one(var: Path) -> IO[str]:
    lock = (var / "run" / "portal.lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        stop(f"một cổng khác đang chạy với thư mục dữ liệu «{var}»; dừng nó trước.")
    return lock


def check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            stop(f"số cổng {port} đang có chương trình khác dùng; chọn số khác: PORT=8001 make run")


def check_database(url: str, name: str) -> None:
    try:
        psycopg2.connect(url, connect_timeout=5).close()
    except psycopg2.Error as error:
        words = str(error).strip().splitlines() or ["không rõ lý do"]
        stop(f"không nối được tới cơ sở dữ liệu trong {name}: {words[-1].strip()}")


def check_broker(url: str) -> None:
    options = {"socket_connect_timeout": 5, "retry": Retry(NoBackoff(), 0)}
    try:
        with closing(redis.Redis.from_url(url, **options)) as broker:
            broker.ping()
    except redis.RedisError as error:
        stop(f"không nối được tới hàng đợi trong REDIS_URL: {error}")


def demo_password(var: Path, given: str) -> str:
    """The one password of the demonstration accounts: as given, else the one kept since the
    first start, else a new random one."""
    return given or kept_password(var) or f"{secrets.token_urlsafe(9)}-{secrets.randbelow(90) + 10}"


def kept_password(var: Path) -> str:
    """The password the accounts in the database have, or ""."""
    path = var / PASSWORD_FILE
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def keep_password(var: Path, password: str) -> None:
    """Remember it (file mode 0600); called once the accounts have it."""
    descriptor = os.open(var / PASSWORD_FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(password)
