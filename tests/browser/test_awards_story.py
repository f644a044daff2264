"""Nine nominations from the writing of the first to the money in hand, by the real accounts.

A commune, its neighbour and an agency nominate; Phòng Nội vụ appraises; the council of eleven
sits on one morning, one of them recused on one item and one absent with a written opinion; a
quota lets two of three individuals through. Chair and secretary hold the halves of the key.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from awards.models import (
    AgendaItem,
    Award,
    AwardRound,
    BallotMark,
    CouncilSeat,
    Decision,
    FundLine,
    Nomination,
    Notice,
    OpenBallot,
    PaperCount,
    SealedBallot,
    SecretBallot,
    Session,
)
from awards.queries.dossiers import checklist
from awards.vote_words import recommended, share_words
from communes.models import AdministrativeUnit, Agency
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import format_number
from tests.browser.acting import (
    act,
    again,
    fill,
    follow,
    paper,
    picture,
    press,
    refused,
    turned_down,
)
from tests.browser.papers import printed
from tests.browser.test_recognition import Walker, Walkers, people

pytestmark = [
    pytest.mark.browser,
    pytest.mark.data("demo"),
    pytest.mark.django_db(transaction=True),
]
__all__ = ["people"]  # the fixture
TODAY = "20/06/2025"
ROUND, SESSION = "Đợt khen thưởng tháng 6/2025", "Phiên họp xét khen thưởng tháng 6/2025"
FORM = "GIAY_KHEN_HUYEN"
MEMBERS = ("chutich", "tv1", "tv2", "thuky", "tv3", "tv4", "tv5", "tv6", "tv7", "tv9")
"""The ten who are there; tv8 has written."""
WRITER, RELATED = "tv8", "tv6"
OPEN, SECRET = "open", "secret"


@dataclass(frozen=True)
class Wish:
    """One nomination: of whom, by whom, how the ten vote ("y" by the first so many)."""

    name: str
    party: str
    about: dict[str, str]
    yes: int
    mode: str = OPEN
    written: str = "yes"

    @property
    def citation(self) -> str:
        return f"Có thành tích trong phong trào thi đua xây dựng nông thôn mới ({self.name})."


def person(gender: str, **about: str) -> dict[str, str]:
    return {"kind": "individual", "birth_year": "1985", "gender": gender, **about}


def group(form: str, women: str = "50") -> dict[str, str]:
    return {"kind": "collective", "form": form, "women_percent": women}


def house(head: str, gender: str) -> dict[str, str]:
    return {"kind": "household", "head_name": head, "head_birth_year": "1970",
            "head_gender": gender}  # fmt: skip


WISHES = (
    Wish("Đinh Thị Phương", "son-lang", person("female"), 10),
    Wish("Lê Văn Hùng", "son-lang", person("male"), 8),
    Wish("Rơ Chăm H'Nga", "krong", person("female"), 8),
    Wish("Hộ bà Đinh Thị Byưn", "son-lang", house("Đinh Thị Byưn", "female"), 10),
    Wish("Hộ ông Đinh Văn Nhơn", "krong", house("Đinh Văn Nhơn", "male"), 9),
    Wish("Nhân dân và cán bộ làng Hà Lâm", "son-lang", group("village"), 10),
    Wish("Công ty TNHH minh họa Krong", "krong", group("enterprise"), 6, SECRET, "invalid"),
    Wish("Hợp tác xã minh họa Sơn Lang", "son-lang", group("cooperative"), 9, OPEN, "no"),
    Wish("Phòng Giáo dục và Đào tạo huyện Kbang", "gddt", group("agency"), 8, SECRET),
)
PLACES = {"son-lang": "Xã Sơn Lang", "krong": "Xã Krong", "gddt": "Huyện Kbang"}
WRITERS = {"son-lang": "xa.sonlang", "krong": "xa.krong", "gddt": "gddt"}
SENDERS = {"son-lang": "ld.sonlang", "krong": "ld.krong", "gddt": "gddt"}


@dataclass
class Story:
    """The people, and what has come about so far."""

    people: Walkers
    clicked: set[str] = field(default_factory=set)
    halves: dict[str, str] = field(default_factory=dict)

    @property
    def round(self) -> AwardRound:
        return AwardRound.objects.get(name=ROUND)

    @property
    def session(self) -> Session:
        return Session.objects.get(title=SESSION)

    @property
    def decision(self) -> Decision:
        return Decision.objects.get(round__name=ROUND)

    def nomination(self, wish: Wish) -> Nomination:
        return Nomination.objects.get(round__name=ROUND, nominee__name=wish.name)

    def item(self, wish: Wish) -> AgendaItem:
        return AgendaItem.objects.get(session__title=SESSION, nomination__nominee__name=wish.name)

    def first(self, kind: str) -> bool:
        """Whether this is the first act of its kind: that one is done by hand."""
        new = kind not in self.clicked
        self.clicked.add(kind)
        return new


def url(name: str, *args: object) -> str:
    return reverse(f"awards:{name}", args=args)


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


def plan_and_invite(story: Story) -> None:
    """The desk plans, puts the nine on the agenda, has two of them voted in secret, invites."""
    desk = story.people["noivu"]
    desk.page.goto(url("sessions"))
    follow(desk, "Lên lịch")
    picture(desk, "len-lich-hop")
    seats = {one.role: f"{one.name}, {one.position}" for one in council_seats(story)}
    press(
        desk, round=ROUND, title=SESSION, day=TODAY, time="8:00", place="Hội trường UBND huyện",
        chair=seats["chair"], secretary=seats["secretary"],
    )  # fmt: skip
    page = follow(desk, "Thêm nội dung")
    picture(desk, "them-noi-dung")
    for box in page.locator("[name=nominations]").all():
        box.check()
    press(desk, heading="Giấy khen của Chủ tịch UBND huyện")
    for wish in WISHES:
        if wish.mode == SECRET:
            change_mode(story, wish)
    picture(desk, "du-kien")
    act(desk, "Gửi giấy mời")
    assert set(story.session.items.values_list("mode", flat=True)) == {OPEN, SECRET}
    desk.page.goto(url("session", story.session.uid))
    picture(desk, "phien-hop")
    invitation = printed(desk, "Giấy mời")
    assert "08 giờ 00 phút, ngày 20 tháng 6 năm 2025" in invitation.text
    assert not any(wish.name in invitation.text for wish in WISHES)
    ballots = printed(desk, "Phiếu biểu quyết giấy")
    assert len(ballots.pages) == len(WISHES)


def council_seats(story: Story) -> list[Any]:
    seats = CouncilSeat.objects.filter(
        council__unit__key="huyen-kbang", valid__contains=clock.today()
    )
    return list(seats)


def at_item(walker: Walker, words: str, wish: Wish) -> None:
    """Follow the link of an item on the desk of the session."""
    links = walker.page.locator("main a", has_text=words)
    links.filter(has_text=wish.name).first.click()


def change_mode(story: Story, wish: Wish) -> None:
    desk, item = story.people["noivu"], story.item(wish)
    desk.page.goto(url("session-desk", story.session.uid))
    at_item(desk, "Sửa", wish)
    press(desk, mode=SECRET)
    item.refresh_from_db()
    assert (item.mode, item.channel) == (SECRET, "mixed")


def answer_and_mark(story: Story) -> None:
    """One cannot come and sends a sealed paper; another writes a view; the secretary marks."""
    writer, member, secretary = (story.people[name] for name in (WRITER, "tv1", "thuky"))
    address = url("session", story.session.uid)
    writer.page.goto("/")
    expect(writer.page.locator("main")).to_contain_text(f"Trả lời giấy mời: {SESSION}")
    writer.page.goto(address)
    act(writer, "Trả lời giấy mời", "tra-loi", coming="no", reason="Đi công tác tỉnh")
    picture(writer, "phien-hop-thanh-vien")
    member.page.goto(url("agenda-item", story.item(WISHES[0]).uid))
    picture(member, "noi-dung")
    act(member, "Ghi nhận xét", "nhan-xet", score="90", remark="Thành tích rõ.")
    secretary.page.goto(url("session-desk", story.session.uid))
    page = follow(secretary, "Ghi thành phần dự họp")
    for seat in story.session.seats.all():
        assert seat.user is not None
        wrote = seat.user.username == WRITER
        fill(page, **{f"s{seat.pk}-presence": "written" if wrote else "present"})
        if wrote:  # the part for it is open, since the member has said so
            fill(page, **{f"s{seat.pk}-paper": "phiếu niêm phong, số 3 ngày 19/6/2025"})
    picture(secretary, "thanh-phan")
    press(secretary)
    seats = story.session.seats
    assert (seats.filter(presence="present").count(), seats.count()) == (10, 11)


def take_keys_and_open(story: Story, folder: Path) -> None:
    """The chair copies the words of its half from the page, the secretary keeps a file."""
    chair, secretary = story.people["chutich"], story.people["thuky"]
    desk = url("session-desk", story.session.uid)
    chair.page.goto(desk)
    page = follow(chair, "nhận nửa khóa của mình")
    picture(chair, "khoa")
    page.get_by_role("button", name="Nhận và hiện để chép").click()
    picture(chair, "nua-khoa")
    story.halves["chair"] = page.locator("main .say").inner_text()
    secretary.page.goto(url("session-key", story.session.uid))
    with secretary.page.expect_download() as waiting:
        secretary.page.get_by_role("button", name="Nhận thành tệp").click()
    file = folder / "nua-khoa.txt"
    waiting.value.save_as(file)
    story.halves["secretary"] = str(file)
    assert len(story.halves["chair"].split()) == 16
    chair.page.goto(desk)
    act(chair, "Khai mạc phiên họp")
    picture(chair, "da-khai-mac")
    row = story.session
    assert (row.state, row.members_total, row.quorum_needed) == ("open", 11, 8)


def vote(story: Story, wish: Wish) -> None:
    """Opened by the chair, cast by the ten, closed and counted."""
    chair, item = story.people["chutich"], story.item(wish)
    desk = url("session-desk", story.session.uid)
    chair.page.goto(desk)
    if story.first("opening"):
        at_item(chair, "Mở biểu quyết", wish)
        press(chair)
    else:
        again(chair, url("agenda-item-open", item.uid))
    voters = [name for name in MEMBERS if not (name == RELATED and wish.party == "gddt")]
    for place, name in enumerate(voters):
        cast(story, wish, name, "yes" if place < wish.yes else "no")
    kept = OpenBallot if wish.mode == OPEN else BallotMark
    assert kept.objects.filter(item=item).count() == len(voters)
    if wish.mode == OPEN:
        enter_written(story, wish)
    if wish.party == "gddt":
        refuse_the_related(story, wish)
    close(story, wish, len(voters))


def cast(story: Story, wish: Wish, name: str, choice: str) -> None:
    """The first open and the first secret ballot by hand; a second of the same person changes
    nothing."""
    member, item = story.people[name], story.item(wish)
    address = url("agenda-item", item.uid)
    if story.first(f"ballot.{wish.mode}"):
        member.page.goto(address)
        picture(member, f"phieu-{wish.mode}")
        label = "Đồng ý" if choice == "yes" else "Không đồng ý"
        member.page.get_by_label(label, exact=True).check()
        member.page.get_by_role("button", name="Bỏ phiếu").click()
        expect(member.page.locator(".messages .notice.good")).to_contain_text("Đã nhận phiếu")
        picture(member, f"da-bo-phieu-{wish.mode}")
        other = "no" if choice == "yes" else "yes"
        again(member, url("agenda-item-cast", item.uid), choice=other)
        return
    if member.page.url == "about:blank":
        member.page.goto(url("session", story.session.uid))
    again(member, url("agenda-item-cast", item.uid), choice=choice)


def enter_written(story: Story, wish: Wish) -> None:
    """The secretary writes the absent member's opinion down."""
    secretary, item = story.people["thuky"], story.item(wish)
    seat = story.session.seats.get(user__username=WRITER)
    if story.first("written"):
        secretary.page.goto(url("session-desk", story.session.uid))
        picture(secretary, "dang-bieu-quyet")
        act(secretary, "Ghi giơ tay", "ghi-y-kien", seat=seat.name, choice=wish.written)
    else:
        address = url("agenda-item-enter", item.uid)
        again(secretary, address, seat=str(seat.pk), choice=wish.written)


