"""How people sign in: sign-up is closed, words are Vietnamese, accounts come from an administrator.

allauth asks these adapters; their texts replace its English ones.
"""

from __future__ import annotations

from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest

from kbang_ntm.core import audit, passwords
from kbang_ntm.core.models import User
from kbang_ntm.core.sign_in import must_have_second_factor

WRONG_NAME_OR_PASSWORD = "Tên đăng nhập hoặc mật khẩu chưa đúng. Kiểm tra phím Caps Lock, bộ gõ."
TOO_MANY = "Nhập sai nhiều lần liền. Chờ một phút rồi thử lại."


class ClosedSignupAdapter(DefaultAccountAdapter):
    """Names and passwords: who may come in, and what is said when somebody may not."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "Tài khoản này không còn dùng. Hỏi người quản trị của cổng.",
        "username_password_mismatch": WRONG_NAME_OR_PASSWORD,
        "invalid_login": WRONG_NAME_OR_PASSWORD,
        "enter_current_password": "Mật khẩu đang dùng chưa đúng. Nhập lại.",
        "incorrect_password": "Mật khẩu chưa đúng. Nhập lại.",
        "incorrect_code": "Mã chưa đúng. Xem mã mới trong ứng dụng rồi nhập lại.",
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def clean_password(self, password: str, user: User | None = None) -> str:
        """The password when it keeps the rules; ValidationError with Vietnamese sentences."""
        found = passwords.problems(password, user or User())
        if found:
            raise ValidationError(found)
        return password

    def set_password(self, user: User, password: str) -> None:
        """Stores a person's own new password; other sessions end with the old one."""
        with transaction.atomic():
            user.set_password(password)
            user.save(update_fields=["password"])
            audit.record(
                actor=user, action="account.password", subject=user, summary="Tự đổi mật khẩu"
            )

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: offices have no mail server, and acts on accounts are in the log."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """The second factor: codes of a telephone application, and reserve codes on paper."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": "Vai trò của bạn buộc phải có xác thực hai bước.",
        "cannot_generate_recovery_codes": "Bật xác thực hai bước trước, rồi mới có mã dự phòng.",
        "incorrect_code": "Mã chưa đúng. Xem mã mới trong ứng dụng rồi nhập lại.",
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not for a role that must have one: a lost telephone goes through the administrator."""
        return not must_have_second_factor(authenticator.user)

    def build_totp_svg(self, url: str) -> str:
        """The square code as plain SVG markup: no style, no reference, fit for a strict page."""
        square = qrcode.QRCode(border=2)
        square.add_data(url)
        rows = square.get_matrix()
        path = "".join(
            f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
        )
        size = len(rows)
        return (
            f'<svg viewBox="0 0 {size} {size}" role="img" aria-label="Mã vuông để quét">'
            f'<path d="{path}"/></svg>'
        )

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: see ClosedSignupAdapter."""


def client_username(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The name lock-outs count by, in small letters as sign-in reads it: Alice is alice."""
    given = credentials or {}
    name = given.get("username") or request.POST.get("login") or request.POST.get("username")
    return str(name or "").strip().lower()


def client_ip(request: HttpRequest) -> str:
    """The address lock-outs count by: the one the trusted proxy names, else the caller's."""
    if "REMOTE_ADDR" not in request.META:  # signed in by code, not over the network
        return ""
    return str(get_adapter(request).get_client_ip(request))
