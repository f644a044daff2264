"""What the district says of figures: accept, return, settle, confirm, correct."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from communes.enums import DutyRole, EntryReview, Origin, ReportState, ReviewResult
from communes.models import Agency, IndicatorEntry, ProgressReport, Review, ReviewDuty, Snapshot
from communes.queries.people import officers_of, people_of_commune, unit_name
from communes.queries.values import ACCEPTED, value_columns
from communes.rules import is_coordination, may_enter, reach
from communes.services.entries import Edit, lock_report, read_edit, write_changes
from communes.services.snapshots import freeze
from communes.services.standings import (
    VERDICT_COLUMNS,
    Frame,
    apply_verdict,
    frame_for,
    update_standings,
)
from communes.workflow import REPORT
from kbang_ntm.core import audit, clock, notify
from kbang_ntm.core.errors import Conflict, NotAllowed, Refused
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.workflow import advance

MOST_RETURNS = 2  # office practice: what goes round twice is settled by a joint meeting
UNDER_REVIEW = (
    ReportState.SUBMITTED,
    ReportState.RESUBMITTED,
    ReportState.IN_REVIEW,
    ReportState.RETURNED,
)


def duty_of(*, user: User, indicator_id: int, on: date) -> ReviewDuty | None:
    """The person's own duty for an indicator today: a leading one before a co-duty."""
    agencies = {post.agency_id for post in reach(user).posts if post.agency_id}
    duties = ReviewDuty.objects.filter(
        indicator_id=indicator_id, agency_id__in=agencies, valid__contains=on
    )
    return duties.select_related("agency").order_by("-role").first()


def lead_duty(indicator_id: int, on: date) -> ReviewDuty | None:
    """The duty of the agency that accepts this indicator's figures on that day."""
    return (
        ReviewDuty.objects.filter(indicator_id=indicator_id, role=DutyRole.LEAD, valid__contains=on)
        .select_related("agency")
        .first()
    )


def _right_to_decide(user: User, indicator_id: int) -> tuple[Agency | None, ReviewDuty | None]:
    """The agency the person decides for: the lead in duty, or the coordination office where
    nobody leads. Raises NotAllowed."""
    today = clock.today()
    lead = lead_duty(indicator_id, today)
    if lead is not None and lead.agency_id in {p.agency_id for p in reach(user).posts}:
        return lead.agency, lead
    if lead is None and is_coordination(user):
        return None, None
    who = lead.agency.name if lead else "cơ quan được phân công"
    raise NotAllowed("not_in_duty", f"Chỉ tiêu này do {who} rà soát.")


def _lock_entry(entry: IndicatorEntry, seen_version: int) -> tuple[ProgressReport, IndicatorEntry]:
    """Lock report and entry; Conflict when the commune changed the figure meanwhile."""
    report = lock_report(entry.report)
    locked = (
        IndicatorEntry.objects.select_for_update(of=("self",))
        .select_related("indicator")
        .get(pk=entry.pk)
    )
    if locked.version != seen_version:
        raise Conflict("changed", "Số liệu vừa được xã sửa. Tải lại trang, xem số mới rồi quyết.")
    if report.state not in UNDER_REVIEW:
        raise Refused("wrong_state", "Báo cáo không ở bước rà soát nên không ghi ý kiến được.")
    return report, locked


@transaction.atomic
def accept(*, entry: IndicatorEntry, seen_version: int, text: str = "", actor: User) -> Review:
    """The agency in duty accepts a figure as it stands in `seen_version`."""
    report, locked = _lock_entry(entry, seen_version)
    agency, duty = _right_to_decide(actor, locked.indicator_id)
    if locked.review == EntryReview.SETTLED:
        raise Refused("settled", "Mục này đã theo kết luận họp liên ngành, không rà soát lại.")
    if locked.review == EntryReview.RETURNED:
        raise Refused("returned", "Mục này đang chờ xã sửa. Rà soát lại khi xã gửi lại.")
    review = _say(locked, ReviewResult.ACCEPT, text, agency, duty, actor)
    _set_review(report, locked, EntryReview.ACCEPTED, agency)
    if report.state in (ReportState.SUBMITTED, ReportState.RESUBMITTED):
        advance(REPORT, obj=report, act="start_review", actor=actor)
    audit.record(
        actor=actor,
        action="entry.accept",
        subject=locked,
        summary=f"Chấp nhận chỉ tiêu {locked.indicator.code}",
        data={"version": seen_version, "text": text},
    )
    return review


