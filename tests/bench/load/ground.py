"""A portal to press on: invented communes that have drafts of the running period, `make run`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from kbang_ntm import embedded
from tests.bench.portal import PASSWORD, ROOT, make_run, throwaway

PERIOD = "2025-Q2"  # the one that runs on the day of demonstrations


@dataclass(frozen=True)
class Ground:
    """A running portal: its address, its folder, the owner's database address."""

    address: str
    folder: Path
    database: str


def fill(folder: Path, communes: int, periods: int = 2) -> None:
    """Tables, rights, reference data and so many communes with drafts, by the commands an
    operator has."""
    keep = {k: v for k, v in os.environ.items() if k in ("PATH", "HOME", "LANG", "USER")}
    environment = {**keep, "PORTAL_VAR": str(folder), "PORTAL_DEMO_PASSWORD": PASSWORD}
    scale = ["--communes", str(communes), "--periods", str(periods), "--drafts"]
    for words in (["migrate"], ["grant_rights"], ["load_reference"], ["make_scale", *scale]):
        done = subprocess.run(
            [sys.executable, "manage.py", *words, "--verbosity", "0"],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            sys.exit(f"manage.py {words[0]}: {done.stderr[-2000:]}")


@contextmanager
def ground(
    communes: int, kept: Path | None = None, *, periods: int = 2, **settings: str
) -> Iterator[Ground]:
    """The portal with its web processes, worker, beat, sealer, broker and a database with fsync.

    `kept` is a folder to stay: filled once, used as it was left by the next run. `settings` are
    given to `make run` by the environment.
    """
    with nullcontext(kept) if kept else throwaway() as folder:
        if not (folder / "static").is_dir():
            (folder / "static").mkdir(parents=True)
            folder.chmod(0o711)
            fill(folder, communes, periods)
        with make_run(folder, **settings) as (address, _seconds):
            yield Ground(address, folder, embedded.addresses(folder).database_owner)


def officers(count: int) -> list[str]:
    """Accounts of officers of the first communes."""
    return [f"qm.xa{number:04d}" for number in range(1, count + 1)]


def staff(count: int, communes: int) -> list[str]:
    """Accounts of coordination offices and leaders of districts, in turn."""
    districts = -(-communes // 13)
    names = [
        f"qm.{kind}{number:03d}"
        for number in range(1, districts + 1)
        for kind in ("dieuphoi", "huyen")
    ]
    return [names[place % len(names)] for place in range(count)]
