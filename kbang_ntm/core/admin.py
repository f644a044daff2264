"""Rows of core on the administration screens: to look at, never to change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from kbang_ntm.core.models import AuditEvent, Job, Notification, StoredFile, User
from kbang_ntm.core.registry import registry

if TYPE_CHECKING:  # the class takes a parameter for the type checker only
    Screen = admin.ModelAdmin[Any]
else:
    Screen = admin.ModelAdmin


class ReadOnlyAdmin(Screen):
    """These rows are written by services only; the screen never goes past them."""

    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By today's post, as everywhere; not by Django's permission rows."""
        return isinstance(request.user, User) and registry.is_administrator(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ["at", "summary", "actor_name", "action"]
    list_select_related = ["detail"]
    list_filter = ["action"]
    date_hierarchy = "at"
    search_fields = ["detail__summary", "detail__actor_name"]
    show_full_result_count = False

    @admin.display(description="việc")
    def summary(self, row: AuditEvent) -> str:
        detail = getattr(row, "detail", None)
        return str(detail.summary) if detail else ""

    @admin.display(description="người làm")
    def actor_name(self, row: AuditEvent) -> str:
        detail = getattr(row, "detail", None)
        return str(detail.actor_name) if detail else ""


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    list_display = ["title", "state", "requested_by", "attempts", "created_at", "finished_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["requested_by"]
    search_fields = ["title", "key"]


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    list_display = ["text", "recipient", "kind", "created_at", "read_at", "digested_at"]
    list_filter = ["kind"]
    list_select_related = ["recipient"]
    search_fields = ["text", "recipient__username"]


@admin.register(StoredFile)
class StoredFileAdmin(ReadOnlyAdmin):
    list_display = [
        "original_name",
        "owner_kind",
        "content_type",
        "size",
        "created_by",
        "created_at",
    ]
    list_filter = ["owner_kind", "content_type"]
    list_select_related = ["created_by"]
    search_fields = ["original_name", "sha256"]
