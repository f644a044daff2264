"""Codes of recognition: acts, states of a case, gates, levels; with the words of the screens."""

from __future__ import annotations

from django.db.models import TextChoices


class CaseState(TextChoices):
    """How far a case has gone; the table of acts stands in recognition_workflow.py."""

    DRAFT = "draft", "đang lập hồ sơ"
    SENT = "sent", "đã gửi thẩm tra"
    VERIFYING = "verifying", "đang thẩm tra"
    RETURNED = "returned", "trả lại"
    VERIFIED = "verified", "đã thẩm tra"
    SUBMITTED = "submitted", "đã trình cấp công nhận"
    APPRAISED = "appraised", "đã thẩm định"
    RECOGNISED = "recognised", "đã công nhận"
    PUBLISHED = "published", "đã công bố"
    WITHDRAWN = "withdrawn", "đã thu hồi"
    STOPPED = "stopped", "đã rút đề nghị"


class CaseAct(TextChoices):
    """What is done in a case: steps of the procedure, and acts outside its order."""

    OPEN = "open", "mở hồ sơ"
    SELF_ASSESS = "self_assess", "tự đánh giá"
    OPINIONS = "opinions", "lấy ý kiến người dân"
    COMMUNE_MEETING = "commune_meeting", "họp UBND xã"
    SEND = "send", "gửi thẩm tra"
    VERIFY = "verify", "thẩm tra"
    DISTRICT_MEETING = "district_meeting", "họp UBND huyện"
    SUBMIT = "submit", "trình cấp công nhận"
    APPRAISE = "appraise", "thẩm định"
    DECIDE = "decide", "quyết định công nhận"
    PUBLISH = "publish", "công bố"
    RETURN = "return", "trả lại"
    RESEND = "resend", "gửi lại"
    STOP = "stop", "rút đề nghị"
    GATE = "gate", "giấy xác nhận điều kiện"
    RECHECK = "recheck", "kiểm tra lại"
    WITHDRAW = "withdraw", "thu hồi quyết định công nhận"
    SUCCEED = "succeed", "xác định đơn vị kế tục"


class CaseLevel(TextChoices):
    """Whose step it is."""

    COMMUNE = "commune", "cấp xã"
    DISTRICT = "district", "cấp huyện"
    PROVINCE = "province", "cấp tỉnh"
    NATION = "nation", "Trung ương"


class DayKind(TextChoices):
    """How the days of a step are counted."""

    WORKING = "working", "ngày làm việc"
    CALENDAR = "calendar", "ngày"


class VoteBase(TextChoices):
    """Of whom a percentage of votes is taken."""

    PRESENT = "present", "số người dự họp"
    TOTAL = "total", "tổng số thành viên"


class GateKind(TextChoices):
    """Conditions outside the criteria."""

    DEBT = "debt", "nợ đọng xây dựng cơ bản"
    SATISFACTION = "satisfaction", "sự hài lòng của người dân"
    SECURITY = "security", "an ninh, trật tự"
    VOTES = "votes", "biểu quyết"
    COMMUNES = "communes", "tỷ lệ xã đã công nhận"
    STATEMENT = "statement", "giấy xác nhận"


class GateVerdict(TextChoices):
    """What is known of a gate; unknown is never met."""

    MET = "met", "đạt"
    NOT_MET = "not_met", "chưa đạt"
    UNKNOWN = "unknown", "chưa xác định"


class Phase(TextChoices):
    """On which occasion a criterion was judged."""

    VERIFY = "verify", "thẩm tra"
    RECHECK = "recheck", "kiểm tra lại"


class WithdrawalMeasure(TextChoices):
    """What a withdrawal rule counts."""

    CRITERIA = "criteria", "tiêu chí dưới chuẩn"
    COMMUNES = "communes", "xã bị thu hồi"


class HolidayKind(TextChoices):
    """A day off, or a day of rest that is worked instead of another."""

    OFF = "off", "nghỉ"
    WORKS = "works", "làm bù"