def refuse_the_related(story: Story, wish: Wish) -> None:
    """Who belongs to the nominee has no ballot on its page, and none if sent all the same."""
    member, item = story.people[RELATED], story.item(wish)
    assert item.recusals.get().seat.user == User.objects.get(username=RELATED)
    member.page.goto(url("agenda-item", item.uid))
    picture(member, "khong-bo-phieu")
    expect(member.page.locator("main")).to_contain_text("Bạn không bỏ phiếu nội dung này")
    expect(member.page.get_by_role("button", name="Bỏ phiếu")).to_have_count(0)
    said = turned_down(member, url("agenda-item-cast", item.uid), choice="yes")
    assert "không bỏ phiếu" in said
    assert not BallotMark.objects.filter(item=item, seat__user__username=RELATED).exists()


def close(story: Story, wish: Wish, cast_here: int) -> None:
    """Sealed votes are opened with both halves and counted with the sealed paper."""
    chair, item = story.people["chutich"], story.item(wish)
    chair.page.goto(url("session-desk", story.session.uid))
    expect(chair.page.locator("main")).to_contain_text(f"Đã nhận {cast_here}/{cast_here} phiếu")
    if wish.mode == OPEN and not story.first("closing"):
        again(chair, url("agenda-item-close", item.uid))
    elif wish.mode == OPEN:
        act(chair, "Đóng biểu quyết")
    else:
        assert SealedBallot.objects.filter(item=item).count() == cast_here
        page = follow(chair, "Đóng biểu quyết")
        picture(chair, "dong-phieu-kin")
        counted = {"given": "1", "taken": "1", "counters": "Trịnh Thị Mai Lan, Đặng Văn Sơn"}
        zero = dict.fromkeys(("yes", "no", "invalid"), "0")
        fill(page, secretary_file=story.halves["secretary"])
        press(chair, chair_half=story.halves["chair"], **counted, **zero | {wish.written: "1"})
    check_the_count(story, wish, cast_here)


