"""Every level to reach with its source: what a verdict rests on, and what nobody has checked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from communes.enums import Standard
from communes.models import CriteriaSet
from kbang_ntm.core import clock
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.vietnamese import fold
from reports.figure_tables import ThresholdTable
from reports.filters import ThresholdForm
from reports.queries.thresholds import (
    CERTAINTY_WORDS,
    COLUMN_WORDS,
    ThresholdLine,
    threshold_lines,
)
from reports.resources import Column, Sheet, download
from reports.views.matrix import readers_only

Found = tuple[ThresholdForm, CriteriaSet | None, list[ThresholdLine], list[ThresholdLine]]


@readers_only
@require_safe
def thresholds(request: HttpRequest) -> HttpResponseBase:
    """The list, twenty-five levels a page."""
    form, chosen, every, shown = _found(request)
    open_lines = sum(line.certainty != "certain" for line in every)
    context = {"form": form, "set": chosen, "every": len(every), "open_lines": open_lines}
    return show_list(
        request,
        "reports/thresholds.html",
        ThresholdTable(shown),
        context,
        name="muc-dat-chuan",
        sheet=lambda lines: _sheet(chosen, lines),
    )


@readers_only
@require_safe
def thresholds_sheet(request: HttpRequest) -> HttpResponseBase:
    """The same rows as XLSX, at the address of earlier releases."""
    _form, chosen, _every, shown = _found(request)
    return download(_sheet(chosen, shown), "muc-dat-chuan")


def _sheet(chosen: CriteriaSet | None, shown: list[ThresholdLine]) -> Sheet:
    columns = [
        Column("Chỉ tiêu", 9),
        Column("Nội dung", 44),
        Column("Tiêu chí", 26),
        Column("Mức đạt", 24),
        Column("Vùng, nhóm xã", 16),
        Column("Năm", 11),
        Column("Kiểm chứng", 16),
        Column("Căn cứ", 26),
        Column("Nguồn", 40),
    ]
    rows = [
        [
            line.code,
            line.title,
            line.criterion,
            line.level,
            line.region,
            line.years,
            CERTAINTY_WORDS[line.certainty],
            line.legal_basis,
            "; ".join(line.remarks),
        ]
        for line in shown
    ]
    title = f"Mức đạt chuẩn, {chosen.title}" if chosen else "Mức đạt chuẩn"
    return Sheet(title, columns, rows, name="Mức đạt")


def _is_ours(row: CriteriaSet) -> bool:
    """The set the communes are counted by today stands first."""
    return row.standard == Standard.NTM and clock.today() in row.valid


def _found(request: HttpRequest) -> Found:
    sets = sorted(CriteriaSet.objects.order_by("id"), key=lambda row: not _is_ours(row))
    form = ThresholdForm(
        request.GET or None,
        sets=[(row.code, row.title) for row in sets],
        certainties=CERTAINTY_WORDS,
        regions=COLUMN_WORDS,
    )
    asked = form.cleaned_data if form.is_valid() else {}
    chosen = next((row for row in sets if row.code == asked.get("bo")), sets[0] if sets else None)
    every = threshold_lines(chosen) if chosen else []
    words = fold(asked.get("tim") or "").split()
    shown = [
        line
        for line in every
        if asked.get("chac") in (None, "", line.certainty)
        and asked.get("vung") in (None, "", line.region)
        and all(word in line.search_key for word in words)
    ]
    return form, chosen, every, shown
