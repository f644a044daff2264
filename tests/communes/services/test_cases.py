"""Opening, preparing and sending a case: refused first, then done; the district never draws."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from psycopg2.extras import DateRange

from communes.enums import Standard
from communes.models import CaseStep, OpinionRound, Procedure, RecognitionCase, UnitVersion
from communes.recognition_enums import CaseAct, CaseState
from communes.services import cases as service
from communes.services.cases import Paper
from kbang_ntm.core import clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import AuditEvent, Notification, User
from tests.factories.cases import CaseWorld, make_case_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def cw() -> CaseWorld:
    return make_case_world()


def test_only_the_own_commune_opens_and_nothing_is_stored(cw: CaseWorld) -> None:
    for actor in (cw.world.neighbour_officer, cw.world.coordinator, cw.world.reader):
        with pytest.raises(NotAllowed):
            cw.open(actor=actor)
    assert RecognitionCase.objects.count() == 0
    assert not AuditEvent.objects.filter(action="case.open").exists()


def test_a_case_opens_from_a_report_and_freezes_its_procedure(cw: CaseWorld) -> None:
    case = cw.open()
    assert case.state == CaseState.DRAFT
    assert case.unit_name == "Xã Sơn Lang"
    assert case.responsible == cw.world.commune
    assert case.verifier == cw.world.district
    assert case.year == 2025
    assert case.standing["10"] == "met"
    assert case.standing["17"] == "unknown"
    Procedure.objects.get(code="xa-ntm-2022").steps.filter(code="commune_meeting").update(
        vote_percent=50
    )
    step = cw.fresh(case).spec.step(CaseAct.COMMUNE_MEETING)
    assert step is not None
    assert step.vote_percent == 90
    assert AuditEvent.objects.filter(action="case.open", subject_uid=case.uid).count() == 1


@pytest.mark.parametrize(
    ("field", "value"), [("unit_name", "Xã khác"), ("year", 2020), ("procedure_frozen", {})]
)
def test_what_was_frozen_stays(cw: CaseWorld, field: str, value: object) -> None:
    case = cw.open()
    with pytest.raises(DatabaseError), transaction.atomic():
        RecognitionCase.objects.filter(pk=case.pk).update(**{field: value})


def test_one_open_case_per_unit_and_standard(cw: CaseWorld) -> None:
    cw.open()
    with pytest.raises(Refused) as refusal:
        cw.open()
    assert refusal.value.code == "open_already"


def test_other_peoples_reports_and_wrong_standards_are_refused(cw: CaseWorld) -> None:
    with pytest.raises(Refused) as refusal:
        service.open_case(
            unit=cw.village, standard=Standard.NTM, report=None, actor=cw.world.officer
        )
    assert refusal.value.code == "wrong_standard"
    with pytest.raises(Refused) as refusal:
        service.open_case(
            unit=cw.world.neighbour,
            standard=Standard.NTM,
            report=cw.report,
            actor=cw.world.neighbour_officer,
        )
    assert refusal.value.code == "other_report"


def test_without_a_procedure_in_force_nothing_opens(cw: CaseWorld) -> None:
    Procedure.objects.filter(standard=Standard.NTM).update(
        valid=DateRange(date(2016, 1, 1), date(2022, 1, 1))
    )
    with pytest.raises(Refused) as refusal:
        cw.open()
    assert refusal.value.code == "no_procedure"


def test_a_unit_that_is_no_more_opens_nothing(cw: CaseWorld) -> None:
    UnitVersion.objects.filter(unit=cw.world.commune).update(
        valid=DateRange(None, date(2025, 1, 1))
    )
    with pytest.raises(Refused) as refusal:
        cw.open()
    assert refusal.value.code == "no_unit"


def test_the_village_is_prepared_by_its_commune(cw: CaseWorld) -> None:
    case = cw.open_village()
    assert case.unit == cw.village
    assert case.responsible == cw.world.commune
    assert case.verifier == cw.world.district
    assert not case.spec.has(CaseAct.SUBMIT)


def test_neighbours_do_not_know_of_it_and_the_district_sees_it_once_sent(cw: CaseWorld) -> None:
    case = cw.open()
    visible = RecognitionCase.objects.visible_to
    assert visible(cw.world.officer).get() == case
    assert visible(cw.world.coordinator).get() == case
    for who in (cw.world.neighbour_officer, cw.world.reader, cw.world.reviewer):
        assert not visible(who).exists()
    cw.send(cw.prepare(case))
    assert visible(cw.world.reader).get() == case
    assert not visible(cw.world.neighbour_leader).exists()


def prepare(cw: CaseWorld, case: RecognitionCase, act: str, **changes: object) -> CaseStep:
    values: dict[str, object] = {
        "day": clock.today(),
        "paper": Paper(),
        "text": "",
        "actor": cw.world.officer,
    }
    return service.prepare(case=case, act=act, **{**values, **changes})  # type: ignore[arg-type]  # values as a test gives them


def test_preparing_is_for_the_commune_in_order_and_not_in_the_future(cw: CaseWorld) -> None:
    case = cw.open()
    with pytest.raises(NotAllowed):
        prepare(cw, case, CaseAct.SELF_ASSESS, actor=cw.world.neighbour_officer)
    with pytest.raises(Refused) as refusal:
        prepare(cw, case, CaseAct.OPINIONS)
    assert refusal.value.code == "order"
    with pytest.raises(Refused) as refusal:
        prepare(cw, case, CaseAct.SELF_ASSESS, day=date(2025, 6, 21))
    assert refusal.value.code == "future"
    with pytest.raises(Refused) as refusal:
        prepare(cw, case, CaseAct.DECIDE)
    assert refusal.value.code == "wrong_act"
    assert case.facts.count() == 1  # the opening
    prepare(cw, case, CaseAct.SELF_ASSESS)
    assert prepare(cw, case, CaseAct.OPINIONS).data == {
        "villages": 0,
        "households": 0,
        "present": 0,
        "agree": 0,
    }


def test_opinions_come_from_a_closed_round(cw: CaseWorld) -> None:
    OpinionRound.objects.filter(unit=cw.world.commune).update(year=2024)
    case = cw.open()
    prepare(cw, case, CaseAct.SELF_ASSESS)
    with pytest.raises(Refused) as refusal:
        prepare(cw, case, CaseAct.OPINIONS)
    assert refusal.value.code == "no_opinions"


def test_sending_says_what_is_missing_and_is_for_the_leader(cw: CaseWorld) -> None:
    case = cw.open()
    with pytest.raises(NotAllowed):
        service.send(case=case, paper=Paper(), actor=cw.world.officer)
    with pytest.raises(Refused) as refusal:
        cw.send(case)
    assert refusal.value.code == "missing"
    assert "Chưa xong bước: xã tự đánh giá." in refusal.value.message
    assert cw.fresh(case).state == CaseState.DRAFT
    assert case.facts.count() == 1


def test_a_whole_dossier_is_sent_and_the_office_is_told(cw: CaseWorld) -> None:
    case = cw.sent()
    assert case.state == CaseState.SENT
    fact = case.facts.get(act=CaseAct.SEND)
    assert (fact.paper_number, fact.body) == ("12/TTr-UBND", "Xã Sơn Lang")
    assert Notification.objects.filter(kind="case.sent", recipient=cw.world.coordinator).exists()
    with pytest.raises(Refused) as refusal:
        cw.send(case)
    assert refusal.value.code == "wrong_state"


def test_a_commune_that_is_no_more_sends_nothing(cw: CaseWorld) -> None:
    case = cw.prepare(cw.open())
    UnitVersion.objects.filter(unit=cw.world.commune).update(
        valid=DateRange(None, date(2025, 6, 1))
    )
    leader = User.objects.get(pk=cw.world.leader.pk)
    with pytest.raises(NotAllowed) as refusal:
        service.send(case=case, paper=Paper(), actor=leader)
    assert refusal.value.code == "office_ended"
    assert "Xã Sơn Lang đã kết thúc hoạt động sau ngày 31/05/2025" in refusal.value.message
    assert cw.fresh(case).state == CaseState.DRAFT


def test_taking_the_proposal_back_needs_a_reason(cw: CaseWorld) -> None:
    case = cw.open()
    with pytest.raises(Refused) as refusal:
        service.stop(case=case, reason=" ", actor=cw.world.leader)
    assert refusal.value.code == "no_reason"
    with pytest.raises(NotAllowed):
        service.stop(case=case, reason="Chưa đủ", actor=cw.world.officer)
    done = service.stop(case=case, reason="Chưa đủ tiêu chí", actor=cw.world.leader)
    assert done.state == CaseState.STOPPED
    assert case.facts.get(act=CaseAct.STOP).text == "Chưa đủ tiêu chí"
    cw.open()  # a new one may be opened


def test_facts_are_append_only_and_cases_are_not_deleted(cw: CaseWorld) -> None:
    case = cw.open()
    fact = case.facts.get()
    for act in (lambda: case.facts.update(text="x"), fact.delete, case.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_the_column_of_state_only_goes_the_ways_of_the_table(cw: CaseWorld) -> None:
    case = cw.open()
    with pytest.raises(DatabaseError), transaction.atomic():
        RecognitionCase.objects.filter(pk=case.pk).update(state=CaseState.VERIFIED)
