"""A year of the movement on the pages: plan, tasks, contributions, inspection, petition, story,
review, and the campaign that comes next. Clusters stand in test_year_clusters.py.
"""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pdfplumber
import pytest
from django.db.models import Sum
from playwright.sync_api import expect

from campaigns.models import (
    Campaign,
    Contribution,
    Finding,
    Petition,
    PlanVersion,
    ReviewEvent,
    Story,
    Task,
)
from campaigns.queries.current import campaign_on
from campaigns.queries.parties import communes_on
from campaigns.queries.review_facts import Scope, gather
from campaigns.services.plan_copy import moved_year
from kbang_ntm.core import clock
from kbang_ntm.core.vietnamese import format_number
from tests.browser.acting import act, follow, paper, picture, press, refused
from tests.browser.test_recognition import Walker, Walkers, people

pytestmark = [
    pytest.mark.browser,
    pytest.mark.data("demo"),
    pytest.mark.django_db(transaction=True),
]
__all__ = ["people"]  # the fixture
TASK = "Lập kế hoạch nước rút sáu tháng cuối năm"
VISIT, LACK = "Kiểm tra công trình nước sạch", "Bể chứa nước bị rò"
PARTS = "Các phần của phong trào"
PETITION, STORY = "Lùi một làng sang năm sau", "Hiến đất mở đường làng"


def kbang() -> Campaign:
    found = campaign_on()
    assert found is not None
    return found


def part(walker: Walker, words: str) -> None:
    """A part of the movement from its home page."""
    walker.page.goto("/phong-trao/")
    walker.page.get_by_role("navigation", name=PARTS).get_by_role(
        "link", name=words, exact=True
    ).click()
    expect(walker.page.locator("main h1")).to_be_visible()


def look_at_the_plan(office: Walker) -> None:
    part(office, "Kế hoạch")
    version = kbang().versions.get(state="issued")
    headings = list(version.sections.values_list("heading", flat=True))
    assert len(headings) >= 5
    expect(office.page.locator("main section.card h2")).to_contain_text(headings)
    picture(office, "ke-hoach")


def give_to_all(office: Walker) -> None:
    """One act gives every commune of the day a task of its own; a day before the start is told."""
    part(office, "Nhiệm vụ")
    picture(office, "nhiem-vu")
    follow(office, "Giao nhiệm vụ")
    picture(office, "giao-nhiem-vu")
    said = refused(
        office,
        title=TASK,
        section="Lập, triển khai kế hoạch",
        product="Kế hoạch của xã",
        everywhere=True,
        starts="20/06/2025",
        due="19/06/2025",
    )
    expect(said).to_contain_text("Hạn hoàn thành")
    assert not Task.objects.filter(title=TASK).exists()
    page = press(office, due="30/09/2025")
    given = Task.objects.filter(title=TASK)
    assert {row.unit_id for row in given} == {one.unit_id for one in communes_on(clock.today())}
    expect(page.locator("main tbody").get_by_text(TASK)).to_have_count(given.count())
    picture(office, "da-giao")


def do_one(officer: Walker, office: Walker) -> None:
    """A commune finds its task among its work, accepts, reports; the office confirms."""
    officer.page.goto("/")
    expect(officer.page.locator("main")).to_contain_text(TASK)
    page = follow(officer, TASK)
    page.get_by_role("button", name="Tiếp nhận").click()
    page.get_by_role("button", name="Bắt đầu thực hiện").click()
    act(
        officer, "Báo cáo kết quả", "bao-cao-ket-qua",
        result="Đã ban hành kế hoạch nước rút.", file=paper("Kế hoạch của xã"),
    )  # fmt: skip
    address = officer.page.url
    office.page.goto("/")
    expect(office.page.locator("main")).to_contain_text(TASK)
    office.page.goto(address)
    act(office, "Xác nhận hoàn thành")
    picture(office, "nhiem-vu-xong")
    assert Task.objects.get(title=TASK, unit__key="krong").state == "done"


def test_plan_and_tasks(people: Walkers) -> None:
    office, officer = people["dieuphoi"], people["xa.krong"]
    look_at_the_plan(office)
    give_to_all(office)
    do_one(officer, office)


