"""The register of guidance, and proposals of policy with their answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.urls import reverse

from campaigns.models import Campaign, GuidanceDocument, PolicyProposal, Task
from campaigns.queries.task_people import lead_people, people_of
from campaigns.rules import acting, leads
from campaigns.services.task_papers import GUIDANCE_KIND, PROPOSAL_KIND, keep
from campaigns.task_workflow import PROPOSAL
from communes.models import Agency, Criterion
from communes.services.register_papers import Scan, check_past, clean_text
from kbang_ntm.core import audit, clock, notify
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.workflow import advance


@dataclass(frozen=True)
class GuidanceText:
    """What stands on a document of guidance, and the day it was owed by."""

    number: str
    issued_on: date
    title: str
    criterion: Criterion | None = None
    task: Task | None = None
    due: date | None = None


@transaction.atomic
def record_guidance(
    *, campaign: Campaign, agency: Agency, text: GuidanceText, scan: Scan | None, actor: User
) -> GuidanceDocument:
    """Enter a document of guidance; the day its task names is the day it was owed by.

    Raises NotAllowed, Refused (`number`, `title`, `future`, `same`, `agency`, `task`).
    """
    check_agency(actor, campaign, agency)
    number, title = clean_text(text.number, 60), clean_text(text.title, 300)
    if not number:
        raise Refused("number", "Ghi số, ký hiệu như trên văn bản.")
    if not title:
        raise Refused("title", "Ghi trích yếu như trên văn bản.")
    check_past(text.issued_on, "Ngày ban hành")
    if text.task is not None and text.task.campaign_id != campaign.pk:
        raise Refused("task", "Chọn nhiệm vụ của cùng phong trào.")
    living = GuidanceDocument.objects.filter(agency=agency, withdrawn_at__isnull=True)
    if living.filter(number=number, issued_on=text.issued_on).exists():
        raise Refused("same", "Sổ đã có văn bản số và ngày này của cơ quan.")
    row = GuidanceDocument(
        campaign=campaign,
        agency=agency,
        number=number,
        issued_on=text.issued_on,
        title=title,
        criterion=text.criterion,
        task=text.task,
        due=text.due or (text.task.due if text.task else None),
        by=actor,
    )
    row.file = keep(scan, GUIDANCE_KIND, row.uid, actor)
    row.save()
    _record(actor, row, "guidance.add", f"Vào sổ văn bản hướng dẫn {number}")
    return row


@transaction.atomic
def withdraw_guidance(*, row: GuidanceDocument, reason: str, actor: User) -> GuidanceDocument:
    """Take a wrong entry out; it stays stored. Raises NotAllowed, Refused (`no_reason`,
    `withdrawn`)."""
    locked = GuidanceDocument.objects.select_for_update(of=("self",)).get(pk=row.pk)
    check_agency(actor, locked.campaign, locked.agency)
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do rút văn bản khỏi sổ.")
    if locked.withdrawn_at is not None:
        raise Refused("withdrawn", "Văn bản này đã rút khỏi sổ.")
    locked.withdrawn_at, locked.withdrawn_by = clock.now(), actor
    locked.withdrawn_reason = reason
    locked.save()
    _record(actor, locked, "guidance.withdraw", f"Rút khỏi sổ: {reason}")
    return locked


@dataclass(frozen=True)
class Answer:
    """What was decided on a proposal, and the paper that says so."""

    accepted: bool
    number: str
    on: date
    text: str = ""


@transaction.atomic
def raise_proposal(
    *,
    campaign: Campaign,
    agency: Agency,
    title: str,
    text: str,
    raised_on: date,
    scan: Scan | None,
    actor: User,
) -> PolicyProposal:
    """Enter a proposal of an agency. Raises NotAllowed, Refused (`title`, `text`, `future`)."""
    if agency.pk not in acting(actor).agencies:
        raise NotAllowed("not_allowed", "Chỉ người của cơ quan ghi đề xuất của cơ quan.")
    title, text = clean_text(title, 300), clean_text(text, 8000)
    if not title:
        raise Refused("title", "Ghi tên đề xuất.")
    if not text:
        raise Refused("text", "Ghi nội dung: vướng mắc gì, đề nghị sửa thế nào.")
    check_past(raised_on, "Ngày đề xuất")
    row = PolicyProposal(
        campaign=campaign, agency=agency, title=title, text=text, raised_on=raised_on, by=actor
    )
    row.file = keep(scan, PROPOSAL_KIND, row.uid, actor)
    row.save()
    _record(actor, row, "proposal.raise", "Nêu đề xuất")
    notify.tell(
        recipients=lead_people([campaign.unit_id]).get(campaign.unit_id, []),
        kind="proposal.raised",
        key=f"proposal-{row.uid}",
        text=f"{agency.short_name} đề xuất: {title}",
        url=reverse("campaigns:proposal", args=[row.uid]),
    )
    return row


@transaction.atomic
def answer_proposal(
    *, row: PolicyProposal, answer: Answer, scan: Scan | None, actor: User
) -> PolicyProposal:
    """Record what was decided, with number and day of the answer's paper.

    Raises NotAllowed, Refused (`number`, `future`, `before`, `wrong_state`).
    """
    number = clean_text(answer.number, 60)
    if not number:
        raise Refused("number", "Ghi số văn bản trả lời.")
    check_past(answer.on, "Ngày trả lời")
    if answer.on < row.raised_on:
        raise Refused("before", "Ngày trả lời không thể trước ngày đề xuất.")
    done = advance(
        PROPOSAL,
        obj=row,
        act="accept" if answer.accepted else "refuse",
        actor=actor,
        changes={
            "answered_on": answer.on,
            "answer_number": number,
            "answer_text": clean_text(answer.text, 4000),
            "answer_file": keep(scan, PROPOSAL_KIND, row.uid, actor),
            "answered_by": actor,
        },
        data={"paper": number},
    )
    holder = (None, done.agency_id)
    notify.tell(
        recipients=people_of([holder]).get(holder, []),
        kind="proposal.answered",
        key=f"proposal-answer-{done.uid}",
        text=f"Đề xuất «{done.title}»: {done.get_state_display()}",
        url=reverse("campaigns:proposal", args=[done.uid]),
    )
    return done


@transaction.atomic
def withdraw_proposal(*, row: PolicyProposal, reason: str, actor: User) -> PolicyProposal:
    """The agency takes its proposal back. Raises NotAllowed, Refused (`no_reason`,
    `wrong_state`)."""
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do rút đề xuất.")
    return advance(
        PROPOSAL,
        obj=row,
        act="withdraw",
        actor=actor,
        changes={"withdrawn_reason": reason},
        data={"reason": reason},
    )


def check_agency(actor: User, campaign: Campaign, agency: Agency) -> None:
    """Refuse who neither works in the agency nor runs the campaign."""
    if agency.pk not in acting(actor).agencies and not leads(actor, campaign):
        raise NotAllowed(
            "not_allowed", "Chỉ người của cơ quan ban hành hoặc cơ quan chỉ đạo ghi sổ này."
        )


def _record(actor: User, row: GuidanceDocument | PolicyProposal, act: str, words: str) -> None:
    audit.record(actor=actor, action=act, subject=row, summary=words[:500])
