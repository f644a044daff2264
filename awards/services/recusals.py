"""Who does not vote on an item and still counts in the total: computed, or declared."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from awards.council_rules import may_run
from awards.enums import ItemState, NomineeKind, RecusalGround
from awards.law_codes import RECUSAL_EFFECT
from awards.models import (
    AgendaItem,
    BallotMark,
    Nominee,
    OpenBallot,
    Recusal,
    Session,
    SessionSeat,
)
from awards.nomination_rules import proposer_of
from awards.queries.law import rule_on
from communes.services.register_papers import clean_text
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import fold

LIVE = (ItemState.WAITING, ItemState.OPEN)


def ground_of(seat: SessionSeat, item: AgendaItem) -> str:
    """The computed ground, or "". Everybody of a commune's council belongs to the commune, so the
    council's own unit is no ground."""
    nominee = item.nomination.nominee
    if _is(seat, nominee):
        return RecusalGround.SELF
    place, own = seat.seat, item.session.council.unit_id
    unit_id = place.unit_id if place.unit_id != own else None
    if place.agency_id is not None and place.agency_id == nominee.agency_id:
        return RecusalGround.OWN_UNIT
    if unit_id is not None and unit_id == nominee.unit_id:
        return RecusalGround.OWN_UNIT
    proposer_unit, proposer_agency = proposer_of(item.nomination)
    if unit_id is not None and unit_id == proposer_unit:
        return RecusalGround.OWN_PROPOSAL
    if place.agency_id is not None and place.agency_id == proposer_agency:
        return RecusalGround.OWN_PROPOSAL
    return ""


def _is(seat: SessionSeat, nominee: Nominee) -> bool:
    """Is the member the nominee, or the head of the household or enterprise? By name and place of
    work: a namesake elsewhere is somebody else, and is told apart by people."""
    who = nominee if nominee.kind == NomineeKind.INDIVIDUAL else nominee.head
    if who is None or fold(who.name) != fold(seat.name):
        return False
    place = seat.seat
    if place.agency_id is None and place.unit_id is None:
        return True
    return (place.agency_id is not None and place.agency_id == who.agency_id) or (
        place.unit_id is not None and place.unit_id == who.unit_id
    )


def compute_recusals(session: Session) -> int:
    """Write the computed grounds of all waiting items that are not written yet; returns how many.
    Seven queries at most."""
    rows = AgendaItem.objects.filter(session=session, state=ItemState.WAITING)
    items = list(rows.select_related("nomination__nominee__head", "session__council"))
    if not items:
        return 0
    seats = list(session.seats.filter(former=False).select_related("seat"))
    there = set(Recusal.objects.filter(item__in=items).values_list("item_id", "seat_id"))
    rule = rule_on(RECUSAL_EFFECT, clock.today())
    basis = rule.legal_basis[:240] if rule is not None else ""
    made = [
        Recusal(item=item, seat=seat, ground=ground, computed=True, basis=basis, by=session.made_by)
        for item in items
        for seat in seats
        if (item.pk, seat.pk) not in there and (ground := ground_of(seat, item))
    ]
    Recusal.objects.bulk_create(made)
    return len(made)


@transaction.atomic
def declare_relation(*, item: AgendaItem, seat: SessionSeat, relation: str, actor: User) -> Recusal:
    """A member says it is related to the nominee (or the secretary writes it down): no ballot.

    Raises NotAllowed, Refused (`no_relation`, `over`, `cast`, `twice`, `not_member`).
    """
    rows = AgendaItem.objects.select_for_update(of=("self",))
    row = rows.select_related("session__chair", "session__secretary").get(pk=item.pk)
    if seat.session_id != row.session_id or seat.former:
        raise Refused("not_member", "Người này không phải thành viên của phiên họp.")
    if seat.user_id != actor.pk and not may_run(actor, row.session):
        raise NotAllowed("not_allowed", "Mỗi thành viên tự khai; chủ trì, thư ký ghi hộ được.")
    relation = clean_text(relation, 200)
    if not relation:
        raise Refused("no_relation", "Ghi quan hệ với người được đề nghị, ví dụ: anh ruột.")
    if row.state not in LIVE:
        raise Refused("over", "Nội dung này đã biểu quyết xong nên không khai thêm được.")
    if has_cast(row, [seat.pk]):
        raise Refused("cast", "Đã bỏ phiếu nội dung này nên không khai được nữa.")
    if Recusal.objects.filter(item=row, seat=seat).exists():
        raise Refused("twice", "Thành viên này đã được ghi không bỏ phiếu nội dung đó.")
    rule = rule_on(RECUSAL_EFFECT, clock.today())
    made = Recusal.objects.create(
        item=row,
        seat=seat,
        ground=RecusalGround.RELATION,
        note=relation,
        basis=rule.legal_basis[:240] if rule is not None else "",
        by=actor,
    )
    audit.record(
        actor=actor,
        action="agenda_item.recusal",
        subject=row,
        summary=f"{seat.name} không bỏ phiếu, quan hệ: {relation}"[:500],
    )
    return made


def has_cast(item: AgendaItem, seat_ids: Iterable[int]) -> bool:
    """Whether one of the seats has voted on the item, openly or secretly. Two queries."""
    ids = list(seat_ids)
    return (
        OpenBallot.objects.filter(item=item, seat_id__in=ids).exists()
        or BallotMark.objects.filter(item=item, seat_id__in=ids).exists()
    )
