"""Who was honoured, for everybody."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from awards.forms.fund import PublicFilterForm
from awards.queries.public import public_awards, public_years
from kbang_ntm.core.exports import listed
from kbang_ntm.core.sheets import Column

PER_PAGE = 50
HEADS = ("Tên", "Đơn vị, địa chỉ", "Danh hiệu, hình thức", "Thành tích", "Số quyết định", "Ngày")


@login_not_required
@require_safe
def public_list(request: HttpRequest) -> HttpResponseBase:
    """Awards of issued decisions: name, place to the village, award, short achievement."""
    form = PublicFilterForm(request.GET or None, years=public_years())
    rows = public_awards(form.year(), form.words())
    file = listed(
        request,
        name="duoc-khen-thuong",
        title="Tập thể, hộ gia đình, cá nhân được khen thưởng",
        columns=[Column(head, 26) for head in HEADS],
        rows=lambda: [
            [row.name, row.place, row.award, row.citation, row.number, row.day] for row in rows
        ],
    )
    if file is not None:
        return file
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "illustrative": any(row.illustrative for row in page)}
    return render(request, "awards/public.html", context)