def test_contributions(people: Walkers) -> None:
    officer, office, neighbour = people["xa.krong"], people["dieuphoi"], people["xa.sopai"]
    part(officer, "Huy động nguồn lực")
    picture(officer, "so-huy-dong")
    follow(officer, "Ghi một khoản")
    row = {"on": "18/06/2025", "source": "people", "kind": "money"}
    said = refused(officer, amount="-2.000.000", **row)
    expect(said).to_contain_text("Ghi sai thì đảo dòng sai, không ghi số âm.")
    picture(officer, "khong-ghi-so-am")
    before = Contribution.objects.count()
    page = press(officer, amount="12.500.000", minutes=paper("Biên bản họp làng"))
    made = Contribution.objects.latest("pk")
    assert (Contribution.objects.count(), made.value) == (before + 1, 12_500_000)
    expect(page.locator("main")).to_contain_text("12.500.000")
    answer = neighbour.page.goto(f"/phong-trao/huy-dong/{made.uid}/")
    assert answer.status == 404
    part(office, "Huy động nguồn lực")
    office.page.get_by_role("navigation", name=PARTS).get_by_role(
        "link", name="Tổng hợp, kế hoạch"
    ).click()
    picture(office, "tong-hop-huy-dong")
    total = Contribution.objects.filter(campaign=kbang(), on__year=2025).aggregate(
        total=Sum("value")
    )["total"]
    expect(office.page.locator("main")).to_contain_text(format_number(total))


def hold_the_visit(agency: Walker) -> str:
    """Planned, refused without a head of the team, begun; a finding is stated, the form filled.
    Returns the address of the visit."""
    part(agency, "Kiểm tra, giám sát")
    picture(agency, "kiem-tra")
    act(
        agency, "Lên lịch", "len-lich", unit="Xã Krong", kind="thematic", title=VISIT,
        first="20/06/2025", last="20/06/2025", extra="Bể chứa nước\nĐường ống",
    )  # fmt: skip
    address = str(agency.page.url)
    follow(agency, "Bắt đầu kiểm tra")
    expect(refused(agency)).to_contain_text("Chưa có trưởng đoàn")
    agency.page.goto(address)
    act(agency, "Thêm thành viên", name="Nguyễn Văn Thử (minh họa)", lead=True)
    act(agency, "Bắt đầu kiểm tra")
    act(
        agency, "Nêu tồn tại", "neu-ton-tai", text=LACK, item="Bể chứa nước", party="Xã Krong",
        deadline="30/09/2025",
    )  # fmt: skip
    agency.page.goto(address)
    page = follow(agency, "Mở phiếu")
    picture(agency, "phieu")
    for question, answer in (("Bể chứa nước", "Chưa đạt yêu cầu"), ("Đường ống", "Đạt yêu cầu")):
        page.get_by_role("group", name=question).get_by_label(answer, exact=True).check()
    press(agency)
    return address


def test_an_inspection_with_a_finding(people: Walkers) -> None:
    """The agency states it, the commune mends and reports, the agency closes it."""
    agency, officer = people["nnptnt"], people["xa.krong"]
    address = hold_the_visit(agency)
    officer.page.goto("/")
    expect(officer.page.locator("main")).to_contain_text(LACK)
    follow(officer, LACK)
    picture(officer, "ton-tai")
    act(officer, "Nhận khắc phục")
    act(officer, "Báo cáo khắc phục", text="Đã trám bể.", file=paper("Ảnh bể nước"))
    finding = officer.page.url
    expect(officer.page.get_by_role("link", name="Khép tồn tại")).to_have_count(0)
    agency.page.goto("/")
    expect(agency.page.locator("main")).to_contain_text(LACK)
    agency.page.goto(finding)
    act(agency, "Khép tồn tại")
    picture(agency, "ton-tai-da-khep")
    assert Finding.objects.get(text=LACK).state == "closed"
    agency.page.goto(address)
    act(agency, "Kiểm tra xong")
    act(agency, "Ghi kết luận", number="15/KL-NNPTNT", day="20/06/2025", text="Đã khắc phục.")
    picture(agency, "ket-luan")
    expect(agency.page.locator("main")).to_contain_text("15/KL-NNPTNT")


def send_petition(officer: Walker, leader: Walker) -> str:
    """Written by the officer, sent by the leader. Returns its address."""
    part(officer, "Kiến nghị")
    picture(officer, "kien-nghi")
    act(
        officer, "Soạn kiến nghị", "soan-kien-nghi", kind="change", title=PETITION,
        text="Làng Tờ Tung của xã còn ba tiêu chí; đề nghị lùi một năm (minh họa).",
    )  # fmt: skip
    address = str(officer.page.url)
    expect(officer.page.get_by_role("link", name="Gửi kiến nghị")).to_have_count(0)
    leader.page.goto("/")
    expect(leader.page.locator("main")).to_contain_text(PETITION)
    follow(leader, PETITION)
    act(leader, "Gửi kiến nghị")
    return address


