"""The main job, end to end, by five people in a real browser, with a real worker.

Officer enters with evidence -> leader sends -> agency returns one entry -> officer corrects ->
agency accepts -> office confirms -> matrix changes -> report downloaded, its numbers read back.
"""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from playwright.sync_api import expect

from communes.enums import Basis, EntryReview, Origin, Standard
from communes.measures import PartSpec
from communes.models import IndicatorEntry, ProgressReport, ReviewDuty, Standing
from communes.queries.gaps import find_gaps
from communes.queries.people import agency_people
from communes.services.entries import Edit, save_entries
from communes.services.evidence import add_evidence
from communes.services.reviews import accept
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from tests.factories.communes import pdf

pytestmark = [
    pytest.mark.browser,
    pytest.mark.worker,
    pytest.mark.data("demo"),
    pytest.mark.django_db(transaction=True),
]

PASSWORD = "mot-mat-khau-rat-dai"
SAVED = re.compile(r"Đã lưu \d\d:\d\d:\d\d")
POVERTY, GENDER = "11", "18.5"  # both reviewed by Phòng LĐTB&XH


class Person:
    """One of the five, with a browser window of their own, signed in by the form."""

    def __init__(self, browser: Any, address: str, username: str) -> None:
        user = User.objects.get(username=username)
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
        self.user = user
        self.context = browser.new_context(
            base_url=address,
            viewport={"width": 1366, "height": 768},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            accept_downloads=True,
        )
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self.page.goto("/tai-khoan/dang-nhap/")
        self.page.fill("[name=login]", username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.locator("main form button[type=submit]").first.click()
        expect(self.page.locator("h1")).to_have_text("Việc của tôi")


def typed(part: PartSpec) -> dict[str, str]:
    """A full mark for a part, as an officer would type it."""
    if part.is_choice:
        return {"choice": "yes"}
    return {"numerator": "90", "denominator": "90"} if part.is_counted else {"number": "100"}


def prepare(report: ProgressReport, officer: User) -> None:
    """Everything but the story's own indicator is entered, as on the days before."""
    for gap in find_gaps(report):
        row = gap.indicator
        if row.code == GENDER:
            continue
        if gap.code == "missing":
            raw = {part.key: typed(part) for part in row.spec.parts}
            outcome = save_entries(
                report=report,
                edits=[Edit(row.id, 0, raw, note="Theo sổ theo dõi của xã")],
                key=uuid.uuid4().hex,
                received_at=clock.now(),
                origin=Origin.GROUP,
                actor=officer,
            )
            assert not outcome.problems
        if row.needs_evidence:
            add_evidence(
                report=report,
                indicator_id=row.id,
                name=f"Hồ sơ {row.code}.pdf",
                stream=io.BytesIO(pdf(row.code)),
                actor=officer,
            )
    assert {gap.indicator.code for gap in find_gaps(report)} == {GENDER}


def others_accept(report: ProgressReport) -> None:
    """The other agencies accept theirs."""
    leads = {
        duty.indicator_id: duty.agency_id
        for duty in ReviewDuty.objects.filter(role="lead", valid__contains=clock.today())
    }
    for entry in report.entries.filter(review=EntryReview.NONE).select_related("indicator"):
        reviewer = agency_people(leads[entry.indicator_id]).exclude(username="ldtbxh").first()
        if reviewer is not None:
            accept(entry=entry, seen_version=entry.version, actor=reviewer)


def entry_of(report: ProgressReport, code: str) -> IndicatorEntry:
    return report.entries.get(indicator__code=code)


def open_group_of(person: Person, report: ProgressReport, order: int) -> Any:
    person.page.goto(f"/nhap-so-lieu/{report.uid}/?nhom={order}")
    return person.page


def decide(person: Person, entry: IndicatorEntry, choice: str, text: str = "") -> None:
    page = person.page
    page.goto(f"/ra-soat/{entry.uid}/")
    page.get_by_label(choice).check()
    if text:
        page.fill("textarea[name=text]", text)
    page.get_by_role("button", name="Lưu", exact=True).click()
    page.wait_for_load_state()


def matrix_row(person: Person) -> Any:
    person.page.goto("/tong-hop/?ky=2025-Q2")
    return person.page.locator("table.matrix tbody tr", has=person.page.get_by_text("Sơn Lang"))


def type_poor_households(page: Any, cell: Any, number: str) -> None:
    """Type and leave the field: the cell saves itself and shows its receipt."""
    with page.expect_response(re.compile(r"/o/\d+/$")) as answer:
        cell.locator("input[name$=_numerator]").fill(number)
        cell.locator("input[name$=_numerator]").press("Tab")
    assert answer.value.status == 200
    expect(cell.locator(".mark.saved")).to_contain_text(SAVED)


def enter_and_send(officer: Person, leader: Person, report: ProgressReport, tmp: Path) -> None:
    """The officer types a number and a yes with evidence; the leader sends."""
    page = open_group_of(officer, report, 3)
    poverty = entry_of(report, POVERTY)
    cell = page.locator(f"#i{poverty.indicator_id}")
    type_poor_households(page, cell, "149")
    poverty.refresh_from_db()
    assert poverty.numerator == 149

    page = open_group_of(officer, report, 5)
    gender = report.criteria_set.indicators.get(code=GENDER)
    cell = page.locator(f"#i{gender.pk}")
    cell.get_by_label("Đạt", exact=True).check()
    expect(cell.locator(".mark.saved")).to_contain_text("Đã lưu")
    file = tmp / "Báo cáo bình đẳng giới.pdf"
    file.write_bytes(pdf("bình đẳng giới"))
    cell.locator("summary").click()
    cell.locator("input[type=file]").set_input_files(str(file))
    if cell.locator("[data-upload]").is_visible():
        cell.locator("[data-upload]").click()
    expect(page.locator(f"#i{gender.pk}")).to_contain_text("Báo cáo bình đẳng giới.pdf")
    page.get_by_role("button", name="Trình lãnh đạo").click()
    expect(page.locator("main")).to_contain_text("Đã trình lãnh đạo")

    leader.page.goto(f"/trinh-ky/{report.uid}/")
    leader.page.get_by_role("button", name="Duyệt, gửi huyện").click()
    expect(leader.page.locator("main")).to_contain_text("Phiếu tiếp nhận")
    report.refresh_from_db()
    assert report.state == "submitted"


def correct_and_resend(officer: Person, leader: Person, report: ProgressReport) -> None:
    """The officer mends the one returned entry; the leader sends again."""
    poverty, locked = entry_of(report, POVERTY), entry_of(report, "10")
    page = open_group_of(officer, report, 3)
    cell = page.locator(f"#i{poverty.indicator_id}")
    expect(cell).to_contain_text("Danh sách có 151 hộ")
    assert page.locator(f"#i{locked.indicator_id} input[type=text]").count() == 0
    assert page.locator(f"#i{locked.indicator_id} input[name$=_number]").count() == 0
    type_poor_households(page, cell, "151")
    poverty.refresh_from_db()
    assert poverty.numerator == 151
    leader.page.goto(f"/trinh-ky/{report.uid}/")
    leader.page.get_by_role("button", name="Gửi lại huyện").click()
    expect(leader.page.locator("main")).to_contain_text("Phiếu tiếp nhận")
    report.refresh_from_db()
    assert report.state == "resubmitted"


def download_report(person: Person) -> bytes:
    """Ask for the PDF on the page, wait for the worker, download."""
    page = person.page
    page.goto("/in-bao-cao/?ky=2025-Q2")
    page.select_option("[name=format]", "pdf")
    page.get_by_role("button", name="In văn bản").click()
    link = page.locator("main a[href*='/tep/']").first
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as waiting:
        link.click()
    return Path(waiting.value.path()).read_bytes()


def test_a_quarter(
    browser: Any,
    live_portal: str,
    celery_worker_process: Callable[..., Any],
    tmp_path: Path,
) -> None:
    report = ProgressReport.objects.get(unit__key="son-lang", period__key="2025-Q2")
    officer = Person(browser, live_portal, "xa.sonlang")
    leader = Person(browser, live_portal, "ld.sonlang")
    agency = Person(browser, live_portal, "ldtbxh")
    office = Person(browser, live_portal, "dieuphoi")
    chairman = Person(browser, live_portal, "chutich")
    prepare(report, officer.user)

    enter_and_send(officer, leader, report, tmp_path)
    decide(agency, entry_of(report, GENDER), "Chấp nhận")
    decide(agency, entry_of(report, POVERTY), "Trả lại để sửa", "Danh sách có 151 hộ.")
    report.refresh_from_db()
    assert report.state == "returned"
    assert entry_of(report, GENDER).review == EntryReview.ACCEPTED

    correct_and_resend(officer, leader, report)
    for entry in report.entries.filter(review=EntryReview.NONE, indicator__code__in=LDTBXH):
        decide(agency, entry, "Chấp nhận")
    others_accept(report)
    assert "Đã xác nhận" not in matrix_row(office).inner_text()

    office.page.goto(f"/bao-cao/{report.uid}/xac-nhan/")
    office.page.get_by_role("button", name="Xác nhận số liệu").click()
    office.page.wait_for_load_state()
    row = matrix_row(office)
    expect(row).to_contain_text("Đã xác nhận")
    standing = Standing.objects.get(report=report, basis=Basis.CONFIRMED)
    expect(row.locator(".sum").first).to_contain_text(f"{standing.criteria_met}/19")

    celery_worker_process()
    check_paper(download_report(chairman))


LDTBXH = ["12.1", "12.2", POVERTY]


def check_paper(content: bytes) -> None:
    """Every number of the annex and the averages equal the database."""
    standings = {
        row.unit_id: row
        for row in Standing.objects.filter(
            period__key="2025-Q2",
            basis=Basis.SELF_ASSESSED,
            report__criteria_set__standard=Standard.NTM,
        )
        if row.report.state not in ("draft", "handed")
    }
    with pdfplumber.open(io.BytesIO(content)) as paper:
        words = "\n".join(page.extract_text() for page in paper.pages)
        annex = next(
            table
            for page in paper.pages
            if page.width > page.height
            for table in page.extract_tables()
        )
    met = sum(row.criteria_met for row in standings.values())
    assert f"({met} lượt tiêu chí của {len(standings)} xã có số liệu)" in " ".join(words.split())
    by_name = {line[1].replace("\n", " "): line for line in annex if line[1]}
    for unit_id, standing in standings.items():
        version = standing.unit.versions.get(valid__contains=standing.period.ends)
        line = by_name[version.short_name]
        assert line[-2] is not None
        assert int(line[-2].rstrip("*")) == standing.criteria_met, (unit_id, line)
        marks = [cell or "" for cell in line[2:-2]]
        assert len(marks) == standing.criteria_total
        for mark, (verdict, done, total) in zip(marks, standing.verdicts.values(), strict=True):
            if verdict in ("not_met", "unknown"):
                assert f"{done}/{total}" in mark.replace("\n", ""), (line, verdict)
            else:
                assert "/" not in mark
