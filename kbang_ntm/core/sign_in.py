"""What stands before every page: a name, and for chosen roles a second factor.

A request of a person whose session has ended loses nothing: scripts get 401 and ask for the
password in place; a plain form comes back on a page that keeps all its fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from kbang_ntm.core.models import User
from kbang_ntm.core.registry import registry

KEPT = "kept:"  # prefix of the fields of an interrupted form, so that no name collides
NEVER_KEPT = frozenset({"csrfmiddlewaretoken", "password", "oldpassword", "password1", "password2"})


def asked_by_script(request: HttpRequest) -> bool:
    """Whether htmx or a fetch of ours sent the request, which can ask in place."""
    return bool(
        request.headers.get("HX-Request")
        or request.headers.get("X-Requested-With") == "XMLHttpRequest"
    )


def kept_fields(data: Iterable[tuple[str, list[str]]]) -> list[tuple[str, str]]:
    """The fields of an interrupted form as (prefixed name, value), passwords left out."""
    return [
        (f"{KEPT}{name}", value)
        for name, values in data
        if name not in NEVER_KEPT
        for value in values
    ]


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Login by default; see the module."""

    def handle_no_permission(  # type: ignore[override]  # the stub expects a redirect only
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        if asked_by_script(request):
            return JsonResponse({"sign_in": reverse("core:sign_in_again")}, status=401)
        if request.method == "POST":
            context = {
                "to": request.get_full_path(),
                "kept": kept_fields(request.POST.lists()),
                "files": bool(request.FILES),
            }
            return render(request, "account/resume.html", context, status=401)
        return super().handle_no_permission(request, view_func)


def must_have_second_factor(user: User) -> bool:
    """Whether one of the person's roles must have a second factor (PORTAL_MFA_ROLES)."""
    required: frozenset[str] = settings.MFA_REQUIRED_ROLES
    return bool(required and registry.role_codes(user) & required)


def needs_second_factor(user: User) -> bool:
    """Whether the person must have a second factor and has none yet."""
    if not must_have_second_factor(user):
        return False
    return not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


class SecondFactorMiddleware:
    """Sends people whose role needs a second factor to set it up before anything else."""

    open_names = frozenset(
        {
            "account_login",
            "account_logout",
            "account_reauthenticate",
            "account_change_password",
            "mfa_index",
            "mfa_activate_totp",
            "mfa_reauthenticate",
            "health",
            "core:sign_in_again",
        }
    )

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """None to go on, else the way to the page that sets the second factor up."""
        user = request.user
        if not settings.MFA_REQUIRED_ROLES or not isinstance(user, User):
            return None
        match = request.resolver_match
        if match is not None and match.view_name in self.open_names:
            return None
        if not needs_second_factor(user):
            return None
        return redirect(f"{reverse('mfa_activate_totp')}?{urlencode({'next': request.path})}")
