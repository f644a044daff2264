"""Giấy mời, phiếu biểu quyết, biên bản kiểm phiếu, thông báo kết luận of a council's session."""

from __future__ import annotations

from datetime import date

from awards.enums import BallotChannel, BallotMode, ItemState, SeatRole, SessionState
from awards.models import AgendaItem, Session
from awards.vote_words import arithmetic, recommended, share_words, verdict_words
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from reports.builders.binding import Figures, item, para
from reports.builders.parts import Level, banners, number_column
from reports.documents.registry import DocumentKind, Format, Parameter, register
from reports.documents.tree import (
    Align,
    Block,
    Cell,
    Column,
    Document,
    Heading,
    PageBreak,
    Row,
    SignOff,
    Table,
)
from reports.documents.wording import date_line

INVITATION, AGENDA, BALLOT = "session-invitation", "session-agenda", "ballot-paper"
TALLY, NOTICE = "tally-sheet", "council-notice"
COUNTS = (
    ("yes", "Đồng ý"),
    ("no", "Không đồng ý"),
    ("invalid", "Không hợp lệ"),
    ("recused", "Không bỏ phiếu"),
    ("absent", "Vắng"),
    ("not_cast", "Chưa bỏ phiếu"),
    ("total", "Tổng số"),
)


def when(session: Session) -> str:
    """ "14 giờ 00 phút, ngày 24 tháng 10 năm 2024"."""
    local = session.held_at.astimezone(clock.LOCAL)
    return f"{local:%H} giờ {local:%M} phút, {date_line(local.date())}"


def items_of(session: Session, *states: str) -> list[AgendaItem]:
    """Items of the agenda in their order, with what they are about. One query."""
    rows = session.items.select_related("nomination__award_type", "paper_count").order_by(
        "order", "rank_round", "attempt"
    )
    return [row for row in rows if row.state in states or not states]


def award_of(row: AgendaItem) -> str:
    """What is asked for."""
    kind = row.nomination.award_type
    return kind.name if kind is not None else row.nomination.type_code


def level_of(session: Session) -> Level:
    """The level as it is called on the day of the session."""
    return Level(session.council.unit, day_of(session))


def day_of(session: Session) -> date:
    """The day it is held."""
    return session.held_at.astimezone(clock.LOCAL).date()


def _for_council(session: Session) -> SignOff:
    """Who signs for the council: its chairman, or who chairs the session for him."""
    chair = session.chair
    if chair is None or chair.role == SeatRole.CHAIR:
        name = chair.name if chair is not None else ""
        return SignOff(authority=("TM. HỘI ĐỒNG",), position=("CHỦ TỊCH",), name=name)
    return SignOff(
        authority=("TM. HỘI ĐỒNG", "KT. CHỦ TỊCH"), position=("PHÓ CHỦ TỊCH",), name=chair.name
    )


def build_invitation(*, session: Session) -> Document:
    """The invitation with the agenda; no names of nominees go out with it. Four queries."""
    level = level_of(session)
    rows = items_of(session, ItemState.WAITING, ItemState.OPEN, ItemState.CLOSED)
    headings = list(dict.fromkeys(row.heading or award_of(row) for row in rows))
    chair = session.chair
    invited = (session.invited_at or clock.now()).astimezone(clock.LOCAL).date()
    return Document(
        kind=INVITATION,
        title="GIẤY MỜI",
        created=session.invited_at or clock.now(),
        abstract=(session.title,),
        head=level.council("GM", dated=invited if session.invited_at else None),
        blocks=(
            para(f"{session.council.name} trân trọng kính mời:"),
            para("Ông (bà): ……………………………………………………"),
            para(f"Dự phiên họp: {session.title}."),
            para(f"Thời gian: {when(session)}."),
            para(f"Địa điểm: {session.place}."),
            para(
                f"Chủ trì: {chair.name}, {chair.position}." if chair else "Chủ trì: chưa xác định."
            ),
            *_listed(headings),
            para(
                "Thành viên không dự được thì báo lại trên cổng trước phiên họp và gửi ý kiến "
                "bằng văn bản; đối với nội dung bỏ phiếu kín, gửi phiếu giấy niêm phong."
            ),
        ),
        signers=(_for_council(session),),
        recipients=("Như thành phần mời", "Lưu: VT"),
        banners=banners(session.illustrative),
        subject=f"Giấy mời: {session.title}",
    )


