""" "Vì sao?" of a carried cell: what it was made of, by which rule, on what basis."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from kbang_ntm.core import clock
from kbang_ntm.core.access import requires
from reports.carried_card import card_lines
from reports.filters import MatrixForm
from reports.queries.matrix import load_matrix
from reports.queries.periods import newest_with_figures, offered_periods
from reports.rules import reads_district

district_only = requires(
    reads_district,
    "Số liệu của từng xã cũ dành cho người của huyện. Xã xem số liệu của mình ở báo cáo của xã.",
)


@district_only
@require_safe
def carried_criterion(request: HttpRequest, key: str, no: str) -> HttpResponse:
    """One criterion of one unit on the asked map: each indicator with its derivation."""
    periods = offered_periods()
    default = newest_with_figures(periods)
    if default is None:
        raise Http404("Chưa có kỳ báo cáo nào mở.")
    choice = MatrixForm(request.GET, periods=periods, default=default).choice()
    found = load_matrix(
        period=choice.period,
        map_date=choice.map_date,
        known_at=choice.known_at,
        basis=choice.basis,
    )
    row = next((r for r in found.rows if r.key == key), None) if found else None
    unit = row.carried if row is not None else None
    criterion = next((c for c in found.spec.criteria if c.no == no), None) if found else None
    if row is None or unit is None or criterion is None:
        raise Http404("Không có số liệu tính chuyển của xã và tiêu chí này trên bản đồ đã chọn.")
    cell = next((c for c in row.cells if c.no == no), None)
    context = {
        "choice": choice,
        "matrix": found,
        "row": row,
        "unit": unit,
        "criterion": criterion,
        "cell": cell,
        "lines": card_lines(unit, criterion),
        "back": f"{reverse('reports:matrix')}?{request.GET.urlencode()}",
        "now": clock.now(),
    }
    return render(request, "reports/carried.html", context)
