"""Home lines, panels, navigation, files and notices of checks, appraisal and posted lists."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from awards import nomination_panels
from awards.appraisal_rules import works_on_awards
from awards.enums import NominationState
from awards.models import Nomination
from awards.nomination_panels import Shown
from awards.nomination_rules import (
    may_appraise,
    may_suspend,
    reads_awards,
)
from awards.queries.appraisal import open_overrides, override_rows
from awards.queries.check_results import newest_run, result_lines
from awards.queries.consultations import asked_about, waiting_consultations, waiting_rows
from awards.queries.postings import (
    comment_rows,
    comments_to_do,
    complaint_rows,
    complaints_about,
    open_complaints,
)
from awards.services import comments, consultations
from awards.services.checks import CHECKED
from kbang_ntm.core.models import User
from kbang_ntm.core.navigation import NavItem
from kbang_ntm.core.navigation import register as register_navigation
from kbang_ntm.core.registry import InboxItem, registry

GROUP = "Thẩm định khen thưởng"
MOST = 6
"""Lines of one kind in a person's home; more are one line that leads to the list."""


def register() -> None:
    """Called once, when the app is ready."""
    registry.add_inbox("awards.overrides", override_items, override_rows)
    registry.add_inbox("awards.comments", comment_items, comment_rows)
    registry.add_inbox("awards.complaints", complaint_items, complaint_rows)
    registry.add_inbox("awards.consultations", consultation_items, waiting_rows)
    for kind, rule in consultations.FILE_RULES.items():
        registry.add_file_rule(kind, rule)
    for kind, label in {**consultations.KINDS, **comments.KINDS}.items():
        registry.add_notice_kind(kind, label)
    nomination_panels.register("checks", 40, checks_panel)
    nomination_panels.register("consultations", 50, consultations_panel)
    nomination_panels.register("sheets", 60, sheets_panel)
    nomination_panels.register("complaints", 70, complaints_panel)
    for item in (
        NavItem(GROUP, "awards:appraisal", 72, works_on_awards, foot_only=True),
        NavItem("Xin ý kiến khen thưởng", "awards:consultations", 73, reads_awards, foot_only=True),
        NavItem(
            "Danh sách khen thưởng niêm yết",
            "awards:postings-public",
            order=93,
            public=True,
            foot_only=True,
        ),
    ):
        register_navigation(item)


def checks_panel(user: User, row: Nomination) -> Shown | None:
    """What every check found, for the desk and the leader: it tells of discipline and complaints,
    which the proposer does not read; the conclusion stands on the sheet."""
    if not may_suspend(user, row) or row.state == NominationState.DRAFT:
        return None
    run = newest_run(row)
    runs = may_appraise(user, row) and row.state in CHECKED
    if run is None and not runs:
        return None
    lines = result_lines(row, run) if run else []
    context = {
        "run": run,
        "lines": lines,
        "blocks": sum(one.blocks for one in lines),
        "warns": sum(one.warns for one in lines),
        "runs": runs,
        "agrees": True,
        "me": user,
    }
    return "awards/appraisal/checks_panel.html", context


def consultations_panel(user: User, row: Nomination) -> Shown | None:
    """Bodies asked about the nominee, for the desk and the leader."""
    if not may_suspend(user, row):
        return None
    asks = may_appraise(user, row) and row.state in consultations.ASKABLE
    found = asked_about(row)
    if not found and not asks:
        return None
    return "awards/consultations/panel.html", {
        "asked": found,
        "asks": asks,
    }


def sheets_panel(user: User, row: Nomination) -> Shown | None:
    """The desk's sheets: the whole for those on duty, the conclusion for who proposed."""
    sheets = list(row.sheets.select_related("by").order_by("-number"))
    desk = may_appraise(user, row)
    writes = desk and row.state == NominationState.APPRAISING
    again = desk and row.state in (NominationState.ELIGIBLE, NominationState.INELIGIBLE)
    if not sheets and not writes:
        return None
    return "awards/appraisal/sheets_panel.html", {
        "sheets": sheets,
        "writes": writes,
        "again": again,
        "desk": desk,
    }


def complaints_panel(user: User, row: Nomination) -> Shown | None:
    """Complaints, for the desk and the leader only."""
    if not may_suspend(user, row):
        return None
    rows = complaints_about(row)
    desk = may_appraise(user, row)
    if not rows and not desk:
        return None
    return "awards/postings/complaints_panel.html", {"complaints": rows, "desk": desk}


def override_items(user: User) -> Iterable[InboxItem]:
    """Overrides to agree to. One query."""
    for one in open_overrides(user)[:MOST]:
        yield InboxItem(
            title=f"Xem đề nghị bỏ qua phép kiểm: {one.nomination.nominee_name}",
            url=reverse("awards:override-agree", args=[one.uid]),
            group=GROUP,
            hint=one.reason,
        )


def comment_items(user: User) -> Iterable[InboxItem]:
    """Comments on posted lists to read and answer. One query."""
    rows = comments_to_do(user)
    if len(rows) > MOST:
        yield InboxItem(
            title=f"Xử lý {len(rows)} ý kiến về danh sách niêm yết",
            url=reverse("awards:posting", args=[rows[0].posting.uid]),
            group=GROUP,
        )
        return
    for comment in rows:
        yield InboxItem(
            title=f"Ý kiến về danh sách niêm yết: {comment.posting.title}",
            url=reverse("awards:comment", args=[comment.uid]),
            group=GROUP,
            hint=str(comment.get_state_display()),
        )


def complaint_items(user: User) -> Iterable[InboxItem]:
    """Complaints to settle. One query."""
    for complaint in open_complaints(user)[:MOST]:
        yield InboxItem(
            title=f"Giải quyết khiếu nại, tố cáo: {complaint.nomination.nominee_name}",
            url=reverse("awards:complaint-settle", args=[complaint.uid]),
            group=GROUP,
        )


def consultation_items(user: User) -> Iterable[InboxItem]:
    """What the own agency was asked, and who has not answered the own desk. One query."""
    own, overdue = waiting_consultations(user)
    for one in own[:MOST]:
        yield InboxItem(
            title=f"Trả lời xin ý kiến: {one.nomination.nominee_name}",
            url=reverse("awards:consultation-answer", args=[one.uid]),
            group=GROUP,
            due=one.due_on,
        )
    if overdue:
        yield InboxItem(
            title=f"Đôn đốc {len(overdue)} nơi chưa trả lời xin ý kiến",
            url=f"{reverse('awards:consultations')}?trang_thai=qua-han",
            group=GROUP,
            due=overdue[0].due_on,
        )
