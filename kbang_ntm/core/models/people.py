"""People who sign in. What they may do, and where, stands in `communes` (Membership)."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin, UserManager
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.db import models

from kbang_ntm.core import clock


class PortalUserManager(UserManager["User"]):
    """Accounts by name; `search` folds marks, case and tone placement away."""

    def search(self, text: str) -> models.QuerySet[User]:
        from kbang_ntm.core.vietnamese import fold

        key = fold(text)
        return self.filter(models.Q(search_key__contains=key) | models.Q(username__contains=key))


class User(AbstractBaseUser, PermissionsMixin):
    """One person, one account. `uid` is the pseudonym audit events carry."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    username = models.CharField(
        "tên đăng nhập",
        max_length=60,
        unique=True,
        validators=[ASCIIUsernameValidator()],
        error_messages={"unique": "Tên đăng nhập này đã có người dùng. Chọn tên khác."},
    )
    full_name = models.CharField("họ và tên", max_length=120)
    sort_key = models.CharField("khóa sắp xếp", max_length=1300, blank=True)
    search_key = models.CharField(max_length=200, blank=True, editable=False)
    position = models.CharField("chức vụ", max_length=160, blank=True)
    phone = models.CharField("điện thoại", max_length=30, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    is_active = models.BooleanField("đang dùng", default=True)
    is_staff = models.BooleanField("vào được trang quản trị", default=False)
    date_joined = models.DateTimeField("ngày cấp", default=clock.now)
    left_on = models.DateField("ngày thôi việc", null=True, blank=True)

    objects = PortalUserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"
        ordering = ["sort_key", "username"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split()[-1] if self.full_name else self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        from kbang_ntm.core.vietnamese import fold, name_sort_key, nfc

        self.full_name = nfc(self.full_name).strip()
        self.search_key = fold(self.full_name)[:200]
        if not self.sort_key:  # staff may have typed one for a minority name: keep it
            self.sort_key = name_sort_key(self.full_name)[:1300]
        super().save(*args, **kwargs)


class AccountLink(models.Model):
    """A one-time link shown to the administrator, who hands it over; only its hash is kept."""

    class Purpose(models.TextChoices):
        INVITE = "invite", "cấp tài khoản"
        RESET = "reset", "đặt lại mật khẩu"
        MFA_RESET = "mfa_reset", "bỏ yếu tố xác thực đã mất"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="links")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="links_issued")
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "liên kết dùng một lần"
        verbose_name_plural = "liên kết dùng một lần"


class PortalState(models.Model):
    """The portal's single row: is this a demonstration, and on which day does it stand."""

    # The name under which acts on the whole portal stand in the trail; the same everywhere.
    uid = uuid.UUID("6b62616e-676e-4746-8d00-000000000001")

    singleton = models.BooleanField(default=True, unique=True)
    demo_date = models.DateField("ngày của bản chạy thử", null=True, blank=True)

    class Meta:
        verbose_name = "trạng thái cổng"
        verbose_name_plural = "trạng thái cổng"
        constraints = [
            models.CheckConstraint(condition=models.Q(singleton=True), name="portal_state_single")
        ]
