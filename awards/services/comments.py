"""Comments on posted lists: from the public page or on paper, read, answered, or set aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from awards.enums import CommentState
from awards.models import Nomination, PostingComment, PublicPosting
from awards.nomination_rules import is_desk
from awards.nomination_workflow import COMMENT
from awards.queries.postings import current_postings
from awards.services.telling import desk_people
from communes.services.register_papers import check_past, clean_text
from kbang_ntm.core import audit, clock, notify
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import nfc
from kbang_ntm.core.workflow import advance

MOST_TEXT = 2_000
MOST_WAITING = 100
"""Unread comments on one list from the public page; more come from no crowd but a machine."""
CAME = "posting.comment"
KINDS = {CAME: "Có ý kiến về danh sách khen thưởng niêm yết"}


@dataclass(frozen=True)
class CommentText:
    """What somebody says; `nomination_id` None: about the whole list."""

    text: str
    sender: str = ""
    contact: str = ""
    nomination_id: int | None = None


@transaction.atomic
def receive_comment(*, posting: PublicPosting, text: CommentText) -> PostingComment:
    """Keep what came by the public page until the desk has read it: nobody else sees it.

    Raises Refused (`over`, `full`, `no_text`, `long`, `other_list`).
    """
    today = clock.today()
    if not current_postings(today).filter(pk=posting.pk).exists():
        raise Refused("over", "Danh sách này không còn niêm yết. Gửi ý kiến tới UBND bằng văn bản.")
    waiting = PostingComment.objects.filter(posting=posting, state=CommentState.WAITING)
    if waiting.count() >= MOST_WAITING:
        raise Refused("full", "Còn nhiều ý kiến chưa đọc. Gửi lại sau, hoặc gặp nơi thẩm định.")
    one = _keep(posting, text, "portal", CommentState.WAITING, clock.now())
    audit.record(
        actor=None,
        action="posting_comment.receive",
        subject=one,
        summary="Ý kiến về danh sách niêm yết, từ trang công khai",
    )
    notify.tell(
        recipients=desk_people(posting.round.unit_id),
        kind=CAME,
        key=str(one.uid),
        text=f"Có ý kiến về danh sách niêm yết «{posting.title}».",
        url=reverse("awards:comment", args=[one.uid]),
    )
    return one


@transaction.atomic
def enter_comment(
    *, posting: PublicPosting, text: CommentText, received_on: date, actor: User
) -> PostingComment:
    """Type a comment from paper: it counts as taken. Raises NotAllowed, Refused (`future`,
    `no_text`, `long`, `other_list`)."""
    if not is_desk(actor, posting.round.unit_id):
        raise NotAllowed("not_allowed", "Chỉ nơi thẩm định của cấp này nhập ý kiến từ giấy.")
    check_past(received_on, "Ngày nhận")
    at = clock.now() if received_on == clock.today() else clock.start_of_day(received_on)
    one = _keep(posting, text, "paper", CommentState.TAKEN, at)
    audit.record(
        actor=actor,
        action="posting_comment.enter",
        subject=one,
        summary="Nhập ý kiến về danh sách niêm yết từ giấy",
    )
    return one


def take_comment(*, comment: PostingComment, actor: User) -> PostingComment:
    """The desk takes a comment in. Raises NotAllowed, Refused (`wrong_state`)."""
    return advance(COMMENT, obj=comment, act="take", actor=actor)


def answer_comment(*, comment: PostingComment, answer: str, actor: User) -> PostingComment:
    """Answer a comment that was taken in. Raises NotAllowed, Refused (`no_text`, `long`)."""
    words = nfc(answer).strip()
    if not words:
        raise Refused("no_text", "Ghi nội dung trả lời.")
    if len(words) > MOST_TEXT:
        raise Refused("long", "Trả lời dài hơn 2.000 ký tự. Viết gọn lại.")
    return advance(
        COMMENT,
        obj=comment,
        act="answer",
        actor=actor,
        changes={"answer": words, "answered_by": actor, "answered_at": clock.now()},
    )


def refuse_comment(*, comment: PostingComment, reason: str, actor: User) -> PostingComment:
    """Set aside what is no comment on the list. Raises NotAllowed, Refused (`no_reason`,
    `complaint`, `wrong_state`)."""
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do không nhận ý kiến này.")
    if comment.is_complaint:
        raise Refused(
            "complaint", "Ý kiến này đã ghi là khiếu nại, tố cáo. Giải quyết rồi trả lời."
        )
    return advance(
        COMMENT,
        obj=comment,
        act="refuse",
        actor=actor,
        changes={"refused_reason": reason},
        data={"reason": reason},
    )


def _keep(
    posting: PublicPosting, text: CommentText, source: str, state: str, at: datetime
) -> PostingComment:
    words = nfc(text.text).strip()
    if not words:
        raise Refused("no_text", "Ghi nội dung ý kiến.")
    if len(words) > MOST_TEXT:
        raise Refused("long", "Ý kiến dài hơn 2.000 ký tự. Viết gọn lại.")
    nomination: Nomination | None = None
    if text.nomination_id is not None:
        row = posting.rows.filter(nomination_id=text.nomination_id).first()
        if row is None:
            raise Refused("other_list", "Chọn tên trong danh sách niêm yết này.")
        nomination = row.nomination
    return PostingComment.objects.create(
        posting=posting,
        nomination=nomination,
        source=source,
        sender=clean_text(text.sender, 120),
        contact=clean_text(text.contact, 160),
        text=words,
        state=state,
        received_at=at,
    )
