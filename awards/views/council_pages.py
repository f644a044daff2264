"""What the views of councils and sessions share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from awards.models import AgendaItem, Council, Session
from awards.nomination_rules import reads_awards
from awards.queries.councils import items_to_vote_on, visible_councils, visible_items
from communes.views.register_pages import Act, act_page, need
from kbang_ntm.core.access import get_visible, member, requires
from kbang_ntm.core.models import User

LIST = "Phiên họp Hội đồng"
readers_only = requires(
    reads_awards, "Trang này dành cho người có nhiệm vụ trong thi đua, khen thưởng. Hỏi quản trị."
)
Do = Callable[[Any, Any, User], Any]


class _Councils:
    visible_to = staticmethod(visible_councils)


class _Items:
    visible_to = staticmethod(visible_items)


class _Ballots:
    visible_to = staticmethod(items_to_vote_on)


def council_or_404(user: User, uid: UUID) -> Council:
    """The council if the person may see it."""
    found: Council = get_visible(_Councils, user, uid=uid)
    return found


def session_or_404(user: User, uid: UUID) -> Session:
    """The session if the person may see it, with who runs it."""
    found: Session = get_visible(
        Session.objects.select_related("council__unit", "round", "chair", "secretary"),
        user,
        uid=uid,
    )
    return found


def item_or_404(user: User, uid: UUID) -> AgendaItem:
    """The item of a session the person may see."""
    found: AgendaItem = get_visible(_Items, user, uid=uid)
    return found


def item_to_vote_on(user: User, uid: UUID) -> AgendaItem:
    """The item of a session the person may see, read for a vote: sixty come within seconds."""
    found: AgendaItem = get_visible(_Ballots, user, uid=uid)
    return found


def session_act(
    request: HttpRequest,
    uid: UUID,
    *,
    may: Callable[[User, Session], bool],
    why_not: str,
    form: Callable[[Session], forms.Form],
    do: Do,
    words: tuple[str, str, str],
    lead: str = "",
    note: Callable[[Session], str] | None = None,
    back: str = "awards:session-desk",
) -> HttpResponse:
    """A page with one form about a session. `words`: title, button, what is said when done."""
    user = member(request)
    row = session_or_404(user, uid)
    need(may(user, row), why_not)
    filled_in = form(row)
    title, button, done = words
    act = Act(
        title, button, reverse(back, args=[row.uid]), row.title, lead, note(row) if note else ""
    )
    return act_page(
        request, form=filled_in, words=act, do=lambda: do(row, filled_in, user), done=done
    )


def item_act(
    request: HttpRequest,
    uid: UUID,
    *,
    may: Callable[[User, AgendaItem], bool],
    why_not: str,
    form: Callable[[AgendaItem], forms.Form],
    do: Do,
    words: tuple[str, str, str],
    lead: str = "",
    note: str = "",
    back: str = "awards:session-desk",
) -> HttpResponse:
    """A page with one form about an item. `back`: the session's desk, or the item's page."""
    user = member(request)
    row = item_or_404(user, uid)
    need(may(user, row), why_not)
    filled_in = form(row)
    title, button, done = words
    to = row.uid if back == "awards:agenda-item" else row.session.uid
    about = f"{row.order}. {row.nomination.nominee_name}"
    act = Act(title, button, reverse(back, args=[to]), about, lead, note)
    return act_page(
        request, form=filled_in, words=act, do=lambda: do(row, filled_in, user), done=done
    )
