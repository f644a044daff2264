"""Notices of a person, and which kinds they want."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from kbang_ntm.core.access import get_visible, member
from kbang_ntm.core.exports import ROWS_AT_A_TIME, listed
from kbang_ntm.core.filters import WordsForm
from kbang_ntm.core.queries import notices as query
from kbang_ntm.core.services import notices as service
from kbang_ntm.core.sheets import Column

PER_PAGE = 40
COLUMNS = [Column("Thông báo", 80), Column("Lúc", 18), Column("Đọc lúc", 18)]


@require_safe
def notices(request: HttpRequest) -> HttpResponseBase:
    """Newest first, with the switches beside."""
    user = member(request)
    form, words = WordsForm.words(request.GET)
    found = query.visible_to(user, words)
    file = listed(
        request, name="thong-bao", title="Thông báo", columns=COLUMNS,
        rows=lambda: (
            [row.text, row.created_at, row.read_at]
            for row in found.iterator(chunk_size=ROWS_AT_A_TIME)
        ),
    )  # fmt: skip
    if file is not None:
        return file
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("trang"))
    rows = list(page.object_list)
    context = {
        "page": page,
        "form": form,
        "words": words,
        "rows": rows,
        "newest": max((row.pk for row in rows), default=0),
        "has_unread": any(row.read_at is None for row in rows),
        "choices": query.choices_of(user),
        "mail_enabled": settings.MAIL_ENABLED,
    }
    return render(request, "core/notices.html", context)


@require_safe
def notice(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Open what a notice is about; it is read from then on. Opening again changes nothing."""
    user = member(request)
    row = service.mark_read(notice=get_visible(query, user, uid=uid), actor=user)
    if row.url and url_has_allowed_host_and_scheme(row.url, allowed_hosts=None):
        return redirect(row.url)
    return redirect("core:notices")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark what the page has shown as read; newer ones stay."""
    newest = request.POST.get("den", "")
    if newest.isdecimal() and len(newest) < 19:
        service.mark_all_read(actor=member(request), up_to=int(newest))
    return redirect("core:notices")


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Store the switches."""
    service.choose(
        actor=member(request),
        on_page=request.POST.getlist("trang"),
        by_mail=request.POST.getlist("thu"),
    )
    messages.success(request, "Đã lưu loại thông báo muốn nhận.")
    return redirect("core:notices")
