"""Signing in again without losing what was typed, lock-out, and one-time links."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter as get_second_factor
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from kbang_ntm.core.accounts import WRONG_NAME_OR_PASSWORD
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.forms import CodeForm, NewPasswordForm, PasswordForm, SignInAgainForm
from kbang_ntm.core.models import AccountLink, User
from kbang_ntm.core.services import accounts
from kbang_ntm.core.sign_in import KEPT, asked_by_script

CODE_NEEDED = "Nhập thêm mã xác thực hai bước."
LOCKED = (
    "Sai mật khẩu nhiều lần, cổng tạm khóa tên này ở máy này 15 phút. "
    "Chờ rồi thử lại, hoặc xin người quản trị cấp liên kết đặt lại mật khẩu."
)


class CodeNeeded(Refused):
    """The password was right; the second factor is still to come."""


def _check(request: HttpRequest, username: str, password: str, code: str) -> User:
    """The person behind name, password and, where set up, code; Refused when one is wrong."""
    try:
        user = get_adapter(request).authenticate(request, username=username, password=password)
    except ValidationError as refusal:  # too many attempts from one address
        raise Refused("too_many", " ".join(refusal.messages)) from refusal
    if not isinstance(user, User) or not user.is_active:
        raise Refused("wrong", WRONG_NAME_OR_PASSWORD)
    if get_second_factor().is_mfa_enabled(user):
        if not code:
            raise CodeNeeded("code_needed", CODE_NEEDED)
        form = CodeForm({"code": code}, user=user)
        if not form.is_valid():
            raise CodeNeeded("wrong_code", " ".join(form.errors["code"]))
        form.save()
    return user


def _sign_in(request: HttpRequest, form: SignInAgainForm) -> User:
    """Opens a session for the person of a filled form; Refused when something is wrong."""
    if not form.is_valid():
        raise Refused("wrong", "Nhập mật khẩu.")
    given = form.cleaned_data
    user = _check(request, given["username"], given["password"], given["code"])
    adapter = get_adapter(request)
    record_authentication(request, user, method="password", username=user.username)
    adapter.login(request, user)
    adapter.post_login(
        request,
        user,
        email_verification="none",
        signal_kwargs=None,
        email=None,
        signup=False,
        redirect_url=None,
    )
    request.session.set_expiry(settings.SESSION_COOKIE_AGE)
    return user


@login_not_required
@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
def sign_in_again(request: HttpRequest) -> JsonResponse:
    """The dialog's other end: GET says who is signed in, POST signs in; both give a fresh token."""
    if request.method == "GET":
        name = request.user.username if isinstance(request.user, User) else ""
        return JsonResponse({"username": name, "csrf": get_token(request)})
    try:
        user = _sign_in(request, SignInAgainForm(request.POST))
    except Refused as refusal:
        return JsonResponse(
            {"message": refusal.message, "code_needed": isinstance(refusal, CodeNeeded)}, status=400
        )
    return JsonResponse({"signed_in": True, "username": user.username, "csrf": get_token(request)})


@login_not_required
@never_cache
@sensitive_post_parameters("password", "code")
@require_POST
def resume(request: HttpRequest) -> HttpResponse:
    """Without JavaScript: signs in, then shows what was typed with one button that sends it on."""
    to = request.POST.get("to", "")
    if not url_has_allowed_host_and_scheme(to, allowed_hosts=None):
        return redirect("/")
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        if name.startswith(KEPT)
        for value in values
    ]
    form = SignInAgainForm(request.POST)
    try:
        _sign_in(request, form)
    except Refused as refusal:
        context = {"to": to, "kept": kept, "refusal": refusal.message, "form": form}
        return render(request, "account/resume.html", context, status=400)
    fields = [(name.removeprefix(KEPT), value) for name, value in kept]
    return render(request, "account/resend.html", {"to": to, "fields": fields})


def locked_out(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """What a locked-out name reads, in the dialog or on a page."""
    if asked_by_script(request):
        return JsonResponse({"message": LOCKED}, status=429)
    return render(request, "account/locked.html", {"sentence": LOCKED}, status=429)


@login_not_required
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def use_link(request: HttpRequest, token: str) -> HttpResponse:
    """Opens a one-time link: opening changes nothing, only the sent form uses the link up."""
    try:
        link = accounts.find_link(token)
    except Refused as refusal:
        return render(request, "account/link_dead.html", {"sentence": refusal.message}, status=410)
    removes = link.purpose == AccountLink.Purpose.MFA_RESET
    form = (PasswordForm if removes else NewPasswordForm)(request.POST or None)
    if form.is_valid():
        try:
            if removes:
                _remove_second_factor(request, link, token, form.cleaned_data["password"])
            else:
                accounts.use_link(token=token, password=form.cleaned_data["password"])
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("core:link_used")
    context = {"form": form, "link": link, "removes": removes}
    return render(request, "account/link.html", context, status=422 if form.errors else 200)


def _remove_second_factor(
    request: HttpRequest, link: AccountLink, token: str, password: str
) -> None:
    """The password is asked through the same door as at sign-in, so that guessing locks out."""
    adapter = get_adapter(request)
    try:
        user = adapter.authenticate(request, username=link.user.username, password=password)
    except ValidationError as refusal:
        raise Refused("too_many", " ".join(refusal.messages)) from refusal
    if user != link.user:
        raise Refused("wrong", "Mật khẩu chưa đúng. Nhập lại.")
    accounts.remove_second_factor(token=token)


@login_not_required
def link_used(request: HttpRequest) -> HttpResponse:
    """After a link has done its work: the way to the sign-in page."""
    return render(request, "account/link_used.html")


@login_not_required
def forgotten(request: HttpRequest) -> HttpResponse:
    """A forgotten password: offices have no mail server, so this says whom to ask."""
    return render(request, "account/forgotten.html")
