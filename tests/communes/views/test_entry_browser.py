"""The page with JavaScript in a real browser: cells save themselves and nothing typed is lost."""

from __future__ import annotations

import re
from typing import Any

import pytest

from communes.models import EntryRevision, Evidence, ProgressReport
from tests.browser.leading import FIRST_PAGE
from tests.factories.communes import PASSWORD, World, make_world, pdf

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


@pytest.fixture
def report(world: World) -> ProgressReport:
    world.last_period(**{"10": {"a": {"number": "30"}}})
    return world.report()


@pytest.fixture
def desk(page: Any, world: World, report: ProgressReport) -> Any:
    """The officer's page of group II."""
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda line: problems.append(line.text) if "Refused" in line.text else None)
    page.goto("/tai-khoan/dang-nhap/")
    page.fill("[name=login]", world.officer.username)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(FIRST_PAGE)
    page.goto(f"/nhap-so-lieu/{report.uid}/?nhom=2")
    yield page
    assert problems == []


def row(page: Any, world: World, code: str) -> Any:
    return page.locator(f"#i{world.indicators[code].pk}")


def field(page: Any, world: World, code: str, name: str) -> Any:
    return page.locator(f"[name=i{world.indicators[code].pk}_{name}]")


def said(page: Any, words: str) -> None:
    page.locator("#da-luu", has_text=words).wait_for()


def test_a_cell_saves_itself_and_keeps_focus_and_the_next_text(desk, world, report):
    field(desk, world, "11", "a_numerator").fill("154")
    field(desk, world, "11", "a_denominator").fill("1.236")
    assert row(desk, world, "11").locator("output").inner_text() == "= 12,46\u00a0%"
    field(desk, world, "11", "a_denominator").press("Tab")
    said(desk, "Đã lưu")
    assert "còn phải giảm 68 hộ" in row(desk, world, "11").inner_text()
    entry = world.entry(report, "11")
    assert entry.save_code in desk.locator("#da-luu").inner_text()
    assert (int(entry.numerator), int(entry.denominator)) == (154, 1236)


def test_typing_on_while_the_save_is_under_way_loses_nothing(desk, world, report):
    """The answer redraws the row in which the person already types the next field."""
    held: list[Any] = []
    desk.route("**/o/*/", lambda route: route.continue_() if held else held.append(route))
    field(desk, world, "12.1", "a_number").fill("61,8")
    field(desk, world, "12.1", "a_number").press("Tab")
    desk.keyboard.type("60")
    said(desk, "Đang lưu")
    for _ in range(100):  # what is typed is kept on the device before it is sent
        if held:
            break
        desk.wait_for_timeout(20)
    held[0].continue_()
    said(desk, "Đã lưu")
    focused = desk.evaluate("document.activeElement.name")
    assert focused == f"i{world.indicators['12.1'].pk}_b_number"
    desk.keyboard.type(",9")
    assert field(desk, world, "12.1", "b_number").input_value() == "60,9"
    desk.keyboard.press("Tab")
    row(desk, world, "12.1").locator(".verdict.met").wait_for()
    entry = world.entry(report, "12.1")
    assert (str(entry.number), str(entry.number_b)) == ("61.8000", "60.9000")
    assert entry.version == 2


def test_a_wrong_number_stays_with_its_sentence_and_no_saved_mark(desk, world, report):
    field(desk, world, "17.9", "a_number").fill("2O,4")
    field(desk, world, "17.9", "a_number").press("Enter")
    said(desk, "Chưa lưu 17.9")
    assert "có chữ O" in row(desk, world, "17.9").inner_text()
    assert field(desk, world, "17.9", "a_number").input_value() == "2O,4"
    field(desk, world, "17.9", "a_number").fill("20,4")
    field(desk, world, "17.9", "a_number").press("Enter")
    said(desk, "Đã lưu")


def test_without_network_it_says_so_and_sends_later_once(desk, world, report):
    desk.context.set_offline(True)
    field(desk, world, "17.9", "a_number").fill("4,2")
    field(desk, world, "17.9", "a_number").press("Tab")
    said(desk, "Mất mạng, chưa lưu 1 ô")
    assert not EntryRevision.objects.filter(entry__report=report).exists()
    desk.context.set_offline(False)
    said(desk, "Đã lưu")
    assert EntryRevision.objects.filter(entry__report=report).count() == 1


def test_an_answer_lost_on_the_way_is_asked_again_under_the_same_key(desk, world, report):
    lost: list[int] = []

    def lose_first(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(1)
        route.fetch()  # the server stores it, the page never hears of it
        route.abort()

    desk.route("**/o/*/", lose_first)
    field(desk, world, "17.9", "a_number").fill("4,2")
    field(desk, world, "17.9", "a_number").press("Tab")
    said(desk, "Mất mạng")
    said(desk, "Đã lưu")
    assert EntryRevision.objects.filter(entry__report=report).count() == 1


def test_two_editors_choose_on_the_page(desk, world, report):
    world.save(report, world.edit("10"), actor=world.second_officer)
    field(desk, world, "10", "a_number").fill("48,5")
    field(desk, world, "10", "a_number").press("Tab")
    card = row(desk, world, "10").locator("fieldset")
    card.wait_for()
    assert "Đinh Văn Thuận đã lưu số của chỉ tiêu 10 trước bạn" in card.inner_text()
    card.get_by_text("bạn nhập").click()
    card.get_by_role("button", name="Lưu số đã chọn").click()
    said(desk, "Đã lưu")
    assert str(world.entry(report, "10").number) == "48.5000"


def test_a_great_change_asks_for_a_note_which_saves_itself(desk, world, report):
    field(desk, world, "10", "a_number").fill("51,2")
    field(desk, world, "10", "a_number").press("Tab")
    note = field(desk, world, "10", "note")
    note.fill("Giá cà phê tăng")
    note.press("Tab")
    desk.locator(".entry.attn").wait_for(state="detached")
    assert world.entry(report, "10").note == "Giá cà phê tăng"


def test_a_file_goes_up_when_chosen_and_comes_back_as_a_link(desk, world, report):
    row(desk, world, "11").locator("summary").click()
    row(desk, world, "11").locator("input[type=file]").set_input_files(
        {"name": "Danh sách hộ nghèo.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    row(desk, world, "11").get_by_role("link", name="Danh sách hộ nghèo.pdf", exact=True).wait_for()
    assert Evidence.objects.get(entry__report=report).state == "stored"


def test_a_session_that_ended_asks_in_place_and_the_save_follows(desk, world, report):
    field(desk, world, "17.9", "a_number").fill("4,2")
    desk.context.clear_cookies(name="sessionid")
    field(desk, world, "17.9", "a_number").press("Tab")
    dialog = desk.locator("dialog[open]")
    dialog.locator("[name=password]").fill(PASSWORD)
    dialog.locator("[name=password]").press("Enter")
    said(desk, "Đã lưu")
    assert re.match(r"4\.2", str(world.entry(report, "17.9").number))


def test_on_a_phone_nothing_goes_sideways(desk, world):
    desk.set_viewport_size({"width": 360, "height": 800})
    desk.reload()
    assert desk.evaluate("document.documentElement.scrollWidth") == 360
