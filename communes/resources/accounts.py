"""Accounts and their posts as a sheet: a row for each post. No password, no link ever stands here.

A new account gets no password; its one-time link is made on its own page, as for every account.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from import_export.fields import Field

from communes.enums import Role
from communes.models import AdministrativeUnit, Agency, Membership
from communes.resources.base import (
    ChoiceWidget,
    DaysWidget,
    KeyWidget,
    ReferenceResource,
    TextWidget,
)
from communes.services.posts import ONE_DAY, give_post, shorten_post
from kbang_ntm.core.models import User
from kbang_ntm.core.services.accounts import create_account, update_account

CONTACT = ("full_name", "position", "phone", "email")
POST = ("role", "unit", "agency", "title", "valid", "paper")
FROM_FILE = "Theo tệp danh sách tài khoản"


class PostDaysWidget(DaysWidget):
    """As other ranges, but no post is no range."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        return super().clean(value, row, **kwargs) if str(value or "").strip() else None


class RoleWidget(ChoiceWidget):
    """A role by its words or its code; an empty cell is no post."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return super().clean(value, row, **kwargs) if str(value or "").strip() else ""


class NameWidget(TextWidget):
    """A sign-in name: small letters."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return super().clean(value, row, **kwargs).lower()


class AccountResource(ReferenceResource):
    """What goes to a row's post is kept on the account as `post_…` while the row is read."""

    username = Field("username", "tên đăng nhập", NameWidget())
    full_name = Field("full_name", "họ và tên", TextWidget())
    position = Field("position", "chức vụ", TextWidget())
    phone = Field("phone", "điện thoại", TextWidget())
    email = Field("email", "thư điện tử", TextWidget())
    role = Field("post_role", "vai trò", RoleWidget(Role.choices))
    unit = Field("post_unit", "mã đơn vị", KeyWidget(AdministrativeUnit, "key", "đơn vị"))
    agency = Field("post_agency", "mã cơ quan", KeyWidget(Agency, "code", "cơ quan"))
    title = Field("post_title", "chức danh", TextWidget())
    valid = Field("post_valid", "thời gian", PostDaysWidget())
    paper = Field("post_paper", "văn bản giao", TextWidget())

    class Meta(ReferenceResource.Meta):
        model = User
        import_id_fields = ("username",)
        clean_model_instances = False  # the services check, in their own words
        fields = ("username", *CONTACT, *POST)

    def iter_queryset(self, queryset: Any) -> Iterator[User]:
        """Every account once for each post, or once without one. Two queries."""
        posts: dict[int, list[Membership]] = {}
        rows = Membership.objects.filter(user__in=queryset, stands_for__isnull=True)
        for post in rows.select_related("unit", "agency").order_by("id"):
            if not post.valid.isempty:
                posts.setdefault(post.user_id, []).append(post)
        for user in queryset:
            held: list[Membership | None] = [*posts.get(user.pk, [])]
            for each in held or [None]:
                line = copy.copy(user)
                for name in POST if each is not None else ():
                    setattr(line, f"post_{name}", getattr(each, name))
                yield line

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        self.actor: User = kwargs["user"]
        super().before_import(dataset, **kwargs)

    def get_instance(self, instance_loader: Any, row: Any) -> User | None:
        """The account of the row as it stands, so that two rows of one file meet."""
        name = self.fields["username"].clean(row)
        return User.objects.filter(username=name).first() if name else None

    def skip_row(
        self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None
    ) -> bool:
        if import_validation_errors or instance.pk is None:
            return False
        same = all(getattr(instance, name) == getattr(original, name) for name in CONTACT)
        post = _held(instance)
        return same and (not _asked(instance) or (post is not None and _same_end(post, instance)))

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        errors = dict(import_validation_errors or {})
        if not instance.username:
            errors["username"] = ValidationError("Ghi tên đăng nhập.")
        if not instance.full_name:
            errors["full_name"] = ValidationError("Ghi họ và tên.")
        if not errors and _asked(instance):
            for name, words in (("unit", "mã đơn vị"), ("valid", "thời gian")):
                if getattr(instance, f"post_{name}", None) is None:
                    errors[name] = ValidationError(f"Có vai trò thì ghi {words}.")
            valid = getattr(instance, "post_valid", None)
            if valid is not None and valid.lower is None:
                errors["valid"] = ValidationError("Ghi ngày bắt đầu của vai trò.")
        if errors:
            raise ValidationError(errors)

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        """Write through the services: rights, audit and refusals are theirs."""
        contact = {name: getattr(instance, name) or "" for name in CONTACT}
        if is_create:
            user = create_account(actor=self.actor, username=instance.username, **contact)
            instance.pk, instance.uid = user.pk, user.uid
        else:
            user = User.objects.get(pk=instance.pk)
            if any(getattr(user, name) != value for name, value in contact.items()):
                user = update_account(actor=self.actor, user=user, **contact)
        if _asked(instance):
            self._post(user, instance)

    def _post(self, user: User, instance: Any) -> None:
        held, valid = _held(instance), instance.post_valid
        last = valid.upper - ONE_DAY if valid.upper else None
        if held is None:
            give_post(
                user=user,
                role=instance.post_role,
                unit=instance.post_unit,
                agency=getattr(instance, "post_agency", None),
                title=getattr(instance, "post_title", "") or "",
                first=valid.lower,
                last=last,
                paper=getattr(instance, "post_paper", "") or "",
                actor=self.actor,
            )
        elif not _same_end(held, instance):
            reason = getattr(instance, "post_paper", "") or FROM_FILE
            shorten_post(post=held, last=last, reason=reason, actor=self.actor)


def _asked(instance: Any) -> bool:
    """Whether the row speaks of a post."""
    return bool(getattr(instance, "post_role", ""))


def _held(instance: Any) -> Membership | None:
    """The post of the row that the person has already: same role and place, same first day."""
    valid, unit = getattr(instance, "post_valid", None), getattr(instance, "post_unit", None)
    if instance.pk is None or valid is None or unit is None:
        return None
    return Membership.objects.filter(
        user_id=instance.pk,
        role=instance.post_role,
        unit=unit,
        agency=getattr(instance, "post_agency", None),
        valid__startswith=valid.lower,
        stands_for__isnull=True,
    ).first()


def _same_end(post: Membership, instance: Any) -> bool:
    return bool(post.valid.upper == instance.post_valid.upper)
