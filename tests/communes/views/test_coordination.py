"""The coordination office: what is outstanding, confirming, more time, settling, correcting."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communes.enums import EntryReview, ReportState, Role
from communes.inbox_review import agency_items, communes_in_words, coordination_items
from communes.models import IndicatorEntry, PeriodExtension, ProgressReport, Review, Snapshot
from communes.services import reports, reviews
from kbang_ntm.core.models import StoredFile, User
from tests.communes.views.test_review import more_communes
from tests.factories.communes import World, make_post, make_user, make_world, pdf, stand_on

pytestmark = pytest.mark.django_db
OUTSTANDING = reverse("communes:outstanding")
NOBODY_ELSE = ["officer", "leader", "reviewer", "reader", "neighbour_leader"]


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def report(world) -> ProgressReport:
    return world.sent_report()


def address(name: str, thing) -> str:
    return reverse(f"communes:{name}", args=[thing.uid])


def accept_all(world, report) -> None:
    for code in world.indicators:
        entry = world.entry(report, code)
        reviews.accept(entry=entry, seen_version=entry.version, actor=world.reviewer)
    report.refresh_from_db()


def confirmed(world, report) -> ProgressReport:
    accept_all(world, report)
    reviews.confirm(report=report, actor=world.coordinator)
    report.refresh_from_db()
    return report


def dispute(world, report) -> IndicatorEntry:
    """Entry 11 went round twice and lies with the agency again."""
    for number in ("70", "71"):
        entry = world.entry(report, "11")
        reviews.return_entry(
            entry=entry, seen_version=entry.version, text="Chưa khớp.", actor=world.reviewer
        )
        raw = {"a": {"numerator": number, "denominator": "1.236"}}
        world.save(report, world.edit("11", raw, base_version=entry.version))
        reports.submit(report=report, actor=world.leader)
        report.refresh_from_db()
    return world.entry(report, "11")


# --- outstanding -------------------------------------------------------------------------------


def test_outstanding_by_agency_and_by_commune(client, world, report):
    reviews.accept(entry=world.entry(report, "10"), seen_version=1, actor=world.reviewer)
    client.force_login(world.coordinator)
    page = client.get(OUTSTANDING)
    assert "Phòng LĐTB&amp;XH" in page.text
    assert "7/8" in page.text
    assert "Chưa nhập" in page.text  # the neighbour has not begun
    assert reverse("communes:extend", args=["2025-Q2", world.neighbour.uid]) in page.text
    assert "Đã xác nhận 0/2 xã" in page.text


def test_a_disputed_entry_and_a_finished_report_stand_out(client, world, report):
    entry = dispute(world, report)
    client.force_login(world.coordinator)
    assert address("settle", entry) in client.get(OUTSTANDING).text
    accept_all(world, report)
    page = client.get(OUTSTANDING).text
    assert address("settle", entry) not in page
    assert address("confirm", report) in page


@pytest.mark.parametrize("who", NOBODY_ELSE)
def test_outstanding_is_for_the_office(client, world, report, who):
    client.force_login(getattr(world, who))
    assert client.get(OUTSTANDING).status_code == 403


def test_district_leaders_read_what_is_outstanding(client, world, report):
    chairman = make_user("chutich")
    make_post(chairman, Role.DISTRICT_LEADER, world.district)
    client.force_login(chairman)
    page = client.get(OUTSTANDING)
    assert page.status_code == 200
    assert "Gia hạn" not in page.text


@pytest.mark.parametrize("communes", [1, 3])
def test_outstanding_costs_the_same_for_one_commune_and_three(client, world, report, communes):
    more_communes(world, communes - 1)
    client.force_login(world.coordinator)
    client.get(OUTSTANDING)
    with CaptureQueriesContext(connection) as queries:
        client.get(OUTSTANDING)
    assert len(queries) == 9, [q["sql"][:90] for q in queries]


# --- confirming --------------------------------------------------------------------------------


def test_confirming_asks_first_and_then_freezes(client, world, report):
    client.force_login(world.coordinator)
    page = client.get(address("confirm", report))
    assert "Còn 8 mục chưa được chấp nhận" in page.text
    answer = client.post(address("confirm", report))
    assert answer.status_code == 422
    assert "chưa xác nhận được" in answer.text
    assert not Snapshot.objects.exists()
    accept_all(world, report)
    answer = client.post(address("confirm", report))
    assert answer.url == address("report", report)
    report.refresh_from_db()
    assert report.state == ReportState.CONFIRMED
    assert Snapshot.objects.get().sha256 in client.get(answer.url).text


@pytest.mark.parametrize("who", NOBODY_ELSE)
def test_nobody_else_confirms(client, world, report, who):
    accept_all(world, report)
    client.force_login(getattr(world, who))
    assert client.get(address("confirm", report)).status_code == 403
    assert client.post(address("confirm", report)).status_code == 403
    report.refresh_from_db()
    assert report.state == ReportState.IN_REVIEW
    assert not Snapshot.objects.exists()


# --- more time ---------------------------------------------------------------------------------


def test_more_time_for_a_commune_that_has_not_begun(client, world):
    client.force_login(world.coordinator)
    where = reverse("communes:extend", args=["2025-Q2", world.neighbour.uid])
    assert "Gia hạn cho Krong" in client.get(where).text
    answer = client.post(where, {"day": "29/06/2025", "reason": "Lũ."})
    assert answer.status_code == 422
    assert "Hạn mới phải sau" in answer.text
    assert client.post(where, {"day": "05/07/2025", "reason": ""}).status_code == 422
    assert client.post(where, {"day": "05/07/2025", "reason": "Lũ."}).status_code == 302
    extension = PeriodExtension.objects.get()
    assert (extension.unit, extension.granted_by) == (world.neighbour, world.coordinator)
    assert "gia hạn đến 05/07/2025" in client.get(f"{OUTSTANDING}?ky=2025-Q2").text or (
        not ProgressReport.objects.exists()
    )


@pytest.mark.parametrize("who", NOBODY_ELSE)
def test_nobody_else_extends(client, world, who):
    client.force_login(getattr(world, who))
    where = reverse("communes:extend", args=["2025-Q2", world.neighbour.uid])
    assert client.post(where, {"day": "05/07/2025", "reason": "Lũ."}).status_code == 403
    assert not PeriodExtension.objects.exists()


# --- joint meeting -----------------------------------------------------------------------------


def conclusion(entry, **values):
    return {
        "a_numerator": "80",
        "a_denominator": "1.236",
        "seen_version": entry.version,
        "conclusion": "Thống nhất 80 hộ.",
        "minutes_number": "12/BB-VPĐP",
        "minutes_date": "19/06/2025",
        "minutes": SimpleUploadedFile("Biên bản họp.pdf", pdf("họp")),
    } | values


def test_the_conclusion_of_a_meeting_with_its_minutes(client, world, report):
    entry = dispute(world, report)
    client.force_login(world.coordinator)
    page = client.get(address("settle", entry))
    assert "Chưa khớp." in page.text and 'value="71"' in page.text
    answer = client.post(address("settle", entry), conclusion(entry))
    assert answer.url == address("review-entry", entry)
    entry = world.entry(report, "11")
    assert (entry.numerator, entry.review) == (80, EntryReview.SETTLED)
    minutes = Review.objects.get(result="settle").minutes
    opened = reverse("core:file", args=[minutes.uid])
    for who, status in (
        (world.officer, 200), (world.reader, 200), (world.neighbour_officer, 404),
    ):  # fmt: skip
        client.force_login(who)
        assert client.get(opened).status_code == status


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"minutes": ""}, "Tệp biên bản"),
        ({"minutes": SimpleUploadedFile("gia.pdf", b"MZ nothing of the kind")}, "Chưa lưu"),
        ({"a_numerator": "1.540"}, "nhiều hơn"),
        ({"minutes_date": "21/06/2025"}, "Ngày họp không thể sau hôm nay"),
        ({"seen_version": 1}, "vừa được sửa"),
    ],
)
def test_a_wrong_conclusion_stores_nothing(client, world, report, values, words):
    entry = dispute(world, report)
    files = StoredFile.objects.count()
    client.force_login(world.coordinator)
    answer = client.post(address("settle", entry), conclusion(entry, **values))
    assert answer.status_code in (409, 422)
    assert words in answer.text
    assert world.entry(report, "11").version == 3
    assert StoredFile.objects.count() == files


@pytest.mark.parametrize("who", NOBODY_ELSE)
def test_nobody_else_settles(client, world, report, who):
    entry = dispute(world, report)
    client.force_login(getattr(world, who))
    assert client.post(address("settle", entry), conclusion(entry)).status_code == 403
    assert world.entry(report, "11").version == 3


# --- corrections -------------------------------------------------------------------------------


def test_a_confirmed_figure_is_corrected_with_a_reason(client, world, report):
    entry = world.entry(confirmed(world, report), "11")
    client.force_login(world.coordinator)
    assert 'value="62"' in client.get(address("correct", entry)).text
    body = {"a_numerator": "154", "a_denominator": "1.236", "seen_version": entry.version}
    answer = client.post(address("correct", entry), body)
    assert answer.status_code == 422
    answer = client.post(address("correct", entry), body | {"reason": "Cộng nhầm."})
    assert answer.url == address("entry-history", entry)
    text = client.get(answer.url).text
    assert "5,02\u00a0%" in text and "12,46\u00a0%" in text and "Cộng nhầm." in text
    assert Snapshot.objects.count() == 2


@pytest.mark.parametrize("who", NOBODY_ELSE)
def test_nobody_else_corrects(client, world, report, who):
    entry = world.entry(confirmed(world, report), "11")
    client.force_login(getattr(world, who))
    body = {"a_numerator": "154", "a_denominator": "1.236", "seen_version": 1, "reason": "?"}
    assert client.post(address("correct", entry), body).status_code == 403
    assert world.entry(report, "11").version == 1


def test_what_is_not_confirmed_is_not_corrected(client, world, report):
    entry = world.entry(report, "11")
    client.force_login(world.coordinator)
    assert "chưa xác nhận" in client.get(address("correct", entry)).text
    body = {"a_numerator": "154", "a_denominator": "1.236", "seen_version": 1, "reason": "?"}
    assert client.post(address("correct", entry), body).status_code == 422
    assert world.entry(report, "11").version == 1


# --- "Việc của tôi" ----------------------------------------------------------------------------


def anew(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_an_agency_finds_one_line_per_period(world, report):
    (item,) = agency_items(world.reviewer)
    assert item.title == "Rà soát 8 mục Quý II/2025"
    assert item.hint == "Phòng LĐTB&XH: Sơn Lang"
    assert item.due == date(2025, 6, 30)
    assert list(agency_items(world.other_reviewer)) == []
    assert list(agency_items(world.officer)) == []
    accept_all(world, report)
    assert list(agency_items(anew(world.reviewer))) == []


def test_the_office_finds_reports_to_confirm_meetings_and_late_reviews(world, report):
    assert list(coordination_items(world.coordinator)) == []
    entry = dispute(world, report)
    (meeting,) = coordination_items(world.coordinator)
    assert meeting.title == "Họp liên ngành 1 mục của Sơn Lang"
    stand_on(date(2025, 7, 2))
    titles = [item.title for item in coordination_items(anew(world.coordinator))]
    assert titles[-1] == "Đôn đốc rà soát Quý II/2025: còn 8 mục"
    assert entry.returns == 2
    accept_all(world, report)
    (line,) = coordination_items(anew(world.coordinator))
    assert line.title == "Xác nhận số liệu Sơn Lang, Quý II/2025"
    assert list(coordination_items(world.reviewer)) == []


@pytest.mark.parametrize("communes", [1, 3])
def test_the_lines_cost_the_same_for_one_commune_and_three(
    world, report, communes, django_assert_num_queries
):
    more_communes(world, communes - 1)
    with django_assert_num_queries(4):  # person, reach, desks, entries
        assert len(list(agency_items(anew(world.reviewer)))) == 1
    with django_assert_num_queries(3):  # person, reach, reports
        assert list(coordination_items(anew(world.coordinator))) == []


def test_many_communes_are_named_in_short():
    assert communes_in_words(["Sơn Lang", "Krong", "Lơ Ku"]) == "Sơn Lang, Krong, Lơ Ku"
    assert communes_in_words(["A", "B", "C", "D"]) == "A, B và 2 xã khác"