@transaction.atomic
def return_entry(*, entry: IndicatorEntry, seen_version: int, text: str, actor: User) -> Review:
    """Return one entry with a reason; only this entry re-opens.

    Raises Refused (`no_reason`; `joint_meeting` after two returns), NotAllowed, Conflict.
    """
    if not text.strip():
        raise Refused("no_reason", "Ghi lý do trả lại, xã sẽ đọc đúng câu này.")
    report, locked = _lock_entry(entry, seen_version)
    agency, duty = _right_to_decide(actor, locked.indicator_id)
    if locked.review == EntryReview.SETTLED:
        raise Refused("settled", "Mục này đã theo kết luận họp liên ngành, không trả lại được.")
    if locked.review == EntryReview.RETURNED:
        raise Refused("returned", "Mục này đã trả lại, đang chờ xã sửa.")
    if locked.returns >= MOST_RETURNS:
        raise Refused(
            "joint_meeting",
            "Mục này đã trả lại hai lần. Đề nghị Văn phòng Điều phối họp liên ngành để kết luận.",
        )
    locked.returns += 1
    review = _say(locked, ReviewResult.RETURN, text, agency, duty, actor)
    _set_review(report, locked, EntryReview.RETURNED, agency)
    advance(
        REPORT,
        obj=report,
        act="return",
        actor=actor,
        data={"indicator": locked.indicator.code, "reason": text.strip()},
    )
    notify.tell(
        recipients=people_of_commune(report.responsible_unit_id),
        kind="entry.returned",
        key=f"returned-{review.uid}",
        text=f"{agency.name if agency else 'Văn phòng Điều phối'} trả lại chỉ tiêu "
        f"{locked.indicator}: {text.strip()}",
        url=reverse("communes:entry", args=[report.uid]) + f"#i{locked.indicator_id}",
    )
    return review


@transaction.atomic
def comment(*, entry: IndicatorEntry, seen_version: int, text: str, actor: User) -> Review:
    """A co-agency's remark: seen by the lead and the commune, decides nothing."""
    if not text.strip():
        raise Refused("no_text", "Ghi ý kiến góp ý.")
    _report, locked = _lock_entry(entry, seen_version)
    duty = duty_of(user=actor, indicator_id=locked.indicator_id, on=clock.today())
    if duty is None and not is_coordination(actor):
        raise NotAllowed("not_in_duty", "Cơ quan của bạn không được phân công chỉ tiêu này.")
    review = _say(locked, ReviewResult.COMMENT, text, duty.agency if duty else None, duty, actor)
    audit.record(
        actor=actor,
        action="entry.comment",
        subject=locked,
        summary=f"Góp ý chỉ tiêu {locked.indicator.code}",
        data={"text": text.strip()},
    )
    return review


@transaction.atomic
def answer(*, entry: IndicatorEntry, text: str, actor: User) -> Review:
    """The commune answers a return without changing the figure."""
    if not text.strip():
        raise Refused("no_text", "Ghi câu trả lời cho cơ quan rà soát.")
    report = lock_report(entry.report)
    if not may_enter(actor, report):
        raise NotAllowed("not_allowed", "Bạn không nhập số liệu cho xã này.")
    locked = IndicatorEntry.objects.select_for_update().get(pk=entry.pk)
    if locked.review != EntryReview.RETURNED:
        raise Refused("not_returned", "Mục này không bị trả lại nên không cần trả lời.")
    review = _say(locked, ReviewResult.ANSWER, text, None, None, actor)
    audit.record(
        actor=actor,
        action="entry.answer",
        subject=locked,
        summary=f"Trả lời cơ quan rà soát về chỉ tiêu {locked.indicator.code}",
        data={"text": text.strip()},
    )
    return review


