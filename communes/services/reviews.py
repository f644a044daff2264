"""What the district says of figures: accept, return, comment, confirm."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.urls import reverse

from communes.enums import DutyRole, EntryReview, ReportState, ReviewResult
from communes.models import Agency, IndicatorEntry, ProgressReport, Review, ReviewDuty, Snapshot
from communes.queries.people import people_of_commune, unit_name
from communes.queries.review import MOST_RETURNS
from communes.queries.values import ACCEPTED
from communes.rules import UNDER_REVIEW, is_coordination, may_enter, reach
from communes.services.entries import lock_report
from communes.services.office import no_right
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
from kbang_ntm.core.errors import Conflict, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.workflow import advance


def duty_of(*, user: User, indicator_id: int, on: date) -> ReviewDuty | None:
    """The person's own duty for an indicator today: a leading one before a co-duty."""
    duties = ReviewDuty.objects.filter(
        indicator_id=indicator_id, agency_id__in=reach(user).review_agencies, valid__contains=on
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
    """The agency the person decides for, and by which duty. Raises NotAllowed."""
    return _deciding(user, lead_duty(indicator_id, clock.today()))


def _deciding(user: User, lead: ReviewDuty | None) -> tuple[Agency | None, ReviewDuty | None]:
    """The lead in duty decides, the coordination office where nobody leads. Raises NotAllowed."""
    if lead is not None and lead.agency_id in reach(user).review_agencies:
        return lead.agency, lead
    if lead is None and is_coordination(user):
        return None, None
    who = lead.agency.name if lead else "cơ quan được phân công"
    raise no_right(user, f"Chỉ tiêu này do {who} rà soát.", code="not_in_duty")


def lock_entry(entry: IndicatorEntry, seen_version: int) -> tuple[ProgressReport, IndicatorEntry]:
    """Lock report and entry; Conflict when the commune changed the figure meanwhile."""
    report = lock_report(entry.report)
    locked = (
        IndicatorEntry.objects.select_for_update(of=("self",))
        .select_related("indicator")
        .get(pk=entry.pk)
    )
    if report.state not in UNDER_REVIEW:
        raise Refused("wrong_state", "Báo cáo không ở bước rà soát nên không ghi ý kiến được.")
    if locked.version != seen_version:
        raise Conflict("changed", "Số liệu vừa được sửa. Xem số mới dưới đây rồi quyết lại.")
    return report, locked


@transaction.atomic
def accept(*, entry: IndicatorEntry, seen_version: int, text: str = "", actor: User) -> Review:
    """The agency in duty accepts a figure as it stands in `seen_version`.

    The same word said twice (a double press) is one review. Raises NotAllowed, Conflict, Refused.
    """
    agency, duty = _right_to_decide(actor, entry.indicator_id)
    report, locked = lock_entry(entry, seen_version)
    if locked.review == EntryReview.SETTLED:
        raise Refused("settled", "Mục này đã theo kết luận họp liên ngành, không rà soát lại.")
    if locked.review == EntryReview.RETURNED:
        raise Refused("returned", "Mục này đang chờ xã sửa. Rà soát lại khi xã gửi lại.")
    if locked.review == EntryReview.ACCEPTED:
        said = _already(locked, ReviewResult.ACCEPT, text, actor)
        if said is not None:
            return said
    review = say(locked, ReviewResult.ACCEPT, text, agency, duty, actor)
    set_review(report, locked, EntryReview.ACCEPTED, review)
    if report.state in (ReportState.SUBMITTED, ReportState.RESUBMITTED):
        advance(REPORT, obj=report, act="start_review", actor=actor)
    audit.record(
        actor=actor,
        action="entry.accept",
        subject=locked,
        summary=f"Chấp nhận chỉ tiêu {locked.indicator.code}",
        data={"version": locked.version, "text": text.strip()},
    )
    return review


@transaction.atomic
def accept_many(
    *, report: ProgressReport, seen: Mapping[int, int], text: str = "", actor: User
) -> list[Review]:
    """Accept several entries of one report, each as it stands in the version seen, or none.

    `seen` is {entry id: version}. Raises NotAllowed, Conflict, or Refused (`nothing`,
    `wrong_state`, `decided`); then nothing is stored. A constant number of reads.
    """
    if not seen:
        raise Refused("nothing", "Chưa chọn mục nào. Đánh dấu các mục cần chấp nhận.")
    locked = lock_report(report)
    if locked.state not in UNDER_REVIEW:
        raise Refused("wrong_state", "Báo cáo không ở bước rà soát nên không ghi ý kiến được.")
    entries = list(
        IndicatorEntry.objects.select_for_update(of=("self",))
        .select_related("indicator")
        .filter(report=locked, pk__in=seen)
        .order_by("indicator__order")
    )
    leads = {
        duty.indicator_id: duty
        for duty in ReviewDuty.objects.filter(
            role=DutyRole.LEAD,
            valid__contains=clock.today(),
            indicator_id__in=[entry.indicator_id for entry in entries],
        ).select_related("agency")
    }
    said = []
    for entry in entries:
        agency, duty = _deciding(actor, leads.get(entry.indicator_id))
        if entry.version != seen[entry.pk]:
            raise Conflict("changed", "Số liệu vừa được sửa. Xem số mới dưới đây rồi quyết lại.")
        if entry.review != EntryReview.NONE:
            raise Refused("decided", f"Mục {entry.indicator.code} đã có ý kiến. Tải lại trang.")
        said.append(_word(entry, ReviewResult.ACCEPT, text, agency, duty, actor))
    _store_accepted(locked, entries, Review.objects.bulk_create(said), actor)
    return said


def _store_accepted(
    report: ProgressReport, entries: list[IndicatorEntry], said: list[Review], actor: User
) -> None:
    """Entries, standings, state and trail after several acceptances."""
    frame = frame_for(report)
    for entry, review in zip(entries, said, strict=True):
        entry.review, entry.reviewed_at = EntryReview.ACCEPTED, review.at
        entry.reviewed_agency = review.agency
        apply_verdict(frame, entry)
        audit.record(
            actor=actor,
            action="entry.accept",
            subject=entry,
            summary=f"Chấp nhận chỉ tiêu {entry.indicator.code}",
            data={"version": entry.version, "text": review.text, "together": len(said)},
        )
    IndicatorEntry.objects.bulk_update(
        entries, ["review", "reviewed_at", "reviewed_agency", *VERDICT_COLUMNS]
    )
    update_standings(report=report, spec=frame.spec)
    if report.state in (ReportState.SUBMITTED, ReportState.RESUBMITTED):
        advance(REPORT, obj=report, act="start_review", actor=actor)


@transaction.atomic
def return_entry(*, entry: IndicatorEntry, seen_version: int, text: str, actor: User) -> Review:
    """Return one entry with a reason; only this entry re-opens.

    Raises Refused (`no_reason`; `joint_meeting` after two returns), NotAllowed, Conflict.
    """
    agency, duty = _right_to_decide(actor, entry.indicator_id)
    if not text.strip():
        raise Refused("no_reason", "Ghi lý do trả lại, xã sẽ đọc đúng câu này.")
    report, locked = lock_entry(entry, seen_version)
    if locked.review == EntryReview.SETTLED:
        raise Refused("settled", "Mục này đã theo kết luận họp liên ngành, không trả lại được.")
    if locked.review == EntryReview.RETURNED:
        said = _already(locked, ReviewResult.RETURN, text, actor)
        if said is not None:
            return said
        raise Refused("returned", "Mục này đã trả lại, đang chờ xã sửa.")
    if locked.returns >= MOST_RETURNS:
        raise Refused(
            "joint_meeting",
            "Mục này đã trả lại hai lần. Đề nghị Văn phòng Điều phối họp liên ngành để kết luận.",
        )
    locked.returns += 1
    review = say(locked, ReviewResult.RETURN, text, agency, duty, actor)
    set_review(report, locked, EntryReview.RETURNED, review)
    advance(
        REPORT,
        obj=report,
        act="return",
        actor=actor,
        data={"indicator": locked.indicator.code, "reason": text.strip()},
    )
    audit.record(
        actor=actor,
        action="entry.return",
        subject=locked,
        summary=f"Trả lại chỉ tiêu {locked.indicator.code}: {text.strip()}"[:500],
        data={"version": seen_version, "text": text.strip(), "round": locked.returns},
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
    duty = duty_of(user=actor, indicator_id=entry.indicator_id, on=clock.today())
    if duty is None and not is_coordination(actor):
        raise no_right(
            actor, "Cơ quan của bạn không được phân công chỉ tiêu này.", code="not_in_duty"
        )
    if not text.strip():
        raise Refused("no_text", "Ghi ý kiến góp ý.")
    _report, locked = lock_entry(entry, seen_version)
    said = _already(locked, ReviewResult.COMMENT, text, actor)
    if said is not None:
        return said
    review = say(locked, ReviewResult.COMMENT, text, duty.agency if duty else None, duty, actor)
    audit.record(
        actor=actor,
        action="entry.comment",
        subject=locked,
        summary=f"Góp ý chỉ tiêu {locked.indicator.code}: {text.strip()}"[:500],
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
        raise no_right(actor, "Bạn không nhập số liệu cho xã này.")
    locked = (
        IndicatorEntry.objects.select_for_update(of=("self",))
        .select_related("indicator")
        .get(pk=entry.pk)
    )
    if locked.review != EntryReview.RETURNED:
        raise Refused("not_returned", "Mục này không bị trả lại nên không cần trả lời.")
    review = say(locked, ReviewResult.ANSWER, text, None, None, actor)
    audit.record(
        actor=actor,
        action="entry.answer",
        subject=locked,
        summary=f"Trả lời cơ quan rà soát về chỉ tiêu {locked.indicator.code}",
        data={"text": text.strip()},
    )
    return review


@transaction.atomic
def confirm(*, report: ProgressReport, actor: User) -> Snapshot:
    """Confirm a report all of whose entries are accepted or settled; freezes a snapshot.

    Raises NotAllowed, or Refused (`wrong_state`, `open_entries` with their number).
    """
    if not is_coordination(actor):
        raise no_right(actor, "Chỉ Văn phòng Điều phối xác nhận số liệu.")
    locked = lock_report(report)
    frame = frame_for(locked)
    open_rows = locked.entries.exclude(review__in=ACCEPTED).count()
    missing = len(frame.spec.indicators) - locked.entries.count()
    if locked.state in UNDER_REVIEW and open_rows + missing:
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


def _already(entry: IndicatorEntry, result: str, text: str, actor: User) -> Review | None:
    """The same word of the same person on the same version, when it was the last one said."""
    last = entry.reviews.order_by("-id").first()
    if last is None:
        return None
    same = (last.result, last.text, last.by_id, last.entry_version) == (
        result,
        text.strip()[:2000],
        actor.pk,
        entry.version,
    )
    return last if same else None


def say(
    entry: IndicatorEntry,
    result: str,
    text: str,
    agency: Agency | None,
    duty: ReviewDuty | None,
    actor: User,
    **minutes: Any,
) -> Review:
    """Write one word on an entry; `minutes` are the columns of a joint meeting's minutes."""
    review = _word(entry, result, text, agency, duty, actor, **minutes)
    review.save()
    return review


def _word(
    entry: IndicatorEntry,
    result: str,
    text: str,
    agency: Agency | None,
    duty: ReviewDuty | None,
    actor: User,
    **minutes: Any,
) -> Review:
    return Review(
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


def set_review(
    report: ProgressReport,
    entry: IndicatorEntry,
    state: str,
    review: Review,
    *,
    frame: Frame | None = None,
) -> None:
    """Write the state of review; "không áp dụng" depends on it, so verdict and counts follow."""
    frame = frame or frame_for(report)
    entry.review, entry.reviewed_at, entry.reviewed_agency = state, review.at, review.agency
    apply_verdict(frame, entry)
    entry.save(
        update_fields=["review", "reviewed_at", "reviewed_agency", "returns", *VERDICT_COLUMNS]
    )
    update_standings(report=report, spec=frame.spec)
