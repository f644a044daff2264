"""Nine nominations from the writing of the first to the money in hand, by the real accounts.

A commune, its neighbour and an agency nominate; Phòng Nội vụ appraises; the council of eleven
sits on one morning, one of them recused on one item and one absent with a written opinion; a
quota lets two of three individuals through. The first act of each kind is done by hand, those
like it are sent from the person's open page.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from awards.models import Award, FundLine, Notice
from awards.queries.dossiers import checklist
from communes.models import AdministrativeUnit, Agency
from kbang_ntm.core import clock
from kbang_ntm.core.vietnamese import format_number
from tests.browser.acting import act, again, follow, paper, picture, press, refused
from tests.browser.awards_council import (
    answer_and_mark,
    plan_and_invite,
    print_the_session,
    rank_and_sign,
    take_keys_and_open,
    vote,
)
from tests.browser.awards_wishes import (
    FORM,
    OPEN,
    PLACES,
    ROUND,
    SENDERS,
    SESSION,
    TODAY,
    WISHES,
    WRITERS,
    Story,
    Wish,
    url,
)
from tests.browser.papers import printed
from tests.browser.test_recognition import Walkers, people

pytestmark = [
    pytest.mark.browser,
    pytest.mark.data("demo"),
    pytest.mark.django_db(transaction=True),
]
__all__ = ["people"]  # the fixture


def test_nine_nominations(people: Walkers, tmp_path: Path) -> None:
    story = Story(people)
    open_the_round(story)
    for wish in WISHES:
        nominate(story, wish)
        send_and_receive(story, wish)
    clear_the_village(story)
    for wish in WISHES:
        appraise(story, wish)
    print_the_desk(story)
    plan_and_invite(story)
    answer_and_mark(story)
    take_keys_and_open(story, tmp_path)
    for wish in WISHES:
        vote(story, wish)
    rank_and_sign(story)
    print_the_session(story)
    found_the_fund(story)
    decide(story)
    print_the_decision(story)
    hand_over_and_pay(story)


def open_the_round(story: Story) -> None:
    """Two of all individuals at most; votes are open unless the agenda says otherwise."""
    desk = story.people["noivu"]
    desk.page.goto(url("rounds"))
    picture(desk, "dot")
    act(
        desk, "Lập đợt", "lap-dot", name=ROUND, kind="thematic", merit_kind="movement",
        first="01/10/2024", last="31/05/2025", opens_on=TODAY, due_on=TODAY, closes_on=TODAY,
        types=FORM, ballot=OPEN, letter_number="45/HD-PNV", letter_date=TODAY,
    )  # fmt: skip
    act(
        desk, "Ghi số lượng", "so-luong", type_code=FORM, nominee_kind="individual", most="2",
        basis="Hướng dẫn 45/HD-PNV",
    )  # fmt: skip
    act(desk, "Mở nhận hồ sơ")
    picture(desk, "dot-da-mo")
    assert story.round.state == "open"


def nominate(story: Story, wish: Wish) -> None:
    """The nominee, the words, the own meeting, each part of the dossier."""
    writer, row = story.people[WRITERS[wish.party]], story.round
    place = PLACES[wish.party]
    about = {"name": wish.name, **wish.about}
    words = {"type_code": FORM, "citation": wish.citation, "report": f"Tóm tắt. {wish.citation}"}
    if story.first("nomination"):
        writer.page.goto(url("round", row.uid))
        follow(writer, "Lập đề nghị")
        picture(writer, "chon-doi-tuong")
        act(writer, "Đối tượng mới", "doi-tuong-moi", unit=place, **about)
        picture(writer, "lap-de-nghi")
        press(writer, **words)
        act(writer, "Ghi kết quả", "hop-xet", on=TODAY, present="9", yes="8")
        act(writer, "Nộp", "nop-thanh-phan", file=paper("Văn bản đề nghị"))
        picture(writer, "ban-nhap")
    else:
        unit = AdministrativeUnit.objects.get(
            key="huyen-kbang" if wish.party == "gddt" else wish.party
        )
        agency = Agency.objects.get(code="gddt") if wish.party == "gddt" else None
        writer.page.goto(url("nomination-choose", row.uid))
        of = {"agency": str(agency.pk)} if agency else {}
        to = again(writer, url("nomination-nominee", row.uid), unit=str(unit.pk), **about, **of)
        party = f"a{agency.pk}" if agency else f"u{unit.pk}"
        assert parse_qs(urlsplit(to).query)["doi_tuong"]
        again(writer, to, party=party, **words)
        made = story.nomination(wish)
        again(writer, url("nomination-meeting", made.uid), on=TODAY, present="9", yes="8")
    made = story.nomination(wish)
    for part in checklist(made, clock.today()):
        if part.missing and part.rule:
            address = url("nomination-item", made.uid)
            again(writer, address, part=str(part.rule.pk), paper="TTr 12, 18/6/2025")


def send_and_receive(story: Story, wish: Wish) -> None:
    """The leader of a commune sends; the desk takes it in under the law of the day."""
    sender, desk = story.people[SENDERS[wish.party]], story.people["noivu"]
    row = story.nomination(wish)
    if story.first("sending"):
        sender.page.goto(url("nomination", row.uid))
        act(sender, "Gửi đề nghị")
        desk.page.goto(url("nomination", row.uid))
        act(desk, "Tiếp nhận")
        picture(desk, "da-tiep-nhan")
    else:
        sender.page.goto(url("nominations"))
        again(sender, url("nomination-send", row.uid))
        again(desk, url("nomination-receive", row.uid))
    row.refresh_from_db()
    assert (row.state, row.regime.code if row.regime else "") == ("appraising", "R2")


def clear_the_village(story: Story) -> None:
    """The commune owes for works: the village waits until the desk has it confirmed that none of
    them is the village's."""
    desk = story.people["noivu"]
    wish = next(one for one in WISHES if one.about.get("form") == "village")
    row = story.nomination(wish)
    desk.page.goto(url("nomination", row.uid))
    follow(desk, "Lập phiếu thẩm định")
    said = refused(
        desk, dossier_complete=True, conditions_met=True, opinion="Rõ.", conclusion="eligible"
    )
    picture(desk, "bi-chan")
    expect(said).to_contain_text("Không có nợ đọng xây dựng cơ bản")
    desk.page.goto(url("nomination", row.uid))
    follow(desk, "Hồ sơ đối tượng")
    act(
        desk, "Ghi xác nhận", "ghi-xac-nhan", kind="debt", state="no", on=TODAY,
        body="Phòng Tài chính - Kế hoạch", paper="21/TCKH, 19/6/2025",
    )  # fmt: skip


