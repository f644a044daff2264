"""Papers of the movement."""

from __future__ import annotations

from awards.models import Consultation
from campaigns.models import (
    Campaign,
    GuidanceDocument,
    Inspection,
    MeetingNotice,
    Petition,
    PetitionBatch,
    PlanVersion,
    Pledge,
    ReviewEvent,
    ScoringSheet,
)
from campaigns.queries.current import ASK
from reports.builders import review_report
from reports.builders.movement import (
    clusters,
    contributions,
    inspections,
    letters,
    meetings,
    petitions,
    plan,
    targets,
    tasks,
)
from reports.documents.papers import Paper
from reports.documents.registry import DocumentKind
from reports.queries import movement_papers as rows


def _of_review(kind: DocumentKind, file: str) -> Paper:
    return Paper(kind, ReviewEvent, rows.reviews_to_print, file, "campaigns:review")


def _of_visit(kind: DocumentKind, file: str) -> Paper:
    return Paper(kind, Inspection, rows.inspections_to_print, file, "campaigns:inspection")


def _of_sheet(kind: DocumentKind, file: str) -> Paper:
    return Paper(kind, ScoringSheet, rows.sheets_to_print, file, "campaigns:sheet")


PAPERS = (
    _of_review(review_report.KIND, "bao-cao-so-ket-tong-ket"),
    _of_review(meetings.INVITATION_KIND, "giay-moi-hoi-nghi"),
    _of_review(meetings.AGENDA_KIND, "chuong-trinh-hoi-nghi"),
    _of_review(meetings.MINUTES_KIND, "bien-ban-hoi-nghi"),
    _of_review(meetings.NOTICE_KIND, "thong-bao-hoi-nghi"),
    Paper(
        meetings.MEETING_KIND, MeetingNotice, rows.notices_to_print, "thong-bao-ket-luan-hop",
        "campaigns:meeting",
    ),
    Paper(plan.KIND, PlanVersion, rows.plans_to_print, "ke-hoach", "campaigns:plan-version"),
    Paper(
        targets.KIND, Campaign, rows.campaigns_to_print, "bao-cao-muc-tieu",
        "campaigns:targets", "code", ASK,
    ),
    Paper(
        tasks.KIND, Campaign, rows.campaigns_with_tasks, "bao-cao-nhiem-vu",
        "campaigns:task-summary", "code", ASK,
    ),
    Paper(
        contributions.KIND, Campaign, rows.campaigns_with_ledger, "bao-cao-huy-dong",
        "campaigns:contribution-totals", "code", ASK,
    ),
    Paper(
        letters.REMINDER_KIND, Campaign, rows.led_campaigns, "cong-van-don-doc",
        "campaigns:tasks", "code", ASK,
    ),
    Paper(
        letters.GUIDANCE_KIND, GuidanceDocument, rows.guidance_to_print, "cong-van-huong-dan",
        "campaigns:guidance", "campaign.code", ASK,
    ),
    Paper(
        letters.OPINION_KIND, Consultation, rows.consultations_to_print, "cong-van-xin-y-kien",
        "awards:consultation",
    ),
    _of_visit(inspections.DECISION_KIND, "quyet-dinh-doan-kiem-tra"),
    _of_visit(inspections.CONCLUSION_KIND, "thong-bao-ket-luan-kiem-tra"),
    Paper(
        petitions.LIST_KIND, PetitionBatch, rows.batches_to_print, "to-trinh-kien-nghi",
        "campaigns:petition-batch",
    ),
    Paper(
        petitions.ANSWER_KIND, Petition, rows.petitions_to_print, "tra-loi-kien-nghi",
        "campaigns:petition",
    ),
    Paper(clusters.PLEDGE_KIND, Pledge, rows.pledges_to_print, "giao-uoc", "campaigns:pledge"),
    _of_sheet(clusters.SCORING_KIND, "cham-diem"),
    _of_sheet(clusters.MINUTES_KIND, "bien-ban-cum-khoi"),
)  # fmt: skip
