"""Sessions: planned, invited, opened with a snapshot of the membership, closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from awards.council_rules import may_prepare, may_run, prepares_units
from awards.enums import ItemState, Presence, ReviewsShown, SessionState
from awards.models import AwardRound, Council, CouncilSeat, Session, SessionSeat
from awards.queries.law import deciding_body, rules_on
from awards.queries.voting_rules import quorum, reviews_shown
from awards.services.council_notices import tell_members
from awards.services.recusals import compute_recusals
from awards.session_workflow import SESSION
from communes.services.register_papers import Scan, clean_text, keep_paper
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import format_date
from kbang_ntm.core.workflow import advance

OPINION_KIND = "session_opinion"
NOT_DESK = "Chỉ Phòng Nội vụ hoặc thư ký phiên họp chuẩn bị phiên họp."
NOT_MEMBER = "Bạn không phải thành viên Hội đồng của phiên họp này."
NOT_RUN = "Chỉ người chủ trì hoặc thư ký phiên họp làm việc này."
BEFORE = (SessionState.PLANNED, SessionState.INVITED)


@dataclass(frozen=True)
class SessionText:
    """What is planned. `reviews_shown` empty: by the rule of the day."""

    award_round: AwardRound
    title: str
    held_at: datetime
    place: str
    chair: CouncilSeat
    secretary: CouncilSeat
    reviews_shown: str = ""
    illustrative: bool = False


@transaction.atomic
def plan_session(*, council: Council, text: SessionText, actor: User) -> Session:
    """Plan a session; its members are those of the day it is held.

    Raises NotAllowed, Refused (`no_title`, `no_place`, `other_level`, `not_member`, `days`,
    `body_ended`).
    """
    if council.unit_id not in prepares_units(actor):
        raise NotAllowed("not_allowed", NOT_DESK)
    row = Session(council=council, made_by=actor, illustrative=text.illustrative)
    _write(row, text)
    row.save()
    sync_seats(row)
    _tell(actor, row, "plan", f"Lên lịch {row.title}, {when_words(row)}")
    return row


@transaction.atomic
def change_session(*, session: Session, text: SessionText, actor: User) -> Session:
    """Other words, day or place before it opens. Raises as `plan_session`, Refused (`begun`,
    `agenda`)."""
    row = for_preparing(session, actor)
    if row.state not in BEFORE:
        raise Refused("begun", "Phiên họp đã khai mạc hoặc không họp nên không sửa được.")
    if row.round_id != text.award_round.pk and row.items.exclude(state="removed").exists():
        raise Refused("agenda", "Phiên họp đã có nội dung của đợt này. Đưa hết ra rồi đổi đợt.")
    moved = row.held_at != text.held_at or row.place != text.place
    _write(row, text)
    row.save()
    sync_seats(row)
    _tell(actor, row, "change", f"Sửa {row.title}, {when_words(row)}")
    if moved and row.state == SessionState.INVITED:
        stamp = f"moved.{clock.now():%Y%m%d%H%M%S}"
        tell_members(row, stamp, f"Đổi lịch {row.title}: {when_words(row)}, {row.place}.")
    return row


@transaction.atomic
def invite(*, session: Session, actor: User) -> Session:
    """Invite the members. Raises NotAllowed, Refused (`wrong_state`, `no_items`, `no_members`)."""
    row = for_preparing(session, actor)
    if not row.items.filter(state=ItemState.WAITING).exists():
        raise Refused("no_items", "Phiên họp chưa có nội dung nào. Thêm đề nghị trước khi mời.")
    if not sync_seats(row):
        raise Refused(
            "no_members", "Hội đồng chưa có thành viên vào ngày họp. Ghi thành phần trước."
        )
    done = advance(SESSION, obj=row, act="invite", actor=actor, changes={"invited_at": clock.now()})
    tell_members(
        done,
        "invite",
        f"Mời dự {done.title}: {when_words(done)}, {done.place}. Đọc hồ sơ và trả lời.",
    )
    return done


@transaction.atomic
def reply(*, session: Session, coming: bool, reason: str, actor: User) -> SessionSeat:
    """A member answers the invitation. Raises NotAllowed, Refused (`begun`, `no_reason`)."""
    row = _lock(session)
    seat = seat_of(row, actor)
    if row.state != SessionState.INVITED:
        raise Refused("begun", "Phiên họp không còn nhận trả lời giấy mời.")
    reason = clean_text(reason, 200)
    if not coming and not reason:
        raise Refused("no_reason", "Ghi lý do không dự được.")
    seat.reply, seat.reply_reason = ("yes", "") if coming else ("no", reason)
    seat.save(update_fields=["reply", "reply_reason"])
    _tell(actor, row, "reply", f"{seat.name} {'sẽ dự' if coming else 'không dự được'}")
    return seat


@dataclass(frozen=True)
class Mark:
    """Whether a member came; a written opinion has a number and date, or a scan."""

    seat_id: int
    presence: str
    reason: str = ""
    paper: str = ""
    scan: Scan | None = None


@transaction.atomic
def mark_attendance(*, session: Session, marks: Iterable[Mark], actor: User) -> Session:
    """Who is there, who wrote, who is absent. Also later, while no item is being voted.

    Raises NotAllowed, Refused (`not_now`, `voting`, `no_opinion`, what is wrong with a file).
    """
    row = _lock(session)
    if not (may_run(actor, row) or may_prepare(actor, row)):
        raise NotAllowed("not_allowed", NOT_DESK)
    if row.state not in (SessionState.INVITED, SessionState.OPEN):
        raise Refused("not_now", "Chỉ ghi thành phần dự họp sau khi mời và trước khi kết thúc.")
    if row.items.filter(state=ItemState.OPEN).exists():
        raise Refused("voting", "Đang biểu quyết. Đóng biểu quyết rồi sửa thành phần dự họp.")
    seats = {seat.pk: seat for seat in row.seats.filter(former=False)}
    changed = []
    for mark in marks:
        seat = seats.get(mark.seat_id)
        if seat is not None and _apply(seat, mark, actor):
            changed.append(f"{seat.name}: {seat.get_presence_display()}")
    if changed:
        _tell(actor, row, "attendance", f"Thành phần dự họp: {'; '.join(changed)}")
    return row


def _apply(seat: SessionSeat, mark: Mark, actor: User) -> bool:
    """Write one mark; True when it says something new."""
    if mark.presence not in Presence.values:
        raise Refused("presence", f"Chọn có mặt hay vắng cho {seat.name}.")
    paper, reason = clean_text(mark.paper, 160), clean_text(mark.reason, 200)
    if mark.presence == Presence.WRITTEN and not (paper or mark.scan or seat.opinion_file_id):
        raise Refused(
            "no_opinion",
            f"Ghi số, ngày ý kiến bằng văn bản của {seat.name}, hoặc tải bản quét lên.",
        )
    before = (seat.presence, seat.opinion_paper, seat.absent_reason)
    seat.presence, seat.opinion_paper, seat.absent_reason = mark.presence, paper, reason
    if mark.scan is not None:
        seat.opinion_file = keep_paper(
            name=mark.scan.name,
            stream=mark.scan.stream,
            owner_kind=OPINION_KIND,
            owner_uid=seat.uid,
            actor=actor,
        )
    seat.save(update_fields=["presence", "opinion_paper", "absent_reason", "opinion_file"])
    return before != (mark.presence, paper, reason) or mark.scan is not None


@transaction.atomic
def open_session(*, session: Session, actor: User) -> Session:
    """Open with the membership of this day: total and quorum are kept as numbers.

    Raises NotAllowed, Refused (`wrong_state`, `not_there`, `quorum`, `no_quorum`, `body_ended`).
    """
    row = _lock(session)
    if not may_run(actor, row):
        raise NotAllowed("not_allowed", NOT_RUN)
    day = clock.today()
    deciding_body(row.council.unit, day)
    members = sync_seats(row) if row.state == SessionState.INVITED else []
    there = {seat.seat_id for seat in members if seat.presence == Presence.PRESENT}
    if row.state == SessionState.INVITED and not {row.chair_id, row.secretary_id} <= there:
        raise Refused(
            "not_there",
            "Người chủ trì và thư ký phải có mặt. Ghi thành phần dự họp, hoặc sửa người chủ trì, "
            "thư ký của phiên họp.",
        )
    least = quorum(len(members) or 1, rules_on(day))
    counted = sum(seat.presence != Presence.ABSENT for seat in members)
    if row.state == SessionState.INVITED and counted < least.needed:
        raise Refused(
            "quorum",
            f"Có mặt và có ý kiến bằng văn bản {counted}/{len(members)}, cần từ {least.needed}. "
            "Chưa đủ điều kiện khai mạc: mời thêm, lấy ý kiến bằng văn bản, hoặc họp ngày khác.",
        )
    return advance(
        SESSION, obj=row, act="open", actor=actor,
        changes={
            "opened_at": clock.now(),
            "members_total": len(members),
            "quorum_needed": least.needed,
            "quorum_basis": least.basis + ("" if least.certain else " (chưa kiểm chứng)"),
        },
        data={"members": len(members), "there": counted, "needed": least.needed},
    )  # fmt: skip


@transaction.atomic
def write_proceedings(
    *, session: Session, discussion: str, conclusion: str, actor: User
) -> Session:
    """What was said and concluded, for the minutes. Raises NotAllowed, Refused (`not_now`)."""
    row = _lock(session)
    if not may_run(actor, row):
        raise NotAllowed("not_allowed", NOT_RUN)
    if row.state not in (SessionState.OPEN, SessionState.CLOSED):
        raise Refused("not_now", "Chỉ ghi diễn biến từ khi khai mạc đến khi ký biên bản.")
    row.discussion, row.conclusion = clean_text(discussion, 20000), clean_text(conclusion, 4000)
    row.save(update_fields=["discussion", "conclusion"])
    _tell(actor, row, "proceedings", "Ghi diễn biến, kết luận phiên họp")
    return row


@transaction.atomic
def close_session(*, session: Session, actor: User) -> Session:
    """All is voted. Raises NotAllowed, Refused (`wrong_state`, `left`, `voting`)."""
    row = _lock(session)
    if not may_run(actor, row):
        raise NotAllowed("not_allowed", NOT_RUN)
    if row.items.filter(state=ItemState.OPEN).exists():
        raise Refused("voting", "Đang biểu quyết. Đóng biểu quyết trước khi kết thúc phiên họp.")
    left = row.items.filter(state=ItemState.WAITING).count()
    if left:
        raise Refused(
            "left", f"Còn {left} nội dung chưa biểu quyết. Biểu quyết, hoặc đưa khỏi nội dung."
        )
    return advance(SESSION, obj=row, act="close", actor=actor, changes={"closed_at": clock.now()})


def seat_of(session: Session, user: User) -> SessionSeat:
    """The person's seat in a session. Raises NotAllowed."""
    seats = SessionSeat.objects.filter(session=session, user=user, former=False)
    found = seats.order_by().first()
    if found is None:
        raise NotAllowed("not_member", NOT_MEMBER)
    return found


