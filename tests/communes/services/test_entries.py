"""The one write path: what is stored, what comes back, and what a repeat does."""

from __future__ import annotations

import uuid
from decimal import Decimal

import pytest

from communes.enums import EntryReview, Origin, ReportState
from communes.models import EntryRevision, IndicatorEntry, ProgressReport, Receipt, Standing
from communes.services.assignments import divide
from communes.services.entries import save_entries
from communes.services.reviews import accept, return_entry
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Conflict, NotAllowed, Refused
from kbang_ntm.core.models import AuditEvent, IdempotencyKey
from tests.factories.communes import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def report(world: World) -> ProgressReport:
    return world.report()


def rows() -> tuple[int, ...]:
    """How many rows a save would have written."""
    return tuple(
        model.objects.count()
        for model in (IndicatorEntry, EntryRevision, Receipt, AuditEvent, IdempotencyKey)
    )


def test_one_save_writes_value_revision_receipt_event_and_standing(world, report):
    before = rows()
    outcome = world.save(report, world.edit("11"))

    entry = world.entry(report, "11")
    assert (entry.numerator, entry.denominator) == (Decimal(62), Decimal(1236))
    assert (entry.version, entry.verdict, entry.changed_by) == (1, "met", world.officer)
    assert entry.verdict_unverified  # the level is recalled, nobody checked it
    revision = entry.revisions.get()
    assert (revision.version, revision.base_version, revision.author) == (1, 0, world.officer)
    assert revision.raw == {"a": {"numerator": "62", "denominator": "1.236"}}
    receipt = Receipt.objects.get()
    assert revision.receipt == receipt
    assert outcome.code == receipt.code == receipt.sha256[:4].upper() == entry.save_code
    assert [new - old for new, old in zip(rows(), before, strict=True)] == [1, 1, 1, 1, 1]
    standing = Standing.objects.get(report=report)
    assert (standing.entered, standing.criteria_met, standing.verdicts["11"]) == (
        1,
        1,
        ["met", 1, 1],
    )


def test_a_batch_has_one_receipt_and_one_event(world, report):
    before = AuditEvent.objects.count()
    outcome = world.save(report, *(world.edit(code) for code in world.indicators))
    assert len(outcome.saved) == 8
    assert not outcome.problems
    assert Receipt.objects.get().entries == 8
    assert AuditEvent.objects.count() == before + 1
    assert Standing.objects.get(report=report).entered == 8


def test_every_measure_is_judged(world, report):
    world.fill(report)
    verdicts = {
        code: (world.entry(report, code).verdict, world.entry(report, code).gap)
        for code in world.indicators
    }
    assert verdicts["17.9"][0] == "unknown"  # no level is known: never met
    assert {verdict for code, (verdict, _) in verdicts.items() if code != "17.9"} == {"met"}


def test_a_missed_level_says_how_much_is_missing(world, report):
    world.save(report, world.edit("11", {"a": {"numerator": "154", "denominator": "1236"}}))
    entry = world.entry(report, "11")
    assert (entry.verdict, entry.gap) == ("not_met", "còn phải giảm 68 hộ")


def test_valid_entries_are_stored_beside_refused_ones(world, report):
    outcome = world.save(
        report,
        world.edit("10"),
        world.edit("12.1", {"a": {"number": "61"}, "b": {"number": "2O,4"}}),
    )
    assert [row.indicator_id for row in outcome.saved] == [world.indicators["10"].pk]
    (problem,) = outcome.problems
    assert (problem.code, problem.part) == ("not_a_number", "b")
    assert "2O,4" in problem.message
    assert problem.typed["raw"]["a"] == {"number": "61"}  # what was typed comes back
    assert not IndicatorEntry.objects.filter(indicator=world.indicators["12.1"]).exists()


def test_a_cleared_value_is_a_new_version_and_unknown(world, report):
    world.save(report, world.edit("10"))
    world.save(report, world.edit("10", {"a": {"number": ""}}, base_version=1))
    entry = world.entry(report, "10")
    assert (entry.version, entry.number, entry.verdict) == (2, None, "unknown")
    assert [str(r.number) for r in entry.revisions.all()] == ["51.2000", "None"]


def test_the_same_value_again_writes_nothing(world, report):
    first = world.save(report, world.edit("10"))
    before = rows()
    again = world.save(report, world.edit("10", {"a": {"number": "51,20"}}, base_version=1))
    assert again.code == first.code
    assert rows()[:4] == before[:4]


