"""The spreadsheet's way in a real browser, on a phone: downloaded, filled, looked at, taken in."""

from __future__ import annotations

from pathlib import Path

import pytest

from communes.models import EntryRevision
from tests.browser.walking import sign_in
from tests.factories.communes import make_world
from tests.factories.workbooks import filled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def world():
    return make_world()


def test_a_filled_workbook_is_taken_in_on_a_phone(page, live_portal, world, tmp_path):
    report = world.report()
    sign_in(page.context, live_portal, world.officer.username)
    page.set_viewport_size(PHONE)
    page.goto(f"/nhap-so-lieu/{report.uid}/")
    with page.expect_download() as begun:
        page.get_by_role("link", name="Tải bảng nhập XLSX").click()
    file = tmp_path / begun.value.suggested_filename
    file.write_bytes(filled(Path(begun.value.path()).read_bytes()))
    page.get_by_role("link", name="Nhập từ tệp", exact=True).click()
    page.get_by_label("Tệp số liệu đã điền").set_input_files(file)
    page.get_by_role("button", name="Xem trước").click()
    page.get_by_role("heading", name="Thay đổi (8)").wait_for()
    assert not EntryRevision.objects.exists()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.get_by_role("button", name="Xác nhận nhập").click()
    page.get_by_text("Đã lưu 8 chỉ tiêu").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert EntryRevision.objects.count() == 8
    page.get_by_role("link", name="Hủy lần nhập này").click()
    page.get_by_label("Lý do hủy").fill("Nhầm tệp")
    page.get_by_role("button", name="Hủy lần nhập này").click()
    page.get_by_text("Đã hủy lần nhập").first.wait_for()
    assert EntryRevision.objects.count() == 16
