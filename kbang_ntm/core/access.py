"""Who may see and do: every list starts at visible_to, every refusal says why."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.urls import reverse

from kbang_ntm.core.models import User


def get_visible(manager: Any, user: User, **lookup: Any) -> Any:
    """The object if this person may know of it, else 404: others' drafts do not exist for them."""
    # By its own key: an order would only join the tables it is by.
    found = manager.visible_to(user).filter(**lookup).order_by().first()
    if found is None:
        raise Http404("Không tìm thấy, hoặc bạn không được xem mục này.")
    return found


def member(request: HttpRequest) -> User:
    """The signed-in person of a request; the login middleware has made sure there is one."""
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied("Đăng nhập để làm tiếp.")
    return user


View = Callable[..., HttpResponseBase]


def requires(test: Callable[[User], bool], sentence: str) -> Callable[[View], View]:
    """A view only for people who pass `test`; others read `sentence` with status 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not test(member(request)):
                raise PermissionDenied(sentence)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def same_person(view: View) -> View:
    """A view that does nothing for a page of somebody else: the tab of one person, still open when
    another signed in on the same computer, is answered like one whose session has ended."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        meant = request.POST.get("person", "")
        if meant and meant != str(member(request).uid):
            return JsonResponse({"sign_in": reverse("core:sign_in_again")}, status=401)
        return view(request, *args, **kwargs)

    return guarded
