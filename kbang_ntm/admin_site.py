"""The administration screens: open by the post a person holds today, not by a flag that stays."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.sites import AdminSite
from django.http import HttpRequest, HttpResponse


class PortalAdminSite(AdminSite):
    """Reference data, for quản trị and the coordination office."""

    site_header = "Dữ liệu tham chiếu"
    site_title = "Kbang nông thôn mới"
    index_title = "Dữ liệu tham chiếu và tra cứu"

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether today's posts open these screens."""
        from communes.rules import may_manage_reference
        from kbang_ntm.core.models import User

        user = request.user
        return isinstance(user, User) and user.is_active and may_manage_reference(user)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One door, with lock-out and second factor: the portal's own page of signing in."""
        from allauth.account.decorators import secure_admin_login

        page: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return page


class PortalAdminConfig(AdminConfig):
    """Stands in INSTALLED_APPS for django.contrib.admin."""

    default_site = "kbang_ntm.admin_site.PortalAdminSite"
