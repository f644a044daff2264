"""A person's own account, and the administrator's pages for everybody's."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kbang_ntm.core.access import member, requires
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.exports import show_list
from kbang_ntm.core.filters import AccountFilter
from kbang_ntm.core.forms import AccountForm, CloseForm, LinkForm, NewAccountForm, ReasonForm
from kbang_ntm.core.models import AccountLink, User
from kbang_ntm.core.queries import accounts as queries
from kbang_ntm.core.registry import registry
from kbang_ntm.core.services import accounts as services
from kbang_ntm.core.services.sessions import end_sessions, open_sessions
from kbang_ntm.core.sign_in import needs_second_factor
from kbang_ntm.core.tables import AccountTable

administrators = requires(
    services.may_manage,
    "Trang này dành cho người quản trị tài khoản. Cần tài khoản cho ai, hãy báo quản trị.",
)
form_methods = require_http_methods(["GET", "POST"])


@require_safe
def my_account(request: HttpRequest) -> HttpResponse:
    """Who I am here, and the ways to password, second factor and open sessions."""
    user = member(request)
    context = {
        "post": registry.post_label(user),
        "second_factor": Authenticator.objects.filter(user=user).exists(),
        "second_factor_needed": needs_second_factor(user),
    }
    return render(request, "account/my_account.html", context)


@form_methods
def my_sessions(request: HttpRequest) -> HttpResponse:
    """Where my account is open; the button ends all other places."""
    user, key = member(request), request.session.session_key or ""
    if request.method == "POST":
        ended = end_sessions(user, keep=key)
        messages.info(request, f"Đã thoát {ended} máy khác.")
        return redirect("core:my_sessions")
    context = {"sessions": open_sessions(user), "key": key}
    return render(request, "account/my_sessions.html", context)


@require_safe
@administrators
def account_list(request: HttpRequest) -> HttpResponseBase:
    """All accounts, searchable without marks."""
    wanted = AccountFilter(request.GET, queryset=queries.accounts())
    table = AccountTable(wanted.qs)
    return show_list(request, "account/list.html", table, {"filter": wanted}, name="tai-khoan")


@form_methods
@administrators
def account_new(request: HttpRequest) -> HttpResponse:
    """Gives an account; the next page offers the link."""
    form = NewAccountForm(request.POST or None)
    if form.is_valid():
        try:
            user = services.create_account(actor=member(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("core:account_link", user.uid, AccountLink.Purpose.INVITE)
    context = {"form": form, "title": "Cấp tài khoản mới", "button": "Cấp tài khoản"}
    return _form_page(request, context, back=reverse("core:accounts"))


@require_safe
@administrators
def account(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One account: facts, what can be done, what was done."""
    user = _person(uid)
    context = {
        "person": user,
        "post": registry.post_label(user),
        "second_factor": Authenticator.objects.filter(user=user).exists(),
        "events": queries.events_of(user),
        "manageable": services.may_manage(member(request), user),
        "panels": [panel for source in registry.account_panels.values() if (panel := source(user))],
    }
    return render(request, "account/account.html", context)


@form_methods
@administrators
def account_edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Corrects name and contact."""
    user = _person(uid)
    form = AccountForm(request.POST) if request.method == "POST" else AccountForm.of(user)
    if form.is_valid():
        try:
            services.update_account(actor=member(request), user=user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("core:account", uid)
    context = {"form": form, "title": f"Sửa thông tin của {user.full_name}", "button": "Lưu"}
    return _form_page(request, context, back=reverse("core:account", args=[uid]))


@never_cache
@form_methods
@administrators
def account_link(request: HttpRequest, uid: UUID, purpose: str) -> HttpResponse:
    """Issues a one-time link and shows it this one time."""
    user = _person(uid)
    if purpose not in AccountLink.Purpose.values:
        raise Http404
    form = LinkForm(request.POST if request.method == "POST" else None)
    issued = None
    if form.is_valid():
        try:
            issued = services.issue_link(
                actor=member(request), user=user, purpose=purpose, **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, refusal.message)
    context = {
        "person": user,
        "form": form,
        "purpose": AccountLink.Purpose(purpose),
        "issued": issued,
        "address": request.build_absolute_uri(issued.path) if issued else "",
    }
    return render(request, "account/issue.html", context, status=422 if form.errors else 200)


@require_POST
@administrators
def account_sign_out(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Ends all sessions of somebody who lost a telephone or left a machine open."""
    user = _person(uid)
    try:
        ended = services.sign_out_everywhere(actor=member(request), user=user)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.info(request, f"Đã thoát {ended} phiên của {user.full_name}.")
    return redirect("core:account", uid)


@form_methods
@administrators
def account_close(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Departure: the page of confirmation, then the act."""
    user = _person(uid)
    form = CloseForm(request.POST or None)
    if form.is_valid():
        try:
            services.close_account(actor=member(request), user=user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("core:account", uid)
    context = {
        "form": form,
        "title": f"Đóng tài khoản của {user.full_name}",
        "button": "Đóng tài khoản",
        "note": "Người này không vào được cổng nữa, mọi phiên đang mở bị thoát ngay. "
        "Những gì đã nhập, đã ký vẫn giữ tên người làm.",
    }
    return _form_page(request, context, back=reverse("core:account", args=[uid]))


@form_methods
@administrators
def account_reopen(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A person comes back: the account opens, the next page offers the link."""
    user = _person(uid)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        try:
            services.reopen_account(actor=member(request), user=user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            return redirect("core:account_link", uid, AccountLink.Purpose.RESET)
    context = {"form": form, "title": f"Mở lại tài khoản của {user.full_name}", "button": "Mở lại"}
    return _form_page(request, context, back=reverse("core:account", args=[uid]))


def _person(uid: UUID) -> User:
    user = queries.accounts().filter(uid=uid).first()
    if user is None:
        raise Http404
    return user


def _form_page(request: HttpRequest, context: dict[str, Any], *, back: str) -> HttpResponse:
    status = 422 if context["form"].errors else 200
    return render(request, "account/form.html", {**context, "back": back}, status=status)
