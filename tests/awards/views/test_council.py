"""Pages of councils, sessions and votes: who opens what, what a form does, constant queries."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from awards.fronts.council import GROUP
from awards.models import BallotMark, OpenBallot, Recusal, Session, SessionSeat
from awards.services import voting
from kbang_ntm.core.models import User
from tests.awards.home import home_lines
from tests.factories.awards_council import TITLE, Halls, make_halls

pytestmark = pytest.mark.django_db


@pytest.fixture
def halls() -> Halls:
    return make_halls(5)


def url(name: str, *args: Any) -> str:
    return reverse(f"awards:{name}", args=args)


def get(user: User, name: str, *args: Any) -> Any:
    client = Client()
    client.force_login(user)
    return client.get(url(name, *args))


def post(user: User, name: str, uid: Any, **body: Any) -> Any:
    client = Client()
    client.force_login(user)
    return client.post(url(name, uid), body or {"x": "1"})


def words(answer: Any) -> str:
    return str(answer.content.decode())


def cost(user: User, name: str, *args: Any) -> int:
    get(user, name, *args)
    with CaptureQueriesContext(connection) as caught:
        assert get(user, name, *args).status_code == 200
    return len([one for one in caught if "SAVEPOINT" not in one["sql"]])


def titles(user: User) -> list[str]:
    return [one.title for one in home_lines(user, GROUP)]


def test_a_whole_session_over_its_pages(halls: Halls) -> None:
    """From invitation to signed minutes, each person on its own pages."""
    session = halls.planned()
    row = halls.nomination("Bà Đinh Thị Mai", type_code=TITLE)
    body = {"nominations": [str(row.pk)], "heading": "Danh hiệu"}
    assert post(halls.desk, "session-agenda", session.uid, **body).status_code == 302
    assert post(halls.desk, "session-invite", session.uid).status_code == 302
    item = session.items.get()
    member = halls.person(4)
    assert titles(member) == ["Trả lời giấy mời: Phiên họp xét khen thưởng"]
    assert post(member, "session-reply", session.uid, coming="yes").status_code == 302
    assert post(member, "agenda-item-review", item.uid, score="90").status_code == 302
    marks = {f"s{one.pk}-presence": "present" for one in session.seats.all()}
    assert post(halls.secretary, "session-attendance", session.uid, **marks).status_code == 302
    keys = [
        words(post(person, "session-key", session.uid, file="")).splitlines()[-1]
        for person in (halls.chair, halls.secretary)
    ]
    assert post(halls.chair, "session-open", session.uid).status_code == 302
    assert post(halls.chair, "agenda-item-open", item.uid).status_code == 302
    assert titles(member) == ["Bỏ phiếu: Bà Đinh Thị Mai"]
    for place in range(5):
        answer = post(halls.person(place), "agenda-item-cast", item.uid, choice="yes")
        assert answer.status_code == 302
    assert titles(member) == []
    assert "Đã nhận 5/5 phiếu" in words(get(member, "agenda-item-count", item.uid))
    halves = {"chair_half": keys[0], "secretary_half": keys[1]}
    assert post(halls.secretary, "agenda-item-close", item.uid, **halves).status_code == 302
    page = words(get(member, "agenda-item", item.uid))
    assert "80\u00a0% × 5 = 4, cần từ 4 phiếu, có 5 phiếu đồng ý." in page
    said = {"discussion": "Nhất trí", "conclusion": "Trình Chủ tịch"}
    assert post(halls.chair, "session-proceedings", session.uid, **said).status_code == 302
    assert post(halls.chair, "session-close", session.uid).status_code == 302
    assert titles(halls.chair) == ["Ký biên bản: Phiên họp xét khen thưởng"]
    assert post(halls.chair, "session-sign", session.uid).status_code == 302
    desk = get(halls.chair, "session-desk", session.uid).content.decode()
    for closed in ("session-key", "session-proceedings"):  # after signing nothing changes
        assert reverse(f"awards:{closed}", args=[session.uid]) not in desk
    row.refresh_from_db()
    assert row.state == "recommended"
    assert "Đã ký" in words(get(member, "session-minutes", session.uid))
    assert post(halls.desk, "session-number", session.uid, number="1/BB").status_code == 302


def test_a_second_vote_says_so_and_changes_nothing(halls: Halls) -> None:
    item = halls.voting(halls.opened())
    member = halls.person(3)
    client = Client()
    client.force_login(member)
    address = url("agenda-item-cast", item.uid)
    assert "Đã nhận phiếu" in words(client.post(address, {"choice": "no"}, follow=True))
    again = words(client.post(address, {"choice": "yes"}, follow=True))
    assert "phiếu đầu tiên được giữ" in again
    assert [one.choice for one in OpenBallot.objects.all()] == ["no"]


def test_what_a_member_chose_stands_on_no_page(halls: Halls) -> None:
    session = halls.opened(halls.nomination(type_code=TITLE))
    item = halls.voting(session)
    pages = []
    for place, choice in ((2, "yes"), (3, "no")):
        member = halls.person(place)
        assert post(member, "agenda-item-cast", item.uid, choice=choice).status_code == 302
        pages.append(words(get(member, "agenda-item", item.uid)))
    for page in pages:
        assert "checked" not in page
        assert "Đã nhận phiếu của bạn" in page
    refused = post(halls.person(2), "agenda-item-cast", item.uid, choice="maybe")
    assert refused.status_code == 422
    assert BallotMark.objects.count() == 2


def test_neighbours_and_outsiders_get_404(halls: Halls) -> None:
    session = halls.invited()
    item = session.items.get()
    for person in (halls.world.leader, halls.world.coordinator):
        assert get(person, "session", session.uid).status_code == 404
        assert get(person, "agenda-item", item.uid).status_code == 404
        assert post(person, "agenda-item-cast", item.uid, choice="yes").status_code == 404
    assert get(halls.world.reader, "session", session.uid).status_code == 403


def test_members_do_not_run_the_session(halls: Halls) -> None:
    session = halls.opened(halls.nomination(type_code=TITLE))
    item, member = session.items.get(), halls.person(4)
    for name in ("session-desk", "session-attendance", "session-close", "session-key"):
        assert get(member, name, session.uid).status_code == 403
    for name in ("agenda-item-open", "agenda-item-close", "agenda-item-enter"):
        assert post(member, name, item.uid).status_code == 403
    assert post(halls.desk, "agenda-item-cast", item.uid, choice="yes").status_code == 403


def test_reviews_are_shown_as_the_session_says(halls: Halls) -> None:
    session = halls.invited()
    item = session.items.get()
    first, second = halls.person(3), halls.person(4)
    post(first, "agenda-item-review", item.uid, score="90", remark="Nhận xét thứ nhất")

    def sees(person: User) -> bool:
        return "Nhận xét thứ nhất" in words(get(person, "agenda-item", item.uid))

    assert sees(first)
    assert not sees(second)
    post(second, "agenda-item-review", item.uid, score="70")
    assert sees(second)
    Session.objects.update(reviews_shown="never")
    assert not sees(second)
    Session.objects.update(reviews_shown="at_session")
    assert not sees(second)


def test_a_declared_relation_takes_the_ballot_away(halls: Halls) -> None:
    session = halls.opened()
    item = halls.voting(session)
    member = halls.person(4)
    assert post(member, "agenda-item-relation", item.uid, relation="anh ruột").status_code == 302
    page = words(get(member, "agenda-item", item.uid))
    assert "Bạn không bỏ phiếu nội dung này" in page
    assert 'type="radio"' not in page
    answer = post(member, "agenda-item-cast", item.uid, choice="yes")
    assert answer.status_code == 422
    assert "vẫn tính trong tổng số thành viên" in words(answer)
    desk = words(get(halls.secretary, "session-desk", session.uid))
    assert "anh ruột" in desk
    assert Recusal.objects.count() == 1


def test_the_desk_warns_when_the_share_cannot_be_reached(halls: Halls) -> None:
    session = halls.opened(halls.nomination("A", type_code=TITLE), halls.nomination("B"), absent=1)
    first = session.items.order_by("order")[0]
    post(halls.person(3), "agenda-item-relation", first.uid, relation="em ruột")
    page = words(get(halls.chair, "session-desk", session.uid))
    assert "Nội dung 1 không thể đạt 80 %" in page
    assert "Nội dung 2 không thể" not in page


@pytest.mark.parametrize("rows", [2, 4])
def test_constant_queries(halls: Halls, rows: int) -> None:
    """Literal counts, whatever the length of the agenda."""
    names = [halls.nomination(f"Ông {n}") for n in range(rows)]
    session = halls.opened(*names)
    item = halls.voting(session)
    member = halls.person(3)
    found = {
        "session": cost(member, "session", session.uid),
        "desk": cost(halls.chair, "session-desk", session.uid),
        "item": cost(member, "agenda-item", item.uid),
        "count": cost(member, "agenda-item-count", item.uid),
        "sessions": cost(member, "sessions"),
        "council": cost(halls.desk, "council", halls.council.uid),
        "minutes": cost(halls.chair, "session-minutes", session.uid),
    }
    assert found == {
        "session": 19,
        "desk": 27,
        "item": 27,
        "count": 18,
        "sessions": 16,
        "council": 18,
        "minutes": 20,
    }


def test_home_lines_cost_the_same(halls: Halls) -> None:
    session = halls.opened(halls.nomination("A"), halls.nomination("B"))
    for item in session.items.all():
        voting.open_item(item=item, actor=halls.chair)
    member = User.objects.get(pk=halls.person(3).pk)
    with CaptureQueriesContext(connection) as caught:
        assert titles(member) == ["Bỏ phiếu: A", "Bỏ phiếu: B"]
    assert len(caught) == 5
    assert SessionSeat.objects.count() == 5
