"""Codes of tasks, guidance, proposals, letters and boards, and their Vietnamese words."""

from django.db.models import TextChoices


class TaskSection(TextChoices):
    """Which part of the plan a task belongs to."""

    PLAN = "plan", "lập, triển khai kế hoạch"
    GUIDANCE = "guidance", "hướng dẫn, tham mưu chính sách"
    SUPPORT = "support", "giúp đỡ xã, thôn làng"
    CRITERIA = "criteria", "thực hiện tiêu chí"
    RESOURCES = "resources", "huy động nguồn lực"
    PUBLICITY = "publicity", "tuyên truyền, nêu gương"
    INSPECTION = "inspection", "kiểm tra, giám sát"
    REPORT = "report", "báo cáo"
    REVIEW = "review", "sơ kết, tổng kết, khen thưởng"
    OTHER = "other", "việc khác"


class TaskState(TextChoices):
    """How far a task has gone; overdue is a mark beside it, not a state."""

    ASSIGNED = "assigned", "đã giao"
    ACCEPTED = "accepted", "đã tiếp nhận"
    DOING = "doing", "đang thực hiện"
    WAITING = "waiting", "chờ xác nhận"
    DONE = "done", "hoàn thành"
    WITHDRAWN = "withdrawn", "đã rút"


class Repeat(TextChoices):
    """How often a recurring task comes again."""

    MONTHLY = "monthly", "hằng tháng"
    QUARTERLY = "quarterly", "hằng quý"
    YEARLY = "yearly", "hằng năm"


class ReminderWhen(TextChoices):
    """On which side of the due day a reminder is sent."""

    BEFORE = "before", "trước hạn"
    AFTER = "after", "sau hạn"


class ProposalState(TextChoices):
    """What became of an agency's proposal of policy."""

    RAISED = "raised", "đã nêu"
    ACCEPTED = "accepted", "được chấp nhận"
    REFUSED = "refused", "không được chấp nhận"
    WITHDRAWN = "withdrawn", "đã rút đề nghị"


class BoardKind(TextChoices):
    """Steering boards by level."""

    DISTRICT = "bcd", "Ban Chỉ đạo huyện"
    COMMUNE = "bql", "Ban Quản lý xã"
    VILLAGE = "bpt", "Ban Phát triển thôn"


class BoardRole(TextChoices):
    """What a member does in a board."""

    HEAD = "head", "trưởng ban"
    DEPUTY = "deputy", "phó trưởng ban"
    MEMBER = "member", "thành viên"
    SECRETARY = "secretary", "thư ký"