class TestNotApplicable:
    def test_needs_no_value_and_counts_once_accepted(self, world, report):
        world.save(report, world.edit("1.2", {}, na_reason="Xã không có làng nghề"))
        entry = world.entry(report, "1.2")
        assert (entry.na_reason, entry.verdict) == ("Xã không có làng nghề", "unknown")

    def test_only_where_the_indicator_allows_it(self, world, report):
        (problem,) = world.save(report, world.edit("11", {}, na_reason="không có")).problems
        assert problem.code == "may_not"

    def test_value_and_reason_together_are_refused(self, world, report):
        (problem,) = world.save(report, world.edit("1.2", na_reason="không có")).problems
        assert problem.code == "both"


class TestIdempotency:
    def save(self, world: World, report: ProgressReport, key: str, *edits):
        return save_entries(
            report=report,
            edits=edits,
            key=key,
            received_at=clock.now(),
            origin=Origin.CELL,
            actor=world.officer,
        )

    def test_the_same_key_gets_the_first_answer_and_writes_once(self, world, report):
        first = self.save(world, report, "k1", world.edit("10"))
        before = rows()
        again = self.save(world, report, "k1", world.edit("10"))
        assert again == first
        assert again.replayed and not first.replayed
        assert rows() == before

    def test_also_a_refused_edit_is_answered_the_same(self, world, report):
        wrong = world.edit("10", {"a": {"number": "năm mươi"}})
        first = self.save(world, report, "k1", wrong)
        assert self.save(world, report, "k1", wrong) == first

    def test_the_same_key_with_another_body_is_a_conflict(self, world, report):
        self.save(world, report, "k1", world.edit("10"))
        before = rows()
        with pytest.raises(Conflict) as refusal:
            self.save(world, report, "k1", world.edit("10", {"a": {"number": "99"}}))
        assert refusal.value.code == "key_reused"
        assert rows() == before
        assert world.entry(report, "10").number == Decimal("51.2")

    def test_the_answer_stands_after_the_report_went_on(self, world, report):
        first = self.save(world, report, "k1", world.edit("10"))
        ProgressReport.objects.filter(pk=report.pk).update(state=ReportState.HANDED)
        assert self.save(world, report, "k1", world.edit("10")) == first

    def test_keys_of_two_people_do_not_meet(self, world, report):
        self.save(world, report, "k1", world.edit("10"))
        world.save(report, world.edit("9"), actor=world.second_officer)
        outcome = save_entries(
            report=report,
            edits=[world.edit("16")],
            key="k1",
            received_at=clock.now(),
            origin=Origin.CELL,
            actor=world.second_officer,
        )
        assert not outcome.replayed


class TestTwoEditors:
    def test_the_second_gets_both_values_and_nothing_is_overwritten(self, world, report):
        world.save(report, world.edit("10"))
        outcome = world.save(
            report, world.edit("10", {"a": {"number": "48,5"}}), actor=world.second_officer
        )
        (problem,) = outcome.problems
        assert problem.code == "conflict"
        assert "Đinh Thị Hạnh đã lưu số của chỉ tiêu 10 trước bạn" in problem.message
        assert problem.theirs["value"] == "51,2 triệu đồng/người/năm"
        assert problem.theirs["mine"] == "48,5 triệu đồng/người/năm"
        assert problem.theirs["version"] == "1"
        assert world.entry(report, "10").number == Decimal("51.2")
        assert EntryRevision.objects.count() == 1

    def test_choosing_mine_saves_it_over_the_version_seen(self, world, report):
        world.save(report, world.edit("10"))
        world.save(
            report,
            world.edit("10", {"a": {"number": "48,5"}}, base_version=1),
            actor=world.second_officer,
        )
        assert world.entry(report, "10").number == Decimal("48.5")
        assert world.entry(report, "10").version == 2

    def test_the_same_value_from_both_is_no_conflict(self, world, report):
        world.save(report, world.edit("10"))
        outcome = world.save(report, world.edit("10"), actor=world.second_officer)
        assert not outcome.problems
        assert world.entry(report, "10").version == 1

    def test_fields_sent_back_untouched_do_not_conflict(self, world, report):
        """A form without JavaScript sends every field of its group."""
        world.save(report, world.edit("10"), world.edit("9"))
        world.save(
            report,
            world.edit("10", {"a": {"number": "52"}}, base_version=1),
            actor=world.second_officer,
        )
        outcome = world.save(
            report,
            world.edit("10", base_version=1),
            world.edit("9", {"a": {"number": "2"}}, base_version=1),
        )
        assert not outcome.problems
        assert world.entry(report, "10").number == Decimal(52)
        assert world.entry(report, "9").number == Decimal(2)

    def test_an_empty_field_does_not_conflict_with_a_new_value(self, world, report):
        world.save(report, world.edit("10"), actor=world.second_officer)
        outcome = world.save(report, world.edit("10", {"a": {"number": ""}}))
        assert not outcome.problems
        assert world.entry(report, "10").number == Decimal("51.2")


