"""States and acts of tasks and of proposals of policy."""

from __future__ import annotations

from campaigns import task_rules as rules
from campaigns.task_enums import ProposalState, TaskState
from kbang_ntm.core.workflow import Transition, Workflow

S = TaskState
TASK = Workflow(
    code="task",
    states={state.value: state.label for state in TaskState},
    transitions=(
        Transition(
            name="accept",
            sources=(S.ASSIGNED,),
            target=S.ACCEPTED,
            permission=rules.may_do,
            label="Tiếp nhận",
            done="Tiếp nhận nhiệm vụ",
        ),
        Transition(
            name="start",
            sources=(S.ACCEPTED,),
            target=S.DOING,
            permission=rules.may_do,
            label="Bắt đầu thực hiện",
            done="Bắt đầu thực hiện",
        ),
        Transition(
            name="report",
            sources=(S.ACCEPTED, S.DOING),
            target=S.WAITING,
            permission=rules.may_do,
            label="Báo cáo kết quả",
            done="Báo cáo kết quả, chờ xác nhận",
        ),
        Transition(
            name="confirm",
            sources=(S.WAITING,),
            target=S.DONE,
            permission=rules.may_lead,
            label="Xác nhận hoàn thành",
            done="Xác nhận hoàn thành",
        ),
        Transition(
            name="return",
            sources=(S.WAITING,),
            target=S.DOING,
            permission=rules.may_lead,
            label="Trả lại",
            done="Trả lại để làm tiếp",
        ),
        Transition(
            name="withdraw",
            sources=(S.ASSIGNED, S.ACCEPTED, S.DOING, S.WAITING),
            target=S.WITHDRAWN,
            permission=rules.may_lead,
            label="Rút nhiệm vụ",
            done="Rút nhiệm vụ",
        ),
    ),
)

PROPOSAL = Workflow(
    code="proposal",
    states={state.value: state.label for state in ProposalState},
    transitions=(
        Transition(
            name="accept",
            sources=(ProposalState.RAISED,),
            target=ProposalState.ACCEPTED,
            permission=rules.may_answer_proposal,
            label="Ghi được chấp nhận",
            done="Đề xuất được chấp nhận",
        ),
        Transition(
            name="refuse",
            sources=(ProposalState.RAISED,),
            target=ProposalState.REFUSED,
            permission=rules.may_answer_proposal,
            label="Ghi không được chấp nhận",
            done="Đề xuất không được chấp nhận",
        ),
        Transition(
            name="withdraw",
            sources=(ProposalState.RAISED,),
            target=ProposalState.WITHDRAWN,
            permission=rules.may_raise,
            label="Rút đề xuất",
            done="Rút đề xuất",
        ),
    ),
)

TASK_PAIRS = tuple(TASK.pairs())
PROPOSAL_PAIRS = tuple(PROPOSAL.pairs())
