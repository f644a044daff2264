"""Sessions: planned, invited, attended, opened with a snapshot; agenda, reviews, recusals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction

from awards.enums import Presence, SeatRole
from awards.models import MemberReview, Nomination, Recusal, Session, SessionSeat
from awards.services import agenda, councils, recusals, sessions
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import Notification
from tests.factories.awards_council import HELD, LOCAL, SINCE, TITLE, Halls, make_halls
from tests.factories.communes import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def halls() -> Halls:
    return make_halls(13)


def refused(code: str, act: Callable[[], Any]) -> None:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code
    assert caught.value.message.endswith(".")


class TestAgenda:
    def test_items_take_percent_and_mode_from_the_law(self, halls: Halls) -> None:
        session = halls.planned()
        rows = halls.agenda(
            session,
            halls.nomination("A"),
            halls.nomination("B", type_code=TITLE),
            halls.nomination("C", type_code=LOCAL),
        )
        found = [(one.percent, one.mode, one.percent_certain) for one in rows]
        assert found == [(70, "open", True), (80, "secret", True), (70, "open", False)]
        assert rows[1].percent_basis == "NĐ 98/2023 Điều 30.7"
        assert [one.order for one in rows] == [1, 2, 3]
        states = set(Nomination.objects.values_list("state", flat=True))
        assert states == {"at_council"}

    def test_the_round_may_say_how(self, halls: Halls) -> None:
        halls.round.types.create(type_code="giay_khen", ballot_mode="secret")
        (row,) = halls.agenda(halls.planned(), halls.nomination())
        assert row.mode == "secret"

    def test_refused_before_anything_moves(self, halls: Halls) -> None:
        session, row = halls.planned(), halls.nomination()
        refused("none", lambda: halls.agenda(session))
        with pytest.raises(NotAllowed):
            agenda.add_items(session=session, nominations=[row], heading="", actor=halls.person(4))
        halls.agenda(session, row)
        refused("twice", lambda: halls.agenda(halls.planned(), row))

    def test_removed_by_the_desk_it_is_eligible_again(self, halls: Halls) -> None:
        session, row = halls.planned(), halls.nomination()
        (item,) = halls.agenda(session, row)
        refused("no_reason", lambda: agenda.remove_item(item=item, reason="", actor=halls.desk))
        agenda.remove_item(item=item, reason="Chờ xác minh", actor=halls.desk)
        row.refresh_from_db()
        assert row.state == "eligible"
        (again,) = halls.agenda(session, row)
        assert again.attempt == 2

    def test_mode_by_law_is_not_changed_by_people(self, halls: Halls) -> None:
        session = halls.planned()
        free, fixed = halls.agenda(
            session, halls.nomination("A"), halls.nomination("B", type_code=TITLE)
        )

        def change(item: Any, mode: str) -> Any:
            return agenda.change_item(
                item=item, order=1, heading="", mode=mode, channel="paper", actor=halls.desk
            )

        assert change(free, "secret").mode == "secret"
        refused("by_law", lambda: change(fixed, "open"))
        assert change(fixed, "secret").channel == "paper"

    def test_a_session_that_is_not_held_gives_its_nominations_back(self, halls: Halls) -> None:
        session = halls.invited()
        refused("no_reason", lambda: agenda.cancel_session(
            session=session, reason="", actor=halls.desk
        ))  # fmt: skip
        agenda.cancel_session(session=session, reason="Bão", actor=halls.desk)
        assert Nomination.objects.get().state == "eligible"
        with pytest.raises(InternalError), transaction.atomic():
            Session.objects.filter(pk=session.pk).update(state="open")


class TestInvitation:
    def test_members_get_a_notice_and_answer(self, halls: Halls) -> None:
        session = halls.invited()
        assert Notification.objects.filter(kind="session.invited").count() == 13
        sessions.reply(session=session, coming=True, reason="", actor=halls.person(3))
        refused("no_reason", lambda: sessions.reply(
            session=session, coming=False, reason="", actor=halls.person(4)
        ))  # fmt: skip
        sessions.reply(session=session, coming=False, reason="Đi học", actor=halls.person(4))
        assert list(session.seats.exclude(reply="").values_list("reply", flat=True)) == [
            "yes",
            "no",
        ]
        with pytest.raises(NotAllowed):
            sessions.reply(session=session, coming=True, reason="", actor=halls.world.officer)

    def test_nothing_on_the_agenda_nobody_invited(self, halls: Halls) -> None:
        refused("no_items", lambda: sessions.invite(session=halls.planned(), actor=halls.desk))

    def test_who_sees_a_session(self, halls: Halls) -> None:
        session = halls.planned()
        member, outsider = halls.person(5), halls.world.officer
        assert not Session.objects.visible_to(member).exists()
        halls.agenda(session, halls.nomination())
        sessions.invite(session=session, actor=halls.desk)
        assert list(Session.objects.visible_to(member)) == [session]
        assert list(Session.objects.visible_to(halls.desk)) == [session]
        assert not Session.objects.visible_to(outsider).exists()


class TestOpening:
    def test_snapshot_of_members_and_quorum(self, halls: Halls) -> None:
        session = halls.opened(written=1, absent=1)
        assert (session.members_total, session.quorum_needed) == (13, 11)
        assert session.quorum_basis.startswith("Từ 80 % của 13 thành viên: 11 người")
        assert session.quorum_basis.endswith("(chưa kiểm chứng)")
        newcomer = councils.SeatText("Người Mới", "Trưởng phòng", SeatRole.MEMBER, SINCE)
        seat = councils.add_seat(council=halls.council, text=newcomer, actor=halls.desk)
        with pytest.raises(IntegrityError), transaction.atomic():
            SessionSeat.objects.create(
                session=session, seat=seat, name="Người Mới", position="x", role="member"
            )
        with pytest.raises(InternalError), transaction.atomic():
            Session.objects.filter(pk=session.pk).update(members_total=14)

    def test_below_quorum_it_does_not_open(self, halls: Halls) -> None:
        session = halls.attend(halls.invited(), written=1, absent=3)
        refused("quorum", lambda: sessions.open_session(session=session, actor=halls.chair))
        session.refresh_from_db()
        assert (session.state, session.members_total) == ("invited", None)
        halls.attend(session, written=1, absent=2)
        assert sessions.open_session(session=session, actor=halls.chair).state == "open"

    def test_without_the_share_for_awards_two_thirds_do(self, halls: Halls) -> None:
        from awards.models import AwardRule

        AwardRule.objects.filter(code="council-quorum-awards").delete()
        session = halls.attend(halls.invited(), absent=4)
        assert sessions.open_session(session=session, actor=halls.chair).quorum_needed == 9

    def test_chair_and_secretary_are_there(self, halls: Halls) -> None:
        session = halls.attend(halls.invited())
        seat = halls.seat(session, 1)
        mark = sessions.Mark(seat.pk, Presence.ABSENT)
        sessions.mark_attendance(session=session, marks=[mark], actor=halls.desk)
        refused("not_there", lambda: sessions.open_session(session=session, actor=halls.chair))
        with pytest.raises(NotAllowed):
            sessions.open_session(session=session, actor=halls.person(3))

    def test_a_written_opinion_is_a_paper(self, halls: Halls) -> None:
        session = halls.invited()
        mark = sessions.Mark(halls.seat(session, 3).pk, Presence.WRITTEN)
        refused("no_opinion", lambda: sessions.mark_attendance(
            session=session, marks=[mark], actor=halls.secretary
        ))  # fmt: skip

    def test_composition_changed_after_the_invitation(self, halls: Halls) -> None:
        session = halls.invited()
        councils.end_seat(
            seat=halls.seats[12], last=date(2025, 6, 1), reason="nghỉ hưu", actor=halls.desk
        )
        user = make_user("moi", "Lê Văn Mới")
        text = councils.SeatText("", "Trưởng phòng", SeatRole.MEMBER, date(2025, 6, 2), user=user)
        halls.seats.append(councils.add_seat(council=halls.council, text=text, actor=halls.desk))
        sessions.sync_seats(session)
        session = sessions.open_session(session=halls.attend(session), actor=halls.chair)
        assert session.members_total == 13
        assert session.seats.get(former=True).name == "Thành Viên 12"
        with pytest.raises(NotAllowed):
            sessions.seat_of(session, halls.person(12))


class TestPlanning:
    @pytest.mark.parametrize(
        ("code", "fields"),
        [
            ("no_title", {"title": " "}),
            ("no_place", {"place": ""}),
            ("days", {"held_at": HELD.replace(year=2019)}),
            ("reviews", {"reviews_shown": "always"}),
        ],
    )
    def test_refused(self, halls: Halls, code: str, fields: dict[str, Any]) -> None:
        refused(code, lambda: halls.planned(**fields))
        assert not Session.objects.exists()

    def test_two_people_run_it(self, halls: Halls) -> None:
        refused("not_member", lambda: halls.planned(secretary=halls.seats[0]))


class TestReviews:
    def test_one_for_each_member_the_last_word_counts(self, halls: Halls) -> None:
        session = halls.invited()
        item, member = session.items.get(), halls.person(4)
        agenda.write_review(item=item, score=80, remark="", actor=member)
        agenda.write_review(item=item, score=85, remark="Tốt", actor=member)
        assert [(one.score, one.remark) for one in MemberReview.objects.all()] == [(85, "Tốt")]
        refused("empty", lambda: agenda.write_review(
            item=item, score=None, remark="", actor=member
        ))  # fmt: skip
        refused("score", lambda: agenda.write_review(
            item=item, score=101, remark="", actor=member
        ))  # fmt: skip


class TestRecusals:
    def test_computed_from_where_a_member_belongs(self, halls: Halls) -> None:
        world = halls.world
        for place, fields in (
            (3, {"unit_id": world.neighbour.pk}),
            (4, {"agency_id": world.agency.pk}),
        ):
            type(halls.seats[0]).objects.filter(pk=halls.seats[place].pk).update(**fields)
        session = halls.planned()
        of_unit, of_agency, other, self_ = halls.agenda(
            session,
            halls.nomination("Hội Nông dân"),
            halls.nomination("Phòng Lao động", agency_id=world.agency.pk),
            halls.nomination("Người xã khác", unit_id=world.commune.pk, nominee_unit=world.commune),
            halls.nomination("Thành  viên 5", unit_id=world.commune.pk, nominee_unit=world.commune),
        )
        found = {
            (one.item_id, one.seat.name, one.ground, one.computed)
            for one in Recusal.objects.select_related("seat")
        }
        assert found == {
            (of_unit.pk, "Thành Viên 3", "own_unit", True),
            (of_agency.pk, "Thành Viên 3", "own_unit", True),
            (of_agency.pk, "Thành Viên 4", "own_proposal", True),
            (self_.pk, "Thành Viên 5", "self", True),
        }
        assert other.recusals.count() == 0

    def test_a_relation_is_declared_by_its_member(self, halls: Halls) -> None:
        session = halls.invited()
        item, seat = session.items.get(), halls.seat(session, 3)

        def declare(relation: str, actor: Any) -> Recusal:
            return recusals.declare_relation(item=item, seat=seat, relation=relation, actor=actor)

        refused("no_relation", lambda: declare(" ", halls.person(3)))
        with pytest.raises(NotAllowed):
            declare("anh ruột", halls.person(4))
        assert declare("anh ruột", halls.person(3)).ground == "relation"
        refused("twice", lambda: declare("anh ruột", halls.secretary))
        refused("recused", lambda: agenda.write_review(
            item=item, score=5, remark="", actor=halls.person(3)
        ))  # fmt: skip
