"""A report's way from the officer to the district: start, hand over, give back, send."""

from __future__ import annotations

import hashlib
from datetime import date

from django.db import transaction
from django.urls import reverse

from communes.enums import DutyRole, EntryReview, ReportState, Standard
from communes.models import (
    CriteriaSet,
    ProgressReport,
    Receipt,
    ReceiptCounter,
    ReportingPeriod,
    ReviewDuty,
)
from communes.queries.gaps import find_gaps
from communes.queries.people import (
    coordinators,
    leaders_of,
    of_village,
    officers_of,
    sender_name,
)
from communes.queries.specs import unit_version_on
from communes.rules import may_enter, may_sign_off, reach
from communes.services.entries import lock_report
from communes.services.office import no_right
from communes.services.snapshots import canonical_body
from communes.services.standings import frame_for, update_standings
from communes.services.windows import check_open
from communes.workflow import REPORT
from kbang_ntm.core import audit, clock, notify
from kbang_ntm.core.admission.arrival import Arrival
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.workflow import advance


@transaction.atomic
def start_report(*, unit_id: int, period: ReportingPeriod, actor: User) -> ProgressReport:
    """Open the commune's report of a period, or give the one that stands already.

    Raises NotAllowed for people of other communes, Refused before the period opens, after it has
    closed, and where no dated duty says who reviews the figures.
    """
    if unit_id not in reach(actor).commune_ids:
        raise no_right(actor, "Bạn không nhập số liệu cho xã này.")
    return open_report(
        unit_id=unit_id, responsible_id=unit_id, standard=Standard.NTM, period=period, actor=actor
    )


def open_report(
    *, unit_id: int, responsible_id: int, standard: str, period: ReportingPeriod, actor: User
) -> ProgressReport:
    """The unit's report of a period against the set of a standard: the one that stands, or a new
    one. The caller has checked who asks and holds the transaction. Raises Refused."""
    criteria_set = set_for(period, standard)
    key = {"unit_id": unit_id, "criteria_set": criteria_set, "period": period}
    found = ProgressReport.objects.filter(**key).first()
    if found is not None:
        return found
    check_open(ProgressReport(responsible_unit_id=responsible_id, **key), at=clock.now())
    if unit_version_on(responsible_id, period.ends) is None:
        raise Refused(
            "no_unit", f"Xã không còn là đơn vị hành chính vào cuối {period.label}. Xã mới báo cáo."
        )
    if not has_reviewers(period, criteria_set):
        raise Refused(
            "no_reviewer",
            f"{period.label}: chưa xác định cơ quan rà soát nên chưa mở nhập số liệu. "
            "Hỏi Văn phòng Điều phối.",
        )
    report, made = ProgressReport.objects.get_or_create(
        **key, defaults={"responsible_unit_id": responsible_id}
    )
    if not made:  # a colleague was a moment earlier
        return report
    if criteria_set.frozen_at is None:
        CriteriaSet.objects.filter(pk=criteria_set.pk).update(frozen_at=clock.now())
    audit.record(
        actor=actor,
        action="report.start",
        subject=report,
        summary=f"Mở báo cáo {period.label}{of_village(report)}",
    )
    update_standings(report=report, spec=frame_for(report).spec)
    return report


def has_reviewers(period: ReportingPeriod, criteria_set: CriteriaSet) -> bool:
    """A dated duty says who receives and reviews the set's figures when they are due."""
    day = period.due_at.astimezone(clock.LOCAL).date()
    return ReviewDuty.objects.filter(
        indicator__criteria_set=criteria_set, role=DutyRole.LEAD, valid__contains=day
    ).exists()


SUBJECT = {Standard.NTM: "xã", Standard.VILLAGE: "làng"}


def set_for(period: ReportingPeriod, standard: str = Standard.NTM) -> CriteriaSet:
    """The standard's set in force on the period's last day. Raises Refused (`no_set`)."""
    found = CriteriaSet.objects.filter(standard=standard, valid__contains=period.ends).first()
    if found is None:
        raise Refused(
            "no_set",
            f"Chưa có bộ tiêu chí {SUBJECT[Standard(standard)]} cho {period.label}. "
            "Báo người quản trị nạp bộ tiêu chí.",
        )
    return found


