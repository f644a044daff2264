"""A report's way from the officer to the district: start, hand over, send, carry over."""

from __future__ import annotations

import hashlib
from datetime import date

from django.db import transaction
from django.urls import reverse

from communes.enums import EntryReview, Origin, ReportState, Standard
from communes.models import (
    CriteriaSet,
    IndicatorEntry,
    MeasuredValue,
    ProgressReport,
    Receipt,
    ReceiptCounter,
    ReportingPeriod,
)
from communes.queries.gaps import find_gaps, previous_entries
from communes.queries.people import coordinators, leaders_of, officers_of, unit_name
from communes.rules import may_enter, may_sign_off, reach
from communes.services.entries import lock_report, make_receipt, value_text, write_changes
from communes.services.snapshots import canonical_body
from communes.services.standings import frame_for, update_standings
from communes.services.windows import check_open, check_writable
from communes.workflow import REPORT
from kbang_ntm.core import audit, clock, notify
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import StoredFile, User
from kbang_ntm.core.workflow import advance


@transaction.atomic
def start_report(*, unit_id: int, period: ReportingPeriod, actor: User) -> ProgressReport:
    """Open the commune's report of a period, or give the one that stands already.

    Raises NotAllowed for people of other communes, Refused before the period opens.
    """
    if unit_id not in reach(actor).commune_ids:
        raise NotAllowed("not_allowed", "Bạn không nhập số liệu cho xã này.")
    criteria_set = set_for(period)
    found = ProgressReport.objects.filter(
        unit_id=unit_id, criteria_set=criteria_set, period=period
    ).first()
    if found is not None:
        return found
    report = ProgressReport(
        unit_id=unit_id, responsible_unit_id=unit_id, criteria_set=criteria_set, period=period
    )
    check_open(report, at=clock.now())
    report.save()
    if criteria_set.frozen_at is None:
        CriteriaSet.objects.filter(pk=criteria_set.pk).update(frozen_at=clock.now())
    audit.record(
        actor=actor, action="report.start", subject=report, summary=f"Mở báo cáo {period.label}"
    )
    update_standings(report=report, spec=frame_for(report).spec)
    return report


def set_for(period: ReportingPeriod) -> CriteriaSet:
    """The commune standard's set in force on the period's last day. Raises Refused (`no_set`)."""
    found = CriteriaSet.objects.filter(standard=Standard.NTM, valid__contains=period.ends).first()
    if found is None:
        raise Refused(
            "no_set",
            f"Chưa có bộ tiêu chí xã cho {period.label}. Báo người quản trị nạp bộ tiêu chí.",
        )
    return found


@transaction.atomic
def hand_to_leader(*, report: ProgressReport, actor: User) -> ProgressReport:
    """The officer hands the report to the commune's leader. Gaps are shown there, not hidden."""
    check_open(report, at=clock.now())
    done = advance(
        REPORT,
        obj=report,
        act="hand",
        actor=actor,
        changes={"handed_at": clock.now(), "handed_by": actor, "leader_remark": ""},
    )
    notify.tell(
        recipients=leaders_of(report.responsible_unit_id),
        kind="report.handed",
        key=f"handed-{report.uid}-{done.handed_at}",
        text=f"{actor.full_name} trình báo cáo {report.period.label}, chờ bạn xem và gửi huyện.",
        url=reverse("communes:sign-off", args=[report.uid]),
    )
    return done


@transaction.atomic
def give_back(*, report: ProgressReport, remark: str, actor: User) -> ProgressReport:
    """The leader gives the report back to the officer with a remark."""
    if not remark.strip():
        raise Refused("no_reason", "Ghi việc cần sửa để công chức biết.")
    done = advance(
        REPORT,
        obj=report,
        act="give_back",
        actor=actor,
        changes={"leader_remark": remark.strip()[:1000]},
        data={"remark": remark.strip()},
    )
    notify.tell(
        recipients=officers_of(report.responsible_unit_id),
        kind="report.given_back",
        key=f"given-back-{report.uid}-{clock.now()}",
        text=f"{actor.full_name} trả lại báo cáo {report.period.label}: {remark.strip()}",
        url=reverse("communes:entry", args=[report.uid]),
    )
    return done


@transaction.atomic
def submit(*, report: ProgressReport, actor: User) -> Receipt:
    """Send (or send again) to the district; gives the "Phiếu tiếp nhận".

    Raises NotAllowed, or Refused: `gaps` with their number, `closed`, `not_open_yet`,
    `wrong_state`. Lateness is decided by the server's time.
    """
    locked = lock_report(report)
    if not may_sign_off(actor, locked):
        raise NotAllowed("not_allowed", "Chỉ lãnh đạo UBND xã gửi báo cáo của xã mình.")
    now = clock.now()
    check_open(locked, at=now)
    again = locked.state == ReportState.RETURNED
    gaps = find_gaps(locked)
    if gaps:
        raise Refused("gaps", f"Còn thiếu {len(gaps)} mục, chưa gửi{' lại' if again else ''} được.")
    late = now > locked.period.due_at
    done = advance(
        REPORT,
        obj=locked,
        act="resubmit" if again else "submit",
        actor=actor,
        changes={"submitted_at": now, "submitted_by": actor, "late": locked.late or late},
    )
    # What was returned goes back to the agencies; what was accepted stays accepted.
    done.entries.filter(review=EntryReview.RETURNED).update(review=EntryReview.NONE)
    receipt = _submission_receipt(done, actor, late=late)
    notify.tell(
        recipients=coordinators(),
        kind="report.submitted",
        key=f"submitted-{receipt.uid}",
        text=f"{unit_name(done)} {'gửi lại' if again else 'gửi'} báo cáo {done.period.label}, "
        f"phiếu {receipt.number}.",
        url=reverse("communes:report", args=[done.uid]),
    )
    return receipt


