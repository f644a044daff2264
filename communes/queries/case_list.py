"""Lists of cases: what may be opened, what stands where, what waits for whom and until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from communes.enums import Role, Standard, UnitKind
from communes.models import Procedure, ProgressReport, RecognitionCase, UnitVersion
from communes.procedures import StepSpec
from communes.queries.procedures import step_due
from communes.recognition_enums import CaseAct, CaseState
from communes.rules import COMMUNE_ROLES, reach
from communes.working_days import Calendar
from kbang_ntm.core import clock
from kbang_ntm.core.models import User

# The step a case waits for, by its state; where the procedure lacks it, the next one it has.
WAITS_FOR = {
    CaseState.DRAFT: (CaseAct.SEND, CaseAct.SUBMIT),
    CaseState.RETURNED: (CaseAct.SEND, CaseAct.SUBMIT),
    CaseState.SENT: (CaseAct.VERIFY,),
    CaseState.VERIFYING: (CaseAct.VERIFY,),
    CaseState.VERIFIED: (CaseAct.SUBMIT, CaseAct.DECIDE),
    CaseState.SUBMITTED: (CaseAct.APPRAISE, CaseAct.DECIDE),
    CaseState.APPRAISED: (CaseAct.DECIDE,),
    CaseState.RECOGNISED: (CaseAct.PUBLISH,),
}


@dataclass(frozen=True)
class CaseLine:
    """A line of the list: the case, the step it waits for and the last day of its term."""

    case: RecognitionCase
    responsible: str
    step: StepSpec | None
    due: date | None


def waiting_step(case: RecognitionCase) -> StepSpec | None:
    """The step a case waits for by its state; None when it is over. No query."""
    for code in WAITS_FOR.get(CaseState(case.state), ()):
        step = case.spec.step(code)
        if step is not None:
            return step
    return None


def case_lines(
    cases: Iterable[RecognitionCase], calendar: Calendar, names: Mapping[int, str] | None = None
) -> list[CaseLine]:
    """Lines of cases. One query, none where the `names` of their communes are known."""
    rows = list(cases)
    if names is None:
        names = unit_names({row.responsible_id for row in rows}, clock.today())
    found = []
    for case in rows:
        step = waiting_step(case)
        due = step_due(step, case.since, calendar)
        found.append(CaseLine(case, names.get(case.responsible_id, ""), step, due))
    return found


def unit_names(unit_ids: Iterable[int], on: date) -> dict[int, str]:
    """{unit id: its name that day, else the last one before}. One query."""
    names: dict[int, str] = {}
    for row in UnitVersion.objects.filter(unit_id__in=set(unit_ids)).order_by("valid"):
        if row.unit_id not in names or row.valid.lower is None or row.valid.lower <= on:
            names[row.unit_id] = row.name
    return names


@dataclass(frozen=True)
class Openable:
    """A unit and standard for which a person may open a case, with its newest report if any."""

    unit_id: int
    name: str
    standard: str
    report: ProgressReport | None

    @property
    def value(self) -> str:
        """For a form field: unit, standard, report."""
        report = self.report.uid if self.report else ""
        return f"{self.unit_id}:{self.standard}:{report}"

    @property
    def label(self) -> str:
        """ "Xã Sơn Lang, nông thôn mới nâng cao, theo số liệu Quý II/2025"."""
        basis = f"theo số liệu {self.report.period.label}" if self.report else "chưa có báo cáo"
        return f"{self.name}, {Standard(self.standard).label}, {basis}"


def openable(user: User) -> list[Openable]:
    """Units and standards without an open case for which the person prepares and a procedure is
    in force today. Four queries."""
    today, mine = clock.today(), reach(user)
    communes = mine.units(*COMMUNE_ROLES)
    offices = mine.units(Role.COORDINATION)
    living = UnitVersion.objects.filter(valid__contains=today).filter(
        Q(unit_id__in=communes, kind=UnitKind.COMMUNE)
        | Q(parent_id__in=communes, kind=UnitKind.VILLAGE)
        | Q(unit_id__in=offices, kind=UnitKind.DISTRICT)
    )
    versions = list(living.order_by("kind", "sort_key"))
    ids = [row.unit_id for row in versions]
    ruled = set(Procedure.objects.filter(valid__contains=today).values_list("standard", flat=True))
    taken = set(
        RecognitionCase.objects.open().filter(unit_id__in=ids).values_list("unit_id", "standard")
    )
    reports = {
        (row.unit_id, row.criteria_set.standard): row
        for row in ProgressReport.objects.filter(unit_id__in=ids)
        .select_related("criteria_set", "period")
        .order_by("period__ends", "id")
    }
    return [
        Openable(row.unit_id, row.name, standard, reports.get((row.unit_id, standard)))
        for row in versions
        for standard in STANDARDS_OF.get(row.kind, ())
        if standard in ruled and (row.unit_id, standard) not in taken
    ]


STANDARDS_OF: dict[str, tuple[str, ...]] = {
    UnitKind.COMMUNE: (Standard.NTM, Standard.ADVANCED, Standard.MODEL),
    UnitKind.VILLAGE: (Standard.VILLAGE,),
    UnitKind.DISTRICT: (Standard.DISTRICT,),
}
