"""States and codes of pledges, scoring sheets and scores."""

from __future__ import annotations

from django.db.models import TextChoices


class PledgeState(TextChoices):
    """How far a pledge of a year has gone."""

    DRAFT = "draft", "nháp"
    SIGNED = "signed", "đã ký"


class SheetState(TextChoices):
    """How far the scoring of a cluster and year has gone."""

    DRAFT = "draft", "đang soạn"
    SELF = "self", "đang tự chấm"
    CROSS = "cross", "đang chấm chéo"
    AGREED = "agreed", "đã thống nhất"


class ItemRule(TextChoices):
    """Where the points of an item come from."""

    COMPUTED = "computed", "tính từ số liệu"
    JUDGED = "judged", "chấm theo đánh giá"


class Stage(TextChoices):
    """Whose points a score holds."""

    SELF = "self", "tự chấm"
    CROSS = "cross", "chấm chéo"
    AGREED = "agreed", "cụm, khối thống nhất"
