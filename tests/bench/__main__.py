"""`make bench`: the programs of measurement one after another, a table and a JSON file.

    .venv/bin/python -m tests.bench [--all] [--json FILE] [NAME ...]

Without names: a short run of each that has one, about half an hour on a quiet machine.
`--all`: the whole runs, in hours. With names: those, short unless `--all`. What a program prints
is passed on; at the end all figures stand together, and in FILE (var/bench/<time>.json) with the
machine. Exit code 1 when a target is missed or a program failed.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench.figures import JSON_FILE, machine, table
from tests.bench.programs import PROGRAMS, Program

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Run, print, write."""
    given = arguments()
    chosen = [one for one in PROGRAMS if not given.names or one.name in given.names]
    if not given.all and not given.names:
        chosen = [one for one in chosen if one.short is not None]
    found = {"machine": machine(), "whole": given.all, "programs": []}
    for program in chosen:
        found["programs"].append(run(program, whole=given.all))
    file = given.json or ROOT / "var" / "bench" / f"{time.strftime('%Y%m%d-%H%M%S')}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    return summary(found, file)


def arguments() -> argparse.Namespace:
    """What was asked for; an unknown name stops with the list of names."""
    names = [one.name for one in PROGRAMS]
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--all", action="store_true", help="whole runs instead of short ones")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(names))
    given = parser.parse_args()
    if unknown := set(given.names) - set(names):
        parser.error(f"no such program: {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    return given


def run(program: Program, *, whole: bool) -> dict[str, Any]:
    """One program in a process group of its own; its figures, seconds and exit code."""
    words = program.whole if whole or program.short is None else program.short
    print(f"\n== {program.name} {' '.join(words)}".rstrip(), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        left = Path(folder) / "figures.json"
        start = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", f"tests.bench.{program.name}", *words],
            cwd=ROOT,
            env={**os.environ, JSON_FILE: str(left)},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        code = waited(process, program.most)
        body = json.loads(left.read_text()) if left.is_file() else {}
    return {
        "name": program.name,
        "arguments": list(words),
        "seconds": round(time.monotonic() - start, 1),
        "code": code,
        "load": body.get("machine", {}).get("load", []),
        "yardstick_ms": body.get("machine", {}).get("yardstick_ms"),
        "figures": body.get("figures", []),
    }


def waited(process: subprocess.Popen[bytes], most: int) -> int:
    """The exit code; a program that hangs or is interrupted is asked to tidy up, then ended."""
    try:
        return process.wait(most)
    except (subprocess.TimeoutExpired, KeyboardInterrupt) as why:
        os.killpg(process.pid, signal.SIGINT)
        try:
            code = process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            code = process.wait()
        if isinstance(why, KeyboardInterrupt):
            raise
        print(f"ended after {most} s", flush=True)
        return code or 1


def summary(found: dict[str, Any], file: Path) -> int:
    """All figures in one table; the exit code."""
    on = found["machine"]
    print(f"\n{on['processor']}, {on['cores']} cores, {on['memory_mb']} MB, {on['system']}")
    print(f"Python {on['python']}, " + ", ".join(f"{k} {v}" for k, v in on["versions"].items()))
    figures, failed = [], []
    for one in found["programs"]:
        above = ""  # a name that is moved in says something of the line above
        for row in one["figures"]:
            inner = row["name"].startswith(" ")
            above = above if inner else row["name"]
            words = f"{above}, {row['name'].strip()}" if inner else above
            figures.append(row | {"name": f"{one['name']}: {words}"})
        missed = any(not row["met"] for row in one["figures"])
        if not one["figures"] or (one["code"] and not missed):
            failed.append(one["name"])
    if figures:
        print("\n".join(table(figures)))
    seconds = sum(one["seconds"] for one in found["programs"])
    missed = [row["name"] for row in figures if not row["met"]]
    print(
        f"\n{len(figures)} figures, {len(missed)} beyond their target, in {seconds:.0f} s; {file}"
    )
    if missed:
        print("beyond: " + "; ".join(missed))
    if failed:
        print(f"failed: {', '.join(failed)}")
    return 1 if missed or failed else 0


if __name__ == "__main__":
    sys.exit(main())
