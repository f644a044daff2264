"""Thẩm tra: criterion by criterion, the votes of meetings, return with a reason, the result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from django.db import transaction
from django.urls import reverse

from communes import case_rules as rules
from communes.enums import DutyRole, Standard
from communes.models import (
    Agency,
    CaseCriterion,
    CaseVote,
    Criterion,
    RecognitionCase,
    ReviewDuty,
)
from communes.procedures import MEETINGS
from communes.queries.case_bodies import body_of
from communes.queries.cases import load_dossier, newest_words, recheck_set
from communes.queries.people import people_of_commune
from communes.recognition_enums import CaseAct, CaseLevel, CaseState, GateVerdict, Phase
from communes.recognition_workflow import CASE
from communes.rules import REVIEWERS, reach
from communes.services.case_papers import check_signed, keep_file
from communes.services.cases import Paper, add_fact, check_order, check_preparing, lock_case
from communes.services.office import no_right
from kbang_ntm.core import audit, clock, notify
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import format_date, nfc
from kbang_ntm.core.workflow import advance

JUDGING = (CaseState.SENT, CaseState.VERIFYING)


@dataclass(frozen=True)
class Word:
    """What somebody says of one criterion."""

    verdict: str
    text: str = ""


def agencies_for(user: User, case: RecognitionCase) -> dict[int, Agency]:
    """{criterion id: the person's agency that leads it}: who may judge without leading the whole.
    Two queries."""
    mine = reach(user).agencies(*REVIEWERS)
    duties = ReviewDuty.objects.filter(
        indicator__criteria_set_id=case.criteria_set_id,
        role=DutyRole.LEAD,
        valid__contains=clock.today(),
        agency_id__in=mine,
    ).select_related("agency", "indicator")
    return {duty.indicator.criterion_id: duty.agency for duty in duties}


def may_judge(user: User, case: RecognitionCase, criterion_id: int) -> bool:
    """Leads the verification, or works for an agency that leads the criterion."""
    if rules.may_verify(user, case):
        return True
    return rules.may_judge(user, case) and criterion_id in agencies_for(user, case)


@transaction.atomic
def judge(*, case: RecognitionCase, words: Mapping[int, Word], actor: User) -> list[CaseCriterion]:
    """Say of criteria ({criterion id: word}) whether they are met; only what changed is kept.

    Raises NotAllowed, Refused: `wrong_state`, `no_text` for anything but met without a reason,
    `unknown_criterion`; nothing is stored then.
    """
    locked = lock_case(case)
    if locked.state not in JUDGING:
        raise Refused(
            "wrong_state",
            f"Hồ sơ đang ở trạng thái «{CaseState(locked.state).label}» nên không thẩm tra tiêu "
            "chí.",
        )
    leads, own = rules.may_verify(actor, locked), agencies_for(actor, locked)
    if not leads and not (rules.may_judge(actor, locked) and own):
        raise no_right(actor, "Bạn không thẩm tra hồ sơ này.")
    if not leads and set(words) - set(own):
        raise no_right(actor, "Tiêu chí này do cơ quan khác chủ trì.")
    made = keep_words(locked, Phase.VERIFY, words, own, actor)
    if made and locked.state == CaseState.SENT:
        advance(CASE, obj=locked, act="start_verify", actor=actor)
    return made


def keep_words(
    case: RecognitionCase,
    phase: str,
    words: Mapping[int, Word],
    agencies: Mapping[int, Agency],
    actor: User,
) -> list[CaseCriterion]:
    """Keep what changed; raises Refused (`unknown_criterion`, `no_text`)."""
    used = recheck_set(case) if phase == Phase.RECHECK else case.criteria_set
    criteria = {row.pk: row for row in Criterion.objects.filter(criteria_set=used)}
    before = newest_words(case, phase)
    made = []
    for pk, word in words.items():
        if pk not in criteria:
            raise Refused("unknown_criterion", "Tiêu chí không thuộc bộ tiêu chí của hồ sơ.")
        text = nfc(word.text).strip()[:2000]
        if word.verdict != GateVerdict.MET and not text:
            raise Refused(
                "no_text",
                f"Tiêu chí {criteria[pk].no}: ghi lý do chưa đạt hoặc chưa xác định.",
            )
        old = before.get(pk)
        if old and (old.verdict, old.text) == (word.verdict, text):
            continue
        made.append(
            CaseCriterion(
                case=case,
                criterion_id=pk,
                phase=phase,
                verdict=word.verdict,
                text=text,
                agency=agencies.get(pk),
                by=actor,
            )
        )
    CaseCriterion.objects.bulk_create(made)
    if made:
        numbers = [criteria[row.criterion_id].no for row in made]
        audit.record(
            actor=actor,
            action=f"case.{phase}_words",
            subject=case,
            summary=f"Ghi kết quả {len(made)} tiêu chí: {', '.join(numbers)}"[:500],
        )
    return made


@transaction.atomic
def record_vote(
    *,
    case: RecognitionCase,
    act: str,
    day: date,
    total: int,
    present: int,
    yes: int,
    minutes: Paper,
    actor: User,
    name: str = "",
    stream: BinaryIO | None = None,
) -> CaseVote:
    """Keep the count of a meeting as on its minutes; the percentage is that of the procedure.

    Raises NotAllowed, Refused: `wrong_act`, `counts`, `no_minutes`, `future`, `voted` (a count
    stands already), `order`, `wrong_state`, and those of `check_signed` for an ended body.
    """
    locked = lock_case(case)
    step = locked.spec.step(act)
    if act not in MEETINGS or step is None or step.vote_percent is None:
        raise Refused("wrong_act", "Trình tự của hồ sơ này không có biểu quyết ở bước đã chọn.")
    _check_meeting(locked, act, actor)
    _check_minutes(day, total, present, yes, minutes)
    check_signed(
        locked, act, body_of(locked, step.level, clock.today()), Paper(minutes.number, day)
    )
    check_order(locked, act)
    if locked.votes.filter(act=act, withdrawn_at__isnull=True).exists():
        raise Refused("voted", "Đã có kết quả biểu quyết. Rút kết quả cũ rồi ghi kết quả mới.")
    vote = CaseVote.objects.create(
        case=locked,
        act=act,
        day=day,
        total=total,
        present=present,
        yes=yes,
        percent=step.vote_percent,
        base=step.vote_base,
        minutes_number=nfc(minutes.number).strip()[:60],
        minutes=keep_file(name, stream, locked, actor) if stream else None,
        by=actor,
    )
    audit.record(
        actor=actor,
        action="case.vote",
        subject=locked,
        summary=f"{step.label}: {yes}/{present} có mặt, {total} thành viên",
        data={"yes": yes, "present": present, "total": total, "number": vote.minutes_number},
    )
    return vote


def _check_minutes(day: date, total: int, present: int, yes: int, minutes: Paper) -> None:
    """Raises Refused (`counts`, `no_minutes`, `future`)."""
    if not 0 <= yes <= present <= total or present == 0:
        raise Refused(
            "counts",
            f"{yes} tán thành, {present} có mặt, {total} thành viên: số tán thành không nhiều hơn "
            "số có mặt, số có mặt không nhiều hơn tổng số. Xem lại biên bản.",
        )
    if not minutes.number.strip():
        raise Refused("no_minutes", "Ghi số biên bản như trên giấy.")
    if day > clock.today():
        raise Refused("future", "Ngày họp không thể sau hôm nay. Xem lại ngày.")


def may_hold_meeting(user: User, case: RecognitionCase, act: str) -> bool:
    """Writes down or takes back the count of a meeting: who prepares, or who leads the
    verification."""
    if act == CaseAct.COMMUNE_MEETING or case.standard == Standard.DISTRICT:
        return rules.may_prepare(user, case)
    return rules.may_verify(user, case)


def _check_meeting(case: RecognitionCase, act: str, actor: User) -> None:
    if not may_hold_meeting(actor, case, act):
        raise no_right(actor, "Bạn không ghi biểu quyết của cuộc họp này.")
    if act == CaseAct.COMMUNE_MEETING or case.standard == Standard.DISTRICT:
        check_preparing(case)
    elif case.state != CaseState.VERIFIED:
        raise Refused("wrong_state", "UBND huyện họp sau khi đã ghi kết quả thẩm tra.")


@transaction.atomic
def withdraw_vote(*, vote: CaseVote, reason: str, actor: User) -> CaseVote:
    """Take a count back (a wrong figure, a new meeting). Raises NotAllowed, Refused."""
    locked = lock_case(vote.case)
    _check_meeting(locked, vote.act, actor)
    if not reason.strip():
        raise Refused("no_reason", "Ghi lý do rút kết quả biểu quyết.")
    row = CaseVote.objects.select_for_update(of=("self",)).get(pk=vote.pk)
    if row.withdrawn_at is not None:
        raise Refused("gone", "Kết quả này đã rút rồi.")
    _withdraw(row, nfc(reason).strip()[:300], actor)
    audit.record(
        actor=actor,
        action="case.vote_withdrawn",
        subject=locked,
        summary="Rút kết quả biểu quyết",
        data={"reason": row.withdrawn_reason},
    )
    return row


def _withdraw(row: CaseVote, reason: str, actor: User) -> None:
    row.withdrawn_by, row.withdrawn_at, row.withdrawn_reason = actor, clock.now(), reason
    row.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])


@transaction.atomic
def verify(
    *, case: RecognitionCase, day: date, paper: Paper, text: str, actor: User
) -> RecognitionCase:
    """Close the verification on the report signed by the body that verifies.

    Every criterion has its word by then; met or not is for the next steps. Raises NotAllowed,
    Refused: `no_paper`, `open_criteria`, `missing`, `before`, those of `check_signed`.
    """
    locked = lock_case(case)
    if not rules.may_verify(actor, locked):
        raise no_right(actor, "Bạn không chủ trì thẩm tra hồ sơ này.")
    if locked.state not in JUDGING:
        raise Refused("wrong_state", "Hồ sơ không ở bước thẩm tra. Tải lại trang.")
    if not paper.number.strip() or paper.day is None:
        raise Refused("no_paper", "Ghi số và ngày báo cáo thẩm tra như trên giấy.")
    body = body_of(locked, CaseLevel.DISTRICT, clock.today())
    check_signed(locked, CaseAct.VERIFY, body, paper)
    check_after(locked, day)
    dossier = load_dossier(locked)
    silent = [row.criterion.no for row in dossier.criteria if row.word is None]
    if silent:
        raise Refused(
            "open_criteria",
            f"Còn {len(silent)} tiêu chí chưa có kết quả thẩm tra: {', '.join(silent)}.",
        )
    missing = dossier.missing_for(CaseAct.VERIFY)
    if missing:
        raise Refused("missing", "Chưa ghi được. " + " ".join(one.text for one in missing[:4]))
    met = sum(row.verdict == GateVerdict.MET for row in dossier.criteria)
    done = advance(CASE, obj=locked, act=CaseAct.VERIFY, actor=actor, changes={"since": day})
    add_fact(
        done,
        CaseAct.VERIFY,
        day,
        actor,
        body=body.name,
        paper=paper,
        text=text,
        data={"met": met, "total": len(dossier.criteria)},
    )
    return done


def check_after(case: RecognitionCase, day: date) -> None:
    """Raises Refused (`before`) for a day before the case came to where it is."""
    if day < case.since:
        raise Refused(
            "before",
            f"Ngày {format_date(day)} trước bước liền trước ({format_date(case.since)}). Xem lại "
            "ngày.",
        )


@transaction.atomic
def return_case(
    *, case: RecognitionCase, reason: str, paper: Paper, actor: User
) -> RecognitionCase:
    """Give the dossier back with a reason; what was found met stays, a new round begins.

    Raises NotAllowed, Refused (`no_reason`, `wrong_state`).
    """
    if not reason.strip():
        raise Refused("no_reason", "Ghi lý do trả lại để xã biết việc cần làm.")
    locked = lock_case(case)
    today = clock.today()
    add_fact(locked, CaseAct.RETURN, today, actor, paper=paper, text=reason)
    done = advance(
        CASE,
        obj=locked,
        act=CaseAct.RETURN,
        actor=actor,
        changes={"since": today, "round": locked.round + 1},
        data={"reason": reason.strip()},
    )
    again = [CaseAct.APPRAISE]
    if done.spec.has(CaseAct.VERIFY):
        again.append(CaseAct.DISTRICT_MEETING)
    for vote in done.votes.filter(act__in=again, withdrawn_at__isnull=True):
        _withdraw(vote, f"Hồ sơ trả lại ngày {format_date(today)}", actor)
    notify.tell(
        recipients=people_of_commune(done.responsible_id),
        kind="case.returned",
        key=f"case-returned-{done.uid}-{done.round}",
        text=f"Hồ sơ {done} bị trả lại: {reason.strip()}",
        url=reverse("communes:case", args=[done.uid]),
    )
    return done
