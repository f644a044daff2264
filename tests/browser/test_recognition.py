"""A commune and a village from the opening of their cases to publication, by the real accounts.

Opinions, works and the survey are registers of their own: they hold good figures beforehand.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from communes.models import AdministrativeUnit, Recognition, RecognitionCase
from communes.recognition_enums import CaseState
from kbang_ntm.core.models import User
from tests.browser.leading import led_by
from tests.browser.walking import sign_in
from tests.factories.cases import make_debt, make_opinions, make_survey
from tests.factories.communes import pdf

pytestmark = [
    pytest.mark.browser,
    pytest.mark.data("demo"),
    pytest.mark.django_db(transaction=True),
]
TODAY = "20/06/2025"
PICTURES = os.environ.get("CASE_PICTURES", "")


class Walker:
    """One person with a window of their own."""

    def __init__(self, browser: Any, address: str, username: str) -> None:
        self.context = browser.new_context(
            base_url=address,
            viewport={"width": 1366, "height": 768},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
        )
        self.context.set_default_timeout(30_000)
        self.base = address
        sign_in(self.context, address, username)
        self.page = self.context.new_page()

    def open(self, case: RecognitionCase) -> Any:
        self.page.goto(f"/ho-so-cong-nhan/{case.uid}/")
        return self.page

    def act(self, case: RecognitionCase, button: str, **fields: str) -> None:
        """The primary button of the case's page, its form, and back to the case."""
        page = self.open(case)
        page.locator("a.btn", has_text=button).click()
        for name, value in fields.items():
            page.fill(f"main [name={name}]", value)
        page.locator("main form button.btn-primary").click()
        expect(page).to_have_url(f"{self.base}/ho-so-cong-nhan/{case.uid}/")
        expect(page.locator(".messages .notice.good")).to_be_visible()

    def add_files(self, case: RecognitionCase, folder: Path, day: str = TODAY) -> None:
        """Every part of the list that is still missing and that this person may add."""
        page = self.open(case)
        while True:
            row = page.locator("#ho-so tbody tr", has=page.get_by_text("còn thiếu")).filter(
                has=page.get_by_text("thêm tệp")
            )
            if row.count() == 0:
                return
            led_by(page, row.first.get_by_text("thêm tệp"))
            file = folder / "Văn bản của xã.pdf"
            file.write_bytes(pdf(page.locator("h1 + p").inner_text()))
            page.set_input_files("input[name=file]", str(file))
            page.fill("[name=number]", "12/VB-UBND")
            page.fill("[name=paper_day]", day)
            page.locator("main form button.btn-primary").click()
            expect(page.locator(".messages .notice.good")).to_contain_text("Đã thêm")

    def picture(self, name: str) -> None:
        """A picture to look at, when asked for."""
        if PICTURES:
            for width in (1366, 360):
                self.page.set_viewport_size({"width": width, "height": 768})
                self.page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
            self.page.set_viewport_size({"width": 1366, "height": 768})


class Walkers(dict[str, Walker]):
    """People by account, their windows opened when first asked for."""

    def __init__(self, browser: Any, address: str) -> None:
        super().__init__()
        self.browser, self.address = browser, address

    def __missing__(self, username: str) -> Walker:
        self[username] = Walker(self.browser, self.address, username)
        return self[username]


@pytest.fixture
def people(browser: Any, live_portal: str) -> Iterator[Walkers]:
    found = Walkers(browser, live_portal)
    yield found
    for walker in found.values():
        walker.context.close()


def open_case(walker: Walker, label: str, unit: str, standard: str) -> RecognitionCase:
    """Through the list and the page of opening."""
    page = walker.page
    page.goto("/ho-so-cong-nhan/")
    page.get_by_role("link", name="Mở hồ sơ").click()
    walker.picture("mo")
    page.get_by_label(label).check()
    page.locator("main form button.btn-primary").click()
    expect(page.locator("main .head h1")).to_contain_text(label.partition(",")[0])
    return RecognitionCase.objects.get(unit__key=unit, standard=standard)


def judge_all(walker: Walker, case: RecognitionCase) -> None:
    """Every criterion met."""
    page = walker.open(case)
    led_by(page, page.locator("a.btn-primary", has_text="Thẩm tra"))
    for select in page.locator("select[name^=v]").all():
        select.select_option("met")
    walker.picture("tham-tra")
    page.locator("main form button.btn-primary").click()
    expect(page.locator(".messages .notice.good")).to_contain_text("Đã lưu kết quả")


def refused_submission(leader: Walker, case: RecognitionCase) -> None:
    """The police have not confirmed: the page says so and nothing moves."""
    page = leader.open(case)
    page.locator("a.btn-primary", has_text="Trình cấp công nhận").click()
    page.fill("[name=number]", "88/TTr-UBND")
    page.fill("[name=paper_day]", TODAY)
    page.locator("main form button.btn-primary").click()
    expect(page.locator("main .notice.error")).to_contain_text("an ninh, trật tự")
    expect(page.locator("main .notice.error")).to_contain_text("chưa xác định")
    leader.picture("trinh-bi-chan")
    case.refresh_from_db()
    assert case.state == CaseState.VERIFIED


