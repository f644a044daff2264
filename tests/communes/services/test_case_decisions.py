"""Submission with its gates, decision, publication, re-check, withdrawal."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from communes.models import CaseGate, FlaggedCriterion, Recognition, RecognitionCase, Survey
from communes.queries.case_gates import gates_of
from communes.recognition_enums import CaseAct, CaseState, GateVerdict
from communes.services import case_decisions as service
from communes.services import case_verification
from communes.services.case_verification import Word
from communes.services.cases import Paper
from kbang_ntm.core import clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from tests.factories.cases import CaseWorld, make_case_world, make_debt, make_survey
from tests.factories.communes import stand_on

pytestmark = pytest.mark.django_db
MET, NOT, UNKNOWN = GateVerdict.MET, GateVerdict.NOT_MET, GateVerdict.UNKNOWN


@pytest.fixture
def cw() -> CaseWorld:
    return make_case_world()


def gates(case: RecognitionCase) -> dict[str, GateVerdict]:
    return {row.rule.code: row.verdict for row in gates_of(case, on=clock.today())}


def test_nothing_known_is_unknown_everywhere(cw: CaseWorld) -> None:
    assert gates(cw.open()) == {
        "debt": UNKNOWN,
        "satisfaction": UNKNOWN,
        "security": UNKNOWN,
        "votes": UNKNOWN,
    }


def test_debt_needs_register_and_paper(cw: CaseWorld) -> None:
    case = cw.open()
    work = make_debt(cw.world.commune, cw.world.officer, owed=5)
    assert gates(case)["debt"] is NOT
    work.withdrawn_at, work.withdrawn_reason = clock.now(), "Nhập nhầm"
    work.save()
    assert gates(case)["debt"] is UNKNOWN  # a paper alone, an empty register


def test_no_debt_is_met_when_both_say_so(cw: CaseWorld) -> None:
    make_debt(cw.world.commune, cw.world.officer)
    assert gates(cw.open())["debt"] is MET


def test_a_paper_that_states_debt_counts(cw: CaseWorld) -> None:
    make_debt(cw.world.commune, cw.world.officer, stated=3)
    assert gates(cw.open())["debt"] is NOT


@pytest.mark.parametrize(("yes", "verdict"), [(80, MET), (79, NOT), (100, MET)])
def test_satisfaction_at_its_level(cw: CaseWorld, yes: int, verdict: GateVerdict) -> None:
    make_survey(cw.world.commune, cw.world.officer, yes=yes)
    assert gates(cw.open())["satisfaction"] is verdict


def test_an_open_survey_and_one_of_another_year_do_not_count(cw: CaseWorld) -> None:
    make_survey(cw.world.commune, cw.world.officer, year=2024)
    case = cw.open()
    assert gates(case)["satisfaction"] is UNKNOWN
    Survey.objects.update(year=2025)
    assert gates(case)["satisfaction"] is MET


def test_votes_below_their_share_are_not_met(cw: CaseWorld) -> None:
    case = cw.verified()
    assert gates(case)["votes"] is UNKNOWN
    cw.vote(case, CaseAct.DISTRICT_MEETING, actor=cw.world.coordinator, yes=17)
    assert gates(case)["votes"] is NOT


def test_the_police_decide_by_paper_and_the_newest_counts(cw: CaseWorld) -> None:
    case = cw.open()
    cw.state_security(case, NOT)
    assert gates(case)["security"] is NOT
    cw.state_security(case)
    assert gates(case)["security"] is MET


def test_submission_is_signed_by_the_leader_of_the_district(cw: CaseWorld) -> None:
    case = cw.meet(cw.verified())
    paper = Paper("88/TTr-UBND", clock.today())
    for actor in (cw.world.coordinator, cw.world.leader, cw.clerk, cw.world.reader):
        with pytest.raises(NotAllowed):
            service.submit(case=case, paper=paper, actor=actor)
    with pytest.raises(Refused) as refusal:
        service.submit(case=case, paper=Paper("", None), actor=cw.district_leader)
    assert refusal.value.code == "no_paper"


def test_an_unknown_gate_blocks_and_says_which_and_why(cw: CaseWorld) -> None:
    case = cw.meet(cw.verified())
    cw.open_gates()
    with pytest.raises(Refused) as refusal:
        cw.submit(case)
    assert refusal.value.code == "missing"
    assert "an ninh, trật tự" in refusal.value.message
    assert "chưa xác định: Chưa có giấy xác nhận của Công an." in refusal.value.message
    assert cw.fresh(case).state == CaseState.VERIFIED
    assert CaseGate.objects.filter(computed=True).count() == 0
    cw.state_security(case)
    assert cw.submit(case).state == CaseState.SUBMITTED
    kept = {row.code: row.verdict for row in case.gates.filter(computed=True)}
    assert kept == dict.fromkeys(("debt", "satisfaction", "security", "votes"), MET)


def test_a_criterion_not_met_blocks(cw: CaseWorld) -> None:
    case = cw.sent()
    words = cw.words(case)
    last = list(words)[-1]
    words[last] = Word(NOT, "Chưa đủ cây xanh")
    case_verification.judge(case=case, words=words, actor=cw.world.coordinator)
    case = cw.fresh(case)
    cw.file_papers(case, CaseAct.VERIFY, actor=cw.world.coordinator)
    case = case_verification.verify(
        case=case,
        day=clock.today(),
        paper=Paper("30/BC-UBND", clock.today()),
        text="",
        actor=cw.world.coordinator,
    )
    case = cw.meet(case)
    cw.open_gates()
    cw.state_security(case)
    with pytest.raises(Refused) as refusal:
        cw.submit(case)
    assert "Tiêu chí 17 Cây xanh: chưa đạt." in refusal.value.message


def test_appraisal_is_typed_and_must_reach_its_share(cw: CaseWorld) -> None:
    case = cw.submitted()
    paper = Paper("9/BC-HĐTĐ", clock.today())
    with pytest.raises(NotAllowed):
        service.appraise(case=case, paper=paper, text="", actor=cw.world.officer)
    with pytest.raises(Refused) as refusal:
        service.appraise(case=case, paper=paper, text="", votes=(11, 10, 8), actor=cw.clerk)
    assert refusal.value.code == "not_reached"
    assert cw.fresh(case).state == CaseState.SUBMITTED
    assert cw.appraise(case).state == CaseState.APPRAISED


def test_a_decision_comes_after_the_appraisal_with_its_number(cw: CaseWorld) -> None:
    case = cw.submitted()
    with pytest.raises(Refused) as refusal:
        cw.decide(case)
    assert refusal.value.code == "no_step"
    case = cw.appraise(case)
    for number, day, code in (
        ("", clock.today(), "no_paper"),
        ("455/QĐ-UBND", date(2025, 6, 21), "future"),
        ("455/QĐ-UBND", date(2025, 6, 1), "before"),
    ):
        with pytest.raises(Refused) as refusal:
            service.decide(case=case, paper=Paper(number, day), decided_by="", actor=cw.clerk)
        assert refusal.value.code == code
    assert Recognition.objects.count() == 0
    done = cw.decide(case)
    row = Recognition.objects.get()
    assert (row.unit, row.state, row.year) == (cw.world.commune, "recognised", 2025)
    assert (row.decision_number, row.decided_by) == ("455/QĐ-UBND", "Chủ tịch UBND tỉnh Gia Lai")
    assert (done.state, done.recognition) == (CaseState.RECOGNISED, row)


def test_a_second_decision_of_the_year_is_refused(cw: CaseWorld) -> None:
    case = cw.appraise(cw.submitted())
    Recognition.objects.create(unit=cw.world.commune, standard="ntm", state="recognised", year=2025)
    with pytest.raises(Refused) as refusal:
        cw.decide(case)
    assert refusal.value.code == "already"
    assert cw.fresh(case).state == CaseState.APPRAISED


def test_no_case_is_recognised_without_a_decision(cw: CaseWorld) -> None:
    case = cw.appraise(cw.submitted())
    with pytest.raises(DatabaseError), transaction.atomic():
        RecognitionCase.objects.filter(pk=case.pk).update(state=CaseState.RECOGNISED)


def test_five_facts_stay_apart_each_with_its_paper(cw: CaseWorld) -> None:
    case = cw.published()
    facts = {row.act: row.paper_number for row in case.facts.all()}
    assert facts[CaseAct.SELF_ASSESS] == "3/BC-UBND"
    assert facts[CaseAct.VERIFY] == "30/BC-UBND"
    assert facts[CaseAct.APPRAISE] == "9/BC-HĐTĐ"
    assert facts[CaseAct.DECIDE] == "455/QĐ-UBND"
    assert case.state == CaseState.PUBLISHED


def village_to(cw: CaseWorld) -> RecognitionCase:
    return cw.verify(cw.send(cw.prepare(cw.open_village())))


def test_the_district_recognises_a_village(cw: CaseWorld) -> None:
    case = village_to(cw)
    with pytest.raises(Refused):
        cw.submit(case)
    done = cw.publish(cw.decide(case, "120/QĐ-UBND"))
    row = Recognition.objects.get()
    assert (row.unit, row.decided_by) == (
        cw.village,
        "Chủ tịch UBND huyện Kbang",
    )
    assert done.state == CaseState.PUBLISHED


def flag(case: RecognitionCase, *numbers: str) -> None:
    for row in case.criteria_set.criteria.filter(no__in=numbers):
        FlaggedCriterion.objects.create(criterion=row)


def check(
    cw: CaseWorld, case: RecognitionCase, below: set[str], actor: User | None = None
) -> dict[str, GateVerdict]:
    words = {
        row.pk: Word(NOT, "Dưới chuẩn") if row.no in below else Word(MET)
        for row in case.criteria_set.criteria.all()
    }
    found = service.recheck(
        case=case, words=words, day=clock.today(), paper=Paper(), actor=actor or cw.clerk
    )
    return {row.rule.code: row.verdict for row in found.outcomes}


def test_recheck_is_for_those_who_type_and_for_recognised_units(cw: CaseWorld) -> None:
    case = cw.submitted()
    with pytest.raises(Refused) as refusal:
        check(cw, case, set())
    assert refusal.value.code == "wrong_state"
    case = cw.publish(cw.decide(cw.appraise(case)))
    with pytest.raises(NotAllowed):
        check(cw, case, set(), actor=cw.world.reviewer)


def test_rules_are_shown_and_people_decide(cw: CaseWorld) -> None:
    case = cw.published()
    flag(case, "10")
    # 7 criteria: 30 % are 3 of 7, 50 % are 4 of 7.
    assert check(cw, case, {"1", "9", "11"}) == {"tu-30": NOT, "tu-50": NOT}
    assert check(cw, case, {"1", "9", "10"}) == {"tu-30": MET, "tu-50": NOT}
    assert check(cw, case, {"1", "9", "11", "12"}) == {"tu-30": NOT, "tu-50": MET}
    assert cw.fresh(case).state == CaseState.PUBLISHED  # nothing follows by itself


def withdraw(cw: CaseWorld, case: RecognitionCase, **changes: object) -> RecognitionCase:
    values: dict[str, object] = {
        "paper": Paper("77/QĐ-UBND", clock.today()),
        "decided_by": "",
        "reason": "Dưới chuẩn nhiều tiêu chí",
        "actor": cw.clerk,
    }
    return service.withdraw(case=case, **{**values, **changes})  # type: ignore[arg-type]  # values as a test gives them


def test_withdrawal_is_a_decision_of_its_own(cw: CaseWorld) -> None:
    case = cw.published()
    with pytest.raises(Refused) as refusal:
        withdraw(cw, case)
    assert refusal.value.code == "no_recheck"
    check(cw, case, {"1", "9", "11", "12"})
    with pytest.raises(NotAllowed):
        withdraw(cw, case, actor=cw.world.leader)
    with pytest.raises(Refused) as refusal:
        withdraw(cw, case, reason="")
    assert refusal.value.code == "no_reason"
    with pytest.raises(Refused) as refusal:
        withdraw(cw, case, paper=Paper("", None))
    assert refusal.value.code == "no_paper"
    assert Recognition.objects.filter(state="withdrawn").count() == 0
    stand_on(date(2025, 6, 25))
    done = withdraw(cw, case)
    assert done.state == CaseState.WITHDRAWN
    assert Recognition.objects.filter(unit=cw.world.commune, state="withdrawn").count() == 1
    assert case.facts.get(act=CaseAct.WITHDRAW).data["rules"] == {"tu-30": NOT, "tu-50": MET}
