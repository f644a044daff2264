"""A procedure as plain values, frozen into a case when it opens. Pure, no database."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from communes.recognition_enums import CaseAct


@dataclass(frozen=True)
class PaperSpec:
    """A part of the dossier that a step needs."""

    code: str
    label: str
    required: bool
    certain: bool


@dataclass(frozen=True)
class StepSpec:
    """One step: who acts, within how many days, what percentage, what must be there before.

    `days_from`..`days_to` is the term as known (the later one counts), None where no source names
    one.
    """

    code: str
    label: str
    level: str
    body: str
    days_from: int | None
    days_to: int | None
    day_kind: str
    vote_percent: int | None
    vote_base: str
    needs: tuple[str, ...]
    checks_gates: bool
    certain: bool
    source: str
    note: str
    papers: tuple[PaperSpec, ...]


@dataclass(frozen=True)
class GateSpec:
    """A condition outside the criteria; `percent` None: no level is known."""

    code: str
    kind: str
    label: str
    percent: int | None
    each_percent: int | None
    of_standard: str
    supplied_by: str
    certain: bool
    source: str
    note: str


@dataclass(frozen=True)
class WithdrawalSpec:
    """A rule of withdrawal: from `from_percent` on, below `under_percent` where there is one."""

    code: str
    label: str
    measure: str
    from_percent: int
    under_percent: int | None
    needs_flagged: bool
    certain: bool
    source: str


@dataclass(frozen=True)
class ProcedureSpec:
    """The whole procedure as it stood when the case opened."""

    code: str
    standard: str
    title: str
    legal_basis: str
    decided_by: str
    certain: bool
    source: str
    chosen_criteria: tuple[str, ...]
    chosen_least: int
    recheck_standard: str
    steps: tuple[StepSpec, ...]
    gates: tuple[GateSpec, ...]
    withdrawals: tuple[WithdrawalSpec, ...]

    def has(self, code: str) -> bool:
        """The procedure has that step."""
        return any(step.code == code for step in self.steps)

    def step(self, code: str) -> StepSpec | None:
        """The step of that code, None where the procedure has none."""
        return next((step for step in self.steps if step.code == code), None)

    @property
    def voting(self) -> tuple[StepSpec, ...]:
        """Meetings whose votes are a condition before the dossier goes up."""
        return tuple(step for step in self.steps if step.code in MEETINGS and step.vote_percent)

    def as_json(self) -> dict[str, Any]:
        """Plain values for a JSON column."""
        return dataclasses.asdict(self)


MEETINGS = (CaseAct.COMMUNE_MEETING, CaseAct.DISTRICT_MEETING)


def from_json(data: dict[str, Any]) -> ProcedureSpec:
    """The procedure that `as_json` wrote. Raises KeyError, TypeError for another shape."""
    steps = tuple(
        StepSpec(
            **{
                **row,
                "needs": tuple(row["needs"]),
                "papers": tuple(PaperSpec(**paper) for paper in row["papers"]),
            }
        )
        for row in data["steps"]
    )
    return ProcedureSpec(
        **{
            **data,
            "chosen_criteria": tuple(data["chosen_criteria"]),
            "steps": steps,
            "gates": tuple(GateSpec(**row) for row in data["gates"]),
            "withdrawals": tuple(WithdrawalSpec(**row) for row in data["withdrawals"]),
        }
    )
