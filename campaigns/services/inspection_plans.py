"""Plans of inspections of a year: written, issued by their paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from campaigns.inspection_enums import InspectionKind, InspectionState, PlanState
from campaigns.inspection_rules import inspects_for, may_issue
from campaigns.inspection_workflow import PLAN
from campaigns.models import Campaign, InspectionPlan
from campaigns.services.inspection_notices import tell_visit
from campaigns.services.inspection_papers import PAPER_KIND
from communes.services.register_papers import Scan, check_past, clean_text, keep_paper
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.workflow import advance

NOT_OWN = "Chỉ người của cơ quan lập kế hoạch làm việc này; giám sát do Mặt trận giữ."


@dataclass(frozen=True)
class PlanText:
    """What is written of a plan."""

    year: int
    kind: str
    title: str
    agency_id: int | None = None
    body_unit_id: int | None = None
    note: str = ""
    illustrative: bool = False


@transaction.atomic
def make_plan(*, campaign: Campaign, text: PlanText, actor: User) -> InspectionPlan:
    """Begin a plan. Raises NotAllowed, Refused (`kind`, `body`, `year`, `no_title`, `same`)."""
    if text.kind not in InspectionKind.values:
        raise Refused("kind", "Chọn loại kiểm tra.")
    if (text.agency_id is None) == (text.body_unit_id is None):
        raise Refused("body", "Chọn một cơ quan hoặc một xã đứng ra kiểm tra.")
    if not inspects_for(actor, text.kind, text.body_unit_id, text.agency_id):
        raise NotAllowed("not_allowed", NOT_OWN)
    if not 2020 <= text.year <= clock.today().year + 1:
        raise Refused("year", f"Năm {text.year} không hợp lý. Xem lại năm.")
    title = clean_text(text.title, 240)
    if not title:
        raise Refused("no_title", "Ghi tên kế hoạch.")
    if InspectionPlan.objects.filter(campaign=campaign, year=text.year, title=title).exists():
        raise Refused("same", f"Năm {text.year} đã có kế hoạch «{title}». Ghi tên khác.")
    row = InspectionPlan.objects.create(
        campaign=campaign,
        year=text.year,
        kind=text.kind,
        title=title,
        agency_id=text.agency_id,
        body_unit_id=text.body_unit_id,
        note=clean_text(text.note, 1000),
        illustrative=text.illustrative,
        made_by=actor,
    )
    audit.record(
        actor=actor,
        action="inspection_plan.make",
        subject=row,
        summary=f"Lập kế hoạch {row.get_kind_display()} năm {row.year}: {title}"[:500],
    )
    return row


@transaction.atomic
def issue_plan(
    *, plan: InspectionPlan, number: str, day: date, scan: Scan | None = None, actor: User
) -> InspectionPlan:
    """Issue a plan by its paper, number and date as on paper.

    Raises NotAllowed, Refused (`wrong_state`, `no_number`, `future`, what is wrong with the file).
    """
    if not may_issue(actor, plan):
        raise NotAllowed("not_allowed", NOT_OWN)
    number = clean_text(number, 60)
    if not number:
        raise Refused("no_number", "Ghi số văn bản như trên giấy.")
    check_past(day, "Ngày văn bản")
    changes: dict[str, Any] = {"paper_number": number, "paper_date": day}
    if scan is not None and plan.state == PlanState.DRAFT:
        changes["paper_file"] = keep_paper(
            name=scan.name,
            stream=scan.stream,
            owner_kind=PAPER_KIND,
            owner_uid=plan.uid,
            actor=actor,
        )
    issued = advance(
        PLAN, obj=plan, act="issue", actor=actor, changes=changes, data={"number": number}
    )
    for visit in issued.visits.filter(state=InspectionState.PLANNED):
        tell_visit(visit, actor)
    return issued
