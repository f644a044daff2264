"""Reading a report, its history, and the history of one cell."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from communes.enums import Basis, ReportState
from communes.models import ProgressReport
from communes.queries.history import (
    changes_of,
    events_of,
    open_count,
    report_lines,
    report_steps,
    said,
    submissions,
)
from communes.queries.sheet import load_sheet, words_on
from communes.rules import SENT, is_coordination, may_enter, may_sign_off
from communes.views.answers import entry_or_404, place, report_or_404
from kbang_ntm.core.access import member
from kbang_ntm.core.exports import listed
from kbang_ntm.core.models import User
from kbang_ntm.core.queries.audit import history_of
from kbang_ntm.core.sheets import Column

EVENTS_PER_PAGE = 50
EVENT_COLUMNS = [
    Column("Lúc", 18),
    Column("Người làm", 24),
    Column("Việc", 60),
    Column("Nội dung", 40),
]
BADGES = {
    ReportState.DRAFT: "draft",
    ReportState.RETURNED: "back",
    ReportState.CONFIRMED: "done",
}


def badge(report: ProgressReport) -> tuple[str, str]:
    """The words and the kind of the report's square badge."""
    state = ReportState(report.state)
    return state.label[:1].upper() + state.label[1:], BADGES.get(state, "moving")


@require_safe
def report(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The whole report to read: state, timeline, every entry with verdict and links."""
    user = member(request)
    found = report_or_404(user, uid)
    confirmed = found.state == ReportState.CONFIRMED
    standing = found.standings.filter(
        basis=Basis.CONFIRMED if confirmed else Basis.SELF_ASSESSED
    ).first()
    spec, groups = report_lines(found, standing.verdicts if standing else {})
    sent = submissions(found)
    context = {
        "report": found,
        "unit": place(found),
        "badge": badge(found),
        "standing": standing,
        "spec": spec,
        "groups": groups,
        "steps": report_steps(found, sent, open_count(groups)),
        "snapshots": found.snapshots.order_by("-sequence").only(
            "report", "sequence", "sha256", "at", "reason"
        ),
        "sent": found.state in SENT,
        **own_acts(user, found),
    }
    return render(request, "communes/report.html", context)


def own_acts(user: User, found: ProgressReport) -> dict[str, bool]:
    """What this person could do with the report from its page."""
    return {
        "may_enter": may_enter(user, found)
        and found.state in (ReportState.DRAFT, ReportState.RETURNED),
        "may_sign_off": may_sign_off(user, found)
        and found.state in (ReportState.HANDED, ReportState.RETURNED),
        "may_confirm": is_coordination(user)
        and found.state in SENT - {ReportState.CONFIRMED, ReportState.RETURNED},
        "may_correct": is_coordination(user) and found.state == ReportState.CONFIRMED,
    }


@require_safe
def report_history(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """Every act on a report and its cells, newest first."""
    found = report_or_404(member(request), uid)
    events = events_of(found)
    file = listed(
        request, name="lich-su-bao-cao", title="Lịch sử báo cáo", columns=EVENT_COLUMNS,
        rows=lambda: [
            [each.line.at, each.line.actor_name, each.line.summary, each.words] for each in events
        ],
    )  # fmt: skip
    if file is not None:
        return file
    page = Paginator(events, EVENTS_PER_PAGE).get_page(request.GET.get("trang"))
    context = {"report": found, "unit": place(found), "page": page}
    return render(request, "communes/report_history.html", context)


@require_safe
def entry_history(request: HttpRequest, uid: UUID) -> HttpResponse:
    """All versions, opinions and acts of one cell."""
    entry = entry_or_404(member(request), uid)
    sheet = load_sheet(entry)
    events = [
        (line, said(line))
        for line in reversed(history_of(entry.uid))
        if line.action.startswith("evidence.")
    ]
    context = {
        "entry": entry,
        "report": entry.report,
        "unit": place(entry.report),
        "changes": changes_of(entry, sheet.row),
        "words": words_on(entry)[::-1],
        "events": events,
    }
    return render(request, "communes/history_entry.html", context)
