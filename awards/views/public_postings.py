"""Posted lists for everybody, and what everybody may say about them."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from awards.forms.postings import PublicCommentForm
from awards.models import PublicPosting
from awards.queries.postings import current_postings
from awards.services.comments import receive_comment
from awards.views.postings import row_choices
from communes.views.answers import refuse, status_of
from communes.views.register_pages import acts
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.strangers import count_try

MOST_AN_HOUR = 5


@login_not_required
@require_safe
def public_postings(request: HttpRequest) -> HttpResponse:
    """Lists that hang out today."""
    rows = current_postings(clock.today()).order_by("ends_on", "id")
    return render(request, "awards/postings/public.html", {"postings": rows})


@login_not_required
@require_safe
def public_posting(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One list: name, unit to the village, award, short merit; nothing else."""
    row = _posting(uid)
    context = {
        "posting": row,
        "rows": row.rows.order_by("order"),
        "sent": "da-gui" in request.GET,
    }
    return render(request, "awards/postings/public_one.html", context)


@login_not_required
@acts
def say(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The form for everybody: nobody but the desk reads what is sent."""
    row = _posting(uid)
    form = PublicCommentForm(request.POST or None, rows=row_choices(row))
    there = f"{reverse('awards:posting-public', args=[row.uid])}?da-gui=1"
    if request.method == "POST" and form.trapped:
        return redirect(there)
    if form.is_valid():
        try:
            count_try(request, "posting", most=MOST_AN_HOUR)
            receive_comment(posting=row, text=form.said())
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect(there)
    context = {"form": form, "posting": row}
    return render(request, "awards/postings/say.html", context, status=status_of(form))


def _posting(uid: UUID) -> PublicPosting:
    rows = current_postings(clock.today()).select_related("round")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Http404("Danh sách này không còn niêm yết.")
    return found
