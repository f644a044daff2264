"""The table of a recognition case's states and acts; it feeds buttons, docs, tests and trigger."""

from __future__ import annotations

from communes import case_rules as rules
from communes.recognition_enums import CaseAct as A
from communes.recognition_enums import CaseState as S
from kbang_ntm.core.workflow import Transition, Workflow

CASE = Workflow(
    code="case",
    states={state.value: state.label for state in S},
    transitions=(
        Transition(
            name=A.SEND,
            sources=(S.DRAFT,),
            target=S.SENT,
            permission=rules.may_send,
            label="Gửi thẩm tra",
            done="Gửi hồ sơ để thẩm tra",
        ),
        Transition(
            name=A.RESEND,
            sources=(S.RETURNED,),
            target=S.SENT,
            permission=rules.may_send,
            label="Gửi lại",
            done="Gửi lại hồ sơ",
        ),
        Transition(
            name=A.STOP,
            sources=(S.DRAFT, S.RETURNED),
            target=S.STOPPED,
            permission=rules.may_send,
            label="Rút đề nghị",
            done="Rút đề nghị công nhận",
        ),
        Transition(
            name="start_verify",
            sources=(S.SENT,),
            target=S.VERIFYING,
            permission=rules.may_judge,
            label="Thẩm tra",
            done="Bắt đầu thẩm tra",
        ),
        Transition(
            name=A.RETURN,
            sources=(S.SENT, S.VERIFYING, S.VERIFIED, S.SUBMITTED, S.APPRAISED),
            target=S.RETURNED,
            permission=rules.may_verify,
            label="Trả lại hồ sơ",
            done="Trả lại hồ sơ",
        ),
        Transition(
            name=A.VERIFY,
            sources=(S.SENT, S.VERIFYING),
            target=S.VERIFIED,
            permission=rules.may_verify,
            label="Ghi kết quả thẩm tra",
            done="Thẩm tra xong",
        ),
        Transition(
            name=A.SUBMIT,
            sources=(S.DRAFT, S.VERIFIED),
            target=S.SUBMITTED,
            permission=rules.may_submit,
            label="Trình cấp công nhận",
            done="Trình cấp công nhận",
        ),
        Transition(
            name=A.APPRAISE,
            sources=(S.SUBMITTED,),
            target=S.APPRAISED,
            permission=rules.may_register,
            label="Ghi kết quả thẩm định",
            done="Thẩm định xong",
        ),
        Transition(
            name=A.DECIDE,
            sources=(S.VERIFIED, S.SUBMITTED, S.APPRAISED),
            target=S.RECOGNISED,
            permission=rules.may_register,
            label="Ghi quyết định công nhận",
            done="Có quyết định công nhận",
        ),
        Transition(
            name=A.PUBLISH,
            sources=(S.RECOGNISED,),
            target=S.PUBLISHED,
            permission=rules.may_publish,
            label="Công bố",
            done="Công bố",
        ),
        Transition(
            name=A.WITHDRAW,
            sources=(S.RECOGNISED, S.PUBLISHED),
            target=S.WITHDRAWN,
            permission=rules.may_register,
            label="Ghi quyết định thu hồi",
            done="Thu hồi quyết định công nhận",
        ),
    ),
)

# What the trigger on the column allows: the same table, so that the two cannot differ.
CASE_PAIRS = tuple(CASE.pairs())