def sync_seats(row: Session) -> list[SessionSeat]:
    """Seats of the day the session is held; who has left the council
    is marked, who has come is added. Returns the members. Not after opening."""
    day = row.held_at.astimezone(clock.LOCAL).date()
    there = {seat.seat_id: seat for seat in row.seats.all()}
    wanted = {seat.pk: seat for seat in row.council.seats.filter(valid__contains=day)}
    for pk, seat in there.items():
        if seat.former == (pk in wanted):
            seat.former = pk not in wanted
            seat.presence = Presence.ABSENT
            seat.save(update_fields=["former", "presence"])
    SessionSeat.objects.bulk_create(
        SessionSeat(
            session=row, seat=one, user_id=one.user_id, name=one.name, position=one.position,
            role=one.role, order=one.order,
        )
        for pk, one in wanted.items()
        if pk not in there
    )  # fmt: skip
    compute_recusals(row)
    return list(row.seats.filter(former=False).order_by("order", "pk"))


def for_preparing(session: Session, actor: User) -> Session:
    """The locked session for whoever prepares it. Raises NotAllowed."""
    row = _lock(session)
    if not may_prepare(actor, row):
        raise NotAllowed("not_allowed", NOT_DESK)
    return row


def _write(row: Session, text: SessionText) -> None:
    title, place = clean_text(text.title, 200), clean_text(text.place, 200)
    if not title:
        raise Refused("no_title", "Ghi tên phiên họp.")
    if not place:
        raise Refused("no_place", "Ghi địa điểm họp.")
    if text.award_round.unit_id != row.council.unit_id:
        raise Refused("other_level", "Đợt xét là của cấp khác. Chọn đợt của cấp mình.")
    day = text.held_at.astimezone(clock.LOCAL).date()
    deciding_body(row.council.unit, day)
    if day not in row.council.valid:
        raise Refused("days", "Hội đồng không còn hoặc chưa có hiệu lực vào ngày họp.")
    for seat, role in ((text.chair, "Người chủ trì"), (text.secretary, "Thư ký phiên họp")):
        if seat.council_id != row.council_id or day not in seat.valid:
            raise Refused("not_member", f"{role} phải là thành viên Hội đồng vào ngày họp.")
        if seat.user_id is None:
            raise Refused("not_member", f"{role} phải có tài khoản trên cổng.")
    if text.chair.pk == text.secretary.pk:
        raise Refused("not_member", "Người chủ trì và thư ký phải là hai người.")
    shown = text.reviews_shown or reviews_shown(rules_on(day))
    if shown not in ReviewsShown.values:
        raise Refused("reviews", "Chọn khi nào hiện nhận xét của nhau.")
    values: dict[str, Any] = {
        "round": text.award_round, "title": title, "held_at": text.held_at, "place": place,
        "chair": text.chair, "secretary": text.secretary, "reviews_shown": shown,
    }  # fmt: skip
    for name, value in values.items():
        setattr(row, name, value)


def when_words(row: Session) -> str:
    """Time and day of a session in words."""
    moment = row.held_at.astimezone(clock.LOCAL)
    return f"{moment:%H:%M} ngày {format_date(moment.date())}"


def _lock(session: Session) -> Session:
    rows = Session.objects.select_for_update(of=("self",))
    return rows.select_related("council__unit", "chair", "secretary").get(pk=session.pk)


def _tell(actor: User, row: Session, act: str, summary: str) -> None:
    audit.record(actor=actor, action=f"session.{act}", subject=row, summary=summary[:500])
