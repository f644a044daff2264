"""Codes of petitions and of the people's voice, and their Vietnamese words."""

from __future__ import annotations

from django.db.models import TextChoices


class PetitionKind(TextChoices):
    """What a unit or an agency asks for."""

    DIFFICULTY = "difficulty", "khó khăn"
    OBSTACLE = "obstacle", "vướng mắc"
    PROPOSAL = "proposal", "kiến nghị"
    CHANGE = "change", "đề nghị thay đổi kế hoạch"


class PetitionState(TextChoices):
    """How far a petition is; the acts stand in petition_workflow.py."""

    DRAFT = "draft", "nháp"
    SENT = "sent", "đã gửi"
    RECEIVED = "received", "đã tiếp nhận"
    COMPILED = "compiled", "đã tổng hợp"
    DECIDED = "decided", "đã quyết định"
    ANSWERED = "answered", "đã trả lời"
    WITHDRAWN = "withdrawn", "đã rút"


class Outcome(TextChoices):
    """What the decision gave of what was asked."""

    ACCEPTED = "accepted", "chấp nhận"
    PARTLY = "partly", "chấp nhận một phần"
    NOT = "not", "không chấp nhận"


class VoiceSource(TextChoices):
    """How an opinion of the people came."""

    PAPER = "paper", "trên giấy"
    PUBLIC = "public", "từ trang công khai"


class VoiceState(TextChoices):
    """How far an opinion of the people is."""

    WAITING = "waiting", "chờ xem"
    TAKEN = "taken", "đã tiếp nhận"
    ANSWERED = "answered", "đã trả lời"
    PUBLISHED = "published", "đã công bố"
    REFUSED = "refused", "không nhận"
