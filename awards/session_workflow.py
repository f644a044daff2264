"""States and acts of sessions and of the items of their agenda."""

from __future__ import annotations

from awards import council_rules as rules
from awards.enums import ItemState, SessionState
from kbang_ntm.core.workflow import Transition, Workflow

S, I = SessionState, ItemState  # noqa: E741 - one letter each, as in the tables of the law

SESSION = Workflow(
    code="session",
    states={state.value: str(state.label) for state in S},
    transitions=(
        Transition(
            name="invite",
            sources=(S.PLANNED,),
            target=S.INVITED,
            permission=rules.may_prepare,
            label="Gửi giấy mời",
            done="Mời họp Hội đồng",
        ),
        Transition(
            name="open",
            sources=(S.INVITED,),
            target=S.OPEN,
            permission=rules.may_run,
            label="Khai mạc phiên họp",
            done="Khai mạc phiên họp",
        ),
        Transition(
            name="close",
            sources=(S.OPEN,),
            target=S.CLOSED,
            permission=rules.may_run,
            label="Kết thúc phiên họp",
            done="Kết thúc phiên họp",
        ),
        Transition(
            name="sign",
            sources=(S.CLOSED,),
            target=S.SIGNED,
            permission=rules.may_sign,
            label="Ký biên bản",
            done="Ký biên bản phiên họp",
        ),
        Transition(
            name="cancel",
            sources=(S.PLANNED, S.INVITED),
            target=S.CANCELLED,
            permission=rules.may_prepare,
            label="Không họp",
            done="Không họp phiên này",
        ),
    ),
)

ITEM = Workflow(
    code="agenda_item",
    states={state.value: str(state.label) for state in I},
    transitions=(
        Transition(
            name="open",
            sources=(I.WAITING,),
            target=I.OPEN,
            permission=rules.may_run_item,
            label="Mở biểu quyết",
            done="Mở biểu quyết",
        ),
        Transition(
            name="close",
            sources=(I.OPEN,),
            target=I.CLOSED,
            permission=rules.may_run_item,
            label="Đóng biểu quyết",
            done="Đóng biểu quyết",
        ),
        Transition(
            name="void",
            sources=(I.OPEN,),
            target=I.VOID,
            permission=rules.may_run_item,
            label="Biểu quyết lại",
            done="Không mở được phiếu, phải biểu quyết lại",
        ),
        Transition(
            name="remove",
            sources=(I.WAITING,),
            target=I.REMOVED,
            permission=rules.may_run_item_or_prepare,
            label="Đưa khỏi nội dung",
            done="Đưa khỏi nội dung phiên họp",
        ),
    ),
)

SESSION_PAIRS = tuple(SESSION.pairs())
ITEM_PAIRS = tuple(ITEM.pairs())
