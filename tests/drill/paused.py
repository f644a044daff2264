"""A database that is there and says nothing for twenty seconds."""

from __future__ import annotations

import signal
import time

from tests.drill.course import hold
from tests.drill.outcome import Outcome
from tests.drill.people import Crowd
from tests.drill.portal import Portal, Prepared

PAUSE = 20.0  # seconds
AT_MOST = PAUSE + 20  # seconds an act may take that fell into it: the pause, and its turn after it


def database(prepared: Prepared) -> Outcome:
    """Every process of PostgreSQL stopped: people wait, or read a sentence and send again."""

    def fault(portal: Portal, crowd: Crowd, outcome: Outcome) -> None:
        begun = time.monotonic()
        # The postmaster first: it would begin backends that we do not see.
        stopped = portal.send("postgres", signal.SIGSTOP, head_only=True)
        stopped += portal.send("postgres", signal.SIGSTOP)
        time.sleep(PAUSE)
        portal.send("postgres", signal.SIGCONT)
        ended = time.monotonic()
        time.sleep(AT_MOST - PAUSE)
        hit = [act for act in list(crowd.acts) if act.begun < ended and act.ended > begun]
        slow = max((act.seconds for act in hit), default=0.0)
        told = sum(1 for act in hit if len(act.seen) > 1)
        outcome.notes.append(
            f"{len(hit)} acts fell into the pause: {len(hit) - told} waited, {told} were told and"
            f" sent again; slowest {slow:.1f} s"
        )
        left = [act for act in list(crowd.acts) if act.begun < ended and not act.ended]
        if left or slow > AT_MOST:
            outcome.wrong.append(f"{len(left)} acts hang, slowest {slow:.1f} s")

    what = f"SIGSTOP of all of PostgreSQL for {PAUSE:.0f} s"
    return hold(prepared, "database-pause", what, fault)
