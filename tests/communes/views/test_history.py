"""The page of a report, its history, and the history of one cell."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from communes.services import reviews
from tests.factories.communes import World, make_world

pytestmark = pytest.mark.django_db
PAGES = ("report", "report-history")


@pytest.fixture
def world() -> World:
    return make_world()


def address(name: str, thing) -> str:
    return reverse(f"communes:{name}", args=[thing.uid])


def test_the_report_shows_every_entry_with_verdict_and_state(client, world):
    report = world.sent_report()
    client.force_login(world.reader)
    text = client.get(address("report", report)).text
    for words in (
        "Xã Sơn Lang, Quý II/2025", "Đã gửi", "5,02\u00a0%", "62/1.236 hộ", "Chưa xác định",
        "Phiếu tiếp nhận 25-06-20-0001", "6 <small>/ 7</small>", "chưa rà soát",
    ):  # fmt: skip
        assert words in text, words
    assert text.count("Vì sao?") == 8
    assert "Xác nhận số liệu</a>" not in text


def test_each_person_finds_the_next_act(client, world):
    report = world.fill(world.report())
    client.force_login(world.officer)
    assert address("entry", report) in client.get(address("report", report)).text
    world.send(report)
    client.force_login(world.coordinator)
    assert address("confirm", report) in client.get(address("report", report)).text
    client.force_login(world.officer)
    assert address("confirm", report) not in client.get(address("report", report)).text


@pytest.mark.parametrize("name", PAGES)
def test_others_drafts_do_not_exist(client, world, name):
    draft = world.fill(world.report())
    for who in (world.neighbour_officer, world.neighbour_leader, world.reviewer, world.reader):
        client.force_login(who)
        assert client.get(address(name, draft)).status_code == 404
    for who in (world.officer, world.leader, world.coordinator):
        client.force_login(who)
        assert client.get(address(name, draft)).status_code == 200
    world.send(draft)
    for who, status in ((world.reader, 200), (world.neighbour_officer, 404)):
        client.force_login(who)
        assert client.get(address(name, draft)).status_code == status


def test_reading_changes_nothing(client, world):
    report = world.sent_report()
    client.force_login(world.coordinator)
    for name in PAGES:
        assert client.post(address(name, report)).status_code == 405


def test_the_history_of_a_report_names_each_act_newest_first(client, world):
    report = world.sent_report()
    reviews.return_entry(
        entry=world.entry(report, "11"), seen_version=1, text="Thiếu danh sách.",
        actor=world.reviewer,
    )  # fmt: skip
    client.force_login(world.officer)
    text = client.get(address("report-history", report)).text
    order = ["Trả lại chỉ tiêu 11: Thiếu danh sách.", "Gửi huyện", "Trình lãnh đạo", "Mở báo cáo"]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "Trần Quốc Việt" in text
    assert address("entry-history", world.entry(report, "11")) in text


def test_a_long_history_is_paged(client, world):
    report = world.report()
    for number in range(60):
        raw = {"a": {"number": str(number)}}
        world.save(report, world.edit("9", raw, base_version=number))
    client.force_login(world.officer)
    first = client.get(address("report-history", report)).text
    second = client.get(address("report-history", report) + "?trang=2").text
    assert "61 việc" in first and "Trang sau" in first
    assert "Mở báo cáo" in second and "Mở báo cáo" not in first


def test_the_history_of_a_cell_shows_old_and_new(client, world):
    report = world.report()
    world.save(report, world.edit("11", {"a": {"numerator": "154", "denominator": "1.236"}}))
    entry = world.entry(report, "11")
    saved = world.save(
        report, world.edit("11", base_version=1, note="Đếm lại."), actor=world.second_officer
    )
    world.attach(report, "11")
    client.force_login(world.leader)
    text = client.get(address("entry-history", entry)).text
    for words in (
        "12,46\u00a0%", "5,02\u00a0%", "chưa có", "Đinh Thị Hạnh", "Đinh Văn Thuận",
        f"mã lưu {saved.code}", "Đếm lại.", "nhập từng ô", "Thêm minh chứng",
    ):  # fmt: skip
        assert words in text, words
    for who in (world.neighbour_officer, world.reviewer):
        client.force_login(who)
        assert client.get(address("entry-history", entry)).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_whatever_happened(client, world, rows):
    report = world.sent_report()
    for number in range(rows):
        reviews.comment(
            entry=world.entry(report, "11"), seen_version=1, text=f"Ý {number}.",
            actor=world.reviewer,
        )  # fmt: skip
    client.force_login(world.reader)
    counts = {}
    targets = {
        "report": address("report", report),
        "report-history": address("report-history", report),
        "entry-history": address("entry-history", world.entry(report, "11")),
    }
    for name, url in targets.items():
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts[name] = len(queries)
    assert counts == {"report": 12, "report-history": 6, "entry-history": 14}
