"""Words of documents that go out."""

from __future__ import annotations

from django.db.models import TextChoices


class PaperState(TextChoices):
    """Where a document stands between draft and archive (NĐ 30/2020/NĐ-CP, chapter II)."""

    DRAFT = "draft", "đang soạn"
    HEAD = "head", "chờ thủ trưởng cơ quan soạn"
    OFFICE = "office", "chờ Văn phòng HĐND và UBND"
    LEADER = "leader", "chờ lãnh đạo UBND"
    APPROVED = "approved", "đã duyệt, chờ văn thư"
    REGISTERED = "registered", "đã vào sổ, chờ bản ký"
    SIGNED = "signed", "đã có bản ký"
    REPLACED = "replaced", "đã có văn bản thay thế"
    REVOKED = "revoked", "đã thu hồi"
    DROPPED = "dropped", "đã bỏ dự thảo"


OUT = (PaperState.REGISTERED, PaperState.SIGNED)
"""Out and in force."""
FROZEN = (*OUT, PaperState.REPLACED, PaperState.REVOKED)
"""With number and day; nothing of it changes any more."""
ENDED = (PaperState.DROPPED, PaperState.REPLACED, PaperState.REVOKED)
"""Another document about the same thing may be drafted."""
