"""Papers of a case: the dossier's files, confirmations of gates, papers registered late."""

from __future__ import annotations

from datetime import date
from typing import BinaryIO

from django.db import IntegrityError, transaction

from communes import case_rules as rules
from communes.models import (
    AdministrativeUnit,
    Agency,
    CaseGate,
    CasePaper,
    LatePaper,
    RecognitionCase,
    UnitVersion,
)
from communes.procedures import GateSpec, StepSpec
from communes.queries.case_bodies import Body, agency_body, body_of
from communes.queries.case_gates import STATED
from communes.recognition_enums import CaseAct, CaseState, GateVerdict
from communes.services.cases import Paper, add_fact, lock_case
from communes.services.office import no_right
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.registry import sees_owner
from kbang_ntm.core.services.files import store_file
from kbang_ntm.core.uploads import inspect_upload
from kbang_ntm.core.vietnamese import format_date, nfc

CASE_FILE = "case_paper"
OVER = (CaseState.PUBLISHED, CaseState.WITHDRAWN, CaseState.STOPPED)
PREPARING = (CaseState.DRAFT, CaseState.RETURNED)
BY_UNIT = (CaseAct.SELF_ASSESS, CaseAct.OPINIONS, CaseAct.COMMUNE_MEETING, CaseAct.SEND)
BY_VERIFIER = (CaseAct.VERIFY, CaseAct.DISTRICT_MEETING, CaseAct.SUBMIT)


def may_file(user: User, case: RecognitionCase, act: str) -> bool:
    """Whether the person may put papers of a step into the dossier now."""
    if case.state in OVER:
        return False
    if act in BY_UNIT:
        return rules.may_prepare(user, case) and case.state in PREPARING
    if act in BY_VERIFIER:
        own = case.responsible_id == case.verifier_id
        ready = own or case.state not in PREPARING
        return ready and rules.may_verify(user, case)
    return rules.may_publish(user, case)


def keep_file(name: str, stream: BinaryIO, case: RecognitionCase, actor: User) -> StoredFile:
    """Check and keep a file of the case. Raises Refused for what is wrong with it."""
    accepted = inspect_upload(name, stream)
    return store_file(
        name=accepted.original_name,
        stream=stream,
        owner_kind=CASE_FILE,
        owner_uid=case.uid,
        user=actor,
        accepted=accepted,
    )


@transaction.atomic
def add_paper(
    *,
    case: RecognitionCase,
    act: str,
    code: str,
    paper: Paper,
    name: str,
    stream: BinaryIO,
    actor: User,
) -> CasePaper:
    """Put a file under a part of the dossier list. Raises NotAllowed, Refused (`no_item`)."""
    locked = lock_case(case)
    step = locked.spec.step(act)
    item = next((row for row in step.papers if row.code == code), None) if step else None
    if step is None or item is None:
        raise Refused("no_item", "Danh mục hồ sơ không có thành phần này. Tải lại trang.")
    if not may_file(actor, locked, act):
        raise no_right(actor, "Bạn không bổ sung được giấy tờ của bước này lúc này.")
    if paper.day and paper.day > clock.today():
        raise Refused("future", "Ngày trên giấy không thể sau hôm nay. Xem lại ngày.")
    row = CasePaper.objects.create(
        case=locked,
        act=act,
        code=code,
        label=item.label,
        number=nfc(paper.number).strip()[:60],
        day=paper.day,
        file=keep_file(name, stream, locked, actor),
        by=actor,
    )
    audit.record(
        actor=actor,
        action="case.paper",
        subject=locked,
        summary=f"Thêm vào hồ sơ: {item.label}"[:500],
        data={"sha256": row.file.sha256, "number": row.number},
    )
    return row


@transaction.atomic
def withdraw_paper(*, paper: CasePaper, reason: str, actor: User) -> CasePaper:
    """Take a file out of the dossier; it stays in the trail. Raises NotAllowed, Refused."""
    locked = lock_case(paper.case)
    if not may_file(actor, locked, paper.act):
        raise no_right(actor, "Bạn không sửa được giấy tờ của bước này lúc này.")
    if not reason.strip():
        raise Refused("no_reason", "Ghi lý do rút giấy tờ.")
    row = CasePaper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if row.withdrawn_at is not None:
        raise Refused("gone", "Giấy tờ này đã rút rồi.")
    row.withdrawn_by, row.withdrawn_at = actor, clock.now()
    row.withdrawn_reason = nfc(reason).strip()[:300]
    row.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    audit.record(
        actor=actor,
        action="case.paper_withdrawn",
        subject=locked,
        summary=f"Rút khỏi hồ sơ: {row.label}"[:500],
        data={"reason": row.withdrawn_reason},
    )
    return row


