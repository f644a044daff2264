"""The clock of the portal's machine is set forward and back while people work.

The processes of the portal run under libfaketime, which reads what time it is from a file; the
database and the broker keep the right time, as if they stood on another machine. What counts
seconds (monotonic clocks) is left alone, as the kernel leaves it alone.
"""

from __future__ import annotations

import os
import time
import uuid
from importlib.util import find_spec
from pathlib import Path

from tests.drill.course import under_work
from tests.drill.killed import killed_in_the_middle, state_of
from tests.drill.outcome import Outcome
from tests.drill.people import Crowd, ask_print, clerk
from tests.drill.portal import DrillError, Portal, Prepared, running, until

FORWARD, BACK = 3 * 3600, -3 * 3600  # seconds beside the right time
TRUE_WITHIN = 2.0  # seconds a receipt may lie outside of its act


def library() -> Path | None:
    """The library of the package libfaketime, where it is installed."""
    spec = find_spec("libfaketime")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(next(iter(spec.submodule_search_locations)))
    return next(folder.rglob("libfaketime.so.1"), None)


def machine(prepared: Prepared) -> Outcome:
    """Receipts keep the database's time, leases run, a killed worker's job is taken over."""
    outcome = Outcome(
        "clock", "clock of the portal's machine set 3 h forward, then 6 h back; worker killed"
    )
    found = library()
    if found is None:
        outcome.skipped = "the package libfaketime is not installed"
        return outcome
    with prepared.copy(outcome.name) as folder:
        clock = folder / "clock"
        extra = {
            "LD_PRELOAD": str(found),
            "FAKETIME_TIMESTAMP_FILE": str(clock),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
            "FAKETIME_SKIP_CMDS": "postgres,valkey-server",
        }

        def fault(portal: Portal, crowd: Crowd, outcome: Outcome) -> None:
            _stand(clock, FORWARD)
            time.sleep(12)
            person = clerk(crowd)
            _stand(clock, BACK)
            time.sleep(4)
            asked = ask_print(person, uuid.uuid4().hex, "pdf").about["job"]
            if not killed_in_the_middle(portal, asked):
                raise DrillError("the report was done before its worker could be killed")
            took = until(lambda: state_of(portal, asked)[0] == "done", 180, "a successor")
            outcome.notes.append(f"the killed worker's report was ended by another in {took:.0f} s")
            _judge(portal, crowd, outcome)
            _stand(clock, 0)

        _stand(clock, 0)
        with running(folder, extra) as portal:
            under_work(portal, prepared, outcome, fault)
    return outcome


def _stand(clock: Path, seconds: int) -> None:
    """Set the machine's clock; read by every process within a second."""
    draft = clock.with_name("clock.draft")
    draft.write_text(f"{seconds:+d}\n")
    os.replace(draft, clock)


def _judge(portal: Portal, crowd: Crowd, outcome: Outcome) -> None:
    """The time on every receipt lies between sending and answer by the right clock, which is ours:
    the drill itself does not run under the library."""
    acts = {act.key: act for act in list(crowd.acts) if act.kind == "save" and act.acknowledged}
    rows = portal.rows(
        "SELECT key, (response->>'at')::timestamptz FROM core_idempotencykey"
        " WHERE key = ANY(%s) AND response->>'at' <> ''",
        [list(acts)],
    )
    ours = time.time() - time.monotonic()
    worst = 0.0
    for key, at in rows:
        first, last = acts[key].begun + ours, acts[key].ended + ours
        # The demonstration stands on another day: times of day are compared.
        early, late = (_apart(at.timestamp(), moment) for moment in (first, last))
        worst = max(worst, -early, late)
    outcome.notes.append(f"{len(rows)} receipts, at most {worst:.1f} s off the right time")
    if not rows or worst > TRUE_WITHIN:
        outcome.wrong.append(f"receipts are {worst:.0f} s off the right time")


def _apart(one: float, other: float) -> float:
    """Seconds from the second time of day to the first, within half a day."""
    day = 24 * 3600
    return (one - other + day / 2) % day - day / 2
