"""States and acts of documents that go out."""

from __future__ import annotations

from kbang_ntm.core.workflow import Transition, Workflow
from reports import issuing_rules as rules
from reports.enums import OUT, PaperState

S = PaperState
PAPER = Workflow(
    code="paper",
    states={state.value: str(state.label) for state in PaperState},
    transitions=(
        Transition(
            "send", (S.DRAFT,), S.HEAD, rules.may_send_to_head,
            "Trình thủ trưởng", "Trình thủ trưởng cơ quan soạn",
        ),
        Transition(
            "send_up", (S.DRAFT,), S.LEADER, rules.may_send_to_leader,
            "Trình lãnh đạo", "Trình lãnh đạo UBND",
        ),
        Transition(
            "pass_head", (S.HEAD,), S.OFFICE, rules.is_head,
            "Đồng ý, chuyển Văn phòng", "Thủ trưởng đồng ý, chuyển Văn phòng HĐND và UBND",
        ),
        Transition(
            "pass_office", (S.OFFICE,), S.LEADER, rules.is_office,
            "Đúng thể thức, trình lãnh đạo", "Văn phòng rà soát xong, trình lãnh đạo UBND",
        ),
        Transition(
            "approve", (S.LEADER,), S.APPROVED, rules.is_leader,
            "Duyệt", "Lãnh đạo duyệt, chuyển văn thư",
        ),
        Transition(
            "return", (S.HEAD, S.OFFICE, S.LEADER, S.APPROVED), S.DRAFT, rules.may_return,
            "Trả lại", "Trả lại để sửa",
        ),
        Transition(
            "register", (S.APPROVED,), S.REGISTERED, rules.is_clerk,
            "Vào sổ", "Vào sổ, lập bản để ký",
        ),
        Transition(
            "take_signed", (S.REGISTERED,), S.SIGNED, rules.is_clerk,
            "Nhận bản đã ký", "Nhận bản đã ký",
        ),
        Transition(
            "replace", OUT, S.REPLACED, rules.is_clerk,
            "Ghi văn bản thay thế", "Có văn bản thay thế",
        ),
        Transition(
            "revoke", OUT, S.REVOKED, rules.is_clerk, "Ghi thu hồi", "Thu hồi văn bản",
        ),
        Transition(
            "drop", (S.DRAFT,), S.DROPPED, rules.may_write, "Bỏ dự thảo", "Bỏ dự thảo",
        ),
    ),
)  # fmt: skip
PAPER_PAIRS = tuple(PAPER.pairs())
