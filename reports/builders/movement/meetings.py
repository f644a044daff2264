"""Giấy mời, chương trình, biên bản, thông báo kết luận of a review's conference, and the notice of
a meeting's conclusions with the tasks that came of it.

What the portal does not know of a conference (hour, place, who spoke) stays open for the pen.
"""

from __future__ import annotations

from django.db.models import QuerySet

from campaigns.enums import ReviewKind
from campaigns.models import MeetingNotice, ReviewEvent, Task
from campaigns.queries.review_facts import sections_of
from campaigns.queries.reviews import OwedLine, owed_lines, remarks_of
from campaigns.queries.tasks import TaskLine, lines_of
from campaigns.task_enums import TaskState
from communes.queries.changes import ONE_DAY
from communes.queries.register_rules import in_sentence
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import format_date
from reports.builders.binding import Figures, item, para
from reports.builders.movement.parts import (
    TO_WRITE,
    archive,
    chapters,
    committee_signer,
    drafting_office,
    kind_of,
    lines,
    movement,
)
from reports.builders.parts import Level, banners, capital, number_column, registered
from reports.documents.tree import (
    Align,
    Annex,
    Block,
    Cell,
    Column,
    Document,
    Row,
    SignOff,
    Table,
)
from reports.documents.wording import date_line

INVITATION, AGENDA = "review-invitation", "review-agenda"
MINUTES, NOTICE, MEETING = "review-minutes", "review-notice", "meeting-notice"
KINDS = {
    ReviewKind.YEARLY: "sơ kết",
    ReviewKind.INTERIM: "sơ kết",
    ReviewKind.FINAL: "tổng kết",
}
DOTS = "." * 40
OPEN_DAY = "....... giờ ......., ngày ....... tháng ....... năm ..........."


def _level(event: ReviewEvent) -> Level:
    return Level(event.unit, event.held_on or min(event.span.upper - ONE_DAY, clock.today()))


def _when(event: ReviewEvent) -> str:
    """The hour is not kept: it is written by hand."""
    return f"....... giờ ......., {date_line(event.held_on)}" if event.held_on else OPEN_DAY


def _where(event: ReviewEvent) -> list[Block]:
    return [para(f"Thời gian: {_when(event)}."), para(f"Địa điểm: {DOTS}")]


def _conference(event: ReviewEvent) -> str:
    return f"Hội nghị {KINDS[ReviewKind(event.kind)]} {movement(event.campaign)}"


def _paper(
    event: ReviewEvent,
    code: str,
    title: str,
    sign: str,
    blocks: tuple[Block, ...],
    *,
    figures: Figures | None = None,
    annexes: tuple[Annex, ...] = (),
    minutes: bool = False,
    draft: bool = False,
) -> Document:
    """The form of the four papers; minutes have two signers and go to nobody. Three queries."""
    signed = (SignOff(authority=("THƯ KÝ",)), SignOff(authority=("CHỦ TRÌ",)))
    return Document(
        kind=code,
        title=title,
        created=event.gathered_at or event.created_at,
        abstract=(f"Hội nghị {KINDS[ReviewKind(event.kind)]}", movement(event.campaign)),
        head=_level(event).committee(f"{sign}-UBND"),
        blocks=blocks,
        ending="" if minutes else "./.",
        signers=signed if minutes else (committee_signer(),),
        recipients=()
        if minutes
        else ("Các cơ quan, đơn vị dự hội nghị", archive(drafting_office(event.unit))),
        annexes=annexes,
        figures=figures.all() if figures else (),
        banners=banners(event.illustrative, draft=draft),
        subject=f"{title.capitalize()}: {event.title}",
    )


def _owing(rows: list[OwedLine]) -> list[Block]:
    """Who is asked: those that report."""
    if not rows:
        return [item(DOTS)]
    return [item(f"{_body_of(one)};" if one is not rows[-1] else f"{_body_of(one)}.")
            for one in rows]  # fmt: skip


def _body_of(line: OwedLine) -> str:
    return f"UBND {in_sentence(line.name)}" if line.row.unit_id else line.name


def build_invitation(*, event: ReviewEvent) -> Document:
    """To those that owe a report. Six queries."""
    level = _level(event)
    blocks: list[Block] = [
        para(f"Ủy ban nhân dân {level.inside} trân trọng kính mời:"),
        para(f"Ông (bà): {DOTS}"),
        para(f"Dự {_conference(event)}."),
        *_where(event),
        para("Thành phần: đại diện lãnh đạo các cơ quan, đơn vị sau:"),
        *_owing(owed_lines(event)),
        para(
            "Đơn vị chưa gửi báo cáo thì gửi trước hội nghị (hạn đã đặt: ngày "
            f"{format_date(event.reports_due)})."
        ),
    ]
    return _paper(event, INVITATION, "GIẤY MỜI", "GM", tuple(blocks))


