"""Codes of the campaigns app and their Vietnamese words."""

from django.db.models import TextChoices


class TargetKind(TextChoices):
    """What a target counts."""

    COMMUNE_NTM = "commune_ntm", "xã đạt chuẩn nông thôn mới"
    COMMUNE_ADVANCED = "commune_advanced", "xã nông thôn mới nâng cao"
    VILLAGE_NTM = "village_ntm", "làng nông thôn mới"
    DISTRICT_NTM = "district_ntm", "huyện nông thôn mới"


class ClusterKind(TextChoices):
    """Units that lie together, or agencies of one kind."""

    CUM = "cum", "cụm thi đua"
    KHOI = "khoi", "khối thi đua"


class ReviewKind(TextChoices):
    """What a review looks back on."""

    YEARLY = "yearly", "sơ kết năm"
    INTERIM = "interim", "sơ kết giai đoạn"
    FINAL = "final", "tổng kết"


class ReviewState(TextChoices):
    """How far a review is."""

    PREPARING = "preparing", "đang chuẩn bị"
    GATHERED = "gathered", "đã chốt số liệu"
    CLOSED = "closed", "đã kết thúc"
