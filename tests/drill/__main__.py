"""`make drill`: all drills or those named, as a table and as JSON; exit code 1 on a miss.

    .venv/bin/python -m tests.drill [--json FILE] [name ...]

Without a name every drill is held, about two minutes each on two calm cores.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from tests.drill import at_once, clocks, deploy, disk, killed, paused, pressed
from tests.drill.outcome import Outcome, show, write
from tests.drill.portal import Prepared, prepared

DRILLS: dict[str, Callable[[Prepared], Outcome]] = {
    "web": killed.web,
    "worker": killed.worker,
    "database": killed.database,
    "broker": killed.broker,
    "broker-silent": killed.broker_silent,
    "database-pause": paused.database,
    "disk-files": disk.files,
    "disk-all": disk.everything,
    "clock": clocks.machine,
    "deploy": deploy.release,
    "at-once": at_once.services,
    "at-once-http": pressed.pages,
}


def main() -> int:
    """Hold the drills and print what was found."""
    parser = argparse.ArgumentParser(prog="make drill", description="Faults under a portal at work")
    parser.add_argument("name", nargs="*", help=f"one of {', '.join(DRILLS)}")
    parser.add_argument("--json", type=Path, help="write the result there as well")
    asked = parser.parse_args()
    unknown = set(asked.name) - set(DRILLS)
    if unknown:
        parser.error(
            f"no drill is called {', '.join(sorted(unknown))}; there are {', '.join(DRILLS)}"
        )
    outcomes = []
    with prepared() as ready:
        for name in asked.name or DRILLS:
            print(f"{name} …", file=sys.stderr, flush=True)
            outcomes.append(DRILLS[name](ready))
    code = show(outcomes)
    if asked.json:
        write(outcomes, asked.json)
    return code


if __name__ == "__main__":
    sys.exit(main())
