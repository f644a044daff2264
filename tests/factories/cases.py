"""A recognition case in the small district, taken as far as a test needs by the services."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from communes.enums import Role, Standard, UnitKind
from communes.models import (
    AdministrativeUnit,
    CriteriaSet,
    DebtStatement,
    OpinionRound,
    Procedure,
    ProgressReport,
    Questionnaire,
    RecognitionCase,
    Survey,
    SurveyAnswer,
    SurveyGroup,
    SurveyQuestion,
    SurveyTally,
    UnitVersion,
    Work,
    WorkLine,
)
from communes.recognition_enums import CaseAct, GateVerdict
from communes.reference.files import data
from communes.reference.ledger import Ledger
from communes.reference.procedures import put_procedure
from communes.services import case_decisions, case_papers, case_verification
from communes.services import cases as case_service
from communes.services.case_verification import Word
from communes.services.cases import Paper
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.services.files import store_bytes
from tests.factories.communes import (
    ALWAYS,
    World,
    make_agency,
    make_post,
    make_set,
    make_unit,
    make_user,
    make_world,
    pdf,
)

NUMBER = "12/TTr-UBND"


def load_procedures(*codes: str) -> dict[str, Procedure]:
    """Procedures of the reference file, by code."""
    rows = {row["code"]: row for row in data("procedures.json")["procedures"]}
    ledger = Ledger()
    for code in codes:
        put_procedure(ledger, rows[code])
    return {row.code: row for row in Procedure.objects.filter(code__in=codes)}


def keep(words: str, user: User) -> StoredFile:
    """A stored PDF."""
    return store_bytes(
        name=f"{words}.pdf",
        content=pdf(words),
        content_type="application/pdf",
        owner_kind="test",
        owner_uid=user.uid,
        user=user,
    )


def make_debt(unit: AdministrativeUnit, user: User, *, owed: int = 0, stated: int = 0) -> Work:
    """One NTM work with known sums, and the unit's own paper."""
    work = Work.objects.create(unit=unit, name="Đường trục xã", programme="ntm", created_by=user)
    day = clock.today()
    for kind, amount in (("accepted", 1000 + owed), ("paid", 1000)):
        WorkLine.objects.create(work=work, kind=kind, amount=Decimal(amount), on=day, by=user)
    DebtStatement.objects.create(
        unit=unit,
        as_of=day,
        owed=Decimal(stated),
        paper_number="5/BC-UBND",
        paper_date=day,
        paper_file=keep("nợ đọng", user),
        by=user,
    )
    return work


def make_survey(
    unit: AdministrativeUnit, user: User, *, yes: int = 90, returned: int = 100, year: int = 2025
) -> Survey:
    """A closed survey of one group and one question."""
    paper = Questionnaire.objects.create(
        code="phieu", title="Phiếu", standards=["ntm"], valid=ALWAYS
    )
    question = SurveyQuestion.objects.create(
        questionnaire=paper, order=1, text="Hài lòng chung", short_text="Chung", overall=True
    )
    survey = Survey.objects.create(
        unit=unit,
        standard=Standard.NTM,
        year=year,
        questionnaire=paper,
        front_unit=unit,
        state="closed",
        opened_by=user,
        minutes_number="1/BB-MTTQ",
        minutes_date=clock.today(),
        minutes_file=keep("kiểm phiếu", user),
        closed_by=user,
        closed_at=clock.now(),
    )
    group = SurveyGroup.objects.create(survey=survey, unit=unit, name="Toàn xã")
    for number in (1, 2):
        tally = SurveyTally.objects.create(
            group=group, number=number, issued=returned, returned=returned, by=user
        )
        SurveyAnswer.objects.create(tally=tally, question=question, yes=yes, no=returned - yes)
    return survey


def make_opinions(unit: AdministrativeUnit, user: User, *, year: int = 2025) -> OpinionRound:
    """A closed round of opinions."""
    return OpinionRound.objects.create(
        unit=unit,
        standard=Standard.NTM,
        year=year,
        villages_total=1,
        state="closed",
        opened_by=user,
        closed_by=user,
        closed_at=clock.now(),
    )


