"""States and acts of decisions."""

from __future__ import annotations

from awards import decision_rules as rules
from awards.enums import DecisionState
from kbang_ntm.core.workflow import Transition, Workflow

DECISION = Workflow(
    code="decision",
    states={state.value: str(state.label) for state in DecisionState},
    transitions=(
        Transition(
            name="decide",
            sources=(DecisionState.DRAFT,),
            target=DecisionState.DECIDED,
            permission=rules.may_decide,
            label="Quyết định",
            done="Quyết định khen thưởng",
        ),
        Transition(
            name="drop",
            sources=(DecisionState.DRAFT,),
            target=DecisionState.DROPPED,
            permission=rules.may_draft,
            label="Bỏ dự thảo",
            done="Bỏ dự thảo quyết định",
        ),
        Transition(
            name="verify",
            sources=(DecisionState.DRAFT,),
            target=DecisionState.ISSUED,
            permission=rules.may_verify,
            label="Xác nhận đã đối chiếu",
            done="Đối chiếu quyết định cũ với bản quét",
        ),
        Transition(
            name="issue",
            sources=(DecisionState.DECIDED,),
            target=DecisionState.ISSUED,
            permission=rules.may_register,
            label="Vào sổ, phát hành",
            done="Vào sổ, phát hành quyết định",
        ),
    ),
)

DECISION_PAIRS = tuple(DECISION.pairs())
