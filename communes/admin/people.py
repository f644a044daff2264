"""Posts and accounts, to look at: they are given and ended on the portal's own pages."""

from __future__ import annotations

from django.contrib import admin

from communes.admin.base import ReadingAdmin
from communes.models import IndicatorAssignment, Membership
from kbang_ntm.core.models import User


@admin.register(User)
class UserAdmin(ReadingAdmin):
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

    def has_export_permission(self, request: object) -> bool:
        return False  # the sheet would carry the hashes of passwords


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
