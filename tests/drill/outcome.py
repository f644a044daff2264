"""What a drill found, as a table and as JSON."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass
class Outcome:
    """One drill. `back` is the seconds from the end of the fault until everybody was served and
    all jobs asked for had ended; `longest` the longest an acknowledged act took; `wrong` what is
    not as it must be, empty when the drill is passed; `skipped` why it was not held."""

    name: str
    what: str
    saves: int = 0
    uploads: int = 0
    sends: int = 0
    jobs: int = 0
    tries: int = 0
    repeats: int = 0
    lost: int = 0
    twice: int = 0
    longest: float = 0.0
    back: float = 0.0
    answers: dict[str, int] = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    skipped: str = ""

    @property
    def verdict(self) -> str:
        return "skipped" if self.skipped else "MISSED" if self.wrong else "met"


COLUMNS = ("saves", "uploads", "sends", "jobs", "tries", "repeats", "lost", "twice")


def show(outcomes: list[Outcome]) -> int:
    """Print the table; 1 when a drill is missed."""
    wide = max(len(one.name) for one in outcomes)
    head = "".join(f"{name:>9}" for name in COLUMNS)
    print(f"{'drill':{wide}}{head}{'longest':>9}{'back':>7}  verdict")
    for one in outcomes:
        cells = "".join(f"{getattr(one, name) or '-':>9}" for name in COLUMNS)
        if not one.skipped:  # what must be nothing is written as 0
            cells = cells[: 9 * 6] + f"{one.lost:>9}{one.twice:>9}"
        print(f"{one.name:{wide}}{cells}{one.longest:>8.1f}s{one.back:>6.1f}s  {one.verdict}")
    for one in outcomes:
        told = [one.skipped] if one.skipped else one.notes + one.wrong
        if one.answers:
            told.append(f"answers {one.answers}")
        told += [f"said «{sentence}»" for sentence in one.sentences]
        print(f"\n{one.name}: {one.what}")
        for line in told:
            print(f"  {line}")
    print(f"\n{machine()}, load {os.getloadavg()[0]:.1f}")
    return 1 if any(one.wrong for one in outcomes) else 0


def machine() -> str:
    """Cores, processor and memory."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores ({names[0] if names else platform.machine()}), {memory:.0f} GB"


def write(outcomes: list[Outcome], path: Path) -> None:
    """The same as JSON."""
    body = {
        "machine": machine(),
        "load": os.getloadavg()[0],
        "drills": [asdict(one) | {"verdict": one.verdict} for one in outcomes],
    }
    path.write_text(json.dumps(body, ensure_ascii=False, indent=1), encoding="utf-8")
