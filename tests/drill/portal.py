"""A portal to break: started as `make run` starts it, its processes found by what they are."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import requests

from kbang_ntm import embedded
from tests.bench.portal import ROOT, free_port

PASSWORD = secrets.token_urlsafe(12)
UP_WITHIN = 300.0  # seconds: the first start loads all data, perhaps on a busy machine
# What stands in the command line of each part; the first that fits names the process.
PARTS = {
    "postgres": "postgres",
    "valkey": "valkey-server",
    "beat": "kbang_ntm beat",
    "worker": "kbang_ntm worker",
    "sealer": "seal_audit",
    "web": "gunicorn",
}


class DrillError(Exception):
    """The drill itself could not be held."""


class Portal:
    """One running portal in a folder of its own."""

    def __init__(self, folder: Path, extra: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._extra = dict(extra or {})
        self._process: subprocess.Popen[str] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What the portal and commands beside it are told."""
        keep = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "USER")}
        return {
            **keep,
            "PORT": str(self.port),
            "PORTAL_VAR": str(self.folder),
            "PORTAL_DEMO_PASSWORD": PASSWORD,
            **self._extra,
        }

    def start(self) -> None:
        """Start and wait for READY."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "kbang_ntm.run"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        assert self._process.stdout is not None
        said = []
        for line in self._process.stdout:
            said.append(line)
            if line.startswith("READY "):
                return
        raise DrillError("the portal ended before READY:\n" + "".join(said))

    def stop(self) -> None:
        """Stop it as Ctrl-C does, with everything below it."""
        if self._process is None:
            return
        for pid in self.all_pids():  # what a drill has stopped could not end
            _send(pid, signal.SIGCONT)
        self._process.terminate()
        try:
            self._process.communicate(timeout=120)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            raise DrillError("the portal did not stop within 120 s") from None

    # --- processes --------------------------------------------------------------------------------
    def tree(self) -> dict[int, tuple[int, str]]:
        """{pid: (parent, command line)} of everything below the portal's process."""
        assert self._process is not None
        rows: dict[int, tuple[int, str]] = {}
        for path in Path("/proc").iterdir():
            if not path.name.isdecimal():
                continue
            try:
                after = (path / "stat").read_text().rpartition(")")[2].split()
                words = (path / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:  # it ended while we looked
                continue
            if after[0] != "Z":
                rows[int(path.name)] = (int(after[1]), words)
        found: dict[int, tuple[int, str]] = {}
        wave = {self._process.pid}
        while wave:
            wave = {pid for pid, (parent, _) in rows.items() if parent in wave}
            found |= {pid: rows[pid] for pid in wave}
        return found

    def all_pids(self) -> list[int]:
        return list(self.tree())

    def pids(self, part: str) -> list[int]:
        """The processes of a part (see PARTS), those without a parent of the same part first."""
        tree = self.tree()
        mine = {}
        for pid, (parent, words) in tree.items():
            name = next((n for n, mark in PARTS.items() if mark in words), None)
            if name == part:
                mine[pid] = parent
        return sorted(mine, key=lambda pid: (mine[pid] in mine, pid))

    def send(self, part: str, number: signal.Signals, *, head_only: bool = False) -> list[int]:
        """Send a signal to all processes of a part, or to the first of them."""
        found = self.pids(part)
        chosen = found[:1] if head_only else found
        for pid in chosen:
            _send(pid, number)
        return chosen

    def kill(self, pid: int) -> None:
        _send(pid, signal.SIGKILL)

    # --- looking ----------------------------------------------------------------------------------
    def database(self) -> psycopg2.extensions.connection:
        """A connection of the owner's role, to look with."""
        found = psycopg2.connect(embedded.addresses(self.folder).database_owner, connect_timeout=10)
        found.autocommit = True
        return found

    def rows(self, statement: str, values: Any = None) -> list[tuple[Any, ...]]:
        with closing(self.database()) as connection, connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()

    def ready(self) -> dict[str, Any]:
        """What /readyz answers; {} while nobody does."""
        try:
            answer = requests.get(f"{self.url}/readyz", timeout=5)
        except requests.RequestException:
            return {}
        return dict(answer.json()) if answer.status_code == 200 else {}

    def manage(self, *words: str, extra: Mapping[str, str] | None = None) -> str:
        """Run a command of manage.py beside the portal; what it prints."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env={**self.environment, **(extra or {})},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise DrillError(f"manage.py {' '.join(words)}: {done.stderr.strip()[-1500:]}")
        return done.stdout


def _send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


class Prepared:
    """One folder with all data and people ready, from which every drill gets a copy."""

    def __init__(self, top: Path) -> None:
        self._top = top
        self._base = top / "base"
        self.cast: dict[str, Any] = {}
        """Who works on what; see tests.drill.prepare."""

    def make(self) -> None:
        """Load everything once and let tests.drill.prepare write down who works on what."""
        self._base.mkdir(mode=0o711)
        portal = Portal(self._base)
        portal.start()
        try:
            made = subprocess.run(
                [sys.executable, "-m", "tests.drill.prepare"],
                cwd=ROOT,
                env=portal.environment,
                capture_output=True,
                text=True,
                check=False,
            )
            if made.returncode:
                raise DrillError(f"could not prepare people:\n{made.stderr[-3000:]}")
            self.cast = json.loads(made.stdout)
        finally:
            portal.stop()

    @contextmanager
    def portal(self, name: str, extra: Mapping[str, str] | None = None) -> Iterator[Portal]:
        """A running portal on a fresh copy."""
        with self.copy(name) as folder, running(folder, extra) as portal:
            yield portal

    @contextmanager
    def copy(self, name: str) -> Iterator[Path]:
        """A fresh copy with owners and times: the portal then knows its data for up to date."""
        folder = self._top / name
        try:
            subprocess.run(["cp", "-a", str(self._base), str(folder)], check=True)
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(folder: Path, extra: Mapping[str, str] | None = None) -> Iterator[Portal]:
    portal = Portal(folder, extra)
    try:
        portal.start()
        yield portal
    finally:
        portal.stop()


@contextmanager
def prepared() -> Iterator[Prepared]:
    """The prepared folder, in a throw-away place the service user may walk through."""
    top = Path(tempfile.mkdtemp(prefix="kbang-ntm-drill-"))
    top.chmod(0o711)
    try:
        found = Prepared(top)
        found.make()
        yield found
    finally:
        shutil.rmtree(top, ignore_errors=True)


def until(true: Any, seconds: float, what: str, pause: float = 0.1) -> float:
    """Wait until `true()`; seconds it took. Raises DrillError after `seconds`."""
    begin = time.monotonic()
    while not true():
        if time.monotonic() - begin > seconds:
            raise DrillError(f"{what}: not within {seconds:.0f} s")
        time.sleep(pause)
    return time.monotonic() - begin