def _listed(headings: list[str]) -> list[Block]:
    if not headings:
        return [para("Nội dung: Chưa có nội dung nào.")]
    return [para("Nội dung:"), *[item(f"{heading}.") for heading in headings]]


def build_agenda(*, session: Session) -> Document:
    """What the council goes through, heading by heading with how many proposals stand under it; no
    names of nominees. Three queries. Raises Refused (`no_items`)."""
    rows = items_of(session, ItemState.WAITING, ItemState.OPEN, ItemState.CLOSED)
    found = [row for row in rows if row.rank_round == 1]
    if not found:
        raise Refused("no_items", "Phiên họp chưa có nội dung nào. Thêm nội dung rồi in.")
    counted: dict[str, list[AgendaItem]] = {}
    for row in found:
        counted.setdefault(row.heading or award_of(row), []).append(row)
    voted = [
        (f"Thảo luận, biểu quyết: {heading}", _how_voted(items), len(items))
        for heading, items in counted.items()
    ]
    steps = [
        ("Ổn định tổ chức, công bố thành phần và điều kiện họp", "Thư ký", None),
        *voted,
        ("Công bố kết quả biểu quyết, kết luận", "Chủ trì", None),
        ("Thông qua biên bản", "Thư ký", None),
    ]
    return Document(
        kind=AGENDA,
        title="CHƯƠNG TRÌNH",
        created=session.invited_at or session.made_at,
        abstract=(session.title,),
        head=level_of(session).council("CTr"),
        blocks=(
            para(f"Thời gian: {when(session)}. Địa điểm: {session.place}."),
            Table(
                columns=(
                    number_column(),
                    Column("Nội dung", 54),
                    Column("Cách làm, người thực hiện", 28),
                    Column("Số đề nghị", 12, align=Align.CENTER),
                ),
                rows=tuple(
                    Row((Cell(number), Cell(words), Cell(how), Cell(count)))
                    for number, (words, how, count) in enumerate(steps, start=1)
                ),
            ),
            para("Người chủ trì điều chỉnh chương trình khi cần."),
        ),
        signers=(_for_council(session),),
        recipients=("Các thành viên Hội đồng", "Lưu: VT"),
        banners=banners(session.illustrative),
        subject=f"Chương trình: {session.title}",
    )


def _how_voted(rows: list[AgendaItem]) -> str:
    """ "Bỏ phiếu kín", "Biểu quyết công khai", or both."""
    secret = {row.mode == BallotMode.SECRET for row in rows}
    if len(secret) > 1:
        return "Bỏ phiếu kín; biểu quyết công khai"
    return "Bỏ phiếu kín" if True in secret else "Biểu quyết công khai"


