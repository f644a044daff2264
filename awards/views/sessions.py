"""Sessions: list, the page of members, the page of who runs it, minutes."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from awards.council_rules import may_prepare, may_run, prepares_units
from awards.enums import BallotMode, ItemState, Presence, SessionState
from awards.models import AgendaItem, Recusal, Session
from awards.queries.councils import (
    agenda_lines,
    live_count,
    own_seat,
    session_lines,
    visible_councils,
)
from awards.services.minutes import hash_of, minutes_of
from awards.services.ranking import Choice, choices_of
from awards.session_workflow import SESSION
from awards.tables.councils import SessionTable, session_badge
from awards.views.council_pages import readers_only, session_or_404
from communes.views.register_pages import need
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of
from kbang_ntm.core.workflow import available

ADDRESSES = {
    "invite": "invite",
    "open": "open",
    "close": "close",
    "sign": "sign",
    "cancel": "cancel",
}


@readers_only
@require_safe
def sessions(request: HttpRequest) -> HttpResponseBase:
    """Sessions the person has to do with."""
    user = member(request)
    mine = visible_councils(user).filter(
        unit_id__in=prepares_units(user), valid__contains=clock.today()
    )
    context = {"councils": mine}
    table = SessionTable(session_lines(user))
    return show_list(request, "awards/council/sessions.html", table, context, name="phien-hop")


@readers_only
@require_safe
def session(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The agenda as a member sees it: what waits for its vote, what came out."""
    user = member(request)
    row = session_or_404(user, uid)
    seat = own_seat(row, user)
    context = {
        "row": row,
        "badge": session_badge(row),
        "seat": seat,
        "lines": agenda_lines(row, seat),
        "replies": seat is not None and row.state == SessionState.INVITED,
        "runs": may_run(user, row) or may_prepare(user, row),
        **_attendance(row),
    }
    return render(request, "awards/council/session.html", context)


@readers_only
@require_safe
def desk(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Everything chair, secretary and the desk do in a session."""
    user = member(request)
    row = session_or_404(user, uid)
    need(may_run(user, row) or may_prepare(user, row), "Trang này của chủ trì, thư ký phiên họp.")
    lines = agenda_lines(row, None)
    voting = [(one, live_count(one.item)) for one in lines if one.item.state == ItemState.OPEN]
    secret = any(
        one.item.mode == BallotMode.SECRET and one.item.state in (ItemState.WAITING, ItemState.OPEN)
        for one in lines
    )
    runs = may_run(user, row)
    began = row.state in (SessionState.OPEN, SessionState.CLOSED)
    choices = [in_order(one) for one in choices_of(row) if one.forced] if began else []
    waits = any(one.item.state == ItemState.WAITING for one in lines)
    recused = Recusal.objects.filter(item__session=row).exclude(item__state=ItemState.REMOVED)
    context = {
        "row": row,
        "badge": session_badge(row),
        "lines": lines,
        "voting": voting,
        "runs": runs,
        "opens": runs and row.state == SessionState.OPEN,
        "edits": may_prepare(user, row) and row.state in _BEFORE_END,
        "needs_keys": secret and runs,
        "has_keys": bool(row.chair_key and row.secretary_key),
        "choices": choices,
        "unranked": not waits and any(i.rank is None for one in choices for i in one.items),
        "recusals": recused.select_related("item", "seat").order_by("item__order", "pk"),
        "acts": _acts(user, row),
        "seats": row.seats.filter(former=False).order_by("order", "pk"),
        "hopeless": _hopeless(row),
        "history": history_of(row.uid),
        **_attendance(row),
    }
    return render(request, "awards/council/desk.html", context)


@readers_only
@require_safe
def minutes(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The minutes: as frozen when signed, else as they would be now."""
    user = member(request)
    row = session_or_404(user, uid)
    found = row.minutes_frozen
    if found is None:
        need(
            may_run(user, row) or may_prepare(user, row), "Biên bản chưa ký. Chờ người chủ trì ký."
        )
        found = minutes_of(row)
    context = {
        "row": row,
        "minutes": found,
        "hash": row.minutes_sha256 or hash_of(found),
        "signed": row.state == SessionState.SIGNED,
        "runs": may_run(user, row) or may_prepare(user, row),
    }
    return render(request, "awards/council/minutes.html", context)


def in_order(choice: Choice) -> Choice:
    """The items of a quota by their rank, where they have one."""
    items = sorted(choice.items, key=lambda one: (one.rank or 0, one.order, one.pk))
    return replace(choice, items=items)


_BEFORE_END = (SessionState.PLANNED, SessionState.INVITED, SessionState.OPEN)


def _attendance(row: Session) -> dict[str, int]:
    """How many are there, wrote, are absent."""
    rows = list(row.seats.filter(former=False).values_list("presence", flat=True))
    return {
        "there": rows.count(Presence.PRESENT),
        "wrote": rows.count(Presence.WRITTEN),
        "away": rows.count(Presence.ABSENT),
        "members": row.members_total or len(rows),
    }


def _acts(user: User, row: Session) -> list[tuple[object, str]]:
    return [
        (one, reverse(f"awards:session-{ADDRESSES[one.name]}", args=[row.uid]))
        for one in available(SESSION, user, row)
    ]


def _hopeless(row: Session) -> list[AgendaItem]:
    """Waiting items that could not reach their percentage with who is there now."""
    if row.members_total is None:
        return []
    there = set(
        row.seats.filter(former=False)
        .exclude(presence=Presence.ABSENT)
        .values_list("pk", flat=True)
    )
    found = []
    rows = row.items.filter(state=ItemState.WAITING).prefetch_related("recusals")
    for item in rows.order_by("order"):
        may = len(there - {one.seat_id for one in item.recusals.all()})
        if may * 100 < item.percent * row.members_total:
            found.append(item)
    return found