@transaction.atomic
def settle(
    *,
    entry: IndicatorEntry,
    raw: dict[str, Any],
    na_reason: str,
    conclusion: str,
    minutes_number: str,
    minutes_date: date,
    minutes: StoredFile | None,
    actor: User,
) -> Review:
    """Record a joint meeting's conclusion, which binds the entry's value.

    For entries returned twice. `raw` is the agreed value as typed, {part: fields}.
    Raises NotAllowed, Refused.
    """
    if not is_coordination(actor):
        raise NotAllowed("not_allowed", "Chỉ Văn phòng Điều phối ghi kết luận họp liên ngành.")
    if not conclusion.strip():
        raise Refused("no_text", "Ghi kết luận của cuộc họp.")
    if minutes_date > clock.today():
        raise Refused("future", "Ngày họp không thể sau hôm nay. Xem lại ngày.")
    report, locked = _lock_entry(entry, entry.version)
    if locked.returns < MOST_RETURNS:
        raise Refused("too_early", "Họp liên ngành khi một mục đã trả lại hai lần.")
    frame = frame_for(report)
    _overwrite(report, frame, locked, raw, na_reason, actor, Origin.SETTLEMENT, conclusion)
    review = _say(
        locked,
        ReviewResult.SETTLE,
        conclusion,
        None,
        None,
        actor,
        minutes=minutes,
        minutes_number=minutes_number.strip(),
        minutes_date=minutes_date,
    )
    _set_review(report, locked, EntryReview.SETTLED, None, frame=frame)
    if (
        report.state == ReportState.RETURNED
        and not report.entries.filter(review=EntryReview.RETURNED).exists()
    ):
        advance(REPORT, obj=report, act="start_review", actor=actor)
    audit.record(
        actor=actor,
        action="entry.settle",
        subject=locked,
        summary=f"Kết luận họp liên ngành về chỉ tiêu {locked.indicator.code}",
        data={"conclusion": conclusion.strip(), "number": minutes_number, "raw": raw},
    )
    notify.tell(
        recipients=officers_of(report.responsible_unit_id),
        kind="entry.settled",
        key=f"settled-{review.uid}",
        text=f"Họp liên ngành kết luận chỉ tiêu {locked.indicator}: {conclusion.strip()}",
        url=reverse("communes:entry", args=[report.uid]) + f"#i{locked.indicator_id}",
    )
    return review


@transaction.atomic
def confirm(*, report: ProgressReport, actor: User) -> Snapshot:
    """Confirm a report all of whose entries are accepted or settled; freezes a snapshot."""
    locked = lock_report(report)
    frame = frame_for(locked)
    open_rows = locked.entries.exclude(review__in=ACCEPTED).count()
    missing = len(frame.spec.indicators) - locked.entries.count()
    if is_coordination(actor) and open_rows + missing:
        raise Refused(
            "open_entries",
            f"Còn {open_rows + missing} mục chưa được chấp nhận, chưa xác nhận được. "
            "Đôn đốc cơ quan rà soát.",
        )
    now = clock.now()
    done = advance(
        REPORT,
        obj=locked,
        act="confirm",
        actor=actor,
        changes={"confirmed_at": now, "confirmed_by": actor},
    )
    update_standings(report=done, spec=frame.spec)
    snapshot = freeze(report=done, by=actor, at=now)
    notify.tell(
        recipients=people_of_commune(done.responsible_unit_id),
        kind="report.confirmed",
        key=f"confirmed-{snapshot.uid}",
        text=f"Số liệu {done.period.label} của {unit_name(done)} đã được xác nhận.",
        url=reverse("communes:report", args=[done.uid]),
    )
    return snapshot


