"""People at work on the evening of a deadline, open arrivals over HTTP.

    .venv/bin/python -m tests.bench.load [--minutes 5] [--soak]

Starts a portal as `make run` does, with a commune for each person, whose report of the running
period is a draft, and lets 500 people sign in within ten minutes (fewer in a shorter run, 50 a
minute) and act 10 times a second: 45 % save a cell, 20 % send a file of 300 KB at 50 KB/s, 30 %
open a group of the form, 5 % look at a dashboard; one report is being printed all the time. Bounds:
saves p95 500 ms, the rest 1.5 s, no error, every acknowledged save and file found in the database
with its receipt. A time counts from the moment the act was due and over waiting pages; of a file
from its last byte, of a sign-in from its form.

`--soak`: three quarters of that; memory of all processes must grow by less than 5 % and the p95 by
less than 10 %, between the first and the last third after the sign-ins.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
from pathlib import Path

from tests.bench.figures import Figure, show
from tests.bench.load.browser import Browser
from tests.bench.load.crowd import Crowd, Log
from tests.bench.load.ground import Ground, ground, officers, staff
from tests.bench.load.plan import SAVES, THE_REST, Load, load_of
from tests.bench.load.proof import lost
from tests.bench.load.watch import Watch
from tests.bench.portal import PASSWORD

FEWEST = 130  # communes, so that ten districts have dashboards
GROWTH, DRIFT = 5.0, 10.0  # per cent
KINDS = (("sign-in", THE_REST), ("save", SAVES), ("page", THE_REST), ("upload", THE_REST),
         ("dashboard", THE_REST))  # fmt: skip


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--soak", action="store_true")
    parser.add_argument("--folder", type=Path, help="keep the portal's data here for another run")
    given = parser.parse_args()
    load = load_of(given.minutes, 0.75 if given.soak else 1.0)
    communes = max(FEWEST, load.people)
    with ground(communes, given.folder) as portal:
        log, memory = press(portal, load, communes)
        figures = told(portal, log)
    if given.soak:
        figures += worn(load, log, memory)
    figures.append(Figure("memory of all processes, at the end", [memory[-1][1]], "MB"))
    return show(figures)


def press(portal: Ground, load: Load, communes: int) -> tuple[Log, list[tuple[float, float]]]:
    """Play the load; (what happened, memory by time)."""
    names = officers(load.people - load.staff)
    people = [Browser(portal.address, name, PASSWORD, n) for n, name in enumerate(names)]
    others = [
        Browser(portal.address, name, PASSWORD, len(people) + n)
        for n, name in enumerate(staff(load.staff, communes))
    ]
    watch = Watch(portal.folder)
    watch.start()
    log = asyncio.run(Crowd(load, people, others).play())
    return log, watch.stop()


def told(portal: Ground, log: Log) -> list[Figure]:
    """The figures every run has; the first errors and losses are printed."""
    gone = lost(portal.database, portal.folder / "files", log.kept)
    for words in [*log.errors[:10], *gone[:10]]:
        print(words)
    figures = [
        Figure(kind, log.samples(kind), "ms", target) for kind, target in KINDS if log.times[kind]
    ]
    acts = sum(len(rows) for rows in log.times.values())
    note = (
        f"of {acts} acts, {log.early} before the person had thought, {log.nobody} arrivals found "
        f"nobody free, {log.jobs} prints"
    )
    figures.append(Figure("errors", [float(len(log.errors))], "", 0, note))
    figures.append(Figure("waiting pages shown", [float(log.waited)], ""))
    note = f"of {len(log.kept)} acknowledged"
    figures.append(Figure("saves and files lost", [float(len(gone))], "", 0, note))
    return figures


def worn(load: Load, log: Log, memory: list[tuple[float, float]]) -> list[Figure]:
    """Growth of memory and of the p95 from the first to the last third after the sign-ins."""
    third = (load.seconds - load.signing) / 3
    first, last = (load.signing, load.signing + third), (load.seconds - third, load.seconds)
    figures = []
    before, after = (
        statistics.median([mb for at, mb in memory if a <= at < b]) for a, b in (first, last)
    )
    note = f"{before:.0f} to {after:.0f} MB"
    figures.append(
        Figure("growth of memory", [100 * (after / before - 1)], "%", GROWTH, note)
    )  # fmt: skip
    for kinds in (("save",), ("page", "upload", "dashboard")):
        early, late = (
            Figure("", log.samples(*kinds, since=a, until=b)).high for a, b in (first, last)
        )
        note = f"{early:.0f} to {late:.0f} ms"
        figures.append(
            Figure(f"drift of p95, {', '.join(kinds)}", [100 * (late / early - 1)], "%", DRIFT,
                   note)
        )  # fmt: skip
    return figures


if __name__ == "__main__":
    sys.exit(main())
