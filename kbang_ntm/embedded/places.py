"""Where a bundled cluster keeps its data, sockets and passwords, and who may read them."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypedDict
from urllib.parse import quote

SERVICE_USER, SERVICE_GROUP = "nobody", "nogroup"
SUPERUSER, OWNER, APP, DATABASE = "portal_super", "portal_owner", "portal_app", "portal"
SOCKET_LIMIT = 107 - len("/.s.PGSQL.5432.lock")  # bytes; the kernel's limit of a socket path
SERVICES = frozenset({"postgres", "valkey"})
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
