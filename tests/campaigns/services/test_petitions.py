"""Petitions: others may not, steps in their order only, numbers in sequence, times kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from psycopg2.extras import DateRange

from campaigns.models import Petition, PetitionBatch
from campaigns.queries.petitions import answer_due, desks_on
from campaigns.services import petition_decisions as decisions
from campaigns.services import petitions as service
from communes.models import Agency, AgencySuccession, RegisterRule, UnitVersion
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import AuditEvent, Notification
from tests.factories.campaigns_petitions import Petitions, make_petitions, scan
from tests.factories.communes import make_agency, make_post, make_user, stand_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Petitions:
    return make_petitions()


def refused(code: str, act: Callable[[], Any]) -> None:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code


def test_others_may_not(desk: Petitions) -> None:
    world = desk.world
    row = desk.draft()
    for person in (world.neighbour_officer, world.reviewer, world.coordinator, desk.chair):
        for act in (
            lambda who: desk.draft(actor=who),
            lambda who: service.change_petition(petition=row, text=desk.text(), actor=who),
            lambda who: service.attach(petition=row, name="a.pdf", stream=scan(), actor=who),
            lambda who: service.send_petition(petition=row, actor=who),
            lambda who: service.withdraw_petition(petition=row, reason="x", actor=who),
        ):
            with pytest.raises(NotAllowed):
                act(person)
    with pytest.raises(NotAllowed):  # an officer drafts, the leader sends
        service.send_petition(petition=row, actor=world.officer)
    assert [one.state for one in Petition.objects.all()] == ["draft"]


def test_only_the_desk_receives_compiles_answers_and_only_the_chairman_decides(
    desk: Petitions,
) -> None:
    sent = desk.sent()
    decision = decisions.Decision("accepted", "Đồng ý")
    for person in (desk.world.leader, desk.chair, desk.world.coordinator, desk.world.reader):
        with pytest.raises(NotAllowed):
            service.receive_petition(petition=sent, actor=person)
    received = service.receive_petition(petition=sent, actor=desk.clerk)
    for person in (desk.world.leader, desk.chair):
        with pytest.raises(NotAllowed):
            decisions.compile_petitions(
                petitions=[received], text=decisions.BatchText("Danh sách"), actor=person
            )
    desk.batch(received)
    for person in (desk.world.leader, desk.clerk, desk.world.coordinator):
        with pytest.raises(NotAllowed):
            decisions.decide_petition(petition=sent, decision=decision, actor=person)
    decided = decisions.decide_petition(petition=sent, decision=decision, actor=desk.chair)
    for person in (desk.world.leader, desk.chair):
        with pytest.raises(NotAllowed):
            decisions.answer_petition(petition=decided, text="x", actor=person)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"kind": "khac"}, "kind"),
        ({"title": "  "}, "no_title"),
        ({"text": " "}, "no_text"),
        ({"text": "x" * 10_001}, "long"),
        ({"desk": "1-999"}, "desk"),
    ],
)
def test_what_is_missing_is_said(desk: Petitions, fields: dict[str, Any], code: str) -> None:
    refused(code, lambda: desk.draft(**fields))
    assert not Petition.objects.exists()


def test_steps_go_in_their_order(desk: Petitions) -> None:
    draft = desk.draft()
    refused("wrong_state", lambda: service.receive_petition(petition=draft, actor=desk.clerk))
    sent = desk.sent()
    refused(
        "wrong_state",
        lambda: service.change_petition(petition=sent, text=desk.text(), actor=desk.world.officer),
    )
    refused("wrong_state", lambda: desk.batch(sent))
    decision = decisions.Decision("accepted", "Đồng ý")
    refused(
        "wrong_state",
        lambda: decisions.decide_petition(petition=sent, decision=decision, actor=desk.chair),
    )
    compiled = desk.compiled()
    refused(
        "wrong_state",
        lambda: service.withdraw_petition(
            petition=compiled, reason="Đổi ý", actor=desk.world.leader
        ),
    )
    refused(
        "wrong_state",
        lambda: decisions.answer_petition(petition=compiled, text="x", actor=desk.clerk),
    )


def test_a_draft_without_a_desk_is_not_sent(desk: Petitions) -> None:
    row = desk.draft(desk="")
    refused("no_desk", lambda: service.send_petition(petition=row, actor=desk.world.leader))
    row.refresh_from_db()
    assert (row.state, row.sent_at) == ("draft", None)


def test_numbers_follow_one_another_in_each_year(desk: Petitions) -> None:
    numbers = [desk.received().number_words for _ in range(3)]
    assert numbers == ["1/2025", "2/2025", "3/2025"]
    stand_on(date(2026, 1, 5))
    assert desk.received().number_words == "1/2026"


def test_the_answer_is_due_by_the_dated_rule(desk: Petitions) -> None:
    assert desk.received().answer_due == date(2025, 7, 20)
    RegisterRule.objects.update(valid=DateRange(None, date(2025, 1, 1)))
    assert answer_due(date(2025, 6, 20)) is None
    assert desk.received().answer_due is None


def test_the_whole_way_keeps_times_and_tells_the_sender(desk: Petitions) -> None:
    row = desk.answered()
    moments = [row.written_at, row.sent_at, row.received_at, row.compiled_at, row.decided_at]
    assert [*moments, row.answered_at] == sorted([*moments, row.answered_at])
    done = decisions.amendment_for(petition=row, amended_plan="45/KH-UBND", actor=desk.clerk)
    assert done.amended_plan == "45/KH-UBND"
    words = decisions.citation(done, "Xã Sơn Lang")
    assert words == (
        "Kiến nghị số 1/2025 của Xã Sơn Lang, quyết định tại văn bản số 15/QĐ ngày 01/06/2025"
    )
    acts = set(AuditEvent.objects.filter(subject_uid=row.uid).values_list("action", flat=True))
    steps = ("write", "send", "receive", "compile", "decide", "answer", "amend")
    assert acts == {f"petition.{step}" for step in steps}
    told = Notification.objects.filter(recipient=desk.world.officer, kind="petition.moved")
    assert told.count() == 4


def test_no_amendment_follows_a_refusal(desk: Petitions) -> None:
    row = desk.decided("not")
    refused(
        "wrong_state",
        lambda: decisions.amendment_for(petition=row, amended_plan="45", actor=desk.clerk),
    )


def test_what_a_decision_needs(desk: Petitions) -> None:
    row = desk.compiled()
    for decision, code in (
        (decisions.Decision("co", "x"), "outcome"),
        (decisions.Decision("partly", " "), "no_text"),
        (decisions.Decision("partly", "x", "15/QĐ"), "number_date"),
        (decisions.Decision("partly", "x", "15/QĐ", date(2025, 7, 1)), "future"),
    ):
        refused(
            code,
            lambda: decisions.decide_petition(petition=row, decision=decision, actor=desk.chair),  # noqa: B023  called at once
        )
    row.refresh_from_db()
    assert row.state == "compiled"


def test_a_withdrawal_says_why(desk: Petitions) -> None:
    row = desk.received()
    leader = desk.world.leader
    refused("no_reason", lambda: service.withdraw_petition(petition=row, reason=" ", actor=leader))
    done = service.withdraw_petition(petition=row, reason="Đã tự giải quyết", actor=leader)
    assert (done.state, done.incoming_number) == ("withdrawn", 1)
    assert desk.received().incoming_number == 2  # a number is never given twice


@pytest.mark.parametrize(
    "columns",
    [
        {"state": "received"},
        {"state": "answered"},
        {"agency": "both"},
        {"unit": None},
    ],
)
def test_the_database_refuses_too(desk: Petitions, columns: dict[str, Any]) -> None:
    row = desk.draft()
    if "agency" in columns:
        columns = {"agency": desk.office}
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        Petition.objects.filter(pk=row.pk).update(**columns)


def test_rows_are_never_deleted_and_a_list_never_changes(desk: Petitions) -> None:
    row = desk.compiled()
    for act in (
        row.delete,
        lambda: PetitionBatch.objects.update(title="Khác"),
    ):
        with pytest.raises(InternalError), transaction.atomic():
            act()


def test_two_petitions_cannot_share_a_number(desk: Petitions) -> None:
    desk.received()
    second = desk.received()
    with pytest.raises(IntegrityError), transaction.atomic():
        Petition.objects.filter(pk=second.pk).update(incoming_number=1)


def test_desks_follow_the_agency_of_the_day(desk: Petitions) -> None:
    world, today = desk.world, date(2025, 6, 20)
    assert [one.name for one in desks_on(today, None)] == ["Phòng Nội vụ"]
    Agency.objects.filter(pk=desk.office.pk).update(valid=DateRange(None, date(2025, 6, 1)))
    assert desks_on(today, world.commune.pk) == []  # the district stands, its office is unknown
    heir = make_agency("noivu-moi", "Phòng Nội vụ mới", world.district)
    AgencySuccession.objects.create(predecessor=desk.office, successor=heir, date=date(2025, 6, 1))
    assert [one.name for one in desks_on(today, None)] == ["Phòng Nội vụ mới"]


def test_a_commune_without_a_district_answers_itself(desk: Petitions) -> None:
    world = desk.world
    gone = DateRange(None, date(2025, 7, 1))
    Agency.objects.filter(pk=desk.office.pk).update(valid=gone)
    UnitVersion.objects.filter(unit=world.district).update(valid=gone)
    stand_on(date(2025, 7, 10))
    officer, leader = (type(one).objects.get(pk=one.pk) for one in (world.officer, world.leader))
    offered = desks_on(date(2025, 7, 10), world.commune.pk)
    assert [one.name for one in offered] == ["UBND xã Sơn Lang tự xem xét"]
    row = desk.draft(desk=offered[0].value, actor=officer)
    row = service.send_petition(petition=row, actor=leader)
    row = service.receive_petition(petition=row, actor=officer)
    decisions.compile_petitions(
        petitions=[row], text=decisions.BatchText("Danh sách"), actor=officer
    )
    decision = decisions.Decision("accepted", "Xã bố trí vốn")
    done = decisions.decide_petition(petition=row, decision=decision, actor=leader)
    assert done.state == "decided"
    with pytest.raises(NotAllowed):
        decisions.answer_petition(petition=done, text="x", actor=world.neighbour_officer)


def test_what_is_seen(desk: Petitions) -> None:
    world = desk.world
    own, other = desk.draft(), desk.sent()
    agency = desk.of_agency()
    stranger = make_user("khong-vai-tro")
    seen = {
        name: set(Petition.objects.visible_to(user))
        for name, user in (
            ("officer", world.officer),
            ("neighbour", world.neighbour_officer),
            ("reviewer", world.reviewer),
            ("clerk", desk.clerk),
            ("reader", world.reader),
            ("nobody", stranger),
        )
    }
    assert seen == {
        "officer": {own, other},
        "neighbour": set(),
        "reviewer": {agency, other},
        "clerk": {other},
        "reader": {other},
        "nobody": set(),
    }


def test_a_file_is_read_by_who_sees_the_petition(desk: Petitions) -> None:
    row = service.attach(
        petition=desk.draft(), name="to-trinh.pdf", stream=scan(), actor=desk.world.officer
    )
    assert row.file is not None
    assert service.may_read_petition(desk.world.leader, row.file)
    assert not service.may_read_petition(desk.clerk, row.file)
    assert not service.may_read_petition(desk.world.neighbour_officer, row.file)


def test_posts_of_another_office_do_not_receive(desk: Petitions) -> None:
    other = make_agency("noivu-khac", "Phòng khác", desk.world.district)
    person = make_user("khac")
    make_post(person, "noivu", desk.world.district, agency=other)
    with pytest.raises(NotAllowed):
        service.receive_petition(petition=desk.sent(), actor=person)