def build_ballot(*, session: Session) -> Document:
    """One paper ballot for each item voted on paper or mixed, a page each; no number, and on a
    secret one no mark that tells one paper from another. Two queries. Raises Refused
    (`no_paper_items`)."""
    rows = [
        row
        for row in items_of(session, ItemState.WAITING, ItemState.OPEN, ItemState.CLOSED)
        if row.channel != BallotChannel.ELECTRONIC
    ]
    if not rows:
        raise Refused("no_paper_items", "Phiên này không có nội dung bỏ phiếu giấy.")
    blocks: list[Block] = []
    for place, row in enumerate(rows):
        if place:
            blocks += [
                PageBreak(),
                Heading(1, "PHIẾU BIỂU QUYẾT"),
                para(f"{session.council.name}. {session.title}."),
            ]
        secret = row.mode == BallotMode.SECRET
        blocks += [
            Heading(2, f"Nội dung {row.order}. {row.nomination.nominee_name}"),
            para(f"Đề nghị: {award_of(row)}."),
            para("Bỏ phiếu kín: không ghi tên, không ký." if secret else "Biểu quyết công khai."),
            Table(
                columns=(
                    Column("Ý kiến", 60),
                    Column("Đánh dấu X vào một ô", 40, align=Align.CENTER),
                ),
                rows=(Row((Cell("Đồng ý"), Cell(""))), Row((Cell("Không đồng ý"), Cell("")))),
            ),
            para("Phiếu đánh dấu cả hai ô, không đánh dấu ô nào hoặc ghi thêm là không hợp lệ."),
        ]
        if not secret:
            blocks += [
                para("Họ và tên thành viên: ……………………………"),
                para("Ngày …… tháng …… năm ……, ký tên:"),
            ]
    return Document(
        kind=BALLOT,
        title="PHIẾU BIỂU QUYẾT",
        created=session.made_at,
        abstract=(session.council.name, session.title),
        blocks=tuple(blocks),
        ending="",
        banners=banners(session.illustrative),
        subject=f"Phiếu biểu quyết: {session.title}",
    )


def build_tally(*, session: Session) -> Document:
    """Every count of every closed item, with the arithmetic. Four queries. Raises Refused
    (`nothing_counted`)."""
    level, figures = level_of(session), Figures()
    rows = items_of(session, ItemState.CLOSED, ItemState.VOID)
    closed = [row for row in rows if row.state == ItemState.CLOSED]
    if not closed:
        raise Refused("nothing_counted", "Chưa có nội dung nào đóng biểu quyết.")
    blocks: list[Block] = [
        para(f"Thời gian họp: {when(session)}. Địa điểm: {session.place}."),
        para(
            "Tỷ lệ tính trên tổng số thành viên Hội đồng: ",
            figures.bind("members", session.members_total, source=f"session:{session.pk}"),
            " người; người không bỏ phiếu và người vắng vẫn tính trong tổng số.",
        ),
    ]
    for row in closed:
        blocks += _counted(row)
    for row in rows:
        if row.state == ItemState.VOID:
            blocks.append(
                para(
                    f"Nội dung {row.order} ({row.nomination.nominee_name}), lần {row.attempt}: "
                    f"không có kết quả, phải biểu quyết lại. {row.state_reason}"
                )
            )
    return Document(
        kind=TALLY,
        title="BIÊN BẢN KIỂM PHIẾU",
        created=session.closed_at or clock.now(),
        abstract=(session.title,),
        head=level.council("BB", dated=day_of(session) if session.closed_at else None),
        blocks=tuple(blocks),
        ending="",
        signers=(
            SignOff(
                authority=("THƯ KÝ",), name=session.secretary.name if session.secretary else ""
            ),
            SignOff(authority=("CHỦ TRÌ",), name=session.chair.name if session.chair else ""),
        ),
        figures=figures.all(),
        banners=banners(session.illustrative, draft=session.state == SessionState.OPEN),
        subject=f"Biên bản kiểm phiếu: {session.title}",
    )