def check_the_count(story: Story, wish: Wish, cast_here: int) -> None:
    item = story.item(wish)
    yes = wish.yes + (wish.written == "yes")
    no = cast_here - wish.yes + (wish.written == "no")
    invalid = int(wish.written == "invalid")
    counts = (item.yes, item.no, item.invalid, item.recused, item.absent, item.not_cast)
    assert counts == (yes, no, invalid, 10 - cast_here, 0, 0)
    assert (item.total, item.needed, item.reached) == (11, 8, yes >= 8)
    if wish.mode == SECRET:
        assert not SealedBallot.objects.exists()
        assert SecretBallot.objects.filter(item=item).count() == cast_here + 1
    said = turned_down(story.people["tv1"], url("agenda-item-cast", item.uid), choice="yes")
    assert "đóng" in said


def rank_and_sign(story: Story) -> None:
    """Three individuals for two places: the woman goes before her equal. The chair signs."""
    chair, secretary = story.people["chutich"], story.people["thuky"]
    secretary.page.goto(url("session-desk", story.session.uid))
    picture(secretary, "vuot-so-luong")
    act(secretary, "Xếp thứ")
    picture(secretary, "da-xep-thu")
    ranks = {
        one.nomination.nominee_name: (one.rank, one.within_quota)
        for one in story.session.items.filter(nomination__nominee__kind="individual")
    }
    assert ranks == {
        "Đinh Thị Phương": (1, True), "Rơ Chăm H'Nga": (2, True), "Lê Văn Hùng": (3, False),
    }  # fmt: skip
    act(
        secretary, "Diễn biến, kết luận", "dien-bien",
        discussion="Hội đồng nghe Phòng Nội vụ báo cáo, thảo luận từng đề nghị.",
        conclusion="Trình Chủ tịch UBND huyện quyết định các đề nghị đủ điều kiện.",
    )  # fmt: skip
    chair.page.goto(url("session-desk", story.session.uid))
    act(chair, "Kết thúc phiên họp")
    chair.page.goto(url("session-minutes", story.session.uid))
    picture(chair, "du-thao-bien-ban")
    chair.page.goto(url("session-desk", story.session.uid))
    act(chair, "Ký biên bản")
    act(secretary_at(story), "Ghi số biên bản", "so-bien-ban", number="12/BB-HĐTĐKT")
    states = {one.nominee_name: one.state for one in story.round.nominations.all()}
    assert {name for name, state in states.items() if state == "not_recommended"} == {
        "Lê Văn Hùng", "Công ty TNHH minh họa Krong",
    }  # fmt: skip
    assert list(states.values()).count("recommended") == 7