@transaction.atomic
def correct(
    *, entry: IndicatorEntry, raw: dict[str, Any], na_reason: str, reason: str, actor: User
) -> Snapshot:
    """Change a confirmed figure: with a reason, the old value kept as a revision, a new snapshot.

    Raises NotAllowed, Refused (`no_reason`, `wrong_state`, `same`).
    """
    if not is_coordination(actor):
        raise NotAllowed("not_allowed", "Chỉ Văn phòng Điều phối đính chính số đã xác nhận.")
    if not reason.strip():
        raise Refused("no_reason", "Ghi lý do đính chính.")
    report = lock_report(entry.report)
    if report.state != ReportState.CONFIRMED:
        raise Refused("wrong_state", "Chỉ đính chính số liệu đã xác nhận.")
    frame = frame_for(report)
    locked = IndicatorEntry.objects.select_for_update().get(pk=entry.pk)
    _overwrite(report, frame, locked, raw, na_reason, actor, Origin.CORRECTION, reason)
    audit.record(
        actor=actor,
        action="entry.correct",
        subject=locked,
        summary=f"Đính chính chỉ tiêu {locked.indicator.code}: {reason.strip()}"[:500],
        data={"raw": raw, "version": locked.version},
    )
    snapshot = freeze(report=report, by=actor, at=clock.now(), reason=reason.strip())
    notify.tell(
        recipients=people_of_commune(report.responsible_unit_id),
        kind="entry.corrected",
        key=f"corrected-{snapshot.uid}",
        text=f"Văn phòng Điều phối đính chính chỉ tiêu {locked.indicator}: {reason.strip()}",
        url=reverse("communes:report", args=[report.uid]),
    )
    return snapshot


def _overwrite(
    report: ProgressReport,
    frame: Frame,
    entry: IndicatorEntry,
    raw: dict[str, Any],
    na_reason: str,
    actor: User,
    origin: str,
    reason: str,
) -> None:
    """Give an entry a value that somebody other than the commune decided, with its reason."""
    row = frame.spec.indicators[entry.indicator_id]
    edit = Edit(entry.indicator_id, entry.version, raw, na_reason=na_reason)
    value = read_edit(row, edit)
    if value is None:
        raise Refused("empty", "Nhập số đã thống nhất, hoặc lý do không áp dụng.")
    columns = value_columns(value)
    if origin == Origin.CORRECTION and all(getattr(entry, k) == v for k, v in columns.items()):
        raise Refused("same", "Số mới giống số đang lưu. Nhập số cần đính chính.")
    for name, new in columns.items():
        setattr(entry, name, new)
    write_changes(
        report=report,
        frame=frame,
        changed=[(entry, raw, reason.strip()[:500])],
        receipt=None,
        actor=actor,
        origin=origin,
        at=clock.now(),
    )


def _say(
    entry: IndicatorEntry,
    result: str,
    text: str,
    agency: Agency | None,
    duty: ReviewDuty | None,
    actor: User,
    **minutes: Any,
) -> Review:
    return Review.objects.create(
        entry=entry,
        entry_version=entry.version,
        result=result,
        text=text.strip()[:2000],
        agency=agency,
        duty=duty,
        round=entry.returns,
        by=actor,
        at=clock.now(),
        **minutes,
    )


def _set_review(
    report: ProgressReport,
    entry: IndicatorEntry,
    review: str,
    agency: Agency | None,
    *,
    frame: Frame | None = None,
) -> None:
    """Write the state of review; "không áp dụng" depends on it, so verdict and counts follow."""
    frame = frame or frame_for(report)
    entry.review, entry.reviewed_at, entry.reviewed_agency = review, clock.now(), agency
    apply_verdict(frame, entry)
    entry.save(
        update_fields=["review", "reviewed_at", "reviewed_agency", "returns", *VERDICT_COLUMNS]
    )
    update_standings(report=report, spec=frame.spec)
