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
