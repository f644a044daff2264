"""Papers of the movement."""

from __future__ import annotations

from campaigns.models import ReviewEvent
from reports.builders import review_report
from reports.documents.papers import Paper
from reports.queries.movement_papers import reviews_to_print

PAPERS = (
    Paper(
        review_report.KIND, ReviewEvent, reviews_to_print, "bao-cao-so-ket-tong-ket",
        "campaigns:review",
    ),
)  # fmt: skip
