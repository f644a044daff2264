"""A unit over time, and the units of a day."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from communes.case_rules import sees_cases
from communes.enums import ReportState, UnitKind
from communes.models import AdministrativeUnit
from communes.rules import reach
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import User
from kbang_ntm.core.once import one_reading
from kbang_ntm.core.tags import page_tag, tagged
from kbang_ntm.core.templatetags.portal import vn_date
from reports.charts.history import Point, history_chart
from reports.figure_tables import UnitTable
from reports.filters import LookForm, UnitForm
from reports.grid import STATE_KINDS
from reports.queries.maps import first_days, known_maps
from reports.queries.stamps import unit_stamp
from reports.queries.unit import PeriodLine, UnitStory, unit_story
from reports.queries.units import UnitLine, units_on
from reports.recognition_steps import recognition_tracks
from reports.resources import Column, Sheet, download
from reports.views.matrix import readers_only


@readers_only
@require_safe
def unit(request: HttpRequest, key: str) -> HttpResponseBase:
    """One unit's page, or 304 when nothing on it has changed since this reader last had it."""
    found = get_object_or_404(AdministrativeUnit, key=key)
    form = LookForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    tag = _tag(request, found, asked)
    unchanged = get_conditional_response(request, etag=tag)
    if unchanged is not None:
        return unchanged
    with one_reading():
        story = unit_story(
            found,
            today=clock.today(),
            reach=reach(member(request)),
            map_date=asked.get("ban_do"),
            known_at=asked.get("biet_den"),
        )
    if story is None:
        raise Http404("Đơn vị này chưa có tên trong cổng.")
    context = {
        "form": form,
        "known_at": asked.get("biet_den"),
        "story": story,
        "versions": story.versions,
        "absence": _absence(story),
        "nothing_yet": f"Chưa có số liệu nào của {'làng' if story.now.kind == 'village' else 'xã'} "
        "này.",
        "chart": _chart(story),
        "tracks": recognition_tracks(story),
        "lines": [(line, _state(line)) for line in reversed(story.lines)],
        "more": _more(story, member(request)),
    }
    return tagged(render(request, "reports/unit.html", context), tag)


def _tag(request: HttpRequest, found: AdministrativeUnit, asked: dict[str, Any]) -> str | None:
    """None where figures of other units stand on the page too."""
    if asked.get("ban_do") or asked.get("biet_den"):
        return None
    stamp = unit_stamp(found)
    return page_tag(request, stamp) if stamp else None


@readers_only
@require_safe
def units(request: HttpRequest) -> HttpResponseBase:
    """The communes and towns of a day's map."""
    form, day, lines = _listed(request)
    context = {"form": form, "day": day, "days": first_days(known_maps())}
    return show_list(
        request,
        "reports/units.html",
        UnitTable(lines),
        context,
        name=f"don-vi-{day:%Y%m%d}",
        per_page=50,
        sheet=lambda rows: _sheet(day, rows),
    )


@readers_only
@require_safe
def units_sheet(request: HttpRequest) -> HttpResponseBase:
    """The same rows as XLSX, at the address of earlier releases."""
    _form, day, lines = _listed(request)
    return download(_sheet(day, lines), f"don-vi-{day:%Y%m%d}")


def _sheet(day: date, lines: list[UnitLine]) -> Sheet:
    columns = [
        Column("Tên", 26),
        Column("Loại", 12),
        Column("Mã", 10),
        Column("Khu vực", 10),
        Column("Công nhận đạt chuẩn", 20),
        Column("Tiêu chí đạt, đã xác nhận", 14),
        Column("Kỳ", 16),
        Column("Tính chuyển", 40),
    ]
    rows = [
        [line.name, line.kind, line.official_code, line.zone, _recognised(line), line.met,
         line.period_label, line.moved]
        for line in lines
    ]  # fmt: skip
    title = f"Xã, thị trấn trên bản đồ ngày {vn_date(day)}"
    return Sheet(title, columns, rows, name="Đơn vị")


def _listed(request: HttpRequest) -> tuple[UnitForm, date, list[UnitLine]]:
    form = UnitForm(request.GET or None, initial={"ngay": clock.today()})
    asked = form.cleaned_data if form.is_valid() else {}
    day = asked.get("ngay") or clock.today()
    return form, day, units_on(day, asked.get("tim") or "", known_at=asked.get("biet_den"))


def _recognised(line: UnitLine) -> str:
    if line.recognised is None:
        return "chưa xác định"
    if not line.recognised:
        return "chưa" if line.kind == "xã" else "không xét"
    return f"năm {line.recognised_year}" if line.recognised_year else "có, chưa rõ năm"


def _more(story: UnitStory, user: User) -> list[tuple[str, str]]:
    """Words and addresses of the lists in which the reader finds more about the unit."""
    found = []
    if sees_cases(user):
        query = urlencode({"tim": story.now.short_name})
        found.append(("Hồ sơ xét công nhận", f"{reverse('reports:cases')}?{query}"))
    if story.now.kind == UnitKind.COMMUNE and story.exists:
        query = urlencode({"xa": story.unit.key})
        found.append(("Các làng của xã", f"{reverse('reports:villages')}?{query}"))
    return found


def _absence(story: UnitStory) -> str:
    return f"Không còn từ {vn_date(story.ended)}" if story.ended else "Chưa thành lập"


def _chart(story: UnitStory) -> str:
    quarters = [line for line in story.lines if line.period.kind == "quarter"]
    if not quarters:
        return ""
    points = [
        Point(
            line.period.label.partition("/")[0],
            line.period.year,
            line.self_assessed,
            line.confirmed,
            moved=bool(line.moved),
        )
        for line in quarters
    ]
    total = max(line.total for line in quarters)
    title = f"Số tiêu chí đạt của {story.now.name} qua {len(points)} quý, có bảng số bên dưới"
    return history_chart(points, total=total, title=title)


def _state(line: PeriodLine) -> dict[str, str]:
    if line.moved:
        source = line.moved.removeprefix("tính chuyển ")
        return {"label": "Tính chuyển", "kind": "draft", "url": "", "source": source}
    state = ReportState(line.state)
    label = str(state.label)
    url = reverse("communes:report", args=[line.report_uid]) if line.report_uid else ""
    return {
        "label": label[0].upper() + label[1:],
        "kind": STATE_KINDS.get(state, "draft"),
        "url": url,
    }
