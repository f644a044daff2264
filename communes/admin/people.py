"""Posts and accounts, to look at: they are given and ended on the portal's own pages, or many at
once by a file."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest

from communes.admin.base import ReadingAdmin
from communes.admin.exchange import FileInOut
from communes.models import IndicatorAssignment, Membership
from communes.resources.accounts import AccountResource
from communes.rules import is_administrator
from kbang_ntm.core.models import User


@admin.register(User)
class UserAdmin(FileInOut, ReadingAdmin):
    resource_classes = [AccountResource]
    list_display = ["username", "full_name", "position", "phone", "is_active", "left_on"]
    list_filter = ["is_active"]
    search_fields = ["username", "full_name", "search_key"]
    fields = [
        "username",
        "full_name",
        "position",
        "phone",
        "email",
        "is_active",
        "date_joined",
        "left_on",
    ]

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Names and telephones of everybody: for quản trị only."""
        return isinstance(request.user, User) and is_administrator(request.user)

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_export_permission(request)

    def add_success_message(self, result: Any, request: HttpRequest) -> None:
        super().add_success_message(result, request)
        if result.totals["new"]:
            messages.info(
                request,
                "Tài khoản mới chưa có mật khẩu: mở trang của từng người ở «Tài khoản» để lấy "
                "liên kết dùng một lần.",
            )


@admin.register(Membership)
class MembershipAdmin(ReadingAdmin):
    list_display = ["user", "role", "unit", "agency", "title", "valid", "stands_for"]
    list_filter = ["role", "agency"]
    list_select_related = ["user", "unit", "agency", "stands_for__user"]
    search_fields = ["user__username", "user__search_key", "unit__key"]


@admin.register(IndicatorAssignment)
class IndicatorAssignmentAdmin(ReadingAdmin):
    list_display = ["indicator", "membership", "valid", "created_by"]
    list_select_related = ["indicator", "membership__user", "created_by"]
