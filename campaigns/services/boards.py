"""Steering boards: set up by a decision, members with dates, ended with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from psycopg2.extras import DateRange

from campaigns.models import Board, BoardMember
from campaigns.queries.letters import board_places, keeps_this
from campaigns.services.task_papers import BOARD_KIND, keep
from campaigns.task_enums import BoardKind, BoardRole
from communes.enums import UnitKind
from communes.services.register_papers import Scan, clean_text
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User

KIND_OF_PLACE: dict[str, str] = {
    UnitKind.DISTRICT: BoardKind.DISTRICT,
    UnitKind.COMMUNE: BoardKind.COMMUNE,
    UnitKind.TOWNSHIP: BoardKind.COMMUNE,
    UnitKind.VILLAGE: BoardKind.VILLAGE,
}
NOT_KEEPER = "Chỉ người của nơi lập ban ghi sổ này."


@dataclass(frozen=True)
class BoardText:
    """What the decision says; its number stays blank while unknown."""

    name: str
    since: date
    decision_number: str = ""
    decision_date: date | None = None


@transaction.atomic
def set_up_board(*, unit_id: int, text: BoardText, scan: Scan | None, actor: User) -> Board:
    """Enter a board of a district, commune or village; its kind follows from the place.

    Raises NotAllowed, Refused (`name`, `future`, `date`, `same`).
    """
    places = {pk: kind for pk, _name, kind in board_places(actor)}
    if unit_id not in places:
        raise NotAllowed("not_allowed", NOT_KEEPER)
    kind = KIND_OF_PLACE[places[unit_id]]
    name = clean_text(text.name, 240)
    if not name:
        raise Refused("name", "Ghi tên ban như trong quyết định.")
    _not_far(text.since)
    if text.decision_date and text.decision_date > clock.today():
        raise Refused("date", "Ngày quyết định không thể sau hôm nay. Xem lại ngày.")
    span = DateRange(text.since, None)
    if Board.objects.filter(unit_id=unit_id, kind=kind, valid__overlap=span).exists():
        raise Refused("same", "Nơi này đã có ban cùng loại đang hoạt động. Kết thúc ban cũ trước.")
    row = Board(
        unit_id=unit_id,
        kind=kind,
        name=name,
        decision_number=clean_text(text.decision_number, 60),
        decision_date=text.decision_date,
        valid=span,
        by=actor,
    )
    row.decision_file = keep(scan, BOARD_KIND, row.uid, actor)
    row.save()
    _record(actor, row, "board.set_up", f"Lập {name}")
    return row


@transaction.atomic
def end_board(*, board: Board, last_day: date, reason: str, actor: User) -> Board:
    """The board works until that day, and its members with it. Raises NotAllowed, Refused
    (`no_reason`, `ended`, `date`)."""
    locked = _lock(board, actor)
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do kết thúc, ví dụ số quyết định mới.")
    _check_last(locked.valid, last_day)
    after = last_day + timedelta(days=1)
    for member in locked.members.select_for_update(of=("self",)).filter(valid__endswith=None):
        if member.valid.lower and member.valid.lower >= after:
            raise Refused("date", f"{member.name} vào ban sau ngày này. Chọn ngày muộn hơn.")
        member.valid = DateRange(member.valid.lower, after)
        member.save(update_fields=["valid"])
    locked.valid = DateRange(locked.valid.lower, after)
    locked.ended_reason = reason
    locked.save()
    _record(actor, locked, "board.end", f"Kết thúc ngày {last_day:%d/%m/%Y}: {reason}")
    return locked


@dataclass(frozen=True)
class Member:
    """A person as the decision names them."""

    name: str
    role: str
    since: date
    position: str = ""


@transaction.atomic
def add_member(*, board: Board, member: Member, actor: User) -> BoardMember:
    """Add a person. Raises NotAllowed, Refused (`name`, `role`, `future`, `date`, `ended`, `same`,
    `head`)."""
    locked = _lock(board, actor)
    _check_running(locked)
    name = clean_text(member.name, 120)
    if not name:
        raise Refused("name", "Ghi họ và tên thành viên.")
    if member.role not in BoardRole.values:
        raise Refused("role", "Chọn nhiệm vụ trong ban.")
    _not_far(member.since)
    if locked.valid.lower and member.since < locked.valid.lower:
        raise Refused("date", "Ngày tham gia không thể trước ngày lập ban.")
    span = DateRange(member.since, None)
    there = locked.members.filter(valid__overlap=span)
    if there.filter(name=name).exists():
        raise Refused("same", f"{name} đang ở trong ban.")
    if member.role == BoardRole.HEAD and there.filter(role=BoardRole.HEAD).exists():
        raise Refused("head", "Ban đang có trưởng ban. Ghi ngày thôi của người trước rồi thêm.")
    row = BoardMember.objects.create(
        board=locked,
        name=name,
        position=clean_text(member.position, 160),
        role=member.role,
        valid=span,
        by=actor,
    )
    _record(actor, locked, "board.member", f"Thêm {row.get_role_display()} {name}")
    return row


@transaction.atomic
def end_member(*, member: BoardMember, last_day: date, actor: User) -> BoardMember:
    """The person is in the board until that day. Raises NotAllowed, Refused (`ended`, `date`)."""
    board = _lock(member.board, actor)
    locked = BoardMember.objects.select_for_update(of=("self",)).get(pk=member.pk)
    _check_last(locked.valid, last_day)
    locked.valid = DateRange(locked.valid.lower, last_day + timedelta(days=1))
    locked.save(update_fields=["valid"])
    _record(actor, board, "board.member_end", f"{locked.name} thôi từ sau {last_day:%d/%m/%Y}")
    return locked


def _lock(board: Board, actor: User) -> Board:
    locked = Board.objects.select_for_update(of=("self",)).get(pk=board.pk)
    if not keeps_this(actor, locked):
        raise NotAllowed("not_allowed", NOT_KEEPER)
    return locked


def _check_running(board: Board) -> None:
    if board.valid.upper is not None:
        raise Refused("ended", "Ban này đã kết thúc nên không ghi thêm thành viên.")


def _check_last(span: DateRange, last_day: date) -> None:
    if span.upper is not None:
        raise Refused("ended", "Đã ghi ngày kết thúc rồi.")
    if span.lower and last_day < span.lower:
        raise Refused("date", "Ngày kết thúc không thể trước ngày bắt đầu.")
    if last_day > clock.today():
        raise Refused("date", "Ngày kết thúc không thể sau hôm nay. Xem lại ngày.")


def _not_far(day: date) -> None:
    if day > clock.today():
        raise Refused("future", "Ngày bắt đầu không thể sau hôm nay. Xem lại ngày.")


def _record(actor: User, board: Board, act: str, words: str) -> None:
    audit.record(actor=actor, action=act, subject=board, summary=words[:500])
