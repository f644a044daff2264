"""Processes killed with SIGKILL while people work."""

from __future__ import annotations

import signal
import time
import uuid

from tests.drill.course import hold
from tests.drill.outcome import Outcome
from tests.drill.people import Crowd, ask_print, clerk, two_prints
from tests.drill.portal import DrillError, Portal, Prepared, until

BROKER_AWAY = 15.0  # seconds


def web(prepared: Prepared) -> Outcome:
    """Each process that serves people, then the one that watches over them."""

    def fault(portal: Portal, crowd: Crowd, outcome: Outcome) -> None:
        for pid in portal.pids("web")[1:]:
            portal.kill(pid)
            time.sleep(2)
        master = portal.send("web", signal.SIGKILL, head_only=True)
        if not master:
            raise DrillError("no web process found")
        time.sleep(0.2)

    return hold(
        prepared, "web", "SIGKILL of both web processes in turn, then of their master", fault
    )


def worker(prepared: Prepared) -> Outcome:
    """The whole worker in the middle of a report, which a successor ends."""

    def fault(portal: Portal, crowd: Crowd, outcome: Outcome) -> None:
        person = clerk(crowd)
        for number in range(5):
            asked = ask_print(person, uuid.uuid4().hex, "pdf")
            begun = time.monotonic()
            if killed_in_the_middle(portal, asked.about["job"]):
                break
            outcome.notes.append(f"report {number + 1} was done before it could be killed")
        else:
            raise DrillError("no report could be caught in the middle")
        job = asked.about["job"]
        until(lambda: state_of(portal, job)[0] == "done", 180, "the successor ends the report")
        _, attempts, snapshots, steps = state_of(portal, job)
        took = time.monotonic() - begun
        outcome.notes.append(
            f"report begun by a worker that was killed, ended by attempt {attempts} after"
            f" {took:.1f} s; {snapshots} document, step «snapshot» done {steps} time"
        )
        if (attempts, snapshots, steps) != (2, 1, 1):
            outcome.wrong.append(f"attempts, documents, steps: {attempts}, {snapshots}, {steps}")

    return hold(prepared, "worker", "SIGKILL of the worker in mid-report", fault)


def killed_in_the_middle(portal: Portal, job: str) -> bool:
    """Kill once the document is frozen and before its file is made; False when it came too late."""
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        state, _, snapshots, _ = state_of(portal, job)
        if state == "done":
            return False
        if state == "running" and snapshots:
            portal.send("worker", signal.SIGKILL)
            return state_of(portal, job)[0] == "running"
        time.sleep(0.005)
    raise DrillError("the report was not begun")


def state_of(portal: Portal, job: str) -> tuple[str, int, int, int]:
    """(state, attempts, documents, finished steps «snapshot») of a print."""
    row = portal.rows(
        "SELECT j.state, j.attempts, (SELECT count(*) FROM reports_documentsnapshot d JOIN"
        " core_jobstep s ON s.data->>'uid' = d.uid::text WHERE s.job_id = j.id), (SELECT count(*)"
        " FROM core_jobstep s WHERE s.job_id = j.id AND s.name = 'snapshot')"
        " FROM core_job j WHERE j.uid = %s",
        [job],
    )[0]
    return row[0], row[1], row[2], row[3]


def database(prepared: Prepared) -> Outcome:
    """The postmaster: its backends end, the supervisor starts it, it recovers from its log."""

    def fault(portal: Portal, crowd: Crowd, outcome: Outcome) -> None:
        for _ in range(2):
            if not portal.send("postgres", signal.SIGKILL, head_only=True):
                raise DrillError("no postmaster found")
            until(lambda: bool(portal.ready()), 60, "the database answers again")
            time.sleep(3)

    return hold(prepared, "database", "SIGKILL of PostgreSQL's postmaster, twice", fault)


def broker(prepared: Prepared) -> Outcome:
    """Killed whenever it comes up, for a while: what is asked for meanwhile runs later."""

    def fault(portal: Portal, crowd: Crowd, outcome: Outcome) -> None:
        asks = clerk(crowd, two_prints)
        begun = time.monotonic()
        portal.send("valkey", signal.SIGKILL)
        asks.start()
        while time.monotonic() - begun < BROKER_AWAY:
            portal.send("valkey", signal.SIGKILL)
            time.sleep(0.05)
        _tell_of_meanwhile(crowd, outcome, begun)

    return hold(
        prepared, "broker", f"Valkey killed whenever it comes up, {BROKER_AWAY:.0f} s", fault
    )


def broker_silent(prepared: Prepared) -> Outcome:
    """It is there and says nothing, which costs more than one that is gone."""

    def fault(portal: Portal, crowd: Crowd, outcome: Outcome) -> None:
        asks = clerk(crowd, two_prints)
        begun = time.monotonic()
        portal.send("valkey", signal.SIGSTOP)
        asks.start()
        time.sleep(BROKER_AWAY)
        portal.send("valkey", signal.SIGCONT)
        _tell_of_meanwhile(crowd, outcome, begun)

    return hold(prepared, "broker-silent", f"Valkey stopped for {BROKER_AWAY:.0f} s", fault)


def _tell_of_meanwhile(crowd: Crowd, outcome: Outcome, begun: float) -> None:
    """Every act that fell into the fault was served at once: a broker is not waited for."""
    during = [act for act in list(crowd.acts) if act.begun > begun]
    asked = [act for act in during if act.kind == "print"]
    repeated = [act for act in during if len(act.seen) > 1]
    slow = max((act.seconds for act in during if act.ended), default=0.0)
    outcome.notes.append(
        f"meanwhile {len(during)} acts, {len(asked)} of them jobs; slowest {slow:.1f} s"
    )
    if repeated or slow > 5 or not asked:
        outcome.wrong.append(
            f"without a broker {len(repeated)} acts were not served at once, slowest {slow:.1f} s"
        )
