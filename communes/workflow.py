"""The table of a progress report's states and acts; it feeds buttons, docs, tests and trigger."""

from __future__ import annotations

from communes import rules
from communes.enums import HandoverState as H
from communes.enums import ImportState as I
from communes.enums import ReportState as S
from kbang_ntm.core.workflow import Transition, Workflow

REPORT = Workflow(
    code="report",
    states={state.value: state.label for state in S},
    transitions=(
        Transition(
            name="hand",
            sources=(S.DRAFT,),
            target=S.HANDED,
            permission=rules.may_enter,
            label="Trình lãnh đạo",
            done="Trình lãnh đạo UBND xã",
        ),
        Transition(
            name="give_back",
            sources=(S.HANDED,),
            target=S.DRAFT,
            permission=rules.may_sign_off,
            label="Trả lại công chức",
            done="Lãnh đạo UBND xã trả lại để sửa",
        ),
        Transition(
            name="submit",
            sources=(S.DRAFT, S.HANDED),
            target=S.SUBMITTED,
            permission=rules.may_sign_off,
            label="Gửi huyện",
            done="Gửi huyện",
        ),
        Transition(
            name="start_review",
            sources=(S.SUBMITTED, S.RESUBMITTED, S.RETURNED),
            target=S.IN_REVIEW,
            permission=rules.may_review_report,
            label="Rà soát",
            done="Bắt đầu rà soát",
        ),
        Transition(
            name="return",
            sources=(S.SUBMITTED, S.RESUBMITTED, S.IN_REVIEW, S.RETURNED),
            target=S.RETURNED,
            permission=rules.may_review_report,
            label="Trả lại mục để sửa",
            done="Trả lại mục để sửa",
        ),
        Transition(
            name="resubmit",
            sources=(S.RETURNED,),
            target=S.RESUBMITTED,
            permission=rules.may_sign_off,
            label="Gửi lại",
            done="Gửi lại",
        ),
        Transition(
            name="confirm",
            sources=(S.SUBMITTED, S.RESUBMITTED, S.IN_REVIEW),
            target=S.CONFIRMED,
            permission=rules.may_confirm,
            label="Xác nhận số liệu",
            done="Xác nhận số liệu",
        ),
    ),
)

# What the trigger on the column allows: the same table, so that the two cannot differ.
REPORT_PAIRS = tuple(REPORT.pairs())

# An item of a handover only moves forward; no table of acts, because nobody presses a button for
# one: the change itself (or the naming of a successor) moves it.
HANDOVER_PAIRS = (
    (H.PLANNED.value, H.PASSED.value),
    (H.PLANNED.value, H.CLOSED.value),
    (H.OPEN.value, H.PLANNED.value),
    (H.OPEN.value, H.PASSED.value),
    (H.OPEN.value, H.CLOSED.value),
)

# One commune's part of an uploaded file: looked at, then stored through the one write path.
IMPORT = Workflow(
    code="import",
    states={state.value: state.label for state in I},
    transitions=(
        Transition(
            name="confirm",
            sources=(I.PREVIEWED,),
            target=I.CONFIRMED,
            permission=rules.may_confirm_import,
            label="Xác nhận nhập",
            done="Nhập số liệu từ tệp",
        ),
        Transition(
            name="drop",
            sources=(I.PREVIEWED,),
            target=I.DROPPED,
            permission=rules.may_drop_import,
            label="Bỏ, không nhập",
            done="Bỏ tệp đã tải lên, không nhập",
        ),
        Transition(
            name="cancel",
            sources=(I.CONFIRMED,),
            target=I.CANCELLED,
            permission=rules.may_confirm_import,
            label="Hủy lần nhập này",
            done="Hủy lần nhập từ tệp",
        ),
    ),
)
IMPORT_PAIRS = tuple(IMPORT.pairs())
