"""Submission, appraisal, decision, publication; then re-check and withdrawal. Numbers and dates
come from papers, never from here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.urls import reverse

from communes import case_rules as rules
from communes.enums import RecognitionState, Standard, UnitKind
from communes.models import (
    CaseGate,
    CaseVote,
    Recognition,
    RecognitionCase,
    UnitVersion,
)
from communes.queries.case_bodies import Body, body_of
from communes.queries.case_gates import GateView, gates_of
from communes.queries.cases import Recheck, recheck_of
from communes.queries.people import people_of_commune
from communes.recognition_arithmetic import vote_reached
from communes.recognition_enums import CaseAct, CaseState, GateVerdict, Phase
from communes.recognition_workflow import CASE
from communes.services.case_papers import check_signed
from communes.services.case_verification import Word, check_after, keep_words
from communes.services.cases import Paper, add_fact, lock_case, refuse_missing
from communes.services.office import no_right
from kbang_ntm.core import clock, notify
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import nfc
from kbang_ntm.core.workflow import advance


def _need_paper(paper: Paper, what: str) -> date:
    """The paper's day. Raises Refused (`no_paper`) where number or day is missing."""
    if not paper.number.strip() or paper.day is None:
        raise Refused("no_paper", f"Ghi số và ngày {what} như trên giấy.")
    if paper.day > clock.today():
        raise Refused("future", "Ngày trên giấy không thể sau hôm nay. Xem lại ngày.")
    return paper.day


def _need_right(case: RecognitionCase, act: str, actor: User, sentence: str) -> None:
    row = CASE.named(act)
    if not row.permission(actor, case):
        raise no_right(actor, sentence)
    if case.state not in row.sources:
        raise Refused(
            "wrong_state",
            f"Hồ sơ đang ở trạng thái «{CaseState(case.state).label}» nên không thể "
            f"{row.label.lower()}. Tải lại trang để xem trạng thái mới nhất.",
        )


@transaction.atomic
def submit(*, case: RecognitionCase, paper: Paper, actor: User) -> RecognitionCase:
    """Send the verified dossier to the level that recognises.

    Blocked by any criterion or gate that is not met, unknown ones too. The gates are kept as they
    were. Raises NotAllowed, Refused: `wrong_state`, `no_step`, `no_paper`, `missing` (which and
    why), `before`, those of `check_signed`.
    """
    locked = lock_case(case)
    _need_right(locked, CaseAct.SUBMIT, actor, "Chỉ lãnh đạo ký trình hồ sơ mới trình được.")
    step = locked.spec.step(CaseAct.SUBMIT)
    if step is None or (locked.state == CaseState.DRAFT and locked.spec.has(CaseAct.VERIFY)):
        raise Refused("no_step", "Trình tự của hồ sơ này không trình ở bước hiện tại.")
    day = _need_paper(paper, "tờ trình")
    body = body_of(locked, step.level, clock.today())
    check_signed(locked, CaseAct.SUBMIT, body, paper)
    check_after(locked, day)
    refuse_missing(locked, CaseAct.SUBMIT, "trình")
    _freeze_gates(locked, actor)
    done = advance(CASE, obj=locked, act=CaseAct.SUBMIT, actor=actor, changes={"since": day})
    add_fact(done, CaseAct.SUBMIT, day, actor, body=body.name, paper=paper)
    return done


def _freeze_gates(case: RecognitionCase, actor: User) -> None:
    """Keep every gate as it stands: figures behind it go on changing."""
    today = clock.today()
    rows: list[GateView] = gates_of(case, on=today)
    CaseGate.objects.bulk_create(
        CaseGate(
            case=case,
            code=row.rule.code,
            verdict=row.verdict,
            words=row.words[:500],
            source=row.source[:300],
            as_of=row.as_of or today,
            computed=True,
            by=actor,
        )
        for row in rows
    )