@dataclass
class CaseWorld:
    """The small district with a procedure, a district leader, a clerk, a village and a province."""

    world: World
    province: AdministrativeUnit
    village: AdministrativeUnit
    district_leader: User
    clerk: User
    police: object
    report: ProgressReport
    papers: dict[str, str] = field(default_factory=dict)

    # --- steps, each by who does it, with good values ---

    def open(self, *, actor: User | None = None) -> RecognitionCase:
        """The commune's case, opened from its report."""
        return case_service.open_case(
            unit=self.world.commune,
            standard=Standard.NTM,
            report=self.report,
            actor=actor or self.world.officer,
        )

    def open_village(self) -> RecognitionCase:
        """The village's case, opened by its commune."""
        return case_service.open_case(
            unit=self.village, standard=Standard.VILLAGE, report=None, actor=self.world.officer
        )

    def village_report(self) -> ProgressReport:
        """The village's own report, in its commune's hands."""
        return ProgressReport.objects.create(
            unit=self.village,
            responsible_unit=self.world.commune,
            criteria_set=CriteriaSet.objects.get(standard=Standard.VILLAGE),
            period=self.world.period,
        )

    def file_papers(self, case: RecognitionCase, *acts: str, actor: User) -> None:
        """Every required paper of the steps."""
        for step in case.spec.steps:
            for paper in step.papers:
                if step.code in acts and paper.required:
                    case_papers.add_paper(
                        case=case,
                        act=step.code,
                        code=paper.code,
                        paper=Paper(NUMBER, clock.today()),
                        name=f"{paper.code}.pdf",
                        stream=io.BytesIO(pdf(paper.code)),
                        actor=actor,
                    )

    def prepare(self, case: RecognitionCase) -> RecognitionCase:
        """Self-assessed, opinions asked, meeting held, papers filed: ready to be sent."""
        w = self.world
        for act in (CaseAct.SELF_ASSESS, CaseAct.OPINIONS):
            case_service.prepare(
                case=case,
                act=act,
                day=clock.today(),
                paper=Paper("3/BC-UBND", clock.today()),
                text="",
                actor=w.officer,
            )
        if case.spec.has(CaseAct.COMMUNE_MEETING):
            self.vote(case, CaseAct.COMMUNE_MEETING, actor=w.officer)
        self.file_papers(
            case,
            CaseAct.SELF_ASSESS,
            CaseAct.OPINIONS,
            CaseAct.COMMUNE_MEETING,
            CaseAct.SEND,
            actor=w.officer,
        )
        return self.fresh(case)

    def vote(
        self, case: RecognitionCase, act: str, *, actor: User, yes: int = 19, present: int = 20
    ) -> None:
        case_verification.record_vote(
            case=case,
            act=act,
            day=clock.today(),
            total=21,
            present=present,
            yes=yes,
            minutes=Paper("7/BB-UBND", clock.today()),
            actor=actor,
        )

    def send(self, case: RecognitionCase) -> RecognitionCase:
        return case_service.send(
            case=case, paper=Paper(NUMBER, clock.today()), actor=self.world.leader
        )

    def words(
        self, case: RecognitionCase, verdict: str = GateVerdict.MET, text: str = ""
    ) -> dict[int, Word]:
        return {row.pk: Word(verdict, text) for row in case.criteria_set.criteria.all()}

    def verify(self, case: RecognitionCase) -> RecognitionCase:
        """Every criterion met, the report filed and typed."""
        office = self.world.coordinator
        case_verification.judge(case=case, words=self.words(case), actor=office)
        case = self.fresh(case)
        self.file_papers(case, CaseAct.VERIFY, actor=office)
        return case_verification.verify(
            case=case,
            day=clock.today(),
            paper=Paper("30/BC-UBND", clock.today()),
            text="",
            actor=office,
        )

    def meet(self, case: RecognitionCase) -> RecognitionCase:
        """The district's meeting votes, its papers are filed."""
        office = self.world.coordinator
        self.vote(case, CaseAct.DISTRICT_MEETING, actor=office)
        self.file_papers(case, CaseAct.DISTRICT_MEETING, CaseAct.SUBMIT, actor=office)
        return self.fresh(case)

    def state_security(self, case: RecognitionCase, verdict: str = GateVerdict.MET) -> None:
        case_papers.state_gate(
            case=case,
            code="security",
            verdict=verdict,
            words="Không phức tạp về an ninh, trật tự",
            body="Công an huyện",
            agency=None,
            paper=Paper("44/XN-CA", clock.today()),
            name="xác nhận.pdf",
            stream=io.BytesIO(pdf("an ninh")),
            actor=self.world.officer,
        )

    def open_gates(self) -> None:
        """No debt, satisfied people: what the registers hold for the commune."""
        make_debt(self.world.commune, self.world.officer)
        make_survey(self.world.commune, self.world.officer)

    def submit(self, case: RecognitionCase, actor: User | None = None) -> RecognitionCase:
        return case_decisions.submit(
            case=case,
            paper=Paper("88/TTr-UBND", clock.today()),
            actor=actor or self.district_leader,
        )

    def appraise(self, case: RecognitionCase) -> RecognitionCase:
        return case_decisions.appraise(
            case=case,
            paper=Paper("9/BC-HĐTĐ", clock.today()),
            text="",
            actor=self.clerk,
            votes=(11, 10, 9),
        )

    def decide(
        self, case: RecognitionCase, number: str = "455/QĐ-UBND", actor: User | None = None
    ) -> RecognitionCase:
        return case_decisions.decide(
            case=case,
            paper=Paper(number, clock.today()),
            decided_by="",
            actor=actor or self.clerk,
        )

    def publish(self, case: RecognitionCase) -> RecognitionCase:
        return case_decisions.publish(
            case=case, day=clock.today(), paper=Paper(), text="", actor=self.clerk
        )

    # --- the same, as far as a state ---

    def sent(self) -> RecognitionCase:
        """Opened, prepared and sent."""
        return self.send(self.prepare(self.open()))

    def verified(self) -> RecognitionCase:
        """Sent and verified."""
        return self.verify(self.sent())

    def submitted(self) -> RecognitionCase:
        """Verified, voted on, gates open, submitted."""
        case = self.meet(self.verified())
        self.open_gates()
        self.state_security(case)
        return self.submit(case)

    def recognised(self) -> RecognitionCase:
        """With its decision."""
        return self.decide(self.appraise(self.submitted()))

    def published(self) -> RecognitionCase:
        """Announced."""
        return self.publish(self.recognised())

    def fresh(self, case: RecognitionCase) -> RecognitionCase:
        return RecognitionCase.objects.get(pk=case.pk)

    def end_district(self, last: date) -> None:
        """The district exists up to and with that day."""
        from datetime import timedelta

        from psycopg2.extras import DateRange

        UnitVersion.objects.filter(unit=self.world.district).update(
            valid=DateRange(None, last + timedelta(days=1))
        )


def make_case_world() -> CaseWorld:
    """The small district with all that a commune's and a village's case need."""
    world = make_world()
    province = make_unit("gia-lai", "Tỉnh Gia Lai", kind=UnitKind.PROVINCE)
    UnitVersion.objects.filter(unit=world.district).update(parent=province)
    village = make_unit(
        "lang-lot", "Làng Lợt", kind=UnitKind.VILLAGE, parent=world.commune, order=3
    )
    police = make_agency("congan", "Công an huyện", world.district)
    leader = make_user("chutich", "Nguyễn Quang Thành")
    clerk = make_user("vanthu", "Lê Thị Cẩm Tú")
    make_post(leader, Role.DISTRICT_LEADER, world.district)
    make_post(clerk, Role.CLERK, world.district)
    load_procedures("xa-ntm-2022", "lang-2022")
    village_set = make_set("lang-thu-nghiem")
    CriteriaSet.objects.filter(pk=village_set.pk).update(standard=Standard.VILLAGE)
    make_opinions(world.commune, world.officer)
    return CaseWorld(
        world=world,
        province=province,
        village=village,
        district_leader=leader,
        clerk=clerk,
        police=police,
        report=world.fill(world.report()),
    )
