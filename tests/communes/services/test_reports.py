"""A report's way: begin, hand over, give back, send, send again, and its receipt."""

from __future__ import annotations

import threading
from datetime import date

import pytest
import time_machine
from django.db import connection, transaction

from communes.enums import EntryReview, ReportState
from communes.models import IndicatorEntry, ProgressReport, Receipt, ReviewDuty
from communes.queries.gaps import find_gaps
from communes.services.carrying import carry_over
from communes.services.evidence import remove_evidence
from communes.services.papers import attach_paper
from communes.services.reports import (
    ask_to_resend,
    give_back,
    hand_to_leader,
    next_receipt_number,
    start_report,
    submit,
)
from communes.services.reviews import accept, answer, return_entry
from kbang_ntm.core import clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import AuditEvent, Notification, StoredFile
from tests.factories.communes import World, make_world, pdf, since, stand_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def codes(report: ProgressReport) -> dict[str, str]:
    return {gap.indicator.code: gap.code for gap in find_gaps(report)}


class TestStart:
    def test_the_officer_begins_and_a_colleague_gets_the_same(self, world):
        report = world.report()
        assert report.state == ReportState.DRAFT
        again = start_report(
            unit_id=world.commune.pk, period=world.period, actor=world.second_officer
        )
        assert again == report
        assert ProgressReport.objects.count() == 1

    @pytest.mark.parametrize("person", ["neighbour_officer", "reviewer", "coordinator"])
    def test_nobody_else_begins_it(self, world, person):
        with pytest.raises(NotAllowed):
            world.report(actor=getattr(world, person))
        assert not ProgressReport.objects.exists()

    def test_not_before_the_period_opens(self, world):
        stand_on(date(2025, 6, 14))
        with pytest.raises(Refused) as refusal:
            world.report()
        assert refusal.value.code == "not_open_yet"
        assert "15/06/2025" in refusal.value.message

    def test_not_after_it_closed(self, world):
        stand_on(date(2025, 7, 1))
        with pytest.raises(Refused) as refusal:
            world.report()
        assert refusal.value.code == "closed"

    def test_not_where_no_duty_says_who_reviews(self, world):
        ReviewDuty.objects.update(valid=since(date(2022, 1, 1), date(2025, 6, 25)))
        with pytest.raises(Refused) as refusal:
            world.report()
        assert refusal.value.code == "no_reviewer"
        assert not ProgressReport.objects.exists()

    def test_not_for_a_unit_that_ends_before_the_period(self, world):
        world.commune.versions.update(valid=since(date(2020, 1, 1), date(2025, 6, 30)))
        with pytest.raises(Refused) as refusal:
            world.report()
        assert refusal.value.code == "no_unit"


class TestHandOver:
    def test_handing_over_tells_the_leader(self, world):
        report = hand_to_leader(report=world.report(), actor=world.officer)
        assert (report.state, report.handed_by) == (ReportState.HANDED, world.officer)
        notice = Notification.objects.get(recipient=world.leader)
        assert notice.url == f"/trinh-ky/{report.uid}/"

    def test_giving_back_needs_a_word_and_opens_the_figures(self, world):
        report = hand_to_leader(report=world.report(), actor=world.officer)
        with pytest.raises(Refused) as refusal:
            give_back(report=report, remark="  ", actor=world.leader)
        assert refusal.value.code == "no_reason"
        report = give_back(report=report, remark="Xem lại chỉ tiêu 10", actor=world.leader)
        assert (report.state, report.leader_remark) == (ReportState.DRAFT, "Xem lại chỉ tiêu 10")
        assert world.save(report, world.edit("10")).code

    @pytest.mark.parametrize("person", ["leader", "neighbour_officer", "coordinator"])
    def test_only_the_officer_hands_over(self, world, person):
        report = world.report()
        events = AuditEvent.objects.count()
        with pytest.raises(NotAllowed):
            hand_to_leader(report=report, actor=getattr(world, person))
        report.refresh_from_db()
        assert report.state == ReportState.DRAFT
        assert AuditEvent.objects.count() == events

    def test_the_neighbouring_leader_gives_nothing_back(self, world):
        report = hand_to_leader(report=world.report(), actor=world.officer)
        with pytest.raises(NotAllowed):
            give_back(report=report, remark="x", actor=world.neighbour_leader)


