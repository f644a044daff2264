"""Conferences of reviews, meetings with their tasks, the agenda of the council."""

from __future__ import annotations

from datetime import date

import pytest

from awards.models import Session
from campaigns.models import ReviewEvent
from campaigns.services import meetings as meeting_service
from campaigns.services import reviews
from kbang_ntm.core.errors import Refused
from reports.builders.awards.session_papers import AGENDA_KIND as SESSION_AGENDA
from reports.builders.movement.meetings import (
    AGENDA_KIND,
    INVITATION_KIND,
    MEETING_KIND,
    MINUTES_KIND,
    NOTICE_KIND,
)
from tests.factories.campaigns_reviews import make_review
from tests.factories.campaigns_tasks import Movement, make_movement
from tests.factories.communes import make_world
from tests.reports.builders.movement.reading import cost, rows_of, tables_of, text_of

pytestmark = pytest.mark.django_db
OPEN_DAY = "....... giờ ......., ngày ....... tháng ....... năm ..........."


def test_an_invitation_asks_those_that_report_and_leaves_the_hour_open() -> None:
    event = make_review(make_world(), held_on=date(2025, 6, 19))
    text = text_of(INVITATION_KIND.build(event=event))
    assert "Thời gian: ....... giờ ......., ngày 19 tháng 6 năm 2025." in text
    assert "UBND xã Sơn Lang;" in text and "(hạn đã đặt: ngày 10/06/2025)." in text
    ReviewEvent.objects.filter(pk=event.pk).update(held_on=None)
    event.refresh_from_db()
    assert f"Thời gian: {OPEN_DAY}." in text_of(INVITATION_KIND.build(event=event))


def test_the_agenda_names_who_has_sent_a_report() -> None:
    world = make_world()
    event = make_review(world)
    nobody = AGENDA_KIND.build(event=event)
    assert rows_of(nobody, tables_of(nobody)[0])[2][2] == (
        "Phát biểu của các đơn vị (chưa đơn vị nào gửi báo cáo)"
    )
    report = event.reports.get(unit=world.commune)
    paper = reviews.Paper("5/BC-UBND", date(2025, 6, 1), date(2025, 6, 2))
    reviews.receive_report(report=report, paper=paper, actor=world.coordinator)
    document = AGENDA_KIND.build(event=event)
    assert rows_of(document, tables_of(document)[0])[2][2] == (
        "Phát biểu của các đơn vị đã gửi báo cáo: UBND xã Sơn Lang"
    )


def test_minutes_and_notice_carry_counts_and_remarks() -> None:
    world = make_world()
    event = make_review(world, held_on=date(2025, 6, 19))
    reviews.remark(event=event, section="punctuality", text="Nề nếp.", actor=world.coordinator)
    minutes = MINUTES_KIND.build(event=event)
    assert "Có 0/5 cơ quan, đơn vị đã gửi báo cáo." in text_of(minutes)
    assert "Chế độ báo cáo: Nề nếp." in text_of(minutes)
    assert minutes.banners.draft and len(minutes.signers) == 2 and not minutes.recipients
    notice = NOTICE_KIND.build(event=event)
    assert "Ngày 19/06/2025, Ủy ban nhân dân huyện Kbang tổ chức hội nghị sơ kết" in text_of(notice)
    assert len(tables_of(notice)[0].rows) == 5


@pytest.mark.parametrize(
    ("title", "day", "taken"),
    [
        ("Hội nghị sơ kết sáu tháng", date(2025, 6, 18), True),
        ("Họp giao ban tháng 6", date(2025, 6, 18), False),
        ("Hội nghị sơ kết sáu tháng", date(2025, 6, 17), False),
    ],
)
def test_minutes_take_chair_and_conclusions_from_what_was_entered_of_that_day(
    title: str, day: date, taken: bool
) -> None:
    movement = make_movement()
    event = make_review(movement.world, held_on=date(2025, 6, 18))
    held(movement, "Rà soát hộ nghèo", title=title, day=day)
    minutes, notice = MINUTES_KIND.build(event=event), NOTICE_KIND.build(event=event)
    for document in (minutes, notice):
        assert ("Hội nghị giao 1 nhiệm vụ:" in text_of(document)) == taken
        cells = [row for table in tables_of(document) for row in rows_of(document, table)]
        assert (["1", "Rà soát hộ nghèo", "Xã Sơn Lang", "01/07/2025", "không ghi"] in cells) == (
            taken
        )
    assert ("Chủ trì: Nguyễn Văn Chủ." in text_of(minutes)) == taken
    assert ("Chủ trì: ......" in text_of(minutes)) != taken
    assert "Thành phần mời: " in text_of(minutes) and "Có mặt: ......" in text_of(minutes)


def test_a_conference_without_a_day_has_no_notice() -> None:
    with pytest.raises(Refused, match="Chưa ghi ngày họp"):
        NOTICE_KIND.build(event=make_review(make_world()))


def held(
    movement: Movement,
    *titles: str,
    title: str = "Họp giao ban tháng 6",
    day: date = date(2025, 6, 18),
) -> meeting_service.MeetingNotice:
    return meeting_service.record_meeting(
        campaign=movement.campaign,
        text=meeting_service.NoticeText(
            title, day, "Nguyễn Văn Chủ", "31/TB-UBND", date(2025, 6, 19)
        ),
        lines=[
            meeting_service.Line(title, movement.commune, date(2025, 7, 1)) for title in titles
        ],
        scan=None,
        actor=movement.lead,
    )  # fmt: skip


def test_a_meeting_gives_each_task_with_who_and_when() -> None:
    movement = make_movement()
    row = held(movement, "Rà soát hộ nghèo")
    document = MEETING_KIND.build(notice=row)
    assert document.head is not None
    assert (document.head.number, document.head.dated) == ("31", date(2025, 6, 19))
    assert "Kết luận cuộc họp giao 1 nhiệm vụ:" in text_of(document)
    assert rows_of(document, tables_of(document)[0]) == [
        ["1", "Rà soát hộ nghèo", "Xã Sơn Lang", "01/07/2025", "không ghi"]
    ]
    one = cost(MEETING_KIND, row)
    three = held(movement, "Một", "Hai", "Ba")
    assert cost(MEETING_KIND, three) == one == 6


def test_a_review_with_more_reports_asks_as_often() -> None:
    world = make_world()
    event = make_review(world, held_on=date(2025, 6, 19))
    few = [cost(kind, event) for kind in (INVITATION_KIND, AGENDA_KIND, MINUTES_KIND, NOTICE_KIND)]
    for report in event.reports.all()[:3]:
        paper = reviews.Paper(f"{report.pk}/BC", date(2025, 6, 1), date(2025, 6, 2))
        reviews.receive_report(report=report, paper=paper, actor=world.coordinator)
    many = [cost(kind, event) for kind in (INVITATION_KIND, AGENDA_KIND, MINUTES_KIND, NOTICE_KIND)]
    assert many == few


@pytest.mark.data("demo")
def test_the_agenda_of_the_council_names_nobody() -> None:
    session = Session.objects.order_by("pk")[0]
    document = SESSION_AGENDA.build(session=session)
    names = [item.nomination.nominee_name for item in session.items.all()]
    assert names and not [name for name in names if name in document.to_json()]
    counted = [row[3] for row in rows_of(document, tables_of(document)[0]) if row[3]]
    assert sum(int(count) for count in counted) == session.items.filter(rank_round=1).count()
