"""States and acts of pledges and scoring sheets."""

from __future__ import annotations

from campaigns import cluster_rules as rules
from campaigns.cluster_enums import PledgeState, SheetState
from kbang_ntm.core.workflow import Transition, Workflow

PLEDGE = Workflow(
    code="pledge",
    states={state.value: str(state.label) for state in PledgeState},
    transitions=(
        Transition(
            name="sign",
            sources=(PledgeState.DRAFT,),
            target=PledgeState.SIGNED,
            permission=rules.may_sign,
            label="Chốt bản giao ước đã ký",
            done="Ký giao ước thi đua",
        ),
    ),
)

SHEET = Workflow(
    code="scoring",
    states={state.value: str(state.label) for state in SheetState},
    transitions=(
        Transition(
            name="open",
            sources=(SheetState.DRAFT,),
            target=SheetState.SELF,
            permission=rules.may_keep_sheet,
            label="Mở tự chấm điểm",
            done="Mở tự chấm điểm",
        ),
        Transition(
            name="take_back",
            sources=(SheetState.SELF,),
            target=SheetState.DRAFT,
            permission=rules.may_keep_sheet,
            label="Đưa bảng chấm về soạn lại",
            done="Đưa bảng chấm điểm về soạn lại",
        ),
        Transition(
            name="cross",
            sources=(SheetState.SELF,),
            target=SheetState.CROSS,
            permission=rules.may_keep_sheet,
            label="Chuyển sang chấm chéo",
            done="Chuyển sang chấm chéo",
        ),
        Transition(
            name="agree",
            sources=(SheetState.CROSS,),
            target=SheetState.AGREED,
            permission=rules.may_keep_sheet,
            label="Chốt kết quả đã thống nhất",
            done="Chốt kết quả chấm điểm và xếp hạng",
        ),
    ),
)

PLEDGE_PAIRS = tuple(PLEDGE.pairs())
SHEET_PAIRS = tuple(SHEET.pairs())
