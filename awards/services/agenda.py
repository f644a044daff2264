"""The agenda of a session: nominations as items, how each is voted, members' own reviews."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from awards.enums import BallotChannel, BallotMode, ItemState, NominationState, SessionState
from awards.models import AgendaItem, MemberReview, Nomination, RoundType, Session
from awards.nomination_rules import may_appraise
from awards.queries.law import rules_on
from awards.queries.voting_rules import how_to_vote
from awards.services.council_notices import tell_members
from awards.services.receiving import from_council, to_council
from awards.services.recusals import compute_recusals
from awards.services.sessions import for_preparing, seat_of, when_words
from awards.session_workflow import ITEM, SESSION
from communes.services.register_papers import clean_text
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.workflow import advance

OVER = (SessionState.CLOSED, SessionState.SIGNED, SessionState.CANCELLED)
LIVE = (ItemState.WAITING, ItemState.OPEN)


@transaction.atomic
def add_items(
    *, session: Session, nominations: Sequence[Nomination], heading: str, actor: User
) -> list[AgendaItem]:
    """Put nominations of the session's round on its agenda, under a heading.

    Raises NotAllowed, Refused (`none`, `over`, `twice`, `voted`, `no_percent`, what `to_council`
    says).
    """
    row = for_preparing(session, actor)
    if row.state in OVER:
        raise Refused("over", "Phiên họp đã kết thúc hoặc không họp nên không thêm nội dung được.")
    if not nominations:
        raise Refused("none", "Chọn ít nhất một đề nghị.")
    ids = [one.pk for one in nominations]
    if AgendaItem.objects.filter(nomination__in=ids, state__in=LIVE).exists():
        raise Refused("twice", "Có đề nghị đang nằm trong nội dung một phiên họp. Tải lại trang.")
    voted = AgendaItem.objects.filter(nomination__in=ids, state=ItemState.CLOSED)
    if voted.filter(session__state__in=["open", "closed"]).exists():
        raise Refused("voted", "Có đề nghị đã biểu quyết, chờ ký biên bản. Bỏ đề nghị đó ra.")
    waiting = [one for one in nominations if one.state != NominationState.AT_COUNCIL]
    if waiting:
        to_council(nominations=waiting, session=row, actor=actor)
    day = row.held_at.astimezone(clock.LOCAL).date()
    rules, types = rules_on(day), {one.type_code: one for one in _types(row)}
    last = row.items.order_by("-order").values_list("order", flat=True).first() or 0
    earlier = _attempts(row, ids)
    made = []
    for number, nomination in enumerate(_in_full(ids), last + 1):
        vote = how_to_vote(nomination, rules, types)
        made.append(
            AgendaItem.objects.create(
                session=row,
                nomination=nomination,
                order=number,
                heading=clean_text(heading, 200),
                attempt=earlier.get(nomination.pk, 0) + 1,
                mode=vote.mode,
                percent=vote.percent,
                percent_basis=vote.basis,
                percent_certain=vote.certain,
            )
        )
    compute_recusals(row)
    _tell(actor, row, "agenda", f"Thêm {len(made)} nội dung: {clean_text(heading, 200)}")
    return made


def _types(session: Session) -> list[RoundType]:
    return list(RoundType.objects.filter(round_id=session.round_id))


def _in_full(ids: Sequence[int]) -> list[Nomination]:
    """Nominations in the order they were given."""
    rows = Nomination.objects.select_related("award_type").in_bulk(ids)
    return [rows[pk] for pk in ids]


def _attempts(session: Session, ids: Sequence[int]) -> dict[int, int]:
    """{nomination id: its last attempt in this session}."""
    rows = session.items.filter(nomination__in=ids).order_by("attempt")
    return dict(rows.values_list("nomination_id", "attempt"))


@transaction.atomic
def change_item(
    *, item: AgendaItem, order: int, heading: str, mode: str, channel: str, actor: User
) -> AgendaItem:
    """Place, heading, ballot mode (unless the law says it) and channel of a waiting item.

    Raises NotAllowed, Refused (`begun`, `by_law`, `choice`).
    """
    row = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    session = for_preparing(row.session, actor)
    if row.state != ItemState.WAITING:
        raise Refused("begun", "Nội dung này đã mở biểu quyết nên không sửa được.")
    if mode not in BallotMode.values or channel not in BallotChannel.values:
        raise Refused("choice", "Chọn cách biểu quyết và cách bỏ phiếu.")
    if mode != row.mode and mode_by_law(row):
        raise Refused("by_law", "Quy định nói rõ cách biểu quyết của hình thức này nên không đổi.")
    row.order, row.heading = max(order, 1), clean_text(heading, 200)
    row.mode, row.channel = mode, channel
    row.save(update_fields=["order", "heading", "mode", "channel"])
    words = f"{row.get_mode_display()}, {row.get_channel_display()}"
    _tell(actor, session, "agenda", f"Sửa nội dung {row.order}: {words}")
    return row


def mode_by_law(item: AgendaItem) -> bool:
    """Whether the type of the award says how it is voted."""
    found = item.nomination.award_type
    return found is not None and found.secret is not None


@transaction.atomic
def remove_item(*, item: AgendaItem, reason: str, actor: User) -> AgendaItem:
    """Take a waiting item off the agenda. Raises NotAllowed, Refused (`no_reason`,
    `wrong_state`)."""
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do đưa khỏi nội dung.")
    return leave_agenda(item, reason, actor)


def leave_agenda(item: AgendaItem, reason: str, actor: User) -> AgendaItem:
    """Remove the item; the nomination is eligible again when the desk does it, else it waits
    before the council for the desk to say where it goes."""
    done = advance(
        ITEM, obj=item, act="remove", actor=actor,
        changes={"state_reason": reason}, data={"reason": reason},
    )  # fmt: skip
    if may_appraise(actor, item.nomination):
        from_council(nomination=item.nomination, reason=reason, actor=actor)
    return done


@transaction.atomic
def cancel_session(*, session: Session, reason: str, actor: User) -> Session:
    """It does not take place; what was on its agenda waits for another. Raises NotAllowed,
    Refused (`no_reason`, `wrong_state`)."""
    row = for_preparing(session, actor)
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do không họp.")
    for item in row.items.filter(state=ItemState.WAITING).select_related("nomination__round"):
        leave_agenda(item, reason, actor)
    invited = row.state == SessionState.INVITED
    done = advance(
        SESSION, obj=row, act="cancel", actor=actor,
        changes={"cancelled_reason": reason}, data={"reason": reason},
    )  # fmt: skip
    if invited:
        tell_members(done, "cancel", f"Không họp {done.title}, {when_words(done)}. Lý do: {reason}")
    return done


@transaction.atomic
def write_review(*, item: AgendaItem, score: int | None, remark: str, actor: User) -> MemberReview:
    """A member's own score and remark; the last word counts.

    Raises NotAllowed, Refused (`over`, `empty`, `score`, `recused`).
    """
    row = AgendaItem.objects.select_related("session").get(pk=item.pk)
    seat = seat_of(row.session, actor)
    remark = clean_text(remark, 1000)
    if row.state != ItemState.WAITING or row.session.state in OVER:
        raise Refused("over", "Nội dung này đã mở biểu quyết nên không ghi nhận xét nữa.")
    if row.recusals.filter(seat=seat).exists():
        raise Refused("recused", "Bạn không bỏ phiếu nội dung này nên không ghi nhận xét.")
    if score is None and not remark:
        raise Refused("empty", "Ghi điểm hoặc nhận xét.")
    if score is not None and not 0 <= score <= 100:
        raise Refused("score", "Điểm từ 0 đến 100.")
    made, _ = MemberReview.objects.update_or_create(
        item=row, seat=seat, defaults={"score": score, "remark": remark, "at": clock.now()}
    )
    return made


def _tell(actor: User, row: Session, act: str, summary: str) -> None:
    audit.record(actor=actor, action=f"session.{act}", subject=row, summary=summary[:500])
