"""Holding a review: open it, ask for reports, receive them, freeze the figures, close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import BinaryIO
from uuid import UUID

from django.db import transaction
from psycopg2.extras import DateRange

from campaigns.enums import ReviewKind, ReviewState
from campaigns.models import Campaign, ReviewEvent, ReviewRemark, ReviewReport
from campaigns.queries.parties import agencies_on, communes_on
from campaigns.queries.review_facts import Scope, frozen, gather
from campaigns.review_workflow import REVIEW
from campaigns.rules import acting, leads_unit, may_run_review
from communes.queries.changes import ONE_DAY
from communes.services.register_papers import check_past, clean_text, keep_paper
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.workflow import advance

PAPER_KIND = "review_report"
NOT_LEADING = "Chỉ cơ quan thường trực phong trào của đơn vị làm việc này."


@dataclass(frozen=True)
class ReviewText:
    """What is written of a review; `first` and `last` day are both looked back on."""

    kind: str
    title: str
    first: date
    last: date
    reports_due: date
    held_on: date | None = None


@transaction.atomic
def open_review(*, campaign: Campaign, unit_id: int, text: ReviewText, actor: User) -> ReviewEvent:
    """Open a review and list who owes a report: every commune and agency of its last day.

    Raises NotAllowed, Refused (`kind`, `no_title`, `span`, `due`, `held`, `exists`).
    """
    if not leads_unit(actor, unit_id):
        raise NotAllowed("not_allowed", NOT_LEADING)
    values = _columns(text)
    same = ReviewEvent.objects.filter(
        campaign=campaign, unit_id=unit_id, kind=values["kind"], span=values["span"]
    )
    if same.exists():
        raise Refused("exists", "Đã có đợt này cho cùng thời gian. Mở đợt đó để làm tiếp.")
    event = ReviewEvent.objects.create(
        campaign=campaign, unit_id=unit_id, created_by=actor, **values
    )
    day = min(text.last, clock.today())
    parties = [
        *communes_on(day, within=unit_id),
        *(party for party in agencies_on(day) if unit_id == campaign.unit_id),
    ]
    ReviewReport.objects.bulk_create(
        ReviewReport(event=event, unit_id=party.unit_id, agency_id=party.agency_id)
        for party in parties
    )
    _tell(actor, event, "open", f"Mở {event.title}, {len(parties)} đơn vị phải gửi báo cáo")
    return event


@transaction.atomic
def change_review(*, event: ReviewEvent, text: ReviewText, actor: User) -> ReviewEvent:
    """Mend title, dates and due day while it is being prepared. Raises as `open_review`."""
    locked = _lock(event)
    _check_runs(actor, locked)
    _check_preparing(locked)
    for name, value in _columns(text).items():
        setattr(locked, name, value)
    locked.save()
    _tell(actor, locked, "change", "Sửa thông tin đợt sơ kết, tổng kết")
    return locked


@dataclass(frozen=True)
class Paper:
    """A report as it came: number and date of the signed paper, its scan, the day it arrived."""

    number: str
    day: date
    received_on: date
    name: str = ""
    stream: BinaryIO | None = None


@transaction.atomic
def receive_report(*, report: ReviewReport, paper: Paper, actor: User) -> ReviewReport:
    """Write down a report that came: its own unit or agency, or who holds the review.

    Raises NotAllowed, Refused (`received`, `no_number`, `future`, `order`, `closed`, the file's).
    """
    row = ReviewReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    event = _lock(row.event)
    if not (may_run_review(actor, event) or acting(actor).speaks_for(row.unit_id, row.agency_id)):
        raise NotAllowed("not_allowed", "Chỉ đơn vị phải nộp hoặc cơ quan tổ chức ghi báo cáo này.")
    if event.state == ReviewState.CLOSED:
        raise Refused("closed", "Đợt này đã kết thúc nên không ghi thêm báo cáo.")
    if row.received_on is not None:
        raise Refused("received", "Báo cáo này đã ghi nhận rồi. Tải lại trang để xem.")
    number = clean_text(paper.number, 60)
    if not number:
        raise Refused("no_number", "Ghi số của báo cáo, như trên văn bản đã ký.")
    check_past(paper.received_on, "Ngày nhận")
    check_past(paper.day, "Ngày báo cáo")
    if paper.received_on < paper.day:
        raise Refused("order", "Ngày nhận không thể trước ngày báo cáo. Xem lại hai ngày.")
    if paper.stream is not None:
        row.file = keep_paper(
            name=paper.name,
            stream=paper.stream,
            owner_kind=PAPER_KIND,
            owner_uid=row.uid,
            actor=actor,
        )
    row.received_on, row.received_by = paper.received_on, actor
    row.paper_number, row.paper_date = number, paper.day
    row.save()
    _tell(actor, event, "receive", f"Ghi nhận báo cáo số {number}", {"report": str(row.uid)})
    return row


@transaction.atomic
def remark(*, event: ReviewEvent, section: str, text: str, actor: User) -> ReviewRemark:
    """Keep what staff add to a section; an empty text takes the earlier one away.

    Raises NotAllowed, Refused (`closed`, `too_long`).
    """
    locked = _lock(event)
    _check_runs(actor, locked)
    if locked.state == ReviewState.CLOSED:
        raise Refused("closed", "Đợt này đã kết thúc nên không sửa nhận xét.")
    if len(text) > 4000:
        raise Refused("too_long", "Nhận xét dài quá 4.000 ký tự. Viết ngắn lại.")
    row = ReviewRemark.objects.create(
        event=locked, section=section[:40], text=clean_text(text, 4000), by=actor
    )
    _tell(actor, locked, "remark", f"Viết nhận xét mục «{section}»")
    return row


@transaction.atomic
def gather_facts(*, event: ReviewEvent, actor: User) -> ReviewEvent:
    """Freeze the figures of today. Raises NotAllowed, Refused (`wrong_state`, `not_over`)."""
    scope = Scope.of(event)
    if scope.last > clock.today():
        raise Refused(
            "not_over",
            f"Thời gian nhìn lại đến {scope.last:%d/%m/%Y}, chưa hết nên chưa chốt số liệu.",
        )
    body, sha256 = frozen(gather(scope))
    return advance(
        REVIEW,
        obj=event,
        act="gather",
        actor=actor,
        changes={"facts": body, "facts_sha256": sha256, "gathered_at": clock.now()},
        data={"sha256": sha256},
    )


def reopen_facts(*, event: ReviewEvent, actor: User) -> ReviewEvent:
    """Let go of the frozen figures, to gather them again. Raises NotAllowed, Refused."""
    changes = {"facts": None, "facts_sha256": "", "gathered_at": None}
    return advance(REVIEW, obj=event, act="reopen", actor=actor, changes=changes)


@transaction.atomic
def close_review(
    *, event: ReviewEvent, paper_number: str, paper_date: date | None, actor: User
) -> ReviewEvent:
    """End it with the number and date of the issued report, typed from the paper.

    Raises NotAllowed, Refused (`wrong_state`, `no_number`, `future`).
    """
    number = clean_text(paper_number, 60)
    if not number or paper_date is None:
        raise Refused("no_number", "Ghi số và ngày của báo cáo đã ký, rồi kết thúc.")
    check_past(paper_date, "Ngày báo cáo")
    changes = {"paper_number": number, "paper_date": paper_date}
    return advance(REVIEW, obj=event, act="close", actor=actor, changes=changes)


def may_read_review_paper(user: User, file: StoredFile) -> bool:
    """Whoever sees the review the report was given for."""
    row = ReviewReport.objects.filter(uid=file.owner_uid).first()
    return row is not None and (
        ReviewEvent.objects.visible_to(user).filter(pk=row.event_id).exists()
    )


def report_of(user: User, uid: UUID) -> ReviewReport | None:
    """A report of a review the person sees, or None."""
    return (
        ReviewReport.objects.select_related("event")
        .filter(uid=uid, event__in=ReviewEvent.objects.visible_to(user))
        .first()
    )


def _lock(event: ReviewEvent) -> ReviewEvent:
    return ReviewEvent.objects.select_for_update(of=("self",)).get(pk=event.pk)


def _check_runs(actor: User, event: ReviewEvent) -> None:
    if not may_run_review(actor, event):
        raise NotAllowed("not_allowed", NOT_LEADING)


def _check_preparing(event: ReviewEvent) -> None:
    if event.state != ReviewState.PREPARING:
        raise Refused("wrong_state", "Số liệu đã chốt. Mở lại đợt này rồi sửa.")


def _columns(text: ReviewText) -> dict[str, object]:
    title = clean_text(text.title, 240)
    if text.kind not in ReviewKind.values:
        raise Refused("kind", "Chọn loại: sơ kết năm, sơ kết giai đoạn hoặc tổng kết.")
    if not title:
        raise Refused("no_title", "Ghi tên đợt, như «Sơ kết phong trào năm 2024».")
    if text.last < text.first:
        raise Refused("span", "Ngày cuối không thể trước ngày đầu. Xem lại hai ngày.")
    if text.reports_due < text.first:
        raise Refused("due", "Hạn gửi báo cáo không thể trước thời gian nhìn lại.")
    if text.held_on is not None and text.held_on < text.first:
        raise Refused("held", "Ngày họp không thể trước thời gian nhìn lại.")
    return {
        "kind": text.kind,
        "title": title,
        "span": DateRange(text.first, text.last + ONE_DAY),
        "reports_due": text.reports_due,
        "held_on": text.held_on,
    }


def _tell(
    actor: User, event: ReviewEvent, act: str, summary: str, data: dict[str, str] | None = None
) -> None:
    audit.record(
        actor=actor, action=f"review.{act}", subject=event, summary=summary[:500], data=data
    )
