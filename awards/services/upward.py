"""Upward: nominations that a level above decides, sent with a memo; what came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from awards.enums import NominationState, RoundState, UpwardResult
from awards.law_codes import UPWARD_DAYS
from awards.models import AwardRound, Nomination, PastAward, UpwardCase
from awards.nomination_rules import is_desk, leader_units, proposer_of
from awards.nomination_workflow import NOMINATION
from awards.queries.bodies import living_body
from awards.queries.law import rule_on
from awards.queries.upward import goes_up
from awards.services import annex
from awards.services.decision_notices import NOTICE
from campaigns.queries.task_people import people_of
from communes.queries.procedures import calendar_of
from communes.services.register_papers import Scan, check_past, clean_text, keep_paper
from communes.working_days import due_on
from kbang_ntm.core import audit, notify
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.workflow import advance, advance_all

FILE_KIND = "upward_result"
SENDERS = "Chỉ nơi thường trực hoặc người đứng đầu của cấp này trình cấp trên."


@dataclass(frozen=True)
class Memo:
    """The paper (tờ trình) of the level that sends."""

    to_body: str
    number: str
    day: date
    sent_on: date


@dataclass(frozen=True)
class Answer:
    """What the level above said, by which paper; a reason for what is not awarded."""

    result: str
    on: date
    paper: str = ""
    reason: str = ""


@transaction.atomic
def send_up(
    *,
    nominations: Sequence[Nomination],
    memo: Memo,
    actor: User,
    to_round: AwardRound | None = None,
) -> list[UpwardCase]:
    """Send recommended nominations to the level above with one memo; with `to_round` (a round of
    the level above that is kept in the portal) each gets a linked nomination there.

    Raises NotAllowed, Refused (`none`, `mixed`, `not_recommended`, `decided_here`, `no_body`,
    `no_number`, `future`, `before_memo`, `body_ended`, `round`).
    """
    rows = annex.lock_nominations(nominations)
    if not rows:
        raise Refused("none", "Chưa chọn đề nghị nào. Đánh dấu các đề nghị cần trình.")
    unit = rows[0].round.unit
    if len({row.round.unit_id for row in rows}) > 1:
        raise Refused("mixed", "Các đề nghị thuộc nhiều cấp. Trình riêng từng cấp.")
    if not (is_desk(actor, unit.pk) or unit.pk in leader_units(actor)):
        raise NotAllowed("not_allowed", SENDERS)
    for row in rows:
        if row.state != NominationState.RECOMMENDED:
            raise Refused("not_recommended", f"{row.nominee_name}: chưa được Hội đồng đề nghị.")
        if not goes_up(row):
            raise Refused(
                "decided_here",
                f"{row.nominee_name}: {row.award_type} do cấp này quyết định. Đưa vào quyết định.",
            )
    values = _memo(memo)
    living_body(unit, memo.sent_on)
    rule = rule_on(UPWARD_DAYS, memo.sent_on)
    due = (
        due_on(memo.sent_on, int(rule.amount), working=True, calendar=calendar_of())
        if rule is not None and rule.amount is not None
        else None
    )
    cases = [
        UpwardCase.objects.create(nomination=row, due_on=due, by=actor, **values) for row in rows
    ]
    advance_all(
        NOMINATION,
        objs=rows,
        act="send_up",
        actor=actor,
        data={"memo": memo.number},
        related=("round",),
    )
    if to_round is not None:
        for row in rows:
            _link(row, to_round, actor)
    return cases


@transaction.atomic
def record_answer(
    *, case: UpwardCase, answer: Answer, scan: Scan | None = None, actor: User
) -> UpwardCase:
    """Enter what the level above said: awarded (into the registry, decided and paid by it),
    refused, or returned, with its reason. A refusal there undoes nothing of this level.

    Raises NotAllowed, Refused (`answered`, `result`, `future`, `before_sent`, `no_paper`,
    `no_reason`).
    """
    row = UpwardCase.objects.select_for_update(of=("self",)).get(pk=case.pk)
    nomination = Nomination.objects.select_related("round", "nominee", "award_type").get(
        pk=row.nomination_id
    )
    if not is_desk(actor, nomination.round.unit_id):
        raise NotAllowed("not_allowed", "Chỉ nơi thường trực của cấp đã trình ghi kết quả.")
    if row.result:
        raise Refused("answered", "Hồ sơ này đã có kết quả.")
    if answer.result not in UpwardResult.values:
        raise Refused("result", "Chọn kết quả trong danh sách.")
    check_past(answer.on, "Ngày kết quả")
    if answer.on < row.sent_on:
        raise Refused("before_sent", f"Hồ sơ gửi ngày {row.sent_on:%d/%m/%Y}: xem lại ngày.")
    row.result, row.result_on = answer.result, answer.on
    row.result_paper = clean_text(answer.paper, 160)
    row.result_reason = clean_text(answer.reason, 600)
    if answer.result == UpwardResult.AWARDED and not row.result_paper:
        raise Refused("no_paper", "Ghi số quyết định của cấp trên.")
    if answer.result != UpwardResult.AWARDED and not row.result_reason:
        raise Refused("no_reason", "Ghi lý do cấp trên nêu.")
    if scan is not None:
        row.result_file = keep_paper(
            name=scan.name, stream=scan.stream, owner_kind=FILE_KIND, owner_uid=row.uid, actor=actor
        )
    row.save(update_fields=["result", "result_on", "result_paper", "result_reason", "result_file"])
    advance(NOMINATION, obj=nomination, act="answer", actor=actor, data={"result": answer.result})
    if answer.result == UpwardResult.AWARDED:
        _register(row, nomination, actor)
    _tell(row, nomination)
    return row


def _memo(memo: Memo) -> dict[str, object]:
    to_body, number = clean_text(memo.to_body, 200), clean_text(memo.number, 60)
    if not to_body:
        raise Refused("no_body", "Ghi nơi nhận tờ trình.")
    if not number:
        raise Refused("no_number", "Ghi số tờ trình như trên giấy.")
    check_past(memo.day, "Ngày tờ trình")
    check_past(memo.sent_on, "Ngày gửi")
    if memo.sent_on < memo.day:
        raise Refused("before_memo", "Ngày gửi phải từ ngày tờ trình trở đi.")
    return {
        "to_body": to_body,
        "memo_number": number,
        "memo_date": memo.day,
        "sent_on": memo.sent_on,
    }


def _link(row: Nomination, to_round: AwardRound, actor: User) -> None:
    """The case of the level above, as a draft of the level that sends."""
    if to_round.state != RoundState.OPEN or to_round.unit_id == row.round.unit_id:
        raise Refused("round", "Chọn đợt đang nhận hồ sơ của cấp trên.")
    made = Nomination.objects.create(
        unit_id=row.round.unit_id,
        round=to_round,
        nominee=row.nominee,
        nominee_name=row.nominee_name,
        type_code=row.type_code,
        merit_kind=row.merit_kind,
        achievement=row.achievement,
        citation=row.citation,
        citation_list=row.citation_list,
        report=row.report,
        subject=row.subject,
        upward_of=row,
        illustrative=row.illustrative,
        made_by=actor,
    )
    audit.record(
        actor=actor,
        action="nomination.create",
        subject=made,
        summary="Lập hồ sơ ở cấp trên từ đề nghị của cấp dưới",
        data={"from": str(row.uid)},
    )


def _register(row: UpwardCase, nomination: Nomination, actor: User) -> None:
    kind = nomination.award_type
    assert kind is not None, "what was sent up was received under a type"
    PastAward.objects.create(
        nominee=nomination.nominee,
        unit_id=nomination.round.unit_id,
        type_code=kind.code,
        type_name=kind.name,
        level=kind.level,
        merit_kind=nomination.merit_kind,
        achievement=nomination.achievement,
        achievement_text=(nomination.citation_list or nomination.citation)[:300],
        decision_number=row.result_paper[:60],
        decision_date=row.result_on,
        decider=kind.decider[:200],
        verified=row.result_file_id is not None,
        source="kết quả cấp trên trả về",
        file=row.result_file,
        illustrative=nomination.illustrative,
        by=actor,
    )


def _tell(row: UpwardCase, nomination: Nomination) -> None:
    holder = proposer_of(nomination)
    notify.tell(
        recipients=people_of([holder]).get(holder, []),
        kind=NOTICE,
        key=f"{row.uid}.answer",
        text=f"{row.to_body}: {UpwardResult(row.result).label}, {nomination.nominee_name}.",
    )
