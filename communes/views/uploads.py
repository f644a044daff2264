"""One file for all communes: download, upload, look commune by commune, take in one's own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from communes.enums import ImportState
from communes.forms.imports import LongFileForm, UploadForm
from communes.models import ReportingPeriod
from communes.queries.imports import upload_lines
from communes.queries.workbook import (
    collectable_units,
    collected_periods,
    district_book,
    reports_of,
)
from communes.rules import (
    COMMUNE_ROLES,
    is_coordination,
    may_confirm_import,
    reach,
    units_entered,
)
from communes.services import imports as service
from communes.services.bulk_entries import order_bulk
from communes.services.reports import set_for
from communes.services.uploads import upload_for_period
from communes.services.windows import closed_sentences
from communes.views.answers import refuse, status_of
from communes.views.imports import sheet_answer
from communes.views.register_pages import Act, act_page
from communes.workbooks.writing import write_period_book
from kbang_ntm.core import clock
from kbang_ntm.core.access import member, requires
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import Job, User

collectors = requires(
    lambda user: is_coordination(user) or reach(user).has(*COMMUNE_ROLES),
    "Trang này dành cho Văn phòng Điều phối và người của xã.",
)


def chosen_period(periods: list[ReportingPeriod], key: str) -> ReportingPeriod | None:
    """The period of that key, or the newest one; 404 for a key that is not offered."""
    if not key:
        return periods[0] if periods else None
    found = next((period for period in periods if period.key == key), None)
    if found is None:
        raise Http404("Không có kỳ báo cáo này.")
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@collectors
def district(request: HttpRequest) -> HttpResponse:
    """The communes of a period in one spreadsheet: to download, and to upload filled."""
    user, periods = member(request), collected_periods()
    period = chosen_period(periods, request.GET.get("ky", ""))
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if period is not None and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = upload_for_period(
                period=period,
                name=file.name or "",
                stream=file,
                actor=user,
                convert=form.cleaned_data["convert"],
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return _follow(made)
    context = {
        "form": form,
        "periods": periods,
        "period": period,
        "units": collectable_units(period, user) if period else [],
        "office": is_coordination(user),
        "enters": bool(units_entered(user)),
    }
    return render(request, "communes/imports/district.html", context, status=status_of(form))


LONG = Act(
    "Nhập tệp nhiều kỳ",
    "Nhập tệp",
    "",
    "Nhập từ tệp các xã",
    lead="Một bảng có cột Xã, Kỳ, Mã chỉ tiêu và Giá trị (hoặc Tử số, Mẫu số), mỗi dòng một số "
    "liệu. Dùng để đưa số liệu nhiều kỳ vào cùng lúc.",
    note="Tệp này ghi thẳng vào báo cáo, không có bước xem trước. Báo cáo nào có chỗ phải sửa thì "
    "giữ nguyên cả báo cáo đó, cổng gửi lại danh sách chỗ phải sửa.",
)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(lambda user: bool(units_entered(user)), "Chỉ công chức phụ trách của xã nhập tệp này.")
def long_file(request: HttpRequest) -> HttpResponse:
    """A long table of figures; leads to the job that reads it."""
    user = member(request)
    form = LongFileForm(request.POST or None, request.FILES or None)

    def do() -> Job:
        file = form.cleaned_data["file"]
        return order_bulk(
            name=file.name or "",
            stream=file,
            actor=user,
            convert=form.cleaned_data["convert"] or None,
        )

    return act_page(
        request,
        form=form,
        words=replace(LONG, back=reverse("communes:district-imports")),
        do=do,
        done="Đã nhận tệp. Số liệu được ghi khi việc này xong.",
        to=lambda job: reverse("core:job", args=[job.uid]),
    )


def _follow(made: UUID | Job) -> HttpResponse:
    """To the job that reads a large file, or to what was read."""
    if isinstance(made, Job):
        return redirect("core:job", made.uid)
    return redirect("communes:upload", made)


@require_safe
@collectors
def workbook(request: HttpRequest, period: str) -> HttpResponse:
    """The district's spreadsheet of a period."""
    user = member(request)
    found = chosen_period(collected_periods(), period)
    units = collectable_units(found, user) if found else []
    if found is None or not units:
        raise Http404("Không có xã nào trong kỳ này.")
    try:
        criteria_set = set_for(found)
    except Refused as refusal:
        raise Http404(refusal.message) from refusal
    reports = reports_of(found, criteria_set, [unit.unit_id for unit in units])
    closed = closed_sentences(list(reports.values()), at=clock.now())
    book = district_book(found, criteria_set, user, closed=closed)
    return sheet_answer(write_period_book(book), f"bang-nhap-cac-xa-{found.key}")


@require_safe
def upload(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What an uploaded file says, commune by commune."""
    return render(request, "communes/imports/upload.html", upload_context(member(request), uid))


def upload_context(user: User, uid: UUID) -> dict[str, Any]:
    """The lines of an upload, 404 where this person may know of none."""
    lines = upload_lines(uid, user)
    if not lines:
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    mine = [
        line
        for line in lines
        if line.batch.state == ImportState.PREVIEWED and may_confirm_import(user, line.batch)
    ]
    first = lines[0].batch
    return {
        "upload": uid,
        "lines": lines,
        "mine": mine,
        "first": first,
        "left_out": first.left_out if first.made_by_id == user.pk else [],
    }


@require_POST
def confirm(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take in all communes of the file that this person enters for."""
    user = member(request)
    names = {str(line.batch.report.uid): line.unit for line in upload_context(user, uid)["lines"]}
    try:
        done = service.confirm_upload(upload=uid, actor=user)
    except NotAllowed as refusal:
        raise PermissionDenied(refusal.message) from refusal
    if isinstance(done, Job):
        return redirect("core:job", done.uid)
    for report, why in done.items():
        messages.warning(request, f"{names.get(report, 'Xã')}: {why}")
    return redirect("communes:upload", uid)
