"""Codes of stories and of the registers subjects a) to đ) are judged by, in Vietnamese."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices


class StoryKind(TextChoices):
    """What a story is about."""

    DEED = "deed", "người tốt, việc tốt"
    EXAMPLE = "example", "điển hình tiên tiến"
    MODEL = "model", "mô hình hay"
    INITIATIVE = "initiative", "sáng kiến"


class StoryState(TextChoices):
    """How far a story is; the acts stand in story_workflow.py."""

    PROPOSED = "proposed", "đề xuất"
    EDITING = "editing", "đang biên tập"
    WAITING = "waiting", "chờ duyệt"
    PUBLISHED = "published", "đã đăng"
    TAKEN_DOWN = "taken_down", "đã gỡ"
    REFUSED = "refused", "không đăng"


class StorySource(TextChoices):
    """How a story was proposed."""

    INSIDE = "inside", "người có tài khoản"
    PUBLIC = "public", "từ trang công khai"


class Consent(TextChoices):
    """How the person a story is about has agreed; nothing is published without."""

    NONE = "", "chưa có"
    PAPER = "paper", "đồng ý, ghi trên giấy"
    FILE = "file", "đồng ý, có bản quét"


class Channel(TextChoices):
    """By what a story went out."""

    DISTRICT = "district", "truyền thanh huyện"
    COMMUNE = "commune", "truyền thanh xã"
    VILLAGE = "village", "loa thôn, làng"
    WEB = "web", "trang thông tin điện tử"


class Language(TextChoices):
    """In which language something was said."""

    VIETNAMESE = "vi", "tiếng Việt"
    BAHNAR = "bahnar", "tiếng Ba Na"
    BOTH = "both", "tiếng Việt và tiếng Ba Na"


class PublicityForm(TextChoices):
    """How people were told."""

    MEETING = "meeting", "họp thôn, làng"
    CONFERENCE = "conference", "hội nghị"
    BROADCAST = "broadcast", "phát thanh"
    VISUAL = "visual", "cổ động trực quan"
    ONLINE = "online", "mạng xã hội"


class Stars(IntegerChoices):
    """OCOP ratings that are recognised."""

    THREE = 3, "3 sao"
    FOUR = 4, "4 sao"
    FIVE = 5, "5 sao"


class Working(TextChoices):
    """How a cooperative does."""

    GOOD = "good", "tốt"
    FAIR = "fair", "khá"
    AVERAGE = "average", "trung bình"
    WEAK = "weak", "yếu"
    STOPPED = "stopped", "ngừng hoạt động"
    UNKNOWN = "unknown", "chưa phân loại"
