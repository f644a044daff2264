"""Notices about sessions: to members, and to who prepares them."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from awards.models import AgendaItem, Session
from kbang_ntm.core import notify
from kbang_ntm.core.models import User

INVITED = "session.invited"
VOTE = "session.vote"
KINDS = {
    INVITED: "Mời họp Hội đồng, đổi lịch, kết quả phiên họp",
    VOTE: "Nhắc biểu quyết tại phiên họp Hội đồng",
}


def tell_members(session: Session, act: str, text: str) -> int:
    """A notice to every member with an account. Two queries."""
    rows = session.seats.filter(former=False, user__isnull=False).select_related("user")
    people = [seat.user for seat in rows if seat.user is not None]
    return notify.tell(
        recipients=people,
        kind=INVITED,
        key=f"{session.uid}.{act}",
        text=text,
        url=reverse("awards:session", args=[session.uid]),
    )


def tell_voters(item: AgendaItem, people: Iterable[User], stamp: str) -> int:
    """Remind people that an item waits for their vote."""
    return notify.tell(
        recipients=people,
        kind=VOTE,
        key=f"{item.uid}.{stamp}",
        text=f"Nội dung {item.order} đang biểu quyết, chờ phiếu của bạn.",
        url=reverse("awards:agenda-item", args=[item.uid]),
    )
