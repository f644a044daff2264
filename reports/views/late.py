"""Who has not reported: the call sheet, and one click to remind them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from communes.models import AdministrativeUnit, ReportingPeriod, UnitVersion
from communes.rules import is_coordination
from kbang_ntm.core.access import member, requires
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.exports import asked
from reports.filters import LateForm
from reports.queries.late import LateSheet, LateUnit, late_sheet
from reports.queries.periods import newest_open, offered_periods
from reports.resources import Column, Sheet, Value, download
from reports.rules import reads_district
from reports.services.reminders import remind

STATE_WORDS = {"": "chưa bắt đầu", "draft": "đang nhập", "handed": "đã trình lãnh đạo xã"}


district_only = requires(
    reads_district, "Danh bạ đôn đốc dành cho người của huyện. Xã xem việc của mình ở Việc của tôi."
)
callers_only = requires(is_coordination, "Chỉ Văn phòng Điều phối đôn đốc được.")


@district_only
@require_safe
def late(request: HttpRequest) -> HttpResponseBase:
    """The call sheet of a period."""
    form = _form(request)
    if form is None:
        return render(request, "reports/matrix_empty.html")
    known_at = form.known_at()
    calls = is_coordination(member(request)) and known_at is None
    sheet = late_sheet(form.period(), map_date=form.map_date(), known_at=known_at)
    kind = asked(request)
    if kind:
        return download(_call_sheet(sheet, calls=calls), f"chua-bao-cao-{sheet.period.key}", kind)
    rows = [(row, _progress(row, calls=calls)) for row in sheet.missing]
    left = [row for row in sheet.missing if not row.reminded_today and row.contacts]
    context = {
        "form": form,
        "sheet": sheet,
        "rows": rows,
        "calls": calls,
        "left": len(left),
        "known_at": known_at,
    }
    return render(request, "reports/late.html", context)


@district_only
@require_safe
def late_xlsx(request: HttpRequest) -> HttpResponseBase:
    """The call sheet as XLSX, at the address of earlier releases."""
    form = _form(request)
    if form is None:
        return render(request, "reports/matrix_empty.html", status=404)
    sheet = late_sheet(form.period(), map_date=form.map_date(), known_at=form.known_at())
    calls = is_coordination(member(request)) and form.known_at() is None
    return download(_call_sheet(sheet, calls=calls), f"chua-bao-cao-{sheet.period.key}")


@callers_only
@require_POST
def remind_units(request: HttpRequest) -> HttpResponse:
    """Remind one commune (`don_vi`, its uid) or all that have not sent."""
    period = get_object_or_404(ReportingPeriod, key=request.POST.get("ky", ""))
    uid = request.POST.get("don_vi", "")
    try:
        units = [get_object_or_404(AdministrativeUnit, uid=UUID(uid))] if uid else None
    except ValueError:  # no uid of anything
        raise Http404("Không có xã này.") from None
    try:
        told = remind(period=period, units=units, actor=member(request))
        messages.success(request, f"Đã đôn đốc {_names(told, period)}.")
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect(f"{reverse('reports:late')}?ky={period.key}")


def _names(told: list[AdministrativeUnit], period: ReportingPeriod) -> str:
    versions = UnitVersion.objects.filter(unit__in=told, valid__contains=period.ends)
    names = versions.order_by("unit__order").values_list("short_name", flat=True)
    return f"{len(told)} xã: {', '.join(names)}"


def _form(request: HttpRequest) -> LateForm | None:
    periods = offered_periods()
    default = newest_open(periods)
    return LateForm(request.GET, periods=periods, default=default) if default else None


def _progress(row: LateUnit, *, calls: bool) -> str:
    """How far a draft is; only the office that calls knows that one exists."""
    if not calls:
        return "chưa gửi"
    words = STATE_WORDS[row.state]
    return f"{words}, {row.entered}/{row.indicators} chỉ tiêu" if row.indicators else words


def _call_sheet(sheet: LateSheet, *, calls: bool) -> Sheet:
    """A line per person, so that each can be ticked off."""
    columns = [
        Column("Xã", 20),
        Column("Tình trạng", 26),
        Column("Được gửi đến", 18),
        Column("Người", 24),
        Column("Nhiệm vụ", 22),
        Column("Điện thoại", 14),
        Column("Thư", 26),
        Column("Đôn đốc lần cuối", 18),
        Column("Nay thuộc", 20),
    ]
    rows: list[list[Value]] = []
    for row in sheet.missing:
        head: list[Value] = [row.name, _progress(row, calls=calls), row.closes_at]
        people = [[c.name, c.role, c.phone, c.email] for c in row.contacts] or [["", "", "", ""]]
        rows += [[*head, *person, row.reminded_at, row.now_in] for person in people]
    sent = f"Đã gửi {sheet.sent}/{sheet.expected} xã."
    title = f"Xã chưa báo cáo {sheet.period.label}"
    return Sheet(title, columns, rows, about=[sent], name="Chưa báo cáo")
