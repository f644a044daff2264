"""Ranking under quotas, the second round, minutes frozen with their hash, results written."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction

from awards.models import AgendaItem, Nomination, Session
from awards.services import counting, minutes, ranking, sessions, voting
from kbang_ntm.core.errors import NotAllowed, Refused
from tests.factories.awards_council import LOCAL, TITLE, Halls, make_halls

pytestmark = pytest.mark.django_db


@pytest.fixture
def halls() -> Halls:
    return make_halls(5)


def refused(code: str, act: Callable[[], Any]) -> None:
    with pytest.raises(Refused) as caught:
        act()
    assert caught.value.code == code
    assert caught.value.message.endswith(".")


def vote(halls: Halls, item: AgendaItem, choices: str) -> AgendaItem:
    row = voting.open_item(item=item, actor=halls.chair)
    halls.cast(row, choices)
    keys = halls.halves.get(row.session_id) if row.mode == "secret" else None
    return counting.close_item(item=row, actor=halls.chair, keys=keys)


def voted(halls: Halls, *rows: tuple[Nomination, str]) -> Session:
    session = halls.opened(*(row for row, _ in rows))
    for item, (_, choices) in zip(session.items.order_by("order"), rows, strict=True):
        vote(halls, item, choices)
    return session


def finish(halls: Halls, session: Session) -> Session:
    sessions.write_proceedings(
        session=session, discussion="Thảo luận", conclusion="Nhất trí", actor=halls.secretary
    )
    return sessions.close_session(session=session, actor=halls.chair)


def states() -> dict[str, str]:
    return dict(Nomination.objects.values_list("nominee_name", "state"))


def test_signed_minutes_hold_every_number_and_change_no_more(halls: Halls) -> None:
    session = voted(
        halls, (halls.nomination("A"), "yyyyn"), (halls.nomination("B", type_code=TITLE), "yyynn")
    )
    refused("wrong_state", lambda: minutes.sign(session=session, actor=halls.chair))
    closed = sessions.close_session(session=session, actor=halls.secretary)
    refused("no_conclusion", lambda: minutes.sign(session=closed, actor=halls.chair))
    sessions.write_proceedings(
        session=closed, discussion="Ông X không đồng ý B", conclusion="Nhất trí A",
        actor=halls.secretary,
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        minutes.sign(session=closed, actor=halls.secretary)
    signed = minutes.sign(session=closed, actor=halls.chair)
    assert states() == {"A": "recommended", "B": "not_recommended"}
    frozen = signed.minutes_frozen
    assert frozen is not None
    assert signed.minutes_sha256 == minutes.hash_of(frozen)
    first, second = frozen["items"]
    assert (
        first["result"]["arithmetic"] == "70\u00a0% × 5 = 3,5, cần từ 4 phiếu, có 4 phiếu đồng ý."
    )
    assert first["result"]["share"] == "4/5 = 80,00\u00a0%"
    assert [one["choice"] for one in first["votes"]] == ["yes", "yes", "yes", "yes", "no"]
    assert second["votes"] is None
    assert second["result"]["recommended"] is False
    assert json.loads(minutes.canonical(frozen)) == frozen

    refused("not_now", lambda: sessions.write_proceedings(
        session=signed, discussion="", conclusion="", actor=halls.chair
    ))  # fmt: skip
    for change in ({"conclusion": "x"}, {"minutes_frozen": {}}, {"minutes_sha256": "0"}):
        with pytest.raises(InternalError), transaction.atomic():
            Session.objects.filter(pk=signed.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.filter(session=signed).update(rank=9)
    done = minutes.register_minutes(
        session=signed, number="15/BB-HĐ", scan=None, actor=halls.secretary
    )
    assert done.minutes_number == "15/BB-HĐ"


def test_the_same_rows_give_the_same_minutes(halls: Halls) -> None:
    session = voted(halls, (halls.nomination("A"), "yyyyn"))
    row = Session.objects.select_related("council", "round", "chair", "secretary").get()
    assert minutes.canonical(minutes.minutes_of(row)) == minutes.canonical(minutes.minutes_of(row))
    assert session.pk == row.pk


def test_items_left_keep_the_session_open(halls: Halls) -> None:
    session = halls.opened()
    refused("left", lambda: sessions.close_session(session=session, actor=halls.chair))


def test_a_quota_ranks_by_votes_then_the_law(halls: Halls) -> None:
    halls.quota(2)
    session = voted(
        halls,
        (halls.nomination("Nam, 4 phiếu", gender="male"), "yyyyn"),
        (halls.nomination("Nữ, 4 phiếu", gender="female"), "yyyyn"),
        (halls.nomination("Nam, 5 phiếu", gender="male"), "yyyyy"),
        (halls.nomination("Khác loại", type_code=LOCAL), "yyyyn"),
    )
    closed = finish(halls, session)
    refused("undecided", lambda: minutes.sign(session=closed, actor=halls.chair))
    ranking.rank_items(session=closed, actor=halls.secretary)
    minutes.sign(session=closed, actor=halls.chair)
    assert states() == {
        "Nam, 5 phiếu": "recommended",
        "Nữ, 4 phiếu": "recommended",
        "Nam, 4 phiếu": "not_recommended",
        "Khác loại": "recommended",
    }


def test_equals_go_to_a_second_round(halls: Halls) -> None:
    quota = halls.quota(1)
    session = voted(halls, (halls.nomination("A"), "yyyyn"), (halls.nomination("B"), "yyyyn"))
    refused("none", lambda: ranking.second_round(session=session, quota=quota, actor=halls.chair))
    ranking.rank_items(session=session, actor=halls.chair)
    again = ranking.second_round(session=session, quota=quota, actor=halls.chair)
    assert [one.rank_round for one in again] == [2, 2]
    refused("voting", lambda: ranking.rank_items(session=session, actor=halls.chair))
    for item, choices in zip(again, ("yynnn", "yyynn"), strict=True):
        vote(halls, item, choices)
    ranking.rank_items(session=session, actor=halls.chair)
    refused("none", lambda: ranking.second_round(session=session, quota=quota, actor=halls.chair))
    minutes.sign(session=finish(halls, session), actor=halls.chair)
    assert states() == {"A": "not_recommended", "B": "recommended"}


def test_equal_again_the_chair_decides_with_a_reason(halls: Halls) -> None:
    halls.quota(1)
    session = voted(halls, (halls.nomination("A"), "yyyyn"), (halls.nomination("B"), "yyyyn"))
    first, second = session.items.order_by("order")

    def choose(item: AgendaItem, within: bool, reason: str = "Điều 5", **by: Any) -> AgendaItem:
        actor = by.get("actor", halls.chair)
        return ranking.choose_within(item=item, within=within, reason=reason, actor=actor)

    refused("not_tied", lambda: choose(first, True))
    ranking.rank_items(session=session, actor=halls.chair)
    with pytest.raises(NotAllowed):
        choose(first, True, actor=halls.secretary)
    refused("no_reason", lambda: choose(first, True, reason=""))
    choose(first, True)
    refused("full", lambda: choose(second, True))
    closed = finish(halls, session)
    refused("undecided", lambda: minutes.sign(session=closed, actor=halls.chair))
    choose(second, False)
    minutes.sign(session=closed, actor=halls.chair)
    assert states() == {"A": "recommended", "B": "not_recommended"}
    first.refresh_from_db()
    assert first.rank_reason == "Người chủ trì quyết định: Điều 5"


def test_of_two_quotas_the_stricter_counts(halls: Halls) -> None:
    halls.quota(5)
    halls.quota(1, proposer_unit=halls.world.neighbour)
    session = voted(halls, (halls.nomination("A"), "yyyyn"), (halls.nomination("B"), "yyyyy"))
    ranking.rank_items(session=session, actor=halls.chair)
    found = dict(session.items.values_list("nomination__nominee_name", "within_quota"))
    assert found == {"A": False, "B": True}
