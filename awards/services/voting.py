"""Casting votes: in the open by name, in secret under seal. One for each member and item.

A secret vote leaves a mark and a sealed row in one transaction, and nothing else: no act in the
trail, no receipt, no line in a log (docs/secret-ballots.md).
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from awards.council_rules import is_secretary, may_run
from awards.enums import BallotChannel, BallotMode, Choice, ItemState, Presence, SessionState
from awards.models import (
    AgendaItem,
    BallotMark,
    OpenBallot,
    Recusal,
    SealedBallot,
    SessionSeat,
)
from awards.sealing import seal
from awards.services.council_notices import tell_voters
from awards.services.sessions import NOT_MEMBER, NOT_RUN
from awards.session_workflow import ITEM
from awards.tally import needed
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.workflow import advance

VALID = (Choice.YES, Choice.NO)
NOT_SEATED = "Người này không phải thành viên của phiên họp."
CLOSED = "Nội dung này đã đóng biểu quyết. Phiếu không được nhận."


@transaction.atomic
def open_item(*, item: AgendaItem, actor: User) -> AgendaItem:
    """Open the vote: the least number of yes votes is kept as an integer.

    Raises NotAllowed, Refused (`not_open`, `no_key`, `nobody`, `wrong_state`).
    """
    row = locked_item(item)
    session = row.session
    if not may_run(actor, session):
        raise NotAllowed("not_allowed", NOT_RUN)
    if session.state != SessionState.OPEN or session.members_total is None:
        raise Refused("not_open", "Khai mạc phiên họp trước khi mở biểu quyết.")
    secret = row.mode == BallotMode.SECRET
    keys = ""
    if secret and row.channel != BallotChannel.PAPER:
        if not (session.chair_key and session.secretary_key):
            raise Refused(
                "no_key",
                "Bỏ phiếu kín cần khóa mở phiếu: người chủ trì và thư ký, mỗi người nhận nửa khóa "
                "của mình ở trang «Khóa mở phiếu» trước.",
            )
        keys = session.chair_key + session.secretary_key
    if not voting_seats(row):
        raise Refused("nobody", "Không thành viên nào được biểu quyết nội dung này.")
    return advance(
        ITEM, obj=row, act="open", actor=actor,
        changes={
            "opened_at": clock.now(),
            "needed": needed(row.percent, session.members_total),
            "public_key": keys,
        },
    )  # fmt: skip


@transaction.atomic
def cast_open(*, item: AgendaItem, choice: str, actor: User) -> bool:
    """A member votes by name; False when it had already voted: the first vote stands.

    Raises NotAllowed, Refused (`choice`, `closed`, `recused`, `absent`, `secret`, `written`).
    """
    row, seat = _admitted(item, Q(user=actor), NOT_MEMBER, BallotMode.OPEN)
    if choice not in VALID:
        raise Refused("choice", "Chọn đồng ý hoặc không đồng ý.")
    if seat.presence == Presence.WRITTEN:
        raise Refused("written", "Bạn gửi ý kiến bằng văn bản; thư ký ghi biểu quyết từ văn bản.")
    return _write_open(row, seat, choice, on_paper=False)


@transaction.atomic
def enter_open(*, item: AgendaItem, seat: SessionSeat, choice: str, actor: User) -> bool:
    """The secretary writes down a hand raised, or what a written opinion says.

    Raises NotAllowed, Refused (`choice`, `closed`, `recused`, `absent`, `secret`).
    """
    row, seat = _admitted(item, Q(pk=seat.pk), NOT_SEATED, BallotMode.OPEN)
    if not is_secretary(actor, row.session):
        raise NotAllowed("not_allowed", "Chỉ thư ký phiên họp ghi biểu quyết từ giấy, giơ tay.")
    if choice not in Choice.values:
        raise Refused("choice", "Chọn đồng ý, không đồng ý hoặc không hợp lệ.")
    written = _write_open(row, seat, choice, on_paper=True)
    if written:
        audit.record(
            actor=actor,
            action="agenda_item.open_ballot",
            subject=row,
            summary=f"Ghi biểu quyết công khai của {seat.name}: {Choice(choice).label}",
        )
    return written


def _write_open(row: AgendaItem, seat: SessionSeat, choice: str, *, on_paper: bool) -> bool:
    if seat.cast:  # type: ignore[attr-defined]  # annotated by _admitted
        return False
    OpenBallot.objects.create(item=row, seat=seat, choice=choice, on_paper=on_paper)
    return True


@transaction.atomic
def cast_secret(*, item: AgendaItem, choice: str, actor: User) -> bool:
    """A member votes in secret; False when it had already voted: the first vote stands.

    Raises NotAllowed, Refused (`choice`, `closed`, `recused`, `absent`, `open`, `written`,
    `paper`).
    """
    row, seat = _admitted(item, Q(user=actor), NOT_MEMBER, BallotMode.SECRET)
    if choice not in VALID:
        raise Refused("choice", "Chọn đồng ý hoặc không đồng ý.")
    if seat.presence == Presence.WRITTEN:
        raise Refused(
            "written", "Bạn gửi phiếu giấy niêm phong; tổ kiểm phiếu tính phiếu đó khi kiểm phiếu."
        )
    if not row.public_key:
        raise Refused("paper", "Nội dung này bỏ phiếu giấy, không bỏ phiếu trên cổng.")
    if seat.cast:  # type: ignore[attr-defined]  # annotated by _admitted
        return False
    BallotMark.objects.create(item=row, seat=seat)
    sealed = seal(choice, chair=row.public_key[:64], secretary=row.public_key[64:])
    SealedBallot.objects.create(item=row, seat=seat, sealed=sealed)
    return True


@transaction.atomic
def remind(*, item: AgendaItem, actor: User) -> int:
    """Tell those present who have not voted; returns how many. Raises NotAllowed, Refused."""
    row = locked_item(item)
    if not may_run(actor, row.session):
        raise NotAllowed("not_allowed", NOT_RUN)
    if row.state != ItemState.OPEN:
        raise Refused("closed", CLOSED)
    table = OpenBallot if row.mode == BallotMode.OPEN else BallotMark
    cast = set(table._base_manager.filter(item=row).values_list("seat_id", flat=True))
    left = [seat for seat in voting_seats(row) if seat.pk not in cast]
    people = [one.user for one in left if one.user and one.presence == Presence.PRESENT]
    return tell_voters(row, people, f"remind.{clock.now():%Y%m%d%H%M}")


def voting_seats(item: AgendaItem) -> list[SessionSeat]:
    """Members who may vote on the item: there or with a written opinion, not recused."""
    rows = SessionSeat.objects.filter(session_id=item.session_id, former=False)
    rows = rows.exclude(presence=Presence.ABSENT).exclude(recusals__item=item)
    return list(rows.select_related("user").order_by("order", "pk"))


def locked_item(item: AgendaItem) -> AgendaItem:
    """The item, locked, with its session and who runs it."""
    rows = AgendaItem.objects.select_for_update(of=("self",))
    return rows.select_related("session__chair", "session__secretary").get(pk=item.pk)


def _admitted(
    item: AgendaItem, who: Q, nobody: str, mode: BallotMode
) -> tuple[AgendaItem, SessionSeat]:
    """The locked item and the seat, when that member may vote on it now; `seat.cast`: its vote is
    in. The seat is read under the lock, so that two votes at once see one another. Two queries."""
    row = locked_item(item)
    own = {"item": row, "seat": OuterRef("pk")}
    table = OpenBallot if mode == BallotMode.OPEN else BallotMark
    seats = row.session.seats.filter(who, former=False).annotate(
        recused=Exists(Recusal._base_manager.filter(**own)),
        cast=Exists(table._base_manager.filter(**own)),
    )
    fresh = seats.order_by().first()
    if fresh is None:
        raise NotAllowed("not_member", nobody)
    if row.state != ItemState.OPEN:
        waiting = row.state == ItemState.WAITING
        raise Refused("closed", "Nội dung này chưa mở biểu quyết." if waiting else CLOSED)
    if row.mode != mode:
        raise Refused("mode", f"Nội dung này {row.get_mode_display()}. Tải lại trang.")
    if fresh.recused:
        raise Refused("recused", "Không bỏ phiếu nội dung này (vẫn tính trong tổng số thành viên).")
    if fresh.presence == Presence.ABSENT:
        raise Refused("absent", "Chưa được ghi có mặt nên chưa bỏ phiếu được. Báo thư ký.")
    return row, fresh