def build_agenda(*, event: ReviewEvent) -> Document:
    """The report's parts and who has sent a report, in order; hours for the pen. A constant number
    of queries."""
    sent = [_body_of(one) for one in owed_lines(event) if one.row.received_on is not None]
    parts = "; ".join(one.heading for one in sections_of(event))
    about = f" ({parts})" if parts else ""
    rows = (
        "Ổn định tổ chức, tuyên bố lý do, giới thiệu đại biểu",
        f"Trình bày báo cáo {KINDS[ReviewKind(event.kind)]}{about}",
        f"Phát biểu của các đơn vị đã gửi báo cáo: {', '.join(sent)}"
        if sent
        else "Phát biểu của các đơn vị (chưa đơn vị nào gửi báo cáo)",
        "Thảo luận",
        "Kết luận hội nghị",
    )
    table = Table(
        columns=(
            number_column(),
            Column("Thời gian", 16),
            Column("Nội dung", 52),
            Column("Người thực hiện", 26),
        ),
        rows=tuple(
            Row((Cell(number), Cell(""), Cell(words), Cell("")))
            for number, words in enumerate(rows, start=1)
        ),
    )
    blocks = (*_where(event), table, para("Người chủ trì điều chỉnh chương trình khi cần."))
    return _paper(event, AGENDA, "CHƯƠNG TRÌNH", "CTr", blocks)


def _concluded(event: ReviewEvent) -> MeetingNotice | None:
    """The conclusions entered for the conference: of its day, and named by its kind. One query."""
    if event.held_on is None:
        return None
    rows = MeetingNotice.objects.filter(campaign_id=event.campaign_id, held_on=event.held_on)
    kind = KINDS[ReviewKind(event.kind)]
    return next((row for row in rows.order_by("-pk") if kind in row.title.lower()), None)


def _conclusions(notice: MeetingNotice | None, figures: Figures) -> list[Block]:
    """What it gave whom to do; lines for the pen while nothing is entered. Two queries."""
    found = lines_of(_tasks_of(notice)) if notice else []
    if not found:
        return [para(TO_WRITE), para(TO_WRITE)]
    told = ("Hội nghị giao ", figures.bind("tasks", len(found)), " nhiệm vụ:")
    return [para(*told), _tasks(found), para(TO_WRITE)]


def _tasks_of(notice: MeetingNotice) -> QuerySet[Task]:
    return notice.tasks.exclude(state=TaskState.WITHDRAWN).order_by("due", "title", "id")


def _company(rows: list[OwedLine]) -> list[Block]:
    """Who was asked is known, who came is counted at the table."""
    asked = [para("Thành phần mời: đại diện các cơ quan, đơn vị sau:"), *_owing(rows)]
    return [*(asked if rows else []), para(f"Có mặt: {DOTS} Vắng: {DOTS}")]


def _sent(rows: list[OwedLine], figures: Figures) -> list[Block]:
    if not rows:
        return [para("Không đơn vị nào phải gửi báo cáo.")]
    sent = sum(one.row.received_on is not None for one in rows)
    return [
        para(
            "Có ",
            figures.bind("received", sent),
            "/",
            figures.bind("owed", len(rows)),
            " cơ quan, đơn vị đã gửi báo cáo.",
        )
    ]


def build_minutes(*, event: ReviewEvent) -> Document:
    """A form of minutes with what the portal knows, its conclusions once they are entered as those
    of a meeting; the rest is written at the table. A constant number of queries."""
    figures, remarks = Figures(), remarks_of(event)
    parts, owed, notice = sections_of(event), owed_lines(event), _concluded(event)
    reported: list[Block] = [
        para(f"{one.heading}: {' '.join(remarks[one.key].split())}")
        for one in parts
        if one.key in remarks
    ]
    headings = "; ".join(one.heading for one in parts)
    blocks = chapters(
        (
            (
                "Thời gian, địa điểm, thành phần",
                [
                    *_where(event),
                    para(f"Chủ trì: {notice.chair}." if notice else f"Chủ trì: {DOTS}"),
                    para(f"Thư ký: {DOTS}"),
                    *_company(owed),
                ],
            ),
            (
                "Nội dung",
                [
                    *_sent(owed, figures),
                    para(f"Hội nghị nghe báo cáo: {headings or 'chưa có phần nào'}."),
                    *reported,
                ],
            ),
            ("Ý kiến phát biểu", [para(TO_WRITE), para(TO_WRITE)]),
            ("Kết luận", _conclusions(notice, figures)),
            ("Kết thúc", [para("Hội nghị kết thúc lúc ....... giờ ....... cùng ngày.")]),
        )
    )
    return _paper(
        event, MINUTES, "BIÊN BẢN", "BB", blocks, figures=figures, minutes=True, draft=True
    )


