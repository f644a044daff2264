"""Papers of the movement."""

from __future__ import annotations

from campaigns.models import Campaign, PlanVersion, ReviewEvent
from reports.builders import review_report
from reports.builders.movement import contributions, plan, targets, tasks
from reports.documents.papers import Paper
from reports.queries.movement_papers import (
    campaigns_to_print,
    campaigns_with_ledger,
    campaigns_with_tasks,
    plans_to_print,
    reviews_to_print,
)

PAPERS = (
    Paper(
        review_report.KIND, ReviewEvent, reviews_to_print, "bao-cao-so-ket-tong-ket",
        "campaigns:review",
    ),
    Paper(plan.KIND, PlanVersion, plans_to_print, "ke-hoach", "campaigns:plan-version"),
    Paper(targets.KIND, Campaign, campaigns_to_print, "bao-cao-muc-tieu"),
    Paper(tasks.KIND, Campaign, campaigns_with_tasks, "bao-cao-nhiem-vu"),
    Paper(contributions.KIND, Campaign, campaigns_with_ledger, "bao-cao-huy-dong"),
)  # fmt: skip
