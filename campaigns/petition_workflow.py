"""States and acts of petitions and of the people's voice."""

from __future__ import annotations

from campaigns import petition_rules as rules
from campaigns.petition_enums import PetitionState, VoiceState
from kbang_ntm.core.workflow import Transition, Workflow

S, V = PetitionState, VoiceState

PETITION = Workflow(
    code="petition",
    states={state.value: state.label for state in S},
    transitions=(
        Transition("send", (S.DRAFT,), S.SENT, rules.may_send, "Gửi kiến nghị", "Gửi kiến nghị"),
        Transition(
            "receive", (S.SENT,), S.RECEIVED, rules.may_handle, "Tiếp nhận", "Tiếp nhận kiến nghị"
        ),
        Transition(
            "compile",
            (S.RECEIVED,),
            S.COMPILED,
            rules.may_handle,
            "Tổng hợp",
            "Tổng hợp, trình UBND xem xét",
        ),
        Transition(
            "decide",
            (S.COMPILED,),
            S.DECIDED,
            rules.may_decide,
            "Quyết định",
            "Quyết định về kiến nghị",
        ),
        Transition(
            "answer",
            (S.DECIDED,),
            S.ANSWERED,
            rules.may_handle,
            "Trả lời",
            "Trả lời đơn vị kiến nghị",
        ),
        Transition(
            "withdraw",
            (S.DRAFT, S.SENT, S.RECEIVED),
            S.WITHDRAWN,
            rules.may_send,
            "Rút kiến nghị",
            "Rút kiến nghị",
        ),
    ),
)

VOICE = Workflow(
    code="voice",
    states={state.value: state.label for state in V},
    transitions=(
        Transition("take", (V.WAITING,), V.TAKEN, rules.may_keep, "Tiếp nhận", "Tiếp nhận ý kiến"),
        Transition(
            "refuse", (V.WAITING,), V.REFUSED, rules.may_keep, "Không nhận", "Không nhận ý kiến"
        ),
        Transition(
            "answer",
            (V.TAKEN, V.ANSWERED),
            V.ANSWERED,
            rules.may_keep,
            "Trả lời",
            "Trả lời ý kiến",
        ),
        Transition(
            "publish",
            (V.ANSWERED,),
            V.PUBLISHED,
            rules.may_publish,
            "Công bố",
            "Công bố ý kiến và trả lời",
        ),
        Transition(
            "unpublish",
            (V.PUBLISHED,),
            V.ANSWERED,
            rules.may_publish,
            "Gỡ khỏi trang công khai",
            "Gỡ ý kiến khỏi trang công khai",
        ),
    ),
)

PETITION_PAIRS = tuple(PETITION.pairs())
VOICE_PAIRS = tuple(pair for pair in VOICE.pairs() if pair[0] != pair[1])
