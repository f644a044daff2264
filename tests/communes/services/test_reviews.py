"""The agency's word on figures: who may say it, what it changes, what it leaves alone."""

from __future__ import annotations

from datetime import date

import pytest

from communes.enums import DutyRole, EntryReview, ReportState, ReviewResult, Role
from communes.models import IndicatorEntry, Review, ReviewDuty, Standing
from communes.services import reports, reviews
from kbang_ntm.core.errors import Conflict, NotAllowed, Refused
from kbang_ntm.core.models import AuditEvent, Notification
from tests.factories.communes import ALWAYS, World, make_post, make_user, make_world, stand_on
from tests.factories.reviews import accept, give_back, resend, settle, state, twice_returned

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def report(world):
    return world.sent_report()


# --- accepting ---------------------------------------------------------------------------------


def test_agency_in_duty_accepts_and_the_report_comes_under_review(world, report):
    review = accept(world, report, "11")
    entry = world.entry(report, "11")
    assert (entry.review, entry.reviewed_agency, entry.reviewed_at) == (
        EntryReview.ACCEPTED,
        world.agency,
        review.at,
    )
    assert (review.entry_version, review.agency, review.round) == (1, world.agency, 0)
    assert state(report) == ReportState.IN_REVIEW
    assert Standing.objects.get(report=report).accepted == 1
    actions = list(AuditEvent.objects.order_by("id").values_list("action", flat=True))
    assert actions[-2:] == ["report.start_review", "entry.accept"]


def test_the_same_word_pressed_twice_is_one_review(world, report):
    first, second = accept(world, report, "11"), accept(world, report, "11")
    assert first.pk == second.pk
    assert Review.objects.count() == 1
    assert give_back(world, report, "10").pk == give_back(world, report, "10").pk
    assert world.entry(report, "10").returns == 1


@pytest.mark.parametrize(
    "who", ["other_reviewer", "coordinator", "reader", "officer", "leader", "neighbour_officer"]
)
def test_others_decide_nothing(world, report, who):
    entry = world.entry(report, "11")
    for act in (reviews.accept, reviews.return_entry):
        with pytest.raises(NotAllowed):
            act(entry=entry, seen_version=1, text="Không khớp.", actor=getattr(world, who))
    assert world.entry(report, "11").review == EntryReview.NONE
    assert state(report) == ReportState.SUBMITTED
    assert not Review.objects.exists()


def test_a_reader_inside_the_agency_does_not_speak_for_it(world, report):
    reader = make_user("doc")
    make_post(reader, Role.READER, world.district, agency=world.agency)
    with pytest.raises(NotAllowed):
        reviews.accept(entry=world.entry(report, "11"), seen_version=1, actor=reader)


def test_a_stand_in_decides_only_in_the_days_given(world, report):
    stand_in = make_user("thay", "Người Thay")
    post = world.reviewer.memberships.get()
    days = world.period.ends.replace(day=18), world.period.ends.replace(day=20)
    make_post(
        stand_in, Role.AGENCY_OFFICER, world.district, agency=world.agency,
        valid=type(ALWAYS)(*days), stands_for=post,
    )  # fmt: skip
    entry = world.entry(report, "11")
    with pytest.raises(NotAllowed):  # the range ends before the 20th
        reviews.accept(entry=entry, seen_version=1, actor=stand_in)
    stand_on(date(2025, 6, 19))
    stand_in = type(stand_in).objects.get(pk=stand_in.pk)
    reviews.accept(entry=entry, seen_version=1, actor=stand_in)
    assert world.entry(report, "11").review == EntryReview.ACCEPTED


def test_where_nobody_leads_the_coordination_office_decides(world, report):
    ReviewDuty.objects.filter(indicator=world.indicators["11"]).delete()
    entry = world.entry(report, "11")
    with pytest.raises(NotAllowed):
        reviews.accept(entry=entry, seen_version=1, actor=world.reviewer)
    review = reviews.accept(entry=entry, seen_version=1, actor=world.coordinator)
    assert review.agency is None


def test_a_figure_changed_meanwhile_is_a_conflict(world, report):
    seen = world.entry(report, "11").version
    give_back(world, report, "11")
    resend(world, report, "11", "70")
    for act in (reviews.accept, reviews.return_entry, reviews.comment):
        with pytest.raises(Conflict):
            act(
                entry=world.entry(report, "11"),
                seen_version=seen,
                text="Số cũ.",
                actor=world.reviewer,
            )
    assert world.entry(report, "11").review == EntryReview.NONE


def test_nothing_is_reviewed_before_it_is_sent(world):
    draft = world.fill(world.report())
    entry = world.entry(draft, "11")
    for act in (reviews.accept, reviews.return_entry, reviews.comment):
        with pytest.raises(Refused) as refusal:
            act(entry=entry, seen_version=1, text="Sớm quá.", actor=world.reviewer)
        assert refusal.value.code == "wrong_state"


def test_not_applicable_counts_once_the_agency_accepts_it(world):
    report = world.report()
    world.fill(report)
    entry = world.entry(report, "1.2")
    world.save(report, world.edit("1.2", {}, base_version=1, na_reason="Xã không có làng nghề."))
    world.send(report)
    assert world.entry(report, "1.2").verdict == "unknown"
    accept(world, report, "1.2")
    entry = world.entry(report, "1.2")
    assert entry.verdict == "not_applicable"
    assert Standing.objects.get(report=report).verdicts["1"] == ["met", 2, 2]
    give_back(world, report, "1.2", "Xã có một làng nghề.")
    assert world.entry(report, "1.2").verdict == "unknown"


