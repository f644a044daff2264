"""What a session of the council waits for from a person: the rows a home looks for."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from awards.enums import BallotMode, ItemState, Presence, SessionState
from awards.models import AgendaItem, BallotMark, OpenBallot, Recusal, Session, SessionSeat
from kbang_ntm.core.models import User
from kbang_ntm.core.once import once

LIVE = (SessionState.INVITED, SessionState.OPEN, SessionState.CLOSED)


@once
def run_rows(user: User) -> QuerySet[Session]:
    """Sessions on their way that the person chairs or keeps the minutes of."""
    runs = Q(chair__user=user) | Q(secretary__user=user)
    return Session.objects.filter(runs, state__in=LIVE)


@once
def seat_rows(user: User) -> QuerySet[SessionSeat]:
    """Seats in sessions the person is invited to."""
    return SessionSeat.objects.filter(user=user, former=False, session__state=SessionState.INVITED)


@once
def vote_rows(user: User) -> QuerySet[AgendaItem]:
    """Open votes the person has not cast."""
    seat = Q(session__seats__user=user, session__seats__presence=Presence.PRESENT)
    own = {"item": OuterRef("pk"), "seat__user": user}
    rows = AgendaItem.objects.filter(seat, state=ItemState.OPEN, session__seats__former=False)
    return rows.exclude(mode=BallotMode.SECRET, public_key="").filter(
        ~Exists(OpenBallot.objects.filter(**own)),
        ~Exists(BallotMark.objects.filter(**own)),
        ~Exists(Recusal.objects.filter(**own)),
    )
