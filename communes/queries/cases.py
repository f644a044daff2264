"""A case as a whole: facts, criteria, papers, what is missing for the next step, when it is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from communes.enums import UnitKind
from communes.models import (
    CaseCriterion,
    CasePaper,
    CaseStep,
    CaseVote,
    CriteriaSet,
    Criterion,
    LatePaper,
    RecognitionCase,
    UnitVersion,
)
from communes.procedures import MEETINGS, PaperSpec, ProcedureSpec, StepSpec
from communes.queries.case_gates import GateView, gates_of, votes_of
from communes.queries.procedures import calendar_of, flagged_numbers, step_due
from communes.recognition_arithmetic import RuleOutcome, criteria_left, withdrawal_outcomes
from communes.recognition_enums import CaseAct, CaseState, GateVerdict, Phase
from communes.working_days import Calendar
from kbang_ntm.core import clock


@dataclass(frozen=True)
class CriterionView:
    """One criterion: as the unit assessed itself, and the newest word of the verification."""

    criterion: Criterion
    own: str
    word: CaseCriterion | None

    @property
    def name(self) -> str:
        """ "10 Thu nhập"."""
        return f"{self.criterion.no} {self.criterion.short_title or self.criterion.title}"

    @property
    def verdict(self) -> str:
        """What the verification says; unknown until it has spoken."""
        return self.word.verdict if self.word else GateVerdict.UNKNOWN


@dataclass(frozen=True)
class Item:
    """A part of the dossier with the files that answer it."""

    step: StepSpec
    paper: PaperSpec
    files: tuple[CasePaper, ...]

    @property
    def missing(self) -> bool:
        """A required part without a file."""
        return self.paper.required and not self.files


@dataclass(frozen=True)
class Missing:
    """One thing that keeps the case where it is; `act` or `anchor` leads to where it is done."""

    text: str
    act: str = ""
    anchor: str = ""


@dataclass
class Dossier:
    """Everything of a case that a page or a decision needs, read once. About twelve queries."""

    case: RecognitionCase
    on: date
    facts: list[CaseStep]
    votes: dict[str, CaseVote]
    papers: list[CasePaper]
    late: list[LatePaper]
    criteria: list[CriterionView]
    calendar: Calendar

    @property
    def spec(self) -> ProcedureSpec:
        """The frozen procedure."""
        return self.case.spec

    @cached_property
    def gates(self) -> list[GateView]:
        """The gates as they stand today."""
        return gates_of(self.case, on=self.on)

    @cached_property
    def done(self) -> dict[str, CaseStep]:
        """{act: the newest fact of the present round}. Preparation stays valid over returns."""
        return {
            row.act: row
            for row in self.facts
            if row.round == self.case.round or row.act in PREPARATION
        }

    @cached_property
    def items(self) -> list[Item]:
        """The dossier list, step by step."""
        return [
            Item(
                step,
                paper,
                tuple(
                    row for row in self.papers if row.act == step.code and row.code == paper.code
                ),
            )
            for step in self.spec.steps
            for paper in step.papers
        ]

    def finished(self, code: str) -> bool:
        """The step has its fact (or, for a meeting, a count that stands)."""
        return code in self.votes if code in MEETINGS else code in self.done

    @property
    def left(self) -> list[CriterionView]:
        """Criteria that the verification has not found met and that must be."""
        numbers = criteria_left(
            {row.criterion.no: row.verdict for row in self.criteria},
            chosen=self.spec.chosen_criteria,
            least=self.spec.chosen_least,
        )
        return [row for row in self.criteria if row.criterion.no in numbers]

    def missing_for(self, code: str) -> list[Missing]:
        """What still keeps a step from being done: earlier steps, papers, criteria, gates."""
        step = self.spec.step(code)
        if step is None:
            return []
        found = [
            Missing(f"Chưa xong bước: {need.label[:1].lower()}{need.label[1:]}.", act=need.code)
            for need in self.spec.steps
            if need.code in step.needs and not self.finished(need.code)
        ]
        due = {*step.needs, code}
        found += [
            Missing(f"Hồ sơ thiếu: {item.paper.label}.", anchor="ho-so")
            for item in self.items
            if item.step.code in due and item.missing
        ]
        if step.checks_gates:
            found += [
                Missing(
                    f"Tiêu chí {row.name}: {GateVerdict(row.verdict).label}.",
                    anchor="tieu-chi",
                )
                for row in self.left
            ]
            found += [
                Missing(
                    f"Điều kiện «{gate.rule.label}» {gate.verdict.label}: {gate.words}",
                    act=CaseAct.GATE if gate.stated else "",
                    anchor="dieu-kien",
                )
                for gate in self.gates
                if gate.blocks
            ]
        return found

    @property
    def next_step(self) -> StepSpec | None:
        """The first step of the procedure that is not done; None when the case is over."""
        if self.case.state in OVER:
            return None
        for step in self.spec.steps:
            if not self.finished(step.code):
                return step
        return None

    @property
    def due(self) -> date | None:
        """The last day of the next step's term; None where the procedure names none."""
        return step_due(self.next_step, self.case.since, self.calendar)