def secretary_at(story: Story) -> Walker:
    secretary = story.people["thuky"]
    secretary.page.goto(url("session-desk", story.session.uid))
    return secretary


def print_the_session(story: Story) -> None:
    """Every count of the tally, the minutes and the notice is that of its row."""
    desk, row = story.people["noivu"], story.session
    desk.page.goto(url("session-minutes", row.uid))
    picture(desk, "bien-ban")
    desk.page.goto(url("session", row.uid))
    picture(desk, "phien-hop-da-ky")
    items = list(row.items.order_by("order"))
    tally = printed(desk, "Biên bản kiểm phiếu")
    names = ("yes", "no", "invalid", "recused", "absent", "not_cast", "total")
    assert tally.rows_of(7) == [[str(getattr(item, name)) for name in names] for item in items]
    papers = PaperCount.objects.filter(item__session=row)
    assert [(one.given, one.taken, one.yes) for one in papers] == [(1, 1, None)] * 2
    assert tally.text.count("phát ra 1, thu về 1") == 2 and "None" not in tally.text
    minutes = printed(desk, "Biên bản họp")
    assert f"Có mặt 10/{row.members_total}; vắng, có ý kiến bằng văn bản 1; vắng 0." in minutes.text
    assert [cells[1:] for cells in minutes.rows_of(9)] == [
        [
            f"{item.nomination.nominee_name}: Giấy khen của Chủ tịch UBND cấp huyện",
            "kín" if item.mode == SECRET else "công khai",
            *(str(getattr(item, name)) for name in names[:4]),
            str((item.absent or 0) + (item.not_cast or 0)),
            f"{share_words(item)}; cần {item.needed}: "
            + ("đủ tỷ lệ" if item.reached else "không đủ"),
        ]
        for item in items
    ]
    assert len(minutes.rows_of(5)) == row.members_total
    assert row.minutes_sha256 in minutes.text.replace(" ", "") and "Số: 12/BB" in minutes.text
    notice = printed(desk, "Thông báo kết luận")
    assert {cells[1]: cells[3] for cells in notice.rows_of(4)} == {
        item.nomination.nominee_name: f"{share_words(item)}: "
        + ("đề nghị khen thưởng" if recommended(item) else "không đề nghị")
        + (", ngoài số lượng tối đa" if item.reached and not recommended(item) else "")
        for item in items
    }


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
                      "Quyết định số 417/QĐ-UBND ngày 20/06/2025"):  # fmt: skip
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