def _submission_receipt(report: ProgressReport, actor: User, *, late: bool) -> Receipt:
    now = clock.now()
    number = next_receipt_number(now.date())
    digest = hashlib.sha256(
        f"{number}\n{now.isoformat()}\n{canonical_body(report)}".encode()
    ).hexdigest()
    return Receipt.objects.create(
        report=report,
        kind=Receipt.Kind.SUBMIT,
        number=number,
        code=digest[:4].upper(),
        at=now,
        by=actor,
        sha256=digest,
        entries=report.entries.count(),
        late=late,
    )


def next_receipt_number(day: date) -> str:
    """The next number of a day, "24-10-04-0092"; the counter's row is locked until commit."""
    ReceiptCounter.objects.get_or_create(day=day)
    counter = ReceiptCounter.objects.select_for_update().get(day=day)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{day:%y-%m-%d}-{counter.last:04d}"


@transaction.atomic
def carry_over(
    *, report: ProgressReport, indicator_ids: list[int], survey: str, actor: User
) -> int:
    """ "Giữ nguyên kỳ trước": take yearly surveyed figures from the period before, with the
    survey cited. Returns how many entries were carried. Raises NotAllowed or Refused."""
    if not survey.strip():
        raise Refused("no_survey", "Ghi cuộc điều tra mà số liệu dựa vào, ví dụ: rà soát 12/2024.")
    locked = lock_report(report)
    if not may_enter(actor, locked):
        raise NotAllowed("not_allowed", "Bạn không nhập số liệu cho xã này.")
    now = clock.now()
    check_writable(locked, at=now)
    if locked.state == ReportState.RETURNED:
        raise Refused("returned", "Báo cáo bị trả lại: nhập số mới cho mục bị trả lại.")
    before, frame = previous_entries(locked), frame_for(locked)
    wanted = {pk: row for pk, row in frame.spec.indicators.items() if row.yearly}
    entries = {entry.indicator_id: entry for entry in locked.entries.all()}
    changed = []
    for pk in indicator_ids:
        source = before.get(pk)
        if pk not in wanted or source is None or source.version == 0:
            continue
        entry = entries.get(pk) or IndicatorEntry(report=locked, indicator_id=pk)
        for name in MeasuredValue.VALUE_FIELDS:
            setattr(entry, name, getattr(source, name))
        entry.survey, entry.note = survey.strip()[:300], ""
        changed.append((entry, {"carried_from": locked.period.key}, ""))
    if not changed:
        raise Refused("nothing", "Kỳ trước chưa có số liệu để giữ nguyên. Nhập số của kỳ này.")
    receipt = make_receipt(
        report=locked,
        by=actor,
        at=now,
        origin=Origin.CARRIED,
        body=[value_text(entry) for entry, _raw, _reason in changed],
    )
    write_changes(
        report=locked,
        frame=frame,
        changed=changed,
        receipt=receipt,
        actor=actor,
        origin=Origin.CARRIED,
        at=now,
    )
    audit.record(
        actor=actor,
        action="report.carry_over",
        subject=locked,
        summary=f"Giữ nguyên kỳ trước {len(changed)} chỉ tiêu ({survey.strip()})"[:500],
        data={"survey": survey.strip(), "receipt": receipt.code},
    )
    return len(changed)


@transaction.atomic
def attach_paper(
    *, report: ProgressReport, number: str, day: date, file: StoredFile, actor: User
) -> ProgressReport:
    """Attach the commune's signed, numbered report; figures and paper must agree.

    The number is typed from the paper, never made here. Raises NotAllowed or Refused.
    """
    locked = lock_report(report)
    if not (may_enter(actor, locked) or may_sign_off(actor, locked)):
        raise NotAllowed("not_allowed", "Chỉ người của xã đính kèm báo cáo giấy của xã.")
    if not number.strip():
        raise Refused("no_number", "Ghi số báo cáo như trên giấy, ví dụ 45/BC-UBND.")
    if day > clock.today():
        raise Refused("future", "Ngày trên giấy không thể sau hôm nay. Xem lại ngày.")
    if locked.state == ReportState.CONFIRMED:
        raise Refused("confirmed", "Báo cáo đã xác nhận nên không thay tệp giấy được nữa.")
    locked.paper_number, locked.paper_date, locked.paper_file = number.strip(), day, file
    locked.save(update_fields=["paper_number", "paper_date", "paper_file"])
    audit.record(
        actor=actor,
        action="report.paper",
        subject=locked,
        summary=f"Đính kèm báo cáo giấy số {number.strip()} ngày {day:%d/%m/%Y}",
        data={"sha256": file.sha256},
    )
    return locked
