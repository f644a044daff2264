"""The printed handover list of a change, and the packages made of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from communes.models import AdministrativeUnit, UnitChange
from communes.rules import COMMUNE_ROLES, is_administrator, reach
from kbang_ntm.core.access import member, requires
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from reports.builders import handover_list
from reports.documents.renderers import render as render_document
from reports.rules import may_see_packages
from reports.services.packages import order_packages, package_lines

for_receivers = requires(
    may_see_packages, "Trang này dành cho quản trị và người của xã nhận bàn giao."
)


@for_receivers
@require_safe
def packages(request: HttpRequest) -> HttpResponse:
    """Packages of every change the person receives something of, with their progress."""
    user = member(request)
    context = {"rows": package_lines(user), "admin": is_administrator(user)}
    return render(request, "reports/packages.html", context)


@for_receivers
@require_POST
def make_packages(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ask for the packages of a change anew."""
    change = get_object_or_404(UnitChange, uid=uid)
    try:
        order_packages(change=change, actor=member(request))
    except NotAllowed as refusal:
        raise PermissionDenied(refusal.message) from refusal
    except Refused as refusal:
        messages.error(request, refusal.message)
    return redirect("reports:packages")


@for_receivers
@require_safe
def handover(request: HttpRequest, uid: UUID, format: str) -> HttpResponseBase:
    """The handover list as a file; `?don-vi=` limits it to what one unit receives.

    A commune's people get their own commune's list only.
    """
    user = member(request)
    change = get_object_or_404(UnitChange, uid=uid)
    unit = _receiver(user, request.GET.get("don-vi", ""))
    try:
        format_ = handover_list.KIND.check_format(format)
        document = handover_list.KIND.build(change=change, unit=unit)
        made = render_document(document, format_)
    except Refused as refusal:
        raise Http404(refusal.message) from refusal
    response = HttpResponse(made.content, content_type=made.content_type)
    name = f"danh-muc-ban-giao-{change.date:%Y-%m-%d}{f'-{unit.key}' if unit else ''}.{format}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _receiver(user: User, key: str) -> AdministrativeUnit | None:
    """The unit whose list is asked for; 404 for somebody else's."""
    own = reach(user).units(*COMMUNE_ROLES)
    unit = AdministrativeUnit.objects.filter(key=key).first() if key else None
    if is_administrator(user):
        return unit
    if unit is None or unit.pk not in own:
        raise Http404("Không tìm thấy danh mục, hoặc bạn không được xem.")
    return unit
