"""Drafts of decisions, and deciding: from recommended nominations of a signed session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from awards.decision_rules import may_decide, may_draft
from awards.decision_workflow import DECISION
from awards.enums import Capacity, DecisionKind, DecisionState, FundSource, NominationState
from awards.models import Award, AwardRound, Decision, Nomination, Session
from awards.nomination_rules import is_desk
from awards.nomination_workflow import NOMINATION
from awards.queries.bodies import living_body
from awards.queries.law import regime_on
from awards.queries.prizes import prize_law, prizes
from awards.services import annex, corrections, fund
from awards.services.decision_notices import NOTICE, clerks_of
from communes.services.register_papers import check_past, clean_text
from kbang_ntm.core import audit, clock, notify
from kbang_ntm.core.errors import Conflict, NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.workflow import advance, advance_all

DRAFTERS = "Chỉ nơi thường trực thi đua, khen thưởng của cấp này soạn quyết định."


@dataclass(frozen=True)
class DraftText:
    """What is typed over a draft; memo number and date as on the paper."""

    title: str
    memo_number: str = ""
    memo_date: date | None = None
    capacity: str = Capacity.CHAIRMAN
    signer: str = ""
    fund_source: str = FundSource.BUDGET


@transaction.atomic
def draft(
    *,
    award_round: AwardRound,
    session: Session | None,
    nominations: Sequence[Nomination],
    text: DraftText,
    actor: User,
) -> Decision:
    """Draft a decision of the round's level on these nominations.

    `session`: the signed one that recommended them; None for the simplified procedure. Raises
    NotAllowed, Refused (`session`, `not_signed`, codes of `annex.check_nominations`, `no_title`,
    `capacity`, `source`, `future`, `body_ended`).
    """
    if not is_desk(actor, award_round.unit_id):
        raise NotAllowed("not_allowed", DRAFTERS)
    living_body(award_round.unit, clock.today())
    annex.check_session(session, award_round)
    rows = annex.lock_nominations(nominations)
    annex.check_nominations(rows, award_round=award_round, session=session, unit=award_round.unit)
    decision = Decision.objects.create(
        unit_id=award_round.unit_id,
        kind=DecisionKind.AWARD,
        round=award_round,
        session=session,
        regime=regime_on(clock.today()),
        illustrative=award_round.illustrative,
        made_by=actor,
        **columns(text),
    )
    annex.write_lines(decision, rows)
    _record(decision, actor, "draft", f"Soạn quyết định khen thưởng {len(rows)} trường hợp")
    return decision


@transaction.atomic
def rewrite(*, decision: Decision, text: DraftText, actor: User) -> Decision:
    """Change the words over a draft. Raises as `draft` for its text, Refused (`wrong_state`)."""
    row = _open_draft(decision, actor)
    values = columns(text)
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    _record(row, actor, "rewrite", "Sửa dự thảo quyết định")
    return row


@transaction.atomic
def add_lines(*, decision: Decision, nominations: Sequence[Nomination], actor: User) -> Decision:
    """Put more nominations into a draft. Raises as `draft`, Refused (`wrong_state`)."""
    row = _open_draft(decision, actor)
    if row.round is None:
        raise Refused("round", "Quyết định này không lập từ một đợt xét.")
    rows = annex.lock_nominations(nominations)
    annex.check_nominations(rows, award_round=row.round, session=row.session, unit=row.unit)
    annex.write_lines(row, rows)
    _record(row, actor, "add_lines", f"Thêm {len(rows)} trường hợp vào dự thảo")
    return row


@transaction.atomic
def remove_line(*, award: Award, actor: User) -> Decision:
    """Take a line out of a draft; its nomination stays recommended. Raises NotAllowed, Refused
    (`wrong_state`)."""
    row = _open_draft(award.decision, actor)
    name = award.name
    row.awards.filter(pk=award.pk).delete()
    annex.renumber(list(row.awards.order_by("order")))
    _record(row, actor, "remove_line", f"Đưa khỏi dự thảo: {name}")
    return row


@transaction.atomic
def move_line(*, award: Award, up: bool, actor: User) -> Decision:
    """Move a line one place within its group. Raises NotAllowed, Refused (`wrong_state`,
    `edge`)."""
    row = _open_draft(award.decision, actor)
    lines = list(row.awards.order_by("order"))
    at = next((n for n, line in enumerate(lines) if line.pk == award.pk), None)
    to = None if at is None else at + (-1 if up else 1)
    if at is None or to is None or not 0 <= to < len(lines) or lines[to].group != lines[at].group:
        raise Refused("edge", "Dòng này đã ở đầu hoặc cuối nhóm của mình.")
    lines[at], lines[to] = lines[to], lines[at]
    annex.renumber(lines)
    _record(row, actor, "move_line", f"Đổi thứ tự: {award.name}")
    return row


@transaction.atomic
def drop(*, decision: Decision, actor: User) -> Decision:
    """Give a draft up: its lines go, its nominations may be drafted anew. Raises NotAllowed,
    Refused (`wrong_state`)."""
    row = _open_draft(decision, actor)
    row.awards.all().delete()
    row.changes.all().delete()
    changes = {"number": "", "number_date": None} if row.taken_in else {}
    return advance(DECISION, obj=row, act="drop", actor=actor, changes=changes)


@transaction.atomic
def decide(*, decision: Decision, decided_on: date, actor: User) -> Decision:
    """The leader of the level decides: the day's base salary, the rule of rounding and every
    amount are frozen, the money is held in the level's own fund, the nominations are decided.

    For a correction or a revocation its effect on the awards instead. Raises NotAllowed, Conflict
    (`decided`), Refused (`future`, `body_ended`, `not_signed`, `before_session`, `no_lines`,
    `not_recommended`, `no_salary`, `no_rounding`, `no_fund`, `no_money`, `before_original`).
    """
    row = lock(decision)
    if not may_decide(actor, row):
        raise NotAllowed(
            "not_allowed",
            "Chỉ người đứng đầu UBND cấp này quyết định khen thưởng; Chủ tịch Hội đồng chỉ ký "
            "biên bản phiên họp.",
        )
    if row.state != DecisionState.DRAFT or row.taken_in:
        raise Conflict("decided", _who_was_first(row))
    check_past(decided_on, "Ngày quyết định")
    living_body(row.unit, decided_on)
    changes: dict[str, Any] = {
        "decided_on": decided_on,
        "decided_by": actor,
        "decided_at": clock.now(),
        "signer": row.signer or actor.full_name,
        "regime": regime_on(decided_on),
    }
    if row.kind == DecisionKind.AWARD:
        _check_order_of_days(row, decided_on)
        changes |= _freeze_prizes(row, decided_on, actor)
    else:
        corrections.apply(decision=row, decided_on=decided_on, actor=actor)
    row = advance(DECISION, obj=row, act="decide", actor=actor, changes=changes)
    if row.kind == DecisionKind.AWARD:
        fund.commit(decision=row, actor=actor)
    notify.tell(
        recipients=clerks_of(row.unit_id),
        kind=NOTICE,
        key=f"{row.uid}.decided",
        text=f"Quyết định chờ vào sổ: {row.title}",
        url=reverse("awards:decision", args=[row.uid]),
    )
    return row


def lock(decision: Decision) -> Decision:
    """The row, locked, with its level, session and round."""
    return (
        Decision.objects.select_for_update(of=("self",))
        .select_related("unit", "session", "round", "decided_by", "about")
        .get(pk=decision.pk)
    )


def _check_order_of_days(row: Decision, decided_on: date) -> None:
    if row.session is None:
        return
    if row.round is not None:
        annex.check_session(row.session, row.round)
    held = row.session.held_at.astimezone(clock.LOCAL).date()
    if decided_on < held:
        raise Refused(
            "before_session",
            f"Phiên họp Hội đồng họp ngày {held:%d/%m/%Y}: ngày quyết định phải từ ngày đó trở đi.",
        )


def _freeze_prizes(row: Decision, decided_on: date, actor: User) -> dict[str, Any]:
    """Write the amounts and decide the nominations; returns what the decision freezes."""
    awards = list(
        row.awards.select_related("award_type", "nominee", "nomination").order_by("order")
    )
    if not awards:
        raise Refused("no_lines", "Quyết định chưa có trường hợp nào. Thêm đề nghị vào dự thảo.")
    nominations = annex.lock_nominations([one.nomination for one in awards if one.nomination])
    for one in nominations:
        if one.state != NominationState.RECOMMENDED:
            raise Refused(
                "not_recommended",
                f"{one.nominee_name}: đang «{NominationState(one.state).label}». "
                "Đưa khỏi dự thảo trước khi quyết định.",
            )
    law = prize_law(decided_on)
    found = prizes(row, awards, decided_on, law)
    for award in awards:
        said = found[award.pk]
        award.factor, award.amount = said.factor, said.amount
        award.no_prize_reason = said.reason
    Award.objects.bulk_update(awards, ["factor", "amount", "no_prize_reason"])
    advance_all(NOMINATION, objs=nominations, act="decide", actor=actor, related=("round",))
    return {
        "base_salary": law.base,
        "base_amount": law.base.amount,
        "rounding": law.rounding.text if law.rounding else "",
        "rounding_certain": law.rounding is not None and law.rounding.certain,
    }


def _who_was_first(decision: Decision) -> str:
    # Read anew: joined columns of a row that was waited for are those of before.
    row = Decision.objects.select_related("decided_by").get(pk=decision.pk)
    if row.decided_by is not None and row.decided_at is not None:
        at = row.decided_at.astimezone(clock.LOCAL)
        return (
            f"{row.decided_by.full_name} đã quyết định lúc {at:%H:%M ngày %d/%m/%Y}. "
            "Tải lại trang để xem."
        )
    return "Quyết định này không còn là dự thảo. Tải lại trang để xem."


def _open_draft(decision: Decision, actor: User) -> Decision:
    row = lock(decision)
    if not may_draft(actor, row):
        raise NotAllowed("not_allowed", DRAFTERS)
    if row.state != DecisionState.DRAFT:
        raise Refused(
            "wrong_state",
            "Quyết định không còn là dự thảo nên không sửa được. Cần sửa thì lập quyết định "
            "đính chính hoặc hủy bỏ.",
        )
    return row


def columns(text: DraftText) -> dict[str, Any]:
    """What is stored of the text. Raises Refused (`no_title`, `capacity`, `source`, `future`)."""
    title = clean_text(text.title, 300)
    if not title:
        raise Refused("no_title", "Ghi trích yếu của quyết định.")
    if text.capacity not in Capacity.values:
        raise Refused("capacity", "Chọn tư cách ký: Chủ tịch hoặc ký thay Chủ tịch.")
    if text.fund_source not in FundSource.values:
        raise Refused("source", "Chọn nguồn chi tiền thưởng trong danh sách.")
    if text.memo_date:
        check_past(text.memo_date, "Ngày tờ trình")
    return {
        "title": title,
        "memo_number": clean_text(text.memo_number, 60),
        "memo_date": text.memo_date,
        "capacity": text.capacity,
        "signer": clean_text(text.signer, 160),
        "fund_source": text.fund_source,
    }


def _record(decision: Decision, actor: User, act: str, words: str) -> None:
    audit.record(actor=actor, action=f"decision.{act}", subject=decision, summary=words)
