"""States and acts of the plan's versions."""

from __future__ import annotations

from campaigns import plan_rules as rules
from campaigns.plan_enums import PlanState
from kbang_ntm.core.workflow import Transition, Workflow

PLAN = Workflow(
    code="plan",
    states={state.value: state.label for state in PlanState},
    transitions=(
        Transition(
            name="issue",
            sources=(PlanState.DRAFT,),
            target=PlanState.ISSUED,
            permission=rules.may_issue,
            label="Ban hành",
            done="Ban hành kế hoạch",
        ),
    ),
)
PLAN_PAIRS = tuple(PLAN.pairs())
