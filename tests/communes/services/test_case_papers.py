"""Files of the dossier, confirmations, bodies that are no more, papers that come late."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from psycopg2.extras import DateRange

from communes.enums import Role
from communes.models import (
    Agency,
    AgencySuccession,
    CaseGate,
    CasePaper,
    LatePaper,
    RecognitionCase,
    Succession,
)
from communes.recognition_enums import CaseAct, CaseState, GateVerdict
from communes.services import case_decisions, case_verification
from communes.services import case_papers as service
from communes.services.cases import Paper
from kbang_ntm.core import clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import StoredFile
from tests.factories.cases import CaseWorld, make_case_world
from tests.factories.communes import make_post, make_unit, pdf, stand_on

pytestmark = pytest.mark.django_db
LAST = date(2025, 6, 30)
AFTER = date(2025, 7, 10)


@pytest.fixture
def cw() -> CaseWorld:
    return make_case_world()


def add(cw: CaseWorld, case: RecognitionCase, **changes: Any) -> CasePaper:
    values: dict[str, Any] = {
        "act": CaseAct.SELF_ASSESS,
        "code": "bao-cao-tieu-chi",
        "paper": Paper("1/BC-UBND", clock.today()),
        "name": "báo cáo.pdf",
        "stream": io.BytesIO(pdf("báo cáo")),
        "actor": cw.world.officer,
    }
    return service.add_paper(case=case, **{**values, **changes})


def test_the_dossier_takes_files_of_its_own_list_from_its_own_people(cw: CaseWorld) -> None:
    case = cw.open()
    with pytest.raises(NotAllowed):
        add(cw, case, actor=cw.world.neighbour_officer)
    with pytest.raises(Refused) as refusal:
        add(cw, case, code="khong-co")
    assert refusal.value.code == "no_item"
    with pytest.raises(NotAllowed):  # the district's part is not yet open
        add(cw, case, act=CaseAct.VERIFY, code="bao-cao-tham-tra", actor=cw.world.coordinator)
    assert not StoredFile.objects.filter(owner_kind=service.CASE_FILE).exists()
    row = add(cw, case)
    with pytest.raises(Refused) as refusal:
        service.withdraw_paper(paper=row, reason="", actor=cw.world.officer)
    assert refusal.value.code == "no_reason"
    service.withdraw_paper(paper=row, reason="Nhầm tệp", actor=cw.world.officer)
    assert CasePaper.objects.get().withdrawn_reason == "Nhầm tệp"
    with pytest.raises(DatabaseError), transaction.atomic():
        CasePaper.objects.update(label="x")


def test_the_file_is_read_by_those_who_see_the_case(cw: CaseWorld) -> None:
    case = cw.open()
    file = add(cw, case).file
    assert file is not None
    assert service.may_read_case_file(cw.world.officer, file)
    assert not service.may_read_case_file(cw.world.neighbour_officer, file)
    assert not service.may_read_case_file(cw.world.reader, file)
    cw.send(cw.prepare(case))
    assert service.may_read_case_file(cw.world.reader, file)


def test_after_sending_the_commune_changes_nothing(cw: CaseWorld) -> None:
    case = cw.sent()
    with pytest.raises(NotAllowed):
        add(cw, case)


def state(cw: CaseWorld, case: RecognitionCase, **changes: Any) -> CaseGate:
    values: dict[str, Any] = {
        "code": "security",
        "verdict": GateVerdict.MET,
        "words": "Không phức tạp",
        "body": "",
        "agency": None,
        "paper": Paper("44/XN-CA", clock.today()),
        "name": "xác nhận.pdf",
        "stream": io.BytesIO(pdf("xác nhận")),
        "actor": cw.world.officer,
    }
    return service.state_gate(case=case, **{**values, **changes})


def test_a_confirmation_has_number_date_result_and_its_own_gate(cw: CaseWorld) -> None:
    case = cw.open()
    for changes, code in (
        ({"code": "debt"}, "no_gate"),
        ({"paper": Paper("", clock.today())}, "no_paper"),
        ({"paper": Paper("44", None)}, "no_paper"),
        ({"words": " "}, "no_words"),
        ({"paper": Paper("44", date(2025, 7, 1))}, "future"),
    ):
        with pytest.raises(Refused) as refusal:
            state(cw, case, **changes)
        assert refusal.value.code == code
    with pytest.raises(NotAllowed):
        state(cw, case, actor=cw.world.reader)
    assert CaseGate.objects.count() == 0
    assert state(cw, case, agency=cw.police).body == "Công an huyện"


def test_an_ended_agency_confirms_no_more_and_its_successor_is_named(cw: CaseWorld) -> None:
    case = cw.open()
    Agency.objects.filter(code="congan").update(valid=DateRange(None, date(2025, 3, 1)))
    police = Agency.objects.get(code="congan")
    with pytest.raises(Refused) as refusal:
        state(cw, case, agency=police)
    assert refusal.value.code == "dead_body"
    assert "không còn hoạt động từ 01/03/2025. Đơn vị kế tục: chưa xác định." in (
        refusal.value.message
    )
    after = Agency.objects.create(
        code="congan-tinh",
        name="Công an tỉnh",
        short_name="Công an tỉnh",
        unit=cw.province,
        valid=DateRange(None, None),
    )
    AgencySuccession.objects.create(predecessor=police, successor=after, date=date(2025, 3, 1))
    with pytest.raises(Refused) as refusal:
        state(cw, case, agency=police)
    assert "Đơn vị kế tục: Công an tỉnh." in refusal.value.message
    assert state(cw, case, agency=after).body == "Công an tỉnh"


def ended(cw: CaseWorld) -> RecognitionCase:
    """A case whose verification was under way when the district ended."""
    case = cw.sent()
    case_verification.judge(case=case, words=cw.words(case), actor=cw.world.coordinator)
    case = cw.fresh(case)
    cw.file_papers(case, CaseAct.VERIFY, actor=cw.world.coordinator)
    cw.end_district(LAST)
    stand_on(AFTER)
    return case


def verify(case: RecognitionCase, day: date, actor: Any) -> RecognitionCase:
    return case_verification.verify(
        case=case, day=day, paper=Paper("30/BC-UBND", day), text="", actor=actor
    )


def test_a_dead_district_verifies_votes_signs_and_decides_nothing(cw: CaseWorld) -> None:
    case = ended(cw)
    with pytest.raises(NotAllowed) as refusal:  # the ended district's own people no more
        verify(case, AFTER, cw.world.coordinator)
    assert refusal.value.code == "office_ended"
    with pytest.raises(Refused) as refusal:
        verify(case, AFTER, cw.world.officer)
    assert refusal.value.code == "dead_body"
    assert "Huyện Kbang không còn hoạt động từ 01/07/2025" in refusal.value.message
    assert "Đơn vị kế tục: chưa xác định." in refusal.value.message
    assert cw.fresh(case).state == CaseState.VERIFYING
    assert not case.facts.filter(act=CaseAct.VERIFY).exists()


def test_a_dead_district_does_not_vote_or_submit(cw: CaseWorld) -> None:
    case = cw.verified()
    cw.end_district(LAST)
    stand_on(AFTER)
    with pytest.raises(Refused) as refusal:
        cw.vote(case, CaseAct.DISTRICT_MEETING, actor=cw.world.officer)
    assert refusal.value.code == "dead_body"
    with pytest.raises(Refused) as refusal:
        cw.submit(case, actor=cw.world.leader)
    assert refusal.value.code == "dead_body"


def test_a_dead_district_recognises_no_village(cw: CaseWorld) -> None:
    case = cw.verify(cw.send(cw.prepare(cw.open_village())))
    cw.end_district(LAST)
    stand_on(AFTER)
    with pytest.raises(Refused) as refusal:
        cw.decide(case, "120/QĐ-UBND", actor=cw.world.officer)
    assert refusal.value.code == "dead_body"


def test_the_successor_of_the_map_is_offered(cw: CaseWorld) -> None:
    case = ended(cw)
    new = make_unit("moi", "Xã Kbang")
    Succession.objects.create(
        predecessor=cw.world.district,
        successor=new,
        kind="merge",
        date=date(2025, 7, 1),
        legal_basis="NQ",
    )
    with pytest.raises(Refused) as refusal:
        verify(case, AFTER, cw.world.officer)
    assert "Đơn vị kế tục: Xã Kbang." in refusal.value.message


def ask(cw: CaseWorld, case: RecognitionCase, **changes: Any) -> LatePaper:
    values: dict[str, Any] = {
        "act": CaseAct.VERIFY,
        "agency": None,
        "paper": Paper("30/BC-UBND", date(2025, 6, 28)),
        "reason": "Văn thư huyện bàn giao chậm",
        "actor": cw.world.officer,
    }
    return service.ask_late(case=case, **{**values, **changes})


def test_a_paper_signed_in_time_needs_a_reason_and_a_second_person(cw: CaseWorld) -> None:
    case, signed = ended(cw), date(2025, 6, 28)
    with pytest.raises(Refused) as refusal:
        verify(case, signed, cw.world.officer)
    assert refusal.value.code == "late_paper"
    for changes, code in (
        ({"reason": " "}, "no_reason"),
        ({"paper": Paper("30/BC-UBND", date(2025, 7, 2))}, "too_late"),
        ({"paper": Paper("", signed)}, "no_paper"),
    ):
        with pytest.raises(Refused) as refusal:
            ask(cw, case, **changes)
        assert refusal.value.code == code
    with pytest.raises(NotAllowed):
        ask(cw, case, actor=cw.world.neighbour_officer)
    late = ask(cw, case)
    with pytest.raises(Refused) as refusal:
        verify(case, signed, cw.world.officer)
    assert refusal.value.code == "late_waits"
    with pytest.raises(Refused) as refusal:
        service.confirm_late(late=late, actor=cw.world.officer)
    assert refusal.value.code == "same_person"
    with pytest.raises(NotAllowed):
        service.confirm_late(late=late, actor=cw.world.neighbour_leader)
    service.confirm_late(late=late, actor=cw.world.leader)
    done = verify(case, signed, cw.world.officer)
    assert done.state == CaseState.VERIFIED
    fact = case.facts.get(act=CaseAct.VERIFY)
    assert (fact.paper_date, fact.body) == (signed, "Huyện Kbang")


def test_the_confirmation_is_of_that_paper_only(cw: CaseWorld) -> None:
    case = ended(cw)
    service.confirm_late(late=ask(cw, case), actor=cw.world.leader)
    with pytest.raises(Refused) as refusal:
        case_verification.verify(
            case=case,
            day=date(2025, 6, 28),
            paper=Paper("31/BC-UBND", date(2025, 6, 28)),
            text="",
            actor=cw.world.officer,
        )
    assert refusal.value.code == "late_paper"


def test_the_database_wants_two_people_too(cw: CaseWorld) -> None:
    late = ask(cw, ended(cw))
    with pytest.raises(IntegrityError), transaction.atomic():
        LatePaper.objects.filter(pk=late.pk).update(confirmed_by=late.by)


def test_while_the_body_lives_nothing_is_late(cw: CaseWorld) -> None:
    with pytest.raises(Refused) as refusal:
        ask(cw, cw.sent(), paper=Paper("30/BC-UBND", clock.today()))
    assert refusal.value.code == "lives"


def name(cw: CaseWorld, case: RecognitionCase, **changes: Any) -> RecognitionCase:
    values: dict[str, Any] = {
        "unit": cw.world.commune,
        "paper": Paper("5/UBND-NC", AFTER),
        "reason": "Theo công văn của tỉnh",
        "actor": cw.world.leader,
    }
    return service.name_successor(case=case, **{**values, **changes})


def test_a_successor_is_named_by_people_on_a_paper(cw: CaseWorld) -> None:
    living = cw.sent()
    with pytest.raises(Refused) as refusal:
        name(cw, living, paper=Paper("5/UBND-NC", clock.today()))
    assert refusal.value.code == "lives"


def test_the_named_successor_goes_on(cw: CaseWorld) -> None:
    case = ended(cw)
    new = make_unit("moi", "Xã Kbang")
    make_post(cw.world.reader, Role.COMMUNE_LEADER, new)
    with pytest.raises(NotAllowed):
        name(cw, case, unit=new, actor=cw.world.officer)
    for changes, code in (({"reason": ""}, "no_reason"), ({"paper": Paper()}, "no_paper")):
        with pytest.raises(Refused) as refusal:
            name(cw, case, unit=new, **changes)
        assert refusal.value.code == code
    with pytest.raises(Refused) as refusal:
        name(cw, case, unit=cw.world.district)
    assert refusal.value.code == "no_unit"
    case = name(cw, case, unit=new)
    assert case.facts.get(act=CaseAct.SUCCEED).body == "Xã Kbang"
    with pytest.raises(NotAllowed):  # the ended district's office no more
        verify(case, AFTER, cw.world.coordinator)
    done = verify(case, AFTER, cw.world.reader)
    assert case.facts.get(act=CaseAct.VERIFY).body == "Xã Kbang"
    with pytest.raises(NotAllowed):
        case_decisions.submit(case=done, paper=Paper("1/TTr", AFTER), actor=cw.district_leader)
