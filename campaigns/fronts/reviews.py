"""Home lines, navigation, files and figures of interim and final reviews."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.urls import reverse

from campaigns.enums import ReviewState
from campaigns.models import Campaign, ReviewEvent, ReviewReport
from campaigns.queries import review_counts, review_facts, review_sources
from campaigns.queries.reviews import owed_lines
from campaigns.rules import acting, reads_campaigns
from campaigns.services import late_letters
from campaigns.services.late_letters import LateKind, LateRow
from campaigns.services.reviews import PAPER_KIND, may_read_review_paper
from communes.queries.register_rules import in_sentence
from kbang_ntm.core.models import User
from kbang_ntm.core.navigation import NavItem
from kbang_ntm.core.navigation import register as register_navigation
from kbang_ntm.core.once import once
from kbang_ntm.core.registry import InboxItem, registry


def register() -> None:
    """Called once, when the app is ready."""
    registry.add_inbox("campaigns.reviews", owed_items, owed_reports)
    registry.add_file_rule(PAPER_KIND, may_read_review_paper)
    register_navigation(
        NavItem(
            "Sơ kết, tổng kết", "campaigns:reviews", order=66, visible=reads_campaigns,
            foot_only=True,
        )
    )  # fmt: skip
    late_letters.register(
        LateKind(
            code="so-ket",
            label="Báo cáo sơ kết, tổng kết quá hạn",
            abstract="V/v đôn đốc gửi báo cáo sơ kết, tổng kết phong trào",
            asks="Đề nghị các cơ quan, đơn vị gửi báo cáo, ghi số, ngày và tải bản quét lên cổng.",
            rows=late_reports,
            back="campaigns:reviews",
        )
    )
    for key, heading, source, order in (
        ("criteria", "Kết quả thực hiện tiêu chí", review_sources.criteria_facts, 10),
        ("recognition", "Công nhận đạt chuẩn", review_sources.recognition_facts, 12),
        ("punctuality", "Chế độ báo cáo", review_sources.punctuality_facts, 14),
        ("tasks", "Nhiệm vụ của kế hoạch", review_counts.task_facts, 20),
        ("support", "Phụ trách, giúp đỡ xã, làng", review_counts.support_facts, 30),
        ("pledges", "Giao ước thi đua của cụm, khối", review_counts.pledge_facts, 40),
        ("contributions", "Huy động nguồn lực", review_counts.contribution_facts, 50),
        ("inspections", "Kiểm tra, giám sát", review_counts.inspection_facts, 60),
        ("petitions", "Kiến nghị, vướng mắc", review_counts.petition_facts, 70),
        ("stories", "Gương điển hình, mô hình hay", review_counts.story_facts, 80),
    ):
        review_facts.register(key, heading, source, order=order)


@once
def owed_reports(user: User) -> QuerySet[ReviewReport] | None:
    """Reports the person's commune or agency owes for a review."""
    mine = acting(user)
    rows = ReviewReport.objects.filter(
        Q(unit_id__in=mine.units) | Q(agency_id__in=mine.agencies),
        received_on__isnull=True,
    ).exclude(event__state=ReviewState.CLOSED)
    return rows if mine.anybody else None


def owed_items(user: User) -> Iterable[InboxItem]:
    """Reports the person's commune or agency owes for a review. One query."""
    rows = owed_reports(user)
    for row in rows.select_related("event") if rows is not None else ():
        yield InboxItem(
            title=f"Gửi báo cáo: {row.event.title}",
            url=reverse("campaigns:review-receive", args=[row.uid]),
            group="Sơ kết, tổng kết",
            hint="Ghi số, ngày của báo cáo đã ký, kèm bản quét",
            due=row.event.reports_due,
        )


def late_reports(user: User, campaign: Campaign) -> Iterable[LateRow]:
    """Reports of the reviews the person sees that are overdue. Three queries a review."""
    open_ones = ReviewEvent.objects.visible_to(user).filter(campaign=campaign)
    for event in open_ones.exclude(state=ReviewState.CLOSED):
        for line in owed_lines(event):
            if line.row.received_on is None and line.late:
                unit = line.row.unit_id is not None
                addressee = f"UBND {in_sentence(line.name)}" if unit else line.name
                yield LateRow(addressee, f"Báo cáo: {event.title}", line.due)