class TestSubmit:
    def test_a_full_report_gets_a_numbered_slip(self, world):
        report = world.fill(world.report())
        assert find_gaps(report) == []
        receipt = world.send(report)
        assert (receipt.number, receipt.entries, receipt.late) == ("25-06-20-0001", 8, False)
        assert len(receipt.sha256) == 64
        assert (report.state, report.submitted_by) == (ReportState.SUBMITTED, world.leader)
        assert Notification.objects.filter(recipient=world.coordinator).count() == 1

    def test_the_leader_may_send_a_draft_directly(self, world):
        receipt = submit(report=world.fill(world.report()), actor=world.leader)
        assert receipt.kind == Receipt.Kind.SUBMIT

    @pytest.mark.parametrize("person", ["officer", "neighbour_leader", "coordinator", "reviewer"])
    def test_only_the_communes_leader_sends(self, world, person):
        report = world.fill(world.report())
        with pytest.raises(NotAllowed):
            submit(report=report, actor=getattr(world, person))
        report.refresh_from_db()
        assert report.state == ReportState.DRAFT
        assert not Receipt.objects.filter(kind=Receipt.Kind.SUBMIT).exists()

    def test_gaps_are_counted_and_nothing_is_sent(self, world):
        report = world.report()
        world.save(
            report, world.edit("10"), world.edit("11"), world.edit("12.1", {"a": {"number": "61"}})
        )
        assert codes(report) == {
            "1.1": "missing",
            "1.2": "missing",
            "9": "missing",
            "11": "evidence",
            "12.1": "partial",
            "16": "missing",
            "17.9": "missing",
        }
        with pytest.raises(Refused) as refusal:
            submit(report=report, actor=world.leader)
        assert refusal.value.message == "Còn thiếu 7 mục, chưa gửi được."
        report.refresh_from_db()
        assert report.state == ReportState.DRAFT

    def test_sending_twice_is_refused_by_the_state(self, world):
        report = world.sent_report()
        with pytest.raises(Refused) as refusal:
            submit(report=report, actor=world.leader)
        assert refusal.value.code == "wrong_state"
        assert Receipt.objects.filter(kind=Receipt.Kind.SUBMIT).count() == 1

    def test_after_the_due_time_it_is_late(self, world):
        report = world.fill(world.report())
        stand_on(date(2025, 6, 26))
        assert world.send(report).late
        assert report.late


class TestWildChange:
    def test_a_jump_against_last_period_needs_a_note(self, world):
        world.last_period(**{"10": {"a": {"number": "30"}}})
        report = world.fill(world.report())
        assert codes(report) == {"10": "note"}
        world.save(report, world.edit("10", base_version=1, note="Giá cà phê tăng gấp đôi"))
        assert codes(report) == {}

    def test_a_period_never_sent_is_no_yardstick(self, world):
        stand_on(date(2025, 3, 20))
        before = world.report(world.previous)
        world.save(before, world.edit("10", {"a": {"number": "30"}}))
        stand_on(date(2025, 6, 20))
        assert codes(world.fill(world.report())) == {}


class TestReturned:
    @pytest.fixture
    def report(self, world: World) -> ProgressReport:
        report = world.sent_report()
        accept(entry=world.entry(report, "10"), seen_version=1, actor=world.reviewer)
        return_entry(
            entry=world.entry(report, "11"),
            seen_version=1,
            text="Danh sách thiếu chữ ký",
            actor=world.reviewer,
        )
        report.refresh_from_db()
        return report

    def test_only_the_returned_entry_is_missing(self, report):
        assert codes(report) == {"11": "returned"}

    def test_a_new_figure_mends_it(self, world, report):
        world.save(
            report,
            world.edit("11", {"a": {"numerator": "70", "denominator": "1236"}}, base_version=1),
        )
        assert codes(report) == {}

    def test_new_evidence_mends_it(self, world, report):
        world.attach(report, "11", words="có chữ ký")
        assert codes(report) == {}

    def test_an_answer_is_enough(self, world, report):
        answer(entry=world.entry(report, "11"), text="Đã ký ở trang 3", actor=world.officer)
        assert codes(report) == {}

    def test_the_officer_asks_the_leader_to_send_again(self, world, report):
        with pytest.raises(Refused) as refusal:
            ask_to_resend(report=report, actor=world.officer)
        assert refusal.value.code == "gaps"
        world.attach(report, "11", words="có chữ ký")
        ask_to_resend(report=report, actor=world.officer)
        assert Notification.objects.filter(
            recipient=world.leader, text__contains="chờ bạn gửi lại"
        ).exists()

    def test_answering_a_return_after_the_due_time_is_not_late(self, world, report):
        world.attach(report, "11", words="có chữ ký")
        stand_on(date(2025, 6, 27))
        assert not submit(report=report, actor=world.leader).late
        report.refresh_from_db()
        assert not report.late

    def test_sending_again_keeps_what_was_accepted(self, world, report):
        world.attach(report, "11", words="có chữ ký")
        receipt = submit(report=report, actor=world.leader)
        report.refresh_from_db()
        assert (report.state, receipt.number) == (ReportState.RESUBMITTED, "25-06-20-0002")
        assert world.entry(report, "10").review == EntryReview.ACCEPTED
        assert world.entry(report, "11").review == EntryReview.NONE

    def test_evidence_of_other_entries_is_closed(self, world, report):
        with pytest.raises(Refused) as refusal:
            world.attach(report, "9")
        assert refusal.value.code == "entry_closed"

    def test_taking_the_file_away_is_no_mending(self, world, report):
        remove_evidence(evidence=world.entry(report, "11").evidence.get(), actor=world.officer)
        assert codes(report) == {"11": "returned"}


