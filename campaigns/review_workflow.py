"""States and acts of interim and final reviews."""

from __future__ import annotations

from campaigns import rules
from campaigns.enums import ReviewState
from kbang_ntm.core.workflow import Transition, Workflow

REVIEW = Workflow(
    code="review",
    states={state.value: state.label for state in ReviewState},
    transitions=(
        Transition(
            name="gather",
            sources=(ReviewState.PREPARING,),
            target=ReviewState.GATHERED,
            permission=rules.may_run_review,
            label="Chốt số liệu",
            done="Chốt số liệu sơ kết, tổng kết",
        ),
        Transition(
            name="reopen",
            sources=(ReviewState.GATHERED,),
            target=ReviewState.PREPARING,
            permission=rules.may_run_review,
            label="Mở lại để lấy số mới",
            done="Mở lại sơ kết, tổng kết để lấy số mới",
        ),
        Transition(
            name="close",
            sources=(ReviewState.GATHERED,),
            target=ReviewState.CLOSED,
            permission=rules.may_run_review,
            label="Kết thúc",
            done="Kết thúc sơ kết, tổng kết",
        ),
    ),
)
REVIEW_PAIRS = tuple(REVIEW.pairs())