def appraise(story: Story, wish: Wish) -> None:
    """The sheet of each: checks are run, nothing blocks."""
    desk, row = story.people["noivu"], story.nomination(wish)
    said = {"opinion": "Hồ sơ đủ, thành tích rõ.", "conclusion": "eligible"}
    if story.first("appraisal"):
        desk.page.goto(url("appraisal"))
        picture(desk, "tham-dinh")
        desk.page.goto(url("nomination", row.uid))
        act(
            desk, "Lập phiếu thẩm định", "phieu-tham-dinh", dossier_complete=True,
            conditions_met=True, **said,
        )  # fmt: skip
        picture(desk, "da-tham-dinh")
    else:
        ticks = {"dossier_complete": "on", "conditions_met": "on"}
        again(desk, url("appraise", row.uid), **ticks, **said)
    row.refresh_from_db()
    assert row.state == "eligible"


def print_the_desk(story: Story) -> None:
    """The list of the nine and a sheet, with what the rows say."""
    desk = story.people["noivu"]
    desk.page.goto(url("round", story.round.uid))
    listed = printed(desk, "Danh sách đề nghị")
    assert {row[1]: row[5] for row in listed.rows_of(6)} == {
        wish.name: wish.citation for wish in WISHES
    }
    desk.page.goto(url("nomination", story.nomination(WISHES[0]).uid))
    sheet = printed(desk, "Phiếu mới nhất")
    assert WISHES[0].name in sheet.text and "Hồ sơ đủ, thành tích rõ." in sheet.text


def found_the_fund(story: Story) -> None:
    desk = story.people["noivu"]
    desk.page.goto(url("funds"))
    act(desk, "Lập quỹ", "lap-quy", year="2025")
    act(
        desk, "Ghi thu", "ghi-thu", source="budget", amount="50.000.000", on=TODAY,
        paper="QĐ 10/QĐ-UBND giao dự toán",
    )  # fmt: skip
    picture(desk, "quy")


