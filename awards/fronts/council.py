"""Home lines, navigation, files and notices of councils and their sessions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.urls import reverse

from awards.council_rules import SEATS_PART, prepares_units, seats_of_account
from awards.enums import SessionState
from awards.models import Session, SessionSeat
from awards.nomination_rules import reads_awards
from awards.queries.councils import visible_councils
from awards.queries.sitting import run_rows, seat_rows, vote_rows
from awards.services.council_notices import KINDS
from awards.services.councils import PAPER_KIND
from awards.services.minutes import MINUTES_KIND
from awards.services.sessions import OPINION_KIND
from kbang_ntm.core import clock
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.navigation import NavItem
from kbang_ntm.core.navigation import register as register_navigation
from kbang_ntm.core.registry import InboxItem, registry, sees_owner

GROUP = "Phiên họp Hội đồng"


def register() -> None:
    """Called once, when the app is ready."""
    registry.add_person_part(SEATS_PART, seats_of_account)
    registry.add_inbox("awards.run", run_items, run_rows)
    registry.add_inbox("awards.seats", seat_items, seat_rows)
    registry.add_inbox("awards.votes", vote_items, vote_rows)
    registry.add_file_rule(PAPER_KIND, may_read_decision)
    registry.add_file_rule(MINUTES_KIND, may_read_minutes)
    registry.add_file_rule(OPINION_KIND, may_read_opinion)
    for kind, label in KINDS.items():
        registry.add_notice_kind(kind, label)
    for item in (
        NavItem("Phiên họp Hội đồng", "awards:sessions", 75, reads_awards, foot_only=True),
        NavItem("Hội đồng thi đua", "awards:councils", 76, reads_awards, foot_only=True),
    ):
        register_navigation(item)


def may_read_decision(user: User, file: StoredFile) -> bool:
    """Whoever sees the council."""
    return visible_councils(user).filter(uid=file.owner_uid).exists()


may_read_minutes = sees_owner(Session)


def may_read_opinion(user: User, file: StoredFile) -> bool:
    """Who runs or prepares the session, and who wrote it."""
    seats = SessionSeat.objects.filter(uid=file.owner_uid)
    own = Q(user=user) | Q(session__chair__user=user) | Q(session__secretary__user=user)
    return seats.filter(own | Q(session__council__unit_id__in=prepares_units(user))).exists()


def run_items(user: User) -> Iterable[InboxItem]:
    """What waits for chair and secretary. One query."""
    rows = run_rows(user).select_related("chair", "secretary", "council")
    for row in rows.order_by("held_at", "pk"):
        yield from _of_run(user, row)


def seat_items(user: User) -> Iterable[InboxItem]:
    """Letters of invitation to answer, files to read. One query."""
    seats = seat_rows(user).select_related("session")
    return [_of_member(seat) for seat in seats.order_by("session__held_at", "pk")]


def _day(row: Session) -> date:
    return row.held_at.astimezone(clock.LOCAL).date()


def _of_run(user: User, row: Session) -> Iterable[InboxItem]:
    """What the session waits for from who chairs it and its secretary."""
    chairs = row.chair is not None and row.chair.user_id == user.pk
    writes = row.secretary is not None and row.secretary.user_id == user.pk
    title, url = "", "awards:session-desk"
    if row.state == SessionState.CLOSED and chairs:
        title, url = f"Ký biên bản: {row.title}", "awards:session-minutes"
    elif row.state == SessionState.CLOSED and writes and not row.conclusion:
        title = f"Ghi diễn biến, kết luận: {row.title}"
    elif row.state == SessionState.OPEN and (chairs or writes):
        title = f"Điều hành: {row.title}"
    elif row.state == SessionState.INVITED and (chairs or writes) and _day(row) <= clock.today():
        title = f"Ghi thành phần, khai mạc: {row.title}"
    if title:
        yield InboxItem(
            title=title,
            url=reverse(url, args=[row.uid]),
            group=GROUP,
            hint=row.council.name,
            due=_day(row) if row.state == SessionState.INVITED else None,
        )


def _of_member(seat: SessionSeat) -> InboxItem:
    row = seat.session
    asks = "Đọc hồ sơ, ghi nhận xét" if seat.reply else "Trả lời giấy mời"
    address = "awards:session" if seat.reply else "awards:session-reply"
    return InboxItem(
        title=f"{asks}: {row.title}",
        url=reverse(address, args=[row.uid]),
        group=GROUP,
        hint=f"họp {row.held_at.astimezone(clock.LOCAL):%H:%M %d/%m/%Y}, {row.place}",
        due=_day(row),
    )


def vote_items(user: User) -> Iterable[InboxItem]:
    """These votes in the order of the agenda. One query."""
    for row in vote_rows(user).select_related("nomination").order_by("order", "pk"):
        yield InboxItem(
            title=f"Bỏ phiếu: {row.nomination.nominee_name}",
            url=reverse("awards:agenda-item", args=[row.uid]),
            group=GROUP,
            hint="đang biểu quyết",
            due=clock.today(),
        )
