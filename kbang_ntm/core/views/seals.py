"""The roots of the trail, for everybody: what a print says is compared with what stands here."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from kbang_ntm.core.exports import show_list
from kbang_ntm.core.models import AuditDay
from kbang_ntm.core.tables import RootTable


@login_not_required
@require_safe
def roots(request: HttpRequest) -> HttpResponseBase:
    """One line a day that is over: how many acts were recorded, and their root."""
    table = RootTable(AuditDay.objects.all())
    return show_list(request, "core/roots.html", table, {}, name="dau-nhat-ky")
