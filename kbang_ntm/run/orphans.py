"""Keeping hold of processes whose own parent was killed, so that stopping leaves none behind.

Linux hands orphans to the nearest ancestor that asked for them; we ask. Web processes of a killed
master, or all of a killed supervisor's children, then are ours to end.
"""

from __future__ import annotations

import ctypes
import os
import signal
import time
from contextlib import suppress
from pathlib import Path

SET_PARENT_DEATH_SIGNAL, SET_CHILD_SUBREAPER = 1, 36  # linux/prctl.h
PATIENCE = 15  # seconds before a process that does not leave is killed


def adopt() -> None:
    """Become the heir of orphans below us, and end when `make` itself is killed."""
    libc = ctypes.CDLL(None)
    libc.prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
    libc.prctl(SET_CHILD_SUBREAPER, 1)


def children() -> list[int]:
    """Process numbers of our direct children, adopted ones included, zombies too."""
    found = []
    for path in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            # The name may hold spaces and brackets; the parent is the second word after it.
            after_name = (path / "stat").read_text().rpartition(")")[2].split()
            if int(after_name[1]) == os.getpid():
                found.append(int(path.name))
    return found


def reap(spared: int) -> None:
    """Clear away adopted processes that have ended; `spared` is waited for by its own handle."""
    for pid in children():
        if pid != spared:
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)


def end_all() -> None:
    """Ask every child to end quickly, then insist."""
    end = time.monotonic() + PATIENCE
    asked: set[int] = set()
    while left := children():
        insist = time.monotonic() > end
        for pid in left:
            with suppress(ProcessLookupError, ChildProcessError):
                if insist or pid not in asked:
                    os.kill(pid, signal.SIGKILL if insist else signal.SIGINT)
                    asked.add(pid)
                os.waitpid(pid, os.WNOHANG)
        time.sleep(0.1)
