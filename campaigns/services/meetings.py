"""A meeting's conclusions become tasks, each citing the notice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from campaigns.models import Campaign, MeetingNotice, Task
from campaigns.services.assigning import Origin, TaskText, check_lead, clean, everywhere, give
from campaigns.services.task_papers import NOTICE_KIND, keep
from campaigns.task_enums import TaskSection
from campaigns.task_rules import Holder
from communes.services.register_papers import Scan, check_past, clean_text
from kbang_ntm.core import audit
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User


@dataclass(frozen=True)
class NoticeText:
    """The meeting; number and day of the notice stay blank until the clerk has given them."""

    title: str
    held_on: date
    chair: str
    number: str = ""
    signed_on: date | None = None


@dataclass(frozen=True)
class Line:
    """One conclusion: what, who (None for every commune), until when."""

    title: str
    lead: Holder | None
    due: date
    section: str = TaskSection.OTHER
    product: str = ""


@transaction.atomic
def record_meeting(
    *,
    campaign: Campaign,
    text: NoticeText,
    lines: Sequence[Line],
    scan: Scan | None,
    actor: User,
) -> MeetingNotice:
    """Enter the conclusions and give the tasks they hold, in one act.

    Raises NotAllowed, Refused (`title`, `chair`, `future`, `number`, `lines`, `due`, `party`).
    """
    check_lead(actor, campaign)
    title, chair = clean_text(text.title, 240), clean_text(text.chair, 160)
    number = clean_text(text.number, 60)
    if not title:
        raise Refused("title", "Ghi tên cuộc họp.")
    if not chair:
        raise Refused("chair", "Ghi người chủ trì cuộc họp.")
    if not lines:
        raise Refused("lines", "Ghi ít nhất một việc được giao trong kết luận.")
    check_past(text.held_on, "Ngày họp")
    _check_number(number, text.signed_on, text.held_on)
    notice = MeetingNotice(
        campaign=campaign,
        title=title,
        held_on=text.held_on,
        chair=chair,
        number=number,
        signed_on=text.signed_on,
        by=actor,
    )
    notice.file = keep(scan, NOTICE_KIND, notice.uid, actor)
    notice.save()
    summary = f"Ghi kết luận cuộc họp, {len(lines)} việc"
    audit.record(actor=actor, action="meeting.record", subject=notice, summary=summary)
    for line in lines:
        _give(notice, line, actor)
    return notice


def _give(notice: MeetingNotice, line: Line, actor: User) -> list[Task]:
    text = TaskText(
        title=line.title,
        section=line.section,
        starts=notice.held_on,
        due=line.due,
        content=f"Theo kết luận cuộc họp «{notice.title}» ngày {notice.held_on:%d/%m/%Y}.",
        product=line.product,
    )
    if line.due < notice.held_on:
        raise Refused("due", f"Việc «{line.title}»: hạn không thể trước ngày họp.")
    to = everywhere(notice.campaign) if line.lead is None else [line.lead]
    return give(notice.campaign, clean(text), to, actor, origin=Origin(notice=notice))


@transaction.atomic
def number_notice(
    *,
    notice: MeetingNotice,
    number: str,
    signed_on: date | None,
    scan: Scan | None,
    actor: User,
) -> MeetingNotice:
    """Add the number the clerk gave, its day and the signed file; once.

    Raises NotAllowed, Refused (`number`, `numbered`, `future`).
    """
    locked = MeetingNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    check_lead(actor, locked.campaign)
    number = clean_text(number, 60)
    if locked.number:
        raise Refused("numbered", f"Thông báo này đã có số {locked.number}.")
    if not number:
        raise Refused("number", "Ghi số thông báo do văn thư cấp.")
    _check_number(number, signed_on, locked.held_on)
    locked.number, locked.signed_on = number, signed_on
    locked.file = keep(scan, NOTICE_KIND, locked.uid, actor) or locked.file
    locked.save()
    audit.record(
        actor=actor,
        action="meeting.number",
        subject=locked,
        summary=f"Ghi số thông báo {number}",
    )
    return locked


def _check_number(number: str, signed_on: date | None, held_on: date) -> None:
    if bool(number) != bool(signed_on):
        raise Refused("number", "Ghi cả số và ngày của thông báo, hoặc để trống cả hai.")
    if signed_on is None:
        return
    check_past(signed_on, "Ngày thông báo")
    if signed_on < held_on:
        raise Refused("number", "Ngày thông báo không thể trước ngày họp.")
