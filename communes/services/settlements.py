"""Values decided by somebody other than the commune: a joint meeting, or a correction later."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from communes.enums import EntryReview, Origin, ReportState, ReviewResult
from communes.models import IndicatorEntry, ProgressReport, Review, Snapshot
from communes.queries.people import officers_of, people_of_commune
from communes.queries.review import MOST_RETURNS
from communes.queries.values import ACCEPTED, value_columns
from communes.rules import is_coordination
from communes.services.entries import Edit, lock_report, read_edit, write_changes
from communes.services.office import no_right
from communes.services.reviews import lock_entry, say, set_review
from communes.services.snapshots import freeze
from communes.services.standings import Frame, frame_for
from communes.workflow import REPORT
from kbang_ntm.core import audit, clock, notify
from kbang_ntm.core.errors import Conflict, Refused
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.workflow import advance


def _check_meeting(actor: User, conclusion: str, minutes_number: str, minutes_date: date) -> None:
    """Only the coordination office, with a conclusion and the minutes' number and date."""
    if not is_coordination(actor):
        raise no_right(actor, "Chỉ Văn phòng Điều phối ghi kết luận họp liên ngành.")
    if not conclusion.strip():
        raise Refused("no_text", "Ghi kết luận của cuộc họp.")
    if not minutes_number.strip():
        raise Refused("no_minutes", "Ghi số biên bản họp, ví dụ 12/BB-VPĐP.")
    if minutes_date > clock.today():
        raise Refused("future", "Ngày họp không thể sau hôm nay. Xem lại ngày.")


@transaction.atomic
def settle(
    *,
    entry: IndicatorEntry,
    seen_version: int,
    raw: dict[str, Any],
    na_reason: str,
    conclusion: str,
    minutes_number: str,
    minutes_date: date,
    minutes: StoredFile | None,
    actor: User,
) -> Review:
    """Record a joint meeting's conclusion, which binds the entry's value.

    For entries returned twice and not accepted since. `raw` is the agreed value as typed,
    {part: fields}. Raises NotAllowed, Conflict, Refused.
    """
    _check_meeting(actor, conclusion, minutes_number, minutes_date)
    report, locked = lock_entry(entry, seen_version)
    if locked.review in ACCEPTED:
        raise Refused("decided", "Mục này đã được chấp nhận hoặc đã có kết luận.")
    if locked.returns < MOST_RETURNS:
        raise Refused("too_early", "Chỉ họp liên ngành khi một mục đã trả lại hai lần.")
    frame = frame_for(report)
    _overwrite(report, frame, locked, raw, na_reason, actor, Origin.SETTLEMENT, conclusion)
    review = say(
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
    set_review(report, locked, EntryReview.SETTLED, review, frame=frame)
    _resume(report, actor)
    audit.record(
        actor=actor,
        action="entry.settle",
        subject=locked,
        summary=f"Kết luận họp liên ngành về chỉ tiêu {locked.indicator.code}",
        data={
            "conclusion": conclusion.strip(),
            "number": minutes_number.strip(),
            "date": minutes_date.isoformat(),
            "sha256": minutes.sha256 if minutes else "",
            "raw": raw,
        },
    )
    _tell_commune(report, locked, review)
    return review


def _resume(report: ProgressReport, actor: User) -> None:
    """Nothing waits for the commune any more: the review goes on."""
    waiting = report.entries.filter(review=EntryReview.RETURNED).exists()
    if report.state == ReportState.RETURNED and not waiting:
        advance(REPORT, obj=report, act="start_review", actor=actor)


def _tell_commune(report: ProgressReport, entry: IndicatorEntry, review: Review) -> None:
    notify.tell(
        recipients=officers_of(report.responsible_unit_id),
        kind="entry.settled",
        key=f"settled-{review.uid}",
        text=f"Họp liên ngành kết luận chỉ tiêu {entry.indicator}: {review.text}",
        url=reverse("communes:entry", args=[report.uid]) + f"#i{entry.indicator_id}",
    )


@transaction.atomic
def correct(
    *,
    entry: IndicatorEntry,
    seen_version: int,
    raw: dict[str, Any],
    na_reason: str,
    reason: str,
    actor: User,
) -> Snapshot:
    """Change a confirmed figure: with a reason, the old value kept as a revision, a new snapshot.

    Raises NotAllowed, Conflict, Refused (`no_reason`, `wrong_state`, `same`, `empty`).
    """
    if not is_coordination(actor):
        raise no_right(actor, "Chỉ Văn phòng Điều phối đính chính số đã xác nhận.")
    if not reason.strip():
        raise Refused("no_reason", "Ghi lý do đính chính.")
    report = lock_report(entry.report)
    if report.state != ReportState.CONFIRMED:
        raise Refused("wrong_state", "Chỉ đính chính số liệu đã xác nhận.")
    frame = frame_for(report)
    locked = (
        IndicatorEntry.objects.select_for_update(of=("self",))
        .select_related("indicator")
        .get(pk=entry.pk)
    )
    if locked.version != seen_version:
        raise Conflict("changed", "Số này vừa được đính chính. Xem số mới dưới đây rồi quyết lại.")
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