def test_many_are_accepted_together_or_not_at_all(world, report):
    good, stale = world.entry(report, "10"), world.entry(report, "11")
    with pytest.raises(Conflict):
        reviews.accept_many(report=report, seen={good.pk: 1, stale.pk: 0}, actor=world.reviewer)
    assert not Review.objects.exists()
    assert state(report) == ReportState.SUBMITTED
    seen = {good.pk: 1, stale.pk: 1}
    with pytest.raises(NotAllowed):
        reviews.accept_many(report=report, seen=seen, actor=world.other_reviewer)
    assert len(reviews.accept_many(report=report, seen=seen, actor=world.reviewer)) == 2
    assert state(report) == ReportState.IN_REVIEW
    assert AuditEvent.objects.filter(action="entry.accept").count() == 2
    with pytest.raises(Refused) as refusal:
        reviews.accept_many(report=report, seen=seen, actor=world.reviewer)
    assert refusal.value.code == "decided"
    assert report.entries.filter(review=EntryReview.ACCEPTED).count() == 2
    with pytest.raises(Refused) as refusal:
        reviews.accept_many(report=report, seen={}, actor=world.reviewer)
    assert refusal.value.code == "nothing"


# --- returning ---------------------------------------------------------------------------------


def test_a_return_reopens_only_that_entry_and_tells_the_commune(world, report):
    review = give_back(world, report, "11")
    assert state(report) == ReportState.RETURNED
    assert world.entry(report, "11").returns == review.round == 1
    told = Notification.objects.filter(kind="entry.returned")
    assert set(told.values_list("recipient__username", flat=True)) == {"hanh", "thuan", "lan"}
    assert "Số hộ chưa khớp danh sách." in told[0].text

    closed = world.save(report, world.edit("10", {"a": {"number": "60"}}, base_version=1))
    assert [problem.code for problem in closed.problems] == ["entry_closed"]
    resend(world, report, "11", "70")
    assert state(report) == ReportState.RESUBMITTED
    entry = world.entry(report, "11")
    assert (entry.review, entry.returns, entry.version) == (EntryReview.NONE, 1, 2)
    assert world.entry(report, "10").review == EntryReview.NONE


def test_what_was_accepted_stays_accepted_through_a_return(world, report):
    accept(world, report, "10")
    give_back(world, report, "11")
    accept(world, report, "9")
    resend(world, report, "11", "70")
    assert [world.entry(report, code).review for code in ("9", "10", "11")] == [
        EntryReview.ACCEPTED,
        EntryReview.ACCEPTED,
        EntryReview.NONE,
    ]


def test_a_return_needs_a_reason(world, report):
    with pytest.raises(Refused) as refusal:
        give_back(world, report, "11", "  ")
    assert refusal.value.code == "no_reason"
    assert state(report) == ReportState.SUBMITTED


def test_a_returned_entry_waits_for_the_commune(world, report):
    give_back(world, report, "11")
    with pytest.raises(Refused) as refusal:
        accept(world, report, "11")
    assert refusal.value.code == "returned"
    with pytest.raises(Refused) as refusal:
        give_back(world, report, "11", "Thêm một lý do nữa.")
    assert refusal.value.code == "returned"
    assert world.entry(report, "11").returns == 1


def test_the_commune_may_answer_instead_of_changing_the_figure(world, report):
    entry = world.entry(report, "11")
    with pytest.raises(Refused):
        reviews.answer(entry=entry, text="Số đúng.", actor=world.officer)
    give_back(world, report, "11")
    with pytest.raises(NotAllowed):
        reviews.answer(entry=entry, text="Số đúng.", actor=world.neighbour_officer)
    reviews.answer(entry=entry, text="Số đúng, theo biên bản.", actor=world.officer)
    reports.submit(report=report, actor=world.leader)
    assert state(report) == ReportState.RESUBMITTED
    assert [r.result for r in entry.reviews.order_by("id")] == [
        ReviewResult.RETURN,
        ReviewResult.ANSWER,
    ]


# --- co-agencies -------------------------------------------------------------------------------


def test_a_co_agency_comments_and_decides_nothing(world, report):
    ReviewDuty.objects.create(
        agency=world.other_agency,
        indicator=world.indicators["11"],
        role=DutyRole.CO,
        valid=ALWAYS,
    )
    entry = world.entry(report, "11")
    review = reviews.comment(
        entry=entry, seen_version=1, text="Nên xem lại Thôn 1.", actor=world.other_reviewer
    )
    assert (review.agency, review.duty.role) == (world.other_agency, DutyRole.CO)
    assert state(report) == ReportState.SUBMITTED
    with pytest.raises(NotAllowed):
        reviews.accept(entry=entry, seen_version=1, actor=world.other_reviewer)
    with pytest.raises(NotAllowed):  # no duty at all for this one
        reviews.comment(
            entry=world.entry(report, "10"), seen_version=1, text="?", actor=world.other_reviewer
        )
    assert Review.objects.count() == 1


def test_the_whole_trail_names_each_act(world, report):
    entry = twice_returned(world, report)
    settle(world, entry)
    for code in world.indicators:
        if code != "11":
            accept(world, report, code)
    reviews.confirm(report=report, actor=world.coordinator)
    uids = [report.uid, *IndicatorEntry.objects.values_list("uid", flat=True)]
    actions = AuditEvent.objects.filter(subject_uid__in=uids).values_list("action", flat=True)
    assert {
        "report.start", "report.save", "report.hand", "report.submit", "report.return",
        "report.resubmit", "report.start_review", "report.confirm",
        "entry.return", "entry.settle", "entry.accept", "evidence.add",
    } <= set(actions)  # fmt: skip
