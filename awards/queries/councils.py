"""What the pages of councils and sessions show."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from awards.council_rules import prepares_units, sits_in
from awards.enums import (
    BallotMode,
    ItemState,
    NominationState,
    Presence,
    ReviewsShown,
    SessionState,
)
from awards.models import (
    AgendaItem,
    BallotMark,
    Council,
    MemberReview,
    Nomination,
    OpenBallot,
    Session,
    SessionSeat,
)
from awards.tally import reachable
from awards.vote_words import share_words, verdict_words
from communes.enums import Role
from communes.rules import reach
from kbang_ntm.core.models import User


def visible_councils(user: User) -> QuerySet[Council]:
    """Councils of levels prepared, led, registered for or sat in."""
    led = reach(user).units(Role.DISTRICT_LEADER, Role.COMMUNE_LEADER, Role.CLERK)
    ids = prepares_units(user) | frozenset(led) | sits_in(user)
    return Council.objects.filter(unit_id__in=ids).select_related("unit")


def session_lines(user: User) -> QuerySet[Session]:
    """Sessions for the list, with the number of their items."""
    live = ~Q(items__state=ItemState.REMOVED)
    rows = Session.objects.visible_to(user).select_related("council", "round")
    return rows.annotate(agenda=Count("items", filter=live)).order_by("-held_at", "-pk")


def candidates(session: Session) -> list[Nomination]:
    """Nominations of the round that may come on the agenda: eligible, or before the council
    without an item. One query."""
    live = AgendaItem.objects.filter(state__in=[ItemState.WAITING, ItemState.OPEN])
    voted = AgendaItem.objects.filter(
        state=ItemState.CLOSED, session__state__in=[SessionState.OPEN, SessionState.CLOSED]
    )
    rows = Nomination.objects.filter(
        round_id=session.round_id,
        state__in=[NominationState.ELIGIBLE, NominationState.AT_COUNCIL],
    )
    rows = rows.exclude(pk__in=live.values("nomination_id"))
    rows = rows.exclude(pk__in=voted.values("nomination_id"))
    return list(rows.select_related("award_type").order_by("award_type__order", "search_key", "pk"))


def award_words(nomination: Nomination) -> str:
    """The name of what is asked for."""
    kind = nomination.award_type
    return kind.name if kind is not None else nomination.type_code


@dataclass(frozen=True)
class Line:
    """An item on the agenda as one person sees it."""

    item: AgendaItem
    title: str
    note: str
    verdict: str

    @property
    def result(self) -> str:
        """Share and verdict of a closed item."""
        return f"{share_words(self.item)}. {verdict_words(self.item)}"


def agenda_lines(session: Session, seat: SessionSeat | None) -> list[Line]:
    """The agenda in order, what became of each item, and what the person does not vote on.
    Two queries."""
    rows = session.items.exclude(state=ItemState.REMOVED)
    rows = rows.select_related("nomination__award_type").order_by("order", "attempt", "rank_round")
    own = set()
    if seat is not None:
        own = set(seat.recusals.values_list("item_id", flat=True))
    return [_line(one, one.pk in own) for one in rows]


def _line(item: AgendaItem, recused: bool) -> Line:
    title = f"{item.order}. {award_words(item.nomination)}: {item.nomination.nominee_name}"
    if item.attempt > 1:
        title += f" (lần {item.attempt})"
    if item.rank_round > 1:
        title += " (vòng hai)"
    note = item.get_state_display()
    if recused and item.state in (ItemState.WAITING, ItemState.OPEN):
        note = "bạn không bỏ phiếu"
    verdict = ""
    if item.state == ItemState.CLOSED:
        verdict = "met" if item.reached and item.within_quota is not False else "not_met"
    return Line(item, title, note, verdict)


@dataclass(frozen=True)
class Live:
    """How many votes are in, never which; `voters` may vote at the session, `written` wrote."""

    cast: int
    voters: int
    written: int
    entered: int
    absent: int
    recused: int
    total: int
    needed: int
    reachable: bool

    @property
    def left(self) -> int:
        """Members at the session that have not voted."""
        return max(self.voters - self.cast, 0)

    @property
    def bars(self) -> list[str]:
        """One class a member, in no order that says anything."""
        cast = min(self.cast, self.total)
        out = self.total - max(self.voters, cast)
        return ["in"] * cast + [""] * (self.total - cast - out) + ["out"] * out

    @property
    def most(self) -> int:
        """The most votes there can be."""
        return self.voters + self.written

    @property
    def spare(self) -> int:
        """How many of the possible votes may be missing."""
        return self.most - self.needed


def live_count(item: AgendaItem) -> Live:
    """The count of an item. Three queries."""
    table = OpenBallot if item.mode == BallotMode.OPEN else BallotMark
    recused = set(item.recusals.values_list("seat_id", flat=True))
    seats = SessionSeat.objects.filter(session_id=item.session_id, former=False)
    rows = list(seats.values_list("pk", "presence"))
    left = [presence for pk, presence in rows if pk not in recused]
    total = item.session.members_total or len(rows)
    there, wrote = left.count(Presence.PRESENT), left.count(Presence.WRITTEN)
    needed = item.needed or -(-item.percent * total // 100) if total else 0
    ballots = table._base_manager.filter(item=item)
    taken = list(ballots.values_list("seat__presence", flat=True))
    return Live(
        cast=taken.count(Presence.PRESENT),
        voters=there,
        written=wrote,
        entered=taken.count(Presence.WRITTEN),
        absent=left.count(Presence.ABSENT),
        recused=len(rows) - len(left),
        total=total,
        needed=needed,
        reachable=total > 0 and reachable(item.percent, total, there + wrote),
    )


def reviews_seen(item: AgendaItem, seat: SessionSeat | None) -> list[MemberReview]:
    """Others' reviews as far as the session shows them to this person. Two queries."""
    session = item.session
    rows = list(item.reviews.select_related("seat").order_by("seat__order", "pk"))
    own = [one for one in rows if seat is not None and one.seat_id == seat.pk]
    shown = {
        ReviewsShown.NEVER: False,
        ReviewsShown.AFTER_OWN: bool(own),
        ReviewsShown.AT_SESSION: session.state
        in (SessionState.OPEN, SessionState.CLOSED, SessionState.SIGNED),
    }[ReviewsShown(session.reviews_shown)]
    return rows if shown else own


def items_to_vote_on(user: User) -> QuerySet[AgendaItem]:
    """Items of sessions the person may see, with no more than a vote asks of them."""
    seen = Session.objects.visible_to(user)
    return AgendaItem.objects.filter(session__in=seen).select_related("session")


def visible_items(user: User) -> QuerySet[AgendaItem]:
    """Items of sessions the person may see, with all their page names."""
    return items_to_vote_on(user).select_related(
        "session__council__unit", "session__round", "session__chair", "session__secretary",
        "nomination__award_type", "nomination__nominee", "nomination__regime", "nomination__round",
    )  # fmt: skip


def accounts_to_seat() -> dict[int, User]:
    """{id: account} of everybody who may be given a seat, by name. One query."""
    people = User.objects.filter(is_active=True).order_by("sort_key", "username")
    return {one.pk: one for one in people}


def own_seat(session: Session, user: User) -> SessionSeat | None:
    """The person's seat in the session, None for who only prepares or reads it. One query."""
    seats = SessionSeat.objects.filter(session=session, user=user, former=False)
    return seats.order_by().first()
