"""Joint meetings, confirming, correcting: who binds a figure, and that the old value is kept."""

from __future__ import annotations

from datetime import date

import pytest

from communes.enums import Basis, EntryReview, Origin, ReportState, ReviewResult
from communes.models import EntryRevision, Review, Snapshot, Standing
from communes.services import reviews, settlements
from kbang_ntm.core.errors import NotAllowed, Refused
from tests.factories.communes import World, make_world
from tests.factories.reviews import (
    accept,
    accept_all,
    give_back,
    resend,
    settle,
    state,
    twice_returned,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def report(world):
    return world.sent_report()


# --- joint meeting -----------------------------------------------------------------------------


def test_what_went_round_twice_is_not_returned_a_third_time(world, report):
    entry = twice_returned(world, report)
    with pytest.raises(Refused) as refusal:
        give_back(world, report, "11", "Lần ba.")
    assert refusal.value.code == "joint_meeting"
    assert entry.returns == 2


def test_a_joint_meeting_binds_the_value(world, report):
    entry = twice_returned(world, report)
    review = settle(world, entry)
    entry = world.entry(report, "11")
    assert (entry.numerator, entry.review, entry.version) == (80, EntryReview.SETTLED, 4)
    assert entry.verdict == "met"
    last = EntryRevision.objects.filter(entry=entry).latest("version")
    assert (last.origin, last.reason, last.numerator) == (
        Origin.SETTLEMENT, "Thống nhất 80 hộ.", 80,
    )  # fmt: skip
    assert (review.minutes_number, review.minutes_date) == ("12/BB-VPĐP", date(2025, 6, 19))
    for act in (accept, give_back):
        with pytest.raises(Refused) as refusal:
            act(world, report, "11")
        assert refusal.value.code == "settled"


def test_a_settled_last_return_brings_the_report_back_under_review(world, report):
    give_back(world, report, "11")
    resend(world, report, "11", "70")
    give_back(world, report, "11", "Vẫn chưa khớp.")
    assert state(report) == ReportState.RETURNED
    settle(world, world.entry(report, "11"))
    assert state(report) == ReportState.IN_REVIEW
    with pytest.raises(Refused):  # nothing is open to the commune any more
        world.save(report, world.edit("11", base_version=3))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"conclusion": " "}, "no_text"),
        ({"minutes_number": ""}, "no_minutes"),
        ({"minutes_date": date(2025, 6, 21)}, "future"),
        ({"raw": {"a": {}}}, "empty"),
        ({"raw": {"a": {"numerator": "2O", "denominator": "1.236"}}}, "not_a_number"),
    ],
)
def test_a_conclusion_is_complete_or_refused(world, report, changes, code):
    entry = twice_returned(world, report)
    with pytest.raises(Refused) as refusal:
        settle(world, entry, **changes)
    assert refusal.value.code == code
    assert world.entry(report, "11").version == 3
    assert not Review.objects.filter(result=ReviewResult.SETTLE).exists()


def test_only_a_dispute_is_settled_and_only_by_the_office(world, report):
    with pytest.raises(Refused) as refusal:
        settle(world, world.entry(report, "11"))
    assert refusal.value.code == "too_early"
    entry = twice_returned(world, report)
    with pytest.raises(NotAllowed):
        settle(world, entry, actor=world.reviewer)
    accept(world, report, "11")
    with pytest.raises(Refused) as refusal:
        settle(world, entry)
    assert refusal.value.code == "decided"


# --- confirming, correcting --------------------------------------------------------------------


def test_the_office_confirms_when_all_is_accepted(world, report):
    accept_all(world, report)
    snapshot = reviews.confirm(report=report, actor=world.coordinator)
    assert state(report) == ReportState.CONFIRMED
    assert (report.confirmed_by, snapshot.sequence) == (world.coordinator, 1)
    both = {s.basis: s for s in Standing.objects.filter(report=report)}
    assert both[Basis.CONFIRMED].criteria_met == both[Basis.SELF_ASSESSED].criteria_met == 6
    assert '"indicator":"11"' in snapshot.body
    with pytest.raises(Refused) as refusal:
        reviews.confirm(report=report, actor=world.coordinator)
    assert refusal.value.code == "wrong_state"
    assert Snapshot.objects.count() == 1


def test_an_open_entry_keeps_a_report_from_being_confirmed(world, report):
    for code in list(world.indicators)[1:]:
        accept(world, report, code)
    with pytest.raises(Refused) as refusal:
        reviews.confirm(report=report, actor=world.coordinator)
    assert refusal.value.code == "open_entries"
    assert "Còn 1 mục" in refusal.value.message
    assert state(report) == ReportState.IN_REVIEW


@pytest.mark.parametrize("who", ["officer", "leader", "reviewer", "reader", "neighbour_leader"])
def test_nobody_else_confirms(world, report, who):
    accept_all(world, report)
    with pytest.raises(NotAllowed):
        reviews.confirm(report=report, actor=getattr(world, who))
    assert state(report) == ReportState.IN_REVIEW
    assert not Snapshot.objects.exists()


def test_a_draft_is_not_confirmed(world):
    draft = world.fill(world.report())
    with pytest.raises(Refused) as refusal:
        reviews.confirm(report=draft, actor=world.coordinator)
    assert refusal.value.code == "wrong_state"


@pytest.fixture
def confirmed(world, report):
    accept_all(world, report)
    reviews.confirm(report=report, actor=world.coordinator)
    report.refresh_from_db()
    return report


def correct(world, entry, actor=None, **values):
    return settlements.correct(
        **{
            "entry": entry,
            "seen_version": entry.version,
            "raw": {"a": {"numerator": "154", "denominator": "1.236"}},
            "na_reason": "",
            "reason": "Cộng nhầm hai thôn.",
            "actor": actor or world.coordinator,
        }
        | values
    )


def test_a_correction_keeps_the_old_value_and_freezes_again(world, confirmed):
    snapshot = correct(world, world.entry(confirmed, "11"))
    entry = world.entry(confirmed, "11")
    assert (entry.numerator, entry.verdict, entry.review) == (154, "not_met", EntryReview.ACCEPTED)
    assert [r.numerator for r in entry.revisions.order_by("version")] == [62, 154]
    assert entry.revisions.get(version=2).reason == "Cộng nhầm hai thôn."
    first, second = Snapshot.objects.order_by("sequence")
    assert second == snapshot
    assert (second.sequence, second.reason) == (2, "Cộng nhầm hai thôn.")
    assert first.sha256 != second.sha256
    assert Standing.objects.get(report=confirmed, basis=Basis.CONFIRMED).criteria_met == 5
    assert state(confirmed) == ReportState.CONFIRMED


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": ""}, "no_reason"),
        ({"raw": {"a": {"numerator": "62", "denominator": "1.236"}}}, "same"),
        ({"raw": {}}, "empty"),
        ({"seen_version": 9}, "changed"),
    ],
)
def test_a_correction_is_complete_or_refused(world, confirmed, changes, code):
    with pytest.raises(Refused) as refusal:
        correct(world, world.entry(confirmed, "11"), **changes)
    assert refusal.value.code == code
    assert Snapshot.objects.count() == 1
    assert world.entry(confirmed, "11").version == 1


def test_only_confirmed_figures_are_corrected_and_only_by_the_office(world, report):
    with pytest.raises(Refused) as refusal:
        correct(world, world.entry(report, "11"))
    assert refusal.value.code == "wrong_state"
    for who in (world.reviewer, world.officer, world.leader, world.reader):
        with pytest.raises(NotAllowed):
            correct(world, world.entry(report, "11"), actor=who)
    assert world.entry(report, "11").version == 1
