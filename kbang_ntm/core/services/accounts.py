"""Accounts from first to last day: given, linked, helped after a loss, closed.

Only an administrator may act, never on the own account, and only a system administrator
(superuser) on another one of that kind. Every act is an audit event.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from axes.utils import reset as forget_failures
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from kbang_ntm.core import audit, clock, passwords
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import AccountLink, User
from kbang_ntm.core.registry import registry
from kbang_ntm.core.services.sessions import end_sessions
from kbang_ntm.core.signals import account_left
from kbang_ntm.core.vietnamese import format_date

Purpose = AccountLink.Purpose
# How long a link stays good: an invitation may wait for a visit to the office, a loss may not.
LIFETIMES = {
    Purpose.INVITE: timedelta(days=7),
    Purpose.RESET: timedelta(days=1),
    Purpose.MFA_RESET: timedelta(days=1),
}
ASK_AGAIN = "Xin người quản trị cấp liên kết mới."


@dataclass(frozen=True)
class IssuedLink:
    """A link as it is shown once: the row, and the secret that is stored nowhere."""

    link: AccountLink
    token: str

    @property
    def path(self) -> str:
        """Path and token; the page adds scheme and host."""
        return reverse("core:use_link", args=[self.token])


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def may_manage(actor: User, user: User | None = None) -> bool:
    """Whether `actor` may act on accounts at all, or on that one."""
    if not registry.is_administrator(actor):
        return False
    if user is None:
        return True
    return user.pk != actor.pk and (actor.is_superuser or not user.is_superuser)


def _check(actor: User, user: User | None = None) -> None:
    if not may_manage(actor, user):
        raise NotAllowed(
            "not_allowed",
            "Chỉ người quản trị được làm việc này, và không làm với tài khoản của chính mình.",
        )


def _filled(user: User) -> User:
    """The account when its fields are right; Refused with the sentences when not."""
    try:
        user.clean_fields(exclude=["password"])
    except ValidationError as wrong:
        raise Refused("invalid", " ".join(wrong.messages)) from wrong
    return user


@transaction.atomic
def create_account(
    *,
    actor: User,
    username: str,
    full_name: str,
    position: str = "",
    phone: str = "",
    email: str = "",
) -> User:
    """A new account without a password; nobody can use it until its link has been used.

    Raises Refused `username_taken` or `invalid`, NotAllowed for anyone but an administrator.
    """
    _check(actor)
    name = username.strip().lower()
    user = _filled(
        User(username=name, full_name=full_name, position=position, phone=phone, email=email)
    )
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as taken:
        raise Refused(
            "username_taken", f"Tên đăng nhập {name} đã có người dùng. Chọn tên khác."
        ) from taken
    audit.record(
        actor=actor,
        action="account.create",
        subject=user,
        summary=f"Cấp tài khoản {user.username} cho {user.full_name}",
    )
    return user


@transaction.atomic
def update_account(
    *, actor: User, user: User, full_name: str, position: str, phone: str, email: str
) -> User:
    """Changes name and contact; a changed name gets a new sort key. Old values go to the log."""
    _check(actor, user)
    locked = User.objects.select_for_update().get(pk=user.pk)
    new = {"full_name": full_name, "position": position, "phone": phone, "email": email}
    before = {name: getattr(locked, name) for name in new}
    for name, value in new.items():
        setattr(locked, name, value)
    if locked.full_name != before["full_name"]:
        locked.sort_key = ""
    _filled(locked).save()
    audit.record(
        actor=actor,
        action="account.update",
        subject=locked,
        summary=f"Sửa thông tin của {locked.full_name}",
        data={"before": before, "after": new},
    )
    return locked


@transaction.atomic
def issue_link(*, actor: User, user: User, purpose: str, reason: str = "") -> IssuedLink:
    """A one-time link for the administrator to hand over; earlier ones for that end stop working.

    `reason` says how the person's identity was confirmed; needed for a lost second factor.
    """
    _check(actor, user)
    wanted = Purpose(purpose)
    if not user.is_active:
        raise Refused("left", "Người này đã thôi việc. Mở lại tài khoản trước khi cấp liên kết.")
    if wanted == Purpose.MFA_RESET and not reason.strip():
        raise Refused("no_reason", "Ghi đã xác minh đúng người bằng cách nào, rồi cấp liên kết.")
    return _issue(actor=actor, user=user, purpose=wanted, reason=reason.strip())


def _issue(*, actor: User, user: User, purpose: AccountLink.Purpose, reason: str) -> IssuedLink:
    now = clock.now()
    AccountLink.objects.filter(
        user=user, purpose=purpose, used_at__isnull=True, expires_at__gt=now
    ).update(expires_at=now)
    token = secrets.token_urlsafe(32)
    link = AccountLink.objects.create(
        user=user,
        purpose=purpose,
        token_hash=_hash(token),
        created_by=actor,
        expires_at=now + LIFETIMES[purpose],
    )
    audit.record(
        actor=actor,
        action="account.link",
        subject=user,
        summary=f"Cấp liên kết {purpose.label} cho {user.full_name}",
        data={"purpose": purpose.value, "reason": reason},
    )
    return IssuedLink(link, token)


def find_link(token: str, *, lock: bool = False) -> AccountLink:
    """The link of a token while it can be used; Refused with what to do when it cannot."""
    links = AccountLink.objects.select_related("user")
    if lock:
        links = links.select_for_update(of=("self",))
    link = links.filter(token_hash=_hash(token)).first()
    if link is None:
        raise Refused("link_unknown", f"Liên kết này không đúng. {ASK_AGAIN}")
    if link.used_at is not None:
        raise Refused("link_used", f"Liên kết này đã dùng rồi. {ASK_AGAIN}")
    if link.expires_at <= clock.now() or not link.user.is_active:
        raise Refused("link_expired", f"Liên kết này đã hết hạn. {ASK_AGAIN}")
    return link


@transaction.atomic
def use_link(*, token: str, password: str) -> User:
    """Sets the password of an invitation or a reset. The link works once; other sessions end.

    Raises Refused `link_unknown`, `link_used`, `link_expired` or `weak_password`.
    """
    link = find_link(token, lock=True)
    if link.purpose == Purpose.MFA_RESET:
        raise Refused("wrong_purpose", f"Liên kết này không dùng để đặt mật khẩu. {ASK_AGAIN}")
    user = link.user
    wrong = passwords.problems(password, user)
    if wrong:
        raise Refused("weak_password", " ".join(wrong))
    user.set_password(password)
    user.save(update_fields=["password"])
    _spend(link)
    end_sessions(user)
    forget_failures(username=user.username)
    audit.record(
        actor=user,
        action="account.password",
        subject=user,
        summary=f"Đặt mật khẩu bằng liên kết {link.get_purpose_display()}",
    )
    return user


@transaction.atomic
def remove_second_factor(*, token: str) -> User:
    """Takes away a lost second factor, once the password has been given beside the link."""
    link = find_link(token, lock=True)
    if link.purpose != Purpose.MFA_RESET:
        raise Refused("wrong_purpose", f"Liên kết này không bỏ được xác thực hai bước. {ASK_AGAIN}")
    Authenticator.objects.filter(user=link.user).delete()
    _spend(link)
    end_sessions(link.user)
    audit.record(
        actor=link.user,
        action="account.second_factor_removed",
        subject=link.user,
        summary="Bỏ yếu tố xác thực đã mất bằng liên kết dùng một lần",
    )
    return link.user


def _spend(link: AccountLink) -> None:
    link.used_at = clock.now()
    link.save(update_fields=["used_at"])


@transaction.atomic
def sign_out_everywhere(*, actor: User, user: User) -> int:
    """An administrator ends all sessions of somebody (a lost telephone); returns how many."""
    _check(actor, user)
    ended = end_sessions(user)
    audit.record(
        actor=actor,
        action="account.sign_out",
        subject=user,
        summary=f"Thoát mọi nơi tài khoản của {user.full_name}",
        data={"sessions": ended},
    )
    return ended


@transaction.atomic
def close_account(*, actor: User, user: User, left_on: date, reason: str) -> User:
    """A person leaves: sessions end, links die, the account stays for the records.

    Apps hear `account_left` after the commit and hand over what the person held.
    """
    _check(actor, user)
    locked = User.objects.select_for_update().get(pk=user.pk)
    if not locked.is_active:
        raise Refused("left", "Tài khoản này đã đóng rồi. Tải lại trang để xem.")
    locked.is_active = False
    locked.left_on = left_on
    locked.save(update_fields=["is_active", "left_on"])
    now = clock.now()
    AccountLink.objects.filter(user=locked, used_at__isnull=True, expires_at__gt=now).update(
        expires_at=now
    )
    end_sessions(locked)
    audit.record(
        actor=actor,
        action="account.close",
        subject=locked,
        summary=f"Đóng tài khoản của {locked.full_name} từ ngày {format_date(left_on)}",
        data={"left_on": left_on.isoformat(), "reason": reason},
    )
    transaction.on_commit(lambda: account_left.send(sender=User, user=locked, actor=actor))
    return locked


@transaction.atomic
def reopen_account(*, actor: User, user: User, reason: str) -> User:
    """A closed account is used again, with a new link for its password."""
    _check(actor, user)
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.is_active:
        raise Refused("not_left", "Tài khoản này đang dùng. Tải lại trang để xem.")
    locked.is_active = True
    locked.left_on = None
    locked.set_unusable_password()
    locked.save(update_fields=["is_active", "left_on", "password"])
    audit.record(
        actor=actor,
        action="account.reopen",
        subject=locked,
        summary=f"Mở lại tài khoản của {locked.full_name}",
        data={"reason": reason},
    )
    return locked


@transaction.atomic
def create_administrator(*, username: str, full_name: str) -> IssuedLink:
    """The first administrator, by command: the account and the link that sets its password.

    For an existing system administrator a new link is issued (a forgotten password); any other
    existing name is refused as `username_taken`.
    """
    name = username.strip().lower()
    user = User.objects.filter(username=name).first()
    if user is not None and not user.is_superuser:
        raise Refused("username_taken", f"Tên {name} đã là tài khoản thường. Chọn tên khác.")
    if user is not None:
        return _issue(actor=user, user=user, purpose=Purpose.RESET, reason="manage.py")
    user = _filled(User(username=name, full_name=full_name, is_staff=True, is_superuser=True))
    user.set_unusable_password()
    user.save()
    audit.record(
        actor=None,
        action="account.create",
        subject=user,
        summary=f"Tạo quản trị {user.username} bằng lệnh",
    )
    return _issue(actor=user, user=user, purpose=Purpose.INVITE, reason="manage.py")