PREPARATION = (CaseAct.SELF_ASSESS, CaseAct.OPINIONS)
OVER = (CaseState.PUBLISHED, CaseState.WITHDRAWN, CaseState.STOPPED)


def load_dossier(case: RecognitionCase) -> Dossier:
    """Read a case whole. A constant number of queries."""
    papers = case.papers.filter(withdrawn_at__isnull=True).select_related("file", "by")
    return Dossier(
        case=case,
        on=clock.today(),
        facts=list(case.facts.select_related("by").order_by("id")),
        votes=votes_of(case),
        papers=list(papers.order_by("id")),
        late=list(case.late_papers.select_related("by", "confirmed_by").order_by("id")),
        criteria=criteria_of(case),
        calendar=calendar_of(),
    )


def criteria_of(case: RecognitionCase) -> list[CriterionView]:
    """The set's criteria in order with their newest word. Two queries."""
    words = newest_words(case, Phase.VERIFY)
    rows = Criterion.objects.filter(criteria_set_id=case.criteria_set_id).order_by("order")
    return [
        CriterionView(row, case.standing.get(row.no, GateVerdict.UNKNOWN), words.get(row.pk))
        for row in rows
    ]


def newest_words(case: RecognitionCase, phase: str) -> dict[int, CaseCriterion]:
    """{criterion id: the newest word of a phase}. One query."""
    rows = CaseCriterion.objects.filter(case=case, phase=phase).select_related("agency", "by")
    return {row.criterion_id: row for row in rows.order_by("id")}


@dataclass(frozen=True)
class Recheck:
    """The newest re-check of a recognised unit and what the rules of withdrawal say of it."""

    criteria: tuple[CriterionView, ...]
    flagged: frozenset[str]
    outcomes: tuple[RuleOutcome, ...]
    spoken: bool


def recheck_set(case: RecognitionCase) -> CriteriaSet:
    """The set a re-check measures on: for model communes the advanced one. One query at most."""
    standard = case.spec.recheck_standard
    if not standard:
        return case.criteria_set
    found = CriteriaSet.objects.filter(
        standard=standard, valid__contains=case.opened_at.date()
    ).first()
    return found or case.criteria_set


def recheck_of(case: RecognitionCase, communes: tuple[int, int] | None = None) -> Recheck:
    """Rules of withdrawal on the newest words of the re-check. Four queries."""
    used = recheck_set(case)
    words = newest_words(case, Phase.RECHECK)
    rows = [
        CriterionView(row, GateVerdict.UNKNOWN, words.get(row.pk))
        for row in Criterion.objects.filter(criteria_set=used).order_by("order")
    ]
    flagged = flagged_numbers(used.pk)
    outcomes = withdrawal_outcomes(
        rules=case.spec.withdrawals,
        verdicts={row.criterion.no: row.verdict for row in rows},
        flagged=flagged,
        communes=communes,
    )
    return Recheck(tuple(rows), flagged, tuple(outcomes), bool(words))


def facts_of(case: RecognitionCase, acts: Iterable[str]) -> list[CaseStep]:
    """Facts of some acts, oldest first. One query."""
    return list(case.facts.filter(act__in=list(acts)).order_by("id"))


def successor_names() -> dict[int, str]:
    """Units of today that could go on with an ended body's part: communes and what stands above
    them. One query."""
    rows = UnitVersion.objects.filter(
        valid__contains=clock.today(),
        kind__in=[UnitKind.COMMUNE, UnitKind.DISTRICT, UnitKind.PROVINCE],
    ).order_by("kind", "sort_key")
    return dict(rows.values_list("unit_id", "name"))
