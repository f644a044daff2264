"""Visits: planned, made, concluded; their team and the things to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from psycopg2.extras import DateRange

from campaigns.inspection_enums import InspectionKind, InspectionState
from campaigns.inspection_rules import inspects_for, may_inspect
from campaigns.inspection_workflow import INSPECTION
from campaigns.models import (
    Campaign,
    ChecklistItem,
    Inspection,
    InspectionMember,
    InspectionPlan,
    ServedProgramme,
)
from campaigns.services.inspection_notices import tell_visit
from campaigns.services.inspection_papers import PAPER_KIND
from communes.enums import Standard, UnitKind
from communes.models import Indicator, UnitVersion
from communes.queries.register_lists import set_of_year
from communes.queries.register_rules import kept_units
from communes.services.register_papers import Scan, check_past, clean_text, keep_paper
from kbang_ntm.core import audit
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.workflow import advance

NOT_BODY = "Chỉ người của cơ quan kiểm tra làm việc này; giám sát do Mặt trận giữ."
LONGEST = 60  # days of one visit; more is a slip of the keyboard
MOST_ITEMS = 150
PLACES = (UnitKind.COMMUNE, UnitKind.TOWNSHIP, UnitKind.VILLAGE)


@dataclass(frozen=True)
class Visit:
    """What is written of a visit. `criteria` are numbers of criteria of the commune's set in
    force; each of their indicators becomes a thing to look at, as does each line of `extra`."""

    unit_id: int
    kind: str
    title: str
    first: date
    last: date
    agency_id: int | None = None
    body_unit_id: int | None = None
    plan: InspectionPlan | None = None
    programmes: Sequence[str] = ()
    criteria: Sequence[str] = ()
    extra: Sequence[str] = ()
    note: str = ""
    illustrative: bool = False


@transaction.atomic
def plan_inspection(*, campaign: Campaign, visit: Visit, actor: User) -> Inspection:
    """Enter a visit with its checklist.

    Raises NotAllowed, Refused (`kind`, `no_title`, `days`, `unit`, `plan`, `body`).
    """
    if visit.kind not in InspectionKind.values:
        raise Refused("kind", "Chọn loại kiểm tra.")
    if (visit.agency_id is None) == (visit.body_unit_id is None):
        raise Refused("body", "Chọn một cơ quan hoặc một xã đứng ra kiểm tra.")
    if not inspects_for(actor, visit.kind, visit.body_unit_id, visit.agency_id):
        raise NotAllowed("not_allowed", NOT_BODY)
    title = clean_text(visit.title, 240)
    if not title:
        raise Refused("no_title", "Ghi nội dung kiểm tra.")
    days = _days(visit.first, visit.last)
    _check_unit(visit, actor)
    plan = visit.plan
    if plan is not None and (plan.kind, plan.agency_id, plan.body_unit_id) != (
        visit.kind, visit.agency_id, visit.body_unit_id,
    ):  # fmt: skip
        raise Refused("plan", "Kế hoạch là của cơ quan khác hoặc loại khác. Chọn lại kế hoạch.")
    row = Inspection.objects.create(
        campaign=campaign,
        plan=plan,
        unit_id=visit.unit_id,
        kind=visit.kind,
        title=title,
        days=days,
        agency_id=visit.agency_id,
        body_unit_id=visit.body_unit_id,
        note=clean_text(visit.note, 1000),
        illustrative=visit.illustrative,
        made_by=actor,
    )
    names = dict.fromkeys(clean_text(name, 160) for name in visit.programmes)
    ServedProgramme.objects.bulk_create(
        ServedProgramme(inspection=row, name=name) for name in names if name
    )
    _add_items(row, _indicators(visit), visit.extra)
    audit.record(
        actor=actor,
        action="inspection.plan",
        subject=row,
        summary=f"Lên lịch {row.get_kind_display()}: {title}"[:500],
        data={"first": visit.first.isoformat(), "last": visit.last.isoformat()},
    )
    tell_visit(row, actor)
    return row


@transaction.atomic
def move_inspection(*, inspection: Inspection, first: date, last: date, actor: User) -> Inspection:
    """Other days for a visit that has not begun. Raises NotAllowed, Refused (`days`, `begun`)."""
    row = _lock(inspection, actor)
    if row.state != InspectionState.PLANNED:
        raise Refused("begun", "Cuộc kiểm tra đã bắt đầu hoặc đã hủy nên không đổi ngày.")
    row.days = _days(first, last)
    row.save(update_fields=["days"])
    _tell(actor, row, "move", f"Đổi ngày: {first:%d/%m/%Y} đến {last:%d/%m/%Y}")
    tell_visit(row, actor)
    return row


@dataclass(frozen=True)
class Person:
    """A member of the team as written on paper."""

    name: str
    position: str = ""
    body: str = ""
    lead: bool = False


@transaction.atomic
def add_member(*, inspection: Inspection, person: Person, actor: User) -> InspectionMember:
    """Put somebody on the team. Raises NotAllowed, Refused (`no_name`, `two_leads`, `over`)."""
    row = _open(inspection, actor)
    name = clean_text(person.name, 120)
    if not name:
        raise Refused("no_name", "Ghi họ và tên thành viên.")
    if person.lead and row.members.filter(lead=True, removed=False).exists():
        raise Refused("two_leads", "Đoàn đã có trưởng đoàn. Rút người đó trước khi ghi người khác.")
    member = InspectionMember.objects.create(
        inspection=row,
        name=name,
        position=clean_text(person.position, 160),
        body=clean_text(person.body, 160),
        lead=person.lead,
    )
    _tell(actor, row, "member", f"Thêm {name} vào đoàn{', trưởng đoàn' if person.lead else ''}")
    return member


@transaction.atomic
def remove_member(*, member: InspectionMember, actor: User) -> InspectionMember:
    """Take somebody off the team; the row stays. Raises NotAllowed, Refused (`over`)."""
    row = _open(member.inspection, actor)
    member.removed = True
    member.save(update_fields=["removed"])
    _tell(actor, row, "member", f"Rút {member.name} khỏi đoàn")
    return member


@transaction.atomic
def add_items(*, inspection: Inspection, lines: Sequence[str], actor: User) -> Inspection:
    """More things to look at, one a line. Raises NotAllowed, Refused (`no_text`, `over`)."""
    row = _open(inspection, actor)
    if row.state == InspectionState.FINISHED:
        raise Refused("over", "Phiếu đã ghi xong. Mở lại phiếu rồi thêm mục.")
    if not any(clean_text(line, 500) for line in lines):
        raise Refused("no_text", "Ghi nội dung cần xem, mỗi dòng một mục.")
    added = _add_items(row, [], lines)
    _tell(actor, row, "items", f"Thêm {added} mục vào phiếu kiểm tra")
    return row


def start(*, inspection: Inspection, actor: User) -> Inspection:
    """The team is there. Raises NotAllowed, Refused (`wrong_state`, `no_lead`, `no_items`)."""
    return advance(INSPECTION, obj=inspection, act="start", actor=actor)


def finish(*, inspection: Inspection, actor: User) -> Inspection:
    """All of the checklist is answered. Raises NotAllowed, Refused (`wrong_state`,
    `unanswered`)."""
    return advance(INSPECTION, obj=inspection, act="finish", actor=actor)


def reopen(*, inspection: Inspection, reason: str, actor: User) -> Inspection:
    """The checklist is mended. Raises NotAllowed, Refused (`wrong_state`, `no_reason`)."""
    reason = _reason(reason)
    return advance(INSPECTION, obj=inspection, act="reopen", actor=actor, data={"reason": reason})


@transaction.atomic
def cancel(*, inspection: Inspection, reason: str, actor: User) -> Inspection:
    """It does not take place. Raises NotAllowed, Refused (`wrong_state`, `no_reason`)."""
    reason = _reason(reason)
    row = advance(
        INSPECTION,
        obj=inspection,
        act="cancel",
        actor=actor,
        changes={"cancelled_reason": reason},
        data={"reason": reason},
    )
    tell_visit(row, actor)
    return row


@dataclass(frozen=True)
class Conclusion:
    """The paper that ends a visit, number and date as on paper."""

    text: str
    number: str
    day: date


@transaction.atomic
def conclude(
    *, inspection: Inspection, conclusion: Conclusion, scan: Scan | None = None, actor: User
) -> Inspection:
    """Register the conclusion's paper. Raises NotAllowed, Refused (`wrong_state`, `no_number`,
    `future`, `too_early`, and what is wrong with the file)."""
    number = clean_text(conclusion.number, 60)
    if not number:
        raise Refused("no_number", "Ghi số văn bản kết luận như trên giấy.")
    check_past(conclusion.day, "Ngày văn bản")
    if conclusion.day < inspection.days.lower:
        raise Refused("too_early", "Ngày văn bản kết luận trước ngày kiểm tra. Xem lại ngày.")
    if not may_inspect(actor, inspection):
        raise NotAllowed("not_allowed", NOT_BODY)
    changes: dict[str, Any] = {
        "conclusion": clean_text(conclusion.text, 4000),
        "conclusion_number": number,
        "conclusion_date": conclusion.day,
    }
    data = {"number": number}
    if scan is not None:
        changes["conclusion_file"] = file = keep_paper(
            name=scan.name,
            stream=scan.stream,
            owner_kind=PAPER_KIND,
            owner_uid=inspection.uid,
            actor=actor,
        )
        data["sha256"] = file.sha256
    return advance(
        INSPECTION, obj=inspection, act="conclude", actor=actor, changes=changes, data=data
    )


def _days(first: date, last: date) -> DateRange:
    if last < first:
        raise Refused("days", "Ngày kết thúc trước ngày bắt đầu. Xem lại hai ngày.")
    if (last - first).days > LONGEST:
        raise Refused("days", f"Cuộc kiểm tra dài hơn {LONGEST} ngày. Xem lại hai ngày.")
    return DateRange(first, last + timedelta(days=1))


def _check_unit(visit: Visit, actor: User) -> None:
    found = UnitVersion.objects.filter(
        unit_id=visit.unit_id, kind__in=PLACES, valid__contains=visit.first
    ).first()
    if found is None:
        raise Refused("unit", "Đơn vị không có vào ngày kiểm tra. Chọn lại đơn vị hoặc ngày.")
    if visit.body_unit_id is not None:
        own = kept_units(actor)
        if found.unit_id not in own and found.parent_id not in own:
            raise NotAllowed("not_allowed", "Xã chỉ kiểm tra trong xã và các thôn, làng của xã.")


def _indicators(visit: Visit) -> list[Indicator]:
    if not visit.criteria:
        return []
    found = set_of_year(Standard.NTM, visit.first.year)
    if found is None:
        raise Refused("criteria", "Chưa có bộ tiêu chí của năm kiểm tra. Ghi nội dung bằng chữ.")
    rows = Indicator.objects.filter(criteria_set=found, criterion__no__in=visit.criteria)
    return list(rows.select_related("criterion").order_by("order"))


def _add_items(row: Inspection, indicators: Sequence[Indicator], lines: Sequence[str]) -> int:
    """Write things to look at behind those that are there; returns how many."""
    last = row.items.order_by("-order").values_list("order", flat=True).first() or 0
    wanted: list[dict[str, Any]] = [
        {
            "indicator": one,
            "group": f"{one.criterion.no}. {one.criterion.short_title}"[:160],
            "question": f"{one.code} {one.title}"[:500],
        }
        for one in indicators
    ]
    wanted += [
        {"group": "Nội dung khác", "question": text}
        for line in lines
        if (text := clean_text(line, 500))
    ]
    if last + len(wanted) > MOST_ITEMS:
        raise Refused("too_many", f"Phiếu có hơn {MOST_ITEMS} mục. Bỏ bớt tiêu chí hoặc nội dung.")
    ChecklistItem.objects.bulk_create(
        ChecklistItem(inspection=row, order=last + number, **values)
        for number, values in enumerate(wanted, 1)
    )
    return len(wanted)


def _lock(inspection: Inspection, actor: User) -> Inspection:
    row = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection.pk)
    if not may_inspect(actor, row):
        raise NotAllowed("not_allowed", NOT_BODY)
    return row


def _open(inspection: Inspection, actor: User) -> Inspection:
    row = _lock(inspection, actor)
    if row.state in (InspectionState.CONCLUDED, InspectionState.CANCELLED):
        raise Refused("over", "Cuộc kiểm tra đã có kết luận hoặc đã hủy nên không sửa được.")
    return row


def _reason(text: str) -> str:
    found = clean_text(text, 300)
    if not found:
        raise Refused("no_reason", "Ghi lý do.")
    return found


def _tell(actor: User, row: Inspection, act: str, summary: str) -> None:
    audit.record(actor=actor, action=f"inspection.{act}", subject=row, summary=summary[:500])
