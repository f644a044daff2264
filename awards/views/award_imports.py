"""Old awards by spreadsheet: the blank list, upload, preview, confirm, cancel."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from awards.award_sheets import blank_sheets
from awards.forms.past_awards import OldAwardsForm
from awards.models import AwardImport
from awards.nominee_rules import books_of
from awards.queries.nominees import award_imports, import_lines
from awards.services import award_imports as service
from awards.services.past_awards import NOT_KEEPER
from awards.views.law import readers_only
from awards.views.past_awards import book_choices
from communes.forms.registers import WhyForm
from communes.views.answers import refuse, status_of
from communes.views.register_pages import Act, act_page, acts, need
from kbang_ntm.core.access import get_visible, member
from kbang_ntm.core.errors import Conflict, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.sheets import download


@readers_only
@acts
def imports(request: HttpRequest) -> HttpResponse:
    """Upload a list; the files so far."""
    user = member(request)
    books = book_choices(user)
    need(bool(books), NOT_KEEPER)
    form = OldAwardsForm(request.POST or None, request.FILES or None, books=books)
    if form.is_valid():
        file = form.cleaned_data["file"]
        chosen = int(form.cleaned_data["unit"])
        try:
            made = service.upload_old_awards(
                unit_id=chosen,
                name=file.name or "",
                stream=file,
                actor=user,
                convert=form.cleaned_data["convert"],
            )
        except Refused as refusal:
            refuse(form, refusal)
        else:
            return redirect("awards:award-import", made.uid)
    context = {"form": form, "rows": award_imports(user)[:50], "books": dict(books)}
    return render(request, "awards/past/imports.html", context, status=status_of(form))


@readers_only
@require_safe
def blank(request: HttpRequest) -> HttpResponseBase:
    """The list to fill."""
    need(bool(books_of(member(request))), NOT_KEEPER)
    return download(blank_sheets(), "mau-khen-thuong-cu")


@readers_only
@require_safe
def award_import(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What a file says, what is wrong in it, what became of it."""
    return _page(request, _batch(member(request), uid))


@readers_only
@require_POST
def confirm(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take the whole file in."""
    user = member(request)
    batch = _batch(user, uid)
    try:
        done = service.confirm_old_awards(batch=batch, actor=user)
    except Refused as problem:
        status = 409 if isinstance(problem, Conflict) else 422
        return _page(request, batch, problem.message, status)
    there = f", {done.there} dòng đã có trong sổ" if done.there else ""
    messages.success(request, f"Đã nhập {done.written} khen thưởng{there}.")
    return redirect("awards:award-import", uid)


@readers_only
@acts
def cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take the whole file out of the register again."""
    user = member(request)
    batch = _batch(user, uid)
    form = WhyForm(request.POST or None)
    return act_page(
        request,
        form=form,
        words=Act(
            "Hủy lần nhập này?",
            "Hủy lần nhập này",
            reverse("awards:award-import", args=[uid]),
            "Lần nhập",
            lead="Mọi dòng của tệp này được rút khỏi sổ khen thưởng, kèm lý do. Đối tượng đã thêm "
            "thì vẫn còn.",
        ),
        do=lambda: service.cancel_old_awards(
            batch=batch, reason=form.cleaned_data["reason"], actor=user
        ),
        done="Đã hủy lần nhập.",
    )


def _page(
    request: HttpRequest, batch: AwardImport, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "batch": batch,
        "lines": import_lines(batch),
        "problems": batch.content["problems"],
        "notes": batch.content["notes"],
        "refusal": refusal,
        "standing": batch.state == "confirmed",
    }
    return render(request, "awards/past/import.html", context, status=status)


def _batch(user: User, uid: UUID) -> AwardImport:
    found: AwardImport = get_visible(_Own, user, uid=uid)
    return found


class _Own:
    """Lets `get_visible` ask for the files of the person's registers."""

    visible_to = staticmethod(award_imports)
