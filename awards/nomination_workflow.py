"""States and acts of rounds, nominations, and comments on posted lists."""

from __future__ import annotations

from awards import nomination_rules as rules
from awards.enums import CommentState, NominationState, RoundState
from kbang_ntm.core.workflow import Transition, Workflow

N = NominationState

ROUND = Workflow(
    code="award_round",
    states={state.value: str(state.label) for state in RoundState},
    transitions=(
        Transition(
            name="open",
            sources=(RoundState.DRAFT,),
            target=RoundState.OPEN,
            permission=rules.may_keep_round,
            label="Mở nhận hồ sơ",
            done="Mở nhận hồ sơ",
        ),
        Transition(
            name="close",
            sources=(RoundState.OPEN,),
            target=RoundState.CLOSED,
            permission=rules.may_keep_round,
            label="Khép đợt",
            done="Khép đợt xét khen thưởng",
        ),
    ),
)


def _back(state: NominationState) -> Transition:
    """Takes up a suspended nomination where it stood."""
    return Transition(
        name=f"resume_{state.value}",
        sources=(N.SUSPENDED,),
        target=state,
        permission=rules.may_suspend,
        label="Xem xét tiếp",
        done="Xem xét tiếp",
    )


NOMINATION = Workflow(
    code="nomination",
    states={state.value: str(state.label) for state in N},
    transitions=(
        Transition(
            name="send",
            sources=(N.DRAFT,),
            target=N.SENT,
            permission=rules.may_send,
            label="Gửi đề nghị",
            done="Gửi đề nghị khen thưởng",
        ),
        Transition(
            name="receive",
            sources=(N.SENT,),
            target=N.APPRAISING,
            permission=rules.may_appraise,
            label="Tiếp nhận",
            done="Tiếp nhận hồ sơ",
        ),
        Transition(
            name="ask",
            sources=(N.APPRAISING,),
            target=N.SUPPLEMENT,
            permission=rules.may_appraise,
            label="Yêu cầu bổ sung",
            done="Yêu cầu bổ sung hồ sơ",
        ),
        Transition(
            name="supplement",
            sources=(N.SUPPLEMENT,),
            target=N.APPRAISING,
            permission=rules.may_send,
            label="Gửi bổ sung",
            done="Gửi hồ sơ bổ sung",
        ),
        Transition(
            name="pass",
            sources=(N.APPRAISING,),
            target=N.ELIGIBLE,
            permission=rules.may_appraise,
            label="Kết luận đủ điều kiện",
            done="Thẩm định: đủ điều kiện",
        ),
        Transition(
            name="fail",
            sources=(N.APPRAISING,),
            target=N.INELIGIBLE,
            permission=rules.may_appraise,
            label="Kết luận không đủ điều kiện",
            done="Thẩm định: không đủ điều kiện",
        ),
        Transition(
            name="reappraise",
            sources=(N.ELIGIBLE, N.INELIGIBLE),
            target=N.APPRAISING,
            permission=rules.may_appraise,
            label="Thẩm định lại",
            done="Thẩm định lại",
        ),
        Transition(
            name="to_council",
            sources=(N.ELIGIBLE,),
            target=N.AT_COUNCIL,
            permission=rules.may_appraise,
            label="Trình Hội đồng",
            done="Trình Hội đồng",
        ),
        Transition(
            name="from_council",
            sources=(N.AT_COUNCIL,),
            target=N.ELIGIBLE,
            permission=rules.may_appraise,
            label="Đưa khỏi nội dung phiên họp",
            done="Đưa khỏi nội dung phiên họp",
        ),
        Transition(
            name="simplified",
            sources=(N.ELIGIBLE,),
            target=N.RECOMMENDED,
            permission=rules.may_appraise,
            label="Trình theo thủ tục đơn giản",
            done="Trình theo thủ tục đơn giản",
        ),
        Transition(
            name="recommend",
            sources=(N.AT_COUNCIL,),
            target=N.RECOMMENDED,
            permission=rules.may_record_result,
            label="Ghi kết quả: được đề nghị",
            done="Hội đồng đề nghị khen thưởng",
        ),
        Transition(
            name="not_recommend",
            sources=(N.AT_COUNCIL,),
            target=N.NOT_RECOMMENDED,
            permission=rules.may_record_result,
            label="Ghi kết quả: không được đề nghị",
            done="Hội đồng không đề nghị khen thưởng",
        ),
        Transition(
            name="decide",
            sources=(N.RECOMMENDED,),
            target=N.DECIDED,
            permission=rules.may_decide,
            label="Quyết định khen thưởng",
            done="Đã quyết định khen thưởng",
        ),
        Transition(
            name="send_up",
            sources=(N.RECOMMENDED,),
            target=N.SENT_UP,
            permission=rules.may_suspend,
            label="Trình cấp trên",
            done="Trình cấp trên",
        ),
        Transition(
            name="answer",
            sources=(N.SENT_UP,),
            target=N.ANSWERED,
            permission=rules.may_appraise,
            label="Ghi kết quả của cấp trên",
            done="Cấp trên trả kết quả",
        ),
        Transition(
            name="suspend",
            sources=(N.SENT, N.APPRAISING, N.SUPPLEMENT, N.ELIGIBLE, N.RECOMMENDED),
            target=N.SUSPENDED,
            permission=rules.may_suspend,
            label="Tạm dừng",
            done="Tạm dừng xem xét",
        ),
        _back(N.SENT),
        _back(N.APPRAISING),
        _back(N.SUPPLEMENT),
        _back(N.ELIGIBLE),
        _back(N.RECOMMENDED),
        Transition(
            name="withdraw",
            sources=(N.DRAFT, N.SENT, N.APPRAISING, N.SUPPLEMENT, N.ELIGIBLE, N.SUSPENDED),
            target=N.WITHDRAWN,
            permission=rules.may_send,
            label="Rút đề nghị",
            done="Rút đề nghị khen thưởng",
        ),
    ),
)

COMMENT = Workflow(
    code="posting_comment",
    states={state.value: str(state.label) for state in CommentState},
    transitions=(
        Transition(
            name="take",
            sources=(CommentState.WAITING,),
            target=CommentState.TAKEN,
            permission=rules.may_moderate,
            label="Tiếp nhận ý kiến",
            done="Tiếp nhận ý kiến về danh sách niêm yết",
        ),
        Transition(
            name="answer",
            sources=(CommentState.TAKEN,),
            target=CommentState.ANSWERED,
            permission=rules.may_moderate,
            label="Trả lời ý kiến",
            done="Trả lời ý kiến về danh sách niêm yết",
        ),
        Transition(
            name="refuse",
            sources=(CommentState.WAITING, CommentState.TAKEN),
            target=CommentState.REFUSED,
            permission=rules.may_moderate,
            label="Không nhận ý kiến",
            done="Không nhận ý kiến về danh sách niêm yết",
        ),
    ),
)

ROUND_PAIRS = tuple(ROUND.pairs())
NOMINATION_PAIRS = tuple(NOMINATION.pairs())
COMMENT_PAIRS = tuple(COMMENT.pairs())