@transaction.atomic
def hand_to_leader(
    *, report: ProgressReport, actor: User, arrival: Arrival | None = None
) -> ProgressReport:
    """The officer hands the report to the commune's leader. Gaps are shown there, not hidden.
    The window is judged by `arrival`, now without one."""
    came = arrival or Arrival.now()
    check_open(report, at=came.at)
    done = advance(
        REPORT,
        obj=report,
        act="hand",
        actor=actor,
        changes={"handed_at": clock.now(), "handed_by": actor, "leader_remark": ""},
        data=came.trace(),
    )
    notify.tell(
        recipients=leaders_of(report.responsible_unit_id),
        kind="report.handed",
        key=f"handed-{report.uid}-{done.handed_at}",
        text=f"{actor.full_name} trình báo cáo {report.period.label}{of_village(report)}, "
        "chờ bạn xem và gửi huyện.",
        url=reverse("communes:sign-off", args=[report.uid]),
    )
    return done


@transaction.atomic
def ask_to_resend(*, report: ProgressReport, actor: User) -> ProgressReport:
    """The officer has mended what was returned and asks the leader to send again.

    Raises NotAllowed, Refused (`wrong_state`; `gaps` while something is missing).
    """
    locked = lock_report(report)
    if not may_enter(actor, locked):
        raise no_right(actor, "Bạn không nhập số liệu cho xã này.")
    if locked.state != ReportState.RETURNED:
        raise Refused("wrong_state", "Báo cáo không ở trạng thái trả lại. Tải lại trang.")
    gaps = find_gaps(locked)
    if gaps:
        raise Refused("gaps", f"Còn thiếu {len(gaps)} mục, chưa gửi lại được.")
    locked.handed_at, locked.handed_by = clock.now(), actor
    locked.save(update_fields=["handed_at", "handed_by"])
    audit.record(
        actor=actor, action="report.mended", subject=locked, summary="Đã sửa, đề nghị gửi lại"
    )
    notify.tell(
        recipients=leaders_of(locked.responsible_unit_id),
        kind="report.handed",
        key=f"mended-{locked.uid}-{locked.handed_at}",
        text=f"{actor.full_name} đã sửa các mục bị trả lại của {locked.period.label}"
        f"{of_village(locked)}, chờ bạn gửi lại.",
        url=reverse("communes:sign-off", args=[locked.uid]),
    )
    return locked


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
        text=f"{actor.full_name} trả lại báo cáo {report.period.label}{of_village(report)}: "
        f"{remark.strip()}",
        url=reverse("communes:entry", args=[report.uid]),
    )
    return done


@transaction.atomic
def submit(*, report: ProgressReport, actor: User, arrival: Arrival | None = None) -> Receipt:
    """Send (or send again) to the district; gives the "Phiếu tiếp nhận".

    Raises NotAllowed, or Refused: `gaps` with their number, `closed`, `not_open_yet`,
    `wrong_state`. Window and lateness are decided by `arrival`: the time of the server at which
    the request came, or the person began to wait; now without one.
    """
    locked = lock_report(report)
    if not may_sign_off(actor, locked):
        raise no_right(actor, "Chỉ lãnh đạo UBND xã gửi báo cáo của xã mình.")
    now = clock.now()
    came = arrival or Arrival(now, now)
    check_open(locked, at=came.at)
    again = locked.state == ReportState.RETURNED
    gaps = find_gaps(locked)
    if gaps:
        raise Refused("gaps", f"Còn thiếu {len(gaps)} mục, chưa gửi{' lại' if again else ''} được.")
    # Punctual is who sent in time the first time: an answer to a return has no due time of its own.
    late = locked.late if again else came.at > locked.period.due_at
    done = advance(
        REPORT,
        obj=locked,
        act="resubmit" if again else "submit",
        actor=actor,
        changes={"submitted_at": now, "submitted_by": actor, "late": late},
        data=came.trace(),
    )
    # What was returned goes back to the agencies; what was accepted stays accepted.
    done.entries.filter(review=EntryReview.RETURNED).update(review=EntryReview.NONE)
    receipt = _submission_receipt(done, actor, late=late)
    notify.tell(
        recipients=coordinators(),
        kind="report.submitted",
        key=f"submitted-{receipt.uid}",
        text=f"{sender_name(done)} {'gửi lại' if again else 'gửi'} báo cáo {done.period.label}"
        f"{of_village(done)}, phiếu {receipt.number}.",
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