class TestWhoMay:
    @pytest.mark.parametrize(
        "person", ["leader", "neighbour_officer", "reviewer", "coordinator", "reader"]
    )
    def test_only_the_communes_officers_enter(self, world, report, person):
        before = rows()
        with pytest.raises(NotAllowed):
            world.save(report, world.edit("10"), actor=getattr(world, person))
        assert rows() == before

    def test_an_assigned_indicator_is_entered_by_its_officer_only(self, world, report):
        post = world.second_officer.memberships.get()
        divide(
            unit=world.commune,
            choices={world.indicators["10"].pk: frozenset({post.pk})},
            actor=world.leader,
        )
        (problem,) = world.save(report, world.edit("10")).problems
        assert problem.code == "assigned_to_other"
        assert "Đinh Văn Thuận" in problem.message
        assert world.save(report, world.edit("10"), actor=world.second_officer).code


class TestStates:
    @pytest.mark.parametrize(
        "state", ["handed", "submitted", "in_review", "resubmitted", "confirmed"]
    )
    def test_figures_are_closed_outside_draft_and_return(self, world, report, state):
        world.save(report, world.edit("10"))
        IndicatorEntry.objects.update(review=EntryReview.NONE)
        if state != "handed":
            ProgressReport.objects.filter(pk=report.pk).update(state="submitted")
        if state in ("in_review", "confirmed"):
            ProgressReport.objects.filter(pk=report.pk).update(state="in_review")
        if state == "resubmitted":
            ProgressReport.objects.filter(pk=report.pk).update(state="returned")
        ProgressReport.objects.filter(pk=report.pk).exclude(state=state).update(state=state)
        before = rows()
        with pytest.raises(Refused) as refusal:
            world.save(report, world.edit("10", {"a": {"number": "99"}}, base_version=1))
        assert refusal.value.code in ("handed", "sent", "confirmed")
        assert rows() == before

    def test_a_return_opens_only_the_faulty_entries(self, world):
        report = world.sent_report()
        accept(entry=world.entry(report, "10"), seen_version=1, actor=world.reviewer)
        return_entry(
            entry=world.entry(report, "11"), seen_version=1, text="Sai", actor=world.reviewer
        )
        report.refresh_from_db()
        assert report.state == ReportState.RETURNED
        outcome = world.save(
            report,
            world.edit("10", {"a": {"number": "60"}}, base_version=1),
            world.edit("9", {"a": {"number": "3"}}, base_version=1),
            world.edit("11", {"a": {"numerator": "70", "denominator": "1236"}}, base_version=1),
        )
        assert [row.indicator_id for row in outcome.saved] == [world.indicators["11"].pk]
        assert {problem.code for problem in outcome.problems} == {"entry_closed"}
        assert world.entry(report, "10").number == Decimal("51.2")
        assert world.entry(report, "9").number == 0


def test_an_indicator_of_another_set_is_refused_whole(world, report):
    before = rows()
    edit = world.edit("10")
    with pytest.raises(Refused) as refusal:
        world.save(report, edit, type(edit)(indicator_id=10**9, base_version=0, raw={}))
    assert refusal.value.code == "no_such_indicator"
    assert rows() == before


def test_the_applications_role_cannot_rewrite_revisions(world, report, app_role):
    world.save(report, world.edit("10"))
    from django.db import DatabaseError

    with pytest.raises(DatabaseError), app_role():
        EntryRevision.objects.update(number=1)


def test_the_hash_covers_report_person_and_values(world, report):
    world.save(report, world.edit("10"))
    world.save(report, world.edit("9"))
    first, second = Receipt.objects.order_by("id")
    assert first.sha256 != second.sha256
    assert uuid.UUID(str(first.uid))
