"""One period's reports of all communes: how far each is, when, and what rows say so."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from communes.enums import ReportState
from communes.models import ProgressReport, ReportingPeriod
from communes.scale.places import Commune
from communes.scale.profiles import Cell, Profile
from kbang_ntm.core import clock
from kbang_ntm.core.copying import reserve_ids

RUNNING = (
    (ReportState.DRAFT, 15), (ReportState.HANDED, 10), (ReportState.SUBMITTED, 35),
    (ReportState.IN_REVIEW, 25), (ReportState.CONFIRMED, 15),
)  # fmt: skip
REVIEWED = frozenset({ReportState.IN_REVIEW, ReportState.CONFIRMED})
UNSENT = frozenset({ReportState.DRAFT, ReportState.HANDED})
DRAFTED, ACCEPTED_SO_FAR = 20, 30  # indicators entered in a draft, accepted in review


@dataclass(frozen=True)
class Steps:
    """When things happened."""

    entered: datetime
    handed: datetime
    submitted: datetime
    reviewed: datetime
    confirmed: datetime


@dataclass(slots=True)
class Made:
    """A report to write: whose, how far, when, and its figures (a draft has fewer)."""

    id: int
    uid: uuid.UUID
    commune: Commune
    state: ReportState
    steps: Steps
    profile: Profile
    cells: Sequence[Cell]
    accepted: int
    sha256: str
    number: str = ""

    @property
    def sent(self) -> bool:
        """Whether the district has it."""
        return self.state not in UNSENT

    @property
    def code(self) -> str:
        """The short code of the save."""
        return self.sha256[:4].upper()


def plan_reports(
    *, period: ReportingPeriod, communes: Sequence[Commune], profiles: dict[str, list[Profile]],
    place: float, running: bool, chance: Random, drafts: bool = False,
) -> list[Made]:  # fmt: skip
    """One report for each commune. `place` (0 to 1) is how late in the whole time the period
    lies: communes grow better over time. While it is `running`, reports are in all states, or
    all still `drafts`, as on the evening of a deadline."""
    ids = reserve_ids(ProgressReport, len(communes))
    states = [state for state, share in RUNNING for _ in range(share)]
    found = []
    for pk, (number, commune) in zip(ids, enumerate(communes), strict=True):
        state = chance.choice(states) if running else ReportState.CONFIRMED
        if running and drafts:
            state = ReportState.DRAFT
        offered = profiles[commune.column]
        start = number * 7919 % 97 / 97  # the same commune begins at the same place each time
        at = 0.55 * start + 0.4 * place + 0.05 * chance.random()
        profile = offered[min(len(offered) - 1, int(at * len(offered)))]
        cells = profile.cells[:DRAFTED] if state == ReportState.DRAFT else profile.cells
        steps = _steps(period, running, chance)
        uid = uuid.UUID(int=chance.getrandbits(128), version=4)
        accepted = {ReportState.CONFIRMED: len(cells), ReportState.IN_REVIEW: ACCEPTED_SO_FAR}
        found.append(
            Made(
                pk, uid, commune, state, steps, profile, cells, accepted.get(state, 0),
                _hash(uid, commune, steps.entered, cells),
            )
        )  # fmt: skip
    return found


def give_numbers(reports: Sequence[Made], last: dict[date, int]) -> None:
    """Receipt numbers in order of arrival; `last` number of each day is moved on."""
    for report in sorted((one for one in reports if one.sent), key=lambda r: r.steps.submitted):
        day = report.steps.submitted.astimezone(clock.LOCAL).date()
        last[day] = last.get(day, 0) + 1
        report.number = f"{day:%y-%m-%d}-{last[day]:04d}"


def _steps(period: ReportingPeriod, running: bool, chance: Random) -> Steps:
    """Between opening and closing; of the running period everything has happened by the day on
    which the portal stands."""
    start = period.opens_at
    span = period.due_at - start
    entered = start + span * (0.2 + (0.2 if running else 0.5) * chance.random())
    handed = entered + timedelta(minutes=chance.randrange(30, 600))
    submitted = handed + timedelta(minutes=chance.randrange(30, 900))
    reviewed = submitted + timedelta(hours=chance.randrange(20, 70))
    return Steps(entered, handed, submitted, reviewed, reviewed + timedelta(hours=26))


def _hash(uid: uuid.UUID, commune: Commune, at: datetime, cells: Sequence[Cell]) -> str:
    """The hash of the save as a receipt has it (`blank_receipt`), from parts written once."""
    body = ",".join([cell.hashed for cell in cells])
    whole = f'["{uid}","{commune.officer.uid}","{at.isoformat()}",[{body}]]'
    return hashlib.sha256(whole.encode()).hexdigest()
