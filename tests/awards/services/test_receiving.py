"""The desk: the law frozen on receipt, limits by rules, suspension, the council's word."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import InternalError, transaction
from psycopg2.extras import DateRange

from awards.models import AwardRule, Council, CouncilSeat, Nomination, Regime, Session
from awards.nomination_workflow import NOMINATION
from awards.queries.regimes import differences, later_regimes
from awards.services import dossiers, nominations, receiving
from kbang_ntm.core import clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import AuditEvent, Notification, User
from kbang_ntm.core.workflow import advance
from tests.factories.awards_nominations import R1, R2, R3, R4, Awards, make_awards
from tests.factories.communes import ALWAYS, stand_on

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]


def refused(code: str, act: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code
    return caught.value.message


def test_others_may_not() -> None:
    desk = make_awards()
    sent = desk.sent(desk.round())
    for person in (desk.leader, desk.officer, desk.chair, desk.neighbour_officer, desk.reviewer):
        for act in (
            lambda who: receiving.receive(nomination=sent, actor=who),
            lambda who: receiving.ask_supplement(nomination=sent, what="x", actor=who),
        ):
            with pytest.raises(NotAllowed):
                act(person)
    for person in (desk.leader, desk.officer, desk.reviewer):
        with pytest.raises(NotAllowed):
            receiving.suspend(nomination=sent, reason="x", actor=person)
    assert Nomination.objects.get().state == "sent"


@pytest.mark.parametrize(
    ("day", "regime", "due"),
    [(R1, "R1", date(2023, 10, 24)), (R2, "R2", date(2024, 10, 24))],
)
def test_receipt_freezes_the_law_of_the_day(day: date, regime: str, due: date) -> None:
    desk = make_awards(day)
    row = desk.received(desk.round())
    assert row.regime is not None
    assert row.award_type is not None
    assert (row.received_on, row.received_by, row.regime.code) == (day, desk.clerk, regime)
    assert (row.award_type.code, row.award_type.regime.code) == ("GIAY_KHEN_HUYEN", regime)
    assert row.appraise_by == due  # ten working days by the rule of that day
    told = set(
        Notification.objects.filter(kind="nomination.moved").values_list(
            "recipient__username", flat=True
        )
    )
    assert told == {"kt.officer", "kt.leader"}
    refused("wrong_state", lambda: receiving.receive(nomination=row, actor=desk.clerk))
    for fields in ({"received_on": date(2024, 1, 1)}, {"nominee_name": "Khác"}, {"type_code": "X"}):
        with pytest.raises(InternalError), transaction.atomic():
            Nomination.objects.filter(pk=row.pk).update(**fields)


def test_the_third_law_by_its_commune() -> None:
    desk = make_awards(R3)
    row = desk.own_received(desk.own_round())
    assert row.award_type is not None
    assert (row.appraise_by, row.award_type.regime.code) == (date(2025, 10, 8), "R3")


def test_a_holiday_moves_the_day_of_appraisal() -> None:
    desk = make_awards(date(2024, 4, 22))
    row = desk.received(desk.round())
    assert row.appraise_by == date(2024, 5, 8)  # 30/4 and 01/5 are days off


def test_sent_to_the_district_and_never_received_is_refused_with_the_successor() -> None:
    desk = make_awards(date(2025, 6, 20))
    sent = desk.sent(desk.round())
    stand_on(date(2025, 7, 1))
    said = refused("body_ended", lambda: receiving.receive(nomination=sent, actor=desk.clerk))
    assert "Xã Sơn Lang" in said
    assert Nomination.objects.get().received_on is None


def test_a_type_the_new_law_does_not_know_is_not_received() -> None:
    desk = make_awards(date(2025, 6, 20))
    row = desk.round(unit=desk.neighbour, actor=desk.neighbour_officer, types=("GIAY_KHEN_HUYEN",))
    draft = desk.draft(
        row,
        desk.nominee(unit_id=desk.neighbour.pk),
        actor=desk.neighbour_officer,
        unit=desk.neighbour,
    )
    sent = nominations.send(
        nomination=desk.complete(draft, actor=desk.neighbour_officer), actor=desk.neighbour_leader
    )
    stand_on(date(2025, 7, 1))
    refused("no_type", lambda: receiving.receive(nomination=sent, actor=desk.neighbour_officer))


def test_supplements_are_counted_and_dated_by_rules() -> None:
    desk = make_awards()
    row = desk.received(desk.round())

    def ask(**fields: Any) -> Nomination:
        values: dict[str, Any] = {"nomination": row, "what": "Giấy xác nhận", "actor": desk.clerk}
        return receiving.ask_supplement(**{**values, **fields})

    refused("no_reason", lambda: ask(what=" "))
    refused("due_past", lambda: ask(due=date(2024, 10, 9)))
    asked = ask()
    assert (asked.state, asked.supplement_due, asked.supplements) == (
        "supplement",
        date(2024, 10, 17),
        1,
    )
    text = desk.text(asked.round, citation="Thành tích ghi lại.")
    nominations.change(nomination=asked, text=text, actor=desk.officer)
    other = desk.text(asked.round, type_code="LDTT")
    refused("frozen", lambda: nominations.change(nomination=asked, text=other, actor=desk.officer))
    dossiers.add_item(nomination=asked, label="Giấy xác nhận", paper="12/XN", actor=desk.officer)
    refused(
        "no_reason",
        lambda: receiving.send_supplement(nomination=asked, note="", actor=desk.leader),
    )
    with pytest.raises(NotAllowed):
        receiving.send_supplement(nomination=asked, note="Đã nộp", actor=desk.officer)
    back = receiving.send_supplement(nomination=asked, note="Đã nộp", actor=desk.leader)
    assert (back.state, back.citation) == ("appraising", "Thành tích ghi lại.")
    said = refused("too_often", ask)
    assert "nhiều nhất 1 lần" in said
    AwardRule.objects.filter(code="days-supplement").delete()
    AwardRule.objects.filter(code="times-supplement").update(amount=2)
    refused("no_due", ask)
    assert ask(due=date(2024, 10, 15)).supplements == 2


@pytest.mark.parametrize("state", ["sent", "appraising", "supplement"])
def test_suspended_goes_on_where_it_stood(state: str) -> None:
    desk = make_awards()
    row = desk.sent(desk.round()) if state == "sent" else desk.received(desk.round())
    if state == "supplement":
        row = receiving.ask_supplement(nomination=row, what="Giấy", actor=desk.clerk)
    refused("no_reason", lambda: receiving.suspend(nomination=row, reason="", actor=desk.clerk))
    stopped = receiving.suspend(nomination=row, reason="Có đơn tố cáo", actor=desk.chair)
    assert (stopped.state, stopped.suspended_from) == ("suspended", state)
    refused("no_reason", lambda: receiving.resume(nomination=row, reason="", actor=desk.clerk))
    back = receiving.resume(nomination=row, reason="Đơn không có cơ sở", actor=desk.clerk)
    assert (back.state, back.suspended_from) == (state, "")
    refused("wrong_state", lambda: receiving.resume(nomination=row, reason="x", actor=desk.clerk))


def test_a_more_favourable_law_is_chosen_by_the_desk_where_its_row_says_so() -> None:
    desk = make_awards(date(2026, 9, 20))
    row = desk.own_received(desk.own_round())
    later = Regime.objects.get(code="R4")
    act = lambda **fields: receiving.choose_regime(  # noqa: E731  asked in four ways below
        **{
            "nomination": row,
            "regime": later,
            "reason": "Mức thưởng cao hơn",
            "actor": desk.new_officer,
            **fields,
        }
    )
    assert later_regimes(row, clock.today()) == []
    refused("not_offered", act)  # not in force yet
    stand_on(R4)
    Regime.objects.filter(pk=later.pk).update(favourable=False)
    refused("not_offered", act)
    Regime.objects.filter(pk=later.pk).update(favourable=True)
    refused("no_reason", lambda: act(reason=""))
    with pytest.raises(NotAllowed):
        act(actor=desk.clerk)
    points = differences(row, later, clock.today())
    assert points is not None
    assert not any(point.differs for point in points)  # R4 goes on with the types of R3
    done = act()
    assert done.regime == later
    assert AuditEvent.objects.filter(action="nomination.choose_regime").exists()
    refused("not_offered", act)


def _session(desk: Awards, row: Nomination) -> Session:
    council = Council.objects.create(
        unit=desk.district, name="Hội đồng", valid=ALWAYS, made_by=desk.clerk
    )
    CouncilSeat.objects.create(
        council=council, user=desk.chair, name="Chủ tịch", position="CT", role="chair",
        valid=DateRange(date(2024, 1, 1), None),
    )  # fmt: skip
    return Session.objects.create(
        council=council,
        round=row.round,
        title="Phiên họp",
        held_at=datetime(2024, 10, 20, 8, tzinfo=clock.LOCAL),
        place="Hội trường",
        made_by=desk.clerk,
    )


def test_the_council_gets_eligible_ones_of_its_round_and_its_word_is_written() -> None:
    desk = make_awards()
    one = desk.round()
    first, second = desk.received(one), desk.received(one, desk.nominee("Y Lý", birth_year=1980))
    elsewhere = desk.received(desk.round(name="Đợt khác"), desk.nominee("Y La", birth_year=1981))
    session = _session(desk, first)

    def put(*rows: Nomination, actor: Any = desk.clerk) -> list[Nomination]:
        return receiving.to_council(nominations=rows, session=session, actor=actor)

    refused("wrong_state", lambda: put(first))
    eligible = [
        advance(NOMINATION, obj=row, act="pass", actor=desk.clerk)
        for row in (first, second, elsewhere)
    ]
    refused("other_round", lambda: put(*eligible))
    with pytest.raises(NotAllowed):
        put(first, actor=desk.leader)
    assert {row.state for row in Nomination.objects.all()} == {"eligible"}
    put(first, second)
    refused(
        "wrong_state", lambda: nominations.withdraw(nomination=first, reason="x", actor=desk.leader)
    )

    def say(row: Nomination, recommended: bool, actor: User, reason: str = "") -> Nomination:
        said = [receiving.Result(row, recommended, reason)]
        return receiving.record_results(results=said, actor=actor)[0]

    with pytest.raises(NotAllowed):
        say(first, True, desk.leader)
    back = receiving.from_council(nomination=second, reason="Chưa đủ", actor=desk.clerk)
    assert back.state == "eligible"
    put(second)
    done = say(first, True, desk.chair, "10/11 thành viên đồng ý")
    assert (done.state, done.state_reason) == ("recommended", "10/11 thành viên đồng ý")
    no = say(second, False, desk.chair)
    assert no.state == "not_recommended"
    refused("wrong_state", lambda: say(no, True, desk.chair))
