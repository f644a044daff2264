"""What was found lacking: stated, mended, reported, closed or returned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from campaigns.inspection_enums import TO_MEND, InspectionState
from campaigns.inspection_rules import may_inspect, may_judge, may_mend
from campaigns.inspection_workflow import FINDING
from campaigns.models import Finding, FindingNote, Inspection
from campaigns.services.inspection_notices import (
    JUDGEMENTS,
    tell_judged,
    tell_reported,
    tell_stated,
)
from campaigns.services.inspection_papers import PROOF_KIND
from campaigns.services.inspections import NOT_BODY
from communes.models import Agency, Indicator, UnitVersion
from communes.services.register_papers import Scan, clean_text, keep_paper
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.workflow import advance

EXTEND, NOTE = "extend", "note"
WORDS = {
    "begin": "Nhận khắc phục",
    "report": "Báo cáo khắc phục",
    "return": "Trả lại",
    "close": "Khép",
    "withdraw": "Rút",
    EXTEND: "Gia hạn",
    NOTE: "Ghi tiến độ",
}


@dataclass(frozen=True)
class Lack:
    """What is stated: words, who answers for it (a unit or an agency), by when."""

    text: str
    deadline: date
    unit_id: int | None = None
    agency_id: int | None = None
    indicator_id: int | None = None
    item_id: int | None = None


@transaction.atomic
def state_finding(*, inspection: Inspection, lack: Lack, actor: User) -> Finding:
    """State something lacking. Raises NotAllowed, Refused (`not_begun`, `no_text`, `party`,
    `deadline`, `indicator`)."""
    row = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    if not may_inspect(actor, row):
        raise NotAllowed("not_allowed", NOT_BODY)
    if row.state not in (InspectionState.RUNNING, InspectionState.FINISHED):
        raise Refused("not_begun", "Nêu tồn tại khi đang kiểm tra hoặc trước khi kết luận.")
    text = clean_text(lack.text, 1000)
    if not text:
        raise Refused("no_text", "Ghi tồn tại, hạn chế.")
    if (lack.unit_id is None) == (lack.agency_id is None):
        raise Refused("party", "Chọn một xã hoặc một cơ quan chịu trách nhiệm khắc phục.")
    _check_alive(lack)
    if lack.deadline < row.days.lower or lack.deadline < clock.today():
        raise Refused("deadline", "Hạn khắc phục đã qua. Ghi ngày từ hôm nay trở đi.")
    item = row.items.filter(pk=lack.item_id).first() if lack.item_id else None
    indicator_id = item.indicator_id if item else lack.indicator_id
    if indicator_id is not None and not Indicator.objects.filter(pk=indicator_id).exists():
        raise Refused("indicator", "Chỉ tiêu không có trong bộ tiêu chí. Chọn lại.")
    found = Finding.objects.create(
        inspection=row,
        item=item,
        indicator_id=indicator_id,
        unit_id=lack.unit_id,
        agency_id=lack.agency_id,
        text=text,
        deadline=lack.deadline,
        by=actor,
    )
    audit.record(
        actor=actor,
        action="finding.state",
        subject=found,
        summary=f"Nêu tồn tại, hạn khắc phục {lack.deadline:%d/%m/%Y}: {text}"[:500],
        data={"deadline": lack.deadline.isoformat(), "inspection": str(row.uid)},
    )
    tell_stated(found, actor)
    return found


@transaction.atomic
def act_on(
    *, finding: Finding, act: str, text: str, scan: Scan | None = None, actor: User
) -> Finding:
    """Move a finding on, with a word and where there is one a proof.

    `act` is one of `begin`, `report`, `return`, `close`, `withdraw`; all but `begin` and `close`
    need a word. Raises NotAllowed, Refused (`wrong_state`, `no_text`, what is wrong with the file).
    """
    text = clean_text(text, 2000)
    if not text and act not in ("begin", "close"):
        raise Refused("no_text", "Ghi đã làm gì, hoặc vì sao.")
    changes = {"closed_at": clock.now()} if act == "close" else None
    data = {"reason" if act in ("return", "withdraw") else "text": text}
    moved = advance(FINDING, obj=finding, act=act, actor=actor, changes=changes, data=data)
    note = _note(moved, act, text, scan, actor) if text or scan else None
    number = note.pk if note else 0
    if act == "report":
        tell_reported(moved, actor, number)
    elif act in JUDGEMENTS:
        tell_judged(moved, act, actor, number)
    return moved


@transaction.atomic
def note_progress(
    *, finding: Finding, text: str, scan: Scan | None = None, actor: User
) -> FindingNote:
    """How the mending goes, by who answers for it. Raises NotAllowed, Refused (`no_text`,
    `not_mending`)."""
    row = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    if not may_mend(actor, row):
        raise NotAllowed("not_allowed", "Chỉ đơn vị chịu trách nhiệm ghi tiến độ khắc phục.")
    if row.state not in TO_MEND:
        raise Refused("not_mending", "Tồn tại này không còn chờ khắc phục.")
    text = clean_text(text, 2000)
    if not text:
        raise Refused("no_text", "Ghi đã làm được gì.")
    made = _note(row, NOTE, text, scan, actor)
    audit.record(
        actor=actor, action="finding.note", subject=row, summary="Ghi tiến độ khắc phục",
        data={"text": text},
    )  # fmt: skip
    return made


@transaction.atomic
def extend(*, finding: Finding, deadline: date, reason: str, actor: User) -> Finding:
    """Give more time. Raises NotAllowed, Refused (`closed`, `deadline`, `no_reason`)."""
    row = (
        Finding.objects.select_related("inspection")
        .select_for_update(of=("self",))
        .get(pk=finding.pk)
    )
    if not may_judge(actor, row):
        raise NotAllowed("not_allowed", NOT_BODY)
    if not row.open:
        raise Refused("closed", "Tồn tại này đã khép hoặc đã rút.")
    if deadline <= row.deadline or deadline < clock.today():
        raise Refused("deadline", f"Hạn mới phải sau hạn cũ {row.deadline:%d/%m/%Y} và chưa qua.")
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do gia hạn.")
    before, row.deadline = row.deadline, deadline
    row.save(update_fields=["deadline"])
    words = f"Gia hạn từ {before:%d/%m/%Y} đến {deadline:%d/%m/%Y}: {reason}"
    note = _note(row, EXTEND, words, None, actor)
    tell_judged(row, EXTEND, actor, note.pk)
    audit.record(
        actor=actor, action="finding.extend", subject=row, summary=words[:500],
        data={"from": before.isoformat(), "to": deadline.isoformat(), "reason": reason},
    )  # fmt: skip
    return row


def _check_alive(lack: Lack) -> None:
    today = clock.today()
    if lack.unit_id is not None:
        alive = UnitVersion.objects.filter(unit_id=lack.unit_id, valid__contains=today).exists()
    else:
        alive = Agency.objects.filter(pk__in=[lack.agency_id], valid__contains=today).exists()
    if not alive:
        raise Refused("party", "Đơn vị, cơ quan này không còn hoạt động. Chọn nơi khác.")


def _note(row: Finding, act: str, text: str, scan: Scan | None, actor: User) -> FindingNote:
    note = FindingNote(finding=row, act=act, text=text, by=actor)
    if scan is not None:
        note.file = keep_paper(
            name=scan.name,
            stream=scan.stream,
            owner_kind=PROOF_KIND,
            owner_uid=row.uid,
            actor=actor,
        )
    note.save(force_insert=True)
    return note
