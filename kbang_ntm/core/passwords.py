"""The rules for passwords, in words people can act on."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from kbang_ntm.core.models import User

RULES = (
    "Ít nhất 10 ký tự, không chỉ gồm chữ số, không giống tên đăng nhập hay họ tên, "
    "không phải mật khẩu nhiều người hay dùng. Một câu ngắn dễ nhớ là tốt nhất."
)
SENTENCES = {
    "password_too_short": "Mật khẩu ngắn quá. Dùng ít nhất 10 ký tự.",
    "password_too_similar": "Mật khẩu giống tên đăng nhập hay họ tên. Chọn câu khác.",
    "password_too_common": "Mật khẩu này nhiều người hay dùng nên dễ đoán. Chọn câu khác.",
    "password_entirely_numeric": "Mật khẩu chỉ có chữ số. Thêm chữ vào.",
}


def problems(password: str, user: User) -> list[str]:
    """What is wrong with a password for that person, one sentence each; empty when it is good."""
    try:
        validate_password(password, user)
    except ValidationError as refusal:
        return [
            SENTENCES[error.code] if error.code in SENTENCES else str(error.messages[0])
            for error in refusal.error_list
        ]
    return []
