"""Memory of all processes of a portal, as the system counts it."""

from __future__ import annotations

import os
import re
import threading
import time
from collections import defaultdict
from pathlib import Path

PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


def portal_processes(folder: Path) -> list[int]:
    """Our descendants that work for the portal of that folder (all but ourselves)."""
    parents: dict[int, list[int]] = defaultdict(list)
    for path in Path("/proc").iterdir():
        if path.name.isdecimal():
            try:
                after_name = (path / "stat").read_text().rpartition(")")[2].split()
            except OSError:  # ended meanwhile
                continue
            parents[int(after_name[1])].append(int(path.name))
    found, todo = [], [os.getpid()]
    while todo:
        children = parents.get(todo.pop(), [])
        found += children
        todo += children
    return found


def pss_of(pids: list[int]) -> float:
    """MB, pages shared by several processes divided among them."""
    total = 0
    for pid in pids:
        try:
            match = PSS.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
        except OSError:  # ended meanwhile
            continue
        total += int(match[1]) if match else 0
    return total / 1024


class Watch(threading.Thread):
    """Every `every` seconds the memory of the portal's processes together, until `stop()`."""

    def __init__(self, folder: Path, every: float = 5.0) -> None:
        super().__init__(daemon=True)
        self.folder, self.every = folder, every
        self.samples: list[tuple[float, float]] = []  # seconds since the start, MB
        self._over = threading.Event()

    def run(self) -> None:
        start = time.monotonic()
        while not self._over.wait(self.every):
            self.samples.append((time.monotonic() - start, pss_of(portal_processes(self.folder))))

    def stop(self) -> list[tuple[float, float]]:
        """All samples."""
        self._over.set()
        self.join()
        return self.samples