def decide_petition(desk: Walker, chair: Walker, address: str) -> Petition:
    """Received under a number, compiled, decided."""
    desk.page.goto("/")
    expect(desk.page.locator("main")).to_contain_text(PETITION)
    desk.page.goto(address)
    act(desk, "Tiếp nhận")
    row = Petition.objects.get(title=PETITION)
    assert row.number_words
    page = follow(desk, "Tổng hợp, trình UBND")
    picture(desk, "tong-hop-kien-nghi")
    for box in page.locator("[name=petitions]").all():
        box.set_checked(int(box.get_attribute("value")) == row.pk)
    press(desk, title="Danh sách kiến nghị tháng 6", paper_number="7/TTr", paper_date="20/06/2025")
    chair.page.goto(address)
    act(
        chair, "Quyết định", "quyet-dinh", outcome="accepted", text="Đồng ý lùi một năm.",
        paper_number="90/UBND", paper_date="20/06/2025",
    )  # fmt: skip
    return row


def amend_plan(office: Walker, row: Petition) -> PlanVersion:
    """The draft amendment cites the petition and is issued; the old text stays."""
    part(office, "Kế hoạch")
    old = kbang().versions.get(state="issued")
    draft = kbang().versions.get(state="draft")
    follow(office, "đang soạn")
    act(
        office, "Sửa số, ngày, bản quét", "sua-ban-soan", number="91/KH-UBND", day="20/06/2025",
        in_force_from="20/06/2025", reason="Lùi một làng sang năm sau.", cites=row.number_words,
    )  # fmt: skip
    page = act(office, "Ban hành")
    picture(office, "ke-hoach-sua-doi")
    expect(page.locator("main")).to_contain_text(f"Theo kiến nghị số đến {row.number_words}.")
    draft.refresh_from_db()
    assert (draft.state, draft.cites) == ("issued", row.number_words)
    follow(office, "So sánh với bản trước")
    picture(office, "so-sanh")
    assert old.sections.count() >= 5
    return draft


def test_a_petition_amends_the_plan(people: Walkers) -> None:
    officer, desk = people["xa.totung"], people["noivu"]
    address = send_petition(officer, people["ld.totung"])
    row = decide_petition(desk, people["chutich"], address)
    version = amend_plan(people["dieuphoi"], row)
    desk.page.goto(address)
    act(desk, "Ghi bản điều chỉnh", amended_plan=version.number)
    act(desk, "Trả lời", text="UBND huyện đã điều chỉnh kế hoạch.", number="92/UBND-NV")
    officer.page.goto(address)
    picture(officer, "kien-nghi-da-tra-loi")
    for words in ("UBND huyện đã điều chỉnh kế hoạch.", "92/UBND-NV", "91/KH-UBND", "90/UBND"):
        expect(officer.page.locator("main")).to_contain_text(words)


def test_a_story(people: Walkers) -> None:
    """Nothing is published before the person agreed and the office approved."""
    officer, editor, office = people["xa.krong"], people["bientap"], people["noivu"]
    part(officer, "Gương điển hình")
    picture(officer, "guong")
    act(
        officer, "Đề xuất", "de-xuat", kind="deed", title=STORY, about_name="Ông A (minh họa)",
        party="Xã Krong", body="Gia đình tự nguyện hiến đất.",
    )  # fmt: skip
    address = officer.page.url
    editor.page.goto("/")
    expect(editor.page.locator("main")).to_contain_text(STORY)
    editor.page.goto(address)
    act(editor, "Nhận biên tập")
    act(editor, "Sửa bài", summary="Một gia đình hiến đất.", body="Gia đình **hiến 300 m² đất**.")
    follow(editor, "Trình duyệt")
    expect(refused(editor)).to_contain_text("đồng ý")
    editor.page.goto(address)
    act(editor, "Ghi sự đồng ý", note="Ông A ký ngày 18/6/2025, lưu ở xã.")
    act(editor, "Trình duyệt")
    story = Story.objects.get(title=STORY)
    public = f"/phong-trao/guong/bai/{story.uid}/"
    with people.browser.new_context(base_url=people.address) as context:
        stranger = context.new_page()
        assert stranger.goto(public).status == 404
        office.page.goto(address)
        act(office, "Duyệt, đăng")
        picture(office, "bai-da-dang")
        stranger.goto("/phong-trao/guong/bai/?tim=duong+lang+hien")
        stranger.get_by_role("link", name=STORY).click()
        expect(stranger.locator("main strong")).to_have_text("hiến 300 m² đất")


