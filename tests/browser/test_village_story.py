"""A commune's report for its village, by three people in a browser: begun where a clerk looks,
sent by the leader, confirmed by the office, counted on the page of villages and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from communes.enums import ReportState
from communes.models import ProgressReport
from communes.services.reviews import accept
from kbang_ntm.core.models import User
from tests.browser.walking import sign_in
from tests.factories.villages import Villages, make_villages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NAME = "Làng Sơ Tơr"


@pytest.fixture
def villages(transactional_db: None) -> Villages:
    return make_villages()


@pytest.fixture
def desk(browser: Any, live_portal: str) -> Iterator[Callable[[User], Any]]:
    """`desk(user)` opens «Việc của tôi» of a person in a window of their own."""
    opened: list[Any] = []

    def sit(user: User) -> Any:
        context = browser.new_context(
            base_url=live_portal,
            viewport={"width": 1366, "height": 768},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
        )
        context.set_default_timeout(15_000)
        opened.append(context)
        sign_in(context, live_portal, user.username)
        page = context.new_page()
        page.goto("/")
        return page

    yield sit
    for context in opened:
        context.close()


def test_from_the_inbox_to_the_page_of_villages(
    villages: Villages, desk: Callable[[User], Any]
) -> None:
    world = villages.world
    officer = desk(world.officer)
    officer.get_by_role("link", name=f"{NAME}: bắt đầu nhập số liệu").click()
    officer.get_by_role("button", name=f"Bắt đầu nhập {NAME}").click()
    expect(officer.get_by_role("heading", level=1)).to_contain_text("làng Sơ Tơr")
    report = ProgressReport.objects.get()
    assert (report.unit, report.responsible_unit) == (villages.village, world.commune)
    villages.fill(report)
    officer.reload()
    officer.get_by_role("button", name="Trình lãnh đạo").click()
    expect(officer.get_by_text("Đã trình lãnh đạo UBND xã.")).to_be_visible()

    leader = desk(world.leader)
    leader.get_by_role("link", name=f"{NAME}: xem và gửi báo cáo cho huyện").click()
    leader.get_by_role("button", name="Duyệt, gửi huyện").click()
    expect(leader.locator(".say")).to_contain_text(
        re.compile("Xã Sơn Lang đã gửi báo cáo Quý II/2025 của làng Sơ Tơr")
    )
    for entry in report.entries.all():
        accept(entry=entry, seen_version=entry.version, actor=world.reviewer)

    office = desk(world.coordinator)
    office.get_by_role("link", name=f"Xác nhận số liệu {NAME}").click()
    office.get_by_role("button", name="Xác nhận").click()
    office.wait_for_url("**/bao-cao/**")
    report.refresh_from_db()
    assert report.state == ReportState.CONFIRMED

    office.goto("/tong-hop/lang/?ky=2025-Q2")
    row = office.locator("tbody tr", has_text="Sơ Tơr")
    expect(row).to_contain_text("6/7")
    expect(row).to_contain_text("Đã xác nhận")
    office.goto("/tong-hop/?ky=2025-Q2")
    expect(office.get_by_role("heading", level=1)).to_contain_text("Tổng hợp 2 xã")
    expect(office.locator("tbody")).not_to_contain_text("6/7")
