"""Votes: one for each member and item, openly or under seal; closed, counted over all members."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction

from awards.models import (
    AgendaItem,
    BallotMark,
    OpenBallot,
    PaperCount,
    SealedBallot,
    SecretBallot,
    Session,
)
from awards.queries.councils import live_count
from awards.sealing import SEALED, new_half
from awards.services import counting, keys, recusals, sessions, voting
from awards.services.counting import Keys, Paper
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import AuditDetail, Notification
from tests.factories.awards_council import TITLE, Halls, make_halls

pytestmark = pytest.mark.django_db
COUNTERS = "Tổ kiểm phiếu: bà Lan, ông Nam"


@pytest.fixture
def halls() -> Halls:
    return make_halls(13)


def refused(code: str, act: Callable[[], Any]) -> None:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code
    assert caught.value.message.endswith(".")


def secret(halls: Halls, **options: Any) -> tuple[Session, AgendaItem]:
    session = halls.opened(halls.nomination(type_code=TITLE), **options)
    return session, halls.voting(session)


def close(halls: Halls, item: AgendaItem, **options: Any) -> AgendaItem:
    if item.mode == "secret":
        options.setdefault("keys", halls.halves.get(item.session_id))
    return counting.close_item(item=item, actor=halls.chair, **options)


def numbers(item: AgendaItem) -> tuple[Any, ...]:
    return (item.yes, item.no, item.invalid, item.recused, item.absent, item.not_cast, item.total)


class TestOpenVotes:
    def test_counted_over_all_members(self, halls: Halls) -> None:
        session = halls.opened(absent=1)
        item = halls.voting(session)
        assert item.needed == 10
        halls.cast(item, "yyyyyyyyyyn-")
        done = close(halls, item)
        assert numbers(done) == (10, 1, 0, 0, 1, 1, 13)
        assert done.reached is True

    def test_the_first_vote_stands(self, halls: Halls) -> None:
        item = halls.voting(halls.opened())
        cast = {"item": item, "actor": halls.person(4)}
        assert voting.cast_open(choice="no", **cast) is True
        assert voting.cast_open(choice="yes", **cast) is False
        assert [one.choice for one in OpenBallot.objects.all()] == ["no"]
        refused("mode", lambda: voting.cast_secret(choice="yes", **cast))

    def test_written_opinions_and_hands_by_the_secretary(self, halls: Halls) -> None:
        session = halls.opened(written=1, absent=1)
        item, writer = halls.voting(session), halls.person(11)
        refused("written", lambda: voting.cast_open(item=item, choice="yes", actor=writer))
        seat = halls.seat(session, 11)
        enter = {"item": item, "seat": seat, "choice": "yes"}
        with pytest.raises(NotAllowed):
            voting.enter_open(actor=halls.chair, **enter)
        assert voting.enter_open(actor=halls.secretary, **enter) is True
        assert voting.enter_open(actor=halls.secretary, **enter) is False
        halls.cast(item, "yyyyyyyyyyy")
        live = live_count(item)
        assert (live.cast, live.voters, live.written, live.entered) == (11, 11, 1, 1)
        assert OpenBallot.objects.get(seat=seat).on_paper is True
        gone = halls.seat(session, 12)
        refused("absent", lambda: voting.enter_open(
            item=item, seat=gone, choice="yes", actor=halls.secretary
        ))  # fmt: skip

    def test_refused_by_service_and_database(self, halls: Halls) -> None:
        session = halls.opened(absent=1)
        item = session.items.get()
        seat, absent, related = (halls.seat(session, place) for place in (4, 12, 5))

        def cast(place: int, choice: str = "yes") -> bool:
            return voting.cast_open(item=item, choice=choice, actor=halls.person(place))

        def insert(one: Any) -> None:
            with pytest.raises(IntegrityError), transaction.atomic():
                OpenBallot.objects.create(item=item, seat=one, choice="yes")

        refused("closed", lambda: cast(4))
        insert(seat)
        recusals.declare_relation(
            item=item, seat=related, relation="anh ruột", actor=halls.person(5)
        )
        voting.open_item(item=item, actor=halls.secretary)
        refused("recused", lambda: cast(5))
        insert(related)
        refused("absent", lambda: cast(12))
        insert(absent)
        refused("choice", lambda: cast(4, "maybe"))
        with pytest.raises(NotAllowed):
            voting.cast_open(item=item, choice="yes", actor=halls.world.officer)
        cast(4)
        refused("cast", lambda: recusals.declare_relation(
            item=item, seat=seat, relation="em ruột", actor=halls.person(4)
        ))  # fmt: skip
        done = close(halls, item)
        assert numbers(done) == (1, 0, 0, 1, 1, 10, 13)
        refused("closed", lambda: cast(6))
        insert(halls.seat(session, 6))
        refused("closed", lambda: close(halls, item))
        with pytest.raises(InternalError), transaction.atomic():
            AgendaItem.objects.filter(pk=item.pk).update(yes=13)

    def test_who_has_not_voted_is_reminded(self, halls: Halls) -> None:
        session = halls.opened(written=1, absent=1)
        item = halls.voting(session)
        halls.cast(item, "yyyyy")
        assert voting.remind(item=item, actor=halls.secretary) == 6
        assert Notification.objects.filter(kind="session.vote").count() == 6

    def test_attendance_rests_while_voting(self, halls: Halls) -> None:
        session = halls.opened()
        halls.voting(session)
        refused("voting", lambda: halls.attend(session))
        refused("voting", lambda: sessions.close_session(session=session, actor=halls.chair))

    def test_only_who_runs_the_session_opens_votes(self, halls: Halls) -> None:
        item = halls.opened().items.get()
        for person in (halls.desk, halls.person(4)):
            with pytest.raises(NotAllowed):
                voting.open_item(item=item, actor=person)


class TestKeys:
    def test_each_takes_its_own_half(self, halls: Halls) -> None:
        session = halls.attend(halls.invited(halls.nomination(type_code=TITLE)))
        with pytest.raises(NotAllowed):
            keys.take_half(session=session, actor=halls.person(3))
        words = keys.take_half(session=session, actor=halls.chair)
        assert len(words.split()) == 16
        session = sessions.open_session(session=session, actor=halls.chair)
        item = session.items.get()
        refused("no_key", lambda: voting.open_item(item=item, actor=halls.chair))
        keys.take_half(session=session, actor=halls.secretary)
        assert len(voting.open_item(item=item, actor=halls.chair).public_key) == 128
        refused("voting", lambda: keys.take_half(session=session, actor=halls.chair))

    def test_no_half_is_kept(self, halls: Halls) -> None:
        session, _item = secret(halls)
        kept = halls.halves[session.pk]
        text = str(list(AuditDetail.objects.values())) + str(Session.objects.values().get())
        text += str(AgendaItem.objects.values().get())
        for half in (kept.chair, kept.secretary):
            assert half not in text
            assert half.replace(" ", "") not in text

    def test_wrong_halves_count_nothing(self, halls: Halls) -> None:
        session, item = secret(halls)
        halls.cast(item, "yyyyyyyyyyyyy")
        good, other = halls.halves[session.pk], new_half().words
        for code, given in (
            ("half", Keys("", good.secretary)),
            ("half", Keys(good.chair[:-1], good.secretary)),
            ("wrong_half", Keys(other, good.secretary)),
            ("wrong_half", Keys(good.chair, other)),
            ("wrong_half", Keys(good.secretary, good.chair)),
        ):
            refused(code, lambda given=given: close(halls, item, keys=given))
        refused("no_keys", lambda: close(halls, item, keys=None))
        item.refresh_from_db()
        assert (item.state, SealedBallot.objects.count()) == ("open", 13)
        typed = Keys(good.chair.upper().replace(" ", "-"), good.secretary.replace(" ", ""))
        assert close(halls, item, keys=typed).yes == 13

    def test_a_lost_half_means_voting_again(self, halls: Halls) -> None:
        session, item = secret(halls)
        halls.cast(item, "yyn")
        refused("no_reason", lambda: counting.void_item(item=item, reason="", actor=halls.chair))
        again = counting.void_item(item=item, reason="Mất nửa khóa", actor=halls.chair)
        assert (again.attempt, again.state) == (2, "waiting")
        item.refresh_from_db()
        assert (item.state, item.yes) == ("void", None)
        assert SealedBallot.objects.count() == 0
        halls.take_keys(session)
        item = voting.open_item(item=again, actor=halls.chair)
        halls.cast(item, "yyyyyyyyyyynn")
        assert numbers(close(halls, item)) == (11, 2, 0, 0, 0, 0, 13)


class TestSecretVotes:
    def test_sealed_until_closed_then_sorted(self, halls: Halls) -> None:
        _session, item = secret(halls, absent=1)
        halls.cast(item, "nynyyyyyyyyy")
        assert {len(bytes(one.sealed)) for one in SealedBallot.objects.all()} == {SEALED}
        done = close(halls, item)
        assert numbers(done) == (10, 2, 0, 0, 1, 0, 13)
        assert (done.needed, done.reached) == (11, False)
        rows = list(SecretBallot.objects.order_by("place").values_list("place", "choice"))
        assert rows == list(enumerate(["no"] * 2 + ["yes"] * 10, 1))
        assert SealedBallot.objects.count() == 0
        assert BallotMark.objects.count() == 12

    def test_the_first_vote_stands(self, halls: Halls) -> None:
        _session, item = secret(halls)
        halls.cast(item, "y")
        halls.cast(item, "nnnnnnnnnnnnn")
        assert numbers(close(halls, item))[:2] == (1, 12)

    def test_casting_leaves_no_trace_but_mark_and_seal(self, halls: Halls) -> None:
        _session, item = secret(halls)
        before = AuditDetail.objects.count()
        halls.cast(item, "yn")
        assert AuditDetail.objects.count() == before

    def test_refused_by_service_and_database(self, halls: Halls) -> None:
        session, item = secret(halls, written=1, absent=1)
        refused("written", lambda: halls.cast(item, "-" * 11 + "y"))
        refused("absent", lambda: halls.cast(item, "-" * 12 + "y"))
        refused("choice", lambda: voting.cast_secret(
            item=item, choice="invalid", actor=halls.person(2)
        ))  # fmt: skip
        absent = halls.seat(session, 12)
        for table, extra in ((BallotMark, {}), (SealedBallot, {"sealed": b"x" * SEALED})):
            with pytest.raises(IntegrityError), transaction.atomic():
                table.objects.create(item=item, seat=absent, **extra)
        halls.cast(item, "yn")
        with pytest.raises(InternalError), transaction.atomic():
            SealedBallot.objects.update(sealed=b"y" * SEALED)
        close(halls, item)
        with pytest.raises(InternalError), transaction.atomic():
            SecretBallot.objects.update(choice="no")
        refused("closed", lambda: halls.cast(item, "--y"))


class TestPaper:
    def test_a_sealed_paper_goes_among_the_others(self, halls: Halls) -> None:
        _session, item = secret(halls, written=1, absent=1)
        halls.cast(item, "yyyyyyyyyyn")
        done = close(halls, item, paper=Paper(1, 1, 1, 0, 0, COUNTERS))
        assert numbers(done) == (11, 1, 0, 0, 1, 0, 13)
        assert done.reached is True
        kept = PaperCount.objects.get()
        assert (kept.given, kept.taken) == (1, 1)
        assert (kept.yes, kept.no, kept.invalid) == (None, None, None)
        assert SecretBallot.objects.count() == 12

    @pytest.mark.parametrize(
        ("code", "paper"),
        [
            ("paper", Paper(1, 2, 2, 0, 0, COUNTERS)),
            ("paper", Paper(2, 2, 1, 0, 0, COUNTERS)),
            ("paper", Paper(2, 2, 2, 0, 0, COUNTERS)),
            ("paper", Paper(13, 1, 1, 0, 0, COUNTERS)),
            ("paper", Paper(1, 1, -1, 2, 0, COUNTERS)),
            ("counters", Paper(1, 1, 1, 0, 0, " ")),
        ],
    )
    def test_reconciled_with_who_may_still_vote(
        self, halls: Halls, code: str, paper: Paper
    ) -> None:
        _session, item = secret(halls, written=1, absent=1)
        halls.cast(item, "yyyyyyyyyyn")
        refused(code, lambda: close(halls, item, paper=paper))
        assert not PaperCount.objects.exists()
        assert not SecretBallot.objects.exists()

    def test_all_on_paper_needs_no_key(self, halls: Halls) -> None:
        session = halls.opened(halls.nomination(type_code=TITLE), with_keys=False)
        AgendaItem.objects.update(channel="paper")
        item = halls.voting(session)
        refused("paper", lambda: halls.cast(item, "y"))
        refused("no_paper", lambda: close(halls, item))
        done = close(halls, item, paper=Paper(13, 12, 10, 1, 1, COUNTERS))
        assert numbers(done) == (10, 1, 1, 0, 0, 1, 13)
        assert PaperCount.objects.get().invalid == 1

    def test_portal_only_takes_no_paper(self, halls: Halls) -> None:
        session = halls.opened(halls.nomination(type_code=TITLE))
        AgendaItem.objects.update(channel="electronic")
        item = halls.voting(session)
        refused("paper", lambda: close(halls, item, paper=Paper(1, 1, 1, 0, 0, COUNTERS)))