@transaction.atomic
def appraise(
    *,
    case: RecognitionCase,
    paper: Paper,
    text: str,
    actor: User,
    votes: tuple[int, int, int] | None = None,
) -> RecognitionCase:
    """Record the appraisal as on the paper; `votes` is (total, present, yes) where it says so.

    Raises NotAllowed, Refused: `no_paper`, `before`, `counts`, `not_reached`, `wrong_state`.
    """
    locked = lock_case(case)
    _need_right(locked, CaseAct.APPRAISE, actor, "Chỉ người nhập văn bản của cấp trên ghi được.")
    step = locked.spec.step(CaseAct.APPRAISE)
    if step is None:
        raise Refused("no_step", "Trình tự của hồ sơ này không có bước thẩm định.")
    day = _need_paper(paper, "văn bản thẩm định")
    check_after(locked, day)
    if votes is not None and step.vote_percent is not None:
        total, present, yes = votes
        _check_reached(total, present, yes, step.vote_percent, step.vote_base)
        CaseVote.objects.create(
            case=locked,
            act=CaseAct.APPRAISE,
            day=day,
            total=total,
            present=present,
            yes=yes,
            percent=step.vote_percent,
            base=step.vote_base,
            minutes_number=nfc(paper.number).strip()[:60],
            by=actor,
        )
    body = body_of(locked, step.level, clock.today())
    done = advance(CASE, obj=locked, act=CaseAct.APPRAISE, actor=actor, changes={"since": day})
    add_fact(done, CaseAct.APPRAISE, day, actor, body=body.name, paper=paper, text=text)
    return done


def _check_reached(total: int, present: int, yes: int, percent: int, base: str) -> None:
    try:
        reached = vote_reached(yes=yes, present=present, total=total, percent=percent, base=base)
    except ValueError as error:
        raise Refused(
            "counts",
            "Số tán thành không nhiều hơn số có mặt, số có mặt không nhiều hơn tổng số. Xem lại.",
        ) from error
    if not reached:
        raise Refused(
            "not_reached",
            f"{yes}/{present} tán thành, chưa đạt {percent} %. Hồ sơ chưa qua thẩm định: ghi trả "
            "lại với lý do.",
        )


@transaction.atomic
def decide(*, case: RecognitionCase, paper: Paper, decided_by: str, actor: User) -> RecognitionCase:
    """Type the decision of recognition from the paper; this writes the unit's `Recognition`.

    Raises NotAllowed, Refused: `no_paper`, `no_step` (a step is left out), `missing`, `before`,
    `already` (the unit has a decision of that year), those of `check_signed`.
    """
    locked = lock_case(case)
    _need_right(locked, CaseAct.DECIDE, actor, "Chỉ người nhập văn bản của cấp trên ghi được.")
    step = locked.spec.step(CaseAct.DECIDE)
    last = CaseState.APPRAISED if locked.spec.has(CaseAct.APPRAISE) else CaseState.VERIFIED
    if step is None or locked.state != last:
        raise Refused("no_step", f"Quyết định ghi sau khi hồ sơ «{last.label}».")
    day = _need_paper(paper, "quyết định")
    body = body_of(locked, step.level, clock.today())
    check_signed(locked, CaseAct.DECIDE, body, paper)
    check_after(locked, day)
    refuse_missing(locked, CaseAct.DECIDE, "ghi quyết định")
    if step.checks_gates:
        _freeze_gates(locked, actor)
    row = _write_recognition(
        locked, RecognitionState.RECOGNISED, paper, day, decided_by or _signed_by(step.body, body)
    )
    done = advance(
        CASE,
        obj=locked,
        act=CaseAct.DECIDE,
        actor=actor,
        changes={"since": day, "recognition": row},
        data={"number": paper.number, "date": day.isoformat()},
    )
    add_fact(done, CaseAct.DECIDE, day, actor, body=row.decided_by, paper=paper)
    notify.tell(
        recipients=people_of_commune(done.responsible_id),
        kind="case.recognised",
        key=f"case-recognised-{done.uid}",
        text=f"{done}: có quyết định công nhận số {paper.number}.",
        url=reverse("communes:case", args=[done.uid]),
    )
    return done


def _signed_by(step_body: str, body: Body) -> str:
    """ "Chủ tịch UBND tỉnh" of "Tỉnh Gia Lai" is "Chủ tịch UBND tỉnh Gia Lai"."""
    kind, _blank, name = body.name.partition(" ")
    return f"{step_body} {name}" if name and step_body.lower().endswith(kind.lower()) else step_body


def _write_recognition(
    case: RecognitionCase, state: str, paper: Paper, day: date, decided_by: str
) -> Recognition:
    try:
        with transaction.atomic():
            return Recognition.objects.create(
                unit_id=case.unit_id,
                standard=case.standard,
                state=state,
                year=day.year,
                decision_number=nfc(paper.number).strip()[:120],
                decision_date=day,
                decided_by=nfc(decided_by).strip()[:120],
                certain=not case.illustrative,
                year_certain=not case.illustrative,
                source="Hồ sơ xét công nhận trong cổng"
                + (", số liệu minh họa" if case.illustrative else ""),
            )
    except IntegrityError as error:
        raise Refused(
            "already",
            f"Đơn vị đã có quyết định của năm {day.year} trong danh sách công nhận. Đối chiếu hai "
            "quyết định ở Dữ liệu tham chiếu trước.",
        ) from error


