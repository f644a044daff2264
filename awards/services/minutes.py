"""Minutes of a session: every number in one dictionary, frozen with its hash when signed."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import transaction

from awards.council_rules import is_secretary, may_prepare, may_run, may_sign
from awards.enums import BallotMode, ItemState, Presence, SessionState
from awards.models import AgendaItem, OpenBallot, PaperCount, Session, SessionSeat
from awards.services.council_notices import tell_members
from awards.services.ranking import choices_of
from awards.services.receiving import Result, record_results
from awards.session_workflow import SESSION
from awards.vote_words import arithmetic, recommended, share_words, verdict_words
from communes.services.register_papers import Scan, clean_text, keep_paper
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.workflow import advance

MINUTES_KIND = "session_minutes"
VERSION = 1
Data = dict[str, Any]


def minutes_of(session: Session) -> Data:
    """All that the minutes say, JSON-ready, the same for the same rows. Seven queries.

    Members by order of the decision; items by order, attempt and round; secret items carry counts
    only, open ones each member's vote.
    """
    rows = session.seats.filter(former=False).select_related("opinion_file")
    members = list(rows.order_by("order", "pk"))
    return {
        "version": VERSION,
        "uid": str(session.uid),
        "council": {
            "name": session.council.name,
            "decision_number": session.council.decision_number,
            "decision_date": _iso(session.council.decision_date),
        },
        "round": session.round.name,
        "title": session.title,
        "held_at": _iso(session.held_at),
        "opened_at": _iso(session.opened_at),
        "closed_at": _iso(session.closed_at),
        "place": session.place,
        "chair": _person(session.chair),
        "secretary": _person(session.secretary),
        "members_total": session.members_total,
        "quorum": {"needed": session.quorum_needed, "basis": session.quorum_basis},
        "attendance": _attendance(members),
        "members": [_member(one) for one in members],
        "items": _items(session),
        "discussion": session.discussion,
        "conclusion": session.conclusion,
        "illustrative": session.illustrative,
    }


def canonical(minutes: Data) -> bytes:
    """The bytes the hash is of."""
    return json.dumps(minutes, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def hash_of(minutes: Data) -> str:
    """SHA-256 of the minutes, in hex."""
    return hashlib.sha256(canonical(minutes)).hexdigest()


@transaction.atomic
def sign(*, session: Session, actor: User) -> Session:
    """Freeze the minutes and write each nomination's result; nothing changes afterwards.

    Raises NotAllowed, Refused (`wrong_state`, `undecided`, `no_conclusion`).
    """
    rows = Session.objects.select_for_update(of=("self",))
    row = rows.select_related("council", "round", "chair", "secretary").get(pk=session.pk)
    if not may_sign(actor, row):
        raise NotAllowed("not_allowed", "Chỉ người chủ trì phiên họp ký biên bản.")
    if row.state == SessionState.CLOSED:
        _check(row)
    minutes = minutes_of(row)
    digest = hash_of(minutes)
    results = [
        Result(item.nomination, recommended(item), f"{arithmetic(item)} {verdict_words(item)}")
        for item in final_items(row)
    ]
    record_results(results=results, actor=actor)
    done = advance(
        SESSION, obj=row, act="sign", actor=actor,
        changes={
            "signed_at": clock.now(), "minutes_frozen": minutes, "minutes_sha256": digest,
        },
        data={"sha256": digest},
    )  # fmt: skip
    tell_members(done, "sign", f"Đã ký biên bản {done.title}. Xem kết quả.")
    return done


@transaction.atomic
def register_minutes(*, session: Session, number: str, scan: Scan | None, actor: User) -> Session:
    """The number the clerk gave and the signed paper, after signing. Raises NotAllowed, Refused
    (`not_signed`, `no_number`, what is wrong with the file)."""
    rows = Session.objects.select_for_update(of=("self",))
    row = rows.select_related("council", "chair", "secretary").get(pk=session.pk)
    if not (may_prepare(actor, row) or may_run(actor, row) or is_secretary(actor, row)):
        raise NotAllowed("not_allowed", "Chỉ Phòng Nội vụ, chủ trì, thư ký ghi số biên bản.")
    if row.state != SessionState.SIGNED:
        raise Refused("not_signed", "Biên bản chưa ký nên chưa ghi số.")
    number = clean_text(number, 60)
    if not number:
        raise Refused("no_number", "Ghi số biên bản như trên giấy.")
    row.minutes_number = number
    if scan is not None:
        row.minutes_file = keep_paper(
            name=scan.name, stream=scan.stream, owner_kind=MINUTES_KIND,
            owner_uid=row.uid, actor=actor,
        )  # fmt: skip
    row.save(update_fields=["minutes_number", "minutes_file"])
    audit.record(
        actor=actor, action="session.number", subject=row, summary=f"Ghi số biên bản {number}"
    )
    return row


def final_items(session: Session) -> list[AgendaItem]:
    """The vote that counts of each nomination of the session. One query."""
    rows = session.items.filter(state=ItemState.CLOSED, rank_round=1)
    return list(rows.select_related("nomination__round").order_by("order", "attempt"))


def _check(row: Session) -> None:
    """Refuse to sign what is not decided yet."""
    for choice in choices_of(row):
        if choice.forced and any(one.within_quota is None for one in choice.items):
            raise Refused(
                "undecided",
                f"Có {len(choice.items)} đề nghị đủ tỷ lệ, số lượng còn {choice.left}. Xếp thứ; "
                "nếu bằng nhau thì người chủ trì quyết định rồi ký.",
            )
    if not row.conclusion:
        raise Refused("no_conclusion", "Ghi kết luận của người chủ trì trước khi ký.")


def _items(session: Session) -> list[Data]:
    rows = list(
        session.items.select_related("nomination__award_type")
        .prefetch_related("recusals__seat")
        .order_by("order", "attempt", "rank_round")
    )
    papers = {one.item_id: one for one in PaperCount.objects.filter(item__in=rows)}
    votes: dict[int, list[Data]] = {}
    ballots = OpenBallot.objects.filter(item__in=rows).select_related("seat")
    for one in ballots.order_by("seat__order", "seat_id"):
        votes.setdefault(one.item_id, []).append(
            {"name": one.seat.name, "choice": one.choice, "on_paper": one.on_paper}
        )
    return [_item(one, papers.get(one.pk), votes.get(one.pk, [])) for one in rows]


def _item(item: AgendaItem, paper: PaperCount | None, votes: list[Data]) -> Data:
    kind = item.nomination.award_type
    found: Data = {
        "uid": str(item.uid),
        "order": item.order,
        "attempt": item.attempt,
        "rank_round": item.rank_round,
        "heading": item.heading,
        "nominee": item.nomination.nominee_name,
        "nomination": str(item.nomination.uid),
        "award": kind.name if kind is not None else item.nomination.type_code,
        "mode": item.mode,
        "channel": item.channel,
        "state": item.state,
        "state_reason": item.state_reason,
        "percent": item.percent,
        "percent_basis": item.percent_basis,
        "percent_certain": item.percent_certain,
        "recusals": [
            {"name": one.seat.name, "ground": one.get_ground_display(), "note": one.note}
            for one in sorted(item.recusals.all(), key=lambda one: (one.seat.order, one.pk))
        ],
        "paper": None if paper is None else _paper(paper),
        "votes": votes if item.mode == BallotMode.OPEN else None,
    }
    if item.state == ItemState.CLOSED:
        names = (
            "yes", "no", "invalid", "recused", "absent", "not_cast", "total", "needed",
            "reached", "rank", "within_quota", "rank_reason",
        )  # fmt: skip
        found["result"] = {name: getattr(item, name) for name in names}
        found["result"]["arithmetic"] = arithmetic(item)
        found["result"]["share"] = share_words(item)
        found["result"]["opened_at"] = _iso(item.opened_at)
        found["result"]["closed_at"] = _iso(item.closed_at)
        if item.rank_round == 1:
            found["result"]["recommended"] = recommended(item)
    return found


def _paper(paper: PaperCount) -> Data:
    names = ("given", "taken", "yes", "no", "invalid", "counters", "note")
    return {name: getattr(paper, name) for name in names}


def _attendance(members: list[SessionSeat]) -> Data:
    return {
        str(presence): sum(one.presence == presence for one in members) for presence in Presence
    }


def _member(one: SessionSeat) -> Data:
    return {
        "name": one.name,
        "position": one.position,
        "role": one.get_role_display(),
        "presence": one.presence,
        "absent_reason": one.absent_reason,
        "opinion": one.opinion_paper,
        "opinion_sha256": one.opinion_file.sha256 if one.opinion_file is not None else "",
    }


def _person(seat: Any) -> Data | None:
    return None if seat is None else {"name": seat.name, "position": seat.position}


def _iso(moment: Any) -> str | None:
    if moment is None:
        return None
    return str(
        moment.astimezone(clock.LOCAL).isoformat()
        if hasattr(moment, "hour")
        else moment.isoformat()
    )
