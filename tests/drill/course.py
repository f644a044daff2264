"""How every drill with people goes: they work, something breaks, all is well again, the proof."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from tests.drill.outcome import Outcome
from tests.drill.people import Crowd
from tests.drill.portal import DrillError, Portal, Prepared, until
from tests.drill.proof import marks, prove

WARM_UP, COOL_DOWN = 4.0, 3.0  # seconds of ordinary work before and after
BACK_WITHIN = 150.0  # seconds until everybody is served and every job has ended


def hold(
    prepared: Prepared,
    name: str,
    what: str,
    fault: Callable[[Portal, Crowd, Outcome], None],
    *,
    extra: Mapping[str, str] | None = None,
) -> Outcome:
    """Hold one drill: `fault` breaks something while people work, and returns when it is over
    (whatever it killed then comes back by itself)."""
    with prepared.portal(name, extra) as portal:
        return under_work(portal, prepared, Outcome(name, what), fault)


def under_work(
    portal: Portal,
    prepared: Prepared,
    outcome: Outcome,
    fault: Callable[[Portal, Crowd, Outcome], None],
) -> Outcome:
    """As `hold`, on a portal that runs."""
    before = marks(portal)
    crowd = Crowd(portal.url, prepared.cast)
    crowd.sign_in()
    crowd.begin()
    time.sleep(WARM_UP)
    try:
        fault(portal, crowd, outcome)
        outcome.back = back(portal, crowd)
    except DrillError as error:
        outcome.wrong.append(str(error))
    time.sleep(COOL_DOWN)
    crowd.end()
    try:
        until(lambda: not waiting_jobs(portal), BACK_WITHIN, "jobs asked for end")
    except DrillError as error:
        outcome.wrong.append(str(error))
    settle(portal, crowd, outcome, before)
    return outcome


def back(portal: Portal, crowd: Crowd) -> float:
    """Seconds until database and broker answer, every officer has saved something begun after the
    fault, and no job asked for before this moment is left."""
    begun = time.monotonic()
    everybody = {person.login for person in crowd.people if person.login.startswith("xa.")}
    asked = portal_jobs(portal)

    def well() -> bool:
        found = portal.ready()
        if not (found.get("database") and found.get("broker")):
            return False
        return crowd.served_since(begun) >= everybody and not (asked & waiting_jobs(portal))

    return until(well, BACK_WITHIN, "all works again", pause=0.25)


def portal_jobs(portal: Portal) -> set[str]:
    """Jobs that wait or run now; none known while the database is away (they are seen later)."""
    until(lambda: bool(portal.ready()), BACK_WITHIN, "the portal answers")
    return waiting_jobs(portal)


def waiting_jobs(portal: Portal) -> set[str]:
    rows = portal.rows("SELECT uid::text FROM core_job WHERE state IN ('queued', 'running')")
    return {row[0] for row in rows}


def settle(portal: Portal, crowd: Crowd, outcome: Outcome, before: dict[str, int]) -> None:
    """Prove, and write down what people have seen."""
    proof = prove(portal, crowd.acts, before)
    outcome.saves, outcome.uploads = proof.saves, proof.uploads
    outcome.sends, outcome.jobs = proof.sends, proof.jobs
    outcome.repeats = sum(max(0, len(act.seen) - 1) for act in crowd.acts)
    outcome.lost, outcome.twice = len(proof.lost), len(proof.twice)
    outcome.wrong += proof.lost + proof.twice + proof.broken + crowd.broken
    ended = [act for act in crowd.acts if act.acknowledged]
    outcome.longest = max((act.seconds for act in ended), default=0.0)
    outcome.answers = {code or "none": n for code, n in sorted(crowd.answers().items())}
    outcome.sentences += crowd.sentences()
    if proof.bytes_without_row:
        outcome.notes.append(
            f"{proof.bytes_without_row} files without a row, for the nightly round"
        )
    refused = [act for act in crowd.acts if act.status >= 400]
    for act in refused[:5]:
        outcome.wrong.append(f"{act.kind} of {act.by} refused: {act.status} {act.said[-1:]}")
    if not (outcome.saves and outcome.uploads and outcome.sends and outcome.jobs):
        outcome.wrong.append("somebody got nothing done at all")
