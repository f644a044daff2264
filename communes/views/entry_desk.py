"""The entry page in pieces that several addresses answer with: a whole group, or one row."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from communes.forms.entry import CarryOverForm, Typed
from communes.models import ProgressReport
from communes.queries.entry_page import Desk, load_desk
from communes.queries.specs import GroupRow, SetSpec
from communes.queries.wording import kept_specs
from communes.rules import may_enter, may_sign_off
from communes.services.edits import Problem, SaveOutcome
from communes.services.entries import save_entries
from communes.services.evidence import add_files
from communes.services.windows import check_writable
from communes.views.history import badge
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.admission.arrival import arrival_of
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User

GAPS_BELOW = 8  # how many gaps are listed under the form; the whole list has a page


def number_in(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 4 else 0


def why_closed(report: ProgressReport, user: User, *, at: datetime | None = None) -> str:
    """The sentence that says why this person cannot type in this report now, or "". The window is
    judged by `at`, the arrival of the request, now without one."""
    if not may_enter(user, report):
        if may_sign_off(user, report):
            return "Công chức phụ trách nhập số liệu. Bạn xem và gửi ở trang trình ký."
        return "Bạn xem được, không nhập được số liệu của xã này."
    try:
        check_writable(report, at=at or clock.now())
    except Refused as refusal:
        return refusal.message
    return ""


def show_group(
    request: HttpRequest,
    desk: Desk,
    group: GroupRow,
    *,
    told: Mapping[int, Problem] | None = None,
    refused: Mapping[int, str] | None = None,
    refusal: str = "",
    carry: CarryOverForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a group, with what was typed and could not be saved standing in its fields."""
    rows = desk.carryable
    context = {
        "desk": desk,
        "report": desk.report,
        "badge": badge(desk.report),
        "group": group,
        "criteria": desk.criteria(group, told, refused),
        "index": desk.index(group),
        "next": desk.next_group(group),
        "gaps": desk.gaps[:GAPS_BELOW],
        "refusal": refusal,
        "problems": len(told or {}) + len(refused or {}),
        "key": uuid.uuid4().hex,
        "carry": carry or (CarryOverForm(rows=rows) if rows else None),
        "signs_off": may_sign_off(desk.user, desk.report),
    }
    return render(request, "communes/entry/page.html", context, status=status)


def save_typed(
    report: ProgressReport, typed: Typed, request: HttpRequest, origin: str, spec: SetSpec
) -> SaveOutcome:
    """Hand what a form brought to the one write path, as of the moment it arrived here."""
    arrival = arrival_of(request)
    return save_entries(
        report=report,
        edits=typed.edits,
        key=key_of(request),
        received_at=arrival.received,
        origin=origin,
        actor=member(request),
        spec=spec,
        arrival=arrival,
    )


def key_of(request: HttpRequest) -> str:
    """The key under which a repeat of this request is known; shorter than its column, because
    files are kept under one with an ending."""
    return request.POST.get("key", "")[:48] or uuid.uuid4().hex


def kept(typed: Typed) -> dict[int, Problem]:
    """Everything typed, for showing again when the save as a whole was refused."""
    return {
        edit.indicator_id: Problem(
            edit.indicator_id, "not_saved", "", typed=vars(edit) | {"raw": dict(edit.raw)}
        )
        for edit in typed.edits
    }


def draw(
    request: HttpRequest,
    desk: Desk,
    indicator: int,
    told: Problem | None = None,
    *,
    outcome: SaveOutcome | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """The row, its criterion's chip, the index, the dock and the gaps, each under its own id."""
    row = desk.spec.indicators[indicator]
    criterion = next(c for c in desk.spec.criteria if c.id == row.criterion_id)
    group = next(g for g in desk.spec.groups if g.id == criterion.group_id)
    context: dict[str, Any] = {
        "desk": desk,
        "report": desk.report,
        "group": group,
        "e": desk.entry(indicator, told, refusal=refusal),
        "c": desk.criterion(criterion),
        "index": desk.index(group),
        "gaps": desk.gaps[:GAPS_BELOW],
        "outcome": outcome,
    }
    return render(request, "communes/entry/cell.html", context, status=status)


def redraw(
    request: HttpRequest, report: ProgressReport, user: User, indicator: int, refusal: str = ""
) -> HttpResponse:
    """A row as it is stored now, after its files or words changed."""
    closed = why_closed(report, user, at=arrival_of(request).at)
    desk = load_desk(report, user, closed=closed, only=indicator)
    return draw(request, desk, indicator, refusal=refusal, status=422 if refusal else 200)


def take_files(request: HttpRequest, report: ProgressReport, ids: Iterable[int]) -> dict[int, str]:
    """Store the files a form brought for these indicators.

    Returns {indicator id: the sentences of its refused files}. Raises NotAllowed, Refused.
    """
    files: list[tuple[int, str, Any]] = [
        (pk, file.name or "", file) for pk in ids for file in request.FILES.getlist(f"i{pk}_files")
    ]
    if not files:
        return {}
    return add_files(
        report=report,
        files=files,
        actor=member(request),
        key=key_of(request),
        arrival=arrival_of(request),
    )


def place_of(report: ProgressReport, indicator: int) -> str:
    """The address of an indicator on the entry page."""
    spec = kept_specs(report.criteria_set, on=report.period.ends)
    order = next((g.order for g in spec.groups for row in g.indicators if row.id == indicator), 1)
    return f"{reverse('communes:entry', args=[report.uid])}?nhom={order}#i{indicator}"
