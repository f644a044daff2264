"""Posted lists, comments from everybody, complaints that let a nomination rest."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import InternalError, transaction

from awards import law_codes as codes
from awards.models import Complaint, Nomination, PostedNomination, PostingComment, PublicPosting
from awards.queries.check_facts import gather
from awards.queries.postings import current_postings, kept_comments
from awards.services import checks, comments, complaints, postings
from awards.services.comments import CommentText
from awards.services.complaints import Settlement
from kbang_ntm.core import clock
from kbang_ntm.core.errors import NotAllowed, Refused
from tests.factories.awards_appraisal import clear, eligible, posted
from tests.factories.awards_nominations import Awards, make_awards
from tests.factories.communes import stand_on

pytestmark = [pytest.mark.django_db, pytest.mark.data("reference")]


@pytest.fixture
def world() -> Awards:
    return make_awards()


@pytest.fixture
def row(world: Awards) -> Nomination:
    return world.received(world.round())


def state(row: Nomination) -> str:
    return str(Nomination.objects.values_list("state", flat=True).get(pk=row.pk))


def test_only_the_desk_posts(world: Awards, row: Nomination) -> None:
    text = postings.PostingText("Danh sách", "Trụ sở", clock.today())
    for person in (world.officer, world.chair, world.neighbour_leader):
        with pytest.raises(NotAllowed):
            postings.post(award_round=row.round, nominations=[row], text=text, actor=person)
    assert not PublicPosting.objects.exists()


def test_what_is_posted_is_name_place_award_and_merit(world: Awards, row: Nomination) -> None:
    posting = posted(world, row)
    assert posting.ends_on == date(2024, 10, 24)
    assert posting.working_days == 10
    one = PostedNomination.objects.get()
    assert (one.name, one.place) == ("Đinh Văn Bớt", "Xã Sơn Lang")
    assert one.merit == row.citation
    with pytest.raises(InternalError), transaction.atomic():
        PostedNomination.objects.filter(pk=one.pk).update(name="Khác")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": " "}, "no_title"),
        ({"where": " "}, "no_place"),
        ({"starts_on": date(2024, 10, 9)}, "start_past"),
        ({"ends_on": date(2024, 10, 23)}, "too_short"),
    ],
)
def test_what_is_missing_is_said(world: Awards, row: Nomination, fields: Any, code: str) -> None:
    with pytest.raises(Refused) as caught:
        posted(world, row, **fields)
    assert caught.value.code == code
    assert not PublicPosting.objects.exists()


def test_only_received_nominations_of_the_round_are_posted(world: Awards, row: Nomination) -> None:
    other = world.received(world.round(name="Đợt khác"), world.nominee("Đinh Thị Lan"))
    sent = world.sent(row.round, world.nominee("Đinh Thị Mai"))
    text = postings.PostingText("Danh sách", "Trụ sở", clock.today())
    for rows, code in (([], "none"), ([row, other], "other_round"), ([row, sent], "wrong_state")):
        with pytest.raises(Refused) as caught:
            postings.post(award_round=row.round, nominations=rows, text=text, actor=world.clerk)
        assert caught.value.code == code


def test_a_list_shows_while_it_hangs_out(world: Awards, row: Nomination) -> None:
    posting = posted(world, row, starts_on=date(2024, 10, 14))
    shown = {
        day: current_postings(day).exists()
        for day in (date(2024, 10, 13), date(2024, 10, 14), posting.ends_on)
    }
    assert list(shown.values()) == [False, True, True]
    assert not current_postings(posting.ends_on + timedelta(days=1)).exists()
    hidden = posted(world, row, on_portal=False)
    assert hidden not in current_postings(hidden.starts_on)
    postings.withdraw_posting(posting=posting, reason="Sai tên.", actor=world.clerk)
    assert not current_postings(date(2024, 10, 14)).exists()
    assert len(gather(row, posting.ends_on + timedelta(days=1)).postings) == 1


def said(posting: PublicPosting, text: str = "Việc này không đúng.", **fields: Any) -> Any:
    return comments.receive_comment(posting=posting, text=CommentText(text, **fields))


def test_what_everybody_says_waits_unseen(world: Awards, row: Nomination) -> None:
    one = said(posted(world, row), nomination_id=row.pk)
    assert (one.state, one.nomination) == ("waiting", row)
    assert list(kept_comments(world.clerk)) == [one]
    for person in (world.officer, world.neighbour_leader, world.reader, world.reviewer):
        assert not kept_comments(person).exists()
        for act in (
            lambda who: comments.take_comment(comment=one, actor=who),
            lambda who: comments.refuse_comment(comment=one, reason="x", actor=who),
            lambda who: complaints.mark_complaint(comment=one, nomination=row, actor=who),
        ):
            with pytest.raises(NotAllowed):
                act(person)


def test_comments_that_are_refused(world: Awards, row: Nomination) -> None:
    posting = posted(world, row)
    other = world.received(world.round(name="Đợt khác"), world.nominee("Đinh Thị Lan"))
    for text, fields, code in (
        (" ", {}, "no_text"),
        ("x" * 2001, {}, "long"),
        ("x", {"nomination_id": other.pk}, "other_list"),
    ):
        with pytest.raises(Refused) as caught:
            said(posting, text, **fields)  # type: ignore[arg-type]  # one table of cases
        assert caught.value.code == code
    PostingComment.objects.bulk_create(
        PostingComment(posting=posting, source="portal", text="x")
        for _number in range(comments.MOST_WAITING)
    )
    with pytest.raises(Refused) as caught:
        said(posting)
    assert caught.value.code == "full"
    stand_on(posting.ends_on + timedelta(days=1))
    with pytest.raises(Refused) as caught:
        said(posting)
    assert caught.value.code == "over"


def test_read_answered_or_set_aside(world: Awards, row: Nomination) -> None:
    posting = posted(world, row)
    one = comments.take_comment(comment=said(posting), actor=world.clerk)
    with pytest.raises(Refused) as caught:
        comments.answer_comment(comment=one, answer=" ", actor=world.clerk)
    assert caught.value.code == "no_text"
    done = comments.answer_comment(comment=one, answer="Đã xem lại.", actor=world.clerk)
    assert done.state == "answered"
    other = comments.refuse_comment(comment=said(posting), reason="Quảng cáo", actor=world.clerk)
    assert other.state == "refused"
    with pytest.raises(Refused):
        comments.take_comment(comment=other, actor=world.clerk)
    paper = comments.enter_comment(
        posting=posting, text=CommentText("Ý kiến"), received_on=clock.today(), actor=world.clerk
    )
    assert (paper.state, paper.source) == ("taken", "paper")


def test_a_complaint_lets_the_nomination_rest_until_it_is_settled(
    world: Awards, row: Nomination
) -> None:
    row = eligible(world, row)
    one = complaints.mark_complaint(
        comment=said(posted(world, row)), nomination=row, actor=world.clerk
    )
    assert state(row) == "suspended" and one.comment is not None
    found = checks.run_checks(nomination=row, actor=world.clerk).results
    assert found.get(code=codes.CHECK_EXAMINED).outcome == "failed"
    with pytest.raises(Refused) as caught:
        comments.refuse_comment(comment=one.comment, reason="x", actor=world.clerk)
    assert caught.value.code == "complaint"
    second = complaints.lodge(
        nomination=row, about="Đơn thứ hai", received_on=clock.today(), actor=world.clerk
    )
    end = Settlement("unfounded", "Kết luận 5/KL", clock.today())
    complaints.settle(complaint=one, settlement=end, actor=world.clerk)
    assert state(row) == "suspended"  # the second one is still open
    complaints.settle(complaint=second, settlement=end, actor=world.clerk)
    assert state(row) == "eligible"
    with pytest.raises(Refused) as caught:
        complaints.settle(complaint=one, settlement=end, actor=world.clerk)
    assert caught.value.code == "twice"


def test_a_founded_complaint_keeps_it_at_rest(world: Awards, row: Nomination) -> None:
    clear(row.nominee, world.clerk)
    one = complaints.lodge(
        nomination=row, about="Đơn", received_on=clock.today(), actor=world.clerk
    )
    end = Settlement("founded", "Kết luận 5/KL", clock.today())
    complaints.settle(complaint=one, settlement=end, actor=world.clerk)
    assert state(row) == "suspended"


@pytest.mark.parametrize(
    ("settlement", "code"),
    [
        (Settlement("maybe", "x", date(2024, 10, 10)), "result"),
        (Settlement("founded", " ", date(2024, 10, 10)), "no_text"),
        (Settlement("founded", "x", date(2024, 10, 11)), "future"),
        (Settlement("founded", "x", date(2024, 10, 8)), "too_early"),
    ],
)
def test_a_settlement_is_whole(
    world: Awards, row: Nomination, settlement: Settlement, code: str
) -> None:
    one = complaints.lodge(
        nomination=row, about="Đơn", received_on=date(2024, 10, 9), actor=world.clerk
    )
    with pytest.raises(Refused) as caught:
        complaints.settle(complaint=one, settlement=settlement, actor=world.clerk)
    assert caught.value.code == code
    assert Complaint.objects.get().settled_on is None


def test_a_complaint_needs_its_nomination(world: Awards, row: Nomination) -> None:
    one = said(posted(world, row))
    with pytest.raises(Refused) as caught:
        complaints.mark_complaint(comment=one, nomination=None, actor=world.clerk)
    assert caught.value.code == "no_nomination"
    with pytest.raises(Refused) as caught:
        complaints.lodge(nomination=row, about=" ", received_on=clock.today(), actor=world.clerk)
    assert caught.value.code == "no_text"
    assert state(row) == "appraising"
    with pytest.raises(NotAllowed):
        complaints.lodge(nomination=row, about="x", received_on=clock.today(), actor=world.officer)
