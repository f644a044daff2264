"""Procedures in force, as plain values; the calendar of working days; terms and due dates."""

from __future__ import annotations

from datetime import date

from communes.models import FlaggedCriterion, Holiday, Procedure
from communes.procedures import (
    GateSpec,
    PaperSpec,
    ProcedureSpec,
    StepSpec,
    WithdrawalSpec,
)
from communes.recognition_enums import DayKind, HolidayKind
from communes.working_days import Calendar, due_on
from kbang_ntm.core.once import settled

STEP = (
    "code",
    "label",
    "level",
    "body",
    "days_from",
    "days_to",
    "day_kind",
    "vote_percent",
    "vote_base",
    "checks_gates",
    "certain",
    "source",
    "note",
)
GATE = (
    "code",
    "kind",
    "label",
    "percent",
    "each_percent",
    "of_standard",
    "supplied_by",
    "certain",
    "source",
    "note",
)
WITHDRAWAL = (
    "code",
    "label",
    "measure",
    "from_percent",
    "under_percent",
    "needs_flagged",
    "certain",
    "source",
)


def procedure_on(standard: str, day: date) -> Procedure | None:
    """The procedure of a standard in force on a day; None where no row says one. One query."""
    return Procedure.objects.filter(standard=standard, valid__contains=day).first()


def spec_of(procedure: Procedure) -> ProcedureSpec:
    """The procedure as plain values, to be frozen into a case. Four queries."""
    steps = procedure.steps.order_by("order").prefetch_related("papers")
    return ProcedureSpec(
        code=procedure.code,
        standard=procedure.standard,
        title=procedure.title,
        legal_basis=procedure.legal_basis,
        decided_by=procedure.decided_by,
        certain=procedure.certain,
        source=procedure.source,
        chosen_criteria=tuple(procedure.chosen_criteria),
        chosen_least=procedure.chosen_least,
        recheck_standard=procedure.recheck_standard,
        steps=tuple(
            StepSpec(
                **{name: getattr(step, name) for name in STEP},
                needs=tuple(step.needs),
                papers=tuple(
                    PaperSpec(paper.code, paper.label, paper.required, paper.certain)
                    for paper in step.papers.all()
                ),
            )
            for step in steps
        ),
        gates=tuple(
            GateSpec(**{name: getattr(row, name) for name in GATE})
            for row in procedure.gates.order_by("order")
        ),
        withdrawals=tuple(
            WithdrawalSpec(**{name: getattr(row, name) for name in WITHDRAWAL})
            for row in procedure.withdrawals.order_by("order")
        ),
    )


@settled
def calendar_of() -> Calendar:
    """All holidays and days worked instead. One query."""
    rows = Holiday.objects.values_list("day", "kind")
    return Calendar.of((day, kind == HolidayKind.WORKS) for day, kind in rows)


def step_due(step: StepSpec | None, start: date, calendar: Calendar) -> date | None:
    """The last day of a step that could begin after `start`; None where no term is known."""
    if step is None or step.days_to is None:
        return None
    return due_on(start, step.days_to, working=step.day_kind == DayKind.WORKING, calendar=calendar)


def flagged_numbers(criteria_set_id: int) -> frozenset[str]:
    """Numbers of the set's criteria that weigh in the rule of 30 %. One query."""
    rows = FlaggedCriterion.objects.filter(criterion__criteria_set_id=criteria_set_id)
    return frozenset(rows.values_list("criterion__no", flat=True))