@transaction.atomic
def publish(
    *, case: RecognitionCase, day: date, paper: Paper, text: str, actor: User
) -> RecognitionCase:
    """Announce the recognition: from then on the public page shows it. Raises NotAllowed,
    Refused (`wrong_state`, `before`, `future`)."""
    locked = lock_case(case)
    _need_right(locked, CaseAct.PUBLISH, actor, "Bạn không công bố được hồ sơ này.")
    check_after(locked, day)
    step = locked.spec.step(CaseAct.PUBLISH)
    add_fact(
        locked,
        CaseAct.PUBLISH,
        day,
        actor,
        body=step.body if step else "",
        paper=paper,
        text=text,
    )
    return advance(CASE, obj=locked, act=CaseAct.PUBLISH, actor=actor, changes={"since": day})


CHECKABLE = (CaseState.RECOGNISED, CaseState.PUBLISHED)


@transaction.atomic
def recheck(
    *,
    case: RecognitionCase,
    words: Mapping[int, Word],
    day: date,
    paper: Paper,
    actor: User,
) -> Recheck:
    """Re-check a recognised unit criterion by criterion; gives what the rules of withdrawal say.

    Nothing follows by itself: withdrawing is a decision of its own. Raises NotAllowed, Refused
    (`wrong_state`, `no_text`, `unknown_criterion`, `before`).
    """
    locked = lock_case(case)
    if not rules.may_register(actor, locked):
        raise no_right(actor, "Bạn không ghi kết quả kiểm tra lại của hồ sơ này.")
    if locked.state not in CHECKABLE:
        raise Refused("wrong_state", "Chỉ kiểm tra lại đơn vị đã được công nhận.")
    check_after(locked, day)
    keep_words(locked, Phase.RECHECK, words, {}, actor)
    found = recheck_of(locked, withdrawn_communes(locked))
    add_fact(
        locked,
        CaseAct.RECHECK,
        day,
        actor,
        paper=paper,
        data={
            "rules": {row.rule.code: row.verdict.value for row in found.outcomes},
            "below": [row.criterion.no for row in found.criteria if row.verdict == "not_met"],
        },
    )
    return found


def withdrawn_communes(case: RecognitionCase) -> tuple[int, int] | None:
    """(communes whose recognition was withdrawn, all communes) of a district's case. Two
    queries."""
    if case.standard != Standard.DISTRICT:
        return None
    communes = list(
        UnitVersion.objects.filter(
            parent_id=case.unit_id, kind=UnitKind.COMMUNE, valid__contains=clock.today()
        ).values_list("unit_id", flat=True)
    )
    newest = {
        row.unit_id: row.state
        for row in Recognition.objects.filter(unit_id__in=communes, standard=Standard.NTM).order_by(
            "year", "decision_date", "id"
        )
    }
    return sum(s == RecognitionState.WITHDRAWN for s in newest.values()), len(communes)


@transaction.atomic
def withdraw(
    *, case: RecognitionCase, paper: Paper, decided_by: str, reason: str, actor: User
) -> RecognitionCase:
    """Type the decision that withdraws recognition; it is a decision of its own.

    People decide: the portal shows what the rules say and keeps it beside the decision. Raises
    NotAllowed, Refused: `no_recheck`, `no_reason`, `no_paper`, `before`, `already`.
    """
    locked = lock_case(case)
    _need_right(locked, CaseAct.WITHDRAW, actor, "Chỉ người nhập văn bản của cấp trên ghi được.")
    if not reason.strip():
        raise Refused("no_reason", "Ghi lý do thu hồi như trong quyết định.")
    day = _need_paper(paper, "quyết định thu hồi")
    found = recheck_of(locked, withdrawn_communes(locked))
    if not found.spoken and not any(row.verdict is GateVerdict.MET for row in found.outcomes):
        raise Refused("no_recheck", "Chưa có kết quả kiểm tra lại. Ghi kết quả kiểm tra lại trước.")
    check_after(locked, day)
    _write_recognition(
        locked, RecognitionState.WITHDRAWN, paper, day, decided_by or locked.spec.decided_by
    )
    rules_say = {row.rule.code: row.verdict.value for row in found.outcomes}
    done = advance(
        CASE,
        obj=locked,
        act=CaseAct.WITHDRAW,
        actor=actor,
        changes={"since": day},
        data={"number": paper.number, "rules": rules_say, "reason": reason.strip()},
    )
    add_fact(
        done,
        CaseAct.WITHDRAW,
        day,
        actor,
        body=decided_by or locked.spec.decided_by,
        paper=paper,
        text=reason,
        data={"rules": rules_say},
    )
    return done
