"""Holding a review: who may, what is refused, what is frozen."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from campaigns.models import ReviewEvent, ReviewRemark, ReviewReport
from campaigns.queries.review_facts import digest, sections_of
from campaigns.queries.reviews import owed_lines, remarks_of
from campaigns.services import reviews
from communes.enums import Role
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import AuditEvent
from tests.factories.campaigns_reviews import make_campaign, make_review, review_text
from tests.factories.communes import World, make_post, make_user, make_world, pdf

pytestmark = pytest.mark.django_db
PAPER = reviews.Paper("12/BC-UBND", date(2025, 6, 9), date(2025, 6, 10))


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.mark.parametrize("who", ["officer", "leader", "reviewer", "reader"])
def test_only_the_leading_offices_open_the_districts_review(world: World, who: str) -> None:
    campaign = make_campaign(world)
    with pytest.raises(NotAllowed):
        reviews.open_review(
            campaign=campaign,
            unit_id=world.district.pk,
            text=review_text(),
            actor=getattr(world, who),
        )
    assert not ReviewEvent.objects.exists()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"kind": "weekly"}, "kind"),
        ({"title": "  "}, "no_title"),
        ({"last": date(2024, 12, 31)}, "span"),
        ({"reports_due": date(2024, 12, 1)}, "due"),
        ({"held_on": date(2024, 12, 1)}, "held"),
    ],
)
def test_what_cannot_be_is_refused(world: World, given: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        make_review(world, **given)
    assert refusal.value.code == code
    assert not ReviewEvent.objects.exists()


def test_everybody_of_the_day_owes_a_report(world: World) -> None:
    event = make_review(world)
    names = [line.name for line in owed_lines(event)]
    assert names == [
        "Xã Sơn Lang", "Xã Krong", "Phòng LĐTB&XH", "Phòng NN&PTNT", "Văn phòng Điều phối",
    ]  # fmt: skip
    assert {line.words for line in owed_lines(event)} == {"quá hạn 10 ngày"}


def test_the_same_review_is_opened_once(world: World) -> None:
    make_review(world)
    with pytest.raises(Refused) as refusal:
        make_review(world)
    assert refusal.value.code == "exists"
    assert ReviewEvent.objects.count() == 1


def test_a_commune_holds_its_own_review_without_the_districts_agencies(world: World) -> None:
    campaign = make_campaign(world)
    event = reviews.open_review(
        campaign=campaign, unit_id=world.commune.pk, text=review_text(), actor=world.leader
    )
    assert not event.reports.exists()
    assert ReviewEvent.objects.visible_to(world.leader).get() == event
    assert not ReviewEvent.objects.visible_to(world.neighbour_leader).exists()


def row_of(event: ReviewEvent, unit_id: int) -> ReviewReport:
    return event.reports.get(unit_id=unit_id)


def test_a_report_is_written_by_who_owes_it_or_who_asks(world: World) -> None:
    event = make_review(world)
    row = row_of(event, world.commune.pk)
    for other in (world.neighbour_officer, world.reviewer, world.reader):
        with pytest.raises(NotAllowed):
            reviews.receive_report(report=row, paper=PAPER, actor=other)
    row.refresh_from_db()
    assert row.received_on is None
    paper = reviews.Paper(
        "12/BC-UBND", date(2025, 6, 9), date(2025, 6, 10), "Báo cáo.pdf", io.BytesIO(pdf())
    )
    row = reviews.receive_report(report=row, paper=paper, actor=world.officer)
    assert (row.paper_number, row.received_by) == ("12/BC-UBND", world.officer)
    assert row.file is not None and reviews.may_read_review_paper(world.reader, row.file)
    assert owed_lines(event)[0].words == "đã nhận đúng hạn"
    with pytest.raises(Refused) as again:
        reviews.receive_report(report=row, paper=PAPER, actor=world.coordinator)
    assert again.value.code == "received"


@pytest.mark.parametrize(
    ("paper", "code"),
    [
        (reviews.Paper(" ", date(2025, 6, 9), date(2025, 6, 10)), "no_number"),
        (reviews.Paper("1", date(2025, 6, 9), date(2025, 6, 21)), "future"),
        (reviews.Paper("1", date(2025, 6, 11), date(2025, 6, 10)), "order"),
    ],
)
def test_a_wrong_report_is_refused(world: World, paper: reviews.Paper, code: str) -> None:
    row = row_of(make_review(world), world.commune.pk)
    with pytest.raises(Refused) as refusal:
        reviews.receive_report(report=row, paper=paper, actor=world.officer)
    assert refusal.value.code == code
    row.refresh_from_db()
    assert row.received_on is None and row.paper_number == ""


def test_a_late_report_says_how_late(world: World) -> None:
    event = make_review(world)
    paper = reviews.Paper("1", date(2025, 6, 9), date(2025, 6, 13))
    reviews.receive_report(report=row_of(event, world.commune.pk), paper=paper, actor=world.officer)
    line = owed_lines(event)[0]
    assert line.late and line.words == "đã nhận, muộn 3 ngày"


def test_figures_are_frozen_until_it_is_opened_again(world: World) -> None:
    event = make_review(world)
    with pytest.raises(NotAllowed):
        reviews.gather_facts(event=event, actor=world.leader)
    event = reviews.gather_facts(event=event, actor=world.coordinator)
    before = sections_of(event)
    assert event.facts_sha256 == digest(event.facts)
    world.sent_report()
    assert sections_of(ReviewEvent.objects.get()) == before
    with pytest.raises(Refused) as refusal:
        reviews.change_review(event=event, text=review_text(), actor=world.coordinator)
    assert refusal.value.code == "wrong_state"
    event = reviews.reopen_facts(event=event, actor=world.coordinator)
    assert event.facts is None and event.gathered_at is None


def test_a_time_that_is_not_over_is_not_frozen(world: World) -> None:
    event = make_review(world, last=date(2025, 12, 31))
    with pytest.raises(Refused) as refusal:
        reviews.gather_facts(event=event, actor=world.coordinator)
    assert refusal.value.code == "not_over"
    assert ReviewEvent.objects.get().state == "preparing"


def test_it_ends_with_the_number_of_the_paper(world: World) -> None:
    event = reviews.gather_facts(event=make_review(world), actor=world.coordinator)
    with pytest.raises(Refused) as refusal:
        reviews.close_review(event=event, paper_number="", paper_date=None, actor=world.coordinator)
    assert refusal.value.code == "no_number"
    event = reviews.close_review(
        event=event,
        paper_number="45/BC-UBND",
        paper_date=date(2025, 6, 20),
        actor=world.coordinator,
    )
    assert event.state == "closed"
    with pytest.raises(Refused):
        reviews.remark(event=event, section="criteria", text="x", actor=world.coordinator)
    with pytest.raises(Refused):
        reviews.receive_report(
            report=row_of(event, world.commune.pk), paper=PAPER, actor=world.officer
        )


def test_the_newest_remark_counts_and_an_empty_one_takes_it_away(world: World) -> None:
    event = make_review(world)
    with pytest.raises(NotAllowed):
        reviews.remark(event=event, section="criteria", text="x", actor=world.officer)
    for text in ("Cũ", "Mới"):
        reviews.remark(event=event, section="criteria", text=text, actor=world.coordinator)
    assert remarks_of(event) == {"criteria": "Mới"}
    reviews.remark(event=event, section="criteria", text="", actor=world.coordinator)
    assert remarks_of(event) == {}
    assert ReviewRemark.objects.count() == 3


def test_the_database_keeps_what_was_written(world: World) -> None:
    event = make_review(world)
    remark = reviews.remark(event=event, section="a", text="x", actor=world.coordinator)
    for act in (
        lambda: event.delete(),
        lambda: ReviewReport.objects.all().delete(),
        lambda: ReviewRemark.objects.filter(pk=remark.pk).update(text="y"),
        lambda: ReviewEvent.objects.update(state="closed"),
        lambda: ReviewEvent.objects.update(paper_number="1"),
        lambda: ReviewReport.objects.create(event=event),
        lambda: ReviewReport.objects.create(event=event, unit=world.commune, agency=world.agency),
        lambda: ReviewReport.objects.create(event=event, unit=world.commune),
    ):
        with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
            act()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert ReviewEvent.objects.get().state == "preparing"


def test_acts_leave_a_trace(world: World) -> None:
    event = make_review(world)
    reviews.gather_facts(event=event, actor=world.coordinator)
    actions = AuditEvent.objects.filter(subject_uid=event.uid).order_by("id")
    assert list(actions.values_list("action", flat=True)) == ["review.open", "review.gather"]


def test_home_affairs_run_it_too(world: World) -> None:
    person = make_user("noivu")
    make_post(person, Role.HOME_AFFAIRS, world.district)
    assert make_review(world, by=person).created_by == person
