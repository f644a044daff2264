"""What the programs of measurement share: a portal to measure.

`demo_portal()` gives this process Django on a database of its own; `make_run()` starts the whole
portal as a person does. Both live in a throw-away folder and leave nothing behind.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kbang_ntm import embedded
from tests.bench.figures import Figure, show

ROOT = Path(__file__).resolve().parents[2]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PASSWORD = "mat-khau-do-luong-2025"
__all__ = [
    "BACKEND",
    "PASSWORD",
    "ROOT",
    "Figure",
    "demo_portal",
    "free_port",
    "make_run",
    "show",
    "throwaway",
    "timed",
]


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """(wall, CPU of this process) of one act, in ms."""
    wall, cpu = time.perf_counter(), time.process_time()
    act()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return wall * 1000, cpu * 1000


@contextmanager
def throwaway() -> Iterator[Path]:
    """A folder the service user may walk through."""
    folder = Path(tempfile.mkdtemp(prefix="kbang-ntm-bench-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def demo_portal(kind: str = "demo") -> Iterator[None]:
    """Django in this process on its own PostgreSQL (with fsync, as in use) and Valkey.

    `kind` is the content: "empty", "reference" or "demo".
    """
    with throwaway() as folder, embedded.attached(folder, durable=True) as found:
        os.environ["DATABASE_URL"] = found.database
        os.environ["DATABASE_OWNER_URL"] = found.database_owner
        os.environ["REDIS_URL"] = found.broker
        from tests import services

        services.begin()
        import logging

        import django

        django.setup()
        logging.disable(logging.CRITICAL)  # lines on a terminal are not what is measured
        from tests import databases

        databases.use(kind)
        from kbang_ntm.settled import settle

        settle()  # as the web server does
        try:
            yield
        finally:
            databases.drop_all()
            services.end()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def make_run(folder: Path, **settings: str) -> Iterator[tuple[str, float]]:
    """`make run` with its data in `folder`: (address, seconds until READY). Stopped afterwards.

    `settings` are environment variables of the portal."""
    port = free_port()
    keep = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "USER")}
    own = {"PORT": str(port), "PORTAL_VAR": str(folder), "PORTAL_DEMO_PASSWORD": PASSWORD}
    start = time.perf_counter()
    process = subprocess.Popen(
        ["make", "run"],
        cwd=ROOT,
        env={**keep, **own, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    try:
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("READY "):
                break
        else:
            sys.exit("make run ended before READY:\n" + "".join(said))
        yield f"http://127.0.0.1:{port}", time.perf_counter() - start
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=60)