class TestCarryOver:
    @pytest.fixture
    def report(self, world: World) -> ProgressReport:
        world.last_period(**{"10": {"a": {"number": "46,2"}}})
        return world.report()

    def carry(
        self, world: World, report: ProgressReport, *wanted: str, survey: str = "Điều tra 12/2024"
    ):
        return carry_over(
            report=report,
            indicator_ids=[world.indicators[code].pk for code in wanted],
            survey=survey,
            actor=world.officer,
        )

    def test_yearly_figures_come_with_the_survey_and_last_periods_key(self, world, report):
        assert self.carry(world, report, "10", "9") == 1  # 9 is no yearly figure
        entry = world.entry(report, "10")
        assert (str(entry.number), entry.survey) == ("46.2000", "Điều tra 12/2024")
        assert (entry.verdict, entry.version) == ("not_met", 1)
        revision = entry.revisions.get()
        assert (revision.origin, revision.raw) == ("carried", {"carried_from": "2025-Q1"})
        assert not IndicatorEntry.objects.filter(
            report=report, indicator=world.indicators["9"]
        ).exists()

    def test_without_a_survey_nothing_is_carried(self, world, report):
        with pytest.raises(Refused) as refusal:
            self.carry(world, report, "10", survey=" ")
        assert refusal.value.code == "no_survey"
        assert not report.entries.exists()

    def test_what_somebody_typed_stays(self, world, report):
        world.save(report, world.edit("10"), actor=world.second_officer)
        with pytest.raises(Refused) as refusal:
            self.carry(world, report, "10")
        assert refusal.value.code == "nothing"
        assert str(world.entry(report, "10").number) == "51.2000"

    def test_only_an_officer_of_the_commune(self, world, report):
        with pytest.raises(NotAllowed):
            carry_over(
                report=report,
                indicator_ids=[world.indicators["10"].pk],
                survey="x",
                actor=world.neighbour_officer,
            )


class TestPaper:
    def attach(self, world: World, report: ProgressReport, **changes):
        import io

        given = {
            "number": "45/BC-UBND",
            "day": clock.today(),
            "name": "Báo cáo.pdf",
            "stream": io.BytesIO(pdf("giấy")),
            "actor": world.leader,
        }
        return attach_paper(report=report, **{**given, **changes})

    def test_number_date_and_file_are_kept(self, world):
        report = self.attach(world, world.report())
        assert (report.paper_number, report.paper_file.original_name) == (
            "45/BC-UBND",
            "Báo cáo.pdf",
        )

    @pytest.mark.parametrize(
        ("change", "code"), [({"number": " "}, "no_number"), ({"day": date(2025, 6, 21)}, "future")]
    )
    def test_refusals_store_nothing(self, world, change, code):
        report = world.report()
        with pytest.raises(Refused) as refusal:
            self.attach(world, report, **change)
        assert refusal.value.code == code
        assert not StoredFile.objects.exists()

    def test_the_neighbour_attaches_nothing(self, world):
        with pytest.raises(NotAllowed):
            self.attach(world, world.report(), actor=world.neighbour_leader)


@pytest.mark.django_db(transaction=True)
def test_numbers_of_two_threads_follow_each_other():
    given: list[str] = []
    start = threading.Barrier(2)

    def take() -> None:
        start.wait()
        for _ in range(10):
            with transaction.atomic():
                given.append(next_receipt_number(date(2025, 6, 20)))
        connection.close()

    threads = [threading.Thread(target=take) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == [f"25-06-20-{number:04d}" for number in range(1, 21)]


def test_numbers_begin_anew_each_day():
    assert next_receipt_number(date(2025, 6, 20)) == "25-06-20-0001"
    assert next_receipt_number(date(2025, 6, 20)) == "25-06-20-0002"
    assert next_receipt_number(date(2025, 6, 21)) == "25-06-21-0001"


def test_the_day_of_a_number_is_the_local_one(world_without_clock):
    with time_machine.travel("2025-06-20T17:30:00+00:00", tick=False):  # 00:30 of the 21st here
        assert next_receipt_number(clock.now().date()) == "25-06-21-0001"


@pytest.fixture
def world_without_clock() -> World:
    return make_world(stands_on=None)
