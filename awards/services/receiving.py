"""The desk's acts: receive, ask for supplements, suspend, put before the council, results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from awards import law_codes
from awards.enums import NominationState
from awards.models import Nomination, Regime, Session
from awards.nomination_rules import may_appraise, proposer_of
from awards.nomination_workflow import NOMINATION
from awards.queries.law import award_type, regime_on, rule_on
from awards.queries.levels import level_on
from awards.queries.regimes import later_regimes
from awards.services.checks import refuse_blocked
from awards.services.nominations import check_subject, lock, missing_to_send
from awards.services.telling import proposer_people, tell_desk, tell_people, tell_proposer
from communes.queries.procedures import calendar_of
from communes.services.register_papers import clean_text
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import format_date
from kbang_ntm.core.workflow import advance, advance_all


@transaction.atomic
def receive(*, nomination: Nomination, actor: User) -> Nomination:
    """Take a nomination in today: its regime, type and name are frozen, and the day by which to
    appraise is counted in working days.

    Raises NotAllowed, Refused (`body_ended`, `no_regime`, `no_type`, `subject`, `wrong_state`).
    """
    row = lock(nomination)
    today = clock.today()
    level_on(row.round.unit, today)
    regime = regime_on(today)
    found = award_type(row.type_code, regime, today)
    check_subject(found, row.nominee)
    due = working_day_after(law_codes.APPRAISAL_DAYS, today)
    done = advance(
        NOMINATION,
        obj=row,
        act="receive",
        actor=actor,
        changes={
            "received_on": today,
            "received_by": actor,
            "regime": regime,
            "award_type": found,
            "nominee_name": row.nominee.name,
            "appraise_by": due,
        },
        data={"regime": regime.code, "due": due.isoformat() if due else ""},
    )
    until = f", hạn thẩm định {format_date(due)}" if due else ""
    tell_proposer(
        done, "receive", f"Đề nghị khen thưởng {done.nominee_name} đã được tiếp nhận{until}."
    )
    return done


@transaction.atomic
def choose_regime(
    *, nomination: Nomination, regime: Regime, reason: str, actor: User
) -> Nomination:
    """Put an undecided nomination under a later regime that is more favourable.

    Only where the later regime's row allows the choice. Raises NotAllowed, Refused (`no_reason`,
    `not_offered`, `wrong_state`, `no_type`, `subject`).
    """
    row = lock(nomination)
    if not may_appraise(actor, row):
        raise NotAllowed("not_allowed", "Chỉ nơi thẩm định chọn quy định áp dụng.")
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi vì sao quy định mới có lợi hơn cho đối tượng.")
    if regime.pk not in {one.pk for one in later_regimes(row, clock.today())}:
        raise Refused(
            "not_offered",
            "Hồ sơ này không được chuyển sang quy định đó: quy định chưa có hiệu lực, không cho "
            "chọn quy định có lợi hơn, hoặc đề nghị đã có kết quả.",
        )
    found = award_type(row.type_code, regime, clock.today())
    check_subject(found, row.nominee)
    before = row.regime.code if row.regime else ""
    row.regime, row.award_type = regime, found
    row.save(update_fields=["regime", "award_type"])
    audit.record(
        actor=actor,
        action="nomination.choose_regime",
        subject=row,
        summary=f"Xét theo quy định {regime.code}: {reason}"[:500],
        data={"from": before, "to": regime.code, "reason": reason},
    )
    tell_proposer(
        row, f"regime.{regime.code}", f"Đề nghị {row.nominee_name} được xét theo {regime}."
    )
    return row


@transaction.atomic
def ask_supplement(
    *, nomination: Nomination, what: str, actor: User, due: date | None = None
) -> Nomination:
    """Ask the proposer for what is missing, by a day; so many times only as the rule allows.

    `due` empty: as the rule counts it. Raises NotAllowed, Refused (`no_reason`, `no_due`,
    `due_past`, `too_often`, `wrong_state`).
    """
    row = lock(nomination)
    what = clean_text(what, 600)
    if not what:
        raise Refused("no_reason", "Ghi rõ thành phần, nội dung cần bổ sung.")
    today = clock.today()
    day = due or working_day_after(law_codes.SUPPLEMENT_DAYS, today)
    if day is None:
        raise Refused("no_due", "Chưa có quy định về hạn bổ sung. Ghi ngày hạn.")
    if day < today:
        raise Refused("due_past", "Hạn bổ sung không thể trước hôm nay. Xem lại ngày.")
    rule = rule_on(law_codes.SUPPLEMENT_TIMES, today)
    if rule is not None and rule.amount is not None and row.supplements >= rule.amount:
        raise Refused(
            "too_often",
            f"Hồ sơ này đã được yêu cầu bổ sung {row.supplements} lần, quy định cho nhiều nhất "
            f"{int(rule.amount)} lần. Kết luận thẩm định theo hồ sơ đã có.",
        )
    done = advance(
        NOMINATION,
        obj=row,
        act="ask",
        actor=actor,
        changes={
            "supplements": row.supplements + 1,
            "supplement_due": day,
            "state_reason": what,
        },
        data={"what": what, "due": day.isoformat()},
    )
    tell_proposer(
        done,
        f"ask.{done.supplements}",
        f"Đề nghị {done.nominee_name} cần bổ sung trước ngày {format_date(day)}: {what}",
    )
    return done


@transaction.atomic
def send_supplement(*, nomination: Nomination, note: str, actor: User) -> Nomination:
    """Send what was asked for. Raises NotAllowed, Refused (`no_reason`, `missing`,
    `wrong_state`)."""
    row = lock(nomination)
    note = clean_text(note, 600)
    if not note:
        raise Refused("no_reason", "Ghi đã bổ sung những gì.")
    lacking = missing_to_send(row, row.received_on or clock.today())
    if row.state == NominationState.SUPPLEMENT and lacking:
        raise Refused("missing", f"Chưa gửi được, còn thiếu: {'; '.join(lacking)}.")
    late = row.supplement_due is not None and clock.today() > row.supplement_due
    done = advance(
        NOMINATION,
        obj=row,
        act="supplement",
        actor=actor,
        changes={"state_reason": note},
        data={"note": note, "late": late},
    )
    tell_desk(
        done, f"supplement.{done.supplements}", f"Đã bổ sung hồ sơ {done.nominee_name}: {note}"
    )
    return done


@transaction.atomic
def suspend(*, nomination: Nomination, reason: str, actor: User) -> Nomination:
    """Stop looking at a nomination until a matter is settled; where it stood is kept.

    Raises NotAllowed, Refused (`no_reason`, `wrong_state`).
    """
    row = lock(nomination)
    reason = clean_text(reason, 600)
    if not reason:
        raise Refused("no_reason", "Ghi lý do tạm dừng.")
    done = advance(
        NOMINATION,
        obj=row,
        act="suspend",
        actor=actor,
        changes={"suspended_from": row.state, "state_reason": reason},
        data={"reason": reason},
    )
    tell_proposer(
        done,
        f"suspend.{clock.now():%Y%m%d%H%M%S}",
        f"Tạm dừng xem xét đề nghị {done.nominee_name}: {reason}",
    )
    return done


@transaction.atomic
def resume(*, nomination: Nomination, reason: str, actor: User) -> Nomination:
    """Take a suspended nomination up where it stood. Raises NotAllowed, Refused (`no_reason`,
    `wrong_state`)."""
    row = lock(nomination)
    reason = clean_text(reason, 600)
    if not reason:
        raise Refused("no_reason", "Ghi vì sao xem xét tiếp: kết quả, văn bản.")
    if row.state != NominationState.SUSPENDED:
        raise Refused("wrong_state", "Đề nghị này không tạm dừng. Tải lại trang.")
    done = advance(
        NOMINATION,
        obj=row,
        act=f"resume_{row.suspended_from}",
        actor=actor,
        changes={"suspended_from": "", "state_reason": reason},
        data={"reason": reason},
    )
    tell_proposer(
        done,
        f"resume.{clock.now():%Y%m%d%H%M%S}",
        f"Xem xét tiếp đề nghị {done.nominee_name}: {reason}",
    )
    return done


@transaction.atomic
def to_council(
    *, nominations: Sequence[Nomination], session: Session, actor: User
) -> list[Nomination]:
    """Put eligible nominations of the session's round before the council, all or none.

    Raises NotAllowed, Refused (`other_round`, `body_ended`, `wrong_state`, `blocked`).
    """
    level_on(session.council.unit, clock.today())
    if any(one.round_id != session.round_id for one in nominations):
        raise Refused(
            "other_round", "Phiên họp chỉ xét đề nghị của đợt đã ghi ở phiên họp. Bỏ đề nghị khác."
        )
    done = advance_all(
        NOMINATION,
        objs=nominations,
        act="to_council",
        actor=actor,
        data={"session": str(session.uid)},
        related=("round",),
    )
    refuse_blocked(done, unchecked=True)
    return done


@transaction.atomic
def from_council(*, nomination: Nomination, reason: str, actor: User) -> Nomination:
    """Take a nomination off the agenda again; it stays eligible. Raises NotAllowed, Refused
    (`no_reason`, `wrong_state`)."""
    reason = clean_text(reason, 600)
    if not reason:
        raise Refused("no_reason", "Ghi lý do đưa khỏi nội dung phiên họp.")
    return advance(
        NOMINATION, obj=nomination, act="from_council", actor=actor, data={"reason": reason}
    )


@dataclass(frozen=True)
class Result:
    """What the council said of a nomination; `reason`: votes in words."""

    nomination: Nomination
    recommended: bool
    reason: str = ""


@transaction.atomic
def record_results(*, results: Sequence[Result], actor: User) -> list[Nomination]:
    """What the council said, written when the session is signed, all or none; proposers are told.

    The number of queries does not grow with that of the rows but for what is written and told.
    Raises NotAllowed, Refused (`wrong_state`).
    """
    ids = [one.nomination.pk for one in results]
    list(Nomination.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))
    reasons = {one.nomination.pk: clean_text(one.reason, 600) for one in results}
    done: list[Nomination] = []
    for recommended, act in ((True, "recommend"), (False, "not_recommend")):
        done += advance_all(
            NOMINATION,
            objs=[one.nomination for one in results if one.recommended == recommended],
            act=act,
            actor=actor,
            related=("round",),
            each={
                pk: ({"state_reason": reason} if reason else {}, {"reason": reason})
                for pk, reason in reasons.items()
            },
        )
    people: dict[tuple[int | None, int | None], list[User]] = {}
    for row in done:
        party = proposer_of(row)
        if party not in people:
            people[party] = proposer_people(*party)
        words = "đề nghị" if row.state == NominationState.RECOMMENDED else "không đề nghị"
        said = f"Hội đồng {words} khen thưởng: {row.nominee_name}. {reasons[row.pk]}".strip()
        tell_people(people[party], row, "result", said)
    return done


def working_day_after(code: str, day: date) -> date | None:
    """The last day of a term in working days that begins after `day`; None where no rule is in
    force. Two queries."""
    rule = rule_on(code, day)
    if rule is None or rule.amount is None:
        return None
    return calendar_of().add(day, int(rule.amount))