def _counted(row: AgendaItem) -> list[Block]:
    mode = "bỏ phiếu kín" if row.mode == BallotMode.SECRET else "biểu quyết công khai"
    again = f", lần {row.attempt}" if row.attempt > 1 else ""
    second = f", vòng {row.rank_round}" if row.rank_round > 1 else ""
    blocks: list[Block] = [
        Heading(2, f"{row.order}. {row.nomination.nominee_name}: {award_of(row)}"),
        para(f"Cách biểu quyết: {mode}{again}{second}."),
        Table(
            columns=tuple(Column(label, 14, align=Align.CENTER) for _name, label in COUNTS),
            rows=(Row(tuple(Cell(getattr(row, name)) for name, _label in COUNTS)),),
        ),
        para(f"Tỷ lệ {share_words(row)}. {arithmetic(row)} {verdict_words(row)}"),
    ]
    paper = getattr(row, "paper_count", None)
    if paper is not None:
        # Beside votes on the portal a paper's choice would name its writer: it is not kept.
        found = (
            "kiểm chung với phiếu trên cổng"
            if paper.yes is None
            else f"đồng ý {paper.yes}, không đồng ý {paper.no}, không hợp lệ {paper.invalid}"
        )
        blocks.append(
            para(
                f"Phiếu giấy: phát ra {paper.given}, thu về {paper.taken}, {found}. "
                f"Tổ kiểm phiếu: {paper.counters}."
            )
        )
    return blocks


def build_notice(*, session: Session) -> Document:
    """What the council proposes to the chairman of UBND. Three queries. Raises Refused
    (`not_signed`)."""
    if session.state != SessionState.SIGNED:
        raise Refused("not_signed", "Biên bản chưa ký nên chưa có thông báo kết luận.")
    level = level_of(session)
    rows = [row for row in items_of(session, ItemState.CLOSED) if row.rank_round == 1]
    columns = (
        number_column(),
        Column("Tên", 34),
        Column("Đề nghị", 28),
        Column("Kết quả", 32),
    )
    lines = [
        Row(
            (
                Cell(number),
                Cell(row.nomination.nominee_name),
                Cell(award_of(row)),
                Cell(f"{share_words(row)}: {_proposed(row)}"),
            )
        )
        for number, row in enumerate(rows, start=1)
    ]
    return Document(
        kind=NOTICE,
        title="THÔNG BÁO",
        created=session.signed_at or clock.now(),
        abstract=(f"Kết luận {session.title[:1].lower()}{session.title[1:]}",),
        head=level.council("TB"),
        blocks=(
            para(f"{session.council.name} họp {when(session)}, tại {session.place}."),
            *[para(line) for line in session.conclusion.splitlines() if line.strip()],
            Table(columns=columns, rows=tuple(lines), empty_text="Không có nội dung biểu quyết."),
            para(f"Hội đồng trình Chủ tịch Ủy ban nhân dân {level.inside} xem xét, quyết định."),
        ),
        signers=(_for_council(session),),
        recipients=(f"Chủ tịch UBND {level.inside}", "Các thành viên Hội đồng", "Lưu: VT"),
        banners=banners(session.illustrative),
        subject=f"Thông báo kết luận: {session.title}",
    )


def _proposed(row: AgendaItem) -> str:
    if recommended(row):
        return "đề nghị khen thưởng"
    return "không đề nghị, ngoài số lượng tối đa" if row.reached else "không đề nghị"


def _kind(code: str, label: str, builder: object, *, sheet: bool = False) -> DocumentKind:
    """`sheet`: it holds tables to count with; a ballot's are boxes to mark."""
    return register(
        DocumentKind(
            code=code,
            label_vi=label,
            formats=(Format.PDF, Format.DOCX, *((Format.XLSX,) if sheet else ())),
            builder=builder,  # type: ignore[arg-type]  # one of the builders above
            parameters=(Parameter("session", "phiên họp"),),
        )
    )


INVITATION_KIND = _kind(INVITATION, "Giấy mời họp Hội đồng", build_invitation)
AGENDA_KIND = _kind(AGENDA, "Chương trình họp Hội đồng", build_agenda, sheet=True)
BALLOT_KIND = _kind(BALLOT, "Phiếu biểu quyết (giấy)", build_ballot)
TALLY_KIND = _kind(TALLY, "Biên bản kiểm phiếu", build_tally, sheet=True)
NOTICE_KIND = _kind(NOTICE, "Thông báo kết luận của Hội đồng", build_notice, sheet=True)
