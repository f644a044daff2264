"""The page everybody starts from."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from kbang_ntm.core.models import User
from kbang_ntm.core.queries.inbox import inbox_of


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """ "Việc của tôi"; strangers go on to the public page."""
    if not isinstance(request.user, User):
        return redirect(strangers_page())
    return render(request, "core/inbox.html", {"inbox": inbox_of(request.user)})


def strangers_page() -> str:
    """The public page lies in a layer above, which may be absent; then the sign-in page."""
    for name in ("public-home", "reports:public-home"):
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return reverse(settings.LOGIN_URL)
