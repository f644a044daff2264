"""Codes of inspections, findings and draws and their Vietnamese words."""

from __future__ import annotations

from django.db.models import TextChoices


class InspectionKind(TextChoices):
    """Why somebody looks. Supervision is the Front's and the mass organisations' own right: no
    inspection by the administration."""

    YEARLY = "yearly", "kiểm tra hằng năm"
    PERIODIC = "periodic", "kiểm tra định kỳ"
    THEMATIC = "thematic", "kiểm tra chuyên đề"
    SUPERVISION = "supervision", "giám sát của Mặt trận và đoàn thể"


class PlanState(TextChoices):
    """A plan of inspections of a year."""

    DRAFT = "draft", "nháp"
    ISSUED = "issued", "đã ban hành"


class InspectionState(TextChoices):
    """How far one visit has gone; the acts stand in inspection_workflow.py."""

    PLANNED = "planned", "đã lên lịch"
    RUNNING = "running", "đang kiểm tra"
    FINISHED = "finished", "đã kiểm tra xong"
    CONCLUDED = "concluded", "đã có kết luận"
    CANCELLED = "cancelled", "đã hủy"


class ItemAnswer(TextChoices):
    """What was seen of one thing to look at; empty while nobody has answered."""

    MET = "met", "đạt yêu cầu"
    NOT_MET = "not_met", "chưa đạt yêu cầu"
    NOT_CHECKED = "not_checked", "không kiểm tra"


class FindingState(TextChoices):
    """How far what was found lacking is from being mended; overdue is a mark, not a state."""

    STATED = "stated", "đã nêu"
    FIXING = "fixing", "đang khắc phục"
    REPORTED = "reported", "đã báo cáo khắc phục"
    RETURNED = "returned", "trả lại"
    CLOSED = "closed", "đã khép"
    WITHDRAWN = "withdrawn", "đã rút"


OPEN_FINDINGS = (
    FindingState.STATED,
    FindingState.FIXING,
    FindingState.REPORTED,
    FindingState.RETURNED,
)
TO_MEND = (FindingState.STATED, FindingState.FIXING, FindingState.RETURNED)
"""What waits for the responsible party."""

LIVING_VISITS = (InspectionState.PLANNED, InspectionState.RUNNING, InspectionState.FINISHED)
