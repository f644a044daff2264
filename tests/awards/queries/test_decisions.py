"""What pages of decisions read: constant queries, who sees what, nothing private in public."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from awards.certificate_slots import SLOTS, placed
from awards.models import Decision
from awards.queries import decisions as queries
from awards.queries import waiting
from awards.queries.certificates import certificates_of, slots_of
from awards.queries.funds import ledger, sums_of
from awards.queries.public import public_awards
from awards.services import decisions, issuing, paying
from kbang_ntm.core.models import User
from tests.factories.awards_decisions import Deciding, make_deciding

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]


@pytest.fixture
def level() -> Deciding:
    return make_deciding()


def count(do: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as found:
        do()
    return len(found)


def again(user: User) -> User:
    """The person without what a request keeps on it."""
    return User.objects.get(pk=user.pk)


def test_who_sees_decisions(level: Deciding) -> None:
    draft, issued = level.draft(1), level.issued(1)
    see = lambda user: set(  # noqa: E731 - asked of each
        Decision.objects.visible_to(user).values_list("pk", flat=True)
    )
    for inside in (level.desk, level.leader, level.clerk):
        assert see(inside) == {draft.pk, issued.pk}
    assert see(level.proposer) == {issued.pk}
    for outside in (level.neighbour, level.chair):
        assert see(outside) == set()
    assert [row.decision.pk for row in queries.decision_lines(level.proposer)] == [issued.pk]


def test_the_list_asks_the_same_with_one_and_three(level: Deciding) -> None:
    level.issued(1)
    user = again(level.desk)
    queries.decision_lines(user)
    assert count(lambda: queries.decision_lines(user)) == 2
    level.issued(3, "16/QĐ-UBND")
    level.draft(2)
    assert count(lambda: queries.decision_lines(user)) == 2
    rows = queries.decision_lines(user, queries.Asked(words="khen thuong"))
    assert [row.count for row in rows] == [2, 3, 1]
    assert queries.decision_lines(user, queries.Asked(state="issued", year=2023)) == []


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_annex_asks_the_same_with_one_and_three(level: Deciding, how_many: int) -> None:
    draft = level.draft(how_many)
    assert count(lambda: queries.sheet_of(draft)) == 7
    issued = level.issued(how_many)
    assert count(lambda: queries.sheet_of(issued)) == 2
    assert len(queries.sheet_of(issued).lines) == how_many


def test_the_annex_says_what_became_of_each_prize(level: Deciding) -> None:
    issued = level.issued(3)
    first = issued.awards.order_by("order")[0]
    paying.pay(
        decision=issued, awards=[first], text=paying.PayText(level.day, "PC", {}), actor=level.desk
    )
    lines = queries.sheet_of(issued).lines
    assert [(line.paid, line.held) for line in lines] == [
        (True, False),
        (False, True),
        (False, True),
    ]
    assert queries.sheet_of(issued).total == 3_180_000
    assert [group.label for group in queries.sheet_of(issued).groups] == [
        "Tập thể",
        "Hộ gia đình",
        "Cá nhân",
    ]


def test_a_draft_shows_what_todays_law_would_give(level: Deciding) -> None:
    sheet = queries.sheet_of(level.draft(3))
    assert sheet.total == 3_180_000
    assert "Tạm tính" in sheet.note


def test_what_may_be_drafted(level: Deciding) -> None:
    round_, session, rows = level.ready(2)
    simple = level.nomination(
        round_, level.nominee(name="Nhanh"), simplified=True, simplified_reason="Đột xuất"
    )
    level.nomination(round_, level.nominee(name="Chưa họp"))
    user = again(level.desk)
    found = {one.session: one.nominations for one in queries.ready_for(user)}
    assert {row.pk for row in found[session]} == {row.pk for row in rows}
    assert [row.pk for row in found[None]] == [simple.pk]
    assert count(lambda: queries.ready_for(user)) == 2
    assert queries.ready_for(again(level.leader)) == []


def test_waiting_lists(level: Deciding) -> None:
    draft = level.draft(1)
    decided = level.decided(1)
    issued = level.issued(1)
    assert [row.pk for row in waiting.to_decide(level.leader)] == [draft.pk]
    assert waiting.to_decide(level.chair) == []
    assert [row.pk for row in waiting.to_register(level.clerk)] == [decided.pk]
    assert [row.pk for row in waiting.unpaid(level.desk)] == [issued.pk]
    assert len(waiting.waiting_notices(level.desk)) == 1
    paying.pay(
        decision=issued,
        awards=list(issued.awards.all()),
        text=paying.PayText(level.day, "PC", {}),
        actor=level.desk,
    )
    assert waiting.unpaid(level.desk) == []


def test_the_public_list_has_no_birth_year_and_no_money(level: Deciding) -> None:
    round_ = level.round()
    person = level.nominee(name="Đinh Thị Công Khai", birth_year=1987)
    row = level.nomination(
        round_, person, simplified=True, simplified_reason="x", citation="Dài " * 60
    )
    draft = decisions.draft(
        award_round=round_, session=None, nominations=[row], text=level.text(), actor=level.desk
    )
    level.fund()
    assert public_awards() == []
    decided = decisions.decide(decision=draft, decided_on=level.day, actor=level.leader)
    assert public_awards() == []
    issuing.issue(decision=decided, number="1", number_date=level.day, scan=None, actor=level.clerk)
    line = public_awards()[0]
    assert (line.name, line.place) == ("Đinh Thị Công Khai", "xã Sơn Lang")
    assert "1987" not in str(line)
    assert "710" not in str(line)
    assert len(line.citation) <= 201
    assert count(public_awards) == 2
    level.issued(3, "2")
    assert count(public_awards) == 2
    assert len(public_awards(2024, "cong khai")) == 1
    assert public_awards(2023) == []


def test_the_ledger_asks_the_same_with_one_and_many(level: Deciding) -> None:
    fund = level.fund()
    assert count(lambda: (ledger(fund), sums_of([fund]))) == 2
    level.issued(3)
    assert count(lambda: (ledger(fund), sums_of([fund]))) == 2


def test_certificates_say_what_the_decision_says(level: Deciding) -> None:
    decided = level.decided(2)
    blank = certificates_of(decided)[0].words
    assert decided.number == "" and "15" not in blank["decision"]
    issued = level.issued(2)
    found = certificates_of(issued)
    assert len(found) == 2
    words = found[0].words
    assert words["decision"] == "Quyết định số: 15/QĐ-UBND ngày 20 tháng 11 năm 2024"
    assert words["book"] == "Số sổ vàng: 1/2024"
    assert words["decider"] == "CHỦ TỊCH ỦY BAN NHÂN DÂN HUYỆN KBANG"
    assert words["place_date"].startswith("Kbang, ngày 20 tháng 11 năm 2024")
    assert set(words) == {slot.code for slot in SLOTS}
    drawn = found[0].drawn(slots_of(None))
    assert {slot.code for slot, _lines in drawn} == {slot.code for slot in SLOTS}


def test_an_overlay_leaves_the_frame_out_and_moves_the_rest() -> None:
    full = placed({}, overlay=False, dx=0, dy=0)
    over = placed({"name": {"x": 10, "y": 20}}, overlay=True, dx=1.5, dy=-2)
    assert not any(slot.frame for slot in over)
    assert len(over) == len(full) - sum(slot.frame for slot in full)
    name = next(slot for slot in over if slot.code == "name")
    assert (name.x, name.y) == (11.5, 18.0)


def test_long_words_break_into_lines() -> None:
    slot = next(slot for slot in SLOTS if slot.code == "citation")
    lines = slot.lines("Có thành tích xuất sắc trong phong trào thi đua " * 6)
    assert 1 < len(lines) <= 4
    assert (
        " ".join(text for _y, text in lines).split()
        == ("Có thành tích xuất sắc trong phong trào thi đua " * 6).split()
    )
    sizes = [len(text) for _y, text in lines]
    assert max(sizes) - min(sizes) < 16, "no last line of one word"


def test_a_long_number_of_a_decision_leaves_the_line_of_the_book_free() -> None:
    slots = {slot.code: slot for slot in SLOTS}
    number = "Quyết định số: minh họa 01/QĐ-UBND ngày 13 tháng 11 năm 2023"
    lowest = max(y for y, _text in slots["decision"].lines(number))
    assert len(slots["decision"].lines(number)) == 2
    assert slots["book"].y - lowest > slots["book"].size_mm * 1.1