def confirm_security(officer: Walker, case: RecognitionCase, folder: Path) -> None:
    page = officer.open(case)
    page.locator("a", has_text="Ghi giấy xác nhận điều kiện").first.click()
    page.select_option("[name=code]", "security")
    page.select_option("[name=verdict]", "met")
    page.fill("[name=words]", "Không phức tạp về an ninh, trật tự")
    page.fill("[name=body]", "Công an tỉnh Gia Lai")
    page.fill("[name=number]", "44/XN-CA")
    page.fill("[name=paper_day]", TODAY)
    file = folder / "Xác nhận an ninh.pdf"
    file.write_bytes(pdf("an ninh"))
    page.set_input_files("[name=file]", str(file))
    page.locator("main form button.btn-primary").click()
    expect(page.locator(".messages .notice.good")).to_contain_text("Đã ghi giấy xác nhận")


def test_a_commune_to_publication(people: Walkers, tmp_path: Path) -> None:
    unit = AdministrativeUnit.objects.get(key="nghia-an")
    officer_account = User.objects.get(username="xa.nghiaan")
    for make in (make_opinions, make_debt, make_survey):
        make(unit, officer_account)  # type: ignore[operator]  # three makers of one shape
    officer, leader = people["xa.nghiaan"], people["ld.nghiaan"]
    case = open_case(officer, "Xã Nghĩa An, đạt chuẩn nông thôn mới", "nghia-an", "ntm")
    officer.picture("ho-so-moi")
    officer.act(case, "Ghi tự đánh giá", day=TODAY, number="3/BC-UBND", paper_day=TODAY)
    officer.act(case, "Ghi kết quả lấy ý kiến", day=TODAY)
    officer.act(
        case, "Ghi biểu quyết của xã", day=TODAY, total="21", present="20", yes="19",
        number="7/BB-UBND",
    )  # fmt: skip
    officer.add_files(case, tmp_path)
    leader.act(case, "Gửi thẩm tra", number="12/TTr-UBND", paper_day=TODAY)
    office, chair, clerk = people["dieuphoi"], people["chutich"], people["vanthu"]
    office.page.goto("/")
    expect(office.page.locator("main")).to_contain_text("Thẩm tra hồ sơ: Xã Nghĩa An")
    judge_all(office, case)
    office.add_files(case, tmp_path)
    office.act(case, "Ghi kết quả thẩm tra", day=TODAY, number="30/BC-UBND", paper_day=TODAY)
    office.act(
        case, "Ghi biểu quyết của huyện", day=TODAY, total="21", present="20", yes="18",
        number="9/BB-UBND",
    )  # fmt: skip
    office.add_files(case, tmp_path)
    refused_submission(chair, case)
    confirm_security(office, case, tmp_path)
    chair.act(case, "Trình cấp công nhận", number="88/TTr-UBND", paper_day=TODAY)
    clerk.act(case, "Ghi kết quả thẩm định", number="9/BC-HĐTĐ", paper_day=TODAY)
    clerk.act(case, "Ghi quyết định công nhận", number="455/QĐ-UBND", paper_day=TODAY)
    case.refresh_from_db()
    assert case.state == CaseState.RECOGNISED
    stranger = people.browser.new_context(base_url=people.address)
    page = stranger.new_page()
    page.goto("/cong-khai/cong-nhan/")
    expect(page.locator("main")).not_to_contain_text("455/QĐ-UBND")
    clerk.act(case, "Công bố", day=TODAY)
    clerk.picture("ho-so-xong")
    page.goto("/cong-khai/cong-nhan/")
    expect(page.locator("main")).to_contain_text("455/QĐ-UBND ngày 20/06/2025")
    stranger.close()
    office.page.goto("/don-vi/nghia-an/")
    expect(office.page.locator("main")).to_contain_text("Tỉnh Gia Lai, số 9/BC-HĐTĐ")
    office.page.goto("/ho-so-cong-nhan/?trang_thai=published")
    expect(office.page.locator("main")).to_contain_text("Xã Nghĩa An")
    office.picture("danh-sach")


def test_a_village_to_publication(people: Walkers, tmp_path: Path) -> None:
    officer, leader = people["xa.totung"], people["ld.totung"]
    case = open_case(officer, "Làng Sơ Tơr, làng nông thôn mới", "lang-so-tor", "village")
    officer.act(case, "Ghi tự đánh giá", day=TODAY, text="19/19 tiêu chí")
    officer.act(case, "Ghi kết quả lấy ý kiến", day=TODAY, number="1/BB-LANG", paper_day=TODAY)
    officer.add_files(case, tmp_path)
    leader.act(case, "Gửi thẩm tra", number="20/TTr-UBND", paper_day=TODAY)
    office, clerk = people["dieuphoi"], people["vanthu"]
    judge_all(office, case)
    office.add_files(case, tmp_path)
    office.act(case, "Ghi kết quả thẩm tra", day=TODAY, number="31/BC-UBND", paper_day=TODAY)
    clerk.act(case, "Ghi quyết định công nhận", number="120/QĐ-UBND", paper_day=TODAY)
    officer.act(case, "Công bố", day=TODAY, text="Nhà rông của làng")
    case.refresh_from_db()
    assert case.state == CaseState.PUBLISHED
    row = Recognition.objects.get(unit__key="lang-so-tor")
    assert row.decided_by == "Chủ tịch UBND huyện Kbang"
    officer.page.goto("/cong-khai/cong-nhan/")
    expect(officer.page.locator("main")).to_contain_text("120/QĐ-UBND")
    officer.picture("cong-khai")
