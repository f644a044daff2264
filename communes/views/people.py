"""Stand-ins while people are away, and handover when they change."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from communes.forms.people import DelegateForm, EndForm, HandoverForm
from communes.models import Membership
from communes.queries.duties import (
    colleagues,
    delegable_posts,
    delegations_of,
    managed_posts,
    open_work,
    place_names,
)
from communes.services import people as service
from communes.views.answers import refuse, status_of
from kbang_ntm.core import clock
from kbang_ntm.core.access import member
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User

acts = require_http_methods(["GET", "HEAD", "POST"])


@acts
def delegations(request: HttpRequest) -> HttpResponse:
    """Who stands in for whom; a new stand-in for one's own post or those one is in charge of."""
    user = member(request)
    posts = delegable_posts(user)
    form = DelegateForm(request.POST or None, **choices(user, posts))
    if form.is_valid():
        try:
            service.delegate(
                post=form.cleaned_data["post"],
                stand_in=form.cleaned_data["person"],
                first=form.cleaned_data["first"],
                last=form.cleaned_data["last"],
                paper=form.cleaned_data["paper"],
                actor=user,
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("communes:delegations")
    context = {
        "form": form if posts else None,
        "rows": stand_in_rows(user),
        "may_hand_over": managed_posts(user).exists(),
    }
    return render(request, "communes/review/delegations.html", context, status=status_of(form))


def choices(user: User, posts: Any) -> dict[str, Any]:
    """What the form of a post offers this person."""
    rows = list(posts)
    return {
        "posts": posts,
        "people": colleagues(user, rows),
        "places": place_names(rows),
    }


def stand_in_rows(user: User) -> list[dict[str, Any]]:
    """Stand-ins with their place, how they stand today, and whether the person may end them."""
    rows = list(delegations_of(user))
    places, today = place_names(rows), clock.today()
    managed = set(managed_posts(user).values_list("pk", flat=True))
    found = []
    for row in rows:
        open_still = not row.valid.isempty and (row.valid.upper is None or row.valid.upper > today)
        holder = row.stands_for.user_id if row.stands_for else None
        mine = user.pk in (row.created_by_id, holder)
        found.append(
            {
                "row": row,
                "place": places[row.pk],
                "running": today in row.valid,
                "coming": open_still and today not in row.valid,
                "last": service.last_day(row),
                "may_end": open_still and (mine or row.stands_for_id in managed),
            }
        )
    return found


@acts
def end_delegation(request: HttpRequest, uid: UUID) -> HttpResponse:
    """End a stand-in's time, after a question."""
    user = member(request)
    row = delegations_of(user).filter(uid=uid).first()
    if row is None:
        raise Http404("Không tìm thấy ủy quyền này.")
    form = EndForm(request.POST or None)
    if form.is_valid():
        try:
            service.end_delegation(delegation=row, reason=form.cleaned_data["reason"], actor=user)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("communes:delegations")
    context = {"row": row, "form": form, "last": service.last_day(row)}
    return render(request, "communes/review/delegation_end.html", context, status=status_of(form))


@acts
def handover(request: HttpRequest) -> HttpResponse:
    """Give a post to another person; the work that waits there is shown first."""
    user = member(request)
    posts = managed_posts(user)
    if not posts.exists():
        raise PermissionDenied("Trang này dành cho quản trị và người đứng đầu xã, cơ quan.")
    chosen = chosen_post(posts, request.GET.get("vai-tro", ""))
    form = HandoverForm(request.POST or None, initial={"post": chosen}, **choices(user, posts))
    if form.is_valid():
        try:
            service.handover(
                post=form.cleaned_data["post"],
                to=form.cleaned_data["person"],
                last_day=form.cleaned_data["last_day"],
                paper=form.cleaned_data["paper"],
                actor=user,
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("communes:handover")
    context = {
        "form": form,
        "posts": [(row, form.fields["post"].places[row.pk]) for row in posts],  # type: ignore[attr-defined]  # a PostChoice
        "chosen": chosen,
        "work": open_work(chosen) if chosen else [],
    }
    return render(request, "communes/review/handover.html", context, status=status_of(form))


def chosen_post(posts: Any, uid: str) -> Membership | None:
    """The post whose open work is asked for."""
    if not uid:
        return None
    found: Membership | None = next((row for row in posts if str(row.uid) == uid), None)
    if found is None:
        raise Http404("Không tìm thấy vai trò này.")
    return found