def build_notice(*, event: ReviewEvent) -> Document:
    """What the conference concluded, as far as rows tell it. A constant number of queries. Raises
    Refused (`not_held`)."""
    if event.held_on is None:
        raise Refused(
            "not_held", "Chưa ghi ngày họp. Ghi ngày họp của đợt sơ kết, tổng kết rồi in."
        )
    figures, rows = Figures(), owed_lines(event)
    late = [one for one in rows if one.row.received_on is None]
    level, remarks = _level(event), remarks_of(event)
    said: list[Block] = [
        para(f"{one.heading}: {' '.join(remarks[one.key].split())}")
        for one in sections_of(event)
        if one.key in remarks
    ]
    blocks: list[Block] = [
        para(
            f"Ngày {format_date(event.held_on)}, Ủy ban nhân dân {level.inside} tổ chức "
            f"{_conference(event)[:1].lower()}{_conference(event)[1:]}."
        ),
        *_sent(rows, figures),
        para("Hội nghị đánh giá:"),
        *(said or lines("")),
        para("Kết luận, nhiệm vụ thời gian tới:"),
        *_conclusions(_concluded(event), figures),
    ]
    if late:
        blocks.append(para("Các đơn vị chưa gửi báo cáo (Phụ lục) gửi ngay sau thông báo này."))
    return _paper(
        event, NOTICE, "THÔNG BÁO", "TB", tuple(blocks), figures=figures, annexes=_missing(late)
    )


def _missing(late: list[OwedLine]) -> tuple[Annex, ...]:
    rows = tuple(
        Row((Cell(number), Cell(_body_of(one)), Cell(one.due), Cell(one.words)))
        for number, one in enumerate(late, start=1)
    )
    columns = (
        number_column(),
        Column("Cơ quan, đơn vị", 50),
        Column("Hạn", 18, align=Align.CENTER),
        Column("Tình trạng", 26),
    )
    table = Table(columns=columns, rows=rows)
    return (Annex("Đơn vị chưa gửi báo cáo", (table,)),) if rows else ()


def build_meeting(*, notice: MeetingNotice) -> Document:
    """The conclusions of a meeting: each a task with who does it by when. Six queries."""
    figures = Figures()
    found, campaign = lines_of(_tasks_of(notice)), notice.campaign
    level = Level(campaign.unit, notice.held_on)
    start = para(
        f"Ngày {format_date(notice.held_on)}, {notice.chair} chủ trì {notice.title[:1].lower()}"
        f"{notice.title[1:]} để thực hiện {movement(campaign)}."
    )
    text: list[Block] = [start]
    if found:
        told = ("Kết luận cuộc họp giao ", figures.bind("tasks", len(found)), " nhiệm vụ:")
        text += [para(*told), _tasks(found)]
        text.append(para("Các cơ quan, đơn vị được giao thực hiện và báo cáo kết quả đúng hạn."))
    else:
        text += [para("Kết luận cuộc họp:"), *lines("")]
    return Document(
        kind=MEETING,
        title="THÔNG BÁO",
        created=notice.at,
        abstract=("Kết luận cuộc họp", notice.title),
        head=level.committee(
            "TB-UBND", number=registered(notice.number), dated=notice.signed_on
        ),
        blocks=tuple(text),
        signers=(committee_signer(),),
        recipients=(
            "Các cơ quan, đơn vị được giao nhiệm vụ", archive(drafting_office(campaign.unit)),
        ),
        figures=figures.all(),
        banners=banners(notice.illustrative),
        subject=f"Thông báo kết luận: {notice.title}",
    )  # fmt: skip


def _tasks(found: list[TaskLine]) -> Table:
    return Table(
        columns=(
            number_column(),
            Column("Nhiệm vụ", 40),
            Column("Chủ trì", 25),
            Column("Hạn", 15, align=Align.CENTER),
            Column("Sản phẩm", 20),
        ),
        rows=tuple(
            Row(
                (
                    Cell(number),
                    Cell(one.task.title),
                    Cell(one.holder_name),
                    Cell(one.task.due),
                    Cell(capital(one.task.product) or "không ghi"),
                )
            )
            for number, one in enumerate(found, start=1)
        ),
    )


EVENT = ("event", "đợt sơ kết, tổng kết")
INVITATION_KIND = kind_of(INVITATION, "Giấy mời hội nghị sơ kết, tổng kết", build_invitation, EVENT)
AGENDA_KIND = kind_of(
    AGENDA, "Chương trình hội nghị sơ kết, tổng kết", build_agenda, EVENT, sheet=True
)
MINUTES_KIND = kind_of(
    MINUTES, "Biên bản hội nghị sơ kết, tổng kết", build_minutes, EVENT, sheet=True
)
NOTICE_KIND = kind_of(
    NOTICE, "Thông báo kết luận hội nghị sơ kết, tổng kết", build_notice, EVENT, sheet=True
)
MEETING_KIND = kind_of(
    MEETING, "Thông báo kết luận cuộc họp", build_meeting, ("notice", "cuộc họp"), sheet=True
)