@transaction.atomic
def state_gate(
    *,
    case: RecognitionCase,
    code: str,
    verdict: str,
    words: str,
    body: str,
    agency: Agency | None,
    paper: Paper,
    name: str,
    stream: BinaryIO,
    actor: User,
) -> CaseGate:
    """Record what a paper (of the police, say) states about a gate, with its file.

    Raises NotAllowed, Refused: `no_gate`, `no_paper`, `no_words`, `dead_body` and the codes of
    `check_signed` for a body that had ended or has ended since.
    """
    locked = lock_case(case)
    rule, day = _gate_rule(locked, code, words, paper, actor)
    if agency is not None:
        signer = agency_body(agency, clock.today())
        check_signed(locked, CaseAct.GATE, signer, paper)
    row = CaseGate.objects.create(
        case=locked,
        code=code,
        verdict=verdict,
        words=nfc(words).strip()[:500],
        source=rule.supplied_by,
        as_of=day,
        body=agency.name if agency else nfc(body).strip()[:160] or rule.supplied_by,
        agency=agency,
        paper_number=nfc(paper.number).strip()[:60],
        paper_date=day,
        file=keep_file(name, stream, locked, actor),
        by=actor,
    )
    audit.record(
        actor=actor,
        action="case.gate",
        subject=locked,
        summary=f"{rule.label}: {GateVerdict(verdict).label}"[:500],
        data={"number": row.paper_number, "date": day.isoformat()},
    )
    return row


def _gate_rule(
    case: RecognitionCase, code: str, words: str, paper: Paper, actor: User
) -> tuple[GateSpec, date]:
    """The gate a paper is about and the paper's day, once everything typed can be.

    Raises NotAllowed, Refused.
    """
    rule = next((row for row in case.spec.gates if row.code == code), None)
    if rule is None or rule.kind not in STATED:
        raise Refused("no_gate", "Điều kiện này không xác nhận bằng giấy.")
    if case.state in OVER or not (rules.may_prepare(actor, case) or rules.may_verify(actor, case)):
        raise no_right(actor, "Bạn không ghi được giấy xác nhận cho hồ sơ này.")
    if not paper.number.strip() or paper.day is None:
        raise Refused("no_paper", "Ghi số và ngày như trên giấy xác nhận.")
    if not words.strip():
        raise Refused("no_words", "Ghi kết quả như trên giấy xác nhận.")
    if paper.day > clock.today():
        raise Refused("future", "Ngày trên giấy không thể sau hôm nay. Xem lại ngày.")
    return rule, paper.day


def check_signed(case: RecognitionCase, act: str, body: Body, paper: Paper) -> None:
    """A body that has ended acts no more: only a paper it signed in time, confirmed by a second
    person, is taken.

    Raises Refused: `dead_body`, `late_paper` (nobody has asked yet), `late_waits` (for the second
    person).
    """
    if body.exists:
        return
    if paper.day is None or body.last_day is None or paper.day > body.last_day:
        raise Refused("dead_body", body.ended_words)
    number = nfc(paper.number).strip()
    rows = [row for row in case.late_papers.filter(act=act) if row.covers(number, paper.day)]
    if not rows:
        raise Refused(
            "late_paper",
            f"{body.name} đã kết thúc hoạt động ngày {format_date(body.last_day)}. Giấy ký trước "
            "ngày đó nay mới vào sổ: ghi lý do ở mục «Giấy vào sổ muộn», rồi người thứ hai xác "
            "nhận.",
        )
    if not any(row.confirmed_by_id for row in rows):
        raise Refused(
            "late_waits", "Giấy vào sổ muộn đang chờ người thứ hai xác nhận, chưa ghi được."
        )


