"""The page everybody starts from."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from kbang_ntm.core.models import User
from kbang_ntm.core.once import one_reading
from kbang_ntm.core.queries.home_stamp import home_stamp
from kbang_ntm.core.queries.inbox import inbox_of
from kbang_ntm.core.tags import page_tag, tagged


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """ "Việc của tôi", or 304 when nothing on it has changed since this person last had it;
    strangers go on to the public page."""
    if not isinstance(request.user, User):
        return redirect(strangers_page())
    with one_reading():
        stamp = home_stamp(request.user)
        tag = page_tag(request, *stamp) if stamp else None
        unchanged = get_conditional_response(request, etag=tag)
        if unchanged is not None:
            return tagged(unchanged, tag)
        response = render(request, "core/inbox.html", {"inbox": inbox_of(request.user)})
    return tagged(response, tag)


def strangers_page() -> str:
    """The public page lies in a layer above, which may be absent; then the sign-in page."""
    for name in ("public-home", "reports:public-home"):
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return reverse(settings.LOGIN_URL)
