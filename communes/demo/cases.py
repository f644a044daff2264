"""Two cases on their way, a commune's and a village's; all invented."""

from __future__ import annotations

import io
from datetime import date, timedelta

from communes.demo.accounts import Accounts
from communes.demo.attachments import as_pdf
from communes.enums import Standard
from communes.models import AdministrativeUnit, ProgressReport, RecognitionCase
from communes.recognition_enums import CaseAct
from communes.services.case_papers import add_paper
from communes.services.case_verification import record_vote
from communes.services.cases import Paper, open_case, prepare, send
from kbang_ntm.core import clock
from kbang_ntm.core.models import User

COMMUNE, VILLAGE = "so-pai", "lang-to-kor"


def load_cases(accounts: Accounts, report: ProgressReport) -> int:
    """The commune's case is being verified, the village's is being prepared. How many were made.

    `report` is the commune's of the running quarter; its opinions are closed by then.
    """
    if RecognitionCase.objects.exists():
        return 0
    officer, leader = accounts.officer(COMMUNE), accounts.leader(COMMUNE)
    case = open_case(unit=report.unit, standard=Standard.NTM, report=report, actor=officer)
    begun = clock.today() - timedelta(days=14)
    _step(case, CaseAct.SELF_ASSESS, begun, officer)
    _step(case, CaseAct.OPINIONS, begun + timedelta(days=7), officer)
    record_vote(
        case=case,
        act=CaseAct.COMMUNE_MEETING,
        day=begun + timedelta(days=10),
        total=21,
        present=20,
        yes=19,
        minutes=Paper("minh họa"),
        actor=officer,
    )
    for step in case.spec.steps:
        if step.level == "commune":
            _papers(case, step.code, officer)
    send(case=case, paper=Paper(), actor=leader)
    village = open_case(
        unit=AdministrativeUnit.objects.get(key=VILLAGE),
        standard=Standard.VILLAGE,
        report=None,
        actor=officer,
    )
    _step(village, CaseAct.SELF_ASSESS, begun, officer)
    return RecognitionCase.objects.update(illustrative=True)


def _step(case: RecognitionCase, act: str, day: date, actor: User) -> None:
    prepare(case=case, act=act, day=day, paper=Paper(), text="Số liệu minh họa.", actor=actor)


def _papers(case: RecognitionCase, act: str, actor: User) -> None:
    step = case.spec.step(act)
    for paper in step.papers if step else ():
        if paper.required:
            add_paper(
                case=case,
                act=act,
                code=paper.code,
                paper=Paper(),
                name=f"{paper.label}.pdf"[:120],
                stream=io.BytesIO(as_pdf(paper.label, (case.unit_name, "Bản minh họa"))),
                actor=actor,
            )