def report_of(person: Walker) -> str:
    """The text of the report, downloaded from the page of a review."""
    with person.page.expect_download() as waiting:
        person.page.get_by_role("link", name="PDF Báo cáo", exact=True).click()
    content = Path(waiting.value.path()).read_bytes()
    with pdfplumber.open(io.BytesIO(content)) as file:
        return " ".join(" ".join(page.extract_text() for page in file.pages).split())


def test_a_review(people: Walkers) -> None:
    """The report carries the figures of the registers, frozen."""
    office = people["dieuphoi"]
    part(office, "Sơ kết, tổng kết")
    picture(office, "so-ket")
    act(
        office, "Mở đợt", "mo-dot", kind="yearly", title="Sơ kết sáu tháng đầu năm 2025",
        first="01/01/2025", last="20/06/2025", reports_due="20/06/2025", held_on="25/06/2025",
    )  # fmt: skip
    act(office, "Chốt số liệu")
    picture(office, "dot-so-ket")
    event = ReviewEvent.objects.get(title="Sơ kết sáu tháng đầu năm 2025")
    text = report_of(office)
    spring = (date(2025, 1, 1), date(2025, 6, 20))
    due = Task.objects.filter(campaign=kbang(), due__range=spring).exclude(state="withdrawn")
    money = Contribution.objects.filter(campaign=kbang(), on__range=spring)
    total = money.aggregate(total=Sum("value"))["total"]
    assert due.exists() and total
    assert f"Nhiệm vụ đến hạn: {due.count()} nhiệm vụ" in text
    assert f"Tổng nguồn lực huy động: {format_number(total)} đồng" in text
    for section in gather(Scope.of(event)):
        for fact in section.facts:
            assert f"{fact.label}: {fact.words}" in text, (fact, text)


def test_the_next_campaign(people: Walkers) -> None:
    """Set up from a copy: another code, another period; phases and milestones move with it."""
    office, old = people["dieuphoi"], kbang()
    office.page.goto("/phong-trao/")
    picture(office, "phong-trao")
    page = act(
        office, "Sao chép thành phong trào mới", "sao-chep", code="kbang-2026",
        title="Kbang chung sức xây dựng nông thôn mới 2026-2030", first="01/01/2026",
        last="31/12/2030",
    )  # fmt: skip
    picture(office, "phong-trao-moi")
    new = Campaign.objects.get(code="kbang-2026")
    assert (new.period.lower, new.period.upper) == (date(2026, 1, 1), date(2031, 1, 1))
    expect(page.locator("main h1")).to_contain_text("2026-2030")
    moved = {row.title: row.period.lower for row in new.phases.all()}
    for phase in old.phases.all():
        title = moved_year(phase.title, 2021, 2026)
        expect(page.locator("main .timeline").first).to_contain_text(title)
        assert moved[title] == phase.period.lower.replace(year=phase.period.lower.year + 5)
    follow(office, "Xem kế hoạch")
    picture(office, "ke-hoach-moi")


def test_a_campaign_of_another_unit(people: Walkers) -> None:
    """Copied for a commune and a shorter period: what lies outside of it is left out."""
    keeper = people["quantri"]
    keeper.page.goto("/phong-trao/")
    follow(keeper, "Sao chép thành phong trào mới")
    said = refused(
        keeper, unit="Xã Krong", code="krong-2026", title="Krong thi đua", first="01/01/2027",
        last="01/01/2026",
    )  # fmt: skip
    expect(said).to_contain_text("Ngày cuối trước ngày đầu")
    press(keeper, last="31/12/2028")
    new = Campaign.objects.get(code="krong-2026")
    assert new.unit.key == "krong"
    assert new.phases.exists()
    assert all(row.period.upper <= date(2029, 1, 1) for row in new.phases.all())


def test_the_known_facts(people: Walkers) -> None:
    """Seven communes recognised as the plan began, none of the villages of 2023 by 11/2023."""
    reader = people["huyenuy"]
    for day, row, figure in (
        ("05/08/2022", "13/13 xã đạt chuẩn nông thôn mới", "7/13 xã"),
        ("30/11/2023", "Thêm 4 làng nông thôn mới năm 2023", "0/4 làng"),
    ):
        part(reader, "Mục tiêu")
        page = reader.page
        page.fill("[name=ngay]", day)
        page.locator("main form[method=get] button[type=submit]").first.click()
        expect(page.locator("main .head")).to_contain_text(f"Tính đến {day}")
        line = page.locator("main tbody tr", has_text=row).first
        expect(line).to_contain_text(figure)
    picture(reader, "muc-tieu")
