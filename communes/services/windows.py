"""When a report may be written and sent: the period's window, or an extension of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from communes.enums import ReportState
from communes.models import AdministrativeUnit, PeriodExtension, ProgressReport, ReportingPeriod
from communes.queries.people import people_of_commune
from communes.rules import is_coordination
from communes.services.office import no_right
from kbang_ntm.core import audit, clock, notify
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import format_date


def closes_at(report: ProgressReport) -> datetime:
    """When the window closes for this report's unit: the period's closing, or a later extension."""
    return last_closing(report.period, report.responsible_unit_id)


def last_closing(period: ReportingPeriod, unit_id: int) -> datetime:
    """As `closes_at`, also for a unit that has not begun its report."""
    times = PeriodExtension.objects.filter(period=period, unit_id=unit_id)
    return max([period.closes_at, *times.values_list("until", flat=True)])


def check_open(report: ProgressReport, *, at: datetime, closing: datetime | None = None) -> None:
    """Raise Refused (`not_open_yet`, `closed`) when the window is not open at that moment.

    `closing` may be given by a caller who has read `closes_at` of many reports together.
    """
    period = report.period
    if at < period.opens_at:
        raise Refused(
            "not_open_yet",
            f"Kỳ {period.label} mở ngày {_day(period.opens_at)}. Nhập số liệu từ ngày đó.",
        )
    if at <= period.closes_at:  # the usual case costs no query
        return
    last = closing or closes_at(report)
    if at > last:
        raise Refused(
            "closed",
            f"Kỳ {period.label} đã đóng lúc {last.astimezone(clock.LOCAL):%H:%M:%S ngày %d/%m/%Y}. "
            "Đề nghị Văn phòng Điều phối gia hạn, số đã nhập vẫn còn.",
        )


def check_writable(
    report: ProgressReport, *, at: datetime, closing: datetime | None = None
) -> None:
    """Raise Refused when figures may not change now: wrong state, or window not open."""
    if report.state == ReportState.HANDED:
        raise Refused(
            "handed",
            "Báo cáo đang ở lãnh đạo UBND xã. Nhờ lãnh đạo trả lại rồi sửa.",
        )
    if report.state == ReportState.CONFIRMED:
        raise Refused(
            "confirmed",
            "Số liệu đã xác nhận. Muốn sửa phải đề nghị Văn phòng Điều phối đính chính.",
        )
    if report.state not in (ReportState.DRAFT, ReportState.RETURNED):
        raise Refused(
            "sent",
            "Báo cáo đã gửi huyện. Chỉ sửa được mục mà cơ quan rà soát trả lại.",
        )
    check_open(report, at=at, closing=closing)


def closed_sentences(reports: Sequence[ProgressReport], *, at: datetime) -> dict[int, str]:
    """{report id: why its figures may not change now}, "" when they may. One query."""
    until: dict[tuple[int, int], datetime] = {}
    rows = PeriodExtension.objects.filter(
        period__in={report.period_id for report in reports},
        unit__in={report.responsible_unit_id for report in reports},
    )
    for period_id, unit_id, moment in rows.values_list("period_id", "unit_id", "until"):
        key = (period_id, unit_id)
        until[key] = max(moment, until.get(key, moment))
    found = {}
    for report in reports:
        own, closing = (report.period_id, report.responsible_unit_id), report.period.closes_at
        try:
            check_writable(report, at=at, closing=max(closing, until.get(own, closing)))
        except Refused as refusal:
            found[report.pk] = refusal.message
        else:
            found[report.pk] = ""
    return found


@transaction.atomic
def extend(
    *,
    period: ReportingPeriod,
    unit: AdministrativeUnit,
    until: datetime,
    reason: str,
    granted_by: User,
) -> PeriodExtension:
    """Give a unit more time for a period, whether or not it has begun; its people are told.

    Raises NotAllowed, or Refused (`no_reason`, `not_later`, `confirmed`).
    """
    if not is_coordination(granted_by):
        raise no_right(granted_by, "Chỉ Văn phòng Điều phối gia hạn được.")
    if not reason.strip():
        raise Refused("no_reason", "Ghi lý do gia hạn.")
    if until <= max(clock.now(), last_closing(period, unit.pk)):
        raise Refused("not_later", "Hạn mới phải sau lúc này và sau hạn đang có. Chọn ngày khác.")
    reports = ProgressReport.objects.filter(period=period, responsible_unit=unit)
    report = reports.filter(unit=unit).first()
    done = report is not None and report.state == ReportState.CONFIRMED
    # More time is given to the commune, also for the reports it gives for its villages.
    if done and not reports.exclude(state=ReportState.CONFIRMED).exists():
        raise Refused("confirmed", "Số liệu kỳ này của xã đã xác nhận, không cần gia hạn.")
    extension = PeriodExtension.objects.create(
        period=period, unit=unit, until=until, reason=reason.strip()[:500], granted_by=granted_by
    )
    audit.record(
        actor=granted_by,
        action="report.extend",
        subject=report or extension,
        summary=f"Gia hạn {period.label} đến {until.astimezone(clock.LOCAL):%H:%M} ngày "
        f"{_day(until)}: {reason.strip()}"[:500],
        data={"until": until.isoformat(), "reason": reason.strip(), "unit": unit.key},
    )
    notify.tell(
        recipients=people_of_commune(unit.pk),
        kind="report.extended",
        key=f"extend-{extension.uid}",
        text=f"Văn phòng Điều phối gia hạn {period.label} đến {_day(until)}: {reason.strip()}",
        url=reverse("communes:entry", args=[report.uid]) if report else "",
    )
    return extension


def _day(moment: datetime) -> str:
    return format_date(moment.astimezone(clock.LOCAL).date())