def decide(story: Story) -> None:
    """The desk drafts, the chairman of UBND decides, the clerk registers."""
    desk, leader, clerk = (story.people[name] for name in ("noivu", "chutich", "vanthu"))
    desk.page.goto(url("decisions"))
    follow(desk, "Soạn quyết định")
    picture(desk, "chon-dot")
    card = desk.page.locator("main section", has_text=SESSION)
    card.get_by_role("link", name="Soạn").click()
    picture(desk, "soan-quyet-dinh")
    press(desk, memo_number="88/TTr-PNV", memo_date=TODAY)
    picture(desk, "du-thao-quyet-dinh")
    leader.page.goto("/")
    expect(leader.page.locator("main")).to_contain_text("Về việc khen thưởng tháng 6/2025")
    leader.page.goto(url("decision", story.decision.uid))
    leader.page.locator("main .head a.btn", has_text="Quyết định").click()
    picture(leader, "quyet-dinh")
    press(leader)
    clerk.page.goto(url("decision", story.decision.uid))
    act(
        clerk, "Vào sổ", "vao-so", number="417/QĐ-UBND", number_date=TODAY,
        file=paper("Quyết định đã ký"),
    )  # fmt: skip
    picture(clerk, "da-vao-so")
    row = story.decision
    assert (row.state, row.number, row.base_amount) == ("issued", "417/QĐ-UBND", 2_340_000)
    amounts = dict.fromkeys(("collective",), 1_410_000) | {
        "household": 1_060_000, "individual": 710_000,
    }  # fmt: skip
    awards = list(row.awards.order_by("order"))
    assert len(awards) == 7
    assert all(one.amount == amounts[one.group] for one in awards)


def print_the_decision(story: Story) -> None:
    """Names, sums and numbers of decision, certificates and payment list are those of the rows."""
    desk, row = story.people["noivu"], story.decision
    awards = list(row.awards.order_by("order"))
    total = sum((one.amount or Decimal(0) for one in awards), Decimal(0))
    desk.page.goto(url("decision", row.uid))
    picture(desk, "quyet-dinh-da-phat-hanh")
    memo = printed(desk, "Tờ trình")
    assert row.title in memo.text
    decision = printed(desk, "Quyết định, phụ lục")
    assert "Số: 417/QĐ-UBND" in decision.text and "ngày 20 tháng 6 năm 2025" in decision.text
    assert decision.text.count(format_number(total)) == 2
    assert [(cells[1], cells[5]) for cells in decision.rows_of(6)] == [
        (one.name, format_number(one.amount)) for one in awards
    ]
    listed = printed(desk, "Danh sách ký nhận")
    assert [(cells[1], cells[4]) for cells in listed.rows_of(6)] == [
        (one.name, format_number(one.amount)) for one in awards
    ]
    assert f"{format_number(total)} đồng (bằng chữ:" in listed.text
    sheets = printed(desk, "giấy khen")
    for page, one in zip(sheets.pages, awards, strict=True):
        assert "GIẤY KHEN" in page
        for words in (one.name, one.citation, f"Số sổ vàng: {one.book_number}", row.signer,
                      "Quyết định số: 417/QĐ-UBND ngày 20 tháng 6 năm 2025"):  # fmt: skip
            assert words in page, (words, page)


def hand_over_and_pay(story: Story) -> None:
    """Certificates and money in hand; those turned down are told why."""
    desk, row = story.people["noivu"], story.decision
    desk.page.goto(url("decision-certificates", row.uid))
    picture(desk, "giay-khen")
    desk.page.goto(url("decision-pay-list", row.uid))
    picture(desk, "danh-sach-ky-nhan")
    desk.page.goto(url("decision", row.uid))
    act(desk, "Ghi việc trao", "trao", note="Hội nghị tổng kết")
    act(desk, "Ghi chi thưởng", "chi", paper="Danh sách ký nhận 20/6/2025")
    picture(desk, "da-chi")
    refusal = Notice.objects.get(nomination=story.nomination(WISHES[1]))
    assert refusal.result == "refused" and "ngoài số lượng tối đa" in refusal.reason
    desk.page.goto(url("award-notice", refusal.uid))
    press(desk, number="51/PNV", day=TODAY)
    desk.page.goto(url("award-notices"))
    picture(desk, "thong-bao")
    awards = Award.objects.filter(decision=row)
    assert not awards.filter(delivered_on__isnull=True).exists()
    paid = FundLine.objects.filter(decision=row, kind="payment")
    assert sum(one.amount for one in paid) == 7_770_000
    assert {one.award_id: one.amount for one in paid} == dict(awards.values_list("pk", "amount"))
    states = set(awards.values_list("nomination__state", flat=True))
    assert states == {"decided"}
