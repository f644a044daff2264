"""The council's part of the story of awards: from the agenda to the signed minutes.

Chair and secretary hold the halves of the key: the chair's is copied from the page, the
secretary's kept as a file.
"""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from awards.models import (
    BallotMark,
    OpenBallot,
    PaperCount,
    SealedBallot,
    SecretBallot,
)
from awards.vote_words import recommended, share_words
from kbang_ntm.core.models import User
from tests.browser.acting import act, again, fill, follow, picture, press, turned_down
from tests.browser.awards_wishes import (
    MEMBERS,
    OPEN,
    RELATED,
    ROUND,
    SECRET,
    SESSION,
    TODAY,
    WISHES,
    WRITER,
    Story,
    Wish,
    url,
)
from tests.browser.papers import printed, spaced
from tests.browser.test_recognition import Walker


def plan_and_invite(story: Story) -> None:
    """The desk plans, puts the nine on the agenda, has two of them voted in secret, invites."""
    desk = story.people["noivu"]
    desk.page.goto(url("sessions"))
    follow(desk, "Lên lịch")
    picture(desk, "len-lich-hop")
    press(
        desk, round=ROUND, title=SESSION, day=TODAY, time="8:00", place="Hội trường UBND huyện",
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
    row = story.session
    assert row.chair is not None and row.chair.user == User.objects.get(username="chutich")
    assert row.secretary is not None and row.secretary.user == User.objects.get(username="thuky")
    assert set(row.items.values_list("mode", flat=True)) == {OPEN, SECRET}
    desk.page.goto(url("session", story.session.uid))
    picture(desk, "phien-hop")
    invitation = printed(desk, "Giấy mời")
    assert "08 giờ 00 phút, ngày 20 tháng 6 năm 2025" in invitation.text
    assert not any(wish.name in invitation.text for wish in WISHES)
    ballots = printed(desk, "Phiếu biểu quyết giấy")
    assert len(ballots.pages) == len(WISHES)


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
    runs = name in ("chutich", "thuky")  # what is said waits for their next page otherwise
    again(member, url("agenda-item-cast", item.uid), look=runs, choice=choice)


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
            f"{spaced(share_words(item))}; cần {item.needed}: "
            + ("đủ tỷ lệ" if item.reached else "không đủ"),
        ]
        for item in items
    ]
    assert len(minutes.rows_of(5)) == row.members_total
    assert row.minutes_sha256 in minutes.text.replace(" ", "") and "Số: 12/BB" in minutes.text
    notice = printed(desk, "Thông báo kết luận")
    assert {cells[1]: cells[3] for cells in notice.rows_of(4)} == {
        item.nomination.nominee_name: f"{spaced(share_words(item))}: "
        + ("đề nghị khen thưởng" if recommended(item) else "không đề nghị")
        + (", ngoài số lượng tối đa" if item.reached and not recommended(item) else "")
        for item in items
    }
