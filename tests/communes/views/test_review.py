"""An agency's queue and the page of one entry: who sees it, who speaks, what is never changed."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communes.enums import DutyRole, EntryReview, ReportState, Role
from communes.models import Evidence, IndicatorEntry, ProgressReport, Review, ReviewDuty
from communes.services import reviews
from tests.factories.communes import (
    ALWAYS,
    GOOD,
    World,
    make_post,
    make_unit,
    make_user,
    make_world,
)

pytestmark = pytest.mark.django_db
QUEUE = reverse("communes:review-queue")


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def report(world) -> ProgressReport:
    return world.sent_report()


def page_of(entry: IndicatorEntry) -> str:
    return reverse("communes:review-entry", args=[entry.uid])


def decide(client, entry, **values):
    data = {"decision": "accept", "text": "", "seen_version": entry.version} | values
    return client.post(reverse("communes:review-decide", args=[entry.uid]), data)


def more_communes(world: World, count: int) -> None:
    """As many further communes, each with a sent report."""
    for number in range(count):
        commune = make_unit(f"xa-{number}", f"Xã {number}", parent=world.district, order=10)
        officer, leader = make_user(f"cc{number}"), make_user(f"ld{number}")
        make_post(officer, Role.COMMUNE_OFFICER, commune)
        make_post(leader, Role.COMMUNE_LEADER, commune)
        other = World(**{**world.__dict__, "commune": commune, "officer": officer,
                         "leader": leader})  # fmt: skip
        other.sent_report()


# --- queue -------------------------------------------------------------------------------------


def test_the_queue_counts_what_waits(client, world, report):
    client.force_login(world.reviewer)
    page = client.get(QUEUE)
    assert "Còn 8/8 mục" in page.text
    entry = world.entry(report, "11")
    reviews.accept(entry=entry, seen_version=1, actor=world.reviewer)
    reviews.return_entry(
        entry=world.entry(report, "10"), seen_version=1, text="Chưa khớp.", actor=world.reviewer
    )
    page = client.get(f"{QUEUE}?ky=2025-Q2")
    assert "Còn 6/8 mục" in page.text
    assert "1 mục chờ xã sửa" in page.text


def test_a_queue_without_anything_says_what_to_do(client, world):
    client.force_login(world.reviewer)
    assert "Chưa có xã nào gửi báo cáo" in client.get(QUEUE).text
    world.sent_report()
    client.force_login(world.other_reviewer)
    assert "Không có mục nào của kỳ này" in client.get(QUEUE).text
    assert client.get(f"{QUEUE}?ky=2031-Q9").status_code == 404


@pytest.mark.parametrize("who", ["officer", "leader", "reader"])
def test_the_queue_is_for_agencies(client, world, report, who):
    client.force_login(getattr(world, who))
    assert client.get(QUEUE).status_code == 403


def test_drafts_are_not_in_the_queue(client, world):
    world.fill(world.report())
    client.force_login(world.reviewer)
    assert "Chưa có xã nào gửi báo cáo" in client.get(QUEUE).text


@pytest.mark.parametrize("communes", [1, 3])
def test_the_queue_costs_the_same_for_one_commune_and_three(client, world, report, communes):
    more_communes(world, communes - 1)
    client.force_login(world.reviewer)
    client.get(QUEUE)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(QUEUE)
    assert f"Còn {8 * communes}/{8 * communes} mục" in page.text
    assert len(queries) == QUEUE_QUERIES, [q["sql"][:90] for q in queries]


QUEUE_QUERIES = 6


# --- one entry ---------------------------------------------------------------------------------


def test_the_page_shows_number_level_evidence_and_earlier_periods(client, world):
    world.last_period(**{"11": {"a": {"numerator": "70", "denominator": "1.263"}}})
    report = world.sent_report()
    client.force_login(world.reviewer)
    text = client.get(page_of(world.entry(report, "11"))).text
    for words in (
        "62 hộ", "1.236 hộ", "≤ 7\u00a0%", "chưa kiểm chứng", "Mục 5/8",
        "Danh sách 11.pdf", "Quý I/2025", "1.263", "Chấp nhận", "Trả lại để sửa",
        "Tổng số hộ giảm 27 so với Quý I/2025 (1.263 hộ). Có gộp hộ không?",
        'accesskey="c"', 'accesskey="t"', 'accesskey="s"', 'accesskey="j"', 'accesskey="k"',
    ):  # fmt: skip
        assert words in text, words
    file = Evidence.objects.get(entry=world.entry(report, "11")).file
    assert f'data="{reverse("core:file", args=[file.uid])}?xem=1"' in text


def test_the_paper_may_lie_beside_the_number_and_nothing_else_may(client, world, report):
    client.force_login(world.reviewer)
    entry = world.entry(report, "11")
    policy = client.get(page_of(entry)).headers["Content-Security-Policy"]
    assert "object-src 'self'" in policy and "script-src 'self'" in policy
    file = Evidence.objects.get(entry=entry).file
    answer = client.get(reverse("core:file", args=[file.uid]) + "?xem=1")
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("periods", [1, 3])
def test_an_entry_costs_the_same_whatever_its_past(client, world, periods):
    report = world.sent_report()
    if periods == 3:
        more_communes(world, 2)
        for text in ("Một.", "Hai."):
            reviews.comment(
                entry=world.entry(report, "11"), seen_version=1, text=text, actor=world.reviewer
            )
    client.force_login(world.reviewer)
    address = page_of(world.entry(report, "11"))
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    assert len(queries) == ENTRY_QUERIES, [q["sql"][:90] for q in queries]


ENTRY_QUERIES = 20


def test_accept_and_go_on_with_the_next_one(client, world, report):
    client.force_login(world.reviewer)
    entry, following = world.entry(report, "11"), world.entry(report, "12.1")
    answer = decide(client, entry, next="1")
    assert answer.url == page_of(following)
    assert world.entry(report, "11").review == EntryReview.ACCEPTED
    stay = decide(client, following)
    assert stay.url == page_of(following)
    assert "Đã lưu" in client.get(page_of(following)).text


def test_after_the_last_one_comes_the_queue(client, world, report):
    client.force_login(world.reviewer)
    for code in list(world.indicators)[1:]:
        decide(client, world.entry(report, code))
    answer = decide(client, world.entry(report, "1.1"), next="1")
    assert answer.url.startswith(QUEUE)
    assert "Còn 0/8 mục" in client.get(answer.url).text


def test_a_return_without_a_reason_keeps_the_page(client, world, report):
    client.force_login(world.reviewer)
    entry = world.entry(report, "11")
    answer = decide(client, entry, decision="return", text=" ")
    assert answer.status_code == 422
    assert "Ghi lý do trả lại, xã sẽ đọc đúng câu này." in answer.text
    assert not Review.objects.exists()
    answer = decide(client, entry, decision="return", text="Thiếu danh sách hộ.")
    assert answer.status_code == 302
    report.refresh_from_db()
    assert report.state == ReportState.RETURNED
    assert "đang chờ xã sửa" in client.get(page_of(entry)).text


def test_no_choice_is_a_sentence(client, world, report):
    client.force_login(world.reviewer)
    answer = decide(client, world.entry(report, "11"), decision="")
    assert answer.status_code == 422
    assert "Chọn chấp nhận hoặc trả lại." in answer.text


def test_a_figure_changed_meanwhile_is_shown_before_deciding_again(client, world, report):
    entry = world.entry(report, "11")
    client.force_login(world.reviewer)
    answer = decide(client, entry, seen_version=0, text="Đã xem.")
    assert answer.status_code == 409
    assert "Số liệu vừa được sửa" in answer.text
    assert 'name="seen_version" value="1"' in answer.text
    assert "Đã xem." in answer.text
    assert not Review.objects.exists()


def test_refreshing_or_pressing_twice_is_one_review(client, world, report):
    client.force_login(world.reviewer)
    entry = world.entry(report, "11")
    for _ in range(2):
        assert decide(client, entry).status_code == 302
    assert Review.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("other_reviewer", 403),
        ("coordinator", 403),
        ("reader", 403),
        ("officer", 403),
        ("leader", 403),
        ("neighbour_officer", 404),
        ("neighbour_leader", 404),
    ],
)
def test_nobody_else_decides(client, world, report, who, status):
    client.force_login(getattr(world, who))
    entry = world.entry(report, "11")
    for decision in ("accept", "return"):
        answer = decide(client, entry, decision=decision, text="Không khớp.")
        assert answer.status_code == status
    assert not Review.objects.exists()
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED


def test_readers_read_and_others_drafts_do_not_exist(client, world):
    draft = world.fill(world.report())
    entry = world.entry(draft, "11")
    for who in (world.reviewer, world.reader, world.neighbour_officer):
        client.force_login(who)
        assert client.get(page_of(entry)).status_code == 404
    client.force_login(world.officer)
    assert client.get(page_of(entry)).url == reverse("communes:report", args=[draft.uid])
    world.send(draft)
    client.force_login(world.reader)
    page = client.get(page_of(entry))
    assert page.status_code == 200
    assert "Lưu, sang mục sau" not in page.text


def test_a_co_agency_comments_from_its_own_queue(client, world, report):
    ReviewDuty.objects.create(
        agency=world.other_agency,
        indicator=world.indicators["11"],
        role=DutyRole.CO,
        valid=ALWAYS,
    )
    client.force_login(world.other_reviewer)
    assert "1 mục góp ý" in client.get(f"{QUEUE}?vai=phoi-hop").text
    entry = world.entry(report, "11")
    page = client.get(page_of(entry)).text
    assert "Ý kiến góp ý" in page and "Trả lại để sửa" not in page
    assert decide(client, entry, decision="comment", text="Xem lại Thôn 1.").status_code == 302
    client.force_login(world.reviewer)
    assert "Xem lại Thôn 1." in client.get(page_of(entry)).text


def test_after_two_returns_the_page_speaks_of_a_meeting(client, world, report):
    IndicatorEntry.objects.filter(pk=world.entry(report, "11").pk).update(returns=2)
    client.force_login(world.reviewer)
    entry = world.entry(report, "11")
    text = client.get(page_of(entry)).text
    assert "đã trả lại hai lần" in text and "Trả lại để sửa" not in text
    answer = decide(client, entry, decision="return", text="Lần ba.")
    assert answer.status_code == 422
    assert "họp liên ngành" in answer.text


# --- what stays the same -----------------------------------------------------------------------


def test_unchanged_and_met_entries_are_accepted_from_one_list(client, world):
    world.last_period(**{"11": {"a": {"numerator": "70", "denominator": "1.236"}}})
    report = world.sent_report()
    client.force_login(world.reviewer)
    address = reverse("communes:accept-unchanged", args=[report.uid])
    page = client.get(address).text
    listed = [code for code in GOOD if f"<b>{code} " in page]
    assert listed == ["1.1", "1.2", "9", "10", "12.1", "16"]  # 11 moved, 17.9 is unknown
    entries = [world.entry(report, code) for code in ("1.1", "9")]
    answer = client.post(address, {"seen": [f"{e.pk}:{e.version}" for e in entries]})
    assert answer.status_code == 302
    assert report.entries.filter(review=EntryReview.ACCEPTED).count() == 2
    changed = world.entry(report, "11")
    answer = client.post(address, {"seen": [f"{changed.pk}:{changed.version}"]})
    assert answer.status_code == 422
    assert client.post(address, {}).status_code == 422
    assert world.entry(report, "11").review == EntryReview.NONE


def test_the_list_of_unchanged_entries_is_for_the_agency_in_duty(client, world):
    world.last_period()
    report = world.sent_report()
    address = reverse("communes:accept-unchanged", args=[report.uid])
    entry = world.entry(report, "9")
    for who, status in ((world.leader, 403), (world.reader, 403), (world.neighbour_leader, 404)):
        client.force_login(who)
        assert client.post(address, {"seen": [f"{entry.pk}:1"]}).status_code == status
    client.force_login(world.other_reviewer)
    assert client.post(address, {"seen": [f"{entry.pk}:1"]}).status_code == 422
    assert not Review.objects.exists()
