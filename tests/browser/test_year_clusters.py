"""A cluster's year on the pages: made with two members, pledges signed, scored, checked by one
another, agreed with the minutes of the meeting, ranked.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from campaigns.models import EmulationCluster, Pledge, RankingSnapshot, ScoringSheet
from tests.browser.acting import act, follow, paper, picture, press, refused
from tests.browser.test_recognition import Walker, Walkers, people

pytestmark = [
    pytest.mark.browser,
    pytest.mark.data("demo"),
    pytest.mark.django_db(transaction=True),
]
__all__ = ["people"]  # the fixture
CLUSTER = "Khối thi đua số 2 (minh họa)"
AGENCIES = {"tuphap": "Phòng Tư pháp", "ttyt": "Trung tâm Y tế"}
FIRST_ITEM, SECOND_ITEM = "Thực hiện nhiệm vụ được giao", "Giúp đỡ xã, làng"


def make_cluster(office: Walker) -> EmulationCluster:
    """Made on the pages: two members, one head; a second head of the year is refused."""
    office.page.goto("/phong-trao/cum-khoi/")
    picture(office, "cum-khoi")
    act(office, "Lập cụm, khối", "lap-khoi", kind="khoi", name=CLUSTER, first="01/01/2025")
    address = office.page.url
    for name in AGENCIES.values():
        office.page.goto(address)
        page = follow(office, "Thêm thành viên")
        value = page.locator("[name=party] option", has_text=name).get_attribute("value")
        press(office, party=value, first="01/01/2025")
    office.page.goto(address)
    page = follow(office, "Ghi trưởng")
    choices = page.locator("[name=member] option").evaluate_all("all => all.map(o => o.value)")
    press(office, member=choices[0], year="2025")
    office.page.goto(address)
    follow(office, "Ghi trưởng")
    expect(refused(office, member=choices[1], year="2025")).to_contain_text("trưởng")
    office.page.goto(address)
    picture(office, "khoi")
    return EmulationCluster.objects.get(name=CLUSTER)


def sign_pledge(person: Walker, address: str) -> None:
    """A member writes its pledge and closes it with the signed paper."""
    person.page.goto(address)
    act(
        person, "Soạn giao ước", "soan-giao-uoc", text="Thi đua hoàn thành nhiệm vụ năm 2025.",
        content1="Xã được giúp đỡ thêm tiêu chí đạt", number1="2", word1="tiêu chí",
    )  # fmt: skip
    act(
        person, "Chốt bản đã ký", day="20/02/2025", number="5/GƯ", file=paper("Giao ước"),
    )  # fmt: skip
    picture(person, "giao-uoc-da-ky")
    expect(person.page.locator("main")).to_contain_text("Đã ký")
    expect(person.page.get_by_role("link", name="Sửa bản nháp")).to_have_count(0)


def make_sheet(office: Walker, address: str) -> ScoringSheet:
    """Two things judged by people, the second decides a tie; opened to the members."""
    office.page.goto(address)
    act(
        office, "Lập bảng chấm", year="2025", basis="Quy chế của khối (minh họa)",
        preference_on="20/02/2025",
    )  # fmt: skip
    sheet = office.page.url
    for content, maximum, order in ((FIRST_ITEM, "60", ""), (SECOND_ITEM, "40", "1")):
        office.page.goto(sheet)
        act(
            office, "Thêm nội dung chấm", content=content, maximum=maximum, rule="judged",
            tie_order=order,
        )  # fmt: skip
    act(office, "Phân công chấm chéo", "phan-cong")
    act(office, "Mở tự chấm")
    return ScoringSheet.objects.get(cluster__name=CLUSTER)


def score(person: Walker, sheet: ScoringSheet, words: str, points: tuple[str, str]) -> None:
    """Points of one member, as the page offers it to this person."""
    person.page.goto(f"/phong-trao/bang-cham/{sheet.uid}/")
    page = person.page
    page.get_by_role("link", name=words, exact=True).click()
    for content, number in zip((FIRST_ITEM, SECOND_ITEM), points, strict=True):
        page.get_by_label(f"Điểm: {content}").fill(number)
    press(person)


def agree_on(office: Walker, sheet: ScoringSheet, totals: dict[str, tuple[str, str]]) -> None:
    """The points agreed in the meeting, then its minutes close the sheet."""
    for name, points in totals.items():
        office.page.goto(f"/phong-trao/bang-cham/{sheet.uid}/")
        row = office.page.locator("tr", has=office.page.get_by_role("rowheader", name=name))
        row.get_by_role("link", name="Ghi điểm thống nhất").click()
        for content, number in zip((FIRST_ITEM, SECOND_ITEM), points, strict=True):
            office.page.get_by_label(f"Điểm: {content}").fill(number)
        press(office)
    act(
        office, "Chốt kết quả", "chot", day="20/06/2025", number="3/BB", file=paper("Biên bản"),
    )  # fmt: skip


def test_a_cluster_is_ranked(people: Walkers) -> None:
    office = people["dieuphoi"]
    members = {username: people[username] for username in AGENCIES}
    cluster = make_cluster(office)
    address = f"/phong-trao/cum-khoi/{cluster.uid}/"
    for person in members.values():
        sign_pledge(person, address)
    assert Pledge.objects.filter(member__cluster=cluster, state="signed").count() == 2
    sheet = make_sheet(office, address)
    for person in members.values():
        person.page.goto("/")
        expect(person.page.locator("main")).to_contain_text(CLUSTER)
        score(person, sheet, "Tự chấm", ("55", "35"))
    office.page.goto(f"/phong-trao/bang-cham/{sheet.uid}/")
    picture(office, "bang-cham")
    act(office, "Chuyển sang chấm chéo")
    for person in members.values():
        score(person, sheet, "Chấm chéo", ("54", "34"))
    names = list(AGENCIES.values())
    agree_on(office, sheet, {names[0]: ("55", "33"), names[1]: ("54", "34")})
    places = office.page.locator("section[aria-labelledby=xh] tbody tr")
    expect(places).to_contain_text([names[1], names[0]])
    expect(places.first).to_contain_text("88")
    expect(places.first).to_contain_text(SECOND_ITEM)
    picture(office, "xep-hang")
    assert RankingSnapshot.objects.filter(sheet=sheet).count() == 1
    members["ttyt"].page.goto(f"/phong-trao/bang-cham/{sheet.uid}/")
    expect(members["ttyt"].page.locator("main")).to_contain_text("Xếp hạng đã chốt")
