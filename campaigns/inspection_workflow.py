"""States and acts of plans of inspections, visits and findings."""

from __future__ import annotations

from typing import Any

from campaigns import inspection_rules as rules
from campaigns.inspection_enums import FindingState, InspectionState, PlanState
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.workflow import Transition, Workflow


def has_team_and_checklist(inspection: Any) -> None:
    """A visit begins with somebody at its head and something to look at."""
    if not inspection.members.filter(lead=True, removed=False).exists():
        raise Refused("no_lead", "Chưa có trưởng đoàn. Thêm trưởng đoàn rồi bắt đầu kiểm tra.")
    if not inspection.items.exists():
        raise Refused("no_items", "Phiếu kiểm tra chưa có mục nào. Thêm nội dung cần xem.")


def is_answered(inspection: Any) -> None:
    """Nothing of the checklist is left open; «không kiểm tra» is an answer."""
    left = inspection.items.filter(answer="").count()
    if left:
        raise Refused(
            "unanswered",
            f"Phiếu còn {left} mục chưa ghi. Mục không xem thì ghi «không kiểm tra».",
        )


PLAN = Workflow(
    code="inspection_plan",
    states={state.value: str(state.label) for state in PlanState},
    transitions=(
        Transition(
            name="issue",
            sources=(PlanState.DRAFT,),
            target=PlanState.ISSUED,
            permission=rules.may_issue,
            label="Ban hành kế hoạch",
            done="Ban hành kế hoạch kiểm tra",
        ),
    ),
)

INSPECTION = Workflow(
    code="inspection",
    states={state.value: str(state.label) for state in InspectionState},
    transitions=(
        Transition(
            name="start",
            sources=(InspectionState.PLANNED,),
            target=InspectionState.RUNNING,
            permission=rules.may_inspect,
            label="Bắt đầu kiểm tra",
            done="Bắt đầu kiểm tra",
            guard=has_team_and_checklist,
        ),
        Transition(
            name="finish",
            sources=(InspectionState.RUNNING,),
            target=InspectionState.FINISHED,
            permission=rules.may_inspect,
            label="Kiểm tra xong",
            done="Kiểm tra xong tại đơn vị",
            guard=is_answered,
        ),
        Transition(
            name="reopen",
            sources=(InspectionState.FINISHED,),
            target=InspectionState.RUNNING,
            permission=rules.may_inspect,
            label="Mở lại phiếu kiểm tra",
            done="Mở lại phiếu kiểm tra",
        ),
        Transition(
            name="conclude",
            sources=(InspectionState.FINISHED,),
            target=InspectionState.CONCLUDED,
            permission=rules.may_inspect,
            label="Ghi kết luận",
            done="Ghi kết luận kiểm tra",
        ),
        Transition(
            name="cancel",
            sources=(InspectionState.PLANNED,),
            target=InspectionState.CANCELLED,
            permission=rules.may_inspect,
            label="Hủy cuộc kiểm tra",
            done="Hủy cuộc kiểm tra",
        ),
    ),
)

FINDING = Workflow(
    code="finding",
    states={state.value: str(state.label) for state in FindingState},
    transitions=(
        Transition(
            name="begin",
            sources=(FindingState.STATED,),
            target=FindingState.FIXING,
            permission=rules.may_mend,
            label="Nhận khắc phục",
            done="Nhận khắc phục",
        ),
        Transition(
            name="report",
            sources=(FindingState.FIXING, FindingState.RETURNED),
            target=FindingState.REPORTED,
            permission=rules.may_mend,
            label="Báo cáo khắc phục",
            done="Báo cáo đã khắc phục",
        ),
        Transition(
            name="return",
            sources=(FindingState.REPORTED,),
            target=FindingState.RETURNED,
            permission=rules.may_judge,
            label="Trả lại",
            done="Trả lại báo cáo khắc phục",
        ),
        Transition(
            name="close",
            sources=(FindingState.REPORTED,),
            target=FindingState.CLOSED,
            permission=rules.may_judge,
            label="Khép tồn tại",
            done="Khép tồn tại, hạn chế",
        ),
        Transition(
            name="withdraw",
            sources=(FindingState.STATED, FindingState.FIXING),
            target=FindingState.WITHDRAWN,
            permission=rules.may_judge,
            label="Rút tồn tại",
            done="Rút tồn tại, hạn chế",
        ),
    ),
)

PLAN_PAIRS = tuple(PLAN.pairs())
INSPECTION_PAIRS = tuple(INSPECTION.pairs())
FINDING_PAIRS = tuple(FINDING.pairs())
