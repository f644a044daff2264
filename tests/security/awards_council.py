"""The councils of the demonstration, and a session to which the district's is invited.

The session is made here by services from a nomination in appraisal: one item, no votes yet.
"""

from __future__ import annotations

from datetime import datetime, time

from awards.models import AgendaItem, Council, Nomination, Session
from awards.nomination_workflow import NOMINATION
from awards.services import agenda, sessions
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.workflow import advance
from tests.security.registers import Things, _things

SESSION = (
    "", "-desk", "-minutes", "-change", "-agenda", "-invite", "-reply", "-attendance", "-open",
    "-key", "-proceedings", "-rank", "-close", "-sign", "-number", "-cancel",
)  # fmt: skip
ITEM = (
    "", "-count", "-cast", "-review", "-relation", "-change", "-enter", "-remind", "-open",
    "-close", "-void", "-remove", "-second", "-choose",
)  # fmt: skip


def invited() -> Session:
    """A session of today, to which the members are invited."""
    desk = User.objects.get(username="noivu")
    row = Nomination.objects.filter(state="appraising", round__unit__key="huyen-kbang")[0]
    ready = advance(NOMINATION, obj=row, act="pass", actor=desk)
    council = Council.objects.get(unit__key="huyen-kbang")
    seats = {seat.role: seat for seat in council.seats.all()}
    text = sessions.SessionText(
        award_round=ready.round,
        title="Phiên họp để thử quyền",
        held_at=datetime.combine(clock.today(), time(8), tzinfo=clock.LOCAL),
        place="Hội trường",
        chair=seats["chair"],
        secretary=seats["secretary"],
    )
    session = sessions.plan_session(council=council, text=text, actor=desk)
    agenda.add_items(session=session, nominations=[ready], heading="", actor=desk)
    return sessions.invite(session=session, actor=desk)


def council_things() -> dict[str, Things]:
    """{address: {object name: values}} of councils, seats, a session and its item."""
    district = Council.objects.get(unit__key="huyen-kbang")
    commune = Council.objects.get(unit__key="son-lang")
    council = _things(district=district, sonlang=commune)
    seat = _things(
        district=district.seats.order_by("order")[5], sonlang=commune.seats.order_by("order")[2]
    )
    session = invited()
    item = AgendaItem.objects.get(session=session)
    found = dict.fromkeys(("council", "council-seat", "council-end", "session-new"), council)
    found["council-seat-end"] = seat
    found |= dict.fromkeys((f"session{act}" for act in SESSION), _things(district=session))
    found |= dict.fromkeys((f"agenda-item{act}" for act in ITEM), _things(district=item))
    return {f"awards:{name}": things for name, things in found.items()}
