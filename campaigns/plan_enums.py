"""Codes of the plan, everybody's part in it, and its objectives, with their Vietnamese words."""

from __future__ import annotations

from django.db.models import TextChoices


class PlanState(TextChoices):
    """A version of the plan; the table of acts stands in plan_workflow.py."""

    DRAFT = "draft", "đang soạn"
    ISSUED = "issued", "đã ban hành"


class Alternatives(TextChoices):
    """How the criteria of a subject go together: a setting, because the plan may not say."""

    UNKNOWN = "unknown", "chưa xác định"
    ANY = "any", "chỉ cần đạt một ý"
    ALL = "all", "phải đạt mọi ý"


class PaperKind(TextChoices):
    """What a unit, agency or cluster does of its own in a campaign."""

    PLAN = "plan", "kế hoạch"
    LAUNCH = "launch", "phát động"
    INTERIM = "interim", "sơ kết"
    FINAL = "final", "tổng kết"


class ObjectiveKind(TextChoices):
    """What an objective of the plan counts; words are not computed."""

    COMMUNE_NTM = "commune_ntm", "xã đạt chuẩn nông thôn mới"
    COMMUNE_ADVANCED = "commune_advanced", "xã nông thôn mới nâng cao"
    VILLAGE_NTM = "village_ntm", "làng nông thôn mới trong năm"
    VILLAGE_EACH = "village_each", "mỗi xã có ít nhất một làng nông thôn mới"
    DISTRICT_NTM = "district_ntm", "huyện nông thôn mới"
    WORDS = "words", "nêu bằng lời, cổng không tính"


class TargetState(TextChoices):
    """How a target stands on a day; computed, never typed."""

    MET = "met", "đạt"
    ON_TRACK = "on_track", "đúng tiến độ"
    AT_RISK = "at_risk", "có nguy cơ không đạt"
    BEHIND = "behind", "chậm tiến độ"
    MISSED = "missed", "không đạt"
    UNKNOWN = "unknown", "chưa xác định"
