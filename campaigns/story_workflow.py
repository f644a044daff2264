"""States and acts of stories."""

from __future__ import annotations

from typing import Any

from campaigns import story_rules as rules
from campaigns.story_enums import StoryState
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.workflow import Transition, Workflow

S = StoryState


def fit_to_print(story: Any) -> None:
    """A story goes on when it has text, and its person has agreed."""
    if not story.body.strip() or not story.summary.strip():
        raise Refused("no_text", "Viết tóm tắt và nội dung trước khi trình duyệt.")
    if not story.consent:
        raise Refused(
            "no_consent",
            "Chưa có sự đồng ý của người được nêu. Ghi giấy đồng ý hoặc tải bản quét rồi làm tiếp.",
        )


STORY = Workflow(
    code="story",
    states={state.value: state.label for state in S},
    transitions=(
        Transition(
            "take", (S.PROPOSED,), S.EDITING, rules.may_edit, "Nhận biên tập", "Nhận biên tập"
        ),
        Transition(
            "submit",
            (S.EDITING,),
            S.WAITING,
            rules.may_edit,
            "Trình duyệt",
            "Trình duyệt bài",
            fit_to_print,
        ),
        Transition(
            "return",
            (S.WAITING,),
            S.EDITING,
            rules.may_approve,
            "Trả lại để sửa",
            "Trả lại để sửa",
        ),
        Transition(
            "publish",
            (S.WAITING,),
            S.PUBLISHED,
            rules.may_approve,
            "Duyệt, đăng",
            "Duyệt và đăng bài",
            fit_to_print,
        ),
        Transition(
            "refuse",
            (S.PROPOSED, S.EDITING, S.WAITING),
            S.REFUSED,
            rules.may_refuse,
            "Không đăng",
            "Không đăng",
        ),
        Transition(
            "take_down",
            (S.PUBLISHED,),
            S.TAKEN_DOWN,
            rules.may_approve,
            "Gỡ bài",
            "Gỡ bài khỏi trang công khai",
        ),
        Transition(
            "reopen",
            (S.TAKEN_DOWN, S.REFUSED),
            S.EDITING,
            rules.may_edit,
            "Biên tập lại",
            "Biên tập lại",
        ),
    ),
)

STORY_PAIRS = tuple(STORY.pairs())
