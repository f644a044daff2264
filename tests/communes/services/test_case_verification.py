"""Thẩm tra: who judges what, votes of meetings, return, result."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from communes.models import CaseCriterion, CaseVote
from communes.recognition_enums import CaseAct, CaseState, GateVerdict
from communes.services import case_verification as service
from communes.services.case_verification import Word
from communes.services.cases import Paper
from kbang_ntm.core import clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import Notification
from tests.factories.cases import CaseWorld, make_case_world

pytestmark = pytest.mark.django_db
MET, NOT = GateVerdict.MET, GateVerdict.NOT_MET


@pytest.fixture
def cw() -> CaseWorld:
    return make_case_world()


def test_a_draft_is_not_judged(cw: CaseWorld) -> None:
    case = cw.open()
    with pytest.raises(Refused) as refusal:
        service.judge(case=case, words=cw.words(case), actor=cw.world.coordinator)
    assert refusal.value.code == "wrong_state"


def test_only_the_leading_agency_and_the_office_judge(cw: CaseWorld) -> None:
    case = cw.sent()
    for actor in (cw.world.other_reviewer, cw.world.leader, cw.world.neighbour_leader, cw.clerk):
        with pytest.raises(NotAllowed):
            service.judge(case=case, words=cw.words(case), actor=actor)
    assert CaseCriterion.objects.count() == 0
    assert cw.fresh(case).state == CaseState.SENT
    made = service.judge(case=case, words=cw.words(case), actor=cw.world.reviewer)
    assert {row.agency for row in made} == {cw.world.agency}
    assert cw.fresh(case).state == CaseState.VERIFYING


def test_anything_but_met_says_why(cw: CaseWorld) -> None:
    case = cw.sent()
    words = cw.words(case) | {next(iter(cw.words(case))): Word(NOT)}
    with pytest.raises(Refused) as refusal:
        service.judge(case=case, words=words, actor=cw.world.coordinator)
    assert refusal.value.code == "no_text"
    assert CaseCriterion.objects.count() == 0


def test_only_what_changed_is_kept_and_nothing_is_rewritten(cw: CaseWorld) -> None:
    case = cw.sent()
    first = service.judge(case=case, words=cw.words(case), actor=cw.world.coordinator)
    assert service.judge(case=case, words=cw.words(case), actor=cw.world.coordinator) == []
    pk = first[0].criterion_id
    word = {pk: Word(NOT, "Thiếu biên bản")}
    assert len(service.judge(case=case, words=word, actor=cw.world.coordinator)) == 1
    assert case.words.filter(criterion_id=pk).count() == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        case.words.update(verdict=MET)


def verify(cw: CaseWorld, case: object, **changes: object) -> object:
    values: dict[str, object] = {
        "day": clock.today(),
        "paper": Paper("30/BC-UBND", clock.today()),
        "text": "",
        "actor": cw.world.coordinator,
    }
    return service.verify(case=case, **{**values, **changes})  # type: ignore[arg-type]  # values as a test gives them


def test_the_result_waits_for_every_criterion_and_the_report(cw: CaseWorld) -> None:
    case = cw.sent()
    with pytest.raises(NotAllowed):
        verify(cw, case, actor=cw.world.reviewer)
    with pytest.raises(Refused) as refusal:
        verify(cw, case)
    assert refusal.value.code == "open_criteria"
    service.judge(case=case, words=cw.words(case), actor=cw.world.coordinator)
    with pytest.raises(Refused) as refusal:
        verify(cw, case, paper=Paper())
    assert refusal.value.code == "no_paper"
    with pytest.raises(Refused) as refusal:
        verify(cw, case)
    assert refusal.value.code == "missing"
    assert "Báo cáo thẩm tra" in refusal.value.message
    cw.file_papers(cw.fresh(case), CaseAct.VERIFY, actor=cw.world.coordinator)
    done = verify(cw, case)
    assert done.state == CaseState.VERIFIED  # type: ignore[attr-defined]  # values as a test gives them
    assert case.facts.get(act=CaseAct.VERIFY).data == {"met": 7, "total": 7}


def test_votes_are_whole_numbers_that_can_be(cw: CaseWorld) -> None:
    case = cw.open()
    with pytest.raises(Refused) as refusal:
        cw.vote(case, CaseAct.COMMUNE_MEETING, actor=cw.world.officer)
    assert refusal.value.code == "order"
    case = cw.prepare(case)
    with pytest.raises(Refused) as refusal:
        cw.vote(case, CaseAct.COMMUNE_MEETING, actor=cw.world.officer)
    assert refusal.value.code == "voted"
    vote = case.votes.get()
    with pytest.raises(NotAllowed):
        service.withdraw_vote(vote=vote, reason="Nhầm", actor=cw.world.neighbour_leader)
    service.withdraw_vote(vote=vote, reason="Nhầm số", actor=cw.world.officer)
    with pytest.raises(Refused) as refusal:
        cw.vote(case, CaseAct.COMMUNE_MEETING, actor=cw.world.officer, yes=30)
    assert refusal.value.code == "counts"
    cw.vote(case, CaseAct.COMMUNE_MEETING, actor=cw.world.officer, yes=18)
    assert CaseVote.objects.filter(withdrawn_at__isnull=True).count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseVote.objects.update(yes=20)


def test_the_district_votes_after_its_verification(cw: CaseWorld) -> None:
    case = cw.sent()
    with pytest.raises(NotAllowed):
        cw.vote(case, CaseAct.DISTRICT_MEETING, actor=cw.world.leader)
    with pytest.raises(Refused) as refusal:
        cw.vote(case, CaseAct.DISTRICT_MEETING, actor=cw.world.coordinator)
    assert refusal.value.code == "wrong_state"
    case = cw.verify(case)
    cw.vote(case, CaseAct.DISTRICT_MEETING, actor=cw.world.coordinator)
    assert case.votes.filter(act=CaseAct.DISTRICT_MEETING).count() == 1


def test_return_needs_a_reason_and_begins_a_new_round(cw: CaseWorld) -> None:
    case = cw.meet(cw.verified())
    with pytest.raises(NotAllowed):
        service.return_case(case=case, reason="x", paper=Paper(), actor=cw.world.leader)
    with pytest.raises(Refused) as refusal:
        service.return_case(case=case, reason="", paper=Paper(), actor=cw.world.coordinator)
    assert refusal.value.code == "no_reason"
    done = service.return_case(
        case=case, reason="Thiếu chữ ký", paper=Paper(), actor=cw.world.coordinator
    )
    assert (done.state, done.round) == (CaseState.RETURNED, 2)
    assert case.facts.get(act=CaseAct.RETURN).text == "Thiếu chữ ký"
    assert not case.votes.filter(act=CaseAct.DISTRICT_MEETING, withdrawn_at__isnull=True).exists()
    assert case.votes.filter(act=CaseAct.COMMUNE_MEETING, withdrawn_at__isnull=True).exists()
    told = Notification.objects.filter(kind="case.returned").values_list("recipient_id", flat=True)
    assert set(told) == {cw.world.officer.pk, cw.world.second_officer.pk, cw.world.leader.pk}
    again = cw.send(done)
    assert again.state == CaseState.SENT
    assert case.facts.filter(act=CaseAct.SEND).count() == 2
    # The words stand, the verification's fact is asked for again.
    cw.file_papers(again, CaseAct.VERIFY, actor=cw.world.coordinator)
    assert verify(cw, again).state == CaseState.VERIFIED  # type: ignore[attr-defined]  # values as a test gives them
