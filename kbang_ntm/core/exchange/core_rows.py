"""Decisions about core's own rows and those of packages."""

from __future__ import annotations

from pathlib import PurePath

from django.db.models import Q

from kbang_ntm.core.exchange.decisions import (
    Row,
    blank,
    carry,
    decisions,
    leave_out,
    nothing,
)
from kbang_ntm.core.vietnamese import fold, name_sort_key

IMPORTED = "data.imported"  # tells of the portal it happened in, not of the data
NO_PASSWORD = ""  # the import gives every account a password nobody knows


def masked_username(row: Row) -> str:
    """A sign-in name that says nothing and stays the same in every export."""
    return f"nguoi-{str(row['uid']).replace('-', '')[:16]}"


def masked_name(row: Row) -> str:
    """What stands for a person's name."""
    return f"Người {str(row['uid'])[:8]}"


def masked_file_name(row: Row) -> str:
    """A file's name without its words: they often name people. Printed documents keep theirs."""
    if row["owner_kind"] in decisions().open_files:
        return str(row["original_name"])
    return f"tep-{str(row['sha256'])[:8]}{PurePath(str(row['original_name'])).suffix[:10]}"


carry(
    "core.User",
    secret={"password": NO_PASSWORD},
    personal={
        "username": masked_username,
        "full_name": masked_name,
        "sort_key": lambda row: name_sort_key(masked_name(row))[:1300],
        "search_key": lambda row: fold(masked_name(row))[:200],
        "position": blank,
        "phone": blank,
        "email": blank,
        "last_login": nothing,
    },
)
carry("core.AuditEvent", rows=~Q(action=IMPORTED))
carry("core.AuditDetail", personal_only=True, rows=~Q(event__action=IMPORTED))
leave_out(
    "Niêm phong nhật ký là của riêng cơ sở dữ liệu này; verify_audit --write ghi ra tệp riêng.",
    "core.AuditWaiting",
    "core.AuditSeal",
    "core.AuditDay",
)
carry("core.StoredFile", personal={"original_name": masked_file_name}, rows=~Q(owner_kind="job"))
carry("core.NoticePreference", "core.PortalState", "pghistory.Context")
leave_out("Liên kết dùng một lần: cấp lại ở cổng mới.", "core.AccountLink")
leave_out("Việc nền đang chờ, đang làm của riêng cổng này.", "core.Job", "core.JobStep")
leave_out("Sao lưu của riêng máy chủ này.", "core.BackupRun")
leave_out("Cổng tự kiểm tra máy chủ đang chạy nó.", "core.Alert", "core.Watch")
leave_out("Thông báo là dòng làm việc, không phải hồ sơ.", "core.Notification")
leave_out("Câu trả lời cho lần gửi trùng của phiên đang mở.", "core.IdempotencyKey")
leave_out(
    "Cổng phân quyền theo phân công có ngày, không dùng nhóm và quyền của Django.",
    "auth.Group",
    "auth.Group_permissions",
    "auth.Permission",
    "core.User_groups",
    "core.User_user_permissions",
)
leave_out("Danh mục bảng, cổng nào cũng tự có.", "contenttypes.ContentType")
leave_out("Phiên đăng nhập.", "sessions.Session", "usersessions.UserSession")
leave_out("Khóa của xác thực hai bước: người dùng bật lại ở cổng mới.", "mfa.Authenticator")
leave_out(
    "Lần đăng nhập sai, dùng để chặn dò mật khẩu.",
    "axes.AccessAttempt",
    "axes.AccessAttemptExpiration",
    "axes.AccessFailureLog",
    "axes.AccessLog",
)
leave_out("Cổng không xác nhận thư điện tử.", "account.EmailAddress", "account.EmailConfirmation")
leave_out("Các lần sửa đã có trong bảng lịch sử của từng dòng.", "admin.LogEntry")
