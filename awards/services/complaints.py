"""Complaints about a nomination: it rests until they are settled, and goes on if unfounded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from awards.enums import CommentState, NominationState
from awards.models import Complaint, Nomination, PostingComment
from awards.nomination_rules import may_appraise, may_moderate
from awards.services.comments import take_comment
from awards.services.nominations import lock
from awards.services.receiving import resume, suspend
from communes.services.register_papers import check_past, clean_text
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User

UNFOUNDED, FOUNDED = "unfounded", "founded"


@transaction.atomic
def lodge(
    *,
    nomination: Nomination,
    about: str,
    received_on: date,
    actor: User,
    comment: PostingComment | None = None,
) -> Complaint:
    """Write a complaint down and let the nomination rest.

    Raises NotAllowed, Refused (`no_text`, `future`, `at_council`, `wrong_state`).
    """
    if not may_appraise(actor, nomination):
        raise NotAllowed("not_allowed", "Chỉ nơi thẩm định ghi khiếu nại, tố cáo về đề nghị.")
    about = clean_text(about, 600)
    if not about:
        raise Refused("no_text", "Ghi nội dung khiếu nại, tố cáo.")
    check_past(received_on, "Ngày nhận")
    state = Nomination.objects.values_list("state", flat=True).get(pk=nomination.pk)
    if state == NominationState.AT_COUNCIL:
        raise Refused(
            "at_council",
            "Đề nghị đang nằm trong nội dung phiên họp. Đưa khỏi nội dung phiên họp rồi ghi khiếu "
            "nại, tố cáo.",
        )
    if state == NominationState.SUSPENDED:
        row = lock(nomination)
    else:  # locks the row and checks its state
        row = suspend(
            nomination=nomination, reason="Có khiếu nại, tố cáo đang xem xét.", actor=actor
        )
    one = Complaint.objects.create(
        nomination=row,
        comment=comment,
        received_on=received_on,
        about=about,
        by=actor,
        at=clock.now(),
    )
    _record(actor, one, "lodge", "Ghi khiếu nại, tố cáo về đề nghị khen thưởng")
    return one


@transaction.atomic
def mark_complaint(
    *, comment: PostingComment, nomination: Nomination | None, actor: User
) -> Complaint:
    """A comment on a posted list is a complaint: about whom it is, that nomination rests.

    Raises NotAllowed, Refused (`twice`, `no_nomination`, `wrong_state`, see `lodge`).
    """
    rows = PostingComment.objects.select_for_update(of=("self",)).select_related("posting__round")
    one = rows.get(pk=comment.pk)
    if not may_moderate(actor, one):
        raise NotAllowed("not_allowed", "Chỉ nơi thẩm định xử lý ý kiến về danh sách niêm yết.")
    if one.is_complaint:
        raise Refused("twice", "Ý kiến này đã ghi là khiếu nại, tố cáo. Tải lại trang.")
    target = nomination or one.nomination
    if target is None or not one.posting.rows.filter(nomination=target).exists():
        raise Refused("no_nomination", "Chọn đề nghị bị khiếu nại, tố cáo trong danh sách.")
    if one.state == CommentState.WAITING:
        one = take_comment(comment=one, actor=actor)
    if one.state != CommentState.TAKEN:
        raise Refused("wrong_state", "Ý kiến này đã xử lý xong. Ghi khiếu nại ở trang đề nghị.")
    one.is_complaint, one.nomination = True, target
    one.save(update_fields=["is_complaint", "nomination"])
    return lodge(
        nomination=target,
        about=one.text[:600],
        received_on=one.received_at.astimezone(clock.LOCAL).date(),
        actor=actor,
        comment=one,
    )


@dataclass(frozen=True)
class Settlement:
    """How a complaint ended: "unfounded" or "founded", by which paper, on which day."""

    result: str
    text: str
    on: date


@transaction.atomic
def settle(*, complaint: Complaint, settlement: Settlement, actor: User) -> Complaint:
    """Write the result down. Unfounded, and nothing else open: the nomination goes on where it
    stood. Founded: it rests until the desk takes it up to conclude.

    Raises NotAllowed, Refused (`result`, `no_text`, `future`, `too_early`, `twice`).
    """
    rows = Complaint.objects.select_for_update(of=("self",))
    one = rows.select_related("nomination__round").get(pk=complaint.pk)
    if not may_appraise(actor, one.nomination):
        raise NotAllowed("not_allowed", "Chỉ nơi thẩm định ghi kết quả giải quyết.")
    if settlement.result not in (UNFOUNDED, FOUNDED):
        raise Refused("result", "Chọn có cơ sở hoặc không có cơ sở.")
    text = clean_text(settlement.text, 600)
    if not text:
        raise Refused("no_text", "Ghi số, ngày văn bản hoặc nội dung giải quyết.")
    check_past(settlement.on, "Ngày giải quyết xong")
    if settlement.on < one.received_on:
        raise Refused("too_early", "Ngày giải quyết xong không thể trước ngày nhận.")
    if one.settled_on is not None:
        raise Refused("twice", "Khiếu nại, tố cáo này đã giải quyết xong. Tải lại trang.")
    one.settled_on, one.result = settlement.on, settlement.result
    one.settlement, one.settled_by = text, actor
    one.save(update_fields=["settled_on", "result", "settlement", "settled_by"])
    _record(actor, one, "settle", f"Giải quyết khiếu nại, tố cáo: {one.get_result_display()}")
    row = one.nomination
    others = Complaint.objects.filter(nomination=row, settled_on__isnull=True).exists()
    founded = Complaint.objects.filter(nomination=row, result=FOUNDED).exists()
    if row.state == NominationState.SUSPENDED and not others and not founded:
        resume(
            nomination=row, reason="Khiếu nại, tố cáo đã giải quyết, không có cơ sở.", actor=actor
        )
    return one


def _record(actor: User, one: Complaint, act: str, summary: str) -> None:
    audit.record(
        actor=actor,
        action=f"complaint.{act}",
        subject=one,
        summary=summary,
        data={"nomination": str(one.nomination.uid)},
    )