@transaction.atomic
def ask_late(
    *,
    case: RecognitionCase,
    act: str,
    agency: Agency | None,
    paper: Paper,
    reason: str,
    actor: User,
) -> LatePaper:
    """Ask that a paper of an ended body be taken, with a reason; a second person confirms.

    Raises NotAllowed, Refused (`no_reason`, `no_paper`, `lives`, `too_late`, `asked`).
    """
    locked = lock_case(case)
    if not rules.may_work_on(actor, locked):
        raise no_right(actor, "Bạn không làm hồ sơ này.")
    if not reason.strip():
        raise Refused("no_reason", "Ghi lý do giấy vào sổ muộn.")
    if not paper.number.strip() or paper.day is None:
        raise Refused("no_paper", "Ghi số và ngày như trên văn bản.")
    body = signer_of(locked, act, agency)
    if body.exists or body.last_day is None:
        raise Refused("lives", f"{body.name} đang hoạt động nên ghi thẳng ở bước của hồ sơ.")
    if paper.day > body.last_day:
        raise Refused("too_late", body.ended_words)
    try:
        with transaction.atomic():
            row = LatePaper.objects.create(
                case=locked,
                act=act,
                number=nfc(paper.number).strip()[:60],
                day=paper.day,
                body=body.name,
                body_ended=body.last_day,
                reason=nfc(reason).strip()[:500],
                by=actor,
            )
    except IntegrityError as error:
        raise Refused("asked", "Giấy này đã được đề nghị rồi.") from error
    _record_late(row, actor, f"Đề nghị nhận giấy vào sổ muộn: {row.number}")
    return row


def signer_of(case: RecognitionCase, act: str, agency: Agency | None) -> Body:
    """Who signs the paper of an act: the body at the step's level, or the agency of a gate."""
    if agency is not None:
        return agency_body(agency, clock.today())
    step: StepSpec | None = case.spec.step(act)
    if step is None:
        raise Refused("wrong_act", "Trình tự của hồ sơ này không có bước đã chọn.")
    return body_of(case, step.level, clock.today())


@transaction.atomic
def confirm_late(*, late: LatePaper, actor: User) -> LatePaper:
    """The second person. Raises NotAllowed, Refused (`same_person`, `confirmed`)."""
    locked = lock_case(late.case)
    row = LatePaper.objects.select_for_update(of=("self",)).get(pk=late.pk)
    if not rules.may_work_on(actor, locked):
        raise no_right(actor, "Bạn không làm hồ sơ này.")
    if row.by_id == actor.pk:
        raise Refused("same_person", "Người xác nhận phải khác người đề nghị.")
    if row.confirmed_by_id is not None:
        raise Refused("confirmed", "Giấy này đã được xác nhận rồi.")
    row.confirmed_by, row.confirmed_at = actor, clock.now()
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    _record_late(row, actor, f"Xác nhận giấy vào sổ muộn: {row.number}")
    return row


def _record_late(row: LatePaper, actor: User, words: str) -> None:
    audit.record(
        actor=actor,
        action="case.late_paper",
        subject=row.case,
        summary=words,
        data={"number": row.number, "date": row.day.isoformat(), "reason": row.reason},
    )


@transaction.atomic
def name_successor(
    *, case: RecognitionCase, unit: AdministrativeUnit, paper: Paper, reason: str, actor: User
) -> RecognitionCase:
    """Name the unit that goes on verifying after the one that did has ended, on a paper.

    Raises NotAllowed, Refused (`lives`, `no_reason`, `no_paper`, `no_unit`).
    """
    locked = lock_case(case)
    if not rules.may_name_successor(actor, locked):
        raise no_right(actor, "Bạn không xác định được đơn vị kế tục cho hồ sơ này.")
    if locked.verifier_lives():
        raise Refused("lives", "Cơ quan thẩm tra đang hoạt động nên không cần đơn vị kế tục.")
    if not reason.strip():
        raise Refused("no_reason", "Ghi căn cứ xác định đơn vị kế tục.")
    if not paper.number.strip() or paper.day is None:
        raise Refused("no_paper", "Ghi số và ngày văn bản xác định đơn vị kế tục.")
    version = UnitVersion.objects.filter(unit=unit, valid__contains=clock.today()).first()
    if version is None:
        raise Refused("no_unit", "Đơn vị đã chọn không hoạt động hôm nay. Chọn đơn vị khác.")
    before = locked.verifier_id
    locked.verifier = unit
    locked.save(update_fields=["verifier"])
    add_fact(
        locked, CaseAct.SUCCEED, clock.today(), actor, body=version.name, paper=paper, text=reason
    )
    audit.record(
        actor=actor,
        action="case.succeed",
        subject=locked,
        summary=f"Đơn vị kế tục thẩm tra: {version.name}",
        data={"before": before, "reason": reason.strip(), "number": paper.number},
    )
    return locked


may_read_case_file = sees_owner(RecognitionCase)
